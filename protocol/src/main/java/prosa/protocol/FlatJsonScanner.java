package prosa.protocol;

/**
 * Scans the common form of a message in place: one JSON object of at most eight fields whose values
 * are strings, {@code true} or {@code false}.
 *
 * <p>It accepts only what is certainly well-formed; {@link StrictJsonReader} judges everything
 * else. It holds only indices into the bytes last scanned. For one thread at a time.
 */
final class FlatJsonScanner {
  private static final int MOST_FIELDS = 8;
  private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
  private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};

  private final int[] keyFrom = new int[MOST_FIELDS];
  private final int[] keyTo = new int[MOST_FIELDS];
  private final int[] from = new int[MOST_FIELDS];
  private final int[] to = new int[MOST_FIELDS];
  private byte[] bytes = {};
  private int count;

  /** Whether the bytes are of this form. What was found before is forgotten either way. */
  boolean scan(byte[] source, int offset, int length) {
    bytes = source;
    count = 0;
    int end = offset + length;
    int at = space(offset, end);
    if (at == end || bytes[at] != '{') {
      return false;
    }
    do {
      at = field(at + 1, end);
      if (at < 0) {
        return false;
      }
    } while (bytes[at] == ',');
    return bytes[at] == '}' && space(at + 1, end) == end;
  }

  /** The index of the byte after the field that begins here, spaces skipped; or -1. */
  private int field(int start, int end) {
    int key = space(start, end);
    if (count == MOST_FIELDS || key == end || bytes[key] != '"') {
      return -1;
    }
    int keyEnd = JsonStringScanner.end(bytes, key + 1, end);
    if (keyEnd < 0) {
      return -1;
    }
    int colon = space(keyEnd + 1, end);
    if (colon == end || bytes[colon] != ':') {
      return -1;
    }
    int value = space(colon + 1, end);
    if (value == end) {
      return -1;
    }
    keyFrom[count] = key + 1;
    keyTo[count] = keyEnd;
    from[count] = value;
    int after =
        switch (bytes[value]) {
          case '"' -> JsonStringScanner.end(bytes, value + 1, end) + 1;
          case 't' -> literal(value, end, TRUE);
          case 'f' -> literal(value, end, FALSE);
          default -> 0;
        };
    if (after <= 0) {
      return -1;
    }
    to[count++] = after;
    int next = space(after, end);
    return next == end ? -1 : next;
  }

  private int literal(int at, int end, byte[] word) {
    return matches(at, Math.min(end, at + word.length), word) ? at + word.length : 0;
  }

  private int space(int start, int end) {
    int at = start;
    while (at < end && isSpace(bytes[at])) {
      at++;
    }
    return at;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  /** How many fields there are, repeated keys included. */
  int count() {
    return count;
  }

  /** The first field whose key is written exactly so, without escapes; -1 if there is none. */
  int find(byte[] key) {
    for (int i = 0; i < count; i++) {
      if (matches(keyFrom[i], keyTo[i], key)) {
        return i;
      }
    }
    return -1;
  }

  private boolean matches(int start, int end, byte[] word) {
    if (end - start != word.length) {
      return false;
    }
    for (int i = 0; i < word.length; i++) {
      if (bytes[start + i] != word[i]) {
        return false;
      }
    }
    return true;
  }

  boolean isString(int field) {
    return bytes[from[field]] == '"';
  }

  boolean isTrue(int field) {
    return bytes[from[field]] == 't';
  }

  /** Whether a string's inside is written exactly so. */
  boolean says(int field, byte[] word) {
    return matches(from[field] + 1, to[field] - 1, word);
  }

  /** The index where a string's inside begins. */
  int textFrom(int field) {
    return from[field] + 1;
  }

  /** The index after a string's inside. */
  int textTo(int field) {
    return to[field] - 1;
  }

  /** The value of a string. */
  String text(int field) {
    return JsonStringScanner.text(bytes, textFrom(field), textTo(field));
  }

  /** Whether the value of a string has at most this many bytes of UTF-8. */
  boolean fits(int field, int limit) {
    return JsonStringScanner.fits(bytes, textFrom(field), textTo(field), limit);
  }

  /** Releases the bytes. */
  void forget() {
    bytes = new byte[0];
    count = 0;
  }
}
