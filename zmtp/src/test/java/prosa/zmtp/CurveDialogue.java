package prosa.zmtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Random;
import java.util.function.Consumer;

/** Both sides of CURVE, without a network; the same keys and nonces in each run. */
final class CurveDialogue {
  static final CurveKeyPair SERVER_KEY =
      CurveKeyPair.ofSecretZ85("JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6").orElseThrow();
  static final CurveKeyPair CLIENT_KEY =
      CurveKeyPair.ofSecretZ85("D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs").orElseThrow();
  static final Bytes CLIENT_METADATA = Metadata.of(SocketType.DEALER).toBytes();
  static final Bytes SERVER_METADATA = Metadata.of(SocketType.ROUTER).toBytes();

  final CurveClient client;
  final CurveServer server;

  CurveDialogue(long seed) {
    client = new CurveClient(SERVER_KEY.publicKey(), CLIENT_KEY, random(seed));
    server = new CurveServer(SERVER_KEY, new CookieKeys(random(seed + 1), () -> 0), random(seed));
  }

  /** A dialogue whose handshake is done. */
  static CurveDialogue done(long seed) throws ZmtpException {
    CurveDialogue dialogue = new CurveDialogue(seed);
    dialogue.toReady();
    take(dialogue.client, dialogue.ready());
    return dialogue;
  }

  static Consumer<byte[]> random(long seed) {
    Random random = new Random(seed);
    return random::nextBytes;
  }

  /** The next command of the side, which has to have one. */
  static byte[] next(Mechanism side) {
    ByteBuf out = Unpooled.buffer();
    Bytes own = side.asServer() ? SERVER_METADATA : CLIENT_METADATA;
    if (!side.next(out, own, true)) {
      throw new AssertionError("There is no command now");
    }
    return ByteBufUtil.getBytes(out);
  }

  static void take(Mechanism side, byte[] command) throws ZmtpException {
    side.process(Unpooled.wrappedBuffer(command));
  }

  byte[] hello() {
    return next(client);
  }

  byte[] toWelcome() throws ZmtpException {
    take(server, hello());
    return next(server);
  }

  byte[] toInitiate() throws ZmtpException {
    take(client, toWelcome());
    return next(client);
  }

  void toReady() throws ZmtpException {
    take(server, toInitiate());
  }

  byte[] ready() {
    return next(server);
  }

  /** The body of the frame in which one side sends a text. */
  static byte[] message(Mechanism from, int flags, String text) {
    ByteBuf body = Unpooled.wrappedBuffer(WireBytes.ascii(text));
    ByteBuf out = Unpooled.buffer();
    from.encode(out, flags, body, 0, body.readableBytes());
    byte[] frame = ByteBufUtil.getBytes(out);
    int header = (frame[0] & FrameEncoder.LONG) == 0 ? 2 : 9;
    return java.util.Arrays.copyOfRange(frame, header, frame.length);
  }

  /** What the frame with this body said, its flags before it. */
  static String heard(Mechanism at, byte[] body) throws ZmtpException {
    ByteBuf in = Unpooled.buffer().writeBytes(body);
    int flags = at.decode(0, in);
    return flags + " " + RecordingSession.text(in);
  }
}
