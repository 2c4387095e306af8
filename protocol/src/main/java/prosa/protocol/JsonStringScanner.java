package prosa.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Scans the inside of a JSON string in place: finds its end, and decodes it only on request.
 *
 * <p>Strict: control characters, unknown escapes, unpaired surrogates, raw or escaped, and
 * ill-formed UTF-8 are refused (RFC 8259 sections 7 and 8).
 *
 * <p>How it works: eight bytes are looked at together. Subtracting a byte from each lane borrows
 * out of a lane's high bit where the lane was smaller; the lowest marked lane is always a true one,
 * and only that one is used.
 */
final class JsonStringScanner {
  private static final VarHandle LANES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH = 0x8080808080808080L;
  private static final long QUOTES = ONES * '"';
  private static final long BACKSLASHES = ONES * '\\';
  private static final long SPACES = ONES * ' ';

  private JsonStringScanner() {}

  /** The index of the quotation mark that ends the string begun before {@code from}, or -1. */
  static int end(byte[] bytes, int from, int to) {
    int at = from;
    while (at >= 0) {
      at = plain(bytes, at, to);
      if (at == to) {
        return -1;
      }
      byte b = bytes[at];
      if (b == '"') {
        return at;
      }
      if (b < 0) {
        at = Utf8.next(bytes, at, to);
      } else if (b == '\\') {
        at = escape(bytes, at, to);
      } else {
        return -1;
      }
    }
    return -1;
  }

  /** The index of the first byte that is not a plain ASCII character of a string. */
  private static int plain(byte[] bytes, int from, int to) {
    int at = from;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      long lanes = (long) LANES.get(bytes, at);
      long quotes = lanes ^ QUOTES;
      long backslashes = lanes ^ BACKSLASHES;
      long marks =
          (((quotes - ONES) & ~quotes)
                  | ((backslashes - ONES) & ~backslashes)
                  | ((lanes - SPACES) & ~lanes)
                  | lanes)
              & HIGH;
      if (marks != 0) {
        return at + (Long.numberOfTrailingZeros(marks) >>> 3);
      }
    }
    while (at < to && bytes[at] >= ' ' && bytes[at] != '"' && bytes[at] != '\\') {
      at++;
    }
    return at;
  }

  /** The index after the escape that begins here, a whole surrogate pair if it is one; or -1. */
  private static int escape(byte[] bytes, int at, int to) {
    if (to - at < 2) {
      return -1;
    }
    return switch (bytes[at + 1]) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at + 2;
      case 'u' -> unicode(bytes, at, to);
      default -> -1;
    };
  }

  private static int unicode(byte[] bytes, int at, int to) {
    int unit = unit(bytes, at, to);
    if (unit < 0 || Character.isLowSurrogate((char) unit)) {
      return -1;
    }
    if (!Character.isHighSurrogate((char) unit)) {
      return at + 6;
    }
    int low = unit(bytes, at + 6, to);
    return low >= 0 && Character.isLowSurrogate((char) low) ? at + 12 : -1;
  }

  /** The UTF-16 unit of the six bytes <code>&#92;uXXXX</code> that begin here, or -1. */
  private static int unit(byte[] bytes, int at, int to) {
    if (to - at < 6 || bytes[at] != '\\' || bytes[at + 1] != 'u') {
      return -1;
    }
    int unit = 0;
    for (int i = at + 2; i < at + 6; i++) {
      int digit = Character.digit(bytes[i], 16);
      if (digit < 0) {
        return -1;
      }
      unit = unit << 4 | digit;
    }
    return unit;
  }

  /** What a string says whose inside is {@code from} to {@code to}, as {@link #end} found it. */
  static String text(byte[] bytes, int from, int to) {
    int backslash = backslash(bytes, from, to);
    if (backslash == to) {
      return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
    StringBuilder text = new StringBuilder(to - from);
    int at = from;
    while (backslash < to) {
      text.append(new String(bytes, at, backslash - at, StandardCharsets.UTF_8));
      if (bytes[backslash + 1] == 'u') {
        text.append((char) unit(bytes, backslash, to));
        at = backslash + 6;
      } else {
        text.append(meaning(bytes[backslash + 1]));
        at = backslash + 2;
      }
      backslash = backslash(bytes, at, to);
    }
    return text.append(new String(bytes, at, to - at, StandardCharsets.UTF_8)).toString();
  }

  private static int backslash(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] != '\\') {
      at++;
    }
    return at;
  }

  private static char meaning(byte escape) {
    return switch (escape) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> (char) escape;
    };
  }

  /**
   * Whether the value has at most {@code limit} bytes of UTF-8. No escape is shorter than its
   * value, so a string that is short in its raw form needs no counting.
   */
  static boolean fits(byte[] bytes, int from, int to, int limit) {
    if (to - from <= limit) {
      return true;
    }
    int length = to - from;
    for (int at = backslash(bytes, from, to); at < to; at = backslash(bytes, at, to)) {
      if (bytes[at + 1] != 'u') {
        length -= 1;
        at += 2;
      } else {
        int unit = unit(bytes, at, to);
        // Each half of a pair stands for two of the four bytes.
        length -= unit < 0x80 ? 5 : unit < 0x800 || Character.isSurrogate((char) unit) ? 4 : 3;
        at += 6;
      }
    }
    return length <= limit;
  }
}
