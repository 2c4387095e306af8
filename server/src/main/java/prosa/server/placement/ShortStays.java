package prosa.server.placement;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells visitors that come and go: those with {@value #MANY} stays of less than five seconds within
 * half a minute, until half a minute after the last of these.
 *
 * <p>Such a visitor is no company, and leaves rooms without anybody, in which the rules seat
 * newcomers before all fuller ones. So while somebody comes and goes, newcomers are seated beside
 * somebody who does not, where that is possible.
 *
 * <p>A visitor is an address, or a connection of a trusted network, behind which many people may
 * be. Such a network comes and goes as a whole from {@value #MANY_OF_MANY} short stays on, by
 * classic clients or each time over another connection; then nobody from there is company in the
 * first five seconds, and whoever sits for longer is.
 *
 * <p>Remembers the latest {@value #MOST} visitors, and nobody for longer than half a minute. On
 * placement's thread; {@code now} is monotonic, in nanoseconds.
 */
final class ShortStays {

  static final long SHORT_NANOS = 5_000_000_000L;
  static final long WINDOW_NANOS = 30_000_000_000L;
  static final int MANY = 3;

  /** The same of all visitors of a trusted address together: one a second. */
  static final int MANY_OF_MANY = 30;

  private static final int MOST = 1024;

  /** When the latest short stays of each ended, the latest visitor last. */
  private final LinkedHashMap<String, ArrayDeque<Long>> ended = new LinkedHashMap<>();

  /** Since when each of these comes and goes, by its latest short stay; the latest last. */
  private final LinkedHashMap<String, Long> comeAndGo = new LinkedHashMap<>();

  /** Who sits there, as stays are counted; null for a classic member of a trusted network. */
  private static @Nullable String visitor(Seat seat) {
    if (!seat.client().trusted()) {
      return seat.client().key();
    }
    return seat instanceof DirectSeat direct ? "connection " + direct.lastConnection : null;
  }

  /** All visitors of a trusted address together. */
  private static String everybodyOf(ClientAddress client) {
    return "all of " + client.key();
  }

  /** The member of this seat is seated no longer. */
  void ended(Seat seat, long now) {
    if (now - seat.seatedAt >= SHORT_NANOS) {
      return;
    }
    String visitor = visitor(seat);
    if (visitor != null) {
      count(visitor, MANY, now);
    }
    if (seat.client().trusted()) {
      count(everybodyOf(seat.client()), MANY_OF_MANY, now);
    }
  }

  private void count(String visitor, int many, long now) {
    ArrayDeque<Long> times = ended.getOrDefault(visitor, new ArrayDeque<>(MANY));
    times.addLast(now);
    if (times.size() > many) {
      times.removeFirst();
    }
    putLast(ended, visitor, times);
    if (times.size() == many && now - times.getFirst() <= WINDOW_NANOS) {
      putLast(comeAndGo, visitor, now);
    }
  }

  /** Whether this address comes and goes, or a trusted one as a whole. */
  boolean comesAndGoes(ClientAddress client, long now) {
    return comesAndGoes(client.trusted() ? everybodyOf(client) : client.key(), now);
  }

  /** Whether the member of this seat does. */
  boolean comesAndGoes(Seat seat, long now) {
    String visitor = visitor(seat);
    return (visitor != null && comesAndGoes(visitor, now))
        || (seat.client().trusted()
            && now - seat.seatedAt < SHORT_NANOS
            && comesAndGoes(everybodyOf(seat.client()), now));
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
