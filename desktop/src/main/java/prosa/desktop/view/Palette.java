package prosa.desktop.view;

import com.formdev.flatlaf.FlatLaf;
import java.awt.Color;
import java.util.List;

/**
 * The colours of the custom-painted components, light and dark. Text has a contrast of at least 4.5
 * to its background (WCAG 2.2, 1.4.3), which a test checks.
 *
 * @param mine the ground of the user's own texts; {@code onOwn} and {@code mineFaint} are on it
 * @param marked the ground of a text that names the user
 * @param memberColors the members' colours; {@code onMemberColor} is the text colour of the
 *     initials on them
 */
record Palette(
    Color page,
    Color side,
    Color textColor,
    Color faint,
    Color line,
    Color bubble,
    Color mine,
    Color onOwn,
    Color mineFaint,
    Color marked,
    Color prompt,
    Color promptBorder,
    Color table,
    Color tableEdge,
    Color onTable,
    Color freeSeat,
    Color accent,
    Color good,
    Color warn,
    Color bad,
    Color onMemberColor,
    List<Color> memberColors) {

  static final Palette LIGHT =
      new Palette(
          rgb(0xf7f4ef),
          rgb(0xf1ece4),
          rgb(0x22201d),
          rgb(0x6a655d),
          rgb(0xe2dbd0),
          rgb(0xffffff),
          rgb(0x0f6b5c),
          rgb(0xffffff),
          rgb(0xc9e6df),
          rgb(0xfff0c4),
          rgb(0xfff9ec),
          rgb(0xe9d7ad),
          rgb(0xe9d5b6),
          rgb(0xcfb48d),
          rgb(0x55412b),
          rgb(0xc4baab),
          rgb(0x0f6b5c),
          rgb(0x15803d),
          rgb(0x9a5b00),
          rgb(0xb42318),
          rgb(0xffffff),
          memberColors(
              0x0b6e99, 0xb03a5b, 0x6b4fbb, 0xa84a00, 0x2e7d32, 0x8a3fa0, 0x00707a, 0xb3261e,
              0x3f5fbf, 0x7a5c00));

  static final Palette DARK =
      new Palette(
          rgb(0x1b1a18),
          rgb(0x201f1c),
          rgb(0xece8e1),
          rgb(0xa8a196),
          rgb(0x36332e),
          rgb(0x2a2825),
          rgb(0x17594f),
          rgb(0xeaf7f3),
          rgb(0xacd6cb),
          rgb(0x403208),
          rgb(0x2c281f),
          rgb(0x4d4330),
          rgb(0x4d3d2c),
          rgb(0x6c573f),
          rgb(0xecdcc4),
          rgb(0x57524a),
          rgb(0x55bfa9),
          rgb(0x5cc98a),
          rgb(0xf0b35b),
          rgb(0xf2877a),
          rgb(0x1b1a18),
          memberColors(
              0x6cc4ec, 0xf59ab5, 0xb9a5f5, 0xf2a66b, 0x86d18a, 0xdda0ec, 0x6bd3d9, 0xf59b93,
              0x9db4f7, 0xd9be62));

  /** The one that fits the look and feel. */
  static Palette now() {
    return FlatLaf.isLafDark() ? DARK : LIGHT;
  }

  private static Color rgb(int value) {
    return new Color(value);
  }

  private static List<Color> memberColors(int... values) {
    return java.util.Arrays.stream(values).mapToObj(Color::new).toList();
  }
}
