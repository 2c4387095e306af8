package prosa.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes the messages of one member straight to its socket, from one buffer in which only the time
 * changes. In a closed loop the server's cost per delivery depends on how fast the load answers,
 * since what comes together is handled together: so a message costs the load tool little more than
 * its system call.
 *
 * <p>Used on the connection's event loop, until {@link #release}. What the socket does not take at
 * once is queued by the channel, and so is all that follows until that is sent.
 */
final class DirectWriter {
  private final EpollSocketChannel channel;
  private final ByteBuf frame;
  private final int textAt;

  private DirectWriter(EpollSocketChannel channel, ByteBuf frame, int textAt) {
    this.channel = channel;
    this.frame = frame;
    this.textAt = textAt;
  }

  /** A writer of {@code text}; null where the system or TLS does not allow it. */
  static @Nullable DirectWriter of(Channel channel, FrameFormat format, byte[] text) {
    if (!(channel instanceof EpollSocketChannel epoll)
        || channel.pipeline().get(SslHandler.class) != null) {
      return null;
    }
    ByteBuf frame = channel.alloc().directBuffer(text.length + 16);
    format.write(frame, text, text.length);
    return new DirectWriter(epoll, frame, frame.readableBytes() - text.length);
  }

  /**
   * Sends the text, of which a part has changed.
   *
   * @return false if nothing was sent because earlier bytes wait
   */
  boolean write(byte[] text, int changedAt, int changed) {
    ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
    if (waiting == null || waiting.totalPendingWriteBytes() > 0) {
      return false;
    }
    frame.setBytes(textAt + changedAt, text, changedAt, changed);
    int length = frame.readableBytes();
    int sent;
    try {
      sent = Math.max(0, channel.fd().writeAddress(frame.memoryAddress(), 0, length));
    } catch (IOException e) {
      return false; // the channel finds out, too, and reports it
    }
    if (sent < length) {
      ByteBuf rest = channel.alloc().directBuffer(length - sent);
      rest.writeBytes(frame, sent, length - sent);
      var _ = channel.writeAndFlush(rest, channel.voidPromise());
    }
    return true;
  }

  /** Gives the buffer back; the writer is not used any more. */
  void release() {
    frame.release();
  }
}
