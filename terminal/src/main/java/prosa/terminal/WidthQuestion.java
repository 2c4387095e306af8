package prosa.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks a terminal whether it draws an emoji of several code points as one, and understands the
 * answers, whenever they come. It asks for mode 2027 (grapheme clusters), and draws a flag and a
 * woman who is a scientist to ask how far the cursor has gone.
 */
final class WidthQuestion {
  private static final String MODE = "\u001b[?2027$p";
  private static final String WHERE = "\u001b[6n";
  private static final String SAVE = "\u001b7";
  private static final String BACK = "\u001b8";
  private static final String FLAG = "\ud83c\uddeb\ud83c\uddf7";
  private static final String SCIENTIST = "\ud83d\udc69\u200d\ud83d\udd2c";

  /** Draws as one what several code points are, from now on, and no more. */
  static final String ON = "\u001b[?2027h";

  static final String OFF = "\u001b[?2027l";

  private static final Pattern HAS_MODE = Pattern.compile("\u001b\\[\\?2027;([0-4])\\$y");
  private static final Pattern IS_AT = Pattern.compile("\u001b\\[\\d+;(\\d+)R");

  /** What is known of a terminal. */
  enum EmojiMode {
    UNKNOWN,
    /** It has the mode and is in it, for ever or since before. */
    IN_IT,
    /** It has the mode, and has to be told. */
    OFFERED
  }

  private EmojiMode mode = EmojiMode.UNKNOWN;
  private final List<Integer> columns = new ArrayList<>();

  /**
   * The question.
   *
   * @param knowsModes whether it can be asked for a mode without printing it
   */
  static String text(boolean knowsModes) {
    return (knowsModes ? MODE : "")
        + (SAVE + WHERE)
        + (FLAG + WHERE + BACK)
        + (SCIENTIST + WHERE + BACK)
        + "\u001b[K";
  }

  /** Takes an answer; false if it is none. */
  boolean takes(String sequence) {
    Matcher has = HAS_MODE.matcher(sequence);
    if (has.matches()) {
      mode =
          switch (has.group(1)) {
            case "1", "3" -> EmojiMode.IN_IT;
            case "2" -> EmojiMode.OFFERED;
            default -> EmojiMode.UNKNOWN;
          };
      return true;
    }
    Matcher at = IS_AT.matcher(sequence);
    if (at.matches() && at.group(1).length() < 6) {
      if (columns.size() < 3) {
        columns.add(Integer.valueOf(at.group(1)));
      }
      return true;
    }
    return false;
  }

  EmojiMode mode() {
    return mode;
  }

  /** Whether a flag is as wide as one emoji. */
  boolean groupsFlags() {
    return mode != EmojiMode.UNKNOWN || isTwoWide(1);
  }

  /** Whether emoji that are joined to one are as wide as one. */
  boolean groupsJoined() {
    return mode != EmojiMode.UNKNOWN || isTwoWide(2);
  }

  private boolean isTwoWide(int answer) {
    return columns.size() == 3 && columns.get(answer) - columns.get(0) == 2;
  }
}
