package prosa.desktop.view;

import java.awt.Dimension;
import java.awt.Graphics;
import java.awt.Insets;
import javax.swing.JLabel;

/**
 * A label that shows each emoji of its text, by {@link EmojiText} if there is one that its font
 * does not draw, and then from the left and without an icon.
 */
@SuppressWarnings("serial") // never serialized
final class EmojiLabel extends JLabel {
  @Override
  public void setText(String text) {
    super.setText(text);
    if (text != null) { // Swing's own constructor
      getAccessibleContext().setAccessibleName(SpokenText.of(text));
    }
  }

  private EmojiText emojiText() {
    return EmojiText.of(getText(), getFont());
  }

  @Override
  public Dimension getPreferredSize() {
    Dimension size = super.getPreferredSize();
    EmojiText emojiText = emojiText();
    if (!isPreferredSizeSet() && !emojiText.plain()) {
      Insets insets = getInsets();
      size.width = emojiText.width(this::getFontMetrics) + insets.left + insets.right;
    }
    return size;
  }

  @Override
  protected void paintComponent(Graphics graphics) {
    EmojiText emojiText = emojiText();
    if (emojiText.plain()) {
      super.paintComponent(graphics);
      return;
    }
    Insets insets = getInsets();
    int width = getWidth() - insets.left - insets.right;
    if (isOpaque()) {
      graphics.setColor(getBackground());
      graphics.fillRect(0, 0, getWidth(), getHeight());
    }
    try (ShapePainter painter = new ShapePainter(graphics)) {
      painter.g.setColor(getForeground());
      int base = getBaseline(getWidth(), getHeight());
      emojiText.cut(width, painter.g::getFontMetrics).draw(painter.g, insets.left, base);
    }
  }
}
