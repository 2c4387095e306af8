package prosa.server.cluster;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
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

  /** The most characters that a node says about an action. */
  static final int LONGEST_SAID = 4_096;

  private static final byte[] NO_REPORT = {};

  /**
   * How an action went at the node that it was for.
   *
   * @param done false also if the node is not there, or does not answer
   * @param said what there is to say about it, in a sentence; may be empty
   */
  public record ActionOutcome(boolean done, String said) {
    /** Nobody did it, and nobody says why. */
    public static final ActionOutcome NONE = new ActionOutcome(false, "");

    /** What is longer than a message may be is cut. */
    public ActionOutcome {
      said = said.length() > LONGEST_SAID ? said.substring(0, LONGEST_SAID) : said;
    }
  }

  /** Carries out actions that an operator asked for at another node. */
  @FunctionalInterface
  public interface NodeActions {
    /**
     * Carries one out.
     *
     * @param action its name
     * @param answer gets how it went, on placement's thread, perhaps later
     */
    void carryOut(String action, List<String> arguments, Consumer<ActionOutcome> answer);
  }

  private final NodeTable nodes;
  private final NodeMessenger messenger;
  private final Map<Long, Consumer<ActionOutcome>> actionsAsked = new LinkedHashMap<>();
  private final Map<Long, Consumer<Optional<byte[]>>> reportsAsked = new LinkedHashMap<>();
  private NodeActions actions = (_, _, answer) -> answer.accept(ActionOutcome.NONE);
  private BiConsumer<String, Consumer<byte[]>> reports = (_, answer) -> answer.accept(NO_REPORT);

  /** A node that carries out nothing and has no reports. */
  OperatorRequests(NodeTable nodes, NodeMessenger messenger) {
    this.nodes = nodes;
    this.messenger = messenger;
  }

  /** What carries out actions here. */
  public void actions(NodeActions what) {
    actions = what;
  }

  /** Makes reports, by their names; nothing if there is none of that name. */
  public void reports(BiConsumer<String, Consumer<byte[]>> what) {
    reports = what;
  }

  // ---- who asks

  /** Has an action carried out at another node. */
  public void act(
      String node, String action, List<String> arguments, Consumer<ActionOutcome> answer) {
    ask(
        node,
        id -> new ClusterMessage.Act(id, action, arguments),
        actionsAsked,
        ActionOutcome.NONE,
        answer);
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
    Consumer<ActionOutcome> waiting = actionsAsked.remove(answer.id());
    if (waiting != null) {
      waiting.accept(new ActionOutcome(answer.done(), answer.said()));
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

  /** An operator at another node asks for an action here, which may take a while. */
  void answer(String from, ClusterMessage.Act act) {
    actions.carryOut(
        act.action(),
        act.arguments(),
        outcome -> {
          messenger.send(from, new ClusterMessage.Acted(act.id(), outcome.done(), outcome.said()));
          messenger.deliverToSelf();
        });
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
