package prosa.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import prosa.server.cluster.ClusterMessage;
import prosa.server.connection.FakeMemberConnection;
import prosa.server.connection.Framing;
import prosa.server.placement.ClientAddress;
import prosa.server.placement.Refusal;
import prosa.server.placement.RoomId;

/** A room of another node, at the node where its members came in, in virtual time. */
final class RelayRoomTest {
  private final TestRoom home = new TestRoom();
  private final List<ClusterMessage.UpItem> sent = new ArrayList<>();
  private final RelayRoom relay =
      new RelayRoom(
          new RoomId(3, "b"),
          home.room.loop(),
          home.seats,
          home.counters,
          new RelayRoom.Uplink() {
            @Override
            public void up(ClusterMessage.UpItem item) {
              sent.add(item);
            }

            @Override
            public long epoch() {
              return 1;
            }

            @Override
            public void leaving(long connection, String secret, ClientAddress client) {}

            @Override
            public String secretOfLent(int place) {
              return "";
            }

            @Override
            public void empty() {}
          },
          _ -> home.address);

  @AfterEach
  void close() {
    home.close();
  }

  @Test
  void whoComesBackAsksAgainWhenTheAnswerWasLost() {
    relay.open();
    FakeMemberConnection ana = home.connection(Framing.ZMTP);
    relay.seat(3, ana, "Ana", "secret", true, 48);
    assertThat(sent).as("asked at once").hasSize(1);
    // The owner refused, the frame was lost, and what it tells after the gap does not know Ana.
    relay.told(new ClusterMessage.Sync(49, List.of()));
    home.loop.advance(Duration.ofMillis(3_900));
    assertThat(sent).as("the answer may be on its way").hasSize(1);
    home.loop.advance(Duration.ofSeconds(1));
    assertThat(sent).as("asked again, with the same secret").hasSize(2);
    assertThat(sent.get(1)).isEqualTo(sent.get(0));
    relay.told(new ClusterMessage.Refused(ana.id(), Refusal.STALE_SEAT));
    assertThat(home.seats.atDoor).as("it gets another seat").containsExactly(ana);
    home.loop.advance(Duration.ofSeconds(10));
    assertThat(sent).as("and asks no more").hasSize(2);
  }
}
