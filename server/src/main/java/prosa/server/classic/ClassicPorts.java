package prosa.server.classic;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.PriorityQueue;

/**
 * The port numbers for classic pairs: handed out least recently used first, and after use left
 * alone for a while, because a forgotten client goes on knocking at them and must not land among
 * strangers.
 *
 * <p>The first number is chosen by chance, so that clients of this server's earlier life are not
 * met either. On placement's thread; time comes in, as monotonic nanoseconds.
 */
public final class ClassicPorts {
  /** Free from a time on; {@code turn} orders those that are free since the same time. */
  private record Free(int port, long from, long turn) {}

  private final PriorityQueue<Free> free =
      new PriorityQueue<>(
          (a, b) ->
              a.from() == b.from()
                  ? Long.compare(a.turn(), b.turn())
                  : Long.compare(a.from() - b.from(), 0));
  private long turns;
  private final long restNanos;

  /**
   * All of the range, free.
   *
   * @param start picks the first one handed out
   */
  public ClassicPorts(PortRange range, Duration rest, int start, long now) {
    this.restNanos = rest.toNanos();
    for (int i = 0; i < range.size(); i++) {
      add(range.first() + Math.floorMod(start + i, range.size()), now);
    }
  }

  /** The next number; none if all are used or resting. */
  public OptionalInt take(long now) {
    Free next = free.peek();
    if (next == null || next.from() - now > 0) {
      return OptionalInt.empty();
    }
    free.remove();
    return OptionalInt.of(next.port());
  }

  /** A number that was used comes back, and rests. */
  public void rest(int port, long now) {
    add(port, now + restNanos);
  }

  /** A number that could not be bound comes back: some other program has it, for now. */
  public void putBack(int port, long now) {
    add(port, now);
  }

  private void add(int port, long from) {
    free.add(new Free(port, from, turns++));
  }
}
