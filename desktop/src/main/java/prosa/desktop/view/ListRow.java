package prosa.desktop.view;

import javax.accessibility.AccessibleRole;

/**
 * One part of a {@link VerticalList}: as wide as it is told to be, and as high as it then needs.
 */
@SuppressWarnings("serial") // never serialized
abstract class ListRow extends AccessiblePane {
  ListRow(AccessibleRole role) {
    super(role);
  }

  /** How high it is at this width. */
  abstract int heightFor(int width);

  /** Puts the colours and fonts of the present look on. */
  abstract void restyle();
}
