package prosa.server.connection;

import io.netty.buffer.ByteBuf;
import prosa.zmtp.FrameEncoder;

/** How a JSON text is framed on a member's connection. */
public enum Framing {
  /** One single-frame ZMTP message (RFC 23, section "framing"). */
  ZMTP {
    @Override
    public void begin(ByteBuf out, int size) {
      FrameEncoder.writeHeader(out, 0, size);
    }
  },
  /** One unmasked, final WebSocket text frame (RFC 6455, section 5.2). */
  WEBSOCKET {
    @Override
    public void begin(ByteBuf out, int size) {
      out.writeByte(0x81);
      if (size < 126) {
        out.writeByte(size);
      } else if (size < 1 << 16) {
        out.writeByte(126).writeShort(size);
      } else {
        out.writeByte(127).writeLong(size);
      }
    }
  };

  /** The most bytes that a header takes. */
  public static final int HEADER = 10;

  /** Writes the header of a text of {@code size} bytes; the text follows. */
  public abstract void begin(ByteBuf out, int size);
}
