package prosa.terminal;

import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import prosa.client.Message;
import prosa.client.Visible;
import prosa.protocol.Names;

/**
 * How lines look: the time, a name in its own colour, the text. Nothing that others wrote reaches
 * the screen but through {@link Visible}. Without colours own messages are still told apart by
 * their mark, {@code »}.
 */
final class MessageFormatter {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");

  /** Of the 256: readable on black and on white. */
  private static final int[] COLOURS = {32, 37, 64, 98, 130, 133, 136, 161, 166, 71, 69, 172};

  private static final AttributedStyle FAINT = AttributedStyle.DEFAULT.foreground(245);
  private static final AttributedStyle ERROR =
      AttributedStyle.DEFAULT.foreground(AttributedStyle.RED);

  /** Below the first letter after the time. */
  static final String INDENT = "      ";

  private final boolean colours;

  MessageFormatter(boolean colours) {
    this.colours = colours;
  }

  /** A message, on one line or more. */
  AttributedString message(Message message, LocalTime now) {
    String name = Visible.line(message.name());
    AttributedStyle named = name(name, message.mine());
    AttributedStringBuilder line = new AttributedStringBuilder();
    line.styled(style(FAINT), TIME.format(now) + " ");
    if (message.action()) {
      line.styled(named, "* " + name + " ");
    } else {
      line.styled(named, name).styled(named, message.mine() ? " » " : ": ");
    }
    return line.append(Visible.lines(message.text())).toAttributedString();
  }

  /** What is told about the table, or answered to a command. */
  AttributedString note(String text, LocalTime now) {
    return new AttributedStringBuilder()
        .styled(style(FAINT), TIME.format(now) + " – " + text)
        .toAttributedString();
  }

  /** What went wrong, or cannot be done. */
  AttributedString error(String text, LocalTime now) {
    return new AttributedStringBuilder()
        .styled(style(FAINT), TIME.format(now) + " ")
        .styled(style(ERROR), "! " + text)
        .toAttributedString();
  }

  /** Several lines under one another. */
  AttributedString block(String text) {
    return new AttributedString(text, style(FAINT));
  }

  private AttributedStyle name(String name, boolean mine) {
    int colour = COLOURS[Math.floorMod(Names.folded(name).hashCode(), COLOURS.length)];
    AttributedStyle style = style(AttributedStyle.DEFAULT.foreground(colour));
    return mine ? style.bold() : style;
  }

  private AttributedStyle style(AttributedStyle wanted) {
    return colours ? wanted : AttributedStyle.DEFAULT;
  }
}
