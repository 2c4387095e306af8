package prosa.desktop.view;

import java.text.BreakIterator;
import java.util.Locale;
import javax.accessibility.AccessibleTextSequence;
import org.jspecify.annotations.Nullable;

/**
 * A text for assistive technology: emoji are spelled out, and no character is left that lies beyond
 * the first 65,536. Those reach the accessibility bus of Linux as modified UTF-8, which ends the
 * program.
 */
final class SpokenText {
  private SpokenText() {}

  /** The text with the names of its emoji in their places. */
  static String of(String text) {
    if (text.codePoints().noneMatch(SpokenText::spelled)) {
      return text;
    }
    StringBuilder spoken = new StringBuilder(text.length() + 32);
    BreakIterator symbols = BreakIterator.getCharacterInstance(Locale.ROOT);
    symbols.setText(text);
    int start = 0;
    for (int end = symbols.next(); end != BreakIterator.DONE; end = symbols.next()) {
      String symbol = text.substring(start, end);
      if (symbol.codePoints().anyMatch(SpokenText::spelled)) {
        separate(spoken);
        spoken.append(EmojiText.name(symbol));
        if (end < text.length() && Character.isLetterOrDigit(text.codePointAt(end))) {
          spoken.append(' ');
        }
      } else {
        spoken.append(symbol);
      }
      start = end;
    }
    return spoken.toString();
  }

  private static void separate(StringBuilder spoken) {
    if (!spoken.isEmpty() && !Character.isWhitespace(spoken.charAt(spoken.length() - 1))) {
      spoken.append(' ');
    }
  }

  private static boolean spelled(int c) {
    return c > 0xffff || (c > 0xff && Character.isEmoji(c));
  }

  /**
   * The text with the same number of characters: a character beyond the first 65,536 becomes a box
   * and a space.
   */
  static @Nullable String sameLength(@Nullable String text) {
    if (text == null) {
      return null;
    }
    StringBuilder fit = new StringBuilder(text);
    for (int i = 0; i < fit.length(); i++) {
      char c = fit.charAt(i);
      if (Character.isSurrogate(c)) {
        fit.setCharAt(i, Character.isHighSurrogate(c) ? '\u25a1' : '\u200b');
      }
    }
    return fit.toString();
  }

  /** A part of a text, as {@link #sameLength(String)} has it. */
  static @Nullable AccessibleTextSequence sameLength(@Nullable AccessibleTextSequence part) {
    return part == null
        ? null
        : new AccessibleTextSequence(part.startIndex, part.endIndex, sameLength(part.text));
  }
}
