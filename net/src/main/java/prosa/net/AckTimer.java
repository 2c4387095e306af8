package prosa.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Measures how long the peer of a connection has not acknowledged sent bytes, those in our queue
 * and in the kernel's, by {@code TCP_INFO} (Linux 4.19 or newer, with epoll). Elsewhere, bytes
 * count as acknowledged when the kernel has taken them.
 *
 * <p>How it works: each time it is asked, it notes how far the stream of bytes reaches by now. The
 * oldest note that is not acknowledged says how old the oldest byte is, at least. It keeps nothing
 * while nothing waits. Used on the channel's event loop; time comes in, as monotonic nanoseconds.
 */
public final class AckTimer {
  // struct tcp_info of linux/tcp.h
  private static final int TCP = 6;
  private static final int INFO = 11;
  private static final int BYTES_ACKED = 120;
  private static final int NOT_SENT = 144;
  private static final int BYTES_SENT = 200;
  private static final int BYTES_RETRANSMITTED = 208;
  private static final RawUnixChannelOption TCP_INFO =
      new RawUnixChannelOption("TCP_INFO", TCP, INFO, 216);

  /** How far the stream reached at a time. */
  private record Mark(long at, long end) {}

  private final Channel channel;
  private @Nullable Deque<Mark> marks;
  private long acked = -1;
  private long ackedBefore;
  private long progressAt;
  private long end;

  /** A timer for {@code channel}. */
  public AckTimer(Channel channel) {
    this.channel = channel;
  }

  /**
   * Whether something that was sent {@code nanos} ago is still not acknowledged.
   *
   * @param written how many bytes were sent, where the kernel cannot tell
   */
  public boolean isLate(long written, long now, long nanos) {
    look(written);
    if (acked >= end) {
      marks = null;
      return false;
    }
    if (marks == null) {
      marks = new ArrayDeque<>();
    }
    while (!marks.isEmpty() && marks.getFirst().end() <= acked) {
      marks.removeFirst();
    }
    if (marks.isEmpty() || marks.getLast().end() < end) {
      marks.addLast(new Mark(now, end));
    }
    return now - marks.getFirst().at() >= nanos;
  }

  /** Whether all was acknowledged when it looked last. */
  public boolean isIdle() {
    return acked >= end;
  }

  /** Whether something that was sent is not acknowledged now. */
  public boolean isWaiting() {
    look(0);
    return acked < end;
  }

  /** From now on it is counted how long nothing was acknowledged. */
  public void begin(long now) {
    look(0);
    ackedBefore = acked;
    progressAt = now;
  }

  /**
   * Whether nothing was acknowledged for {@code nanos}, since {@link #begin} or the last progress
   * that this method saw; to be asked while something waits.
   */
  public boolean isStill(long now, long nanos) {
    look(0);
    if (acked != ackedBefore) {
      ackedBefore = acked;
      progressAt = now;
    }
    return now - progressAt >= nanos;
  }

  private void look(long written) {
    ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
    long queued = queue == null ? 0 : queue.totalPendingWriteBytes();
    if (!(channel instanceof EpollSocketChannel epoll) || !ask(epoll, queued)) {
      acked = written - queued;
      end = written;
    }
  }

  private boolean ask(EpollSocketChannel epoll, long queued) {
    try {
      ByteBuffer info = epoll.config().getOption(TCP_INFO);
      if (info == null || info.limit() < BYTES_RETRANSMITTED + Long.BYTES) {
        return false;
      }
      info.order(ByteOrder.nativeOrder());
      long sent = info.getLong(BYTES_SENT) - info.getLong(BYTES_RETRANSMITTED);
      if (sent == 0) {
        return false; // nothing was, or the kernel does not tell
      }
      acked = info.getLong(BYTES_ACKED);
      end = sent + Integer.toUnsignedLong(info.getInt(NOT_SENT)) + queued;
      return true;
    } catch (ChannelException e) {
      return false; // the socket is closed
    }
  }
}
