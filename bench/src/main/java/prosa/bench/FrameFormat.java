package prosa.bench;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** How the texts of a connection are framed, from the client's side. Without state. */
enum FrameFormat {
  /** ZMTP 3.0: single-frame messages; commands are skipped. */
  ZMTP {
    @Override
    void write(ByteBuf out, byte[] text, int length) {
      if (length < 256) {
        out.writeByte(0).writeByte(length);
      } else {
        out.writeByte(LONG).writeLong(length);
      }
      out.writeBytes(text, 0, length);
    }

    @Override
    boolean read(ByteBuf in, FrameListener listener) {
      int start = in.readerIndex();
      int there = in.readableBytes();
      if (there < 2) {
        return false;
      }
      int flags = in.getByte(start);
      int head = (flags & LONG) != 0 ? 9 : 2;
      if (there < head) {
        return false;
      }
      long length = head == 2 ? in.getUnsignedByte(start + 1) : in.getLong(start + 1);
      int kind = flags & COMMAND;
      return pass(in, head, length, listener, kind, kind == 0);
    }
  },
  /** WebSocket, RFC 6455: what a client sends is masked, here with zeros. */
  WEBSOCKET {
    @Override
    void write(ByteBuf out, byte[] text, int length) {
      head(out, TEXT, length);
      out.writeBytes(text, 0, length);
    }

    @Override
    boolean read(ByteBuf in, FrameListener listener) {
      int start = in.readerIndex();
      int there = in.readableBytes();
      if (there < 2) {
        return false;
      }
      int opcode = in.getByte(start) & 0x0F;
      int told = in.getByte(start + 1) & 0x7F;
      int head = told < 126 ? 2 : told == 126 ? 4 : 10;
      if (there < head) {
        return false;
      }
      long length =
          told < 126 ? told : told == 126 ? in.getUnsignedShort(start + 2) : in.getLong(start + 2);
      return pass(in, head, length, listener, opcode, opcode == TEXT);
    }
  };

  /** The opcodes of WebSocket that are handled. */
  static final int TEXT = 1;

  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  /** The flags of ZMTP. */
  private static final int LONG = 2;

  static final int COMMAND = 4;

  private static final int LONGEST = 4 << 20;

  /** Receives the frames that were read. */
  interface FrameListener {
    /** A text, in the buffer from {@code start} on, valid during the call. */
    void text(ByteBuf in, int start, int length);

    /** A command of ZMTP, or another frame than a text of WebSocket. */
    void control(ByteBuf in, int start, int length, int kind);
  }

  /** Writes a text as one frame. */
  abstract void write(ByteBuf out, byte[] text, int length);

  /** Reads a frame, if it is complete, and passes it to the listener. */
  abstract boolean read(ByteBuf in, FrameListener listener);

  /** Passes a frame to the listener, if all of it is there behind its head. */
  private static boolean pass(
      ByteBuf in, int head, long length, FrameListener listener, int kind, boolean text) {
    if (length > LONGEST || length < 0) {
      throw new LoadException("the server sent a frame of " + length + " bytes");
    }
    if (in.readableBytes() < head + length) {
      return false;
    }
    int start = in.readerIndex() + head;
    in.readerIndex(start + (int) length);
    if (text) {
      listener.text(in, start, (int) length);
    } else {
      listener.control(in, start, (int) length, kind);
    }
    return true;
  }

  /** Writes the head of a client's frame of WebSocket. */
  static void head(ByteBuf out, int opcode, int length) {
    out.writeByte(0x80 | opcode);
    if (length < 126) {
      out.writeByte(0x80 | length);
    } else {
      out.writeByte(0x80 | 126).writeShort(length);
    }
    out.writeInt(0);
  }

  /** The greeting of a ZMTP 3.0 client without security, and its READY. */
  static void greet(ByteBuf out, String socketType) {
    int start = out.writerIndex();
    out.writeZero(64);
    out.setByte(start, 0xFF).setByte(start + 8, 1).setByte(start + 9, 0x7F).setByte(start + 10, 3);
    out.setBytes(start + 12, "NULL".getBytes(StandardCharsets.US_ASCII));
    byte[] type = socketType.getBytes(StandardCharsets.US_ASCII);
    int length = 6 + 12 + 4 + type.length;
    out.writeByte(COMMAND).writeByte(length);
    out.writeByte(5).writeBytes("READY".getBytes(StandardCharsets.US_ASCII));
    out.writeByte(11).writeBytes("Socket-Type".getBytes(StandardCharsets.US_ASCII));
    out.writeInt(type.length).writeBytes(type);
  }
}
