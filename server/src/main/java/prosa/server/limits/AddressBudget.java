package prosa.server.limits;

import java.util.EnumMap;
import java.util.Map;
import prosa.protocol.Rate;
import prosa.protocol.TokenBucket;

/**
 * What all connections of one address may still do together. Any thread: connections of an address
 * live on several loops.
 */
final class AddressBudget {
  /** How long an address may be in debt, whatever its connections do at once. */
  static final int MOST_DEBT_SECONDS = 10;

  private final Map<Resource, Rate> rates;
  private final EnumMap<Resource, TokenBucket> buckets = new EnumMap<>(Resource.class);
  private int connections; // guarded by the registry's compute

  AddressBudget(Map<Resource, Rate> rates) {
    this.rates = rates;
  }

  synchronized long until(Resource what, long now) {
    return bucket(what, now).until(now);
  }

  synchronized long take(Resource what, long now) {
    return bucket(what, now).take(now);
  }

  /**
   * Takes what has happened already; beyond a debt of {@link #MOST_DEBT_SECONDS} nothing more is
   * owed, so that whoever shares the address is not shut out for long after it was abused.
   */
  synchronized long charge(Resource what, long spent, long now) {
    TokenBucket bucket = bucket(what, now);
    Rate rate = rates.getOrDefault(what, Rate.OFF);
    return bucket.charge(spent, MOST_DEBT_SECONDS * (long) rate.perSecond(), now);
  }

  /** Whether forgetting it would renew nothing. */
  synchronized boolean full(long now) {
    for (TokenBucket bucket : buckets.values()) {
      if (!bucket.full(now)) {
        return false;
      }
    }
    return true;
  }

  private TokenBucket bucket(Resource what, long now) {
    TokenBucket bucket = buckets.get(what);
    if (bucket == null) {
      bucket = new TokenBucket(rates.getOrDefault(what, Rate.OFF), now);
      buckets.put(what, bucket);
    }
    return bucket;
  }

  AddressBudget opened() {
    connections++;
    return this;
  }

  void closed() {
    connections--;
  }

  boolean idle(long now) {
    return connections == 0 && full(now);
  }
}
