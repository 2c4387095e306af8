package prosa.desktop.model;

import java.text.BreakIterator;
import java.util.Locale;

/** The one or two letters that represent a name where there is no space for it. */
public final class Initials {
  private Initials() {}

  /**
   * The initials of a sanitized name: {@code "Ana Lima"} is {@code "AL"}; an emoji stands alone.
   */
  public static String of(String name, Locale locale) {
    String[] words = name.strip().split("\\s+", -1);
    String first = grapheme(words[0]);
    if (first.isEmpty()) {
      return "?";
    }
    if (!Character.isLetterOrDigit(first.codePointAt(0)) || words.length == 1) {
      return first.toUpperCase(locale);
    }
    return (first + grapheme(words[words.length - 1])).toUpperCase(locale);
  }

  private static String grapheme(String word) {
    BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
    characters.setText(word);
    int end = characters.next();
    return end == BreakIterator.DONE ? "" : word.substring(0, end);
  }
}
