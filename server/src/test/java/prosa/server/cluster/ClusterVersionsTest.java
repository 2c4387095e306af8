package prosa.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import prosa.server.cluster.ClusterCodec.Envelope;

/** Nodes of other versions of the protocol, and two of one name. */
final class ClusterVersionsTest {
  private final List<String> notices = new ArrayList<>();
  private ClusterNode node;

  @BeforeEach
  void start() {
    ClusterSimulation world = new ClusterSimulation(1, 1, 0);
    node = world.nodes.getFirst().node;
    node.notices(notices::add);
  }

  private static byte[] announcement(int version, String from, long epoch) {
    return announcement(version, from, epoch, Optional.empty());
  }

  private static byte[] announcement(
      int version, String from, long epoch, Optional<Set<Long>> hears) {
    return ClusterCodec.write(
        new Envelope(
            version,
            from,
            epoch,
            0,
            new ClusterMessage.Announce(
                1,
                false,
                false,
                1,
                1,
                1,
                List.of(0),
                List.of(),
                1,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                hears)));
  }

  @Test
  void nodeOfTheNextVersionIsUnderstood() {
    Optional<Set<Long>> hears = Optional.of(Set.of(node.nodeTable().epoch()));
    byte[] next = announcement(ClusterCodec.VERSION + 1, "z", 5, hears);
    node.receive(Arrays.copyOf(next, next.length + 9)); // with a field more
    assertThat(node.nodeTable().names()).containsExactly("a", "z");
    assertThat(node.seatRequests().knowsRoom(1)).isTrue();
    assertThat(notices).isEmpty();
  }

  @Test
  void nodeOfALaterVersionIsLeftAloneAndTold() {
    for (int i = 0; i < 3; i++) {
      node.receive(announcement(ClusterCodec.VERSION + 2, "z", 5));
    }
    assertThat(node.nodeTable().names()).containsExactly("a");
    assertThat(node.seatRequests().knowsRoom(1)).isFalse();
    assertThat(notices)
        .containsExactly(
            "node z speaks version 3 of the cluster's protocol and this one 1: their members do not"
                + " meet");
    assertThat(node.trouble()).contains("apart from nodes of another version: z");
  }

  /** A version that far away may say everything but its sender in another way. */
  @Test
  void nodeOfALaterVersionIsToldWhateverItSays() {
    byte[] whole = announcement(ClusterCodec.VERSION + 2, "z", 5);
    byte[] other = Arrays.copyOf(whole, 10);
    other[9] = 99;
    node.receive(other);
    node.receive(new byte[] {ClusterCodec.VERSION + 2, 0, 9, 'z'});
    node.receive(new byte[] {ClusterCodec.VERSION + 2, 0, 1, '\n'});
    assertThat(notices).hasSize(1).first().asString().startsWith("node z speaks version 3");
  }

  @Test
  void ofTwoNodesOfOneNameThatMeetOneGoesOnAlone() {
    node.receive(announcement(ClusterCodec.VERSION, "z", 5));
    node.receive(announcement(ClusterCodec.VERSION, "a", Long.MIN_VALUE));
    assertThat(notices)
        .containsExactly(
            "another node of the cluster is called a: this one goes on alone; give it another name"
                + " with --node");
    assertThat(node.nodeTable().names()).containsExactly("a");
    node.receive(announcement(ClusterCodec.VERSION, "z", 5));
    assertThat(node.nodeTable().names()).containsExactly("a");
    assertThat(node.trouble().orElseThrow()).startsWith("alone: another node");
  }

  @Test
  void nodesThatDoNotHearThisOneAreToldToTheOperator() {
    ClusterSimulation world = new ClusterSimulation(1, 3, 0);
    node = world.nodes.get(1).node;
    world.advance(TimeUnit.SECONDS.toNanos(5));
    assertThat(node.trouble()).isEmpty();
    world.network.mute("b");
    world.advance(TimeUnit.SECONDS.toNanos(8));
    assertThat(node.nodeTable().names()).containsExactly("b");
    assertThat(node.trouble()).contains("apart from nodes that do not hear this one: a, c");
    assertThat(world.nodes.getFirst().node.trouble()).isEmpty(); // b seems to be gone
    world.network.heal();
    world.advance(TimeUnit.SECONDS.toNanos(2));
    assertThat(node.nodeTable().names()).containsExactly("a", "b", "c");
    assertThat(node.trouble()).isEmpty();
  }

  @Test
  void whatIsNoMessageCostsNothing() {
    node.receive(new byte[0]);
    node.receive(new byte[] {1, 2, 3});
    assertThat(node.nodeTable().names()).containsExactly("a");
  }
}
