package prosa.server.cluster;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * Actions and reports that an operator of one node asks another for: both ends, with the questions
 * that are not answered yet.
 *
 * <p>A node that is not there is not asked. There is no deadline here: whoever asks waits only as
 * long as it likes. Of each kind {@value #MOST_WAITING} questions wait; the oldest of more is
 * answered with no. On placement's thread.
 */
public final class OperatorRequests {
  /** The most questions of each kind that wait for their answers. */
  static final int MOST_WAITING = 64;

  private static final byte[] NO_REPORT = {};

  private final NodeTable nodes;
  private final NodeMessenger messenger;
  private final Map<Long, Consumer<Boolean>> actionsAsked = new LinkedHashMap<>();
  private final Map<Long, Consumer<Optional<byte[]>>> reportsAsked = new LinkedHashMap<>();
  private BiPredicate<String, List<String>> actions = (_, _) -> false;
  private BiConsumer<String, Consumer<byte[]>> reports = (_, answer) -> answer.accept(NO_REPORT);

  /** A node that carries out nothing and has no reports. */
  OperatorRequests(NodeTable nodes, NodeMessenger messenger) {
    this.nodes = nodes;
    this.messenger = messenger;
  }

  /** Carries out actions that an operator asked for at another node, by their names. */
  public void actions(BiPredicate<String, List<String>> what) {
    actions = what;
  }

  /** Makes reports, by their names; nothing if there is none of that name. */
  public void reports(BiConsumer<String, Consumer<byte[]>> what) {
    reports = what;
  }

  // ---- who asks

  /** Has an action carried out at another node. */
  public void act(String node, String action, List<String> arguments, Consumer<Boolean> answer) {
    ask(node, id -> new ClusterMessage.Act(id, action, arguments), actionsAsked, false, answer);
  }

  /** Asks another node for a report; none if it has none of that name. */
  public void report(String node, String what, Consumer<Optional<byte[]>> answer) {
    ask(node, id -> new ClusterMessage.Report(id, what), reportsAsked, Optional.empty(), answer);
  }

  private <A> void ask(
      String node,
      LongFunction<ClusterMessage> question,
      Map<Long, Consumer<A>> waiting,
      A no,
      Consumer<A> answer) {
    if (nodes.peer(node) == null) {
      answer.accept(no);
      return;
    }
    long id = messenger.nextId();
    waiting.put(id, answer);
    if (waiting.size() > MOST_WAITING) {
      Consumer<A> oldest = waiting.remove(waiting.keySet().iterator().next());
      if (oldest != null) {
        oldest.accept(no);
      }
    }
    messenger.send(node, question.apply(id));
  }

  /** The node carried out an action, or did not. */
  void acted(ClusterMessage.Acted answer) {
    Consumer<Boolean> waiting = actionsAsked.remove(answer.id());
    if (waiting != null) {
      waiting.accept(answer.done());
    }
  }

  /** The node has a report, or none. */
  void reported(ClusterMessage.Reported answer) {
    Consumer<Optional<byte[]>> waiting = reportsAsked.remove(answer.id());
    if (waiting != null) {
      byte[] report = answer.report();
      waiting.accept(report.length == 0 ? Optional.empty() : Optional.of(report));
    }
  }

  // ---- who is asked

  /** An operator at another node asks for an action here. */
  void answer(String from, ClusterMessage.Act act) {
    messenger.send(
        from, new ClusterMessage.Acted(act.id(), actions.test(act.action(), act.arguments())));
  }

  /** An operator at another node asks for a report, which may take a while. */
  void answer(String from, ClusterMessage.Report ask) {
    reports.accept(
        ask.name(),
        report -> {
          messenger.send(from, new ClusterMessage.Reported(ask.id(), report));
          messenger.deliverToSelf();
        });
  }
}
