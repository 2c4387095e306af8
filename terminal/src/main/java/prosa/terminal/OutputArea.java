package prosa.terminal;

import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import prosa.client.Message;

/** What scrolls above the line that is being typed: messages, remarks and answers. */
final class OutputArea {
  private final LineEditor editor;
  private final MessageFormatter painter;

  OutputArea(LineEditor editor, MessageFormatter painter) {
    this.editor = editor;
    this.painter = painter;
  }

  void message(Message message) {
    editor.above(painter.message(message, now()));
  }

  void note(String sentence) {
    editor.above(painter.note(sentence, now()));
  }

  void notes(List<String> sentences) {
    sentences.forEach(this::note);
  }

  /** Several lines under one another, as they are. */
  void block(String lines) {
    editor.aboveAsItIs(painter.block(lines));
  }

  private static LocalTime now() {
    return LocalTime.now(ZoneId.systemDefault());
  }
}
