package prosa.testing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Frames as the client of a WebSocket sends them (RFC 6455, section 5.2), spelt out by hand. */
public final class MaskedFrames {
  private MaskedFrames() {}

  /** A masked frame. */
  public static byte[] frame(int head, byte[] payload) {
    return frame(head, payload, payload.length > 65_535 ? 8 : payload.length > 125 ? 2 : 0);
  }

  /** A masked frame with an extended length of 0, 2 or 8 bytes. */
  public static byte[] frame(int head, byte[] payload, int lengthBytes) {
    ByteBuffer out = ByteBuffer.allocate(14 + payload.length);
    out.put((byte) head);
    switch (lengthBytes) {
      case 0 -> out.put((byte) (0x80 | payload.length));
      case 2 -> out.put((byte) (0x80 | 126)).putShort((short) payload.length);
      default -> out.put((byte) (0x80 | 127)).putLong(payload.length);
    }
    byte[] mask = {0x12, (byte) 0xFE, 0x00, 0x7A};
    out.put(mask);
    for (int i = 0; i < payload.length; i++) {
      out.put((byte) (payload[i] ^ mask[i & 3]));
    }
    byte[] whole = new byte[out.position()];
    out.flip().get(whole);
    return whole;
  }

  /** A masked frame of text. */
  public static byte[] frame(int head, String payload) {
    return frame(head, payload.getBytes(StandardCharsets.UTF_8));
  }
}
