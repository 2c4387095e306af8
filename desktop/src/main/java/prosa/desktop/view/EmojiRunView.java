package prosa.desktop.view;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics;
import java.awt.Rectangle;
import java.awt.Shape;
import javax.swing.text.BadLocationException;
import javax.swing.text.Element;
import javax.swing.text.JTextComponent;
import javax.swing.text.LayeredHighlighter;
import javax.swing.text.Position.Bias;
import javax.swing.text.View;

/**
 * A view of one symbol that is not drawn by its own characters in the text's font. Neither the
 * caret nor a line break divides it.
 */
final class EmojiRunView extends View {
  private final EmojiText.Run run;

  /**
   * @param line the line of the document in which it is
   */
  EmojiRunView(Element line, EmojiText.Run run) {
    super(line);
    this.run = run;
  }

  @Override
  public int getStartOffset() {
    return getElement().getStartOffset() + run.start();
  }

  @Override
  public int getEndOffset() {
    return getElement().getStartOffset() + run.end();
  }

  private Font font() {
    return getContainer().getFont();
  }

  private FontMetrics metrics(Font font) {
    return getContainer().getFontMetrics(font);
  }

  /** As high as the letters beside it, so that all lines have the same height. */
  @Override
  public float getPreferredSpan(int axis) {
    return axis == X_AXIS ? run.width(font(), this::metrics) : metrics(font()).getHeight();
  }

  @Override
  public float getAlignment(int axis) {
    FontMetrics metrics = metrics(font());
    return axis == X_AXIS
        ? super.getAlignment(axis)
        : (float) (metrics.getHeight() - metrics.getDescent()) / metrics.getHeight();
  }

  @Override
  public void paint(Graphics graphics, Shape where) {
    JTextComponent area = (JTextComponent) getContainer();
    Rectangle box = where.getBounds();
    if (area.getHighlighter() instanceof LayeredHighlighter highlights) {
      highlights.paintLayeredHighlights(
          graphics, getStartOffset(), getEndOffset(), where, area, this);
    }
    try (ShapePainter painter = new ShapePainter(graphics)) {
      Color textColor = area.isEnabled() ? area.getForeground() : area.getDisabledTextColor();
      painter.g.setColor(textColor);
      run.draw(painter.g, font(), box.x, box.y + metrics(font()).getAscent());
    }
  }

  @Override
  public Shape modelToView(int position, Shape where, Bias bias) throws BadLocationException {
    Rectangle box = where.getBounds();
    return new Rectangle(
        position < getEndOffset() ? box.x : box.x + box.width, box.y, 0, box.height);
  }

  @Override
  public int viewToModel(float x, float y, Shape where, Bias[] bias) {
    Rectangle box = where.getBounds();
    boolean before = x < box.x + box.width / 2f;
    bias[0] = before ? Bias.Forward : Bias.Backward;
    return before ? getStartOffset() : getEndOffset();
  }

  @Override
  public int getNextVisualPositionFrom(
      int position, Bias bias, Shape where, int direction, Bias[] biasThere)
      throws BadLocationException {
    if (direction != EAST && direction != WEST) {
      return super.getNextVisualPositionFrom(position, bias, where, direction, biasThere);
    }
    biasThere[0] = Bias.Forward;
    boolean comesFromOutside = position == -1;
    boolean stepsBack = direction == WEST && position > getStartOffset();
    return comesFromOutside || stepsBack ? getStartOffset() : -1;
  }
}
