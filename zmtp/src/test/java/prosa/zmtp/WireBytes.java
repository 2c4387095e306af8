package prosa.zmtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The bytes of peers, written by hand: independent of the code under test. */
final class WireBytes {
  private WireBytes() {}

  static byte[] hex(String hex) {
    return ByteBufUtil.decodeHexDump(hex.replaceAll("\\s", ""));
  }

  static String hex(byte[] bytes) {
    return ByteBufUtil.hexDump(bytes);
  }

  static String hex(ByteBuf bytes) {
    return ByteBufUtil.hexDump(bytes);
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static byte[] join(byte[]... pieces) {
    return ByteBufUtil.getBytes(Unpooled.wrappedBuffer(pieces));
  }

  /** A greeting with the mark of libzmq, which counts its identity's frame. */
  static byte[] libzmqGreeting(int minor) {
    byte[] greeting = greeting(3, minor);
    greeting[8] = 1;
    return greeting;
  }

  static byte[] greeting(int major, int minor) {
    return greeting(major, minor, "NULL");
  }

  static byte[] greeting(int major, int minor, String mechanism) {
    byte[] greeting = new byte[64];
    greeting[0] = (byte) 0xFF;
    greeting[9] = 0x7F;
    greeting[10] = (byte) major;
    greeting[11] = (byte) minor;
    System.arraycopy(ascii(mechanism), 0, greeting, 12, mechanism.length());
    return greeting;
  }

  static byte[] ready(String socketType) {
    return ready(property("Socket-Type", ascii(socketType)));
  }

  static byte[] ready(byte[]... properties) {
    return frame(4, join(ascii("\5READY"), join(properties)));
  }

  static byte[] property(String name, byte[] value) {
    byte[] size = {0, 0, (byte) (value.length >> 8), (byte) value.length};
    return join(new byte[] {(byte) name.length()}, ascii(name), size, value);
  }

  static byte[] command(String name, byte[] data) {
    return frame(4, join(new byte[] {(byte) name.length()}, ascii(name), data));
  }

  static byte[] message(String body) {
    return frame(0, ascii(body));
  }

  static byte[] more(String body) {
    return frame(1, ascii(body));
  }

  static byte[] frame(int flags, byte[] body) {
    if (body.length < 256) {
      return join(new byte[] {(byte) flags, (byte) body.length}, body);
    }
    return join(longHeader(flags | 2, body.length), body);
  }

  static byte[] longHeader(int flags, long size) {
    return hex(String.format(Locale.ROOT, "%02x%016x", flags, size));
  }
}
