package prosa.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static prosa.server.cluster.RecordedNode.MILLI;
import static prosa.server.cluster.RecordedNode.SECOND;
import static prosa.server.cluster.RecordedNode.START;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A node that could not listen at its start, and finds another one of its name later, or none. */
final class NamesakeTest {
  /** What a namesake has that was started once more than this node; this one has 5. */
  private static final long LATER = 6 * START;

  private final RecordedNode world = new RecordedNode();
  private final List<ClusterMessage> said = new ArrayList<>();
  private final List<String> notices = new ArrayList<>();
  private final RecordedTransport transport =
      new RecordedTransport((_, envelope) -> said.add(envelope.message()));
  private final ClusterNode node =
      new ClusterNode(
          new ClusterConfig("b", Optional.empty()),
          world.placement,
          world.tokens,
          world.rooms,
          transport,
          world.counters,
          world::clock);

  private void start() {
    node.notices(notices::add);
    node.listenFirst();
    transport.trouble = Optional.of("it is away");
    passes(5 * SECOND);
    assertThat(said).isEmpty();
    transport.trouble = Optional.empty();
  }

  private void passes(long nanos) {
    for (long end = world.now + nanos; world.now < end; world.pass(25 * MILLI)) {
      node.tick();
    }
  }

  private void hears(String from, long epoch, boolean leaving) {
    node.receive(Announcements.written(from, epoch, leaving));
  }

  @Test
  void theOneThatWasThereFirstStaysWhateverItsEpoch() {
    start();
    passes(SECOND);
    hears("b", LATER, false);
    passes(5 * SECOND);
    assertThat(said).as("the other one never hears of it").isEmpty();
    assertThat(notices).singleElement().asString().contains("is called b: this one goes on alone");
    assertThat(node.trouble()).hasValueSatisfying(why -> assertThat(why).startsWith("alone: "));
    node.leave();
    assertThat(said).isEmpty();
  }

  @Test
  void nodeThatHeardNobodyOfItsNameSpeaks() {
    start();
    passes(ClusterNode.ALL_HEARD.toNanos() - 25 * MILLI);
    assertThat(said).isEmpty();
    passes(100 * MILLI);
    assertThat(said).hasSize(1);
    hears("b", LATER, false); // it comes later, and yields
    assertThat(node.trouble()).isEmpty();
  }

  @Test
  void whoeverLeavesHasTheNameNoMore() {
    start();
    hears("b", START, true);
    passes(5 * SECOND);
    hears("b", START, true);
    assertThat(node.trouble()).isEmpty();
    assertThat(said).isNotEmpty();
  }
}
