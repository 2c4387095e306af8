package prosa.desktop.view;

import java.awt.Dimension;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import javax.accessibility.AccessibleRole;
import javax.swing.Timer;

/**
 * A live region for screen readers: components without a picture, each of which has a sentence as
 * its accessible name. Each sentence is in exactly one event of one accessible context, so it is
 * spoken once. On Swing's event thread only.
 *
 * <p>The bridge to the accessibility bus of Linux asks for the name some time after the event, on a
 * busy machine a second later. So the names are given in turn to {@value #ALERTS} alerts, and each
 * keeps its own until the others have had theirs: with one alone, a late question for one sentence
 * would be answered by the next one, which then would be spoken twice and the first never. What is
 * announced within {@value #PAUSE_MILLIS} milliseconds of another sentence waits, and then comes
 * together, as sentences one after the other; beyond {@value #MOST} that wait, the oldest is left
 * out.
 */
@SuppressWarnings("serial") // never serialized
final class LiveRegion extends AccessiblePane {
  static final int PAUSE_MILLIS = 300;
  static final int MOST = 20;
  static final int ALERTS = 8;

  /** Makes the name of a repeated sentence different; it is not audible. */
  private static final String AGAIN = "\u00a0";

  private final Deque<String> waiting = new ArrayDeque<>();
  private final Timer pause = new Timer(PAUSE_MILLIS, _ -> speakWaiting());
  private final List<Alert> alerts = new ArrayList<>();
  private int next;

  LiveRegion() {
    super(AccessibleRole.PANEL);
    pause.setRepeats(false);
    for (int i = 0; i < ALERTS; i++) {
      Alert alert = new Alert();
      alerts.add(alert);
      add(alert);
    }
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
      alerts.get(next).say(String.join("\n", waiting));
      next = (next + 1) % ALERTS;
      waiting.clear();
      pause.restart();
    }
  }

  @Override
  public Dimension getPreferredSize() {
    return new Dimension(1, 1);
  }

  /** One of the names. */
  private static final class Alert extends AccessiblePane {
    private String latest = "";

    Alert() {
      super(AccessibleRole.ALERT);
      setSize(1, 1);
    }

    void say(String sentences) {
      latest = sentences.equals(latest) ? sentences + AGAIN : sentences;
      name(latest);
    }
  }
}
