package prosa.server.limits;

import prosa.protocol.Rate;
import prosa.protocol.TokenBucket;

/** A token bucket that all addresses share. Any thread. */
final class SharedBucket {
  private final TokenBucket bucket;

  /** A full one. */
  SharedBucket(Rate rate, long now) {
    bucket = new TokenBucket(rate, now);
  }

  /** Takes one; 0 if it was there, otherwise the milliseconds until it will be. */
  synchronized long take(long now) {
    return bucket.take(now);
  }
}
