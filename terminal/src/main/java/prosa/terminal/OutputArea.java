package prosa.terminal;

import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import prosa.client.Message;

/** What scrolls above the line that is being typed: messages, remarks and answers. */
final class OutputArea {
  private final LineEditor editor;
  private final MessageFormatter formatter;

  OutputArea(LineEditor editor, MessageFormatter formatter) {
    this.editor = editor;
    this.formatter = formatter;
  }

  void message(Message message) {
    editor.above(formatter.message(message, now()));
  }

  void note(String sentence) {
    editor.above(formatter.note(sentence, now()));
  }

  /** What went wrong, or cannot be done. */
  void error(String sentence) {
    editor.above(formatter.error(sentence, now()));
  }

  void notes(List<String> sentences) {
    sentences.forEach(this::note);
  }

  /** Several lines under one another, as they are. */
  void block(String lines) {
    editor.aboveAsItIs(formatter.block(lines));
  }

  private static LocalTime now() {
    return LocalTime.now(ZoneId.systemDefault());
  }
}
