package prosa.zmtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An immutable string of bytes: an identity, a subscription's prefix, a heartbeat's context. Two of
 * them are equal when their bytes are. Any thread may use it.
 */
public final class Bytes {
  /** No bytes at all. */
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] bytes;

  private Bytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A copy of {@code bytes}. */
  public static Bytes of(byte... bytes) {
    return bytes.length == 0 ? EMPTY : new Bytes(bytes.clone());
  }

  /** The UTF-8 form of {@code text}. */
  public static Bytes of(String text) {
    return text.isEmpty() ? EMPTY : new Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A copy of the readable bytes of {@code buffer}, whose indices stay as they are. */
  public static Bytes of(ByteBuf buffer) {
    return of(buffer, buffer.readerIndex(), buffer.readableBytes());
  }

  /** A copy of {@code length} bytes of {@code buffer} from {@code index} on. */
  public static Bytes of(ByteBuf buffer, int index, int length) {
    return length == 0 ? EMPTY : new Bytes(ByteBufUtil.getBytes(buffer, index, length, true));
  }

  public int length() {
    return bytes.length;
  }

  public boolean isEmpty() {
    return bytes.length == 0;
  }

  /** The byte at {@code index}, from 0. */
  public byte at(int index) {
    return bytes[index];
  }

  /** Appends these bytes to {@code out}. */
  public void writeTo(ByteBuf out) {
    out.writeBytes(bytes);
  }

  /** A copy as an array. */
  public byte[] toArray() {
    return bytes.clone();
  }

  /** The bytes read as UTF-8, malformed ones replaced. */
  public String utf8() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /**
   * Whether {@code length} bytes of {@code buffer} from {@code index} on begin with these bytes.
   */
  boolean begins(ByteBuf buffer, int index, int length) {
    if (length < bytes.length) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if (buffer.getByte(index + i) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The number of bytes only: what they say may be private. */
  @Override
  public String toString() {
    return bytes.length + " bytes";
  }
}
