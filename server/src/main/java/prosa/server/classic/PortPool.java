package prosa.server.classic;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import prosa.server.placement.ClientAddress;

/**
 * The port numbers for classic pairs: handed out least recently used first and left unused for a
 * while after use, because an old client may keep reconnecting to them and must not reach another
 * room.
 *
 * <p>An untrusted address may have a limited number of open or resting ports. When none is free,
 * the one that has rested for longest is used again once it has rested for a tenth of its time: a
 * stray client in a room is better than a server that refuses everybody.
 *
 * <p>The first number is random, so that clients of an earlier run of this server are unlikely to
 * meet them. On placement's thread; time comes in, as monotonic nanoseconds.
 */
public final class PortPool {
  /** Free from a time on; {@code turn} orders those that are free since the same time. */
  private record Free(int port, long from, long turn) {}

  private static final int PRESSURE = 10;

  private final PriorityQueue<Free> free =
      new PriorityQueue<>(
          (a, b) ->
              a.from() == b.from()
                  ? Long.compare(a.turn(), b.turn())
                  : Long.compare(a.from() - b.from(), 0));
  private final ArrayDeque<Free> resting = new ArrayDeque<>();
  private final Map<Integer, Free> restsSince = new HashMap<>();
  private final Map<Integer, String> countedTo = new HashMap<>();
  private final Map<String, Integer> byAddress = new HashMap<>();
  private int perAddress;
  private long restNanos;
  private long turns;

  /**
   * All of the range, free.
   *
   * @param perAddress the most ports that are open, or rest, for one address
   * @param start picks the first one handed out
   */
  public PortPool(PortRange range, Duration rest, int perAddress, int start, long now) {
    this.perAddress = perAddress;
    this.restNanos = rest.toNanos();
    for (int i = 0; i < range.size(); i++) {
      add(range.first() + Math.floorMod(start + i, range.size()), now);
    }
  }

  /**
   * Changes how long ports rest, those that rest now included, and how many one address may have.
   */
  public void limits(Duration rest, int mostPerAddress) {
    perAddress = mostPerAddress;
    long longer = rest.toNanos() - restNanos;
    restNanos = rest.toNanos();
    List<Free> before = List.copyOf(resting);
    resting.clear();
    for (Free each : before) {
      if (restsSince.containsKey(each.port()) && free.remove(each)) {
        Free changed = new Free(each.port(), each.from() + longer, each.turn());
        free.add(changed);
        resting.add(changed);
        restsSince.put(each.port(), changed);
      }
    }
  }

  /** Whether this many more may be handed out for this address. */
  public boolean allows(ClientAddress client, int more, long now) {
    restIsOver(now);
    return client.trusted() || byAddress.getOrDefault(client.key(), 0) + more <= perAddress;
  }

  /** The next number, counted to this address; none if all are used or resting. */
  public OptionalInt take(ClientAddress client, long now) {
    restIsOver(now);
    Free next = free.peek();
    if (next == null || next.from() - now > restNanos - restNanos / PRESSURE) {
      return OptionalInt.empty();
    }
    free.remove();
    restsSince.remove(next.port());
    uncount(next.port());
    if (!client.trusted()) {
      countedTo.put(next.port(), client.key());
      byAddress.merge(client.key(), 1, Integer::sum);
    }
    return OptionalInt.of(next.port());
  }

  /** Returns a used number, which then rests; it stays counted until the rest is over. */
  public void rest(int port, long now) {
    Free later = add(port, now + restNanos);
    resting.add(later);
    restsSince.put(port, later);
  }

  /** Returns a number that could not be bound because another program has it. */
  public void putBack(int port, long now) {
    uncount(port);
    add(port, now);
  }

  private Free add(int port, long from) {
    Free added = new Free(port, from, turns++);
    free.add(added);
    return added;
  }

  private void restIsOver(long now) {
    for (Free first = resting.peek();
        first != null && first.from() - now <= 0;
        first = resting.peek()) {
      resting.remove();
      if (restsSince.remove(first.port(), first)) {
        uncount(first.port());
      }
    }
  }

  private void uncount(int port) {
    String key = countedTo.remove(port);
    if (key != null) {
      byAddress.computeIfPresent(key, (address, n) -> n == 1 ? null : n - 1);
    }
  }
}
