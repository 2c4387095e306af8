package prosa.desktop.view;

import java.text.BreakIterator;

/**
 * Where a line of text may be broken into rows: as in the page, behind spaces, hyphens and question
 * marks, and between the signs of scripts that have no spaces. Java's own rules break addresses
 * anywhere in their punctuation, even behind {@code https:}.
 */
final class LineBreaks {
  private LineBreaks() {}

  /**
   * The last place at which a row may end.
   *
   * @param text from the beginning of the row; what follows its end matters, too
   * @param most the number of characters for which there is space
   * @return how many characters the row has then; 0 if it may be broken nowhere
   */
  static int last(String text, int most) {
    if (most >= text.length()) {
      return text.length();
    }
    BreakIterator breaks = BreakIterator.getLineInstance();
    breaks.setText(text);
    int end = breaks.preceding(most + 1);
    while (end > 0 && !allowed(text.charAt(end - 1), text.codePointAt(end))) {
      end = breaks.previous();
    }
    return Math.max(0, end);
  }

  private static boolean allowed(char before, int behind) {
    boolean visibleAscii = before > ' ' && before < 0x7f;
    boolean letter = Character.isLetter(behind) && !Character.isIdeographic(behind);
    boolean spaced = behind < 0x7f || letter;
    return !visibleAscii || before == '-' || before == '?' || !spaced;
  }
}
