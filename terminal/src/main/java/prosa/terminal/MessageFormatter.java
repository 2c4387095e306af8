package prosa.terminal;

import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import prosa.client.Message;
import prosa.messages.TimeOfDay;
import prosa.protocol.Sanitizer;

/**
 * Formats lines: the time, a name in its own colour, the text. Everything that others wrote passes
 * through {@link Sanitizer}. Without colours own messages are still told apart by their mark,
 * {@code »}, and errors by theirs, {@code !}.
 */
final class MessageFormatter {
  private final TerminalColors colors;
  private final Optional<DateTimeFormatter> clock;

  /** What a time takes, and the space behind it: all take as much. */
  private final int clockColumns;

  /** Lines that begin with the time of day as this clock tells it, or without one. */
  MessageFormatter(TerminalColors colors, Optional<DateTimeFormatter> clock) {
    this.colors = colors;
    this.clock = clock;
    clockColumns = clock.map(known -> known.format(LocalTime.NOON).length() + 1).orElse(0);
  }

  /**
   * The clock of a reader, with the 12 or 24 hours of the system's country; with 24 where the
   * system has none, as that of a server often does not.
   */
  static DateTimeFormatter clock(Locale system, Locale language) {
    return system.getCountry().isEmpty()
        ? DateTimeFormatter.ofPattern("HH:mm")
        : TimeOfDay.format(system, language);
  }

  /** What stands before the second and further rows of a line: below the first letter. */
  String indent() {
    return clock.isPresent() ? " ".repeat(clockColumns) : "  ";
  }

  private AttributedStringBuilder line(LocalTime now) {
    AttributedStringBuilder line = new AttributedStringBuilder();
    clock
        .map(known -> known.format(now) + " ")
        .ifPresent(
            time ->
                line.append(" ".repeat(clockColumns - time.length())).styled(colors.faint(), time));
    return line;
  }

  /**
   * A message, on one line or more.
   *
   * @param shownName the sender's name as a terminal shows it, with a mark if nobody checked it
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
    AttributedStyle style =
        mention ? colors.strong(AttributedStyle.DEFAULT) : AttributedStyle.DEFAULT;
    String text = Sanitizer.lines(message.text());
    return line.styled(style, OutputKind.TERMINAL.text(message, text)).toAttributedString();
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
