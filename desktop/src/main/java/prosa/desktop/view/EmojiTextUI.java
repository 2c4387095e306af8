package prosa.desktop.view;

import com.formdev.flatlaf.ui.FlatTextAreaUI;
import java.awt.Font;
import java.awt.Shape;
import javax.swing.SizeRequirements;
import javax.swing.event.DocumentEvent;
import javax.swing.text.BadLocationException;
import javax.swing.text.BoxView;
import javax.swing.text.Document;
import javax.swing.text.Element;
import javax.swing.text.GlyphView;
import javax.swing.text.ParagraphView;
import javax.swing.text.StyleConstants;
import javax.swing.text.View;
import javax.swing.text.ViewFactory;

/**
 * The UI of a text area that wraps lines and shows each emoji by {@link EmojiText}. The area's
 * document keeps the original characters, and so does copied or spoken text.
 *
 * <p>How it works: where all of a text can be drawn as it is, Swing's own view does that. Otherwise
 * each line is a paragraph of views, one for every run: Swing's for what is plain, {@link
 * EmojiRunView} for what is not. Each paragraph begins on the side of its own direction.
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
      return new Line(element);
    }
    Font font = getComponent().getFont();
    String text = text(element);
    return changes || !EmojiText.of(text, font).plain() || TextDirection.anyRightToLeft(text)
        ? new BoxView(element, View.Y_AXIS)
        : super.create(element);
  }

  private static String text(Element element) {
    Document document = element.getDocument();
    int end = Math.min(element.getEndOffset(), document.getLength());
    try {
      return document.getText(element.getStartOffset(), end - element.getStartOffset());
    } catch (BadLocationException e) {
      throw new IllegalStateException(e); // an element is within its document
    }
  }

  /** A line of the document, in as many rows as it needs. */
  private static final class Line extends ParagraphView {
    Line(Element element) {
      super(element);
      layoutPool = new Runs(element);
      align();
    }

    private void align() {
      setJustification(
          TextDirection.rightToLeft(text(getElement()))
              ? StyleConstants.ALIGN_RIGHT
              : StyleConstants.ALIGN_LEFT);
    }

    @Override
    public void insertUpdate(DocumentEvent event, Shape where, ViewFactory factory) {
      super.insertUpdate(event, where, factory);
      align();
    }

    @Override
    public void removeUpdate(DocumentEvent event, Shape where, ViewFactory factory) {
      super.removeUpdate(event, where, factory);
      align();
    }

    @Override
    protected SizeRequirements calculateMinorAxisRequirements(int axis, SizeRequirements r) {
      SizeRequirements needed = super.calculateMinorAxisRequirements(axis, r);
      needed.minimum = 0;
      needed.preferred = getWidth() == Integer.MAX_VALUE ? 100 : getWidth();
      return needed;
    }

    @Override
    public void setSize(float width, float height) {
      if ((int) width != getWidth()) {
        preferenceChanged(null, true, true);
      }
      super.setSize(width, height);
    }
  }

  /** The runs of a line before they are broken into rows. */
  private static final class Runs extends BoxView {
    Runs(Element element) {
      super(element, X_AXIS);
    }

    @Override
    protected void loadChildren(ViewFactory factory) {
      Element line = getElement();
      int from = line.getStartOffset();
      int plain = from;
      for (EmojiText.Run run : EmojiText.of(text(line), getContainer().getFont()).runs()) {
        if (!run.plain()) {
          letters(line, plain, from + run.start());
          plain = from + run.end();
          append(new EmojiRunView(line, run));
        }
      }
      letters(line, plain, line.getEndOffset());
    }

    private void letters(Element line, int start, int end) {
      if (start < end) {
        append(new GlyphView(line).createFragment(start, end));
      }
    }

    @Override
    protected int getViewIndexAtPosition(int position) {
      for (int i = 0; i < getViewCount(); i++) {
        if (position < getView(i).getEndOffset()) {
          return i;
        }
      }
      return getViewCount() - 1;
    }

    @Override
    public void insertUpdate(DocumentEvent event, Shape where, ViewFactory factory) {
      refreshFonts(factory);
    }

    @Override
    public void removeUpdate(DocumentEvent event, Shape where, ViewFactory factory) {
      refreshFonts(factory);
    }

    private void refreshFonts(ViewFactory factory) {
      removeAll();
      loadChildren(factory);
      preferenceChanged(null, true, true); // the line has to be broken into rows again
    }
  }
}
