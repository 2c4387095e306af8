package prosa.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Bidi;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Objects;

/**
 * The skeleton of a text (UTS #39, section 4): texts that look alike have the same one, in whatever
 * scripts they are written. For comparing, not for display.
 *
 * <p>How it works: the characters are put into the order in which they are seen in a left-to-right
 * line (the standard's bidiSkeleton), decomposed (NFD), and each is replaced by its prototype, by
 * the table {@code confusables.txt}; of a dot above an i, where the standard leaves two that are
 * seen as one, one goes. The table is Unicode's, as ICU4J has it; {@code
 * tools/ConfusablesTable.java} makes it. It is read when it is needed first. Safe for any thread.
 */
final class Confusables {
  private static final String TABLE = "confusables.txt";

  private static final char DOT_ABOVE = '\u0307';

  /** The letters with the property Soft_Dotted that are prototypes; the others become these. */
  private static final String SOFT_DOTTED = "ij\u029D\u1D96";

  private Confusables() {}

  /** The table: the characters in ascending order, and the prototype of each. */
  private static final class Table {
    private static final int[] CHARACTERS;
    private static final String[] PROTOTYPES;
    private static final String[] OF_ASCII = new String[0x80];

    static {
      String[] lines = read().lines().toArray(String[]::new);
      CHARACTERS = new int[lines.length];
      PROTOTYPES = new String[lines.length];
      for (int i = 0; i < lines.length; i++) {
        CHARACTERS[i] = lines[i].codePointAt(0);
        PROTOTYPES[i] = lines[i].substring(Character.charCount(CHARACTERS[i]));
      }
      for (int c = 0; c < OF_ASCII.length; c++) {
        OF_ASCII[c] = prototype(c);
      }
    }

    private static String read() {
      try (InputStream in =
          Objects.requireNonNull(Confusables.class.getResourceAsStream(TABLE), TABLE)) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The skeleton of a text. */
  static String skeleton(String text) {
    StringBuilder skeleton = new StringBuilder(text.length());
    if (Names.isAscii(text)) { // the same in any direction and form
      for (int i = 0; i < text.length(); i++) {
        skeleton.append(Table.OF_ASCII[text.charAt(i)]);
      }
    } else {
      Normalizer.normalize(asSeen(text), Normalizer.Form.NFD)
          .codePoints()
          .forEach(c -> skeleton.append(prototype(c)));
    }
    return Names.isAscii(skeleton)
        ? skeleton.toString()
        : withoutSecondDots(Normalizer.normalize(skeleton, Normalizer.Form.NFD));
  }

  /**
   * Without a dot above a letter that has one anyway, which takes its place. Marks that do not
   * stand above may come between the two.
   */
  private static String withoutSecondDots(String text) {
    if (text.indexOf(DOT_ABOVE) < 0) {
      return text;
    }
    StringBuilder kept = new StringBuilder(text.length());
    boolean dotted = false;
    for (int c : text.codePoints().toArray()) {
      if (c == DOT_ABOVE && dotted) {
        dotted = false;
      } else {
        dotted = SOFT_DOTTED.indexOf(c) >= 0 || (dotted && comesBeforeDot(c));
        kept.appendCodePoint(c);
      }
    }
    return kept.toString();
  }

  /** Whether this is a mark that the canonical order puts before one that stands above. */
  private static boolean comesBeforeDot(int c) {
    String ordered = Normalizer.normalize(DOT_ABOVE + Character.toString(c), Normalizer.Form.NFD);
    return ordered.charAt(0) != DOT_ABOVE;
  }

  private static String prototype(int c) {
    int index = Arrays.binarySearch(Table.CHARACTERS, c);
    return index >= 0 ? Table.PROTOTYPES[index] : Character.toString(c);
  }

  /** The characters in the order in which a left-to-right line shows them. */
  private static String asSeen(String text) {
    char[] chars = text.toCharArray();
    if (!Bidi.requiresBidi(chars, 0, chars.length)) {
      return text;
    }
    Bidi bidi = new Bidi(text, Bidi.DIRECTION_LEFT_TO_RIGHT);
    Integer[] runs = new Integer[bidi.getRunCount()];
    byte[] levels = new byte[runs.length];
    for (int run = 0; run < runs.length; run++) {
      runs[run] = run;
      levels[run] = (byte) bidi.getRunLevel(run);
    }
    Bidi.reorderVisually(levels, 0, runs, 0, runs.length);
    StringBuilder seen = new StringBuilder(text.length());
    for (int run : runs) {
      String logical = text.substring(bidi.getRunStart(run), bidi.getRunLimit(run));
      boolean leftwards = (bidi.getRunLevel(run) & 1) != 0;
      seen.append(leftwards ? reversed(logical) : logical);
    }
    return seen.toString();
  }

  /** The characters from the last to the first, each with its marks behind it as before. */
  private static String reversed(String text) {
    int[] points = text.codePoints().toArray();
    StringBuilder reversed = new StringBuilder(text.length());
    int end = points.length;
    for (int i = points.length - 1; i >= 0; i--) {
      int type = Character.getType(points[i]);
      if (i == 0 || (type != Character.NON_SPACING_MARK && type != Character.ENCLOSING_MARK)) {
        for (int k = i; k < end; k++) {
          reversed.appendCodePoint(points[k]);
        }
        end = i;
      }
    }
    return reversed.toString();
  }
}
