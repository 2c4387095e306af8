package prosa.client;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import prosa.protocol.ToMember.Rate;

/**
 * How fast one may ask, by the rate that the server told: a full bucket, refilled evenly. It knows
 * no clock: {@code now} is a monotonic time in nanoseconds.
 */
final class Pace {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private Optional<Rate> rate = Optional.empty();
  private double tokens;
  private long counted;
  private long notBefore;

  /**
   * Goes by this rate from now on; the bucket is full if {@code fresh}, else no fuller than it was.
   */
  void set(Optional<Rate> next, boolean fresh, long now) {
    if (fresh || !rate.equals(next)) {
      tokens = next.map(Rate::burst).orElse(0);
      notBefore = now;
    }
    rate = next;
    counted = now;
  }

  /** The server wants nothing for so long. */
  void hold(long millis, long now) {
    notBefore = now + TimeUnit.MILLISECONDS.toNanos(millis);
    tokens = Math.min(tokens, 1);
  }

  /**
   * Takes one token and returns 0, or takes none and returns the nanoseconds until there is one.
   */
  long take(long now) {
    if (now - notBefore < 0) {
      return notBefore - now;
    }
    if (rate.isEmpty()) {
      return 0;
    }
    int perSecond = rate.get().perSecond();
    tokens = Math.min(rate.get().burst(), tokens + (double) (now - counted) * perSecond / SECOND);
    counted = now;
    if (tokens >= 1) {
      tokens--;
      return 0;
    }
    return Math.max(1, (long) ((1 - tokens) * SECOND / perSecond) + 1);
  }
}
