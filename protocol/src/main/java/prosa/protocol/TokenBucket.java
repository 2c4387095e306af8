package prosa.protocol;

/**
 * A token bucket for a {@link Rate}. Time comes in as monotonic nanoseconds. Not for several
 * threads at once.
 *
 * <p>{@link #take} never exceeds the content. {@link #charge} may, for something that has happened
 * already: then the bucket is in debt and must be refilled to 0 first.
 */
public final class TokenBucket {
  private final Rate rate;
  private double tokens;
  private long asOf;

  /** A full bucket. */
  public TokenBucket(Rate rate, long now) {
    this.rate = rate;
    this.tokens = rate.burst();
    this.asOf = now;
  }

  /** The milliseconds until one can be taken, 0 if that is now. */
  public long until(long now) {
    return untilThereAre(1, now);
  }

  private long untilThereAre(int wanted, long now) {
    if (rate.off()) {
      return 0;
    }
    fill(now);
    return tokens >= wanted
        ? 0
        : Math.max(1, (long) Math.ceil((wanted - tokens) / rate.perSecond() * 1000));
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

  /** Gives back one that was taken and not used. */
  public void giveBack(long now) {
    if (!rate.off()) {
      fill(now);
      tokens = Math.min(rate.burst(), tokens + 1);
    }
  }

  /**
   * Takes {@code spent}, whether they are there or not; the milliseconds until the debt is paid, 0
   * if there is none.
   */
  public long charge(long spent, long now) {
    return charge(spent, Long.MAX_VALUE, now);
  }

  /** The same, but the debt does not grow beyond {@code mostDebt}. */
  public long charge(long spent, long mostDebt, long now) {
    if (rate.off()) {
      return 0;
    }
    fill(now);
    tokens = Math.max(tokens - spent, Math.min(tokens, -(double) mostDebt));
    return untilThereAre(0, now);
  }

  /** Reduces it to the level of the other bucket, which has the same rate. */
  public void limitTo(TokenBucket other, long now) {
    fill(now);
    other.fill(now);
    tokens = Math.min(tokens, other.tokens);
  }

  /** Whether nothing has been taken that has not come back. */
  public boolean full(long now) {
    if (rate.off()) {
      return true;
    }
    fill(now);
    return tokens >= rate.burst();
  }
}
