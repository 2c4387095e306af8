package prosa.server.placement;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * Counts the recent unused reservations of each address: each reduces what the address may reserve
 * by one, and each used reservation halves the count.
 *
 * <p>A reserved seat counts as a member, so an address that only reserves could keep others alone.
 * An address whose reservations are used may have all of them outstanding at once. Remembers
 * {@value #MOST} addresses; beyond that, the one first seen is forgotten.
 *
 * <p>Trusted addresses may reserve as they like, and many people may be behind one of them. So they
 * are judged together: while nobody comes in time, their reservations do not count as members, and
 * of those that nobody has come for yet {@value #MOST_CREDIBLE} count. While more time out than are
 * used, or while nobody comes in time and more than {@value #MOST_AWAITED} are outstanding, each
 * gives way to somebody new. Whoever is only slow loses none.
 */
final class UnusedReservations {

  private static final int MOST = 1024;

  /** What every address may reserve, whatever it did before. */
  private static final int LEAST_ALLOWED = 2;

  /** From so many unused reservations on those that follow do not count as members. */
  private static final int DOUBTFUL = 3;

  /** So many outstanding reservations of trusted addresses count as members. */
  private static final int MOST_CREDIBLE = 16;

  /** So many people of trusted addresses may be slow at the same time. */
  private static final int MOST_AWAITED = 256;

  private final IntSupplier most;
  private final LinkedHashMap<String, Integer> expired = new LinkedHashMap<>();
  private final Map<String, Integer> outstanding = new HashMap<>();
  private final LinkedHashMap<String, Long> came = new LinkedHashMap<>(); // the first one first
  private final ReservationReliability all = new ReservationReliability();
  private final ReservationReliability trustedArrivals = new ReservationReliability();
  private final ReservationReliability trustedTimeouts = new ReservationReliability();
  private int reservedByTrusted;

  UnusedReservations(IntSupplier most) {
    this.most = most;
  }

  /** How many reservations this address may have outstanding. */
  int allowed(String key) {
    int usual = most.getAsInt();
    int fewer = usual - expired.getOrDefault(key, 0);
    return Math.max(Math.min(LEAST_ALLOWED, usual), fewer);
  }

  /**
   * Whether a new reservation of this address does not count as a member until it is used: it let
   * some time out, or has outstanding ones that do not count any more.
   */
  boolean doubtful(ClientAddress client, long now) {
    if (client.trusted()) {
      return reservedByTrusted >= MOST_CREDIBLE || trustedArrivals.unreliable(now);
    }
    return expired.getOrDefault(client.key(), 0) + outstanding.getOrDefault(client.key(), 0)
        >= DOUBTFUL;
  }

  /** Whether a new reservation of this address gives way to somebody new: it let some time out. */
  boolean revocable(ClientAddress client, long now) {
    return client.trusted() ? nobodyComes(now) : expired.getOrDefault(client.key(), 0) >= DOUBTFUL;
  }

  /** An outstanding reservation of this address does not count as a member, or is none any more. */
  void outstanding(ClientAddress client, int change) {
    if (!client.trusted()) {
      outstanding.merge(client.key(), change, (n, more) -> n + more == 0 ? null : n + more);
    }
  }

  /** A seat is reserved for this address, or not any more. */
  void reserved(ClientAddress client, int change) {
    reservedByTrusted += client.trusted() ? change : 0;
  }

  /**
   * Whether a reservation of this address was used within half a minute, and none timed out since;
   * of a trusted one, whether theirs do not give way, either.
   */
  boolean comes(ClientAddress client, long now) {
    forgetWhoCame(now);
    if (client.trusted() && nobodyComes(now)) {
      return false;
    }
    return came.containsKey(client.key());
  }

  /** Whether the reservations of trusted addresses give way to somebody new. */
  private boolean nobodyComes(long now) {
    return trustedTimeouts.unreliable(now)
        || (reservedByTrusted > MOST_AWAITED && trustedArrivals.unreliable(now));
  }

  /** A reservation timed out, or gave way. */
  void expired(ClientAddress client, long now) {
    if (client.trusted()) {
      trustedArrivals.late(now);
      trustedTimeouts.late(now);
      return;
    }
    came.remove(client.key());
    expired.merge(client.key(), 1, (n, one) -> Math.min(most.getAsInt(), n + one));
    if (expired.size() > MOST) {
      expired.pollFirstEntry();
    }
  }

  /** Nobody came in time for a reservation of this address. */
  void late(ClientAddress client, long now) {
    all.late(now);
    if (client.trusted()) {
      trustedArrivals.late(now);
    }
  }

  /** Somebody came after all for a reservation that was late since then. */
  void cameLate(ClientAddress client, long since) {
    all.cameLate(since);
    if (client.trusted()) {
      trustedArrivals.cameLate(since);
    }
  }

  /** Whether reservations are unreliable at present, whoever made them. */
  boolean unreliable(long now) {
    return all.unreliable(now);
  }

  void used(ClientAddress client, long now) {
    all.used(now);
    if (client.trusted()) {
      trustedArrivals.used(now);
      trustedTimeouts.used(now);
    }
    expired.computeIfPresent(client.key(), (key, n) -> n == 1 ? null : n / 2);
    came.putLast(client.key(), now);
    if (came.size() > MOST) {
      came.pollFirstEntry();
    }
  }

  private void forgetWhoCame(long now) {
    while (!came.isEmpty()
        && now - came.firstEntry().getValue() > ReservationReliability.WINDOW_NANOS) {
      came.pollFirstEntry();
    }
  }
}
