package prosa.terminal;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.jline.utils.AttributedString;
import prosa.client.Message;
import prosa.messages.DayDivider;

/** The output above the input line: messages, notices, errors and answers. */
final class OutputArea {
  private final LineEditor editor;
  private final MessageFormatter formatter;
  private final DayDivider days;

  OutputArea(LineEditor editor, MessageFormatter formatter, DayDivider days) {
    this.editor = editor;
    this.formatter = formatter;
    this.days = days;
  }

  /** Shows an entry, below the day if it is another one. */
  private void above(AttributedString entry) {
    days.next(LocalDate.now(ZoneId.systemDefault()))
        .ifPresent(day -> editor.above(formatter.note(day, now()), formatter.indent()));
    editor.above(entry, formatter.indent());
  }

  /**
   * Shows a message.
   *
   * @param name the sender's, as it is shown
   * @param mention whether it names the user
   */
  void message(Message message, String name, boolean mention) {
    above(formatter.message(message, name, mention, now()));
  }

  /** A notice about the room, or the answer to a command. */
  void note(String sentence) {
    above(formatter.note(sentence, now()));
  }

  /** An error. */
  void error(String sentence) {
    above(formatter.error(sentence, now()));
  }

  void notes(List<String> sentences) {
    sentences.forEach(this::note);
  }

  /** Lines under one another; what is too long for one continues below its second column. */
  void block(List<String> lines) {
    lines.forEach(line -> editor.above(formatter.block(line), secondColumn(line)));
  }

  /** As many spaces as stand before the second column, or two where there is none. */
  private static String secondColumn(String line) {
    int gap = line.strip().indexOf("   ");
    int column = gap < 0 ? 2 : line.length() - line.strip().substring(gap).strip().length();
    return " ".repeat(Math.min(column, 24));
  }

  private static LocalTime now() {
    return LocalTime.now(ZoneId.systemDefault());
  }
}
