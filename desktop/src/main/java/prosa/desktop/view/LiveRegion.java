package prosa.desktop.view;

import java.awt.Dimension;
import javax.accessibility.AccessibleContext;
import javax.accessibility.AccessibleRole;
import javax.swing.JComponent;

/**
 * What is new, for who does not see the window: a component without a picture whose accessible name
 * is the latest sentence. Each sentence is an event of its {@link AccessibleContext}.
 */
@SuppressWarnings("serial") // never serialized
final class LiveRegion extends JComponent {
  private String sentence = "";

  /** Says it. */
  void announce(String next) {
    String before = sentence;
    sentence = next;
    AccessibleContext context = getAccessibleContext();
    context.firePropertyChange(AccessibleContext.ACCESSIBLE_NAME_PROPERTY, before, next);
    context.firePropertyChange(AccessibleContext.ACCESSIBLE_VISIBLE_DATA_PROPERTY, false, true);
  }

  @Override
  public Dimension getPreferredSize() {
    return new Dimension(1, 1);
  }

  @Override
  public AccessibleContext getAccessibleContext() {
    if (accessibleContext == null) {
      accessibleContext = new Spoken();
    }
    return accessibleContext;
  }

  private final class Spoken extends AccessibleJComponent {
    @Override
    public String getAccessibleName() {
      return sentence;
    }

    @Override
    public AccessibleRole getAccessibleRole() {
      return AccessibleRole.ALERT;
    }
  }
}
