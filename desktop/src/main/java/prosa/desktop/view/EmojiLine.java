package prosa.desktop.view;

import java.awt.Font;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.util.ArrayList;
import java.util.List;
import javax.swing.SizeRequirements;
import javax.swing.event.DocumentEvent;
import javax.swing.text.BadLocationException;
import javax.swing.text.BoxView;
import javax.swing.text.Document;
import javax.swing.text.Element;
import javax.swing.text.GlyphView;
import javax.swing.text.JTextComponent;
import javax.swing.text.ParagraphView;
import javax.swing.text.Position;
import javax.swing.text.StyleConstants;
import javax.swing.text.View;
import javax.swing.text.ViewFactory;
import org.jspecify.annotations.Nullable;

/**
 * A line of a text in as many rows as it needs, with each emoji shown by {@link EmojiText}: a
 * paragraph of views, one for every run, Swing's for what is plain, {@link EmojiRunView} for what
 * is not. It begins on the side of its own direction.
 */
class EmojiLine extends ParagraphView {
  private final FlowStrategy whereLettersJoin = strategy;

  private final JTextComponent component;

  /** The pixels for which its rows were measured: a text is made before it is on a screen. */
  private @Nullable FontRenderContext pixels;

  /**
   * @param component in which it is shown
   */
  EmojiLine(Element element, JTextComponent component) {
    super(element);
    this.component = component;
    layoutPool = new Runs(element);
    follow();
  }

  /**
   * Adapts to the text. Swing takes emoji for letters that have to be joined, and breaks rows
   * nowhere between them then.
   */
  private void follow() {
    String text = text(getElement());
    setJustification(
        TextDirection.rightToLeft(text) ? StyleConstants.ALIGN_RIGHT : StyleConstants.ALIGN_LEFT);
    strategy = lettersJoin(text) ? whereLettersJoin : new FlowStrategy();
  }

  private boolean lettersJoin(String text) {
    return EmojiText.of(text, component.getFont()).runs().stream()
        .filter(EmojiText.Run::plain)
        .anyMatch(
            run -> Font.textRequiresLayout(run.shown().toCharArray(), 0, run.end() - run.start()));
  }

  @Override
  public void insertUpdate(DocumentEvent event, Shape where, ViewFactory factory) {
    follow();
    super.insertUpdate(event, where, factory);
  }

  @Override
  public void removeUpdate(DocumentEvent event, Shape where, ViewFactory factory) {
    follow();
    super.removeUpdate(event, where, factory);
  }

  /** Whatever stands in it: Swing would look through the whole line for the breaks of each run. */
  @Override
  protected SizeRequirements calculateMinorAxisRequirements(int axis, SizeRequirements r) {
    SizeRequirements needed = r == null ? new SizeRequirements() : r;
    needed.minimum = 0;
    needed.preferred = getWidth() == Integer.MAX_VALUE ? 100 : getWidth();
    needed.maximum = Integer.MAX_VALUE;
    return needed;
  }

  /**
   * A row is as wide as what {@link LineBreaks} leaves in it: where letters have to be joined or
   * reordered, Swing breaks rows by Java's rules.
   */
  @Override
  public int getFlowSpan(int index) {
    int span = super.getFlowSpan(index);
    int start = index == 0 ? getStartOffset() : getView(index - 1).getEndOffset();
    int end = getEndOffset();
    if (span == Short.MAX_VALUE || start >= end) {
      return span;
    }
    int fits = fits(start, span);
    if (fits == end) {
      return Short.MAX_VALUE; // where letters join, Swing would measure emoji as letters
    }
    int known = Math.min(fits + 2, end) - start; // a sign may have two characters
    int row = LineBreaks.last(text(getDocument(), start, known), fits - start);
    return row > 0 ? Math.min(span, (int) Math.ceil(width(start, start + row)) + 2) : span;
  }

  /** How far a row reaches for which there is this much space, wherever it may be broken. */
  private int fits(int start, int span) {
    int end = getEndOffset();
    int fits = start;
    int wide = Math.min(start + 64, end); // from the front: little of a long text fits
    while (width(start, wide) <= span) {
      if (wide == end) {
        return end;
      }
      fits = wide;
      wide = Math.min(start + 2 * (wide - start), end);
    }
    while (wide - fits > 1) {
      int middle = (fits + wide) / 2;
      if (width(start, middle) <= span) {
        fits = middle;
      } else {
        wide = middle;
      }
    }
    return fits;
  }

  /**
   * Of a part in one row, in pixels. Letters are measured together, as in the row and in {@link
   * EmojiText#width}: each alone would be rounded, which adds up on a screen of finer pixels, and
   * letters that join may be wider alone.
   */
  private float width(int start, int end) {
    float width = 0;
    int next;
    int index = layoutPool.getViewIndex(start, Position.Bias.Forward);
    for (int from = start; from < end; from = next) {
      View view = layoutPool.getView(index++);
      next = view.getEndOffset();
      if (view instanceof Letters) {
        next = Math.min(next, end);
        view = view.createFragment(from, next);
      }
      width += view.getPreferredSpan(X_AXIS);
    }
    return width;
  }

  @Override
  public void setSize(float width, float height) {
    FontRenderContext now = component.getFontMetrics(component.getFont()).getFontRenderContext();
    if (!now.equals(pixels)) {
      pixels = now;
      strategy.insertUpdate(this, null, null); // measures the letters that join again
    } else if ((int) width != getWidth()) {
      preferenceChanged(null, true, true);
    }
    super.setSize(width, height);
  }

  /** Of all of the line in one row, in pixels. */
  final float runsWidth() {
    return layoutPool.getPreferredSpan(X_AXIS);
  }

  /** What the document says there, without the line break that ends it. */
  static String text(Element element) {
    int start = element.getStartOffset();
    return text(element.getDocument(), start, element.getEndOffset() - start);
  }

  private static String text(Document document, int start, int length) {
    try {
      return document.getText(start, Math.min(length, document.getLength() - start));
    } catch (BadLocationException e) {
      throw new IllegalStateException(e); // an element is within its document
    }
  }

  /** Letters that Swing draws, broken into rows by {@link LineBreaks}. */
  private static final class Letters extends GlyphView {
    Letters(Element line) {
      super(line);
    }

    /**
     * A line is never made wider by what stands in it, and Swing would look through all of it for
     * the breaks of each run.
     */
    @Override
    public float getMinimumSpan(int axis) {
      return axis == X_AXIS ? 0 : super.getMinimumSpan(axis);
    }

    /** Swing would look for the breaks of words from the beginning of the line, for each run. */
    @Override
    public int getBreakWeight(int axis, float position, float space) {
      if (axis != X_AXIS) {
        return super.getBreakWeight(axis, position, space);
      }
      checkPainter();
      int start = getStartOffset();
      int fits = getGlyphPainter().getBoundedPosition(this, start, position, space);
      if (fits == start) {
        return BadBreakWeight;
      }
      return spot(start, fits) > start ? ExcellentBreakWeight : GoodBreakWeight;
    }

    @Override
    public View breakView(int axis, int start, float position, float space) {
      if (axis != X_AXIS) {
        return this;
      }
      int fits = getGlyphPainter().getBoundedPosition(this, start, position, space);
      int spot = spot(start, fits);
      int end = spot > start ? spot : fits;
      return start == getStartOffset() && end == getEndOffset() ? this : createFragment(start, end);
    }

    private int spot(int start, int fits) {
      int known = fits + 2 - start; // a sign may have two characters
      return start + LineBreaks.last(text(getDocument(), start, known), fits - start);
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
      List<View> runs = new ArrayList<>();
      for (EmojiText.Run run : EmojiText.of(text(line), getContainer().getFont()).runs()) {
        if (!run.plain()) {
          letters(runs, plain, from + run.start());
          plain = from + run.end();
          runs.add(new EmojiRunView(line, run));
        }
      }
      letters(runs, plain, line.getEndOffset());
      replace(0, getViewCount(), runs.toArray(View[]::new)); // all at once: each would copy all
    }

    private void letters(List<View> runs, int start, int end) {
      if (start < end) {
        runs.add(new Letters(getElement()).createFragment(start, end));
      }
    }

    @Override
    protected int getViewIndexAtPosition(int position) {
      int first = 0; // that may be the one
      int last = getViewCount() - 1;
      while (first < last) {
        int middle = (first + last) / 2;
        if (position < getView(middle).getEndOffset()) {
          last = middle;
        } else {
          first = middle + 1;
        }
      }
      return last;
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
