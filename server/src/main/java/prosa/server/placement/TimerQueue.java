package prosa.server.placement;

import java.time.Duration;
import java.util.Comparator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The pending timeouts, the earliest first; of two at the same time, the one that was set first.
 *
 * <p>Times are compared by their difference, as {@code System.nanoTime} asks for.
 */
final class TimerQueue {

  private static final Comparator<TimerEntry> EARLIEST =
      (a, b) -> a.at == b.at ? Long.compare(a.armed, b.armed) : Long.signum(a.at - b.at);

  private final TreeSet<TimerEntry> pending = new TreeSet<>(EARLIEST);
  private long armings;

  /** Arms or rearms. */
  void set(TimerEntry what, long now, Duration later) {
    pending.remove(what);
    what.at = now + later.toNanos();
    what.armed = ++armings;
    pending.add(what);
  }

  /** Disarms; nothing happens if it was not armed. */
  void clear(TimerEntry what) {
    pending.remove(what);
  }

  /** Takes out the earliest that is due; null if none is. */
  @Nullable TimerEntry due(long now) {
    if (pending.isEmpty() || pending.first().at - now > 0) {
      return null;
    }
    return pending.pollFirst();
  }
}
