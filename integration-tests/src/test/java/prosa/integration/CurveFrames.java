package prosa.integration;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import prosa.zmtp.Bytes;
import prosa.zmtp.CurveClient;
import prosa.zmtp.ZmtpException;

/** The client's side of CURVE as bytes (RFC 26), for peers that write their frames by hand. */
final class CurveFrames {
  private CurveFrames() {}

  /** The greeting of a peer with this mechanism. */
  static byte[] greeting() {
    return named(RawPeer.greeting());
  }

  /** This greeting, with this mechanism. */
  static byte[] named(byte[] greeting) {
    byte[] name = "CURVE".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(name, 0, greeting, 12, name.length);
    return greeting;
  }

  /** The next command of the handshake, as a frame. */
  static byte[] next(CurveClient keys, byte[] metadata) throws IOException {
    ByteBuf out = Unpooled.buffer();
    if (!keys.next(out, Bytes.of(metadata), true)) {
      throw new IOException("no command of CURVE is due");
    }
    return RawPeer.frame(4, ByteBufUtil.getBytes(out));
  }

  /** Reads the server's greeting and its WELCOME, after which {@link #next} is INITIATE. */
  static void welcomed(CurveClient keys, InputStream from) throws IOException {
    DataInputStream in = new DataInputStream(from);
    in.readFully(new byte[64]);
    in.readUnsignedByte();
    byte[] welcome = new byte[in.readUnsignedByte()];
    in.readFully(welcome);
    try {
      keys.process(Unpooled.wrappedBuffer(welcome));
    } catch (ZmtpException e) {
      throw new IOException(e);
    }
  }

  /** The same frames sealed; what is no whole frame remains as it is. */
  static byte[] sealed(CurveClient keys, byte[] frames) {
    ByteBuf out = Unpooled.buffer();
    ByteBuffer in = ByteBuffer.wrap(frames);
    while (in.remaining() > 1) {
      int start = in.position();
      int flags = in.get();
      boolean isLong = (flags & 2) != 0;
      long size = !isLong ? in.get() & 0xFF : in.remaining() < 8 ? -1 : in.getLong();
      if (size < 0 || size > in.remaining()) {
        in.position(start);
        break;
      }
      ByteBuf body = Unpooled.wrappedBuffer(frames, in.position(), (int) size);
      keys.encode(out, flags & 5, body, 0, (int) size);
      in.position(in.position() + (int) size);
    }
    return RawPeer.concat(
        ByteBufUtil.getBytes(out), Arrays.copyOfRange(frames, in.position(), frames.length));
  }
}
