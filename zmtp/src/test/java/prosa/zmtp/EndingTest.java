package prosa.zmtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import prosa.net.Transport;

/** How connections end, with real sockets. */
@Timeout(30)
@ExtendWith(LeakCount.Check.class)
class EndingTest {
  private final Recorder session = new Recorder();

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
    try (Listening server = Listening.as(SocketType.ROUTER, session);
        RawPeer peer = RawPeer.talking(server, "DEALER", 1, "ROUTER")) {
      peer.send(Wire.message("go"));

      assertThat(peer.readToEnd()).hasSize(count * (9 + body.length));
    }
    assertThat(session.events).contains("closed Ended[]");
  }

  @Test
  void ourLastWordsArriveThoughThePeerStillTalks() {
    session.onMessage =
        (connection, _) -> {
          connection.send(Unpooled.wrappedBuffer(Wire.ascii("bye")));
          connection.close();
        };
    byte[] chatter = new byte[2 * 100_000];
    try (Listening server = Listening.as(SocketType.ROUTER, session);
        RawPeer peer = RawPeer.talking(server, "DEALER", 1, "ROUTER")) {
      peer.send(Wire.message("go"), chatter);

      assertThat(peer.readToEnd()).isEqualTo(Wire.message("bye"));
    }
    assertThat(session.events()).hasSize(3);
  }

  @Test
  void aPeerThatDoesNotCloseIsClosed() {
    session.onMessage = (connection, _) -> connection.close();
    try (Listening server = Listening.as(SocketType.ROUTER, session);
        RawPeer peer = RawPeer.talking(server, "DEALER", 1, "ROUTER")) {
      peer.send(Wire.message("go"));

      Until.holds("the end is told", () -> session.events.contains("closed Ended[]"));
    }
  }

  @Test
  void aRefusalArrives() {
    session.onReady = connection -> connection.refuse("no");
    try (Listening server = Listening.as(SocketType.ROUTER, session);
        RawPeer peer = new RawPeer(server.address())) {
      peer.send(Wire.greeting(3, 1), Wire.ready("DEALER"), Wire.message("pushy"));

      assertThat(peer.readToEnd())
          .isEqualTo(Wire.join(Wire.greeting(3, 1), Wire.command("ERROR", Wire.ascii("\2no"))));
    }
  }

  @Test
  void aPeerThatResetsHasLeft() {
    try (Listening server = Listening.as(SocketType.ROUTER, session)) {
      RawPeer peer = RawPeer.talking(server, "DEALER", 1, "ROUTER");
      peer.reset();

      Until.holds("the end is told", () -> session.events.contains("closed Left[]"));
    }
  }

  @Test
  void aWriteToAPeerThatIsGoneEndsTheConnectionQuietly() {
    try (Listening server = Listening.as(SocketType.ROUTER, session)) {
      RawPeer peer = RawPeer.talking(server, "DEALER", 1, "ROUTER");
      server.onLoop(() -> server.onlyConnection().pause());
      peer.reset();
      Until.holds(
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
    try (Listening server = Listening.as(SocketType.ROUTER, session)) {
      RawPeer peer = RawPeer.talking(server, "DEALER", 1, "ROUTER");
      peer.send(Wire.message("heard"), Wire.message("unread"));
      Until.holds("it is paused", () -> session.events.contains("message heard"));
      peer.send(Wire.message("not even read"));
      peer.close();

      Until.holds("the end is told", () -> session.events.contains("closed Left[]"));
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
    try (Listening server = Listening.as(SocketType.ROUTER, session)) {
      RawPeer peer = RawPeer.talking(server, "DEALER", 1, "ROUTER");
      peer.send(new byte[40_000]); // fits the window: behind more, the kernel holds the end back
      peer.close();

      Until.holds("the end is told", () -> session.events.contains("closed Left[]"));
    }
  }
}
