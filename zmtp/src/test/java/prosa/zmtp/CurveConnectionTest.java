package prosa.zmtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import prosa.net.Transport;

/** CURVE over sockets: our two sides, JeroMQ on either, and peers without it. */
@Timeout(30)
@ExtendWith(LeakCounter.Check.class)
class CurveConnectionTest {
  private static final ZmtpLimits SKIPPING =
      new ZmtpLimits(
          Duration.ofSeconds(5),
          1024,
          16 * 1024,
          1 << 20,
          8,
          16,
          256,
          Duration.ofSeconds(20),
          Duration.ofSeconds(60));
  private static final CurveKeyPair KEY = CurveDialogue.SERVER_KEY;
  private static final int LONG_HEADER = 9;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final CurveSelector OFFERED = new CurveSelector(KEY, false, RANDOM);
  private static final CurveSelector REQUIRED = new CurveSelector(KEY, true, RANDOM);

  private final ZContext context = new ZContext();
  private final RecordingSession session = new RecordingSession();
  private final RecordingClientListener heard = new RecordingClientListener();

  @AfterEach
  void close() {
    context.close();
  }

  private ZmtpClient dial(TestZmtpServer server, SocketType type, CurvePublicKey key) {
    ZmtpClient client =
        new ZmtpClient(
            curve(server, key), type, server.address(), RecordingClientListener.QUICK, heard);
    client.connect();
    return client;
  }

  private static Connector curve(TestZmtpServer loops, CurvePublicKey key) {
    return new Connector(
        loops.group, Transport.best(), ZmtpLimits.defaults(), CurveClient.of(key, RANDOM));
  }

  @Test
  void ourClientTalksWithOurServer() {
    session.onMessage = (connection, message) -> connection.send(text("echo " + message));
    try (TestZmtpServer server = TestZmtpServer.with(REQUIRED, SocketType.ROUTER, session);
        ZmtpClient client = dial(server, SocketType.DEALER, KEY.publicKey())) {
      AwaitCondition.holds("it is connected", () -> heard.events.contains("connected ROUTER"));
      for (String said : List.of("hi", "x".repeat(10_000))) {
        assertThat(client.send(text(said))).isTrue();
        AwaitCondition.holds("it echoes", () -> heard.events.contains("message echo " + said));
      }
      client.ping(Bytes.of("mark"));
      AwaitCondition.holds("a pong comes back", () -> heard.events.contains("ponged mark"));
    }
  }

  @Test
  void aPeerWithoutCurveIsServedWhereItIsOffered() {
    try (TestZmtpServer server = TestZmtpServer.with(OFFERED, SocketType.ROUTER, session);
        ZmtpClient plain = heard.client(server, SocketType.DEALER, server.address())) {
      plain.connect();
      AwaitCondition.holds("it is connected", () -> heard.events.contains("connected ROUTER"));
      assertThat(plain.send(text("in the clear"))).isTrue();
      AwaitCondition.holds("it is heard", () -> session.events().contains("message in the clear"));
    }
  }

  @Test
  void aPeerWithoutCurveIsToldSoWhereItIsRequired() {
    try (TestZmtpServer server = TestZmtpServer.with(REQUIRED, SocketType.ROUTER, session);
        ZmtpClient plain = heard.client(server, SocketType.DEALER, server.address())) {
      plain.connect();
      AwaitCondition.holds(
          "it is told",
          () ->
              heard.events.contains(
                  "refused this server requires CURVE: connect with its public key"));
      AwaitCondition.holds(
          "it is counted", () -> session.events().contains("closed Violation[fault=MECHANISM]"));
      assertThat(session.events()).noneMatch(event -> event.startsWith("ready"));
    }
  }

  @Test
  void aWrongKeyIsToldToBothSides() {
    try (TestZmtpServer server = TestZmtpServer.with(OFFERED, SocketType.ROUTER, session);
        ZmtpClient client = dial(server, SocketType.DEALER, CurveDialogue.CLIENT_KEY.publicKey())) {
      AwaitCondition.holds(
          "the client knows why", () -> heard.events.contains("disconnected Violation[fault=KEY]"));
      assertThat(client.send(text("never"))).isFalse();
      AwaitCondition.holds(
          "the server knows why",
          () -> session.events().contains("closed Violation[fault=DECRYPTION]"));
    }
  }

  @Test
  void aServerWithoutCurveIsNotTalkedTo() {
    try (TestZmtpServer server = TestZmtpServer.as(SocketType.ROUTER, session);
        ZmtpClient client = dial(server, SocketType.DEALER, KEY.publicKey())) {
      AwaitCondition.holds(
          "it is told", () -> heard.events.contains("disconnected Violation[fault=MECHANISM]"));
      assertThat(client.send(text("never"))).isFalse();
      assertThat(heard.events).noneMatch(event -> event.startsWith("connected"));
    }
  }

  @Test
  void anOwnerRefusesBeforeItHasAgreed() {
    session.onReady = connection -> connection.refuse("not here");
    try (TestZmtpServer server = TestZmtpServer.with(REQUIRED, SocketType.ROUTER, session);
        ZmtpClient client = dial(server, SocketType.DEALER, KEY.publicKey())) {
      AwaitCondition.holds("it is told", () -> heard.events.contains("refused not here"));
      assertThat(client.send(text("never"))).isFalse();
    }
  }

  @Test
  void aQuestionIsAnswered() throws Exception {
    session.onReady =
        connection -> {
          session.onMultipart =
              parts -> connection.send(List.of(text(""), text("you said " + parts)));
          connection.accept();
        };
    try (TestZmtpServer server = TestZmtpServer.with(REQUIRED, SocketType.ROUTER, session)) {
      var answer =
          new ZmtpRequest(curve(server, KEY.publicKey()))
              .ask(server.address(), Bytes.of("FindChat"), Duration.ofSeconds(10));

      assertThat(answer.get(10, TimeUnit.SECONDS).body()).isEqualTo(Bytes.of("you said |FindChat"));
    }
  }

  /** The server's greeting waits for the mechanism, and for nothing else, of a peer that waits. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 64, 1000})
  void aHandshakeInPiecesIsTheSameHandshake(int piece) throws ZmtpException {
    ZmtpConnection connection =
        new ZmtpConnection(
            SocketType.ROUTER,
            ZmtpConnection.Greets.WHEN_GREETED,
            REQUIRED,
            ZmtpLimits.defaults(),
            session);
    EmbeddedConnection server = EmbeddedConnection.around(connection, session);
    CurveClient client = CurveClient.of(KEY.publicKey(), RANDOM).get();
    feed(server, piece, WireBytes.greeting(3, 0, "CURVE"));
    byte[] greeting = server.out();
    assertThat(greeting).hasSize(64).startsWith(0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0x7F, 3, 1, 'C');
    assertThat(greeting[32]).isEqualTo((byte) 1);
    feed(server, piece, WireBytes.frame(4, CurveDialogue.next(client)));
    CurveDialogue.take(client, body(server.out()));
    feed(server, piece, WireBytes.frame(4, CurveDialogue.next(client)));
    assertThat(server.events()).containsExactly("ready DEALER 3.0");
    CurveDialogue.take(client, body(server.out()));
    feed(
        server,
        piece,
        WireBytes.join(
            WireBytes.frame(0, CurveDialogue.message(client, 0, "one")),
            WireBytes.frame(0, CurveDialogue.message(client, FrameEncoder.MORE, "a")),
            WireBytes.frame(0, CurveDialogue.message(client, 0, "b".repeat(500)))));
    assertThat(server.events())
        .containsExactly("ready DEALER 3.0", "message one", "multipart a|" + "b".repeat(500));
    byte[] again = WireBytes.frame(0, CurveDialogue.message(client, 0, "once"));
    feed(server, piece, again);
    feed(server, piece, again);
    assertThat(server.events()).endsWith("message once", "closed Violation[fault=NONCE]");
    server.finish();
  }

  @Test
  void theGreetingBeginsBeforeThePeersIsThere() {
    ZmtpConnection connection =
        new ZmtpConnection(
            SocketType.PUB, ZmtpConnection.Greets.AT_ONCE, OFFERED, ZmtpLimits.defaults(), session);
    EmbeddedConnection server = EmbeddedConnection.around(connection, session);

    assertThat(server.out()).containsExactly(0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0x7F, 3, 1);
    server.feed(WireBytes.greeting(3, 1));
    byte[] rest = server.out();
    assertThat(rest).hasSize(52).startsWith('N', 'U', 'L', 'L', 0);
    server.feed(WireBytes.ready("SUB"));
    assertThat(server.events()).containsExactly("ready SUB 3.1");
    server.finish();
  }

  /** A library that gets less than a greeting takes it for a fault of the net, and tries again. */
  @ParameterizedTest
  @CsvSource({"PLAIN, true", "PLAIN, false", "GSSAPI, true", "X-OTHER, false"})
  void whoAnnouncesAMechanismThatIsNotSpokenIsToldWhichOnesAre(String name, boolean required) {
    ZmtpConnection connection =
        new ZmtpConnection(
            SocketType.ROUTER,
            ZmtpConnection.Greets.WHEN_GREETED,
            required ? REQUIRED : OFFERED,
            ZmtpLimits.defaults(),
            session);
    EmbeddedConnection server = EmbeddedConnection.around(connection, session);

    server.feed(WireBytes.greeting(3, 1, name));

    String heard = new String(server.out(), StandardCharsets.ISO_8859_1);
    assertThat(heard.substring(12)).startsWith(required ? "CURVE\0" : "NULL\0");
    assertThat(heard.substring(64))
        .contains("\5ERROR")
        .endsWith(
            required
                ? "this server requires CURVE: connect with its public key"
                : "this server speaks CURVE and NULL, and no other mechanism");
    assertThat(server.events()).containsExactly("closed Violation[fault=MECHANISM]");
    server.finish();
  }

  @Test
  void aClientThatSaysItIsAServerIsClosed() {
    ZmtpConnection connection =
        new ZmtpConnection(
            SocketType.ROUTER,
            ZmtpConnection.Greets.WHEN_GREETED,
            OFFERED,
            ZmtpLimits.defaults(),
            session);
    EmbeddedConnection server = EmbeddedConnection.around(connection, session);
    byte[] greeting = WireBytes.greeting(3, 1, "CURVE");
    greeting[32] = 1;

    server.feed(greeting);

    assertThat(server.events()).containsExactly("closed Violation[fault=MECHANISM]");
    server.finish();
  }

  // ---- frames that are too long

  /** Our server behind its handshake with a client, without a network. */
  private static final class Talk {
    private final CurveDialogue dialogue = new CurveDialogue(11);
    private final EmbeddedConnection server = EmbeddedConnection.around(dialogue.server, SKIPPING);

    Talk() throws ZmtpException {
      server.feed(
          WireBytes.greeting(3, 0, "CURVE"),
          WireBytes.frame(4, CurveDialogue.next(dialogue.client)));
      byte[] answer = server.out();
      CurveDialogue.take(
          dialogue.client, Arrays.copyOfRange(answer, Greeting.LENGTH + 2, answer.length));
      server.feed(WireBytes.frame(4, CurveDialogue.next(dialogue.client)));
      CurveDialogue.take(dialogue.client, body(server.out()));
      assertThat(server.events()).containsExactly("ready DEALER 3.0");
      server.session.events.clear();
    }

    /** A frame with a text of this length; whoever sends it flags it as it likes. */
    byte[] frame(int flags, int inner, int length) {
      return WireBytes.frame(
          flags, CurveDialogue.message(dialogue.client, inner, "x".repeat(length)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 33, 1000, 60_000, 2_000_000})
  void ofAFrameThatIsTooLongNothingIsKept(int piece) throws ZmtpException {
    Talk talk = new Talk();
    int length = piece == 1 ? 20_000 : SKIPPING.skippable();
    byte[] tooLong = talk.frame(0, 0, length);
    byte[] next = talk.frame(0, 0, 4);

    for (int at = 0; at < tooLong.length; at += piece) {
      talk.server.feed(Arrays.copyOfRange(tooLong, at, Math.min(tooLong.length, at + piece)));
      assertThat(talk.server.bytesInUse()).isZero();
    }
    talk.server.feed(next);

    assertThat(talk.server.events()).containsExactly("oversized " + length, "message xxxx");
    talk.server.finish();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, FrameEncoder.COMMAND})
  void partsThatAreTooLongAreSkippedWithTheirMessage(int flags) throws ZmtpException {
    Talk talk = new Talk();

    talk.server.feed(
        talk.frame(flags, FrameEncoder.MORE, 20_000),
        talk.frame(flags, 0, 3),
        talk.frame(flags, 0, 1));

    assertThat(talk.server.events()).containsExactly("oversized 20003", "message x");
    talk.server.finish();
  }

  @Test
  void aFrameThatIsTooLongIsJudgedAsAnyOther() throws ZmtpException {
    for (int at : new int[] {8, 16, 31, 32, 33, 5000, 20_032}) { // nonce, authenticator, text
      byte[] forged = new Talk().frame(0, 0, 20_000);
      forged[LONG_HEADER + at] ^= 1;
      assertEnded(ZmtpError.DECRYPTION, forged);
    }
    byte[] named = new Talk().frame(0, 0, 20_000);
    named[LONG_HEADER] = 6;
    assertEnded(ZmtpError.COMMAND, named);
    byte[] said = new Talk().frame(0, 0, 20_000);
    assertEnded(ZmtpError.NONCE, said, said);
    assertEnded(ZmtpError.COMMAND, new Talk().frame(FrameEncoder.MORE, 0, 20_000));
    assertEnded(ZmtpError.FRAME_SIZE, new Talk().frame(0, FrameEncoder.COMMAND, 20_000));
  }

  @Test
  void aFrameThatIsTooLongToSkipEndsTheConnectionAtItsHead() throws ZmtpException {
    int longest = 33 + SKIPPING.skippable();
    assertEnded(ZmtpError.FRAME_SIZE, WireBytes.longHeader(2, longest + 1));
    assertEnded(ZmtpError.FRAME_SIZE, WireBytes.longHeader(6, longest + 1));
    assertEnded(ZmtpError.FRAME_SIZE, WireBytes.longHeader(2, -1));
  }

  private static void assertEnded(ZmtpError fault, byte[]... bytes) throws ZmtpException {
    Talk talk = new Talk();
    talk.server.feed(bytes);
    assertThat(talk.server.events()).endsWith("closed Violation[fault=" + fault + "]");
    talk.server.finish();
  }

  @Test
  void noMoreIsKeptThanAFrameOfTheLimit() throws ZmtpException {
    Talk talk = new Talk();
    byte[] longest = talk.frame(0, 0, SKIPPING.frame());
    int most = longest.length - LONG_HEADER;
    for (int at = 0; at < longest.length - 1; at++) {
      talk.server.feed(Arrays.copyOfRange(longest, at, at + 1));
      assertThat(talk.server.bytesInUse()).isLessThanOrEqualTo(most);
    }
    talk.server.feed(Arrays.copyOfRange(longest, longest.length - 1, longest.length));
    assertThat(talk.server.events()).containsExactly("message " + "x".repeat(SKIPPING.frame()));
    talk.server.finish();
  }

  // ---- JeroMQ

  @Test
  void jeromqsDealerAndReqTalkWithOurServer() {
    session.onMessage = (connection, message) -> connection.send(text("echo " + message));
    try (TestZmtpServer server = TestZmtpServer.with(OFFERED, SocketType.ROUTER, session)) {
      ZMQ.Socket dealer = jeromq(org.zeromq.SocketType.DEALER, server);
      for (int i = 0; i < 200; i++) {
        dealer.send("m" + i);
      }
      for (int i = 0; i < 200; i++) {
        assertThat(dealer.recvStr()).isEqualTo("echo m" + i);
      }
    }
  }

  @Test
  void jeromqsSubHearsOurPub() {
    try (TestZmtpServer server = TestZmtpServer.with(OFFERED, SocketType.PUB, session)) {
      ZMQ.Socket sub = jeromq(org.zeromq.SocketType.SUB, server);
      sub.subscribe("A");
      AwaitCondition.holds("it has subscribed", () -> session.events.contains("subscriptions 1"));
      server.connections.forEach(
          connection ->
              connection
                  .channel()
                  .eventLoop()
                  .submit(() -> session.events.contains("x") || sends(connection))
                  .syncUninterruptibly());
      assertThat(sub.recvStr()).isEqualTo("Ana");
    }
  }

  private static boolean sends(ZmtpConnection connection) {
    connection.send(text("Ana"));
    return true;
  }

  @Test
  void ourDealerTalksWithJeromqsRouter() {
    try (TestZmtpServer loops = TestZmtpServer.as(SocketType.ROUTER, session)) {
      ZMQ.Socket router = context.createSocket(org.zeromq.SocketType.ROUTER);
      router.setReceiveTimeOut(10_000);
      router.setCurveServer(true);
      router.setCurveSecretKey(WireBytes.ascii(KEY.secretZ85()));
      InetSocketAddress address =
          new InetSocketAddress(
              InetAddress.getLoopbackAddress(), router.bindToRandomPort("tcp://127.0.0.1"));
      try (ZmtpClient client =
          new ZmtpClient(
              curve(loops, KEY.publicKey()),
              SocketType.DEALER,
              address,
              RecordingClientListener.QUICK,
              heard)) {
        client.connect();
        AwaitCondition.holds("we are connected", () -> heard.events.contains("connected ROUTER"));
        assertThat(client.send(text("hello"))).isTrue();
        byte[] identity = router.recv();
        assertThat(router.recvStr()).isEqualTo("hello");
        router.send(identity, ZMQ.SNDMORE);
        router.send("welcome");
        AwaitCondition.holds("the answer came", () -> heard.events.contains("message welcome"));
      }
    }
  }

  /** A socket that is connected; JeroMQ's sometimes stay silent for ever, and are made again. */
  private ZMQ.Socket jeromq(org.zeromq.SocketType type, TestZmtpServer server) {
    for (int tries = 0; tries < 5; tries++) {
      ZMQ.Socket socket = context.createSocket(type);
      socket.setReceiveTimeOut(10_000);
      socket.setCurveServerKey(WireBytes.ascii(KEY.publicKey().z85()));
      socket.setCurvePublicKey(WireBytes.ascii(CurveDialogue.CLIENT_KEY.publicKey().z85()));
      socket.setCurveSecretKey(WireBytes.ascii(CurveDialogue.CLIENT_KEY.secretZ85()));
      socket.connect(server.endpoint());
      if (AwaitCondition.holds(Duration.ofSeconds(3), () -> session.ready != null)) {
        return socket;
      }
      socket.close();
    }
    throw new AssertionError("JeroMQ does not connect: " + session.events());
  }

  private static void feed(EmbeddedConnection server, int piece, byte[] bytes) {
    for (int at = 0; at < bytes.length; at += piece) {
      server.feed(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + piece)));
    }
  }

  /** The body of the only frame. */
  private static byte[] body(byte[] frame) {
    return Arrays.copyOfRange(frame, 2, frame.length);
  }

  private static ByteBuf text(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
  }
}
