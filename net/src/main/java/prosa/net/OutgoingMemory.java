package prosa.net;

import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * The memory that the send queues of all members take together, with a limit. Thread-safe.
 *
 * <p>When a queue would exceed the limit, it takes nothing, and the owners of members are asked to
 * close the slowest ({@link #onFull}) until a quarter is free again.
 */
public final class OutgoingMemory {
  private static final BufferPoolMXBean DIRECT =
      ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
          .filter(pool -> pool.getName().equals("direct"))
          .findFirst()
          .orElseThrow();

  /** The rest is for what is being read, and for handshakes. */
  private static final long MOST_USED = PlatformDependent.maxDirectMemory() / 4 * 3;

  private volatile long limit;
  private final AtomicLong held = new AtomicLong();
  private final LongAdder sent = new LongAdder();
  private final AtomicBoolean asked = new AtomicBoolean();
  private volatile long target;
  private final List<Runnable> closeHandlers = new CopyOnWriteArrayList<>();

  /** A memory of {@code limit} bytes. */
  public OutgoingMemory(long limit) {
    this.limit = limit;
  }

  /** A quarter of what Java may use outside its heap, where network buffers are. */
  public static long usual() {
    return Math.max(1 << 20, PlatformDependent.maxDirectMemory() / 4);
  }

  /** Changes how many bytes there may be; what waits already stays. */
  public void limit(long bytes) {
    limit = bytes;
  }

  /** Runs {@code closer} when it is full, on whatever thread that is noticed. */
  public void onFull(Runnable closer) {
    closeHandlers.add(closer);
  }

  /**
   * Counts {@code bytes} that wait from now on; false, and nothing is counted, beyond the limit.
   */
  boolean take(long bytes) {
    if (held.addAndGet(bytes) <= limit && allows(bytes)) {
      return true;
    }
    held.addAndGet(-bytes);
    ranOut();
    return false;
  }

  /** Whether Java has memory for a buffer of this size, without waiting for it. */
  boolean allows(long bytes) {
    return DIRECT.getMemoryUsed() + bytes <= MOST_USED;
  }

  /**
   * Throws, and has the slowest closed, unless {@link #allows}. Where Java has no direct memory
   * left it holds the thread up for half a second before it says so.
   */
  public void require(long bytes) {
    if (!allows(bytes)) {
      ranOut();
      throw new OutOfMemoryError("most of the memory for buffers is used");
    }
  }

  /** Counts {@code bytes} that wait in any case. */
  void takeAnyway(long bytes) {
    if (held.addAndGet(bytes) > limit) {
      ranOut();
    }
  }

  /** These bytes do not wait any more. */
  void giveBack(long bytes) {
    held.addAndGet(-bytes);
  }

  /** There is no memory, by this limit or by Java's: the slowest are to be closed. */
  public void ranOut() {
    if (asked.compareAndSet(false, true)) {
      target = Math.min(limit, held.get()) / 4 * 3;
      closeHandlers.forEach(Runnable::run);
    }
  }

  /** Whether a quarter is free again; asked before each closing. */
  public boolean isRelieved() {
    return held.get() <= target;
  }

  /** A closer has closed the connections that it could. */
  public void relieved() {
    asked.set(false);
  }

  /** Counts bytes that were given to a member's connection. */
  void sent(long bytes) {
    sent.add(bytes);
  }

  /** The bytes given to all members' connections so far. */
  public long sent() {
    return sent.sum();
  }

  /** The bytes that wait. */
  public long held() {
    return held.get();
  }
}
