package prosa.zmtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.bouncycastle.crypto.params.KeyParameter;
import org.jspecify.annotations.Nullable;

/**
 * The CURVE mechanism: who knows the server's public key talks to that server and nobody else, and
 * no third one reads, changes, repeats or reorders what they say. Its sides are {@link CurveClient}
 * and {@link CurveServer}; here is what both have: the frames after the handshake, and nonces.
 *
 * <pre>
 * client                                   server
 * HELLO    C', a box that only S opens  →
 *                                       ←  WELCOME   S' and a cookie, in a box for C'
 * INITIATE the cookie; C, a vouch and   →
 *          metadata in a box for S'
 *                                       ←  READY     metadata in a box for C'
 * MESSAGE  flags and a frame's body     ↔  MESSAGE   in boxes between C' and S'
 * </pre>
 *
 * <p>S and C are the long-term keys, S' and C' the connection's own: what was recorded cannot be
 * read by who gets a long-term key later. Each side counts what it sends in one sequence of nonces,
 * HELLO, INITIATE or READY included; one that is not greater than the last one is refused. A box
 * that does not open costs the peer its connection.
 *
 * @see <a href="https://rfc.zeromq.org/spec/26/">RFC 26 (CurveZMQ)</a>
 * @see <a href="https://rfc.zeromq.org/spec/25/">RFC 25 (ZMTP CURVE)</a>
 */
abstract sealed class CurveMechanism implements Mechanism permits CurveClient, CurveServer {
  /** The mechanism's name in greetings. */
  static final String NAME = "CURVE";

  static final int SHORT_NONCE = 8;
  static final int LONG_NONCE = 16;

  static final Bytes HELLO = Bytes.of("\5HELLO");
  static final Bytes WELCOME = Bytes.of("\7WELCOME");
  static final Bytes INITIATE = Bytes.of("\10INITIATE");
  static final Bytes READY = Bytes.of("\5READY");
  static final Bytes MESSAGE = Bytes.of("\7MESSAGE");

  static final Bytes HELLO_NONCE = Bytes.of("CurveZMQHELLO---");
  static final Bytes WELCOME_NONCE = Bytes.of("WELCOME-");
  static final Bytes INITIATE_NONCE = Bytes.of("CurveZMQINITIATE");
  static final Bytes VOUCH_NONCE = Bytes.of("VOUCH---");
  static final Bytes READY_NONCE = Bytes.of("CurveZMQREADY---");

  private static final byte[] FROM_CLIENT = Bytes.of("CurveZMQMESSAGEC").toArray();
  private static final byte[] FROM_SERVER = Bytes.of("CurveZMQMESSAGES").toArray();

  static final int HELLO_LENGTH = 200;
  static final int WELCOME_LENGTH = 168;

  /** Zeros in HELLO, so that an answer is never longer than the question. */
  static final int HELLO_PADDING = 72;

  /** What HELLO's box has in it. */
  static final int HELLO_ZEROS = 64;

  /** A nonce, a box of two keys. */
  static final int VOUCH_LENGTH = LONG_NONCE + CurveCrypto.TAG + 2 * CurveCrypto.KEY;

  private static final int OVERHEAD = 8 + SHORT_NONCE + CurveCrypto.TAG + 1;
  private static final int INNER_MORE = 1;
  private static final int INNER_COMMAND = 2;

  private final byte[] sendPrefix;
  private final byte[] receivePrefix;
  private long sent;
  private long taken;
  private @Nullable KeyParameter key;
  private @Nullable Bytes metadata;

  CurveMechanism() {
    sendPrefix = asServer() ? FROM_SERVER : FROM_CLIENT;
    receivePrefix = asServer() ? FROM_CLIENT : FROM_SERVER;
  }

  @Override
  public final String name() {
    return NAME;
  }

  /** Two servers cannot talk; but libzmq and JeroMQ do not say in their greeting that they are. */
  @Override
  public final void judge(Greeting theirs) throws ZmtpException {
    if (!theirs.mechanism().equals(NAME) || (theirs.asServer() && asServer())) {
      throw new ZmtpException(ZmtpError.MECHANISM);
    }
  }

  @Override
  public final @Nullable Bytes metadata() {
    return metadata;
  }

  @Override
  public final boolean passesThrough() {
    return false;
  }

  @Override
  public final int encodedLength(int length) {
    return OVERHEAD + length;
  }

  @Override
  public final void encode(ByteBuf out, int flags, ByteBuf body, int index, int length) {
    CurveCrypto.Work work = CurveCrypto.work();
    byte[] text = work.text(1 + length);
    text[0] =
        (byte)
            ((flags & FrameEncoder.MORE)
                | ((flags & FrameEncoder.COMMAND) == 0 ? 0 : INNER_COMMAND));
    body.getBytes(index, text, 1, length);
    long number = nextNonce();
    byte[] box = work.box(CurveCrypto.TAG + 1 + length);
    work.seal(key(), fill(work.nonce(), sendPrefix, number), text, 1 + length, box);
    FrameEncoder.writeHeader(out, 0, OVERHEAD + length);
    MESSAGE.writeTo(out);
    out.writeLong(number).writeBytes(box, 0, CurveCrypto.TAG + 1 + length);
  }

  @Override
  public final int decode(int flags, ByteBuf body) throws ZmtpException {
    int size = body.readableBytes();
    judgeOuter(flags);
    if (size < OVERHEAD || !MESSAGE.begins(body, body.readerIndex(), size)) {
      throw new ZmtpException(ZmtpError.COMMAND);
    }
    int start = body.readerIndex();
    body.skipBytes(MESSAGE.length());
    long number = body.readLong();
    judgeNonce(number);
    int boxed = body.readableBytes();
    CurveCrypto.Work work = CurveCrypto.work();
    byte[] box = work.box(boxed);
    byte[] text = work.text(boxed - CurveCrypto.TAG);
    body.readBytes(box, 0, boxed);
    if (!work.open(key(), fill(work.nonce(), receivePrefix, number), box, boxed, text)) {
      throw new ZmtpException(ZmtpError.DECRYPTION);
    }
    taken = number;
    int inner = flagsOf(text[0]);
    int length = boxed - CurveCrypto.TAG - 1;
    body.setIndex(start, start).writeBytes(text, 1, length);
    return inner;
  }

  private static void judgeOuter(int flags) throws ZmtpException {
    if ((flags & FrameEncoder.MORE) != 0) {
      throw new ZmtpException(ZmtpError.COMMAND);
    }
  }

  private static int flagsOf(byte inner) throws ZmtpException {
    if ((inner & ~(INNER_MORE | INNER_COMMAND)) != 0 || inner == (INNER_MORE | INNER_COMMAND)) {
      throw new ZmtpException(ZmtpError.FLAGS);
    }
    return (inner & INNER_MORE) | ((inner & INNER_COMMAND) == 0 ? 0 : FrameEncoder.COMMAND);
  }

  @Override
  public final PassingFrame passing(int flags) throws ZmtpException {
    judgeOuter(flags);
    return new PassingMessage();
  }

  /** A MESSAGE of which nothing is kept but its first bytes, up to the first one of its text. */
  private final class PassingMessage implements PassingFrame {
    private final ByteBuf head = Unpooled.buffer(OVERHEAD, OVERHEAD);
    private long number;
    private CurveCrypto.@Nullable PassingBox box;

    @Override
    public void take(ByteBuf piece) throws ZmtpException {
      if (box == null) {
        piece.readBytes(head, Math.min(head.writableBytes(), piece.readableBytes()));
        if (head.isWritable()) {
          return;
        }
        box = begin();
      }
      int length = piece.readableBytes();
      byte[] bytes = CurveCrypto.work().box(length);
      piece.readBytes(bytes, 0, length);
      box.take(bytes, length);
    }

    private CurveCrypto.PassingBox begin() throws ZmtpException {
      if (!MESSAGE.begins(head, head.readerIndex(), head.readableBytes())) {
        throw new ZmtpException(ZmtpError.COMMAND);
      }
      head.skipBytes(MESSAGE.length());
      number = head.readLong();
      judgeNonce(number);
      byte[] nonce = fill(new byte[CurveCrypto.NONCE], receivePrefix, number);
      return new CurveCrypto.PassingBox(key(), nonce, read(head, CurveCrypto.TAG), head.readByte());
    }

    @Override
    public int end() throws ZmtpException {
      if (box == null || !box.isGenuine()) {
        throw new ZmtpException(ZmtpError.DECRYPTION);
      }
      CurveMechanism.this.take(number);
      return flagsOf(box.first());
    }
  }

  // ---- for the two sides

  /** The key of the boxes between the connection's own keys. */
  final void key(KeyParameter shared) {
    key = shared;
  }

  final KeyParameter key() {
    KeyParameter known = key;
    if (known == null) {
      throw new IllegalStateException("The handshake has not come so far");
    }
    return known;
  }

  final void metadata(Bytes theirs) {
    metadata = theirs;
  }

  final long nextNonce() {
    return ++sent;
  }

  /** Refuses a nonce that is not greater than the last one taken; they are unsigned numbers. */
  final void judgeNonce(long number) throws ZmtpException {
    if (Long.compareUnsigned(number, taken) <= 0) {
      throw new ZmtpException(ZmtpError.NONCE);
    }
  }

  /** A box with this nonce was opened. */
  final void take(long number) {
    taken = number;
  }

  static byte[] nonce(Bytes prefix, byte[] rest) {
    byte[] nonce = new byte[CurveCrypto.NONCE];
    System.arraycopy(prefix.toArray(), 0, nonce, 0, prefix.length());
    System.arraycopy(rest, 0, nonce, prefix.length(), rest.length);
    return nonce;
  }

  static byte[] nonce(Bytes prefix, long number) {
    return fill(new byte[CurveCrypto.NONCE], prefix.toArray(), number);
  }

  private static byte[] fill(byte[] nonce, byte[] prefix, long number) {
    System.arraycopy(prefix, 0, nonce, 0, prefix.length);
    for (int i = 0; i < SHORT_NONCE; i++) {
      nonce[prefix.length + i] = (byte) (number >>> (56 - 8 * i));
    }
    return nonce;
  }

  /** Takes the name that the command has to begin with; its rest has to have this length. */
  static void begin(ByteBuf command, Bytes name, int least, int most) throws ZmtpException {
    int size = command.readableBytes();
    if (size < least || size > most || !name.begins(command, command.readerIndex(), size)) {
      throw new ZmtpException(ZmtpError.COMMAND);
    }
    command.skipBytes(name.length());
  }

  static byte[] read(ByteBuf in, int length) {
    byte[] bytes = new byte[length];
    in.readBytes(bytes);
    return bytes;
  }
}
