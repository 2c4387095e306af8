package prosa.desktop.view;

import java.awt.Dimension;
import javax.accessibility.AccessibleRole;

/**
 * What is new, for who does not see the window: a component without a picture whose accessible name
 * is the latest sentence. Each sentence is one event of its accessible context, and no more: it is
 * spoken once.
 */
@SuppressWarnings("serial") // never serialized
final class LiveRegion extends AccessiblePane {
  /** Makes a sentence that is said again another name; nobody hears it. */
  private static final String AGAIN = "\u00a0";

  private String latest = "";

  LiveRegion() {
    super(AccessibleRole.ALERT);
  }

  /** Says it. */
  void announce(String sentence) {
    latest = sentence.equals(latest) ? sentence + AGAIN : sentence;
    name(latest);
  }

  @Override
  public Dimension getPreferredSize() {
    return new Dimension(1, 1);
  }
}
