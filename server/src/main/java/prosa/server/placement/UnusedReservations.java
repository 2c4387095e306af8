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
 * have one {@link ArrivalRecord} together: while it is bad, their reservations do not count as
 * members and give way to somebody new; and of those that nobody has come for yet, {@value
 * #MOST_CREDIBLE} count. Another one is kept of all addresses.
 */
final class UnusedReservations {

  private static final int MOST = 1024;

  /** What every address may reserve, whatever it did before. */
  private static final int LEAST_ALLOWED = 2;

  /** From so many unused reservations on those that follow do not count as members. */
  private static final int DOUBTFUL = 3;

  /** So many outstanding reservations of trusted addresses count as members. */
  private static final int MOST_CREDIBLE = 16;

  private final IntSupplier most;
  private final LinkedHashMap<String, Integer> expired = new LinkedHashMap<>();
  private final Map<String, Integer> outstanding = new HashMap<>();
  private final LinkedHashMap<String, Long> came = new LinkedHashMap<>(); // the first one first
  private final ArrivalRecord all = new ArrivalRecord();
  private final ArrivalRecord trusted = new ArrivalRecord();
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
      return reservedByTrusted >= MOST_CREDIBLE || trusted.unreliable(now);
    }
    return expired.getOrDefault(client.key(), 0) + outstanding.getOrDefault(client.key(), 0)
        >= DOUBTFUL;
  }

  /** Whether a new reservation of this address gives way to somebody new: it let some time out. */
  boolean revocable(ClientAddress client, long now) {
    return client.trusted()
        ? trusted.unreliable(now)
        : expired.getOrDefault(client.key(), 0) >= DOUBTFUL;
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
   * of a trusted one, whether their record is not bad, either.
   */
  boolean comes(ClientAddress client, long now) {
    forgetWhoCame(now);
    if (client.trusted() && trusted.unreliable(now)) {
      return false;
    }
    return came.containsKey(client.key());
  }

  /**
   * A reservation timed out, or gave way.
   *
   * @param wasLate whether {@link #late} was told of it
   */
  void expired(ClientAddress client, boolean wasLate, long now) {
    if (client.trusted()) {
      if (!wasLate) {
        trusted.late(now);
      }
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
      trusted.late(now);
    }
  }

  /** Somebody came after all for a reservation that was late since then. */
  void cameLate(ClientAddress client, long since) {
    all.cameLate(since);
    if (client.trusted()) {
      trusted.cameLate(since);
    }
  }

  /** Whether reservations are unreliable at present, whoever made them. */
  boolean unreliable(long now) {
    return all.unreliable(now);
  }

  void used(ClientAddress client, long now) {
    all.used(now);
    if (client.trusted()) {
      trusted.used(now);
    }
    expired.computeIfPresent(client.key(), (key, n) -> n == 1 ? null : n / 2);
    came.putLast(client.key(), now);
    if (came.size() > MOST) {
      came.pollFirstEntry();
    }
  }

  private void forgetWhoCame(long now) {
    while (!came.isEmpty() && now - came.firstEntry().getValue() > ArrivalRecord.WINDOW_NANOS) {
      came.pollFirstEntry();
    }
  }
}
