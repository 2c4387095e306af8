package prosa.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import prosa.server.cluster.ClusterCodec.Envelope;
import prosa.server.cluster.ClusterCounters.ClusterEvent;
import prosa.server.placement.RoomId;

/** For whom a message is, and when a node hears itself. */
final class NodeMessengerTest {
  private static final long EPOCH = 0x0500_0000_1234L;

  private final List<String> receivers = new ArrayList<>();
  private final List<Envelope> sent = new ArrayList<>();
  private final List<ClusterMessage> heard = new ArrayList<>();
  private final ClusterCounters counters = new ClusterCounters();
  private final RecordedTransport transport =
      new RecordedTransport(
          (to, envelope) -> {
            receivers.add(to);
            sent.add(envelope);
          });
  private Consumer<ClusterMessage> self = heard::add;
  private final NodeTable nodes =
      new NodeTable("b", new ClusterTokens(() -> "", () -> 7, EPOCH), counters, 0, _ -> {});
  private final NodeMessenger messenger =
      new NodeMessenger(nodes, transport, counters, message -> self.accept(message));

  private static ClusterMessage numbered(long id) {
    return new ClusterMessage.Adopted(id, new RoomKey(new RoomId(1, "c"), 3));
  }

  @Test
  void messageIsForThePresentEpochOfItsReceiver() {
    messenger.send("c", numbered(1));
    nodes.announced("c", 99, Announcements.first(), 0);
    messenger.send("c", numbered(2));
    messenger.broadcast(numbered(3));
    assertThat(receivers).containsExactly("c", "c", "*");
    assertThat(sent)
        .containsExactly(
            new Envelope(ClusterCodec.VERSION, "b", EPOCH, 0, numbered(1)), // nobody knows
            new Envelope(ClusterCodec.VERSION, "b", EPOCH, 99, numbered(2)),
            new Envelope(ClusterCodec.VERSION, "b", EPOCH, 0, numbered(3)));
  }

  @Test
  void whatTheTransportDoesNotTakeIsCounted() {
    messenger.send("c", numbered(1));
    transport.away = true;
    messenger.send("c", numbered(2));
    messenger.broadcast(numbered(3));
    assertThat(counters.of(ClusterEvent.SENT)).isEqualTo(1);
    assertThat(counters.of(ClusterEvent.NOT_SENT)).isEqualTo(2);
  }

  @Test
  void nodeHearsItselfWhenItIsDoneAndNotByTheNetwork() {
    messenger.send("b", numbered(1));
    messenger.send("b", numbered(2));
    assertThat(heard).isEmpty();
    messenger.deliverToSelf();
    assertThat(heard).containsExactly(numbered(1), numbered(2));
    assertThat(sent).isEmpty();
    assertThat(counters.of(ClusterEvent.SENT)).isZero();
  }

  /** Otherwise an answer would be taken before the question is done with. */
  @Test
  void whatANodeSaysToItselfWhileItHearsItselfComesAfterwards() {
    self =
        message -> {
          if (message.equals(numbered(1))) {
            messenger.send("b", numbered(2));
            messenger.deliverToSelf();
          }
          heard.add(message);
        };
    messenger.send("b", numbered(1));
    messenger.deliverToSelf();
    assertThat(heard).containsExactly(numbered(1), numbered(2));
  }

  @Test
  void faultWhileANodeHearsItselfDoesNotMakeItDeaf() {
    self =
        message -> {
          throw new IllegalStateException();
        };
    messenger.send("b", numbered(1));
    assertThat(catchThrowable(messenger::deliverToSelf)).isInstanceOf(IllegalStateException.class);
    self = heard::add;
    messenger.send("b", numbered(2));
    messenger.deliverToSelf();
    assertThat(heard).containsExactly(numbered(2));
  }

  @Test
  void numbersAreNotMetAgainAfterAStart() {
    Set<Long> ids = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      ids.add(messenger.nextId());
    }
    assertThat(ids).hasSize(100).allMatch(id -> id > 0x1234 && id <= 0x1234 + 100);
  }
}
