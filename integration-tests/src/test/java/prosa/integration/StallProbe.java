package prosa.integration;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A thread that does nothing but sleep for a moment, again and again, and measures how much later
 * it wakes: what the machine itself makes every program wait, whatever the server does.
 *
 * <p>A moment that was slept through is counted as if each of those it covers had been measured:
 * one stall of 300 ms within 10 s makes 3 % of them late, as it does with what people say.
 */
final class StallProbe implements AutoCloseable {
  private static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(5);
  private static final int HIGHEST_MILLIS = 10_000;

  private final long[] counts = new long[HIGHEST_MILLIS + 1];
  private volatile boolean over;

  private StallProbe() {}

  static StallProbe start() {
    StallProbe probe = new StallProbe();
    Thread.ofPlatform().daemon().name("stall-probe").start(probe::run);
    return probe;
  }

  private void run() {
    long due = System.nanoTime() + MOMENT;
    while (!over) {
      LockSupport.parkNanos(due - System.nanoTime());
      long late = System.nanoTime() - due;
      if (late >= 0) {
        count(late);
        due = System.nanoTime() + MOMENT;
      }
    }
  }

  private synchronized void count(long late) {
    for (long each = late; each >= 0; each -= MOMENT) {
      counts[(int) Math.min(HIGHEST_MILLIS, TimeUnit.NANOSECONDS.toMillis(each))]++;
    }
  }

  /** Forgets what was counted. */
  synchronized void clear() {
    Arrays.fill(counts, 0);
  }

  /** The milliseconds that 99 of 100 moments were late at most. */
  synchronized double p99() {
    long more = Arrays.stream(counts).sum() / 100;
    for (int millis = HIGHEST_MILLIS; millis > 0; millis--) {
      more -= counts[millis];
      if (more < 0) {
        return millis;
      }
    }
    return 0;
  }

  @Override
  public void close() {
    over = true;
  }
}
