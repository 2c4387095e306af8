package prosa.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import prosa.testing.SocketMember;
import prosa.zmtp.Bytes;
import prosa.zmtp.CurveClient;
import prosa.zmtp.ZmtpException;

/** A DEALER inside CURVE (RFC 25). */
final class CurveSocketMember extends SocketMember {
  private final CurveClient keys;

  private CurveSocketMember(Socket socket, byte[] opening, CurveClient keys) throws IOException {
    super(socket, "DEALER", opening);
    this.keys = keys;
  }

  /** One that has sent nothing. */
  static CurveSocketMember connect(int port, CurveClient keys) throws IOException {
    return new CurveSocketMember(
        SocketMember.connect(port), join(greeting("CURVE"), command(keys)), keys);
  }

  /** The next command of the handshake, as a frame. */
  private static byte[] command(CurveClient keys) throws IOException {
    ByteBuf out = Unpooled.buffer();
    if (!keys.next(out, Bytes.of(socketType("DEALER")), true)) {
      throw new IOException("no command is due");
    }
    byte[] head = ByteBuffer.allocate(9).put((byte) 6).putLong(out.readableBytes()).array();
    return join(head, ByteBufUtil.getBytes(out));
  }

  private byte[] frame() throws IOException {
    DataInputStream data = new DataInputStream(in());
    int flags = data.readUnsignedByte();
    byte[] body = new byte[(flags & 2) == 0 ? data.readUnsignedByte() : (int) data.readLong()];
    data.readFully(body);
    return body;
  }

  /** Reads the server's WELCOME, after which INITIATE may be sent. */
  private void welcomed() throws IOException {
    new DataInputStream(in()).readFully(new byte[64]);
    took(frame());
  }

  private void took(byte[] command) throws IOException {
    try {
      keys.process(Unpooled.wrappedBuffer(command));
    } catch (ZmtpException e) {
      throw new IOException(e);
    }
  }

  @Override
  protected byte[] framed(String text) {
    ByteBuf out = Unpooled.buffer();
    byte[] body = ascii(text);
    keys.encode(out, 0, Unpooled.wrappedBuffer(body), 0, body.length);
    return ByteBufUtil.getBytes(out);
  }

  @Override
  protected void shakeHands() throws IOException {
    welcomed();
    send(command(keys));
    took(frame());
  }

  @Override
  protected String read() throws IOException {
    ByteBuf body = Unpooled.wrappedBuffer(frame());
    try {
      var _ = keys.decode(0, body);
    } catch (ZmtpException e) {
      throw new IOException(e);
    }
    return body.toString(StandardCharsets.ISO_8859_1);
  }

  /** Sends a part of its greeting and HELLO, or of its INITIATE. */
  @Override
  public void halfOpen(Random chance) throws IOException {
    if (chance.nextBoolean()) {
      super.halfOpen(chance);
      return;
    }
    beginToOpen();
    welcomed();
    byte[] initiate = command(keys);
    send(Arrays.copyOf(initiate, 1 + chance.nextInt(initiate.length)));
  }
}
