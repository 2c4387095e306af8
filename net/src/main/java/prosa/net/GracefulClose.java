package prosa.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Closes a connection so that its last data arrives: when it is written, the output is shut down
 * (half-close) and the peer is expected to close. Closing while unread bytes are in the socket
 * would reset the connection and could destroy data in flight. A peer that does not close is given
 * {@link #LINGER_MILLIS}; at most {@link #MOST_DROPPED} bytes that it sends in this time are read
 * and dropped. They are paid for like all input: beyond what the channel's {@link InputMeter}
 * grants, {@link #MOST_UNPAID} are read.
 */
public final class GracefulClose {
  /** How long a peer may take to read the last words and to close. */
  public static final long LINGER_MILLIS = 1_000;

  /** How much is read and dropped; what comes behind it stays with the peer. */
  static final long MOST_DROPPED = 1 << 20;

  /** How much is read and dropped of a peer that used up what its meter grants. */
  static final long MOST_UNPAID = 64 * 1024;

  private GracefulClose() {}

  /**
   * Drops what comes after the last words, before anything is done for it, such as its decryption;
   * and reads no more when it is too much.
   */
  private static final class DropLimit extends ChannelInboundHandlerAdapter {
    private final InputMeter meter;
    private long dropped;

    DropLimit(Channel channel) {
      InputMeter own = channel.attr(InputMeter.KEY).get();
      meter = own == null ? InputMeter.UNLIMITED : own;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object received) {
      if (received instanceof ByteBuf bytes) {
        dropped += bytes.readableBytes();
        boolean unpaid = meter.pay(0, bytes.readableBytes()) > 0;
        if (dropped > (unpaid ? MOST_UNPAID : MOST_DROPPED)) {
          ctx.channel().config().setAutoRead(false);
        }
      }
      ReferenceCountUtil.release(received);
    }

    /** A decoder that was given nothing would read on by itself. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {}
  }

  /**
   * Ends the connection that {@code lastWords} were written to, on its event loop. Its handlers get
   * nothing of what it still reads.
   *
   * @param lastWords all that is under way; where they cannot be written the channel is closed
   */
  public static void after(ChannelFuture lastWords) {
    after(lastWords, Channel::newSucceededFuture);
  }

  /**
   * Does the same inside an encryption that has its own end-of-data message.
   *
   * @param endOfData writes that end after the last words, before the half-close: the close_notify
   *     of TLS (RFC 8446, section 6.1)
   */
  public static void after(
      ChannelFuture lastWords, Function<Channel, ? extends Future<?>> endOfData) {
    Channel channel = lastWords.channel();
    if (!channel.isActive()) {
      var _ = channel.close();
      return;
    }
    channel.pipeline().addFirst(new DropLimit(channel));
    channel.config().setAutoRead(true); // to see the peer's end
    lastWords.addListener(
        written -> {
          if (written.isSuccess()) {
            endOfData.apply(channel).addListener(ended -> halfClose(channel, ended.isSuccess()));
          } else {
            halfClose(channel, false);
          }
        });
    ScheduledFuture<?> lingering =
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

  private static void halfClose(Channel channel, boolean written) {
    if (written && channel instanceof DuplexChannel duplex) {
      var _ = duplex.shutdownOutput(); // the peer closes, or the time is up
    } else {
      var _ = channel.close();
    }
  }
}
