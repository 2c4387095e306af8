package prosa.protocol;

import java.text.BreakIterator;
import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

/**
 * What a name may be: 1 to 32 characters (code points) that can be seen, in NFC.
 *
 * <p>Spaces of every kind become a plain space, runs of them one, and those at the ends go, before
 * anything is counted. Refused are control characters, line separators, bidirectional controls and
 * every other invisible character, private use, noncharacters, and code points that mean nothing
 * yet, except where emoji are going to be. Joiners, variation selectors and tags are taken where
 * they have a visible effect: inside an emoji, and joiners also in the words that need them ({@link
 * Joiners}). At most four combining marks, with or without a width of their own, stand on one
 * letter and none comes first, so that no name paints over its neighbours.
 *
 * <p>Names that differ by case, by compatibility form (NFKC) or by characters that look alike, in
 * whatever scripts (UTS #39), are the same name in a room. Safe for any thread.
 */
public final class Names {
  /** The most characters, counted as code points, that a name may have. */
  public static final int LONGEST = 32;

  /** More cannot be composed into a name; so much is composed in no time. */
  private static final int LONGEST_RAW = 256;

  private static final int MOST_MARKS = 4;

  /** Up to this number the lowest free one is found by trying them all. */
  private static final int LOWEST = 16;

  private static final int HIGHEST = 1 << 30;
  private static final int TEXT_SELECTOR = 0xFE0E;
  private static final int EMOJI_SELECTOR = 0xFE0F;
  private static final int KEYCAP = 0x20E3;

  /**
   * From, to: characters that show nothing though their category does not say so. Most are
   * Default_Ignorable_Code_Point (Unicode 16); then the blank Braille pattern, the null notehead
   * and noncharacters.
   */
  private static final int[] BLANK = {
    0x034F, 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180F, 0x2065, 0x2065, 0x2800, 0x2800,
    0x3164, 0x3164, 0xFDD0, 0xFDEF, 0xFE00, 0xFE0F, 0xFFA0, 0xFFA0, 0xFFF0, 0xFFF8, 0x1BCA0,
    0x1BCA3, 0x1D159, 0x1D159, 0x1D173, 0x1D17A, 0xE0000, 0xE0FFF,
  };

  private Names() {}

  /** The canonical form of a requested name; {@code bad-name} if it has none. */
  public static String canonical(String requested) throws ProtocolException {
    String raw = spaced(requested);
    if (raw.length() > LONGEST_RAW) {
      throw bad("A name has at most 32 characters.");
    }
    String name = spaced(Normalizer.normalize(raw, Normalizer.Form.NFC));
    int count = name.codePointCount(0, name.length());
    if (count == 0) {
      throw bad("A name has at least one visible character.");
    }
    if (count > LONGEST) {
      throw bad("A name has at most 32 characters.");
    }
    int[] points = name.codePoints().toArray();
    int marks = MOST_MARKS;
    for (int i = 0; i < points.length; i++) {
      if (!visible(points, i)) {
        throw bad("A name has no control, direction or invisible characters.");
      }
      marks = isMark(points[i]) ? marks + 1 : 0;
      if (marks > MOST_MARKS) {
        throw bad("A name begins with a letter, with at most four marks on each.");
      }
    }
    return name;
  }

  /** Whether a name is in canonical form. */
  public static boolean good(String name) {
    try {
      return canonical(name).equals(name);
    } catch (ProtocolException e) {
      return false;
    }
  }

  /**
   * The listed name of a classic member, whose name is not checked: invalid characters are removed,
   * the rest is cut to 32 characters, and an empty rest becomes {@code ?}.
   */
  public static String listed(String said) {
    String whole = spaced(said);
    String raw = whole.length() > LONGEST_RAW ? whole.substring(0, LONGEST_RAW) : whole;
    int[] points = spaced(Normalizer.normalize(raw, Normalizer.Form.NFC)).codePoints().toArray();
    StringBuilder kept = new StringBuilder();
    int marks = MOST_MARKS;
    for (int i = 0; i < points.length; i++) {
      int grown = isMark(points[i]) ? marks + 1 : 0;
      if (visible(points, i) && grown <= MOST_MARKS) {
        kept.appendCodePoint(points[i]);
        marks = grown;
      }
    }
    String name = cut(spaced(Normalizer.normalize(kept, Normalizer.Form.NFC)), LONGEST);
    return good(name) ? name : "?";
  }

  /**
   * The name, or, where it is taken, the name with a free number after it, cut to fit into 32
   * characters: up to {@link #LOWEST} the lowest one. Beyond that it is one whose predecessor is
   * taken, which is the lowest one, too, where no lower one has become free. It is found in a few
   * steps however many names are equal, since each of many members may take or change its name.
   *
   * @param name a name that {@link #canonical} made
   * @param taken is asked about the {@link #keys} of names
   */
  public static String distinct(String name, Predicate<String> taken) {
    String candidate = name;
    int number = 1;
    while (number < LOWEST && isTaken(candidate, taken)) {
      candidate = numbered(name, ++number);
    }
    if (!isTaken(candidate, taken)) {
      return candidate;
    }
    int last = number;
    int free = 2 * last;
    while (free < HIGHEST && isTaken(numbered(name, free), taken)) {
      last = free;
      free *= 2;
    }
    if (free >= HIGHEST) {
      return anywhere(name, taken);
    }
    while (free - last > 1) {
      int middle = (last + free) / 2;
      if (isTaken(numbered(name, middle), taken)) {
        last = middle;
      } else {
        free = middle;
      }
    }
    return numbered(name, free);
  }

  /** Somebody has seen to it that the search above does not end soon. */
  private static String anywhere(String name, Predicate<String> taken) {
    String candidate;
    do {
      candidate = numbered(name, ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST));
    } while (isTaken(candidate, taken));
    return candidate;
  }

  private static boolean isTaken(String name, Predicate<String> taken) {
    return keys(name).stream().anyMatch(taken);
  }

  private static String numbered(String name, int number) {
    String suffix = " " + number;
    return cut(name, LONGEST - suffix.length()) + suffix;
  }

  /** The folded form of a name, equal for all spellings of it; for comparing, not for display. */
  public static String folded(String name) {
    // By way of upper case, which is what brings ß and ss together; lower case first, for ẞ.
    if (isAscii(name)) {
      String lower = spaced(name.toLowerCase(Locale.ROOT));
      return lower.equals(name) ? name : lower; // not a second one for as long as both are kept
    }
    String lower =
        compatible(name)
            .toLowerCase(Locale.ROOT)
            .toUpperCase(Locale.ROOT)
            .toLowerCase(Locale.ROOT)
            .replace('ς', 'σ');
    return spaced(Normalizer.normalize(lower, Normalizer.Form.NFKC));
  }

  /** The name without what only joins or selects, in NFKC. */
  private static String compatible(String name) {
    if (isAscii(name)) {
      return name;
    }
    StringBuilder shown = new StringBuilder(name.length());
    name.codePoints()
        .filter(c -> !isJoiner(c) && c != TEXT_SELECTOR && c != EMOJI_SELECTOR)
        .forEach(shown::appendCodePoint);
    return Normalizer.normalize(shown, Normalizer.Form.NFKC);
  }

  /**
   * What a name is compared by in a room: two names are the same if they have a key in common. The
   * first key is the name as it is {@link #folded}. The others are skeletons, of the name in lower
   * case and as it is written, since a capital I looks like a small L, and a small i does not.
   */
  public static Set<String> keys(String name) {
    String folded = folded(name);
    Set<String> keys = new LinkedHashSet<>(4);
    keys.add(folded);
    keys.add(folded(Confusables.skeleton(folded)));
    keys.add(folded(Confusables.skeleton(compatible(name))));
    return keys;
  }

  /**
   * The {@link #keys} of a name without a number at its end: of one that {@link #distinct} made,
   * those of the name that was asked for.
   */
  public static Set<String> keysWithoutNumber(String name) {
    int end = name.length();
    while (end > 0 && name.charAt(end - 1) >= '0' && name.charAt(end - 1) <= '9') {
      end--;
    }
    boolean numbered = end > 1 && end < name.length() && name.charAt(end - 1) == ' ';
    return keys(numbered ? name.substring(0, end - 1) : name);
  }

  /**
   * The {@link #keys} of a name as it is and {@link #keysWithoutNumber}: what it is looked up by
   * among names of which some are meant with their number only.
   */
  public static Set<String> keysWithAndWithoutNumber(String name) {
    Set<String> keys = new LinkedHashSet<>(keysWithoutNumber(name));
    keys.addAll(keys(name));
    return keys;
  }

  /** Whether this text shows nothing: it is empty, blank or invisible. */
  public static boolean showsNothing(String text) {
    return text.codePoints().allMatch(Names::showsNothing);
  }

  private static boolean showsNothing(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> blank(c);
    };
  }

  /** At most this many code points from the beginning, no character of several cut in two. */
  private static String cut(String name, int most) {
    if (name.codePointCount(0, name.length()) <= most) {
      return name;
    }
    BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
    characters.setText(name);
    int end = name.offsetByCodePoints(0, most);
    int last = characters.isBoundary(end) ? end : characters.preceding(end);
    while (last > 0 && isJoiner(name.charAt(last - 1))) {
      last--; // it would join nothing
    }
    return spaced(name.substring(0, last));
  }

  private static boolean isJoiner(int c) {
    return c == Joiners.NON_JOINER || c == Joiners.JOINER;
  }

  /** Whether a text is in every normal form as it is, since all of it is ASCII. */
  static boolean isAscii(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private static String spaced(String text) {
    StringBuilder spaced = new StringBuilder(text.length());
    boolean space = false;
    for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
      int c = text.codePointAt(at);
      if (Character.getType(c) == Character.SPACE_SEPARATOR) {
        space = !spaced.isEmpty();
      } else {
        if (space) {
          spaced.append(' ');
          space = false;
        }
        spaced.appendCodePoint(c);
      }
    }
    return spaced.toString();
  }

  private static boolean isMark(int c) {
    int type = Character.getType(c);
    return (type == Character.NON_SPACING_MARK
            || type == Character.COMBINING_SPACING_MARK
            || type == Character.ENCLOSING_MARK)
        && c != EMOJI_SELECTOR
        && c != TEXT_SELECTOR;
  }

  private static boolean visible(int[] points, int i) {
    int c = points[i];
    if (isJoiner(c)) {
      return Joiners.matters(points, i)
          || (c == Joiners.JOINER
              && i + 1 < points.length
              && pictured(points, i)
              && Character.isExtendedPictographic(points[i + 1]));
    }
    if (TagFlags.isTag(c)) {
      return TagFlags.contains(points, i);
    }
    if (c == EMOJI_SELECTOR || c == TEXT_SELECTOR) {
      return i > 0 && selectable(points, i);
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.UNASSIGNED -> Character.isExtendedPictographic(c) && !blank(c);
      default -> !blank(c);
    };
  }

  /** Whether what stands before the joiner is an emoji, possibly with a skin tone or a selector. */
  private static boolean pictured(int[] points, int joiner) {
    int before = joiner - 1;
    while (before > 0
        && (points[before] == EMOJI_SELECTOR || Character.isEmojiModifier(points[before]))) {
      before--;
    }
    return before >= 0 && Character.isExtendedPictographic(points[before]);
  }

  /** Digits are emoji too, but a selector shows on them only inside a keycap. */
  private static boolean selectable(int[] points, int selector) {
    int before = points[selector - 1];
    return before < 0x80
        ? Character.isEmoji(before)
            && points[selector] == EMOJI_SELECTOR
            && selector + 1 < points.length
            && points[selector + 1] == KEYCAP
        : Character.isEmoji(before) && !Character.isEmojiModifier(before);
  }

  private static boolean blank(int c) {
    for (int i = 0; i < BLANK.length; i += 2) {
      if (c >= BLANK[i] && c <= BLANK[i + 1]) {
        return true;
      }
    }
    return (c & 0xFFFE) == 0xFFFE;
  }

  private static ProtocolException bad(String sentence) {
    return new ProtocolException(ErrorCode.BAD_NAME, sentence);
  }
}
