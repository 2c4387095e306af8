package prosa.integration;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for something to become true, up to a deadline; no test sleeps and hopes. */
final class Await {
  /** Longer than anything takes on a machine that is busy. */
  static final Duration LONG = Duration.ofSeconds(30);

  /** The longer something is waited for, the more seldom it is looked at: a look costs, too. */
  private static final long FIRST_PAUSE_NANOS = 5_000_000;

  private static final long LONGEST_PAUSE_NANOS = 100_000_000;

  private Await() {}

  static void until(String what, BooleanSupplier condition) {
    until(what, condition, () -> "");
  }

  /** What was seen meanwhile is told if the wait is in vain. */
  static void until(String what, BooleanSupplier condition, Supplier<String> seen) {
    if (!within(LONG, condition)) {
      throw new AssertionError("waited in vain: " + what + "\n" + seen.get());
    }
  }

  /** Whether the condition became true in time. */
  static boolean within(Duration time, BooleanSupplier condition) {
    long deadline = System.nanoTime() + time.toNanos();
    long pause = FIRST_PAUSE_NANOS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      LockSupport.parkNanos(pause);
      pause = Math.min(LONGEST_PAUSE_NANOS, pause * 5 / 4);
    }
    return true;
  }
}
