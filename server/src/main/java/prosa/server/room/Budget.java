package prosa.server.room;

/**
 * What is left to one member of a {@link Rate} at a moment. Time comes in, as monotonic
 * nanoseconds.
 */
public final class Budget {
  private final Rate rate;
  private double tokens;
  private long asOf;

  /** A full budget. */
  public Budget(Rate rate, long now) {
    this.rate = rate;
    this.tokens = rate.burst();
    this.asOf = now;
  }

  /** The milliseconds until one can be taken, 0 if that is now. */
  public long until(long now) {
    if (rate.off()) {
      return 0;
    }
    fill(now);
    return tokens >= 1 ? 0 : Math.max(1, (long) Math.ceil((1 - tokens) / rate.perSecond() * 1000));
  }

  private void fill(long now) {
    double seconds = Math.max(0, now - asOf) / 1e9;
    tokens = Math.min(rate.burst(), tokens + seconds * rate.perSecond());
    asOf = now;
  }

  /**
   * Takes one; 0 if it was there, otherwise the milliseconds until it will be, and none is taken.
   */
  public long take(long now) {
    long wait = until(now);
    if (wait == 0 && !rate.off()) {
      tokens -= 1;
    }
    return wait;
  }
}
