package prosa.server.placement;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Who comes and goes: a visitor with {@value #MANY} stays of less than five seconds within half a
 * minute does, until half a minute after the last of these.
 *
 * <p>Such a visitor is no company, and leaves rooms without anybody, in which the rules seat
 * newcomers before all fuller ones. So while somebody comes and goes, newcomers are seated beside
 * somebody who does not, where that is possible.
 *
 * <p>A visitor is an address, or a connection of a trusted network, behind which many people may
 * be. Remembers the latest {@value #MOST} visitors, and nobody for longer than half a minute. On
 * placement's thread; {@code now} is monotonic, in nanoseconds.
 */
final class ShortStays {

  static final long SHORT_NANOS = 5_000_000_000L;
  static final long WINDOW_NANOS = 30_000_000_000L;
  static final int MANY = 3;
  private static final int MOST = 1024;

  /** When the latest short stays of each ended, the latest visitor last. */
  private final LinkedHashMap<String, ArrayDeque<Long>> ended = new LinkedHashMap<>();

  /** Since when each of these comes and goes, by its latest short stay; the latest last. */
  private final LinkedHashMap<String, Long> comeAndGo = new LinkedHashMap<>();

  /** Who sits there, as stays are counted; null for a classic member of a trusted network. */
  static @Nullable String visitor(Seat seat) {
    if (!seat.client().trusted()) {
      return seat.client().key();
    }
    return seat instanceof DirectSeat direct ? "connection " + direct.lastConnection : null;
  }

  /** The member of this seat, who was seated then, is seated no longer. */
  void ended(Seat seat, long seatedAt, long now) {
    String visitor = visitor(seat);
    if (visitor == null || now - seatedAt >= SHORT_NANOS) {
      return;
    }
    ArrayDeque<Long> times = ended.getOrDefault(visitor, new ArrayDeque<>(MANY));
    times.addLast(now);
    if (times.size() > MANY) {
      times.removeFirst();
    }
    putLast(ended, visitor, times);
    if (times.size() == MANY && now - times.getFirst() <= WINDOW_NANOS) {
      putLast(comeAndGo, visitor, now);
    }
  }

  /** Whether this address comes and goes. */
  boolean comesAndGoes(ClientAddress client, long now) {
    return !client.trusted() && comesAndGoes(client.key(), now);
  }

  /** Whether the member of this seat does. */
  boolean comesAndGoes(Seat seat, long now) {
    String visitor = visitor(seat);
    return visitor != null && comesAndGoes(visitor, now);
  }

  private boolean comesAndGoes(String visitor, long now) {
    Long last = comeAndGo.get(visitor);
    return last != null && now - last <= WINDOW_NANOS;
  }

  /** Whether anybody does. */
  boolean anybody(long now) {
    forget(now);
    return !comeAndGo.isEmpty();
  }

  /** Forgets who has not made a short stay for half a minute. */
  void forget(long now) {
    while (!ended.isEmpty() && now - ended.firstEntry().getValue().getLast() > WINDOW_NANOS) {
      ended.pollFirstEntry();
    }
    while (!comeAndGo.isEmpty() && now - comeAndGo.firstEntry().getValue() > WINDOW_NANOS) {
      comeAndGo.pollFirstEntry();
    }
  }

  private static <T> void putLast(SequencedMap<String, T> map, String visitor, T what) {
    map.putLast(visitor, what);
    if (map.size() > MOST) {
      map.pollFirstEntry();
    }
  }
}
