package prosa.zmtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
  private static final byte[] PING = WireBytes.command("PING", new byte[2]);
  private static final byte[] PONG = WireBytes.command("PONG", new byte[0]);

  @Test
  void aSilentPeerIsPingedEachHeartbeatAndGivenUpWhenDead() {
    EmbeddedConnection server = EmbeddedConnection.talking(SocketType.ROUTER, "DEALER");
    seconds(server, 19);
    assertThat(server.out()).isEmpty();
    seconds(server, 6);
    assertThat(server.out()).isEqualTo(PING);
    seconds(server, 20);
    assertThat(server.out()).isEqualTo(PING);
    assertThat(server.channel.isOpen()).isTrue();
    seconds(server, 20);

    assertThat(server.events()).containsExactly("closed TimedOut[what=heartbeat]");
    server.finish();
  }

  @Test
  void anyByteIsASignOfLife() {
    EmbeddedConnection server = EmbeddedConnection.talking(SocketType.ROUTER, "DEALER");
    for (int i = 0; i < 20; i++) {
      seconds(server, 15);
      server.feed(i % 2 == 0 ? PONG : new byte[] {0});
      server.feed(i % 2 == 0 ? new byte[0] : new byte[] {0});
    }

    assertThat(server.out()).isEmpty();
    assertThat(server.channel.isOpen()).isTrue();
    server.finish();
  }

  @Test
  void aPeerThatAnswersPingsLives() {
    EmbeddedConnection server = EmbeddedConnection.talking(SocketType.PUB, "SUB");
    int pings = 0;
    for (int second = 0; second < 1000; second++) {
      seconds(server, 1);
      if (server.out().length > 0) {
        pings++;
        server.feed(PONG);
      }
    }

    assertThat(server.channel.isOpen()).isTrue();
    assertThat(pings).isBetween(39, 50);
    server.finish();
  }

  @Test
  void anOlderPeerIsNeitherPingedNorGivenUp() {
    EmbeddedConnection server =
        EmbeddedConnection.talking(SocketType.ROUTER, "DEALER", 0, ZmtpLimits.defaults());
    seconds(server, 600);

    assertThat(server.out()).isEmpty();
    assertThat(server.channel.isOpen()).isTrue();
    server.finish();
  }

  private static EmbeddedConnection unmarked() {
    EmbeddedConnection server = EmbeddedConnection.of(SocketType.ROUTER);
    server.feed(WireBytes.greeting(3, 1), WireBytes.ready("DEALER"));
    server.out();
    server.session.events.clear();
    return server;
  }

  @Test
  void aPeerThatMayDieOfAPingIsSentNoneAndNotGivenUp() {
    EmbeddedConnection server = unmarked();
    seconds(server, 600);

    assertThat(server.out()).isEmpty();
    assertThat(server.channel.isOpen()).isTrue();
    server.finish();
  }

  @Test
  void aPeerThatPingsIsKnownToAnswer() {
    EmbeddedConnection server = unmarked();
    server.feed(PING);
    assertThat(server.out()).isEqualTo(PONG);
    seconds(server, 26);
    assertThat(server.out()).isEqualTo(PING);
    seconds(server, 45);
    assertThat(server.events()).containsExactly("closed TimedOut[what=heartbeat]");
    server.finish();
  }

  @Test
  void aSubscriberThatSpeaksTheCommandIsKnownToAnswer() {
    EmbeddedConnection server = EmbeddedConnection.of(SocketType.PUB);
    server.feed(
        WireBytes.greeting(3, 1),
        WireBytes.ready("SUB"),
        WireBytes.command("SUBSCRIBE", new byte[0]));
    server.out();
    seconds(server, 26);
    assertThat(server.out()).isEqualTo(PING);
    server.finish();
  }

  @Test
  void aServerThatWasDialledIsPinged() {
    EmbeddedConnection client =
        new EmbeddedConnection(
            SocketType.DEALER,
            ZmtpConnection.Greets.WHEN_GREETED,
            ZmtpLimits.defaults(),
            new RecordingSession());
    client.connection.accept();
    client.begin();
    client.feed(WireBytes.greeting(3, 1), WireBytes.ready("ROUTER"));
    client.out();
    seconds(client, 26);
    assertThat(client.out()).isEqualTo(PING);
    client.finish();
  }

  @Test
  void aShortTimeToLiveIsKeptClosely() {
    EmbeddedConnection server = unmarked();
    server.feed(WireBytes.command("PING", WireBytes.hex("000a"))); // 1 s
    for (int i = 0; i < 9; i++) {
      server.advance(Duration.ofMillis(100));
    }
    assertThat(server.channel.isOpen()).isTrue();
    for (int i = 0; i < 9; i++) {
      server.advance(Duration.ofMillis(100));
    }
    assertThat(server.events()).containsExactly("closed TimedOut[what=heartbeat]");
    server.finish();
  }

  @Test
  void aTimeToLiveMayBeTakenBack() {
    EmbeddedConnection server = unmarked();
    server.feed(WireBytes.command("PING", WireBytes.hex("000a")), PING);
    seconds(server, 40);
    assertThat(server.channel.isOpen()).isTrue();
    server.finish();
  }

  @Test
  void aLongContextIsCut() {
    EmbeddedConnection server = EmbeddedConnection.talking(SocketType.ROUTER, "DEALER");
    server.feed(
        WireBytes.command(
            "PING", WireBytes.join(new byte[2], WireBytes.ascii("sixteen bytes ok, and more"))));
    assertThat(server.out())
        .isEqualTo(WireBytes.command("PONG", WireBytes.ascii("sixteen bytes ok")));
    assertThat(server.channel.isOpen()).isTrue();
    server.finish();
  }

  @Test
  void whileWeDoNotReadThePeersDeadlineRests() {
    EmbeddedConnection server = EmbeddedConnection.talking(SocketType.ROUTER, "DEALER");
    server.connection.pause();
    seconds(server, 600);
    assertThat(server.out()).isEmpty();
    assertThat(server.channel.isOpen()).isTrue();

    server.connection.resume();
    seconds(server, 59);
    assertThat(server.channel.isOpen()).isTrue();
    seconds(server, 6);
    assertThat(server.events()).containsExactly("closed TimedOut[what=heartbeat]");
    server.finish();
  }

  @Test
  void aMachineThatSleptDoesNotTakeItsPeersForDead() {
    EmbeddedConnection server = EmbeddedConnection.talking(SocketType.ROUTER, "DEALER");
    server.advance(Duration.ofHours(8));

    assertThat(server.channel.isOpen()).isTrue();
    server.finish();
  }

  @Test
  void aPingIsAnsweredWithItsContext() {
    EmbeddedConnection server = EmbeddedConnection.talking(SocketType.ROUTER, "DEALER");
    byte[] context = WireBytes.ascii("sixteen bytes ok");
    server.feed(
        WireBytes.command("PING", WireBytes.join(new byte[2], context)),
        WireBytes.command("PING", new byte[2]));

    assertThat(server.out())
        .isEqualTo(
            WireBytes.join(
                WireBytes.command("PONG", context), WireBytes.command("PONG", new byte[0])));
    server.finish();
  }

  @Test
  void aPingsTimeToLiveShortensOurPatience() {
    EmbeddedConnection server = EmbeddedConnection.talking(SocketType.ROUTER, "DEALER");
    server.feed(WireBytes.command("PING", WireBytes.hex("0096"))); // 15 s
    seconds(server, 14);
    assertThat(server.channel.isOpen()).isTrue();
    seconds(server, 7);

    assertThat(server.events()).containsExactly("closed TimedOut[what=heartbeat]");
    server.finish();
  }

  @Test
  void pingsOfAPeerThatDoesNotReadAreNotAnsweredWithoutBound() {
    EmbeddedConnection server = EmbeddedConnection.talking(SocketType.ROUTER, "DEALER");
    server.channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
    for (int i = 0; i < 100; i++) {
      server.feed(PING);
    }
    assertThat(server.out()).isEmpty();

    server.channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
    server.feed(PING);
    assertThat(server.out()).isEqualTo(PONG);
    server.finish();
  }

  @Test
  void nothingTicksAfterTheEnd() {
    EmbeddedConnection server = EmbeddedConnection.talking(SocketType.ROUTER, "DEALER");
    server.finish();
    assertThat(server.channel.runScheduledPendingTasks()).isEqualTo(-1);
  }

  private static void seconds(EmbeddedConnection server, int seconds) {
    for (int i = 0; i < seconds; i++) {
      server.advance(Duration.ofSeconds(1));
    }
  }
}
