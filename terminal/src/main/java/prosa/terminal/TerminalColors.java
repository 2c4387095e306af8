package prosa.terminal;

import java.util.List;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedCharSequence.ForceMode;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.jline.utils.InfoCmp.Capability;
import prosa.client.PlaceHue;
import prosa.protocol.Names;

/**
 * The colours of what is shown, as far as a terminal has them.
 *
 * <p>A terminal does not tell whether its ground is light or dark. So each colour has a contrast of
 * at least 4.5 on white and on black alike (WCAG 2.2, 1.4.3), which leaves a narrow band of
 * luminance: twelve hues with 24 bits, five and a grey of the 256. Eight colours have none that is
 * readable on both grounds: there everything is written in the terminal's own colour, and names are
 * bold.
 */
enum TerminalColors {
  /** None at all: NO_COLOR, or what cannot even write bold. */
  NONE,
  /** The terminal's own colour, and bold. */
  BOLD,
  /** The 256 colours of xterm. */
  INDEXED,
  /** 24 bits. */
  TRUE;

  /** Red, green and blue of members' names: hues of 0, 30 and so on to 330 degrees. */
  static final List<Integer> NAMES =
      List.of(
          0xeb0000, 0xb85c00, 0x7a7a00, 0x428500, 0x008a00, 0x078847, 0x078383, 0x0073e6, 0x6161ff,
          0x9e3dff, 0xd100d1, 0xe60073);

  /** The same of the 256, where there are fewer. */
  static final List<Integer> INDEXED_NAMES =
      List.of(131, 131, 29, 29, 29, 29, 29, 63, 63, 98, 163, 163);

  static final int FAINT = 0x767676;
  static final int INDEXED_FAINT = 243;
  static final int ERROR = 0xeb0000;
  static final int INDEXED_ERROR = 131;

  private static final int ALL_COLORS = 1 << 24;

  /**
   * What a terminal can show.
   *
   * @param noColor the environment's NO_COLOR, or empty
   * @param colorTerm the environment's COLORTERM, or empty
   */
  static TerminalColors of(Terminal terminal, String noColor, String colorTerm) {
    Integer most = terminal.getNumericCapability(Capability.max_colors);
    if (!noColor.isEmpty() || most == null || most < 8) {
      return NONE; // whatever COLORTERM says, which programs inherit that show no colours
    }
    if (colorTerm.equals("truecolor") || colorTerm.equals("24bit")) {
      return TRUE;
    }
    return most >= ALL_COLORS ? TRUE : most >= 256 ? INDEXED : BOLD;
  }

  /**
   * The style of a name: in the hue of its place, of which those of a table differ; by the name
   * where an original server tells no places.
   */
  AttributedStyle name(int place, String name) {
    int index =
        place > 0
            ? (PlaceHue.of(place) + 14) / 30 % NAMES.size()
            : Math.floorMod(Names.folded(name).hashCode(), NAMES.size());
    return hue(30 * index);
  }

  /** The style of something in this hue: 0, 30 and so on to 330 degrees. */
  AttributedStyle hue(int degrees) {
    int index = degrees / 30;
    return foreground(NAMES.get(index), INDEXED_NAMES.get(index), true);
  }

  AttributedStyle faint() {
    return foreground(FAINT, INDEXED_FAINT, false);
  }

  AttributedStyle error() {
    return foreground(ERROR, INDEXED_ERROR, true);
  }

  private AttributedStyle foreground(int rgb, int indexed, boolean bold) {
    return switch (this) {
      case NONE -> AttributedStyle.DEFAULT;
      case BOLD -> bold ? AttributedStyle.BOLD : AttributedStyle.DEFAULT;
      case INDEXED -> AttributedStyle.DEFAULT.foreground(indexed);
      case TRUE -> AttributedStyle.DEFAULT.foreground(rgb >> 16, rgb >> 8 & 0xff, rgb & 0xff);
    };
  }

  /** Bold, where that is shown. */
  AttributedStyle strong(AttributedStyle style) {
    return this == NONE ? style : style.bold();
  }

  /** The text with this terminal's escape sequences. */
  String ansi(AttributedString text) {
    return switch (this) {
      case NONE -> text.toString();
      case BOLD -> text.toAnsi(8, ForceMode.None);
      case INDEXED -> text.toAnsi(256, ForceMode.Force256Colors);
      case TRUE -> text.toAnsi(ALL_COLORS, ForceMode.None);
    };
  }
}
