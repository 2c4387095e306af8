package prosa.desktop.view;

import java.awt.Dimension;
import java.awt.Graphics;
import java.awt.Insets;
import javax.swing.JLabel;

/**
 * A label that shows each emoji of its text, by {@link Lettering} if there is one that its font
 * does not draw, and then from the left and without an icon.
 */
@SuppressWarnings("serial") // never serialized
final class Inscription extends JLabel {
  private Lettering lettering() {
    return Lettering.of(getText(), getFont());
  }

  @Override
  public Dimension getPreferredSize() {
    Dimension size = super.getPreferredSize();
    Lettering lettering = lettering();
    if (!isPreferredSizeSet() && !lettering.plain()) {
      Insets insets = getInsets();
      size.width = lettering.width(this::getFontMetrics) + insets.left + insets.right;
    }
    return size;
  }

  @Override
  protected void paintComponent(Graphics graphics) {
    Lettering lettering = lettering();
    if (lettering.plain()) {
      super.paintComponent(graphics);
      return;
    }
    Insets insets = getInsets();
    int width = getWidth() - insets.left - insets.right;
    try (Pen pen = new Pen(graphics)) {
      pen.g.setColor(getForeground());
      int base = getBaseline(getWidth(), getHeight());
      lettering.cut(width, pen.g::getFontMetrics).draw(pen.g, insets.left, base);
    }
  }
}
