package prosa.desktop.view;

import java.awt.Color;
import java.awt.Component;
import java.awt.FontMetrics;
import java.awt.Graphics;
import javax.swing.AbstractButton;
import javax.swing.Icon;
import javax.swing.JMenuItem;
import javax.swing.UIManager;

/**
 * The text of a button or a menu item that has emoji, as its icon: Swing draws a button's text
 * itself, and its fonts have no pictures.
 */
final class EmojiTextIcon implements Icon {
  private final AbstractButton button;
  private final String text;

  EmojiTextIcon(AbstractButton button, String text) {
    this.button = button;
    this.text = text;
  }

  private EmojiText emojiText() {
    return EmojiText.of(text, button.getFont());
  }

  private FontMetrics metrics() {
    return button.getFontMetrics(button.getFont());
  }

  @Override
  public int getIconWidth() {
    return emojiText().width(button::getFontMetrics);
  }

  @Override
  public int getIconHeight() {
    return metrics().getHeight();
  }

  @Override
  public void paintIcon(Component component, Graphics graphics, int x, int y) {
    try (ShapePainter painter = new ShapePainter(graphics)) {
      painter.g.setColor(color());
      emojiText().draw(painter.g, x, y + metrics().getAscent());
    }
  }

  private Color color() {
    if (!button.isEnabled()) {
      return UIManager.getColor("Label.disabledForeground");
    }
    return button instanceof JMenuItem && button.getModel().isArmed()
        ? UIManager.getColor("MenuItem.selectionForeground")
        : button.getForeground();
  }
}
