package prosa.server.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import prosa.server.cluster.ClusterNode;
import prosa.server.cluster.OperatorRequests.ActionOutcome;
import prosa.server.operations.AddressBlocks;
import prosa.server.operations.CidrBlock;
import prosa.server.operations.EmergencyLevel.Level;
import prosa.server.placement.RoomId;
import prosa.websocket.HttpExchange;
import prosa.websocket.HttpHandler;
import prosa.websocket.HttpResponses;

/**
 * The operator's actions, each a POST with its parameters in the query. The answer is a line of
 * text: 200 if it was done, 400 for a wrong parameter, 404 for an unknown room, seat or action, 409
 * for settings that cannot be used.
 */
final class AdminActions {
  /** What the path of each action begins with. */
  static final String PATH = "/actions/";

  private static final Pattern MINUTES = Pattern.compile("[1-9][0-9]{0,6}");
  private static final Pattern PLACE = Pattern.compile("[1-9][0-9]{0,3}");

  private static final String NODE = "node";

  /** What the parameter {@code node} is for all nodes of the cluster; none can be called that. */
  private static final String ALL_NODES = "*";

  private final OperatedServer server;

  AdminActions(OperatedServer server) {
    this.server = server;
  }

  /** The actions by their paths. */
  Map<String, HttpHandler> routes() {
    return Map.of(
        "/actions/drain", orAt("drain", List.of(), this::drain),
        "/actions/undrain", orAt("undrain", List.of(), this::undrain),
        "/actions/reload", orAt("reload", List.of(), this::reload),
        "/actions/close-room", with(List.of("room"), this::closeRoom),
        "/actions/remove-seat", with(List.of("room", "place"), this::removeSeat),
        "/actions/block", orAt("block", List.of("network", "minutes"), this::block),
        "/actions/unblock", orAt("unblock", List.of("network"), this::unblock),
        "/actions/emergency", orAt("emergency", List.of("level"), this::emergency));
  }

  /** Answers to an action that there is none of. */
  static void unknown(HttpExchange exchange) {
    exchange.send(
        HttpResponses.text(
            HttpResponseStatus.NOT_FOUND, "there is no such action; see docs/operations.md\n"));
  }

  /**
   * An action that has these parameters, each once at most, and no others: what was meant by a slip
   * in the name of another node is not done at this one.
   */
  private static HttpHandler with(List<String> names, HttpHandler action) {
    return exchange -> {
      for (Map.Entry<String, List<String>> given : parameters(exchange).entrySet()) {
        if (!names.contains(given.getKey())) {
          wrong(exchange, "there is no such parameter; it has " + String.join(", ", names));
          return;
        }
        if (given.getValue().size() != 1) {
          wrong(exchange, given.getKey() + " is given more than once");
          return;
        }
      }
      action.handle(exchange);
    };
  }

  /**
   * An action that is for another node of the cluster if the parameter {@code node} names one, and
   * for all of them if it is {@code *}. Those for a room go to the node that has it by themselves.
   */
  private HttpHandler orAt(String action, List<String> names, HttpHandler here) {
    List<String> all = new ArrayList<>(names);
    all.add(NODE);
    return with(all, exchange -> hereOrAt(exchange, action, names, here));
  }

  private void hereOrAt(
      HttpExchange exchange, String action, List<String> names, HttpHandler here) {
    Optional<String> node = parameter(exchange, NODE);
    Optional<String> own = server.cluster().map(ClusterStatus::node);
    if (node.isEmpty() || node.equals(own)) {
      here.handle(exchange);
      return;
    }
    List<String> arguments = new ArrayList<>();
    for (String name : names) {
      Optional<String> value = parameter(exchange, name);
      if (value.isEmpty()) {
        wrong(exchange, name + " is missing");
        return;
      }
      arguments.add(value.get());
    }
    if (node.get().equals(ALL_NODES)) {
      atAll(exchange, action, arguments);
    } else {
      var _ =
          server
              .actAt(node.get(), action, arguments, source(exchange))
              .exceptionally(_ -> ActionOutcome.NONE)
              .thenAcceptAsync(
                  outcome -> {
                    if (outcome.done()) {
                      done(exchange, wordsOf(outcome).orElse("done at " + node.get()));
                    } else if (outcome.said().isEmpty()) {
                      missing(exchange, "no such node, or it cannot do that");
                    } else {
                      refused(exchange, outcome.said());
                    }
                  },
                  exchange.channel().eventLoop());
    }
  }

  private static Optional<String> wordsOf(ActionOutcome outcome) {
    return Optional.of(outcome.said()).filter(said -> !said.isEmpty());
  }

  private void atAll(HttpExchange exchange, String action, List<String> arguments) {
    List<String> nodes =
        server
            .cluster()
            .map(cluster -> cluster.nodes().stream().map(ClusterNode.NodeView::name).toList())
            .orElse(List.of());
    if (nodes.isEmpty()) {
      missing(exchange, "this server belongs to no cluster");
      return;
    }
    Map<String, ActionOutcome> outcomes = new ConcurrentSkipListMap<>();
    CompletableFuture<?>[] answers =
        nodes.stream()
            .map(
                node ->
                    server
                        .actAt(node, action, arguments, source(exchange))
                        .exceptionally(_ -> ActionOutcome.NONE)
                        .thenAccept(outcome -> outcomes.put(node, outcome)))
            .toArray(CompletableFuture<?>[]::new);
    var _ =
        CompletableFuture.allOf(answers)
            .whenCompleteAsync(
                (_, _) -> answerOfAll(exchange, outcomes), exchange.channel().eventLoop());
  }

  private static void answerOfAll(HttpExchange exchange, Map<String, ActionOutcome> outcomes) {
    List<String> not = new ArrayList<>();
    Set<String> nextStart = new TreeSet<>();
    boolean saysWhy = false;
    for (Map.Entry<String, ActionOutcome> one : outcomes.entrySet()) {
      String said = one.getValue().said();
      int later = said.indexOf(OperatedServer.NEXT_START);
      if (!one.getValue().done()) {
        not.add(one.getKey() + (said.isEmpty() ? "" : ": " + said));
        saysWhy |= !said.isEmpty();
      } else if (later >= 0) {
        String settings = said.substring(later + OperatedServer.NEXT_START.length());
        nextStart.addAll(List.of(settings.split(", ")));
      }
    }
    if (not.isEmpty()) {
      String rest =
          nextStart.isEmpty() ? "" : OperatedServer.NEXT_START + String.join(", ", nextStart);
      done(exchange, "done at " + String.join(", ", outcomes.keySet()) + rest);
    } else if (saysWhy) {
      refused(exchange, "not done at " + String.join(", ", not));
    } else {
      missing(exchange, "not done at " + String.join(", ", not));
    }
  }

  private void drain(HttpExchange exchange) {
    server.drain(source(exchange));
    done(exchange, "draining");
  }

  private void undrain(HttpExchange exchange) {
    if (server.draining()) {
      server.undrain(source(exchange));
      done(exchange, "open");
    } else {
      missing(exchange, "the server does not drain");
    }
  }

  private void reload(HttpExchange exchange) {
    var _ =
        server
            .reload(source(exchange))
            .whenCompleteAsync(
                (later, failure) -> {
                  if (failure != null) {
                    refused(exchange, String.valueOf(failure.getMessage()));
                  } else {
                    done(exchange, OperatedServer.readAgain(later));
                  }
                },
                exchange.channel().eventLoop());
  }

  private void closeRoom(HttpExchange exchange) {
    Optional<RoomId> room = parameter(exchange, "room").flatMap(RoomId::named);
    if (room.isEmpty()) {
      wrong(exchange, "room is the name of a room, such as Chat3");
    } else {
      answer(exchange, server.closeRoom(room.get(), source(exchange)), "closed", "no such room");
    }
  }

  private void removeSeat(HttpExchange exchange) {
    Optional<RoomId> room = parameter(exchange, "room").flatMap(RoomId::named);
    Optional<Integer> place = number(exchange, "place", PLACE);
    if (room.isEmpty() || place.isEmpty()) {
      wrong(exchange, "room is the name of a room, such as Chat3, and place a number from 1 on");
    } else {
      answer(
          exchange,
          server.removeSeat(room.get(), place.get(), source(exchange)),
          "removed",
          "nobody has that seat");
    }
  }

  private void block(HttpExchange exchange) {
    Optional<CidrBlock> network = network(exchange);
    Optional<Integer> minutes = number(exchange, "minutes", MINUTES);
    if (network.isEmpty() || minutes.isEmpty()) {
      wrong(exchange, "network is such as 203.0.113.0/24, and minutes a number from 1 on");
      return;
    }
    Duration time = Duration.ofMinutes(minutes.get());
    if (time.compareTo(AddressBlocks.LONGEST) > 0) {
      wrong(exchange, "minutes are at most " + AddressBlocks.LONGEST.toMinutes() + ", 30 days");
      return;
    }
    server.block(network.get(), time, source(exchange));
    done(exchange, "blocked");
  }

  private void unblock(HttpExchange exchange) {
    Optional<CidrBlock> network = network(exchange);
    if (network.isEmpty()) {
      wrong(exchange, "network is such as 203.0.113.0/24");
    } else if (server.unblock(network.get(), source(exchange))) {
      done(exchange, "let in again");
    } else {
      missing(exchange, "that network is not blocked");
    }
  }

  private void emergency(HttpExchange exchange) {
    Optional<Level> level = parameter(exchange, "level").flatMap(Level::named);
    if (level.isEmpty()) {
      wrong(exchange, "level is one of normal, slow-joins, slow-newcomers and no-links");
    } else {
      server.emergency(level.get(), source(exchange));
      done(exchange, level.get().word());
    }
  }

  // ---- parameters and answers

  private static Map<String, List<String>> parameters(HttpExchange exchange) {
    return new QueryStringDecoder(exchange.target().query(), false).parameters();
  }

  static Optional<String> parameter(HttpExchange exchange, String name) {
    List<String> values = parameters(exchange).get(name);
    return values == null || values.size() != 1
        ? Optional.empty()
        : Optional.of(values.getFirst().strip());
  }

  private static Optional<Integer> number(HttpExchange exchange, String name, Pattern form) {
    return parameter(exchange, name)
        .map(form::matcher)
        .filter(Matcher::matches)
        .map(found -> Integer.parseInt(found.group()));
  }

  private static Optional<CidrBlock> network(HttpExchange exchange) {
    try {
      return parameter(exchange, "network").map(CidrBlock::parse);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** For the log: the source of an action, without an address. */
  private static String source(HttpExchange exchange) {
    return exchange.channel().remoteAddress() instanceof InetSocketAddress remote
            && remote.getAddress().isLoopbackAddress()
        ? "by the operator's port, from this machine"
        : "by the operator's port, from another machine";
  }

  private static void answer(
      HttpExchange exchange, CompletableFuture<Boolean> outcome, String done, String missing) {
    var _ =
        outcome.whenCompleteAsync(
            (found, failure) -> {
              if (failure == null && found) {
                done(exchange, done);
              } else {
                missing(exchange, missing);
              }
            },
            exchange.channel().eventLoop());
  }

  private static void done(HttpExchange exchange, String word) {
    exchange.send(HttpResponses.text(HttpResponseStatus.OK, word + "\n"));
  }

  private static void wrong(HttpExchange exchange, String sentence) {
    exchange.send(HttpResponses.text(HttpResponseStatus.BAD_REQUEST, sentence + "\n"));
  }

  private static void refused(HttpExchange exchange, String sentence) {
    exchange.send(HttpResponses.text(HttpResponseStatus.CONFLICT, sentence + "\n"));
  }

  private static void missing(HttpExchange exchange, String sentence) {
    exchange.send(HttpResponses.text(HttpResponseStatus.NOT_FOUND, sentence + "\n"));
  }
}
