package prosa.server.limits;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import prosa.protocol.Rate;
import prosa.protocol.TokenBucket;

/**
 * A token bucket for each resource with a limit, created at its first use, since of most resources
 * most connections use nothing. It belongs to one connection at a time, and may outlive it. Not for
 * several threads at once.
 */
final class ResourceBuckets {
  /** The longest time that it takes to pay a debt. */
  static final int MOST_DEBT_SECONDS = 10;

  private static final @Nullable TokenBucket[] NONE = {};

  private final Map<Resource, Rate> rates;

  /** In the order of the resources, up to the last one that was used. */
  private @Nullable TokenBucket[] buckets = NONE;

  /** Full ones. */
  ResourceBuckets(Map<Resource, Rate> rates) {
    this.rates = rates;
  }

  /** The bucket of a resource; null if there is no limit. */
  private @Nullable TokenBucket of(Resource what, long now) {
    int index = index(what);
    TokenBucket bucket = index < buckets.length ? buckets[index] : null;
    if (bucket == null && !off(what)) {
      bucket = new TokenBucket(rate(what), now);
      if (index >= buckets.length) {
        buckets = Arrays.copyOf(buckets, index + 1);
      }
      buckets[index] = bucket;
    }
    return bucket;
  }

  @SuppressWarnings("EnumOrdinal") // an index into an array, as in an EnumMap, which is larger
  private static int index(Resource what) {
    return what.ordinal();
  }

  private Rate rate(Resource what) {
    return rates.getOrDefault(what, Rate.OFF);
  }

  /** The milliseconds until one can be taken, 0 if that is now. */
  long until(Resource what, long now) {
    TokenBucket bucket = of(what, now);
    return bucket == null ? 0 : bucket.until(now);
  }

  /**
   * Takes one; 0 if it was there, otherwise the milliseconds until it will be, and none is taken.
   */
  long take(Resource what, long now) {
    TokenBucket bucket = of(what, now);
    return bucket == null ? 0 : bucket.take(now);
  }

  /** Gives back one that was taken and not used. */
  void giveBack(Resource what, long now) {
    TokenBucket bucket = of(what, now);
    if (bucket != null) {
      bucket.giveBack(now);
    }
  }

  /**
   * Charges what has happened already: the milliseconds until the debt is paid, 0 if there is none,
   * {@link #MOST_DEBT_SECONDS} at most.
   */
  long charge(Resource what, long spent, long now) {
    TokenBucket bucket = of(what, now);
    return bucket == null
        ? 0
        : bucket.charge(spent, MOST_DEBT_SECONDS * (long) rate(what).perSecond(), now);
  }

  /** Whether there is no limit. */
  boolean off(Resource what) {
    return rate(what).off();
  }

  /** Whether all buckets are full. */
  boolean full(long now) {
    for (TokenBucket bucket : buckets) {
      if (bucket != null && !bucket.full(now)) {
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
    for (Resource what : Resource.values()) {
      int index = index(what);
      TokenBucket level = index < other.buckets.length ? other.buckets[index] : null;
      TokenBucket own = level == null ? null : of(what, now);
      if (level != null && own != null) {
        own.limitTo(level, now);
      }
    }
  }
}
