package prosa.desktop.model;

/** Told what of the {@link ChatModel} is to be drawn again. */
public interface ChatModelListener extends Transcript.TranscriptListener {
  /** There is a first seat: the talk is to be seen instead of the form. */
  void entered();

  /** There will be no seat; the form is to say why. */
  void turnedAway(String sentence);

  void statusChanged();

  void roomChanged();

  void promptsChanged();

  void titleChanged();

  /** A sound and a notification, if the person wants them. */
  void alert(Alert alert);

  /** For who does not see the window: something new, as a sentence. */
  void announce(String sentence);
}
