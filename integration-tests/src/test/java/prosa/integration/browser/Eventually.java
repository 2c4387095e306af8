package prosa.integration.browser;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for something to become true, up to a deadline. */
final class Eventually {
  private static final Duration LONG = Duration.ofSeconds(40);
  private static final long LOOK_AGAIN_NANOS = 10_000_000;

  private Eventually() {}

  static void holds(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + LONG.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("waited in vain: " + what);
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
  }
}
