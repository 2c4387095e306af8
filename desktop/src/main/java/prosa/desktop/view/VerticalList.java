package prosa.desktop.view;

import java.awt.Component;
import java.awt.Dimension;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.List;
import javax.accessibility.AccessibleRole;
import javax.swing.Scrollable;

/** {@link ListRow}s one below the other, each as wide as the column. */
@SuppressWarnings("serial") // never serialized
class VerticalList extends AccessiblePane implements Scrollable {
  private static final int LINE = 24;

  VerticalList(AccessibleRole role) {
    super(role);
  }

  /** The rows, from the top. */
  final List<ListRow> rows() {
    List<ListRow> rows = new ArrayList<>();
    for (Component child : getComponents()) {
      rows.add((ListRow) child);
    }
    return rows;
  }

  final ListRow row(int index) {
    return (ListRow) getComponent(index);
  }

  /** Applies the current theme to all rows. */
  void restyle() {
    rows().forEach(ListRow::restyle);
    revalidate();
    repaint();
  }

  /** The space above the first and below the last row. */
  int margin() {
    return 0;
  }

  /** How high all rows are together at this width, with the space around them. */
  final int heightFor(int width) {
    int height = getComponentCount() == 0 ? 0 : 2 * margin();
    for (Component child : getComponents()) {
      height += ((ListRow) child).heightFor(width);
    }
    return height;
  }

  @Override
  public final Dimension getPreferredSize() {
    return new Dimension(getWidth(), heightFor(getWidth()));
  }

  @Override
  public final void doLayout() {
    int y = margin();
    for (Component child : getComponents()) {
      int height = ((ListRow) child).heightFor(getWidth());
      child.setBounds(0, y, getWidth(), height);
      y += height;
    }
  }

  @Override
  public final Dimension getPreferredScrollableViewportSize() {
    return getPreferredSize();
  }

  @Override
  public final int getScrollableUnitIncrement(Rectangle visible, int orientation, int direction) {
    return com.formdev.flatlaf.util.UIScale.scale(LINE);
  }

  @Override
  public final int getScrollableBlockIncrement(Rectangle visible, int orientation, int direction) {
    return Math.max(LINE, visible.height - LINE);
  }

  @Override
  public final boolean getScrollableTracksViewportWidth() {
    return true;
  }

  @Override
  public final boolean getScrollableTracksViewportHeight() {
    return false;
  }
}
