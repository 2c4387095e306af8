package prosa.terminal;

import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import prosa.client.Message;
import prosa.protocol.Sanitizer;

/**
 * Formats lines: the time, a name in its own colour, the text. Everything that others wrote passes
 * through {@link Sanitizer}. Without colours own messages are still told apart by their mark,
 * {@code »}, and errors by theirs, {@code !}.
 */
final class MessageFormatter {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");

  private final TerminalColors colors;
  private final boolean timestamps;

  MessageFormatter(TerminalColors colors, boolean timestamps) {
    this.colors = colors;
    this.timestamps = timestamps;
  }

  /** What stands before the second and further rows of a line: below the first letter. */
  String indent() {
    return timestamps ? "      " : "  ";
  }

  private AttributedStringBuilder line(LocalTime now) {
    AttributedStringBuilder line = new AttributedStringBuilder();
    return timestamps ? line.styled(colors.faint(), TIME.format(now) + " ") : line;
  }

  /**
   * A message, on one line or more.
   *
   * @param shownName the sender's name, with a mark if nobody checked it
   * @param mention whether it names the user: then it is bold
   */
  AttributedString message(Message message, String shownName, boolean mention, LocalTime now) {
    String name = Sanitizer.line(message.name());
    AttributedStyle named = colors.name(message.place(), name);
    if (message.mine() || mention) {
      named = colors.strong(named);
    }
    AttributedStringBuilder line = line(now);
    if (message.action()) {
      line.styled(named, "* " + shownName + " ");
    } else {
      line.styled(named, shownName).styled(named, message.mine() ? " » " : ": ");
    }
    AttributedStyle text = AttributedStyle.DEFAULT;
    return line.styled(mention ? colors.strong(text) : text, Sanitizer.lines(message.text()))
        .toAttributedString();
  }

  /** A notice about the room, or the answer to a command. */
  AttributedString note(String text, LocalTime now) {
    return line(now).styled(colors.faint(), "– " + text).toAttributedString();
  }

  /** An error. */
  AttributedString error(String text, LocalTime now) {
    return line(now).styled(colors.error(), "! " + text).toAttributedString();
  }

  /** A line of an answer. */
  AttributedString block(String text) {
    return new AttributedString(text, colors.faint());
  }
}
