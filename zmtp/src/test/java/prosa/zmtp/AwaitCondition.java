package prosa.zmtp;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition, with a deadline. */
final class AwaitCondition {
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private AwaitCondition() {}

  static void holds(String what, BooleanSupplier condition) {
    if (!holds(DEADLINE, condition)) {
      throw new AssertionError("In " + DEADLINE + " it did not come true that " + what);
    }
  }

  /** Whether it came true in time. */
  static boolean holds(Duration deadline, BooleanSupplier condition) {
    long end = System.nanoTime() + deadline.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      LockSupport.parkNanos(500_000);
    }
    return true;
  }
}
