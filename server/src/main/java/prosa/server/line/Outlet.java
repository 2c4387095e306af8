package prosa.server.line;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;

/**
 * The way out to one member: a queue of framed bytes with a limit, and a write to the socket that
 * skips the queue while it is empty, which is nearly always.
 *
 * <p>Beyond the limit nothing more is taken; the caller counts what was dropped. A queue that does
 * not move at all is {@link #stuck}. Used on the channel's event loop only.
 */
public final class Outlet {
  private final Channel channel;
  private final int limit;
  private final boolean past;
  private long completed;
  private final ChannelFutureListener moves = done -> completed++;
  private long lastCompleted = -1;
  private int lastLeft;
  private long stillSince;

  /**
   * The way out through {@code channel}.
   *
   * @param limit the most bytes waiting
   */
  public Outlet(Channel channel, int limit) {
    this(channel, limit, true);
  }

  /**
   * The way out through {@code channel}.
   *
   * @param limit the most bytes waiting
   * @param past whether bytes may go past the pipeline; not where that encrypts them
   */
  public Outlet(Channel channel, int limit, boolean past) {
    this.channel = channel;
    this.limit = limit;
    this.past = past;
  }

  /**
   * Takes the bytes from {@code from} up to {@code to} of a shared buffer, whose indices stay as
   * they are. An empty queue takes any size.
   *
   * @return false, and nothing is taken, if the queue would pass its limit
   */
  public boolean write(ByteBuf shared, int from, int to) {
    ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
    if (waiting == null) {
      return true; // closing: nobody is there to miss it
    }
    int done = 0;
    if (waiting.totalPendingWriteBytes() == 0) { // what is written but not flushed counts, too
      done = direct(shared, from, to);
      if (done < 0 || done == to - from) {
        return true;
      }
    } else if (waiting.totalPendingWriteBytes() + (to - from) > limit) {
      return false;
    }
    channel.writeAndFlush(shared.retainedSlice(from + done, to - from - done)).addListener(moves);
    return true;
  }

  /**
   * Writes past the queue; the number of bytes the socket took, or -1 when the channel is broken.
   */
  private int direct(ByteBuf bytes, int from, int to) {
    if (!past || !(channel instanceof EpollSocketChannel epoll) || !bytes.hasMemoryAddress()) {
      return 0;
    }
    FileDescriptor socket = epoll.fd();
    try {
      return Math.max(0, socket.writeAddress(bytes.memoryAddress(), from, to));
    } catch (IOException e) {
      var _ = channel.close(); // the peer is gone: an expected ending
      return -1;
    }
  }

  /** Takes a whole buffer and releases it. */
  public boolean writeAndRelease(ByteBuf own) {
    try {
      return write(own, own.readerIndex(), own.writerIndex());
    } finally {
      own.release();
    }
  }

  /** The bytes waiting. */
  public long waiting() {
    ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
    return waiting == null ? 0 : waiting.totalPendingWriteBytes();
  }

  /** Whether a buffer of {@code size} bytes would be taken. */
  public boolean takes(int size) {
    long now = waiting();
    return now == 0 || now + size <= limit;
  }

  /**
   * Whether bytes wait, and not one has moved for {@code nanos}; to be asked about once a second.
   *
   * @param now a monotonic clock, in nanoseconds
   */
  public boolean stuck(long now, long nanos) {
    ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
    if (waiting == null || waiting.isEmpty()) {
      lastCompleted = -1;
      return false;
    }
    int left = waiting.current() instanceof ByteBuf head ? head.readableBytes() : 0;
    if (completed != lastCompleted || left != lastLeft) {
      lastCompleted = completed;
      lastLeft = left;
      stillSince = now;
      return false;
    }
    return now - stillSince >= nanos;
  }

  /** Closes the channel without waiting for what is queued. */
  public void abort() {
    var _ = channel.close();
  }
}
