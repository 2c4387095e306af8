package prosa.desktop.view;

import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Toolkit;
import java.awt.geom.Ellipse2D;
import java.awt.geom.RoundRectangle2D;
import java.util.Map;

/** A graphics context of its own with smooth edges and text; lengths are in scaled pixels. */
final class ShapePainter implements AutoCloseable {
  final Graphics2D g;

  ShapePainter(Graphics graphics) {
    g = (Graphics2D) graphics.create();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    g.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    if (Toolkit.getDefaultToolkit().getDesktopProperty("awt.font.desktophints")
        instanceof Map<?, ?> hints) {
      g.addRenderingHints(hints);
    }
  }

  void alpha(float alpha) {
    g.setComposite(AlphaComposite.SrcOver.derive(alpha));
  }

  void disc(double x, double y, double radius, Color fill) {
    g.setColor(fill);
    g.fill(circle(x, y, radius));
  }

  void ring(double x, double y, double radius, Color colour, float width, float... dashes) {
    g.setColor(colour);
    g.setStroke(
        dashes.length == 0
            ? new BasicStroke(width)
            : new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 1, dashes, 0));
    g.draw(circle(x, y, radius));
  }

  void box(double x, double y, double width, double height, double arc, Color fill) {
    g.setColor(fill);
    g.fill(new RoundRectangle2D.Double(x, y, width, height, arc, arc));
  }

  void frame(double x, double y, double width, double height, double arc, Color colour, float w) {
    g.setColor(colour);
    g.setStroke(new BasicStroke(w));
    double half = w / 2;
    g.draw(
        new RoundRectangle2D.Double(x + half, y + half, width - w, height - w, arc - w, arc - w));
  }

  /** Text whose middle is at (x, y), cut with an ellipsis if it is wider than {@code most}. */
  void text(String text, Font font, Color colour, double x, double y, double most) {
    text(EmojiText.of(text, font), colour, x, y, most);
  }

  /** The initials of a name, whose middle is at (x, y). */
  void initials(String initials, Font font, Color colour, double x, double y, double most) {
    text(EmojiText.of(initials, font).brief(), colour, x, y, most);
  }

  private void text(EmojiText text, Color colour, double x, double y, double most) {
    g.setColor(colour);
    FontMetrics metrics = g.getFontMetrics(text.font());
    EmojiText cut = text.cut(most, g::getFontMetrics);
    double left = x - cut.width(g::getFontMetrics) / 2.0;
    cut.draw(g, left, y + (metrics.getAscent() - metrics.getDescent()) / 2.0);
  }

  private static Ellipse2D circle(double x, double y, double radius) {
    return new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius);
  }

  @Override
  public void close() {
    g.dispose();
  }
}
