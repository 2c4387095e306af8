package prosa.zmtp;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The wait before a new connection attempt: doubled after each failure in a row, up to a maximum,
 * and reduced by a random part of up to a half, so that the clients of one server do not all return
 * at the same time.
 *
 * @see <a href="https://rfc.zeromq.org/spec/37/">RFC 37, "Error Handling"</a>
 */
public record Backoff(Duration first, Duration longest) {
  private static final int MOST_DOUBLINGS = 30;

  public Backoff {
    if (!first.isPositive() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "A backoff's first wait is positive, its longest not less");
    }
  }

  /** From 100 ms to 10 s. */
  public static Backoff defaults() {
    return new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));
  }

  /** The wait after {@code failures} failures in a row, at least 1. */
  public Duration after(int failures, RandomGenerator random) {
    long doublings = 1L << Math.clamp(failures - 1, 0, MOST_DOUBLINGS);
    long nanos = longest.toNanos();
    if (first.toNanos() < nanos / doublings) {
      nanos = first.toNanos() * doublings;
    }
    return Duration.ofNanos(nanos - random.nextLong(nanos / 2 + 1));
  }
}
