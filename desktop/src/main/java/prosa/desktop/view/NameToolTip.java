package prosa.desktop.view;

import java.awt.Dimension;
import java.awt.Graphics;
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
    return emojiText().sizeOf(this, super.getPreferredSize());
  }

  @Override
  protected void paintComponent(Graphics graphics) {
    EmojiText emojiText = emojiText();
    if (emojiText.plain()) {
      super.paintComponent(graphics);
    } else {
      emojiText.paint(this, graphics, getInsets().top + getFontMetrics(getFont()).getAscent());
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
