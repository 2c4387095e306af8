package prosa.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import prosa.protocol.ClientMessage;
import prosa.server.connection.FakeMemberConnection;
import prosa.server.connection.Framing;

/** What many rooms share on one event loop. */
final class RoomLoopTest {
  private static final int ROOMS = 300;
  private static final int MOST_IN_ONE_GO = 64;

  @Test
  void noSweepLooksAtMoreThanASliceOfTheRoomsAndAllHaveTheirTurn() {
    try (TestRoom home = new TestRoom()) {
      List<FakeMemberConnection> members = new ArrayList<>();
      for (int i = 0; i < ROOMS; i++) {
        FakeMemberConnection member = home.connection(Framing.ZMTP);
        home.another(100 + i).seat(1, member, "Ana", "secret", false, -1);
        member.reads(false);
        member.send(new ClientMessage.Say("nobody reads this"));
        members.add(member);
      }
      home.loop.run();
      int mostAtOnce = 0;
      int closed = 0;
      for (int i = 0; i < 300 && closed < ROOMS; i++) {
        home.loop.advance(Duration.ofMillis(50)); // one step of the clock
        int now = (int) members.stream().filter(FakeMemberConnection::isClosed).count();
        mostAtOnce = Math.max(mostAtOnce, now - closed);
        closed = now;
      }
      assertThat(closed).as("closed for what they did not acknowledge").isEqualTo(ROOMS);
      assertThat(mostAtOnce).isBetween(1, MOST_IN_ONE_GO);
    }
  }

  @Test
  void aRoomInWhichAllIsAcknowledgedIsNotLookedAtUntilSomethingIsSaid() {
    try (TestRoom home = new TestRoom()) {
      FakeMemberConnection ana = home.connection(Framing.ZMTP);
      home.another(100).seat(1, ana, "Ana", "secret", false, -1);
      home.loop.advance(Duration.ofSeconds(2));
      int settled = ana.looks();
      assertThat(settled).isPositive();
      home.loop.advance(Duration.ofMinutes(1));
      assertThat(ana.looks()).isEqualTo(settled);
      ana.send(new ClientMessage.Say("somebody says something"));
      home.loop.advance(Duration.ofSeconds(2));
      assertThat(ana.looks()).isGreaterThan(settled);
    }
  }

  @Test
  void aRoomIsLookedAtForAsLongAsSomebodyDoesNotAcknowledge() {
    try (TestRoom home = new TestRoom()) {
      FakeMemberConnection ana = home.connection(Framing.ZMTP);
      home.another(100).seat(1, ana, "Ana", "secret", false, -1);
      home.loop.advance(Duration.ofMinutes(1));
      ana.reads(false);
      ana.send(new ClientMessage.Say("nobody reads this"));
      int before = ana.looks();
      home.loop.advance(Duration.ofSeconds(5));
      assertThat(ana.looks() - before).isBetween(9, 11); // twice a second
      home.loop.advance(TestRoom.STUCK);
      assertThat(ana.isClosed()).isTrue();
    }
  }
}
