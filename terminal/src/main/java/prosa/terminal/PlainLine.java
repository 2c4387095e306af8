package prosa.terminal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import prosa.client.Message;
import prosa.protocol.Sanitizer;

/**
 * A message as one line of text: {@code NAME: TEXT}, or {@code NAME: * TEXT} for an action. The
 * author of a line is certain: in a name each colon and backslash has a backslash before it, and so
 * has the asterisk of a text that only looks like an action. Line breaks and what controls a screen
 * are escaped, too.
 */
final class PlainLine {
  private PlainLine() {}

  /**
   * The line, without its end.
   *
   * @param at the time to begin it with, in UTC to the second
   */
  static String of(Message message, Optional<Instant> at) {
    String time = at.map(now -> now.truncatedTo(ChronoUnit.SECONDS) + " ").orElse("");
    String name = Sanitizer.line(message.name().replace("\\", "\\\\").replace(":", "\\:"));
    String text = Sanitizer.line(message.text());
    String shown = message.action() ? "* " + text : text.startsWith("* ") ? "\\" + text : text;
    return time + name + ": " + shown;
  }
}
