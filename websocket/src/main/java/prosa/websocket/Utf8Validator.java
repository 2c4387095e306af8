package prosa.websocket;

import io.netty.buffer.ByteBuf;

/** Whether bytes are well-formed UTF-8 (RFC 3629): no overlong forms, no surrogates. */
final class Utf8Validator {
  private static final long HIGH_BITS = 0x8080808080808080L;

  private Utf8Validator() {}

  /** Whether all readable bytes are; the indices stay as they are. */
  static boolean isValid(ByteBuf bytes) {
    int at = bytes.readerIndex();
    int end = bytes.writerIndex();
    while (at < end) {
      if (end - at >= Long.BYTES && (bytes.getLong(at) & HIGH_BITS) == 0) {
        at += Long.BYTES;
        continue;
      }
      int length = sequence(bytes, at, end);
      if (length == 0) {
        return false;
      }
      at += length;
    }
    return true;
  }

  /** The length of the character at {@code at}, 0 if there is none. */
  private static int sequence(ByteBuf bytes, int at, int end) {
    int first = bytes.getUnsignedByte(at);
    if (first < 0x80) {
      return 1;
    }
    int length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || end - at < length) {
      return 0;
    }
    int second = bytes.getUnsignedByte(at + 1);
    int lowest = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    int highest = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (second < lowest || second > highest) {
      return 0;
    }
    for (int i = at + 2; i < at + length; i++) {
      if ((bytes.getByte(i) & 0xC0) != 0x80) {
        return 0;
      }
    }
    return length;
  }
}
