package prosa.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DuplexChannel;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Ends a connection so that its last words arrive: when they are written, it says that nothing more
 * comes (half-close) and lets the peer be the one that closes. To close while unread bytes lie in
 * the socket would reset the connection and destroy the last words on their way. A peer that does
 * not close is given {@link #LINGER_MILLIS}.
 */
public final class GracefulClose {
  /** How long a peer may take to read the last words and to close. */
  public static final long LINGER_MILLIS = 1_000;

  private GracefulClose() {}

  /**
   * Ends the connection that {@code lastWords} were written to, on its event loop. What it still
   * reads is for its handlers to drop.
   *
   * @param lastWords all that is under way; where they cannot be written the channel is closed
   * @param halfCloses whether the peer can be told that nothing more comes; not inside TLS, which
   *     has its own way to say so
   */
  public static void after(ChannelFuture lastWords, boolean halfCloses) {
    Channel channel = lastWords.channel();
    if (!channel.isActive()) {
      var _ = channel.close();
      return;
    }
    channel.config().setAutoRead(true); // to see the peer's end
    lastWords.addListener(
        written -> {
          if (written.isSuccess() && !halfCloses) {
            return; // the peer closes, or the time is up
          }
          if (written.isSuccess() && channel instanceof DuplexChannel duplex) {
            var _ = duplex.shutdownOutput();
          } else {
            var _ = channel.close();
          }
        });
    Future<?> lingering =
        channel
            .eventLoop()
            .schedule(
                () -> {
                  var _ = channel.close();
                },
                LINGER_MILLIS,
                TimeUnit.MILLISECONDS);
    channel.closeFuture().addListener(_ -> lingering.cancel(false));
  }
}
