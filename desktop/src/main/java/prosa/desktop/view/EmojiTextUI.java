package prosa.desktop.view;

import com.formdev.flatlaf.ui.FlatTextAreaUI;
import java.awt.Container;
import java.awt.Font;
import javax.swing.text.BadLocationException;
import javax.swing.text.BoxView;
import javax.swing.text.Element;
import javax.swing.text.Segment;
import javax.swing.text.Utilities;
import javax.swing.text.View;
import javax.swing.text.WrappedPlainView;

/**
 * The UI of a text area that wraps lines and shows each emoji by {@link EmojiText}. The area's
 * document keeps the original characters, and so does copied or spoken text.
 *
 * <p>How it works: where all of a text can be drawn as it is, from left to right and letter by
 * letter, Swing's own view does that. Otherwise each line is an {@link EmojiLine}.
 */
final class EmojiTextUI extends FlatTextAreaUI {
  private final boolean changes;

  /**
   * @param changes whether the text may become another, and has to be looked at each time
   */
  EmojiTextUI(boolean changes) {
    this.changes = changes;
  }

  @Override
  public View create(Element element) {
    if (element.isLeaf()) {
      return new EmojiLine(element, getComponent());
    }
    Font font = getComponent().getFont();
    String text = EmojiLine.text(element);
    return changes
            || !EmojiText.of(text, font).plain()
            || TextDirection.anyRightToLeft(text)
            || Font.textRequiresLayout(text.toCharArray(), 0, text.length())
        ? new BoxView(element, View.Y_AXIS)
        : new PlainText(element);
  }

  /** Text that can be drawn as it is, by Swing's own view for that. */
  private static final class PlainText extends WrappedPlainView {
    PlainText(Element element) {
      super(element, true);
    }

    @Override
    protected int calculateBreakPosition(int start, int end) {
      int swings = super.calculateBreakPosition(start, end);
      if (swings >= end) {
        return swings;
      }
      try {
        Segment text = new Segment();
        getDocument().getText(start, end - start, text);
        Container area = getContainer();
        int most =
            Utilities.getTabbedTextOffset(
                text, area.getFontMetrics(area.getFont()), 0f, getWidth(), this, start, false);
        int ours =
            LineBreaks.last(text.subSequence(0, swings + 1 - start).toString(), swings - start);
        return start + (ours > 0 ? ours : Math.max(1, most));
      } catch (BadLocationException e) {
        throw new IllegalStateException(e); // a row is within its document
      }
    }
  }
}
