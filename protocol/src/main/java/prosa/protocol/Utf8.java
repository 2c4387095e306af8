package prosa.protocol;

/**
 * Validates UTF-8 (Unicode 16, table 3-7; RFC 3629): nothing overlong, no encoded surrogates,
 * nothing beyond U+10FFFF.
 */
final class Utf8 {

  private Utf8() {}

  static boolean valid(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      if (bytes[at] >= 0) {
        at++;
      } else {
        at = next(bytes, at, to);
        if (at < 0) {
          return false;
        }
      }
    }
    return true;
  }

  /** The index after the sequence of two to four bytes that begins here; -1 if it is not one. */
  static int next(byte[] bytes, int at, int to) {
    int lead = bytes[at] & 0xFF;
    if (lead < 0xC2) {
      return -1;
    }
    if (lead < 0xE0) {
      return to - at >= 2 && follows(bytes[at + 1]) ? at + 2 : -1;
    }
    if (lead < 0xF0) {
      if (to - at < 3 || !follows(bytes[at + 1]) || !follows(bytes[at + 2])) {
        return -1;
      }
      int second = bytes[at + 1] & 0xFF;
      boolean overlong = lead == 0xE0 && second < 0xA0;
      boolean surrogate = lead == 0xED && second > 0x9F;
      return overlong || surrogate ? -1 : at + 3;
    }
    if (lead > 0xF4
        || to - at < 4
        || !follows(bytes[at + 1])
        || !follows(bytes[at + 2])
        || !follows(bytes[at + 3])) {
      return -1;
    }
    int second = bytes[at + 1] & 0xFF;
    boolean overlong = lead == 0xF0 && second < 0x90;
    boolean beyond = lead == 0xF4 && second > 0x8F;
    return overlong || beyond ? -1 : at + 4;
  }

  private static boolean follows(byte b) {
    return (b & 0xC0) == 0x80;
  }
}
