package prosa.protocol;

/**
 * Sanitizes text of others for display, in the same way on the server's console and in each front
 * end.
 *
 * <p>Written as escapes such as {@code \n} or {@code \u202e}: what controls a screen, ends a line,
 * embeds, overrides or isolates a direction of writing, and what is invisible and would let two
 * texts look alike (zero-width space and no-break space, word joiner and invisible operators,
 * interlinear marks, tags) or is no character (lone surrogates). Kept: the direction marks U+200E,
 * U+200F and U+061C, which are invisible, harmless and needed in right-to-left texts, and the
 * joiners U+200C and U+200D, which scripts and emoji need. Tags are kept where they make a black
 * flag that of England, Scotland or Wales.
 *
 * <p>A backslash stays as it is, so an escape cannot be told from one that somebody typed: the
 * result is for display, not for parsing. Thread-safe.
 */
public final class Sanitizer {
  private Sanitizer() {}

  /** The text on one line, whatever it was. */
  public static String line(String text) {
    return escaped(text, false);
  }

  /** The text with its line breaks and tabs, and nothing else that controls anything. */
  public static String lines(String text) {
    return escaped(text.replace("\r\n", "\n").replace('\r', '\n'), true);
  }

  private static String escaped(String text, boolean breaks) {
    if (text.codePoints().noneMatch(Sanitizer::controls)) {
      return text;
    }
    StringBuilder safe = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      int flag = TagFlags.length(text, i);
      if (flag > 0) {
        safe.append(text, i, i + flag);
        i += flag;
        continue;
      }
      if (!controls(c) || (breaks && (c == '\n' || c == '\t'))) {
        safe.appendCodePoint(c);
      } else {
        safe.append(escape(c));
      }
      i += Character.charCount(c);
    }
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

  private static boolean controls(int c) {
    return c < 0x20
        || (c >= 0x7f && c < 0xa0)
        || c == 0x200b
        || (c >= 0x2028 && c <= 0x202e)
        || (c >= 0x2060 && c <= 0x206f)
        || c == 0xfeff
        || (c >= 0xfff9 && c <= 0xfffb)
        || (c >= 0xd800 && c <= 0xdfff)
        || (c >= 0xe0000 && c <= 0xe007f);
  }
}
