package prosa.client;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import prosa.protocol.Sanitizer;

/**
 * The messages that a front end has shown at this table, as lines of a report that its user may
 * send to the host: with the time, the place and the name. In memory only, the last {@value #MOST}.
 * Has the thread of its owner.
 */
public final class SeenMessages {
  /** The most that are kept; beyond it the oldest are forgotten. */
  public static final int MOST = 200;

  private final Deque<String> lines = new ArrayDeque<>();

  /** Nothing was seen yet. */
  public SeenMessages() {}

  /**
   * A message was shown.
   *
   * @param name of who said it as it was shown, with the mark of a classic client
   */
  public void add(Message message, String name, Instant at) {
    if (lines.size() == MOST) {
      lines.removeFirst();
    }
    lines.add(
        "%s  %s%s: %s%s"
            .formatted(
                at.truncatedTo(ChronoUnit.SECONDS),
                message.place() == 0 ? "" : "[" + message.place() + "] ",
                name,
                message.action() ? "* " : "",
                Sanitizer.line(message.text())));
  }

  /** Another table: what was seen before is forgotten. */
  public void clear() {
    lines.clear();
  }

  /** The lines, the oldest first. */
  public List<String> lines() {
    return List.copyOf(lines);
  }
}
