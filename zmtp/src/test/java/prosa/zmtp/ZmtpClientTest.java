package prosa.zmtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(30)
@ExtendWith(LeakCounter.Check.class)
class ZmtpClientTest {
  private final RecordingSession session = new RecordingSession();
  private final RecordingClientListener heard = new RecordingClientListener();

  @Test
  void aLostConnectionIsDialledAgain() {
    session.onMessage = (connection, _) -> connection.close();
    try (TestZmtpServer server = TestZmtpServer.as(SocketType.ROUTER, session);
        ZmtpClient client = heard.client(server, SocketType.DEALER, server.address())) {
      client.connect();
      client.connect();
      for (int i = 1; i <= 3; i++) {
        int times = i;
        AwaitCondition.holds("it is connected again", () -> count("connected ROUTER") == times);
        assertThat(client.send(text("go"))).isTrue();
        AwaitCondition.holds("it is lost", () -> count("disconnected Left[]") == times);
      }
      AwaitCondition.holds("it dials again", () -> count("dialing") == 4);
    }
  }

  @Test
  void waitsGrowWhereNobodyAnswersAndEndWhenSomebodyDoes() throws IOException {
    InetSocketAddress nobody = nobody();
    try (TestZmtpServer loops = TestZmtpServer.as(SocketType.ROUTER, session);
        ZmtpClient client = heard.client(loops, SocketType.DEALER, nobody)) {
      client.connect();
      AwaitCondition.holds("it has tried", () -> count("disconnected Left[]") >= 6);
      assertThat(heard.waits.peek()).isBetween(Duration.ofNanos(2_500_000), Duration.ofMillis(5));
      assertThat(heard.waits).allMatch(wait -> wait.compareTo(Duration.ofMillis(50)) <= 0);
      assertThat(heard.waits).anyMatch(wait -> wait.compareTo(Duration.ofMillis(20)) > 0);

      try (TestZmtpServer _ = TestZmtpServer.on(nobody.getPort(), SocketType.ROUTER, session)) {
        AwaitCondition.holds("it is connected", () -> count("connected ROUTER") == 1);
      }
    }
  }

  @Test
  void whoIsRefusedInReadysPlaceStaysAway() {
    session.onReady = connection -> connection.refuse("table full");
    try (TestZmtpServer server = TestZmtpServer.as(SocketType.ROUTER, session);
        ZmtpClient client = heard.client(server, SocketType.DEALER, server.address())) {
      client.connect();
      AwaitCondition.holds("it is refused", () -> heard.events.contains("refused table full"));
      client.loop().schedule(() -> {}, 200, TimeUnit.MILLISECONDS).syncUninterruptibly();

      assertThat(heard.events).containsExactly("dialing", "refused table full");
      assertThat(server.connections).hasSize(1);
    }
  }

  @Test
  void anErrorLaterThanReadyIsALossLikeAnyOther() throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        TestZmtpServer loops = TestZmtpServer.as(SocketType.ROUTER, session);
        ZmtpClient client = heard.client(loops, SocketType.DEALER, address(listener))) {
      client.connect();
      try (var peer = listener.accept()) {
        peer.getOutputStream()
            .write(
                WireBytes.join(
                    WireBytes.greeting(3, 1),
                    WireBytes.ready("ROUTER"),
                    WireBytes.command("ERROR", WireBytes.ascii("\3bye"))));
        AwaitCondition.holds(
            "it dials again",
            () ->
                heard.events.contains("disconnected Refused[reason=bye]") && count("dialing") > 1);
      }
    }
  }

  @Test
  void whatIsNoZmtpIsDialledAgainAndToldAsAViolation() throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        TestZmtpServer loops = TestZmtpServer.as(SocketType.ROUTER, session);
        ZmtpClient client = heard.client(loops, SocketType.DEALER, address(listener))) {
      client.connect();
      try (var peer = listener.accept()) {
        peer.getOutputStream().write(WireBytes.ascii("HTTP/1.1 400 Bad Request\r\n\r\n"));
        AwaitCondition.holds(
            "it is told", () -> heard.events.contains("disconnected Violation[fault=GREETING]"));
      }
    }
  }

  @Test
  void subscriptionsAreMadeAnewAtEachConnection() {
    session.onReady = ZmtpConnection::accept;
    try (TestZmtpServer server = TestZmtpServer.as(SocketType.PUB, session);
        ZmtpClient client = heard.client(server, SocketType.SUB, server.address())) {
      client.subscribe(Bytes.of("a"));
      client.connect();
      client.subscribe(Bytes.of("b"));
      AwaitCondition.holds("it has subscribed", () -> session.events.contains("subscriptions 2"));
      client.cancel(Bytes.of("a"));
      AwaitCondition.holds("it has cancelled", () -> last("subscriptions 1"));

      session.events.clear();
      server.onLoop(() -> server.onlyConnection().close());
      AwaitCondition.holds("it has subscribed again", () -> last("subscriptions 1"));
      assertThat(session.events).doesNotContain("subscriptions 2");
    }
  }

  @Test
  void whatIsSentWithoutAConnectionIsDropped() throws IOException {
    ByteBuf body = text("hi");
    try (TestZmtpServer loops = TestZmtpServer.as(SocketType.ROUTER, session);
        ZmtpClient client = heard.client(loops, SocketType.DEALER, nobody())) {
      assertThat(client.send(body)).isFalse();
      assertThat(body.refCnt()).isZero();
    }
  }

  @Test
  void aClosedClientDialsNoMoreAndSaysSoOnce() throws IOException {
    try (TestZmtpServer loops = TestZmtpServer.as(SocketType.ROUTER, session)) {
      ZmtpClient waiting = heard.client(loops, SocketType.DEALER, nobody());
      waiting.connect();
      AwaitCondition.holds("it has tried", () -> count("disconnected Left[]") >= 1);
      waiting.close();
      waiting.close();
      AwaitCondition.holds("it is closed", () -> heard.events.contains("closed"));
      int dialled = count("dialing");
      waiting.connect();
      waiting.loop().schedule(() -> {}, 200, TimeUnit.MILLISECONDS).syncUninterruptibly();

      assertThat(count("dialing")).isEqualTo(dialled);
      assertThat(count("closed")).isEqualTo(1);
    }
  }

  @Test
  void closeEndsAConnectionAfterWhatWasSent() {
    try (TestZmtpServer server = TestZmtpServer.as(SocketType.ROUTER, session)) {
      ZmtpClient client = heard.client(server, SocketType.DEALER, server.address());
      client.connect();
      AwaitCondition.holds("it is connected", () -> count("connected ROUTER") == 1);
      client.send(text("last words"));
      client.close();
      AwaitCondition.holds("it is closed", () -> heard.events.contains("closed"));
      AwaitCondition.holds("they know", () -> session.events.contains("closed Left[]"));

      assertThat(session.events)
          .containsExactly("ready DEALER 3.1", "message last words", "closed Left[]");
      assertThat(heard.events).containsExactly("dialing", "connected ROUTER", "closed");
    }
  }

  @Test
  void closeWhileDiallingGivesUpTheDialling() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        TestZmtpServer loops = TestZmtpServer.as(SocketType.ROUTER, session)) {
      ZmtpClient client = heard.client(loops, SocketType.DEALER, address(silent));
      client.connect();
      AwaitCondition.holds("it dials", () -> heard.events.contains("dialing"));
      client.close();

      AwaitCondition.holds("it is closed", () -> heard.events.contains("closed"));
      assertThat(heard.events).containsExactly("dialing", "closed");
    }
  }

  private int count(String event) {
    return (int) heard.events.stream().filter(event::equals).count();
  }

  private boolean last(String event) {
    return !session.events.isEmpty() && session.events().getLast().equals(event);
  }

  static InetSocketAddress nobody() throws IOException {
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return address(closed);
    }
  }

  static InetSocketAddress address(ServerSocket listener) {
    return new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
  }

  private static ByteBuf text(String text) {
    return Unpooled.wrappedBuffer(WireBytes.ascii(text));
  }
}
