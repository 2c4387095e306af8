package prosa.protocol;

import java.util.Arrays;

/**
 * A growing byte array for output.
 *
 * <p>It is meant to be reused, so that writing a message allocates nothing once the array has
 * reached its final size. It never shrinks by itself. For one thread at a time.
 *
 * <p>JSON strings are written as RFC 8259 section 7 demands and no further: quotation mark,
 * backslash and control characters are escaped, all else is raw UTF-8. A lone surrogate, which
 * UTF-8 cannot express, is written as U+FFFD.
 */
public final class JsonBuffer {
  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };
  private static final byte[] REPLACEMENT = {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD};
  private static final int LONGEST_PER_CHAR = 6;

  private byte[] array;
  private int length;

  /** An empty sink with room for 256 bytes. */
  public JsonBuffer() {
    this(256);
  }

  /** An empty sink with room for this many bytes. */
  public JsonBuffer(int capacity) {
    array = new byte[Math.max(16, capacity)];
  }

  /** The bytes, from index 0; only the first {@link #length} count. Replaced when it grows. */
  public byte[] array() {
    return array;
  }

  /** How many bytes were written. */
  public int length() {
    return length;
  }

  /** Clears the content and keeps the capacity. */
  public void clear() {
    length = 0;
  }

  /** A copy of what was written. */
  public byte[] toBytes() {
    return Arrays.copyOf(array, length);
  }

  /** Appends bytes as they are. */
  public JsonBuffer raw(byte[] bytes) {
    return raw(bytes, 0, bytes.length);
  }

  /** Appends a part of an array as it is. */
  public JsonBuffer raw(byte[] bytes, int offset, int count) {
    room(count);
    System.arraycopy(bytes, offset, array, length, count);
    length += count;
    return this;
  }

  /** Appends text of which it is known that all of it is ASCII. */
  JsonBuffer ascii(String text) {
    int count = text.length();
    room(count);
    for (int i = 0; i < count; i++) {
      array[length++] = (byte) text.charAt(i);
    }
    return this;
  }

  /** Appends a decimal number. */
  public JsonBuffer number(long value) {
    room(20);
    if (value < 0) {
      return ascii(Long.toString(value));
    }
    int digits = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    length += digits;
    long rest = value;
    for (int at = length - 1; digits > 0; at--, digits--) {
      array[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return this;
  }

  /** Appends a JSON string with its quotation marks. */
  public JsonBuffer string(String text) {
    return quote().escaped(text).quote();
  }

  /** Appends a quotation mark. */
  JsonBuffer quote() {
    room(1);
    array[length++] = '"';
    return this;
  }

  /** Appends the inside of a JSON string. */
  JsonBuffer escaped(String text) {
    int count = text.length();
    room(Math.multiplyExact(count, LONGEST_PER_CHAR));
    byte[] out = array;
    int at = length;
    for (int i = 0; i < count; i++) {
      char c = text.charAt(i);
      if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') {
        out[at++] = (byte) c;
      } else if (c < 0x80) {
        at = escape(out, at, c);
      } else if (c < 0x800) {
        out[at++] = (byte) (0xC0 | c >> 6);
        out[at++] = tail(c);
      } else if (!Character.isSurrogate(c)) {
        out[at++] = (byte) (0xE0 | c >> 12);
        out[at++] = tail(c >> 6);
        out[at++] = tail(c);
      } else if (i + 1 < count && Character.isSurrogatePair(c, text.charAt(i + 1))) {
        at = supplementary(out, at, Character.toCodePoint(c, text.charAt(++i)));
      } else {
        System.arraycopy(REPLACEMENT, 0, out, at, REPLACEMENT.length);
        at += REPLACEMENT.length;
      }
    }
    length = at;
    return this;
  }

  private static byte tail(int bits) {
    return (byte) (0x80 | (bits & 0x3F));
  }

  private static int supplementary(byte[] out, int at, int codePoint) {
    out[at] = (byte) (0xF0 | codePoint >> 18);
    out[at + 1] = tail(codePoint >> 12);
    out[at + 2] = tail(codePoint >> 6);
    out[at + 3] = tail(codePoint);
    return at + 4;
  }

  private static int escape(byte[] out, int at, char c) {
    out[at] = '\\';
    int letter =
        switch (c) {
          case '"', '\\' -> c;
          case '\n' -> 'n';
          case '\r' -> 'r';
          case '\t' -> 't';
          case '\b' -> 'b';
          case '\f' -> 'f';
          default -> 'u';
        };
    out[at + 1] = (byte) letter;
    if (letter != 'u') {
      return at + 2;
    }
    out[at + 2] = '0';
    out[at + 3] = '0';
    out[at + 4] = HEX[c >> 4];
    out[at + 5] = HEX[c & 0xF];
    return at + 6;
  }

  private void room(int more) {
    int wanted = Math.addExact(length, more);
    if (wanted > array.length) {
      array = Arrays.copyOf(array, Math.max(wanted, array.length * 2));
    }
  }
}
