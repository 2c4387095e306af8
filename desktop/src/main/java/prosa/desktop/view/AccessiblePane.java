package prosa.desktop.view;

import javax.accessibility.Accessible;
import javax.accessibility.AccessibleContext;
import javax.accessibility.AccessibleRole;
import javax.swing.JComponent;

/**
 * A component that is drawn here, and that assistive technology can see.
 *
 * <p>A {@link JComponent} alone is not {@link Accessible}: whoever walks the tree skips it with all
 * its children. So every component of this package that does not extend one of Swing's own extends
 * this, and says what it is.
 */
@SuppressWarnings("serial") // never serialized
abstract class AccessiblePane extends JComponent implements Accessible {
  private final AccessibleRole role;

  AccessiblePane(AccessibleRole role) {
    this.role = role;
  }

  /** What is said about it beside its name; empty if nothing is. */
  String spokenDescription() {
    return "";
  }

  /** Names it, with emoji spelled out. */
  final void name(String name) {
    getAccessibleContext().setAccessibleName(SpokenText.of(name));
  }

  @Override
  public final AccessibleContext getAccessibleContext() {
    if (accessibleContext == null) {
      accessibleContext = new Pane();
    }
    return accessibleContext;
  }

  private final class Pane extends AccessibleJComponent {
    @Override
    public AccessibleRole getAccessibleRole() {
      return role;
    }

    @Override
    public String getAccessibleDescription() {
      String description = spokenDescription();
      return description.isEmpty() ? super.getAccessibleDescription() : SpokenText.of(description);
    }
  }
}
