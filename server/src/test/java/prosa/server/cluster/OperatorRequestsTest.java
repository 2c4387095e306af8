package prosa.server.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import prosa.server.cluster.ClusterMessage.Act;
import prosa.server.cluster.ClusterMessage.Acted;
import prosa.server.cluster.ClusterMessage.Report;
import prosa.server.cluster.ClusterMessage.Reported;
import prosa.server.cluster.OperatorRequests.ActionOutcome;

/** What an operator of one node asks another for. */
final class OperatorRequestsTest {
  private final RecordedNode node = new RecordedNode();
  private final OperatorRequests requests = new OperatorRequests(node.nodes, node.messenger);
  private final List<ActionOutcome> done = new ArrayList<>();
  private final List<Optional<byte[]>> reports = new ArrayList<>();

  @Test
  void actionIsAskedForAndItsResultIsTheAnswer() {
    node.announce("c");
    requests.act("c", "close", List.of("Chat7@c"), done::add);
    Act asked = node.letter("c", Act.class);
    assertThat(asked.action()).isEqualTo("close");
    assertThat(asked.arguments()).containsExactly("Chat7@c");
    requests.acted(new Acted(asked.id() + 1, true, "")); // that was another one
    assertThat(done).isEmpty();
    requests.acted(new Acted(asked.id(), true, "closed"));
    requests.acted(new Acted(asked.id(), true, "closed"));
    assertThat(done).containsExactly(new ActionOutcome(true, "closed"));
  }

  @Test
  void nodeThatIsNotThereIsNotAsked() {
    requests.act("c", "close", List.of(), done::add);
    requests.report("c", "/state", reports::add);
    requests.act("b", "close", List.of(), done::add); // this one does what it can by itself
    assertThat(done).containsExactly(ActionOutcome.NONE, ActionOutcome.NONE);
    assertThat(reports).containsExactly(Optional.empty());
    assertThat(node.letters()).isEmpty();
  }

  @Test
  void emptyReportIsNone() {
    node.announce("c");
    requests.report("c", "/state", reports::add);
    requests.report("c", "/nothing", reports::add);
    List<RecordedNode.Letter> asked = node.letters();
    byte[] state = "state".getBytes(UTF_8);
    requests.reported(new Reported(((Report) asked.get(0).message()).id(), state));
    requests.reported(new Reported(((Report) asked.get(1).message()).id(), new byte[0]));
    assertThat(reports).containsExactly(Optional.of(state), Optional.empty());
  }

  @Test
  void ofTooManyQuestionsTheOldestIsAnsweredWithNo() {
    node.announce("c");
    List<Integer> refused = new ArrayList<>();
    for (int i = 0; i <= OperatorRequests.MOST_WAITING; i++) {
      int number = i;
      requests.act("c", "close", List.of(), _ -> refused.add(number));
    }
    requests.report("c", "/state", reports::add); // another kind
    assertThat(refused).containsExactly(0);
    assertThat(reports).isEmpty();
  }

  @Test
  void actionHereIsCarriedOutByItsName() {
    requests.answer("c", new Act(3, "close", List.of("Chat1@b")));
    assertThat(node.letter("c", Acted.class))
        .as("nothing is yet")
        .isEqualTo(new Acted(3, false, ""));
    requests.actions(
        (what, on, answer) ->
            answer.accept(
                new ActionOutcome(
                    what.equals("close") && on.equals(List.of("Chat1@b")), "closed")));
    requests.answer("c", new Act(4, "close", List.of("Chat1@b")));
    assertThat(node.letter("c", Acted.class)).isEqualTo(new Acted(4, true, "closed"));
  }

  @Test
  void actionMayTakeAWhile() {
    List<Consumer<ActionOutcome>> doing = new ArrayList<>();
    requests.actions((_, _, answer) -> doing.add(answer));
    requests.answer("c", new Act(3, "reload", List.of()));
    assertThat(node.letters()).isEmpty();
    String why = "x".repeat(OperatorRequests.LONGEST_SAID + 1);
    doing.getFirst().accept(new ActionOutcome(false, why));
    assertThat(node.letter("c", Acted.class)).isEqualTo(new Acted(3, false, why.substring(1)));
  }

  @Test
  void reportFromHereIsSentWhenItIsWritten() {
    requests.answer("c", new Report(3, "/state"));
    assertThat(node.letter("c", Reported.class).report()).isEmpty(); // there is none yet
    List<Consumer<byte[]>> writing = new ArrayList<>();
    requests.reports((_, answer) -> writing.add(answer));
    requests.answer("c", new Report(4, "/state"));
    assertThat(node.letters()).isEmpty();
    writing.getFirst().accept("state".getBytes(UTF_8));
    Reported report = node.letter("c", Reported.class);
    assertThat(report.id()).isEqualTo(4);
    assertThat(report.report()).asString(UTF_8).isEqualTo("state");
  }
}
