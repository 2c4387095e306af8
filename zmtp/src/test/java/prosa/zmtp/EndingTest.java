package prosa.zmtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import prosa.net.Transport;

/** The ends of connections, with real sockets. */
@Timeout(30)
@ExtendWith(LeakCounter.Check.class)
class EndingTest {
  private final RecordingSession session = new RecordingSession();

  @Test
  void closeWritesAllThatWasSent() {
    int count = 300;
    byte[] body = new byte[16 * 1024];
    session.onMessage =
        (connection, _) -> {
          for (int i = 0; i < count; i++) {
            connection.send(Unpooled.wrappedBuffer(body));
          }
          connection.close();
        };
    try (TestZmtpServer server = TestZmtpServer.as(SocketType.ROUTER, session);
        RawSocket peer = RawSocket.talking(server, "DEALER", 1, "ROUTER")) {
      peer.send(WireBytes.message("go"));

      assertThat(peer.readToEnd()).hasSize(count * (9 + body.length));
    }
    assertThat(session.events).contains("closed Ended[]");
  }

  @Test
  void ourLastWordsArriveThoughThePeerStillTalks() {
    session.onMessage =
        (connection, _) -> {
          connection.send(Unpooled.wrappedBuffer(WireBytes.ascii("bye")));
          connection.close();
        };
    byte[] chatter = new byte[2 * 100_000];
    try (TestZmtpServer server = TestZmtpServer.as(SocketType.ROUTER, session);
        RawSocket peer = RawSocket.talking(server, "DEALER", 1, "ROUTER")) {
      peer.send(WireBytes.message("go"), chatter);

      assertThat(peer.readToEnd()).isEqualTo(WireBytes.message("bye"));
    }
    assertThat(session.events()).hasSize(3);
  }

  @Test
  void aPeerThatDoesNotCloseIsClosed() {
    session.onMessage = (connection, _) -> connection.close();
    try (TestZmtpServer server = TestZmtpServer.as(SocketType.ROUTER, session);
        RawSocket peer = RawSocket.talking(server, "DEALER", 1, "ROUTER")) {
      peer.send(WireBytes.message("go"));

      AwaitCondition.holds("the end is told", () -> session.events.contains("closed Ended[]"));
    }
  }

  @Test
  void aRefusalArrives() {
    session.onReady = connection -> connection.refuse("no");
    try (TestZmtpServer server = TestZmtpServer.as(SocketType.ROUTER, session);
        RawSocket peer = new RawSocket(server.address())) {
      peer.send(WireBytes.greeting(3, 1), WireBytes.ready("DEALER"), WireBytes.message("pushy"));

      assertThat(peer.readToEnd())
          .isEqualTo(
              WireBytes.join(
                  WireBytes.greeting(3, 1), WireBytes.command("ERROR", WireBytes.ascii("\2no"))));
    }
  }

  @Test
  void aPeerThatResetsHasLeft() {
    try (TestZmtpServer server = TestZmtpServer.as(SocketType.ROUTER, session)) {
      RawSocket peer = RawSocket.talking(server, "DEALER", 1, "ROUTER");
      peer.reset();

      AwaitCondition.holds("the end is told", () -> session.events.contains("closed Left[]"));
    }
  }

  @Test
  void aWriteToAPeerThatIsGoneEndsTheConnectionQuietly() {
    try (TestZmtpServer server = TestZmtpServer.as(SocketType.ROUTER, session)) {
      RawSocket peer = RawSocket.talking(server, "DEALER", 1, "ROUTER");
      server.onLoop(() -> server.onlyConnection().pause());
      peer.reset();
      AwaitCondition.holds(
          "a write fails",
          () -> {
            server.onLoop(() -> server.onlyConnection().send(Unpooled.wrappedBuffer(new byte[10])));
            return session.events.contains("closed Left[]");
          });
    }
    assertThat(session.events()).hasSize(2);
  }

  @Test
  void aPausedPeerThatClosesIsNoticedAtOnce() {
    assumeTrue(Transport.best() == Transport.EPOLL, "only epoll tells of it without reading");
    session.onMessage = (connection, _) -> connection.pause();
    try (TestZmtpServer server = TestZmtpServer.as(SocketType.ROUTER, session)) {
      RawSocket peer = RawSocket.talking(server, "DEALER", 1, "ROUTER");
      peer.send(WireBytes.message("heard"), WireBytes.message("unread"));
      AwaitCondition.holds("it is paused", () -> session.events.contains("message heard"));
      peer.send(WireBytes.message("not even read"));
      peer.close();

      AwaitCondition.holds("the end is told", () -> session.events.contains("closed Left[]"));
    }
    assertThat(session.events())
        .containsExactly("ready DEALER 3.1", "message heard", "closed Left[]");
  }

  @Test
  void aBackloggedPausedPeerThatClosesIsNoticedAtOnce() {
    assumeTrue(Transport.best() == Transport.EPOLL, "only epoll tells of it without reading");
    session.onReady =
        connection -> {
          connection.accept();
          connection.pause();
        };
    try (TestZmtpServer server = TestZmtpServer.as(SocketType.ROUTER, session)) {
      RawSocket peer = RawSocket.talking(server, "DEALER", 1, "ROUTER");
      peer.send(new byte[40_000]); // fits the window: behind more, the kernel holds the end back
      peer.close();

      AwaitCondition.holds("the end is told", () -> session.events.contains("closed Left[]"));
    }
  }
}
