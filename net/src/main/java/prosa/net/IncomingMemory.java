package prosa.net;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.netty.util.internal.PlatformDependent;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The memory that unfinished input of all peers takes together, with a limit: frames and messages
 * of which only a part has come, encrypted or not, and what waits while a peer is not read from.
 * Thread-safe.
 *
 * <p>Beyond the limit, the connections that keep most are closed until a quarter is free again. A
 * connection is weighed by its bytes and by the time for which it has kept them, so that one whose
 * message is only on its way is spared.
 */
public final class IncomingMemory {
  /** Where a channel's share is found, or else the memory that it will be of. */
  private static final AttributeKey<Counting> KEY = AttributeKey.valueOf("prosa.net.incoming");

  /** What counts what is kept of a channel. */
  sealed interface Counting permits AtFirst, Share {}

  /** The channels of which nothing was kept so far. */
  static final class AtFirst implements Counting {
    private final IncomingMemory memory;

    private AtFirst(IncomingMemory memory) {
      this.memory = memory;
    }
  }

  private final long limit;
  private final LongSupplier nanos;
  private final AtomicLong held = new AtomicLong();
  private final Set<Share> keeping = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final Consumer<Channel> closer;
  private final AtFirst atFirst = new AtFirst(this);

  /**
   * A memory of {@code limit} bytes.
   *
   * @param nanos a monotonic clock
   * @param closer closes a channel of which most is kept, on whatever thread the limit is passed
   */
  public IncomingMemory(long limit, LongSupplier nanos, Consumer<Channel> closer) {
    this.limit = limit;
    this.nanos = nanos;
    this.closer = closer;
  }

  /** An eighth of what Java may use outside its heap, where network buffers are. */
  public static long usual() {
    return Math.max(1 << 20, PlatformDependent.maxDirectMemory() / 8);
  }

  /** The bytes that are kept. */
  public long held() {
    return held.get();
  }

  /** From now on it is counted what is kept of this channel, until it is closed. */
  public void attach(Channel channel) {
    channel.attr(KEY).set(atFirst);
  }

  /**
   * The share of a channel, made when it is first asked for: of most channels nothing is ever kept.
   * On the channel's event loop.
   *
   * @return null if what is kept of it is not counted
   */
  public static @Nullable Share of(Channel channel) {
    return switch (channel.attr(KEY).get()) {
      case null -> null;
      case Share share -> share;
      case AtFirst first -> {
        Share share = first.memory.new Share(channel);
        channel.attr(KEY).set(share);
        channel.closeFuture().addListener(_ -> share.end());
        yield share;
      }
    };
  }

  /** What one connection keeps. */
  public final class Share implements Counting {
    private final Channel channel;
    private long decrypted;
    private long encrypted;

    /** Both of them. */
    private long bytes;

    private long since;
    private boolean over;

    private Share(Channel channel) {
      this.channel = channel;
    }

    /** The connection keeps so many bytes from now on; this or another one may be closed for it. */
    public void keeps(long now) {
      if (setDecrypted(now)) {
        closeThoseWhoKeepMost();
      }
    }

    /** The same of the bytes that it keeps beside these, as they are not decrypted yet. */
    public void keepsEncrypted(long now) {
      if (setEncrypted(now)) {
        closeThoseWhoKeepMost();
      }
    }

    /** The connection is closed: whatever it still keeps is not counted any more. */
    void end() {
      var _ = ends();
    }

    private synchronized boolean setDecrypted(long now) {
      decrypted = now;
      return count();
    }

    private synchronized boolean setEncrypted(long now) {
      encrypted = now;
      return count();
    }

    /** Whether the limit is passed now. */
    private synchronized boolean count() {
      long now = decrypted + encrypted;
      if (over || now == bytes) {
        return false;
      }
      if (now > 0 && bytes == 0) {
        keeping.add(this);
      } else if (now == 0) {
        keeping.remove(this);
      }
      if (now < bytes / 2 || bytes == 0) {
        since = nanos.getAsLong();
      }
      boolean more = now > bytes;
      long all = held.addAndGet(now - bytes);
      bytes = now;
      return more && all > limit;
    }

    private synchronized boolean ends() {
      if (over) {
        return false;
      }
      over = true;
      keeping.remove(this);
      held.addAndGet(-bytes);
      return true;
    }

    private synchronized Weighed weighed(long now) {
      return new Weighed(this, (double) bytes * Math.max(1, now - since));
    }
  }

  private record Weighed(Share share, double weight) {}

  private void closeThoseWhoKeepMost() {
    if (!closing.compareAndSet(false, true)) {
      return; // another thread does it
    }
    try {
      long now = nanos.getAsLong();
      List<Weighed> most =
          keeping.stream()
              .map(share -> share.weighed(now))
              .sorted(Comparator.comparingDouble(Weighed::weight).reversed())
              .toList();
      for (Weighed next : most) {
        if (held.get() <= limit / 4 * 3) {
          break;
        }
        if (next.share().ends()) {
          closer.accept(next.share().channel);
        }
      }
    } finally {
      closing.set(false);
    }
  }
}
