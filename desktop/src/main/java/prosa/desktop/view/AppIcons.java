package prosa.desktop.view;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;

/** The program's icon: a round table with five people, the page's mark. */
final class AppIcons {
  private static final int[] SIZES = {16, 24, 32, 48, 64, 128};

  private record Member(int x, int y, int rgb) {}

  private static final List<Member> MEMBERS =
      List.of(
          new Member(32, 8, 0xb5532a),
          new Member(54, 22, 0x3f7d72),
          new Member(50, 49, 0xc9922e),
          new Member(14, 49, 0x5c6fa8),
          new Member(10, 22, 0x94527f));

  private AppIcons() {}

  /** In the sizes that window systems ask for. */
  static List<Image> icons() {
    return IntStream.of(SIZES).mapToObj(AppIcons::icon).toList();
  }

  private static Image icon(int size) {
    BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_ARGB);
    Graphics2D g = image.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    try (ShapePainter painter = new ShapePainter(g)) {
      paint(painter, size / 2.0, size / 2.0, size * 0.5);
    }
    g.dispose();
    return image;
  }

  /** Paints it around a point, as the page's prosa.svg shows it on a square of 64. */
  static void paint(ShapePainter painter, double x, double y, double radius) {
    double unit = radius / 32;
    for (Member member : MEMBERS) {
      painter.disc(
          x + (member.x() - 32) * unit,
          y + (member.y() - 32) * unit,
          6 * unit,
          new Color(member.rgb()));
    }
    painter.disc(x, y, 18.75 * unit, new Color(0x8a5f38));
    painter.disc(x, y, 17.25 * unit, new Color(0xdcb98c));
    Color speech = new Color(0xfffaf2);
    painter.box(x - 8 * unit, y - 8 * unit, 16 * unit, 12 * unit, 7 * unit, speech);
    Path2D tail = new Path2D.Double();
    tail.moveTo(x - 4.5 * unit, y + 3 * unit);
    tail.lineTo(x - 4.5 * unit, y + 8 * unit);
    tail.lineTo(x + unit, y + 3 * unit);
    painter.g.setColor(speech);
    painter.g.fill(tail);
  }
}
