package prosa.server.placement;

import java.util.ArrayDeque;

/**
 * Whether people come for their reservations: counts those that became late and those that were
 * used within half a minute. On placement's thread; {@code now} is monotonic, in nanoseconds.
 *
 * <p>Reservations are unreliable while nobody has come so far for {@value #LATE} or more of them,
 * and for more than were used. So people who are all slow make none unreliable, once the first of
 * them have come.
 */
final class ReservationReliability {

  static final long WINDOW_NANOS = 30_000_000_000L;

  /** So many late reservations make all of them unreliable. */
  private static final int LATE = 3;

  /** So many late and so many used ones are remembered; beyond that, the oldest is forgotten. */
  private static final int MOST = 4_096;

  private final ArrayDeque<Long> late = new ArrayDeque<>(); // since when, the oldest first
  private final ArrayDeque<Long> used = new ArrayDeque<>(); // when, the oldest first

  /** Nobody came in time for a reservation. */
  void late(long now) {
    remember(late, now);
  }

  /** Somebody came after all for a reservation that was late since then. */
  void cameLate(long since) {
    late.removeFirstOccurrence(since);
  }

  void used(long now) {
    remember(used, now);
  }

  boolean unreliable(long now) {
    forget(late, now);
    forget(used, now);
    return late.size() >= LATE && late.size() > used.size();
  }

  private static void remember(ArrayDeque<Long> times, long now) {
    times.addLast(now);
    if (times.size() > MOST) {
      times.removeFirst();
    }
  }

  private static void forget(ArrayDeque<Long> times, long now) {
    while (!times.isEmpty() && now - times.getFirst() > WINDOW_NANOS) {
      times.removeFirst();
    }
  }
}
