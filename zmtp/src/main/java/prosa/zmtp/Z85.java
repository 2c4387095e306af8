package prosa.zmtp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Z85, the text form of ZeroMQ's keys: five printable characters for four bytes. Any thread.
 *
 * @see <a href="https://rfc.zeromq.org/spec/32/">RFC 32</a>
 */
final class Z85 {
  private static final String ALPHABET =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";
  private static final byte[] VALUES = values();

  private Z85() {}

  private static byte[] values() {
    byte[] values = new byte[128];
    Arrays.fill(values, (byte) -1);
    for (int i = 0; i < ALPHABET.length(); i++) {
      values[ALPHABET.charAt(i)] = (byte) i;
    }
    return values;
  }

  /** The text of {@code bytes}, whose number is a multiple of four. */
  static String encode(byte[] bytes) {
    if (bytes.length % 4 != 0) {
      throw new IllegalArgumentException("Z85 is for a multiple of four bytes");
    }
    byte[] text = new byte[bytes.length / 4 * 5];
    for (int i = 0; i < bytes.length; i += 4) {
      long group = 0;
      for (int j = i; j < i + 4; j++) {
        group = group << 8 | (bytes[j] & 0xFF);
      }
      for (int j = i / 4 * 5 + 4; j >= i / 4 * 5; j--) {
        text[j] = (byte) ALPHABET.charAt((int) (group % 85));
        group /= 85;
      }
    }
    return new String(text, StandardCharsets.US_ASCII);
  }

  /** The bytes of {@code text}; empty if it is no Z85. */
  static Optional<byte[]> decode(String text) {
    if (text.length() % 5 != 0) {
      return Optional.empty();
    }
    byte[] bytes = new byte[text.length() / 5 * 4];
    for (int i = 0; i < text.length(); i += 5) {
      long group = 0;
      for (int j = i; j < i + 5; j++) {
        char c = text.charAt(j);
        if (c >= VALUES.length || VALUES[c] < 0) {
          return Optional.empty();
        }
        group = group * 85 + VALUES[c];
      }
      if (group > 0xFFFF_FFFFL) {
        return Optional.empty();
      }
      for (int j = i / 5 * 4 + 3; j >= i / 5 * 4; j--) {
        bytes[j] = (byte) group;
        group >>>= 8;
      }
    }
    return Optional.of(bytes);
  }
}
