package prosa.client;

/**
 * Makes what others wrote fit to be shown: characters that control a screen, end a line or turn the
 * direction of writing about become escapes such as {@code \n} or {@code \u202e}.
 *
 * <p>A backslash stays as it is, so an escape cannot be told from one that somebody typed: this is
 * for eyes, not for reading back.
 */
public final class Visible {
  private Visible() {}

  /** The text on one line, whatever it was. */
  public static String line(String text) {
    return escaped(text, false);
  }

  /** The text with its line breaks and tabs, and nothing else that controls anything. */
  public static String lines(String text) {
    return escaped(text.replace("\r\n", "\n"), true);
  }

  private static String escaped(String text, boolean breaks) {
    if (text.codePoints().noneMatch(Visible::controls)) {
      return text;
    }
    StringBuilder safe = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              if (!controls(c) || (breaks && (c == '\n' || c == '\t'))) {
                safe.appendCodePoint(c);
              } else {
                safe.append(escape(c));
              }
            });
    return safe.toString();
  }

  private static String escape(int c) {
    return switch (c) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> c < 0x10000 ? String.format("\\u%04x", c) : String.format("\\u{%x}", c);
    };
  }

  /** Controls, line ends, direction marks, tags, interlinear marks and halves of pairs. */
  private static boolean controls(int c) {
    return c < 0x20
        || (c >= 0x7f && c < 0xa0)
        || c == 0x061c
        || c == 0x200e
        || c == 0x200f
        || (c >= 0x2028 && c <= 0x202e)
        || (c >= 0x2066 && c <= 0x206f)
        || c == 0xfeff
        || (c >= 0xfff9 && c <= 0xfffb)
        || (c >= 0xd800 && c <= 0xdfff)
        || (c >= 0xe0000 && c <= 0xe007f);
  }
}
