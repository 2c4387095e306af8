package prosa.desktop.view;

import java.awt.Dimension;
import java.awt.Graphics;
import java.awt.Insets;
import javax.accessibility.AccessibleContext;
import javax.swing.JToolTip;

/**
 * A tooltip with a member's name: as it is, never as HTML, its emoji by {@link EmojiText} and
 * spelled out for assistive technology.
 */
@SuppressWarnings("serial") // never serialized
final class NameToolTip extends JToolTip {
  NameToolTip() {
    putClientProperty("html.disable", true);
  }

  private EmojiText emojiText() {
    String name = getTipText();
    return EmojiText.of(name == null ? "" : name, getFont());
  }

  @Override
  public Dimension getPreferredSize() {
    Dimension size = super.getPreferredSize();
    EmojiText emojiText = emojiText();
    if (!emojiText.plain()) {
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
    try (ShapePainter painter = new ShapePainter(graphics)) {
      painter.g.setColor(getBackground());
      painter.g.fillRect(0, 0, getWidth(), getHeight());
      painter.g.setColor(getForeground());
      int base = insets.top + getFontMetrics(getFont()).getAscent();
      emojiText.draw(painter.g, insets.left, base);
    }
  }

  @Override
  public AccessibleContext getAccessibleContext() {
    if (accessibleContext == null) {
      accessibleContext = new Spoken();
    }
    return accessibleContext;
  }

  private final class Spoken extends AccessibleJToolTip {
    @Override
    public String getAccessibleDescription() {
      String name = getTipText();
      return SpokenText.of(name == null ? "" : name);
    }
  }
}
