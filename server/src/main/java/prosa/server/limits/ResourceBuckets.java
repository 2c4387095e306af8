package prosa.server.limits;

import java.util.EnumMap;
import java.util.Map;
import prosa.protocol.Rate;
import prosa.protocol.TokenBucket;

/**
 * A token bucket for each resource, created at its first use. It belongs to one connection at a
 * time, and may outlive it. Not for several threads at once.
 */
final class ResourceBuckets {
  /** The longest time that it takes to pay a debt. */
  static final int MOST_DEBT_SECONDS = 10;

  private final Map<Resource, Rate> rates;
  private final EnumMap<Resource, TokenBucket> buckets = new EnumMap<>(Resource.class);

  /** Full ones. */
  ResourceBuckets(Map<Resource, Rate> rates) {
    this.rates = rates;
  }

  TokenBucket of(Resource what, long now) {
    TokenBucket bucket = buckets.get(what);
    if (bucket == null) {
      bucket = new TokenBucket(rates.getOrDefault(what, Rate.OFF), now);
      buckets.put(what, bucket);
    }
    return bucket;
  }

  /**
   * Charges what has happened already: the milliseconds until the debt is paid, 0 if there is none,
   * {@link #MOST_DEBT_SECONDS} at most.
   */
  long charge(Resource what, long spent, long now) {
    Rate rate = rates.getOrDefault(what, Rate.OFF);
    return of(what, now).charge(spent, MOST_DEBT_SECONDS * (long) rate.perSecond(), now);
  }

  /** Whether there is no limit. */
  boolean off(Resource what) {
    return rates.getOrDefault(what, Rate.OFF).off();
  }

  /** Whether all buckets are full. */
  boolean full(long now) {
    for (TokenBucket bucket : buckets.values()) {
      if (!bucket.full(now)) {
        return false;
      }
    }
    return true;
  }

  /** A copy with the same levels. */
  ResourceBuckets copy(long now) {
    ResourceBuckets copy = new ResourceBuckets(rates);
    copy.limitTo(this, now);
    return copy;
  }

  /** Reduces each bucket to the other's level. */
  void limitTo(ResourceBuckets other, long now) {
    other.buckets.forEach((what, bucket) -> of(what, now).limitTo(bucket, now));
  }
}
