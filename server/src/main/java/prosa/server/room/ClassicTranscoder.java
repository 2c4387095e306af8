package prosa.server.room;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Makes the classic form of a {@code said} that a server wrote: its strings as they were escaped,
 * an action with {@code * } before its text. On one thread.
 */
final class ClassicTranscoder {
  private static final byte[] SAID = ascii("{\"type\": \"said\", \"n\": ");
  private static final byte[] USER = ascii(", \"user\": ");
  private static final byte[] MESSAGE = ascii(", \"message\": ");
  private static final byte[] ACTION = ascii(", \"action\": true");
  private static final byte[] NONE = {};

  /** The classic form; empty if it is anything else than {@code said}. */
  byte[] of(byte[] texts, int from, int size) {
    int end = from + size;
    if (!isAt(texts, from, end, SAID)) {
      return NONE;
    }
    int user = find(texts, from + SAID.length, end, USER);
    if (user < 0) {
      return NONE;
    }
    int userFrom = user + USER.length;
    int userTo = endOfString(texts, userFrom, end);
    if (userTo < 0 || !isAt(texts, userTo, end, MESSAGE)) {
      return NONE;
    }
    int messageFrom = userTo + MESSAGE.length;
    int messageTo = endOfString(texts, messageFrom, end);
    if (messageTo < 0) {
      return NONE;
    }
    boolean action = isAt(texts, messageTo, end, ACTION);
    int userLength = userTo - userFrom;
    int messageLength = messageTo - messageFrom;
    byte[] begin = ascii("{\"user\": ");
    byte[] out = new byte[begin.length + userLength + MESSAGE.length + messageLength + 3];
    int at = put(out, 0, begin, 0, begin.length);
    at = put(out, at, texts, userFrom, userLength);
    at = put(out, at, MESSAGE, 0, MESSAGE.length);
    if (action) {
      out[at++] = '"';
      out[at++] = '*';
      out[at++] = ' ';
      at = put(out, at, texts, messageFrom + 1, messageLength - 1);
    } else {
      at = put(out, at, texts, messageFrom, messageLength);
    }
    out[at++] = '}';
    return Arrays.copyOf(out, at);
  }

  private static int put(byte[] out, int at, byte[] from, int begin, int length) {
    System.arraycopy(from, begin, out, at, length);
    return at + length;
  }

  private static boolean isAt(byte[] text, int at, int end, byte[] what) {
    return at + what.length <= end
        && Arrays.equals(text, at, at + what.length, what, 0, what.length);
  }

  /** The first place behind numbers and their names where this is; no string comes before it. */
  private static int find(byte[] text, int from, int end, byte[] what) {
    for (int at = from; at + what.length <= end; at++) {
      if (isAt(text, at, end, what)) {
        return at;
      }
    }
    return -1;
  }

  /** Where the string ends that begins here; negative if none does. */
  private static int endOfString(byte[] text, int from, int end) {
    if (from >= end || text[from] != '"') {
      return -1;
    }
    for (int at = from + 1; at < end; at++) {
      if (text[at] == '\\') {
        at++;
      } else if (text[at] == '"') {
        return at + 1;
      }
    }
    return -1;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
