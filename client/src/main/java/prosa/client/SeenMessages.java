package prosa.client;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import prosa.protocol.LinkDetector;
import prosa.protocol.Sanitizer;

/**
 * The messages that a front end has shown in this room, as lines of a report that its user may send
 * to the host: with the time, the place and the name. In memory only, the last {@value #MOST}. Has
 * the thread of its owner.
 */
public final class SeenMessages {
  /** The most that are kept; beyond it the oldest are forgotten. */
  public static final int MOST = 200;

  /**
   * A line.
   *
   * @param unlinked the same without links of strangers
   */
  private record Line(String exact, String unlinked) {}

  private final Deque<Line> lines = new ArrayDeque<>();

  /** Nothing was seen yet. */
  public SeenMessages() {}

  /**
   * A message was shown.
   *
   * @param name of who said it, fit for display, with the mark of a classic client
   */
  public void add(Message message, String name, Instant at) {
    if (lines.size() == MOST) {
      lines.removeFirst();
    }
    String text = Sanitizer.line(message.text());
    boolean opens = message.mine() || !message.newcomer();
    lines.add(
        new Line(
            line(message, name, text, at),
            line(
                message, LinkDetector.broken(name), opens ? text : LinkDetector.broken(text), at)));
  }

  private static String line(Message message, String name, String text, Instant at) {
    return "%s  %s%s: %s%s"
        .formatted(
            at.truncatedTo(ChronoUnit.SECONDS),
            message.place() == 0 ? "" : "[" + message.place() + "] ",
            name,
            message.action() ? "* " : "",
            text);
  }

  /** Another room: what was seen before is forgotten. */
  public void clear() {
    lines.clear();
  }

  /** The lines, the oldest first. */
  public List<String> lines() {
    return lines.stream().map(Line::exact).toList();
  }

  /**
   * The same for a display that opens what looks like a link at a click: with a space in each link
   * of a name, and in those that somebody said in its first minute.
   */
  public List<String> linesWithoutLinks() {
    return lines.stream().map(Line::unlinked).toList();
  }
}
