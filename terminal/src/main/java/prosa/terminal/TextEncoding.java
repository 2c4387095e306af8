package prosa.terminal;

import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import prosa.protocol.Names;
import prosa.protocol.ProtocolException;

/** The encoding of the system's text: that of the locale, which a terminal and a pipeline have. */
final class TextEncoding {
  private TextEncoding() {}

  /**
   * The charset of the locale. The locales C and POSIX say ASCII, and mean that nobody said
   * anything; then it is UTF-8, which ASCII is a part of.
   */
  static Charset ofLocale() {
    return named(System.getProperty("native.encoding", "UTF-8"));
  }

  static Charset named(String name) {
    Charset charset = Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.UTF_8;
    return charset.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : charset;
  }

  /**
   * Whether it was typed as bytes that are no text in the encoding: a decoder makes U+FFFD of them.
   */
  static boolean isNoText(String typed) {
    return typed.indexOf('\ufffd') >= 0;
  }

  /** Whether a server takes this for a name, and it was typed as text. */
  static boolean isName(String typed) {
    try {
      return !isNoText(typed) && !Names.canonical(typed).isEmpty();
    } catch (ProtocolException e) {
      return false;
    }
  }

  /** Punctuation that has a plain form. */
  private static String plain(int c) {
    return switch (c) {
      case '\u2010', '\u2011', '\u2012', '\u2013', '\u2014' -> "-";
      case '\u2018', '\u2019' -> "'";
      case '\u201c', '\u201d' -> "\"";
      case '\u2026' -> "...";
      case '\u2039' -> "<";
      case '\u203a' -> ">";
      case '\u00ab' -> "<<";
      case '\u00bb' -> ">>";
      case '\u00b7', '\u2022' -> "*";
      default -> c < 0x10000 ? "\\u%04x".formatted(c) : "\\u{%x}".formatted(c);
    };
  }

  /** The text with plain punctuation or escapes, for what the charset does not have. */
  static String encodable(String text, Charset charset) {
    CharsetEncoder encoder = charset.newEncoder();
    if (encoder.canEncode(text)) {
      return text;
    }
    StringBuilder fit = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              String character = Character.toString(c);
              fit.append(encoder.canEncode(character) ? character : plain(c));
            });
    return fit.toString();
  }
}
