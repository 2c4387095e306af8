package prosa.server.placement;

import java.util.ArrayDeque;
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
 * <p>It also knows whether reservations are unreliable at present, whoever made them: whether
 * nobody has come so far for {@value #LATE} or more of them that became late within half a minute,
 * and for more of them than were used in that time. So people who are all slow make none
 * unreliable, once the first of them have come.
 */
final class UnusedReservations {

  private static final int MOST = 1024;

  /** What every address may reserve, whatever it did before. */
  private static final int LEAST_ALLOWED = 2;

  /** From so many unused reservations on those that follow do not count as members. */
  private static final int DOUBTFUL = 3;

  /** So many late reservations make all of them unreliable. */
  private static final int LATE = 3;

  private static final long LATE_NANOS = 30_000_000_000L;

  /** So many late and so many used ones are remembered; beyond that, the oldest is forgotten. */
  private static final int MOST_LATE = 4_096;

  private final IntSupplier most;
  private final LinkedHashMap<String, Integer> expired = new LinkedHashMap<>();
  private final Map<String, Integer> outstanding = new HashMap<>();
  private final LinkedHashMap<String, Long> came = new LinkedHashMap<>(); // the first one first
  private final ArrayDeque<Long> late = new ArrayDeque<>(); // since when, the oldest first
  private final ArrayDeque<Long> used = new ArrayDeque<>(); // when, the oldest first

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
  boolean doubtful(ClientAddress client) {
    return expired.getOrDefault(client.key(), 0) + outstanding.getOrDefault(client.key(), 0)
        >= DOUBTFUL;
  }

  /** Whether a new reservation of this address gives way to somebody new: it let some time out. */
  boolean revocable(ClientAddress client) {
    return expired.getOrDefault(client.key(), 0) >= DOUBTFUL;
  }

  /** An outstanding reservation of this address does not count as a member, or is none any more. */
  void outstanding(ClientAddress client, int change) {
    if (!client.trusted()) {
      outstanding.merge(client.key(), change, (n, more) -> n + more == 0 ? null : n + more);
    }
  }

  /**
   * Whether a reservation of this address was used within half a minute, and none timed out since.
   */
  boolean comes(ClientAddress client, long now) {
    forgetWhoCame(now);
    return came.containsKey(client.key());
  }

  void expired(ClientAddress client) {
    came.remove(client.key());
    if (!client.trusted()) {
      expired.merge(client.key(), 1, (n, one) -> Math.min(most.getAsInt(), n + one));
      if (expired.size() > MOST) {
        expired.pollFirstEntry();
      }
    }
  }

  /** Nobody came in time for a reservation. */
  void late(long now) {
    remember(late, now);
  }

  /** Somebody came after all for a reservation that was late since then. */
  void cameLate(long since) {
    late.removeFirstOccurrence(since);
  }

  /** Whether reservations are unreliable. */
  boolean unreliable(long now) {
    forget(late, now);
    forget(used, now);
    forgetWhoCame(now);
    return late.size() >= LATE && late.size() > used.size();
  }

  void used(ClientAddress client, long now) {
    remember(used, now);
    expired.computeIfPresent(client.key(), (key, n) -> n == 1 ? null : n / 2);
    came.putLast(client.key(), now);
    if (came.size() > MOST) {
      came.pollFirstEntry();
    }
  }

  private void forgetWhoCame(long now) {
    while (!came.isEmpty() && now - came.firstEntry().getValue() > LATE_NANOS) {
      came.pollFirstEntry();
    }
  }

  private static void remember(ArrayDeque<Long> times, long now) {
    times.addLast(now);
    if (times.size() > MOST_LATE) {
      times.removeFirst();
    }
  }

  private static void forget(ArrayDeque<Long> times, long now) {
    while (!times.isEmpty() && now - times.getFirst() > LATE_NANOS) {
      times.removeFirst();
    }
  }
}
