package prosa.zmtp;

import static org.assertj.core.api.Assertions.assertThat;
import static prosa.zmtp.WireBytes.greeting;
import static prosa.zmtp.WireBytes.property;
import static prosa.zmtp.WireBytes.ready;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTest {
  private static final byte[] ROUTER_READY = ready("ROUTER");

  @Test
  void theFirstByteOfAGreetingIsAnsweredWithAllOfOurs() {
    EmbeddedConnection server = EmbeddedConnection.of(SocketType.ROUTER);
    assertThat(server.out()).isEmpty();

    server.feed(new byte[] {(byte) 0xFF});

    assertThat(server.out()).isEqualTo(greeting(3, 1));
    server.finish();
  }

  @Test
  void whoGreetsAtOnceWaitsForNobody() {
    EmbeddedConnection server =
        new EmbeddedConnection(
                SocketType.SUB,
                ZmtpConnection.Greets.AT_ONCE,
                ZmtpLimits.defaults(),
                new RecordingSession())
            .begin();

    assertThat(server.out()).isEqualTo(greeting(3, 1));
    server.finish();
  }

  @Test
  void ourReadyIsHeldBackUntilTheOwnerAccepts() {
    EmbeddedConnection server =
        EmbeddedConnection.of(
            SocketType.ROUTER, ZmtpLimits.defaults(), RecordingSession.undecided());
    server.feed(greeting(3, 0), ready("DEALER"));
    assertThat(server.out()).isEqualTo(greeting(3, 1));
    assertThat(server.events()).containsExactly("ready DEALER 3.0");

    server.connection.accept();

    assertThat(server.out()).isEqualTo(ROUTER_READY);
    server.finish();
  }

  @Test
  void whatAPeerSendsBeforeItIsAcceptedIsHandedOutAfterwards() {
    EmbeddedConnection server =
        EmbeddedConnection.of(
            SocketType.ROUTER, ZmtpLimits.defaults(), RecordingSession.undecided());
    server.feed(
        greeting(3, 0), ready("DEALER"), WireBytes.message("one"), WireBytes.message("two"));
    server.feed(WireBytes.message("three"));
    assertThat(server.events()).containsExactly("ready DEALER 3.0");
    assertThat(server.channel.config().isAutoRead()).isFalse();

    server.connection.accept();

    assertThat(server.events())
        .containsExactly("ready DEALER 3.0", "message one", "message two", "message three");
    assertThat(server.channel.config().isAutoRead()).isTrue();
    server.finish();
  }

  @Test
  void aPeerIsRefusedByAnErrorInReadysPlace() {
    RecordingSession owner = new RecordingSession();
    owner.onReady = connection -> connection.refuse("table full");
    EmbeddedConnection server =
        EmbeddedConnection.of(SocketType.ROUTER, ZmtpLimits.defaults(), owner);
    server.feed(greeting(3, 1), ready("DEALER"), WireBytes.message("hello?"));

    assertThat(server.out())
        .isEqualTo(
            WireBytes.join(
                greeting(3, 1), WireBytes.command("ERROR", WireBytes.ascii("\12table full"))));
    assertThat(server.channel.isOpen()).isFalse();
    assertThat(server.events()).containsExactly("ready DEALER 3.1", "closed Ended[]");
    server.finish();
  }

  @Test
  void aRefusalBeforeAnythingWasSaidJustCloses() {
    EmbeddedConnection server = EmbeddedConnection.of(SocketType.ROUTER);
    server.connection.refuse("not now");

    assertThat(server.out()).isEmpty();
    assertThat(server.channel.isOpen()).isFalse();
    server.finish();
  }

  @Test
  void whoAcceptedBeforehandSendsReadyRightAfterTheGreetings() {
    EmbeddedConnection client =
        new EmbeddedConnection(
            SocketType.DEALER,
            ZmtpConnection.Greets.AT_ONCE,
            ZmtpLimits.defaults(),
            RecordingSession.undecided());
    client.connection.accept();
    client.begin();
    assertThat(client.out()).isEqualTo(greeting(3, 1));

    client.feed(greeting(3, 1));
    assertThat(client.out())
        .isEqualTo(
            ready(
                property("Socket-Type", WireBytes.ascii("DEALER")),
                property("Identity", new byte[0])));

    client.session.onReady = connection -> connection.send(buffer(client, "hi"));
    client.feed(ROUTER_READY);
    assertThat(client.out()).isEqualTo(WireBytes.message("hi"));
    client.finish();
  }

  @Test
  void anErrorInReadysPlaceIsToldWithItsReason() {
    EmbeddedConnection client = EmbeddedConnection.of(SocketType.DEALER);
    client.feed(greeting(3, 1), WireBytes.command("ERROR", WireBytes.ascii("\5go\r\n!")));

    assertThat(client.events()).containsExactly("closed Refused[reason=go??!]");
    client.finish();
  }

  @Test
  void aSocketTypeThatDoesNotMatchIsToldByAnError() {
    EmbeddedConnection server = EmbeddedConnection.of(SocketType.ROUTER);
    server.feed(greeting(3, 1), ready("PUB"));

    assertThat(server.out())
        .isEqualTo(
            WireBytes.join(
                greeting(3, 1),
                WireBytes.command("ERROR", WireBytes.ascii("\23Invalid socket type"))));
    assertThat(server.events()).containsExactly("closed Violation[fault=SOCKET_TYPE]");
    server.finish();
  }

  @Test
  void theOwnersThinkingCountsTowardsTheDeadline() {
    EmbeddedConnection server =
        EmbeddedConnection.of(
            SocketType.ROUTER, ZmtpLimits.defaults(), RecordingSession.undecided());
    server.advance(Duration.ofSeconds(3));
    server.feed(greeting(3, 1), ready("DEALER"));
    server.advance(Duration.ofMillis(1999));
    assertThat(server.channel.isOpen()).isTrue();

    server.advance(Duration.ofMillis(1));

    assertThat(server.events())
        .containsExactly("ready DEALER 3.1", "closed TimedOut[what=handshake]");
    server.finish();
  }

  @Test
  void slowGreetingsDoNotMoveTheDeadline() {
    EmbeddedConnection server = EmbeddedConnection.of(SocketType.ROUTER);
    byte[] greeting = greeting(3, 1);
    for (int i = 0; i < 5; i++) {
      server.feed(Arrays.copyOfRange(greeting, i, i + 1));
      server.advance(Duration.ofSeconds(1));
    }

    assertThat(server.events()).containsExactly("closed TimedOut[what=handshake]");
    server.finish();
  }

  @Test
  void theDeadlineEndsWithTheHandshake() {
    EmbeddedConnection server =
        EmbeddedConnection.talking(SocketType.ROUTER, "DEALER", 0, ZmtpLimits.defaults());
    server.advance(Duration.ofHours(1));

    assertThat(server.channel.isOpen()).isTrue();
    server.finish();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1", // not ours
        "ff0000000000000001 7e", // signature
        "ff0000000000000001 00", // ZMTP 1.0: an identity's length
      })
  void whatIsNoGreetingEndsTheConnection(String start) {
    byte[] bytes = start.startsWith("ff") ? WireBytes.hex(start) : WireBytes.ascii(start);
    violation(ZmtpError.GREETING, bytes);
  }

  @Test
  void versionsBefore3EndTheConnectionAtTheirOneByte() {
    violation(ZmtpError.VERSION, WireBytes.hex("ff0000000000000001 7f 01"));
    violation(ZmtpError.VERSION, WireBytes.hex("ff0000000000000001 7f 02"));
    violation(ZmtpError.VERSION, WireBytes.hex("ff0000000000000001 7f 00"));
  }

  @Test
  void higherVersionsAreWelcome() {
    EmbeddedConnection server = EmbeddedConnection.of(SocketType.ROUTER);
    server.feed(greeting(4, 0), ready("DEALER"));

    assertThat(server.events()).containsExactly("ready DEALER 4.0");
    server.finish();
  }

  @Test
  void anotherMechanismEndsTheConnection() {
    violation(ZmtpError.MECHANISM, greeting(3, 1, "CURVE"));
    violation(ZmtpError.MECHANISM, greeting(3, 1, ""));
    violation(ZmtpError.GREETING, greeting(3, 1, "NULL\1"));
    violation(ZmtpError.GREETING, greeting(3, 1, "null"));
  }

  @Test
  void readyWithoutAProperSocketTypeEndsTheConnection() {
    byte[] type = property("Socket-Type", WireBytes.ascii("DEALER"));
    violation(ZmtpError.METADATA, greeting(3, 1), ready(new byte[0]));
    violation(ZmtpError.METADATA, greeting(3, 1), ready(type, type));
    violation(
        ZmtpError.METADATA,
        greeting(3, 1),
        ready(type, property("SOCKET-type", WireBytes.ascii("REQ"))));
    violation(ZmtpError.METADATA, greeting(3, 1), ready(type, property("", new byte[0])));
    violation(ZmtpError.METADATA, greeting(3, 1), ready(type, property("a b", new byte[0])));
    violation(ZmtpError.METADATA, greeting(3, 1), ready(type, WireBytes.ascii("\1a")));
    violation(ZmtpError.METADATA, greeting(3, 1), ready(type, WireBytes.hex("0161 00000001")));
    violation(ZmtpError.METADATA, greeting(3, 1), ready(type, WireBytes.hex("0161 ffffffff 00")));
    violation(ZmtpError.SOCKET_TYPE, greeting(3, 1), ready("dealer"));
    violation(ZmtpError.SOCKET_TYPE, greeting(3, 1), ready("CLIENT"));
  }

  @Test
  void identitiesHaveUpTo255BytesAndNoLeadingZero() {
    byte[] type = property("Socket-Type", WireBytes.ascii("DEALER"));
    violation(ZmtpError.METADATA, greeting(3, 1), ready(type, property("Identity", new byte[256])));
    violation(ZmtpError.METADATA, greeting(3, 1), ready(type, property("Identity", new byte[1])));

    EmbeddedConnection server = EmbeddedConnection.of(SocketType.ROUTER);
    byte[] longest = WireBytes.ascii("i".repeat(255));
    server.feed(greeting(3, 1), ready(property("iDENTITY", longest), type));
    assertThat(server.connection.peer().identity()).isEqualTo(Bytes.of(longest));
    server.finish();
  }

  @Test
  void unknownPropertiesAreForgotten() {
    EmbeddedConnection server = EmbeddedConnection.of(SocketType.ROUTER);
    server.feed(
        greeting(3, 1),
        ready(
            property("X-Mood", WireBytes.ascii("fine")),
            property("socket-TYPE", WireBytes.ascii("REQ")),
            property("Resource", WireBytes.ascii("a/b"))));

    assertThat(server.events()).containsExactly("ready REQ 3.1");
    server.finish();
  }

  @Test
  void beforeReadyThereIsNothingButReady() {
    violation(ZmtpError.COMMAND, greeting(3, 1), WireBytes.message("hi"));
    violation(ZmtpError.COMMAND, greeting(3, 1), WireBytes.command("PING", new byte[2]));
    violation(ZmtpError.COMMAND, greeting(3, 1), WireBytes.command("SUBSCRIBE", new byte[0]));
    violation(ZmtpError.COMMAND, greeting(3, 1), WireBytes.command("HELLO", new byte[0]));
    violation(ZmtpError.COMMAND, greeting(3, 1), WireBytes.hex("0400"));
    violation(ZmtpError.COMMAND, greeting(3, 1), WireBytes.hex("0402 0561"));
    violation(ZmtpError.COMMAND, greeting(3, 1), WireBytes.hex("0402 0100"));
  }

  @Test
  void framesBeforeReadyAreBounded() {
    violation(ZmtpError.FRAME_SIZE, greeting(3, 1), WireBytes.longHeader(6, 1025));
    violation(ZmtpError.FRAME_SIZE, greeting(3, 1), WireBytes.longHeader(6, 1024 * 1024));
    violation(ZmtpError.FRAME_SIZE, greeting(3, 1), WireBytes.longHeader(6, 0x800000007fffffffL));
    violation(ZmtpError.FRAME_SIZE, greeting(3, 1), WireBytes.longHeader(2, -1));

    byte[] filler = property("X", new byte[1024 - 6 - 27 - 6]);
    byte[] type = property("Socket-Type", WireBytes.ascii("DEALER\0\0\0\0\0"));
    assertThat(ready(type, filler)).hasSize(9 + 1024);
    violation(ZmtpError.SOCKET_TYPE, greeting(3, 1), ready(type, filler));
  }

  private static void violation(ZmtpError fault, byte[]... bytes) {
    EmbeddedConnection server = EmbeddedConnection.of(SocketType.ROUTER);
    server.feed(bytes);
    assertThat(server.events()).containsExactly("closed Violation[fault=" + fault + "]");
    assertThat(server.channel.isOpen()).isFalse();
    server.finish();
  }

  private static ByteBuf buffer(EmbeddedConnection embedded, String text) {
    return embedded.allocator.buffer().writeBytes(WireBytes.ascii(text));
  }
}
