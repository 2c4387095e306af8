package prosa.protocol;

import java.util.List;
import java.util.stream.Stream;

/**
 * The flags of England, Scotland and Wales, which Unicode writes as a black flag and tags. Tags
 * show nothing anywhere else. Safe for any thread.
 */
final class TagFlags {
  private static final int BLACK_FLAG = 0x1f3f4;
  private static final int TAGS = 0xe0000;
  private static final int END_OF_TAGS = 0xe007f;

  private static final List<String> FLAGS =
      Stream.of("gbeng", "gbsct", "gbwls").map(TagFlags::flag).toList();

  /** The code points of each. */
  private static final int LENGTH = 7;

  private TagFlags() {}

  /** The length of the flag that begins there; 0 if none does. */
  static int length(String text, int at) {
    for (String flag : FLAGS) {
      if (text.startsWith(flag, at)) {
        return flag.length();
      }
    }
    return 0;
  }

  static boolean isTag(int c) {
    return c >= TAGS && c <= END_OF_TAGS;
  }

  /** Whether the tag at {@code i} is one of a flag's. */
  static boolean contains(int[] points, int i) {
    int begin = i;
    while (begin > 0 && isTag(points[begin])) {
      begin--;
    }
    int length = Math.min(LENGTH, points.length - begin);
    return i < begin + LENGTH && length(new String(points, begin, length), 0) > 0;
  }

  /** The black flag, the letters as tags, and the end of tags. */
  private static String flag(String letters) {
    StringBuilder flag = new StringBuilder().appendCodePoint(BLACK_FLAG);
    letters.chars().forEach(letter -> flag.appendCodePoint(TAGS + letter));
    return flag.appendCodePoint(END_OF_TAGS).toString();
  }
}
