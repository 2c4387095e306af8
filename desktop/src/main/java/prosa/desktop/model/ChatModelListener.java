package prosa.desktop.model;

/** A listener that is notified which part of the {@link ChatModel} has changed. */
public interface ChatModelListener extends Transcript.TranscriptListener {
  /** The first seat was taken: the chat replaces the form. */
  void entered();

  /** No seat can be had; the form shows the reason. */
  void turnedAway(String sentence);

  void statusChanged();

  void roomChanged();

  void promptsChanged();

  void titleChanged();

  /** A sound and a notification, if the user wants them. */
  void alert(Alert alert);

  /** An input line that came to nothing, to be corrected. */
  void returned(String line);

  /** A sentence about something new, for screen readers. */
  void announce(String sentence);
}
