package prosa.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a silent peer is sent a ping, and when it is closed; with a manual clock. */
final class KeepAliveTest {
  private static final ConnectionTimeouts TIMEOUTS =
      new ConnectionTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(60));

  private final List<String> done = new ArrayList<>();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private boolean halted;
  private int seconds;
  private final KeepAlive keepAlive =
      new KeepAlive(
          TIMEOUTS,
          new KeepAlive.PingedPeer() {
            @Override
            public boolean halted() {
              return halted;
            }

            @Override
            public void ping() {
              done.add("ping after " + seconds);
            }

            @Override
            public void dead() {
              done.add("dead after " + seconds);
            }
          });

  KeepAliveTest() {
    channel.freezeTime();
  }

  private void begin() {
    keepAlive.start();
    keepAlive.answers();
    keepAlive.arm(channel.eventLoop());
  }

  private void pass(int more) {
    for (int i = 0; i < more; i++) {
      seconds++;
      channel.advanceTimeBy(1, TimeUnit.SECONDS);
      channel.runScheduledPendingTasks();
    }
  }

  @AfterEach
  void end() {
    keepAlive.stop();
    channel.finishAndReleaseAll();
  }

  @Test
  void aSilentPeerIsPingedEachHeartbeatAndThenGivenUp() {
    begin();
    pass(60);

    assertThat(done).containsExactly("ping after 20", "ping after 40", "dead after 60");
  }

  @Test
  void whateverIsHeardIsASignOfLife() {
    begin();
    for (int i = 0; i < 20; i++) {
      pass(10);
      keepAlive.heard();
    }

    assertThat(done).isEmpty();
  }

  @Test
  void aPeerThatIsNotKnownToAnswerIsLeftAlone() {
    keepAlive.start();
    keepAlive.arm(channel.eventLoop());
    pass(200);

    assertThat(done).isEmpty();
  }

  @Test
  void silenceDoesNotCountWhileNobodyListens() {
    begin();
    halted = true;
    pass(200);
    assertThat(done).isEmpty();

    halted = false;
    pass(20);
    assertThat(done).containsExactly("ping after 220");
  }

  @Test
  void aPeerThatAsksForItIsGivenUpSooner() {
    begin();
    keepAlive.allowance(TimeUnit.SECONDS.toNanos(4));
    pass(4);

    assertThat(done).containsExactly("dead after 4");
  }

  @Test
  void aMachineThatSleptDoesNotTakeItsPeersForDead() {
    begin();
    channel.advanceTimeBy(1, TimeUnit.HOURS);
    channel.runScheduledPendingTasks();

    assertThat(done).isEmpty();
  }

  @Test
  void nothingHappensWhileItIsNotArmed() {
    begin();
    keepAlive.disarm();
    pass(200);
    assertThat(done).isEmpty();

    keepAlive.arm(channel.eventLoop());
    pass(20);
    assertThat(done).containsExactly("ping after 220");
  }
}
