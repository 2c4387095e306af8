package prosa.desktop.view;

import java.awt.Dimension;
import java.awt.Graphics;
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
    Dimension usual = super.getPreferredSize();
    return isPreferredSizeSet() ? usual : emojiText().sizeOf(this, usual);
  }

  @Override
  protected void paintComponent(Graphics graphics) {
    EmojiText emojiText = emojiText();
    if (emojiText.plain()) {
      super.paintComponent(graphics);
    } else {
      emojiText.paint(this, graphics, getBaseline(getWidth(), getHeight()));
    }
  }
}
