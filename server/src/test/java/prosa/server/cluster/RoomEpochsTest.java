package prosa.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import prosa.server.cluster.ClusterCodec.Envelope;
import prosa.server.cluster.ClusterCounters.ClusterEvent;
import prosa.server.placement.ClientAddress;
import prosa.server.placement.RoomId;

/** A room has one epoch as long as it is open here, and none afterwards. */
@SuppressWarnings("NullAway") // who is seated has a room
final class RoomEpochsTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final ClusterSimulation world = new ClusterSimulation(1, 3, 0);
  private final SimulatedNode a = world.nodes.get(0);
  private final SimulatedNode b = world.nodes.get(1);
  private final SimulatedNode c = world.nodes.get(2);
  private int people;

  private SimulatedUser enter(SimulatedNode at) {
    SimulatedUser user = new SimulatedUser(++people, world);
    at.enter(user);
    world.advance(SECOND);
    return user;
  }

  @Test
  void closedRoomHasNoEpochAndGetsNone() {
    ClusterTokens tokens = a.tokens;
    RoomId room = new RoomId(7, "a");
    RoomKey open = tokens.opened(room, false);
    assertThat(tokens.key(room)).isEqualTo(open);
    tokens.forget(room);
    RoomKey closed = tokens.key(room);
    assertThat(closed).isNotEqualTo(open).isEqualTo(tokens.key(room));
    assertThat(closed.isOf(tokens.nodeEpoch())).isFalse();
    assertThat(SeatToken.parse(tokens.invite(room)).orElseThrow().room()).isEqualTo(closed);
  }

  @Test
  void roomThatWentToAnotherNodeHasNoEpochHere() {
    world.advance(3 * SECOND);
    RoomKey room = enter(a).room;
    enter(a);
    assertThat(a.tokens.key(room.id())).isEqualTo(room);
    a.drain();
    world.advance(SECOND);
    assertThat(a.counters.of(ClusterEvent.HANDED_OVER)).isEqualTo(1);
    assertThat(a.tokens.key(room.id())).isNotEqualTo(room);
  }

  /** A node that wakes may be asked to adopt a room before it closes those whose time is over. */
  @Test
  void roomWhoseTimeIsOverIsNotOneThatAnotherGoesOnIn() {
    world.advance(3 * SECOND);
    String secret = a.tokens.seat(new RoomId(1, "a"), false, 1);
    RoomKey room = SeatToken.parse(secret).orElseThrow().room();
    a.die();
    world.advance(4 * SECOND);
    b.node.receive(adopt(room, secret));
    RoomKey first = b.node.directory().whereIs(room).orElseThrow();
    world.advance(35 * SECOND); // the seat is held no more, and the room lingers
    b.pause();
    world.advance(20 * SECOND);
    assertThat(b.placement.isOpen(first.id())).isTrue();
    b.node.receive(adopt(room, secret));
    RoomKey second = b.node.directory().whereIs(room).orElseThrow();
    assertThat(second).isNotEqualTo(first);
    assertThat(b.placement.seatsOf(second.id())).hasSize(1);
    assertThat(b.counters.of(ClusterEvent.ADOPTED)).isEqualTo(2);
  }

  private byte[] adopt(RoomKey room, String secret) {
    ClientAddress client = new ClientAddress("192.0.2.1", false);
    ClusterMessage.MovedSeat seat =
        new ClusterMessage.MovedSeat(1, List.of(secret), "", false, 0, client, List.of());
    return ClusterCodec.write(
        new Envelope(
            ClusterCodec.VERSION,
            "c",
            c.tokens.nodeEpoch(),
            0,
            new ClusterMessage.Adopt(
                1,
                List.of(room),
                true,
                new ClusterMessage.MovedRoom(
                    false, OptionalLong.empty(), Optional.empty(), List.of(seat)))));
  }
}
