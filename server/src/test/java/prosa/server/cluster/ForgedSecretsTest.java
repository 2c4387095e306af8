package prosa.server.cluster;

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
import prosa.server.placement.ClientAddress;
import prosa.server.placement.RoomId;
import prosa.server.placement.SeatLimits;

/** Who comes back with a secret that nobody gave out opens no room by it. */
final class ForgedSecretsTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final int FORGERS = 100;
  private static final ClientAddress FORGER = new ClientAddress("198.51.100.1", false);

  private ClusterSimulation world;
  private SimulatedNode a;
  private SimulatedNode b;
  private int people;

  @BeforeEach
  void start() {
    world = new ClusterSimulation(1, 3, 0);
    a = world.nodes.get(0);
    b = world.nodes.get(1);
    world.advance(3 * SECOND);
  }

  /** A secret of a room that the node with this epoch never had. */
  private String forged(String node, long nodeEpoch, int number) {
    RoomKey room =
        new RoomKey(new RoomId(number, node), RoomKey.epoch(nodeEpoch, world.bits(), false));
    return SeatToken.make(world.token(), room, 1);
  }

  /** Somebody of one address comes in there, with forged secrets of this node. */
  private List<SimulatedUser> forge(SimulatedNode at, String node, long nodeEpoch) {
    List<SimulatedUser> users = new ArrayList<>();
    for (int i = 0; i < FORGERS; i++) {
      users.add(enter(at, forged(node, nodeEpoch, 5_000 + i)));
    }
    return users;
  }

  private SimulatedUser enter(SimulatedNode at, String secret) {
    SimulatedUser user = new SimulatedUser(++people, world);
    user.address = FORGER;
    user.secret = secret;
    at.enter(user);
    return user;
  }

  private long adopted() {
    return world.nodes.stream().mapToLong(node -> node.counters.of(ClusterEvent.ADOPTED)).sum();
  }

  private long rooms() {
    return world.nodes.stream().mapToLong(node -> node.placement.totals().rooms()).sum();
  }

  private static long forgedAt(SimulatedNode node) {
    return node.counters.of(ClusterEvent.FORGED);
  }

  @Test
  void inventedRoomsOfALivingNodeAreNotLookedFor() {
    List<SimulatedUser> users = forge(b, "a", a.tokens.nodeEpoch());
    assertThat(forgedAt(b)).isEqualTo(FORGERS);
    assertThat(b.node.relays().size()).isZero();
    world.advance(10 * SECOND);
    assertThat(adopted()).isZero();
    assertThat(users).allMatch(SimulatedUser::isSeated);
    assertThat(rooms()).isLessThan(FORGERS / SimulatedNode.CAPACITY + 5);
  }

  @Test
  void closedRoomsOfALivingNodeAreNotOpened() {
    List<SimulatedUser> users = new ArrayList<>();
    for (int i = 0; i < FORGERS; i++) {
      users.add(enter(b, a.tokens.seat(new RoomId(5_000 + i, "a"), false, 1)));
    }
    assertThat(forgedAt(b)).isZero();
    world.advance(10 * SECOND);
    assertThat(adopted()).isZero();
    assertThat(users).allMatch(SimulatedUser::isSeated);
    assertThat(rooms()).isLessThan(FORGERS / SimulatedNode.CAPACITY + 5);
  }

  @Test
  void inventedRoomsOfADeadNodeAreNotOpened() {
    long epoch = a.tokens.nodeEpoch();
    String genuine = a.tokens.seat(new RoomId(1, "a"), false, 1);
    a.die();
    world.advance(4 * SECOND);
    forge(b, "a", epoch);
    world.advance(8 * SECOND);
    assertThat(forgedAt(b)).isEqualTo(FORGERS);
    assertThat(adopted()).isZero();
    enter(b, genuine);
    world.advance(SECOND);
    assertThat(adopted()).isEqualTo(1);
  }

  /** A gateway of an earlier version looks at no marks. */
  @Test
  void whoIsAskedToAdoptLooksAtTheSecretsToo() {
    long epoch = a.tokens.nodeEpoch();
    a.die();
    world.advance(4 * SECOND);
    String secret = forged("a", epoch, 1);
    RoomKey room = SeatToken.parse(secret).orElseThrow().room();
    ClusterMessage.MovedSeat seat =
        new ClusterMessage.MovedSeat(1, List.of(secret), "", false, 0, FORGER, List.of());
    b.node.receive(
        ClusterCodec.write(
            new Envelope(
                ClusterCodec.VERSION,
                "c",
                world.nodes.get(2).tokens.nodeEpoch(),
                0,
                new ClusterMessage.Adopt(
                    1,
                    List.of(room),
                    true,
                    new ClusterMessage.MovedRoom(
                        false, OptionalLong.empty(), Optional.empty(), List.of(seat))))));
    assertThat(b.counters.of(ClusterEvent.NOT_ADOPTED)).isEqualTo(1);
    assertThat(rooms()).isZero();
  }

  @Test
  void roomsInTheNameOfADeadNodeAreCountedToWhoReturns() {
    world = new ClusterSimulation(1, 1, 0);
    a = world.nodes.get(0);
    long epoch = world.bits();
    a.node.receive(Announcements.written("z", epoch)); // it is silent from now on
    world.advance(4 * SECOND);
    assertThat(a.node.nodeTable().names()).containsExactly("a");
    List<SimulatedUser> users = forge(a, "z", epoch);
    world.advance(SECOND);
    int most = SeatLimits.defaults().roomsPerAddress();
    assertThat(FORGERS).isGreaterThan(most);
    assertThat(adopted()).isEqualTo(most);
    assertThat(rooms()).isLessThanOrEqualTo(most);
    world.advance(15 * SECOND);
    assertThat(rooms()).isLessThanOrEqualTo(most);
    assertThat(users).allMatch(SimulatedUser::isSeated);
  }

  /** Two crashes, and a node that was started after both. */
  @Test
  void nodeThatIsStartedLearnsTheKeysOfThoseThatAreGone() {
    world.advance(90 * SECOND);
    long epoch = a.tokens.nodeEpoch();
    String genuine = a.tokens.seat(new RoomId(1, "a"), false, 1);
    a.die();
    world.nodes.get(2).die();
    world.advance(4 * SECOND);
    SimulatedNode young = world.start("c");
    world.advance(2 * SECOND);
    forge(young, "a", epoch);
    assertThat(forgedAt(young)).isEqualTo(FORGERS);
    forge(young, "z", world.bits()); // no node that anybody ever heard of
    world.advance(8 * SECOND);
    assertThat(adopted()).isZero();
    enter(young, genuine);
    world.advance(SECOND);
    assertThat(adopted()).isEqualTo(1);
  }
}
