package prosa.logging;

import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * A {@link RepeatLimit} for each kind of line that other libraries log: one for a logger and the
 * pattern of its message. Messages of Netty or the JDK that a peer can cause do not fill a disk.
 * Thread-safe.
 *
 * <p>At most {@link #KINDS} kinds have a limit of their own; all others share one.
 */
final class LibraryLogLimits {
  private static final int KINDS = 256;

  private record Kind(Level level, String logger, String pattern) {}

  private static final Kind OTHERS = new Kind(Level.WARN, "others", "");

  private final ConcurrentHashMap<Kind, RepeatLimit> limits = new ConcurrentHashMap<>();

  /** As {@link RepeatLimit#admit}, for a line of this kind. */
  long admit(Level level, String logger, String pattern, long nanos) {
    Kind kind = new Kind(level, logger, pattern);
    if (!limits.containsKey(kind) && limits.size() >= KINDS) {
      kind = OTHERS;
    }
    return limits.computeIfAbsent(kind, _ -> new RepeatLimit()).admit(nanos);
  }

  /** What was kept back and is to be told now: a line; empty if later; null if nothing. */
  @Nullable String rest(long nanos) {
    boolean later = false;
    for (var entry : limits.entrySet()) {
      long count = entry.getValue().rest(nanos);
      if (count > 0) {
        Kind kind = entry.getKey();
        return LogFormat.keptBack(kind.level(), kind.logger(), count);
      }
      later |= entry.getValue().keepsBack();
    }
    return later ? "" : null;
  }
}
