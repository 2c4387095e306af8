package prosa.desktop.view;

import java.awt.Color;
import java.awt.FontMetrics;
import java.awt.Graphics;
import java.awt.Rectangle;
import java.awt.Shape;
import javax.swing.text.BadLocationException;
import javax.swing.text.Highlighter;
import javax.swing.text.JTextComponent;

/** A line below the letters of a link, in the colour of the text. */
final class LinkUnderline implements Highlighter.HighlightPainter {
  @Override
  public void paint(Graphics g, int start, int end, Shape bounds, JTextComponent text) {
    try {
      Color textColor = text.getForeground();
      g.setColor(textColor);
      FontMetrics metrics = g.getFontMetrics(text.getFont());
      int y = Integer.MIN_VALUE;
      int from = 0;
      int right = 0;
      for (int i = start; i <= end; i++) {
        Rectangle at = text.modelToView2D(i).getBounds();
        if (at.y != y) {
          line(g, from, right, y, metrics);
          y = at.y;
          from = at.x;
        } else {
          right = at.x;
        }
        right = Math.max(from, right);
        if (i < end && text.modelToView2D(i + 1).getBounds().y != y) {
          right = at.x + metrics.stringWidth(text.getText(i, 1));
        }
      }
      line(g, from, right, y, metrics);
    } catch (BadLocationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void line(Graphics g, int from, int to, int top, FontMetrics metrics) {
    if (to > from) {
      int y = top + metrics.getAscent() + Math.max(1, metrics.getDescent() / 3);
      g.drawLine(from, y, to - 1, y);
    }
  }
}
