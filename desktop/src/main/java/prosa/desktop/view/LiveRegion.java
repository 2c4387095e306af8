package prosa.desktop.view;

import java.awt.Dimension;
import java.util.ArrayDeque;
import java.util.Deque;
import javax.accessibility.AccessibleRole;
import javax.swing.Timer;

/**
 * A live region for screen readers: an invisible component whose accessible name is the latest
 * sentence. Each sentence is in exactly one event of its accessible context, so it is spoken once.
 * On Swing's event thread only.
 *
 * <p>The bridge to the accessibility bus of Linux asks for the name a moment after the event. So
 * what is announced within {@value #PAUSE_MILLIS} milliseconds of another sentence waits, and then
 * comes together, as sentences one after the other; beyond {@value #MOST} that wait, the oldest is
 * left out.
 */
@SuppressWarnings("serial") // never serialized
final class LiveRegion extends AccessiblePane {
  static final int PAUSE_MILLIS = 300;
  static final int MOST = 20;

  /** Makes the name of a repeated sentence different; it is not audible. */
  private static final String AGAIN = "\u00a0";

  private final Deque<String> waiting = new ArrayDeque<>();
  private final Timer pause = new Timer(PAUSE_MILLIS, _ -> speakWaiting());
  private String latest = "";

  LiveRegion() {
    super(AccessibleRole.ALERT);
    pause.setRepeats(false);
  }

  /** Announces a sentence, now or shortly. */
  void announce(String sentence) {
    if (waiting.size() == MOST) {
      waiting.removeFirst();
    }
    waiting.addLast(sentence);
    if (!pause.isRunning()) {
      speakWaiting();
    }
  }

  private void speakWaiting() {
    if (!waiting.isEmpty()) {
      String sentences = String.join("\n", waiting);
      waiting.clear();
      latest = sentences.equals(latest) ? sentences + AGAIN : sentences;
      name(latest);
      pause.restart();
    }
  }

  @Override
  public Dimension getPreferredSize() {
    return new Dimension(1, 1);
  }
}
