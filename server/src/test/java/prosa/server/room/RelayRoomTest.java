package prosa.server.room;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import prosa.net.SendQueue;
import prosa.protocol.ProtocolWriter;
import prosa.protocol.ServerMessage;
import prosa.server.cluster.ClusterMessage;
import prosa.server.connection.FakeMemberConnection;
import prosa.server.connection.Framing;
import prosa.server.placement.ClientAddress;
import prosa.server.placement.Refusal;
import prosa.server.placement.RoomId;
import prosa.zmtp.TestSubscriptions;

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
            public void leaving(
                long connection, String secret, ClientAddress client, Set<String> names) {}

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

  private FakeMemberConnection sit(boolean resumed) {
    relay.open();
    FakeMemberConnection ana = home.connection(Framing.ZMTP);
    relay.seat(3, ana, "Ana", "secret", resumed, 48);
    assertThat(sent).as("asked at once").hasSize(1);
    return ana;
  }

  private RelayedClassicMember sitClassic() {
    relay.open();
    EmbeddedChannel channel = new EmbeddedChannel();
    home.loop.add(channel);
    return (RelayedClassicMember)
        relay.seatClassic(
            3,
            7,
            home.address,
            new SendQueue(channel, TestRoom.QUEUE, home.memory, false),
            TestSubscriptions.to(""));
  }

  private void pass(long millis) {
    home.loop.advance(Duration.ofMillis(millis));
  }

  private static ClusterMessage.Seated seated(long member) {
    return new ClusterMessage.Seated(member, 3, "secret", "Ana", 49, 49, new byte[0]);
  }

  private static ClusterMessage.Gone left(long member) {
    return new ClusterMessage.Gone(member, true);
  }

  private static ClusterMessage.Gone lost(long member) {
    return new ClusterMessage.Gone(member, false);
  }

  private List<ClusterMessage.UpItem> sentSince() {
    List<ClusterMessage.UpItem> all = List.copyOf(sent);
    sent.clear();
    return all;
  }

  @Test
  void whoComesBackAsksAgainWhenTheAnswerIsLate() {
    FakeMemberConnection ana = sit(true);
    pass(3_900);
    assertThat(sent).as("the answer may be on its way").hasSize(1);
    pass(1_000);
    assertThat(sent).as("asked again, with the same secret").hasSize(2);
    assertThat(sent.get(1)).isEqualTo(sent.get(0));
    relay.told(new ClusterMessage.Refused(ana.id(), Refusal.STALE_SEAT));
    assertThat(home.seats.atDoor).as("it gets another seat").containsExactly(ana);
    pass(10_000);
    assertThat(sent).as("and asks no more").hasSize(2);
  }

  @Test
  void whoWaitsAsksAgainAtOnceIfTheOwnerDoesNotKnowItAfterAGap() {
    FakeMemberConnection ana = sit(true);
    // The owner refused, and the frame was lost.
    relay.told(new ClusterMessage.Sync(49, List.of(ana.id())));
    assertThat(sent).as("its seat is on its way").hasSize(1);
    relay.told(new ClusterMessage.Sync(49, List.of()));
    assertThat(sent).hasSize(2);
    assertThat(sent.get(1)).isEqualTo(sent.get(0));
  }

  @Test
  void whoSitsIsToldWhatItMissedBeforeWhoSitsThere() {
    FakeMemberConnection ana = sit(true);
    relay.told(seated(ana.id()));
    ana.texts();
    byte[] again = "{\"type\": \"seated\"}".getBytes(UTF_8);
    relay.told(new ClusterMessage.Seated(ana.id(), 3, "secret", "Ana", 52, 49, again));
    relay.told(new ClusterMessage.Sync(54, List.of(ana.id())));
    assertThat(ana.texts())
        .containsExactly(
            new String(ProtocolWriter.write(new ServerMessage.Missed(50, 52)), UTF_8),
            "{\"type\": \"seated\"}",
            new String(ProtocolWriter.write(new ServerMessage.Missed(53, 54)), UTF_8));
  }

  @Test
  void classicMemberAsksAgainWhenTheAnswerIsLate() {
    sitClassic();
    ClusterMessage.UpItem enter = sent.getFirst();
    pass(3_900);
    assertThat(sent).hasSize(1);
    pass(1_000);
    assertThat(sentSince()).containsExactly(enter, enter);
    relay.told(seated(-1));
    pass(10_000);
    assertThat(sent).as("it has its seat").isEmpty();
  }

  @Test
  void classicMemberThatLeftWhileItsOwnerDrainsAsksNoMore() {
    RelayedClassicMember member = sitClassic();
    relay.told(new ClusterMessage.Refused(-1, Refusal.DRAINING));
    member.leave();
    sent.clear();
    pass(10_000);
    assertThat(sent).isEmpty();
  }

  @Test
  void classicMemberWhoseOwnerDrainsForLongIsDismissed() {
    sitClassic();
    for (int i = 0; i < 40; i++) {
      relay.told(new ClusterMessage.Refused(-1, Refusal.DRAINING));
      pass(300);
    }
    assertThat(sent).hasSize(30);
    assertThat(home.seats.told).containsExactly("remove classic 3");
  }

  @Test
  void seatOfWhoIsNotHereAnyMoreIsGivenBackAsItsMemberLeftIt() {
    FakeMemberConnection ana = sit(true);
    ana.breakOff();
    RelayedClassicMember classic = sitClassic();
    classic.leave();
    FakeMemberConnection refused = home.connection(Framing.ZMTP);
    relay.seat(4, refused, "Bia", "secret", true, -1);
    relay.told(new ClusterMessage.Refused(refused.id(), Refusal.STALE_SEAT));
    sent.clear();
    relay.told(seated(ana.id()));
    relay.told(seated(-1));
    relay.told(seated(refused.id()));
    relay.told(seated(77)); // nobody knows how it went
    assertThat(sentSince()).containsExactly(lost(ana.id()), left(-1), left(refused.id()), lost(77));
  }

  @Test
  void whoIsVotedAwayGetsAnotherSeat() {
    FakeMemberConnection ana = sit(false);
    relay.told(seated(ana.id()));
    relay.told(new ClusterMessage.Refused(ana.id(), Refusal.VOTED_AWAY));
    assertThat(home.seats.told).containsExactly("enter anew as Ana");
    assertThat(ana.isPaused()).as("until it has another seat").isTrue();
    assertThat(home.seats.atDoor).isEmpty();
    assertThat(ana.hasEnded()).isFalse();
  }

  @Test
  void whoComesBackToATableThatVotedItAwayIsToldSo() {
    FakeMemberConnection ana = sit(true);
    relay.told(new ClusterMessage.Refused(ana.id(), Refusal.VOTED_AWAY));
    assertThat(home.seats.told).isEmpty();
    assertThat(home.seats.atDoor).containsExactly(ana);
  }

  @Test
  void ownerThatKnowsOfSomebodyWhoIsNotHereIsToldAfterAGap() {
    FakeMemberConnection ana = sit(true);
    RelayedClassicMember classic = sitClassic();
    classic.leave();
    sent.clear();
    relay.told(new ClusterMessage.Sync(49, List.of(ana.id(), -1L)));
    assertThat(sentSince()).containsExactly(left(-1));
  }

  @Test
  void howMembersWentIsRememberedOfTheLatestOnly() {
    relay.open();
    for (int i = 0; i <= RelayRoom.MOST_WENT; i++) {
      FakeMemberConnection one = home.connection(Framing.ZMTP);
      relay.seat(3, one, "Ana", "secret", false, -1);
      relay.depart(3, one, false);
    }
    sent.clear();
    relay.told(seated(1));
    relay.told(seated(2));
    assertThat(sentSince()).containsExactly(lost(1), left(2));
  }
}
