package prosa.server.room;

import java.util.LinkedHashMap;
import java.util.Map;
import prosa.protocol.Rate;
import prosa.protocol.TokenBucket;

/**
 * Tells the addresses whose members have come and gone at a room more than a few times lately from
 * all others. Of those {@link #MOST} are remembered, the latest. On the room's loop.
 */
final class QuietAddresses {
  /** Comings, goings and new names at once, and a second, of an address that is quiet. */
  private static final Rate RATE = new Rate(6, 1);

  /** The most addresses remembered. */
  static final int MOST = 64;

  private static final long MOST_DEBT = 30;

  private final Map<String, TokenBucket> known = new LinkedHashMap<>(16, 0.75f, true);

  /** A member of this address came, went, or took another name. */
  void moved(String address, long now) {
    var _ =
        known.computeIfAbsent(address, _ -> new TokenBucket(RATE, now)).charge(1, MOST_DEBT, now);
    if (known.size() > MOST) {
      known.remove(known.keySet().iterator().next());
    }
  }

  /** Whether members of this address have not come and gone often lately. */
  boolean isQuiet(String address, long now) {
    TokenBucket bucket = known.get(address);
    return bucket == null || bucket.until(now) == 0;
  }
}
