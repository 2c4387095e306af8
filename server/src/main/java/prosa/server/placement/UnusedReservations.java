package prosa.server.placement;

import java.util.LinkedHashMap;
import java.util.function.IntSupplier;

/**
 * How many reservations each address let lapse lately: each takes one from what it may reserve, and
 * each time one is used, half of that is forgotten.
 *
 * <p>A seat on the way is company, so whoever only reserves could keep others alone; from an
 * address that is used to come, all may be on the way at once. Remembers {@value #MOST} addresses;
 * beyond that, the one first seen is forgotten.
 */
final class UnusedReservations {

  private static final int MOST = 1024;

  /** What every address may reserve, whatever it did before. */
  private static final int LEAST_ALLOWED = 2;

  /** From so many on, those that are outstanding are not believed. */
  private static final int DOUBTFUL = 3;

  private final IntSupplier most;
  private final LinkedHashMap<String, Integer> expired = new LinkedHashMap<>();

  UnusedReservations(IntSupplier most) {
    this.most = most;
  }

  /** How many reservations this address may have outstanding. */
  int allowed(String key) {
    int usual = most.getAsInt();
    int fewer = usual - expired.getOrDefault(key, 0);
    return Math.max(Math.min(LEAST_ALLOWED, usual), fewer);
  }

  /** Whether what this address reserves is no company to anybody before somebody comes. */
  boolean doubtful(ClientAddress client) {
    return expired.getOrDefault(client.key(), 0) >= DOUBTFUL;
  }

  void expired(ClientAddress client) {
    if (!client.trusted()) {
      expired.merge(client.key(), 1, (n, one) -> Math.min(most.getAsInt(), n + one));
      if (expired.size() > MOST) {
        expired.pollFirstEntry();
      }
    }
  }

  void used(ClientAddress client) {
    expired.computeIfPresent(client.key(), (key, n) -> n == 1 ? null : n / 2);
  }
}
