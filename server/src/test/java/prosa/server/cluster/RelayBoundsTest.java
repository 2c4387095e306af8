package prosa.server.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import prosa.server.cluster.ClusterCodec.Envelope;
import prosa.server.cluster.ClusterCounters.ClusterEvent;
import prosa.server.placement.RoomId;

/** What waits at the two ends of a relay, and what is remembered of those that ended. */
@SuppressWarnings("NullAway") // who is seated has a room
final class RelayBoundsTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private ClusterSimulation world;
  private SimulatedNode a;
  private SimulatedNode b;
  private Relay relay;

  @BeforeEach
  void start() {
    world = new ClusterSimulation(1, 2, 0);
    a = world.nodes.get(0);
    b = world.nodes.get(1);
    world.advance(3 * SECOND);
    SimulatedUser user = new SimulatedUser(1, world);
    a.enter(user);
    assertThat(user.isSeated()).isTrue();
    relay = b.node.relays().to(user.room);
  }

  private void say(int times) {
    for (int i = 0; i < times; i++) {
      b.node.relays().up(relay, new ClusterMessage.Text(7, Integer.toString(i).getBytes(UTF_8)));
    }
  }

  @Test
  void framesThatAreNotAcknowledgedAreBounded() {
    world.network.cut("a", "b");
    say(Relay.MOST_WAITING + 76);
    assertThat(relay.waiting()).hasSize(Relay.MOST_WAITING);
    assertThat(b.counters.of(ClusterEvent.RETURNED)).isEqualTo(76);
  }

  @Test
  void framesToAnOwnerThatComeEarlyAreBoundedAndTheMissingOneIsTaken() {
    world.network.lost = 1;
    say(1);
    world.network.lost = 0;
    say(Relay.MOST_WAITING - 1);
    world.advance(5 * SECOND);
    assertThat(relay.waiting().isEmpty()).isTrue();
    assertThat(b.counters.of(ClusterEvent.SENT_AGAIN)).isPositive();
  }

  @Test
  void framesFromAnOwnerThatComeEarlyAreBoundedAndTheMissingOneIsTaken() {
    List<Integer> numbers = new ArrayList<>();
    for (int number = 2; number <= Relay.MOST_EARLY + 100; number++) {
      numbers.add(number);
    }
    numbers.forEach(this::told);
    assertThat(relay.early).hasSize(Relay.MOST_EARLY - 1);
    assertThat(relay.early.lastKey()).isEqualTo(Relay.MOST_EARLY);
    told(1);
    assertThat(relay.early).isEmpty();
    assertThat(relay.received).isEqualTo(Relay.MOST_EARLY);
  }

  @Test
  void noMoreThanSoManyAdoptionsAreTold() {
    List<ClusterMessage.Announce> heard = new ArrayList<>();
    world
        .network
        .of("w")
        .open(
            bytes -> {
              try {
                if (ClusterCodec.read(bytes).message() instanceof ClusterMessage.Announce said) {
                  heard.add(said);
                }
              } catch (ClusterCodec.MalformedMessage e) {
                throw new IllegalStateException(e);
              }
            });
    for (int i = 0; i < RoomDirectory.MOST_TOLD + 100; i++) {
      RoomKey room = new RoomKey(new RoomId(i, "z"), i);
      fromA(
          new ClusterMessage.Adopt(
              i,
              List.of(room),
              true,
              new ClusterMessage.MovedRoom(
                  false, OptionalLong.of(1), Optional.empty(), List.of())));
    }
    world.advance(SECOND);
    assertThat(b.counters.of(ClusterEvent.ADOPTED)).isEqualTo(RoomDirectory.MOST_TOLD + 100);
    assertThat(heard).allMatch(one -> one.adoptions().size() <= RoomDirectory.MOST_TOLD);
    assertThat(heard).anyMatch(one -> one.adoptions().size() == RoomDirectory.MOST_TOLD);
  }

  /** A link that was closed is not opened by a frame that comes late, while it is remembered. */
  @Test
  void noMoreThanSoManyClosedLinksAreRemembered() {
    SimulatedUser user = new SimulatedUser(2, world);
    b.enter(user);
    world.advance(SECOND);
    RoomKey room = user.room;
    SimulatedNode owner = room.id().node().equals("a") ? a : b;
    SimulatedNode gateway = owner == a ? b : a;
    for (int i = 1; i <= OwnerLinks.MOST_CLOSED + 2; i++) {
      up(owner, gateway, room, i, i - 1);
    }
    int links = owner.node.ownerLinks().size();
    up(owner, gateway, room, OwnerLinks.MOST_CLOSED + 1, 0);
    assertThat(owner.node.ownerLinks().size()).isEqualTo(links);
    up(owner, gateway, room, 1, 0);
    assertThat(owner.node.ownerLinks().size()).isEqualTo(links + 1);
  }

  private static void up(
      SimulatedNode owner, SimulatedNode gateway, RoomKey room, long number, long replaces) {
    owner.node.receive(
        ClusterCodec.write(
            new Envelope(
                ClusterCodec.VERSION,
                gateway.name,
                gateway.tokens.nodeEpoch(),
                0,
                new ClusterMessage.Up(
                    1_000_000 + number, 1_000_000 + replaces, room, 1, List.of()))));
  }

  private void told(int number) {
    fromA(new ClusterMessage.Down(relay.id(), number, 0, List.of()));
  }

  private void fromA(ClusterMessage message) {
    b.node.receive(
        ClusterCodec.write(
            new Envelope(ClusterCodec.VERSION, "a", a.tokens.nodeEpoch(), 0, message)));
  }
}
