package prosa.desktop.view;

import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;

/** The program's icon: a round table with four people. */
final class AppIcons {
  private static final int[] SIZES = {16, 24, 32, 48, 64, 128};

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
      paint(painter, size / 2.0, size / 2.0, size * 0.48, Palette.LIGHT);
    }
    g.dispose();
    return image;
  }

  /** Paints it around a point. */
  static void paint(ShapePainter painter, double x, double y, double radius, Palette palette) {
    painter.disc(x, y, radius * 0.56, palette.tableEdge());
    painter.disc(x, y, radius * 0.50, palette.table());
    for (int i = 0; i < 4; i++) {
      double turn = Math.PI / 4 + i * Math.PI / 2;
      double dx = Math.cos(turn) * radius * 0.76;
      double dy = Math.sin(turn) * radius * 0.76;
      painter.disc(
          x + dx,
          y + dy,
          radius * 0.23,
          i == 1 ? palette.mine() : palette.memberColors().get(i + 1));
    }
  }
}
