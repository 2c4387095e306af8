package prosa.net;

import io.netty.util.AttributeKey;
import io.netty.util.internal.PlatformDependent;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

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
  /** Where a channel's share is found; what is kept of a channel without one is not counted. */
  public static final AttributeKey<Share> KEY = AttributeKey.valueOf("prosa.net.incoming");

  private final long limit;
  private final LongSupplier nanos;
  private final AtomicLong held = new AtomicLong();
  private final Set<Share> keeping = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean closing = new AtomicBoolean();

  /**
   * A memory of {@code limit} bytes.
   *
   * @param nanos a monotonic clock
   */
  public IncomingMemory(long limit, LongSupplier nanos) {
    this.limit = limit;
    this.nanos = nanos;
  }

  /** An eighth of what Java may use outside its heap, where network buffers are. */
  public static long usual() {
    return Math.max(1 << 20, PlatformDependent.maxDirectMemory() / 8);
  }

  /** The bytes that are kept. */
  public long held() {
    return held.get();
  }

  /**
   * The share of a connection, which keeps nothing yet.
   *
   * @param closer closes it, on whatever thread the limit is passed
   */
  public Share share(Runnable closer) {
    return new Share(closer);
  }

  /** What one connection keeps. */
  public final class Share {
    private final Runnable closer;
    private long decrypted;
    private long encrypted;

    /** Both of them. */
    private long bytes;

    private long since;
    private boolean over;

    private Share(Runnable closer) {
      this.closer = closer;
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
    public void end() {
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
          next.share().closer.run();
        }
      }
    } finally {
      closing.set(false);
    }
  }
}
