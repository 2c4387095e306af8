package prosa.terminal;

import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import prosa.client.Message;

/** The output above the input line: messages, notices, errors and answers. */
final class OutputArea {
  private final LineEditor editor;
  private final MessageFormatter formatter;

  OutputArea(LineEditor editor, MessageFormatter formatter) {
    this.editor = editor;
    this.formatter = formatter;
  }

  /**
   * Shows a message.
   *
   * @param name the sender's, as it is shown
   * @param mention whether it names the user
   */
  void message(Message message, String name, boolean mention) {
    editor.above(formatter.message(message, name, mention, now()), formatter.indent());
  }

  /** A notice about the room, or the answer to a command. */
  void note(String sentence) {
    editor.above(formatter.note(sentence, now()), formatter.indent());
  }

  /** An error. */
  void error(String sentence) {
    editor.above(formatter.error(sentence, now()), formatter.indent());
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
