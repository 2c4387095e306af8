package prosa.desktop.view;

import com.formdev.flatlaf.FlatLaf;
import java.awt.Color;
import java.util.List;
import java.util.stream.IntStream;
import prosa.client.PlaceHue;
import prosa.desktop.model.MemberColor;

/**
 * The colours of the custom-painted components, light and dark. Text has a contrast of at least 4.5
 * to its background (WCAG 2.2, 1.4.3), which a test checks.
 *
 * @param mine the ground of the user's own texts; {@code onOwn} and {@code mineFaint} are on it
 * @param marked the ground of a text that names the user
 * @param memberColors the grounds of the members' avatars, by place; the page's, too
 * @param onMemberColors the text on each, and the colour of the name
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
    List<Color> memberColors,
    List<Color> onMemberColors) {

  static final Palette LIGHT =
      new Palette(
          rgb(0xf6f0e7),
          rgb(0xfbf4e9),
          rgb(0x2a2019),
          rgb(0x675648),
          rgb(0xe5d9c9),
          rgb(0xfffdf9),
          rgb(0xf6dfd0),
          rgb(0x2a2019),
          rgb(0x675648),
          rgb(0xffe9a8),
          rgb(0xfffdf9),
          rgb(0xe5d9c9),
          rgb(0xecd3b1),
          rgb(0xd2a878),
          rgb(0x4b3118),
          rgb(0x8f7a67),
          rgb(0xa23f18),
          rgb(0x15803d),
          rgb(0x9a5b00),
          rgb(0xa3231f),
          ofPlaces(0.62f, 0.83f),
          ofPlaces(0.70f, 0.19f));

  static final Palette DARK =
      new Palette(
          rgb(0x181412),
          rgb(0x221c18),
          rgb(0xf3eadf),
          rgb(0xb9a897),
          rgb(0x3a302a),
          rgb(0x221c18),
          rgb(0x4a2d1e),
          rgb(0xf3eadf),
          rgb(0xb9a897),
          rgb(0x4c3b0b),
          rgb(0x2c2420),
          rgb(0x3a302a),
          rgb(0x6a4e37),
          rgb(0x48331f),
          rgb(0xf4e3cd),
          rgb(0x8b7a6c),
          rgb(0xf2a57e),
          rgb(0x5cc98a),
          rgb(0xf0b35b),
          rgb(0xff9f8f),
          ofPlaces(0.34f, 0.31f),
          ofPlaces(0.75f, 0.92f));

  /** The one that fits the look and feel. */
  static Palette now() {
    return FlatLaf.isLafDark() ? DARK : LIGHT;
  }

  private static Color rgb(int value) {
    return new Color(value);
  }

  /** The colours of the places, in their order; saturation and lightness are from 0 to 1. */
  private static List<Color> ofPlaces(float saturation, float lightness) {
    return IntStream.rangeClosed(1, MemberColor.COUNT)
        .mapToObj(place -> hsl(PlaceHue.of(place), saturation, lightness))
        .toList();
  }

  private static Color hsl(int hue, float saturation, float lightness) {
    float value = lightness + saturation * Math.min(lightness, 1 - lightness);
    return Color.getHSBColor(hue / 360f, value == 0 ? 0 : 2 * (1 - lightness / value), value);
  }
}
