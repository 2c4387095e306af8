package prosa.protocol;

/**
 * Finds out whether a text has a link: a scheme of 2 to 16 characters (RFC 3986, section 3.1) and
 * {@code ://}, or {@code www.} and a letter or digit at the beginning of a word. The time it takes
 * grows with the length of the text only. Any thread.
 */
public final class LinkDetector {
  private static final int SHORTEST_SCHEME = 2;
  private static final int LONGEST_SCHEME = 16;
  private static final String AFTER_SCHEME = "://";
  private static final String WWW = "www.";

  private LinkDetector() {}

  /** Whether there is a link in this text. */
  public static boolean hasLink(String text) {
    for (int at = text.indexOf(AFTER_SCHEME); at >= 0; at = text.indexOf(AFTER_SCHEME, at + 1)) {
      if (endsWithScheme(text, at)) {
        return true;
      }
    }
    for (int dot = text.indexOf('.'); dot >= 0; dot = text.indexOf('.', dot + 1)) {
      if (isWww(text, dot + 1 - WWW.length())) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a JSON text may have a link in one of its strings: it has {@code ://}, {@code www.} or
   * an escape, which may hide one. Looks at its bytes alone, in UTF-8.
   *
   * @param length how many of them there are, from the first
   */
  public static boolean mayHaveLink(byte[] json, int length) {
    for (int i = 0; i < length; i++) {
      switch (json[i]) {
        case '\\' -> {
          return true;
        }
        case ':' -> {
          if (i + 2 < length && json[i + 1] == '/' && json[i + 2] == '/') {
            return true;
          }
        }
        case '.' -> {
          if (i > 0 && (json[i - 1] | 0x20) == 'w') {
            return true;
          }
        }
        default -> {}
      }
    }
    return false;
  }

  /**
   * The text with a space in each link, for where what looks like a link is opened at a click
   * whatever stands around it: {@code https: //example.org}, {@code www. example.org}.
   */
  public static String broken(String text) {
    StringBuilder broken = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      broken.append(text.charAt(i));
      boolean inLink = text.startsWith(AFTER_SCHEME, i) || isWww(text, i + 1 - WWW.length());
      if (inLink) {
        broken.append(' ');
      }
    }
    return broken.toString();
  }

  private static boolean endsWithScheme(String text, int end) {
    for (int length = 1; length <= LONGEST_SCHEME && length <= end; length++) {
      char c = text.charAt(end - length);
      if (!isLetter(c) && !isDigit(c) && c != '+' && c != '.' && c != '-') {
        return false;
      }
      if (length >= SHORTEST_SCHEME && isLetter(c)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isWww(String text, int at) {
    int after = at + WWW.length();
    return at >= 0
        && after < text.length()
        && text.regionMatches(true, at, WWW, 0, WWW.length())
        && (isLetter(text.charAt(after)) || isDigit(text.charAt(after)))
        && (at == 0 || !isWordCharacter(text.charAt(at - 1)));
  }

  private static boolean isWordCharacter(char c) {
    return isLetter(c) || isDigit(c) || c == '_';
  }

  private static boolean isLetter(char c) {
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
