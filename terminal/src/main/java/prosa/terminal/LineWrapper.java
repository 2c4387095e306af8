package prosa.terminal;

import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;

/** Breaks lines between words, where a terminal would break them anywhere. */
final class LineWrapper {
  private LineWrapper() {}

  /**
   * The text in lines of at most {@code columns}, the second and further ones of each begun with
   * {@code indent}. A word that is longer than a line is left to be broken by the terminal, so that
   * a link stays one. Nothing happens where the width is not known, or too small to be of use.
   */
  static AttributedString wrapped(AttributedString text, int columns, String indent) {
    if (columns < 4 * indent.length() || columns < 20) {
      return text;
    }
    AttributedStringBuilder out = new AttributedStringBuilder();
    int from = 0;
    int end = -1;
    String head = "";
    while (from < text.length()) {
      if (from > end) {
        end = lineEnd(text, from);
      }
      int to = breakBefore(text, from, end, columns - head.length());
      out.append(head).append(text.subSequence(from, to));
      boolean ended = to == end;
      from = ended ? end + 1 : afterSpaces(text, to, end);
      if (from < text.length()) {
        out.append("\n");
        head = indent;
      }
    }
    return out.toAttributedString();
  }

  private static int lineEnd(AttributedString text, int from) {
    int end = from;
    while (end < text.length() && text.charAt(end) != '\n') {
      end++;
    }
    return end;
  }

  /**
   * Where the line that begins at {@code from} ends: at its end, or after its last word that fits.
   */
  private static int breakBefore(AttributedString text, int from, int end, int columns) {
    int width = 0;
    int fits = from;
    int at = from;
    while (at < end) {
      int wordEnd = at;
      while (wordEnd < end && text.charAt(wordEnd) == ' ') {
        wordEnd++;
      }
      while (wordEnd < end && text.charAt(wordEnd) != ' ') {
        wordEnd++;
      }
      width += text.subSequence(at, wordEnd).columnLength();
      if (fits > from && width > columns) {
        return fits;
      }
      fits = wordEnd;
      at = wordEnd;
    }
    return end;
  }

  private static int afterSpaces(AttributedString text, int from, int end) {
    int at = from;
    while (at < end && text.charAt(at) == ' ') {
      at++;
    }
    return at;
  }
}
