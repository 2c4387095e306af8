package prosa.desktop.view;

import javax.accessibility.Accessible;
import javax.accessibility.AccessibleContext;
import javax.accessibility.AccessibleRole;
import javax.swing.JComponent;
import org.jspecify.annotations.Nullable;

/**
 * A custom-painted component that is visible to assistive technology.
 *
 * <p>A {@link JComponent} alone is not {@link Accessible}: assistive technology skips it with all
 * its children. So every component of this package that extends none of Swing's own extends this
 * class and declares its role.
 */
@SuppressWarnings("serial") // never serialized
abstract class AccessiblePane extends JComponent implements Accessible {
  private final AccessibleRole role;

  AccessiblePane(AccessibleRole role) {
    this.role = role;
  }

  /** Its accessible description; empty if it has none. */
  String spokenDescription() {
    return "";
  }

  /** The number of its parts, including those without a component. */
  int parts() {
    return -1;
  }

  /** One of its {@link #parts}. */
  Accessible part(int index) {
    throw new IndexOutOfBoundsException(index);
  }

  /** Which of the {@link #parts} of its parent it is; negative if that counts components. */
  int partOfParent() {
    return -1;
  }

  /** Sets its accessible name, with emoji spelled out. */
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
    public int getAccessibleChildrenCount() {
      int parts = parts();
      return parts < 0 ? super.getAccessibleChildrenCount() : parts;
    }

    @Override
    public @Nullable Accessible getAccessibleChild(int index) {
      int parts = parts();
      if (parts < 0) {
        return super.getAccessibleChild(index);
      }
      return index < parts ? part(index) : null;
    }

    @Override
    public int getAccessibleIndexInParent() {
      int index = partOfParent();
      return index < 0 ? super.getAccessibleIndexInParent() : index;
    }

    @Override
    public String getAccessibleDescription() {
      String description = spokenDescription();
      return description.isEmpty() ? super.getAccessibleDescription() : SpokenText.of(description);
    }
  }
}
