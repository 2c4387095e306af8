package prosa.zmtp;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A mechanism with the structure of CURVE and no security: each connection has a key derived from
 * the nonces of both sides, and every frame is XORed with the key and the frame's number.
 *
 * <pre>
 * client: HELLO nonce, INITIATE metadata      server: WELCOME nonce, READY metadata
 * frame:  number (8 bytes), then XORed: flags (1 byte), body
 * </pre>
 */
final class XorMechanism implements Mechanism {
  private static final int OVERHEAD = 9;
  private static final Random NONCES = new Random(7);

  private final boolean asServer;
  private final long nonce = NONCES.nextLong();
  private long key;
  private int step; // commands of both sides so far
  private long sent;
  private long taken;
  private @Nullable Bytes metadata;

  private XorMechanism(boolean asServer) {
    this.asServer = asServer;
  }

  static XorMechanism server() {
    return new XorMechanism(true);
  }

  static XorMechanism client() {
    return new XorMechanism(false);
  }

  @Override
  public String name() {
    return "XOR";
  }

  @Override
  public boolean asServer() {
    return asServer;
  }

  @Override
  public void process(ByteBuf command) throws ZmtpException {
    String expected =
        switch (step) {
          case 0 -> "HELLO";
          case 1 -> "WELCOME";
          case 2 -> "INITIATE";
          default -> "READY";
        };
    if (isOurs() || !CommandCodec.readName(command).equals(expected)) {
      throw new ZmtpException(ZmtpError.COMMAND);
    }
    if (step < 2) {
      key = nonce ^ command.readLong();
    } else {
      metadata = Bytes.of(command);
    }
    step++;
  }

  @Override
  public boolean next(ByteBuf out, Bytes ours, boolean accepted) {
    if (!isOurs() || step > 3 || (step == 3 && !accepted)) {
      return false;
    }
    switch (step) {
      case 0 -> named(out, "HELLO").writeLong(nonce);
      case 1 -> named(out, "WELCOME").writeLong(nonce);
      case 2 -> ours.writeTo(named(out, "INITIATE"));
      default -> ours.writeTo(named(out, "READY"));
    }
    step++;
    return true;
  }

  private boolean isOurs() {
    return (step % 2 == 0) != asServer;
  }

  private static ByteBuf named(ByteBuf out, String name) {
    out.writeByte(name.length()).writeCharSequence(name, StandardCharsets.US_ASCII);
    return out;
  }

  @Override
  public @Nullable Bytes metadata() {
    return metadata;
  }

  @Override
  public boolean ready() {
    return step == 4;
  }

  @Override
  public boolean passesThrough() {
    return false;
  }

  @Override
  public int encodedLength(int length) {
    return OVERHEAD + length;
  }

  @Override
  public void encode(ByteBuf out, int flags, ByteBuf body, int index, int length) {
    long number = ++sent;
    FrameEncoder.writeHeader(out, 0, OVERHEAD + length);
    out.writeLong(number);
    out.writeByte(flags ^ mask(number, 0));
    for (int i = 0; i < length; i++) {
      out.writeByte(body.getByte(index + i) ^ mask(number, i + 1));
    }
  }

  @Override
  public int decode(int flags, ByteBuf body) throws ZmtpException {
    if (flags != 0 || body.readableBytes() < OVERHEAD) {
      throw new ZmtpException(ZmtpError.COMMAND);
    }
    long number = body.readLong();
    if (number <= taken) {
      throw new ZmtpException(ZmtpError.COMMAND); // said again
    }
    taken = number;
    int inner = (body.readByte() ^ mask(number, 0)) & 0xFF;
    for (int i = 0; body.readerIndex() + i < body.writerIndex(); i++) {
      int at = body.readerIndex() + i;
      body.setByte(at, body.getByte(at) ^ mask(number, i + 1));
    }
    return inner;
  }

  private int mask(long number, int index) {
    return (int) ((key + number) >>> (8 * (index % 8))) & 0xFF;
  }
}
