package prosa.zmtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The way out of a connection: what is written goes through here, and a gentle ending too.
 *
 * <p>A gentle ending writes all that is under way, says that nothing more comes (half-close), and
 * lets the peer be the one that closes: to close while unread bytes lie in the socket would reset
 * the connection and destroy our last words on their way. A peer that does not is given {@link
 * #LINGER_MILLIS}.
 */
final class Outlet {
  private static final long LINGER_MILLIS = 1000;

  private @Nullable ChannelHandlerContext context;
  private boolean answersUnflushed;
  private @Nullable ScheduledFuture<?> lingering;

  void open(ChannelHandlerContext ctx) {
    context = ctx;
  }

  Channel channel() {
    return context().channel();
  }

  /** Writes and flushes; what fails comes back as the pipeline's exception. */
  void transmit(ByteBuf framed) {
    ChannelHandlerContext ctx = context();
    var _ = ctx.writeAndFlush(framed, ctx.voidPromise());
  }

  ByteBuf frame(Command command) {
    ByteBuf out = channel().alloc().directBuffer(64);
    CommandCodec.write(out, command);
    return out;
  }

  /**
   * Writes an answer, to be flushed at the end of the round. One that a peer has us queue while it
   * does not read is left out: it could make us keep any number of them.
   */
  void answer(Command command) {
    ChannelHandlerContext ctx = context();
    if (ctx.channel().isWritable()) {
      var _ = ctx.write(frame(command), ctx.voidPromise());
      answersUnflushed = true;
    }
  }

  void flushAnswers() {
    if (answersUnflushed) {
      answersUnflushed = false;
      context().flush();
    }
  }

  /** Ends gently. */
  void close() {
    Channel channel = channel();
    if (!channel.isActive()) {
      var _ = channel.close();
      return;
    }
    channel.config().setAutoRead(true);
    ChannelFuture written = context().writeAndFlush(Unpooled.EMPTY_BUFFER);
    written.addListener(
        done -> {
          if (done.isSuccess() && channel instanceof DuplexChannel duplex) {
            var _ = duplex.shutdownOutput();
          } else {
            var _ = channel.close();
          }
        });
    lingering =
        channel
            .eventLoop()
            .schedule(
                () -> {
                  var _ = channel.close();
                },
                LINGER_MILLIS,
                TimeUnit.MILLISECONDS);
  }

  /** The channel is closed. */
  void closed() {
    if (lingering != null) {
      lingering.cancel(false);
      lingering = null;
    }
  }

  private ChannelHandlerContext context() {
    if (context == null) {
      throw new IllegalStateException("The connection is not in a pipeline yet");
    }
    return context;
  }
}
