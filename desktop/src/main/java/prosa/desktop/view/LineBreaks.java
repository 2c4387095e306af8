package prosa.desktop.view;

import java.text.BreakIterator;
import java.util.regex.Pattern;

/**
 * Where a line of text may be broken into rows: as in the page, behind spaces, hyphens and question
 * marks, beside emoji, and between the signs of scripts that have no spaces. Java's own rules break
 * addresses anywhere in their punctuation, even behind {@code https:}.
 */
final class LineBreaks {
  /** What is drawn as one picture. Java's rules, older than emoji, break nowhere beside it. */
  private static final Pattern EMOJI =
      Pattern.compile(
          "(?=\\p{IsEmoji_Presentation}|\\p{IsEmoji}\\x{1f3fb}|\\p{IsEmoji}\\ufe0f)\\X");

  /** A sign that may end and begin a row, and what belongs to the sign before it. */
  private static final String SIGN = "中";

  private static final String PART = "\u2060";

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
    breaks.setText(
        EMOJI
            .matcher(text)
            .replaceAll(emoji -> SIGN + PART.repeat(emoji.group().length() - SIGN.length())));
    int last = 0; // forwards: each step backwards may begin again at the beginning
    for (int end = breaks.next(); end != BreakIterator.DONE && end <= most; end = breaks.next()) {
      if (allowed(text.charAt(end - 1), text.codePointAt(end))) {
        last = end;
      }
    }
    return last;
  }

  private static boolean allowed(char before, int behind) {
    boolean visibleAscii = before > ' ' && before < 0x7f;
    boolean letter = Character.isLetter(behind) && !Character.isIdeographic(behind);
    boolean spaced = behind < 0x7f || letter;
    return !visibleAscii || before == '-' || before == '?' || !spaced;
  }
}
