package prosa.zmtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import prosa.net.Transport;

/** A connection that moves between event loops, with real sockets. */
@Timeout(30)
@ExtendWith(LeakCounter.Check.class)
class MovingTest {
  private static final ZmtpLimits HASTY =
      new ZmtpLimits(
          Duration.ofMillis(500),
          1024,
          16 * 1024,
          0,
          8,
          16,
          256,
          Duration.ofMillis(40),
          Duration.ofMillis(200));

  private final RecordingSession session = new RecordingSession();
  private final AtomicInteger moved = new AtomicInteger();

  @ParameterizedTest
  @EnumSource
  void nothingIsLostOnTheWay(Transport transport) {
    int count = 5000;
    try (TestZmtpServer server = listening(transport, ZmtpLimits.defaults())) {
      session.onMessage =
          (connection, text) -> {
            assertThat(connection.channel().eventLoop().inEventLoop()).isTrue();
            connection.send(Unpooled.wrappedBuffer(WireBytes.ascii(text)));
            if (Integer.parseInt(text) % 250 == 0) {
              move(server, connection);
            }
          };
      try (RawSocket peer = RawSocket.talking(server, "DEALER", 1, "ROUTER")) {
        byte[][] messages = new byte[count][];
        Arrays.setAll(messages, i -> WireBytes.message(Integer.toString(i)));
        byte[] all = WireBytes.join(messages);
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> sendInPieces(peer, all));

        assertThat(peer.read(all.length)).isEqualTo(all);
        sending.join();
      }
      AwaitCondition.holds("the end is told", () -> session.events.contains("closed Left[]"));
    }
    assertThat(moved).hasValue(count / 250);
    assertThat(session.events()).hasSize(count + 2);
  }

  @ParameterizedTest
  @EnumSource
  void whatWasUnderWayToASlowPeerArrivesAfterTheMove(Transport transport) {
    int count = 1000;
    byte[] body = new byte[16 * 1024];
    try (TestZmtpServer server = listening(transport, ZmtpLimits.defaults())) {
      session.onMessage =
          (connection, _) -> {
            for (int i = 0; i < count; i++) {
              connection.send(Unpooled.wrappedBuffer(body));
            }
            assertThat(connection.channel().isWritable()).isFalse();
            move(server, connection);
          };
      try (RawSocket peer = RawSocket.talking(server, "DEALER", 1, "ROUTER")) {
        peer.send(WireBytes.message("go"));
        AwaitCondition.holds("it has moved", () -> moved.get() == 1);
        assertThat(peer.read(count * (9 + body.length))).hasSize(count * (9 + body.length));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void theHeartbeatMovesAlong(Transport transport) {
    try (TestZmtpServer server = listening(transport, HASTY)) {
      session.onMessage = (connection, _) -> move(server, connection);
      try (RawSocket peer = RawSocket.talking(server, "DEALER", 1, "ROUTER")) {
        peer.send(WireBytes.message("go"));
        assertThat(peer.read(9)).isEqualTo(WireBytes.command("PING", new byte[2]));
        AwaitCondition.holds(
            "the silent peer is given up",
            () -> session.events.contains("closed TimedOut[what=heartbeat]"));
        assertThat(moved).hasValue(1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void theHandshakesDeadlineMovesAlong(Transport transport) {
    try (TestZmtpServer server = listening(transport, HASTY)) {
      session.onReady = connection -> move(server, connection);
      try (RawSocket peer = new RawSocket(server.address())) {
        peer.send(WireBytes.greeting(3, 1), WireBytes.ready("DEALER"));
        assertThat(peer.readToEnd()).isEqualTo(WireBytes.greeting(3, 1));
        AwaitCondition.holds(
            "the deadline passed",
            () -> session.events.contains("closed TimedOut[what=handshake]"));
        assertThat(moved).hasValue(1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aChannelThatIsClosedBetweenTwoLoopsIsToldOfAsAnyOther(Transport transport) {
    try (TestZmtpServer server = listening(transport, ZmtpLimits.defaults())) {
      session.onMessage =
          (connection, _) -> {
            var deregistered = connection.channel().deregister();
            deregistered.addListener(
                _ -> {
                  var _ = connection.channel().close();
                });
          };
      try (RawSocket peer = RawSocket.talking(server, "DEALER", 1, "ROUTER")) {
        peer.send(WireBytes.message("go"));
        assertThat(peer.readToEnd()).isEmpty();
        AwaitCondition.holds("the end is told", () -> session.events.contains("closed Left[]"));
      }
    }
  }

  private TestZmtpServer listening(Transport transport, ZmtpLimits limits) {
    return new TestZmtpServer(
        transport, SocketType.ROUTER, ZmtpConnection.Greets.WHEN_GREETED, limits, () -> session);
  }

  private void move(TestZmtpServer server, ZmtpConnection connection) {
    EventLoop next = server.otherLoop(connection.channel());
    connection.move(
        next,
        () -> {
          moved.incrementAndGet();
          connection.resume();
        });
  }

  private static void sendInPieces(RawSocket peer, byte[] all) {
    Random random = new Random(7);
    for (int at = 0; at < all.length; ) {
      int end = Math.min(all.length, at + 1 + random.nextInt(3000));
      peer.send(Arrays.copyOfRange(all, at, end));
      at = end;
    }
  }
}
