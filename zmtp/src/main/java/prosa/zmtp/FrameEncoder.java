package prosa.zmtp;

import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * Writes frames: a byte of flags, a size of one byte (up to 255) or eight, the body.
 *
 * <p>Any thread; the buffers are the caller's. A body's indices stay as they are and it is not
 * released, so that one body can be written to many buffers.
 *
 * @see <a href="https://rfc.zeromq.org/spec/37/">RFC 37, "Framing"</a>
 */
public final class FrameEncoder {
  /** Flag: more frames of the same message follow. */
  public static final int MORE = 1;

  /** Flag: the size has eight bytes. {@link #writeHeader} sets it where it is needed. */
  public static final int LONG = 2;

  /** Flag: a command, not a message. */
  public static final int COMMAND = 4;

  static final int RESERVED = 0xF8;
  static final int LONGEST_SHORT = 255;

  private FrameEncoder() {}

  /** The length of the header before a body of {@code size} bytes: 2 or 9. */
  public static int headerSize(int size) {
    return size <= LONGEST_SHORT ? 2 : 9;
  }

  /** Appends the header of a frame whose body of {@code size} bytes follows. */
  public static void writeHeader(ByteBuf out, int flags, int size) {
    if (size <= LONGEST_SHORT) {
      out.writeShort(flags << 8 | size);
    } else {
      out.writeByte(flags | LONG).writeLong(size);
    }
  }

  /** Appends a message of one frame, whose body is what is readable of {@code body}. */
  public static void writeMessage(ByteBuf out, ByteBuf body) {
    writeMessage(out, body, body.readerIndex(), body.readableBytes());
  }

  /** Appends a message of one frame, whose body is {@code length} bytes from {@code index} on. */
  public static void writeMessage(ByteBuf out, ByteBuf body, int index, int length) {
    writeHeader(out, 0, length);
    out.writeBytes(body, index, length);
  }

  /** Appends a message of one frame. */
  public static void writeMessage(ByteBuf out, byte[] body) {
    writeHeader(out, 0, body.length);
    out.writeBytes(body);
  }

  /** Appends a message of one frame for each part. */
  public static void writeMessage(ByteBuf out, List<ByteBuf> parts) {
    for (int i = 0; i < parts.size(); i++) {
      ByteBuf part = parts.get(i);
      int size = part.readableBytes();
      writeHeader(out, i < parts.size() - 1 ? MORE : 0, size);
      out.writeBytes(part, part.readerIndex(), size);
    }
  }

  /** The bytes that a message of these parts takes on the wire. */
  static int sizeOf(List<ByteBuf> parts) {
    int size = 0;
    for (ByteBuf part : parts) {
      int length = part.readableBytes();
      size = Math.addExact(size, Math.addExact(headerSize(length), length));
    }
    return size;
  }
}
