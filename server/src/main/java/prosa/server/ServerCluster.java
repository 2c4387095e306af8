package prosa.server;

import io.netty.channel.EventLoop;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import prosa.server.admin.ClusterStatus;
import prosa.server.cluster.ClusterCounters;
import prosa.server.cluster.ClusterDoors;
import prosa.server.cluster.ClusterNode;
import prosa.server.cluster.ClusterPlacement;
import prosa.server.cluster.ClusterTokens;
import prosa.server.cluster.ClusterTransport;
import prosa.server.cluster.OperatorRequests.ActionOutcome;
import prosa.server.cluster.OperatorRequests.NodeActions;
import prosa.server.operations.RateLimitedLogger;
import prosa.server.operations.RateLimitedLogger.Event;
import prosa.server.placement.AsyncPlacement;
import prosa.server.placement.Placement;
import prosa.server.placement.RandomTokens;
import prosa.server.placement.RoomId;

/**
 * The cluster's side of a server: its node on the door's loop, driven by a clock and by what the
 * transport brings, of which {@link #MOST_WAITING} messages wait at most; beyond it they are
 * dropped, as if they had been lost on the way.
 */
final class ServerCluster {
  /** The most messages that wait for the door's loop. */
  static final int MOST_WAITING = 20_000;

  private static final int ANSWER_SECONDS = 2;

  /** For what another node has to read files for. */
  private static final int LONG_ANSWER_SECONDS = 10;

  private static final int CONNECT_MILLIS = 2_000;
  private static final int MEET_MILLIS = 1_000;
  private static final int TICK_MILLIS = 25;
  private static final int HAND_OVER_MILLIS = 3_000;

  private final EventLoop door;
  private final ClusterTransport transport;
  private final ClusterNode node;
  private final ClusterCounters counters;
  private final ClusterPlacement placement;
  private final RateLimitedLogger log;
  private final WaitingTasks waiting;
  private volatile Optional<String> trouble = Optional.empty();
  private volatile List<ClusterNode.NodeView> view = List.of();
  private volatile boolean meeting = true;
  private volatile int relays;
  private volatile int links;
  private final Consumer<ClusterDoors> doors;
  private ClusterDoors doorsTold = ClusterDoors.NONE;
  private final ClusterLog told;
  private volatile boolean closing;

  ServerCluster(
      ClusterSetup setup,
      EventLoop door,
      Placement local,
      ClusterTokens tokens,
      ServerRooms rooms,
      RoomRegistry registry,
      LongSupplier connections,
      Consumer<ClusterDoors> doors,
      RateLimitedLogger log) {
    this.door = door;
    this.waiting = new WaitingTasks(door, MOST_WAITING);
    this.transport = setup.transport();
    this.counters = new ClusterCounters();
    this.doors = doors;
    this.log = log;
    this.told =
        new ClusterLog(sentence -> log.log(Event.CLUSTER, "Cluster", sentence), System.nanoTime());
    this.node =
        new ClusterNode(
            setup.config(), local, tokens, rooms, transport, counters, System::nanoTime);
    this.placement = new ClusterPlacement(local, node, System::nanoTime);
    node.connections(connections);
    node.notices(sentence -> told.notice(sentence, System.nanoTime()));
    rooms.node(node);
    registry.cluster(node::roomOpened, this::roomClosed, node.relays()::givenBack);
  }

  private void roomClosed(RoomId room) {
    if (node.relays().find(room) == null) {
      node.roomClosed(room);
    }
  }

  /** Random bits as {@link ClusterTokens} wants them, and an epoch. */
  static ClusterTokens tokens(SecureRandom random) {
    return new ClusterTokens(new RandomTokens(random), random::nextLong, random.nextLong());
  }

  /**
   * Makes sure that no other node has this name: listens for a little longer than nodes are silent.
   * Then it tells the others that it is there, and waits a moment until they have heard it. If the
   * transport does not work yet, the node listens when it does, and goes on alone if there is one.
   *
   * @throws StartException if there is one
   */
  void listenFirst() throws StartException {
    AtomicBoolean taken = new AtomicBoolean();
    transport.open(bytes -> received(bytes, taken));
    try {
      await(() -> transport.trouble().isEmpty(), CONNECT_MILLIS);
      if (transport.trouble().isEmpty()) {
        await(taken::get, (int) ClusterNode.ALL_HEARD.toMillis());
      } else {
        node.listenFirst(); // as soon as it can
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (taken.get()) {
      throw new StartException(
          "another node of the cluster is called "
              + node.name()
              + " already; give this one another name with --node");
    }
    var _ =
        door.scheduleWithFixedDelay(
            () -> safely(this::tick), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    try {
      await(() -> !meeting, MEET_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void await(BooleanSupplier what, int millis) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (!what.getAsBoolean() && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private void received(byte[] bytes, AtomicBoolean taken) {
    if (node.isOfNamesake(bytes)) {
      taken.set(true);
    }
    if (!door.isShuttingDown()) {
      waiting.add(() -> safely(() -> node.receive(bytes)));
    }
  }

  private void safely(Runnable what) {
    try {
      what.run();
    } catch (RuntimeException e) {
      log.internalError("Cluster", e);
    }
  }

  private void tick() {
    node.tick();
    meeting = node.isMeetingOthers();
    Optional<String> now = node.trouble();
    trouble = now;
    view = node.view();
    ClusterDoors open = node.doors();
    if (!open.equals(doorsTold)) {
      doorsTold = open;
      doors.accept(open);
    }
    relays = node.relays().size();
    links = node.ownerLinks().size();
    if (!closing) { // without a transport every node is alone
      told.standing(now.orElse(""), System.nanoTime());
    }
  }

  AsyncPlacement placement() {
    return placement;
  }

  ClusterNode node() {
    return node;
  }

  /** Its place in the cluster. Any thread. */
  ClusterStatus status() {
    return new ClusterStatus(node.name(), trouble, view, counters, relays, links);
  }

  /** Carries out actions that an operator asks for at another node; on the door's loop. */
  void actions(NodeActions what) {
    node.operatorRequests().actions(what);
  }

  /** Has an action carried out at another node; none is if there is no answer in time. */
  CompletableFuture<ActionOutcome> act(String at, String action, List<String> arguments) {
    return answered(
        answer -> node.operatorRequests().act(at, action, arguments, answer),
        ActionOutcome.NONE,
        action.equals("reload") ? LONG_ANSWER_SECONDS : ANSWER_SECONDS);
  }

  /** Makes the reports that an operator asks for at another node; on the door's loop. */
  void reports(BiConsumer<String, Consumer<byte[]>> what) {
    node.operatorRequests().reports(what);
  }

  /** Asks another node for a report; none if there is no answer in time. */
  CompletableFuture<Optional<byte[]>> report(String at, String what) {
    return answered(
        answer -> node.operatorRequests().report(at, what, answer),
        Optional.empty(),
        ANSWER_SECONDS);
  }

  /** The answer to a question that is asked on the door's loop; {@code none} if it is late. */
  private <A> CompletableFuture<A> answered(Consumer<Consumer<A>> question, A none, int seconds) {
    CompletableFuture<A> answer = new CompletableFuture<>();
    door.execute(() -> question.accept(answer::complete));
    return answer.completeOnTimeout(none, seconds, TimeUnit.SECONDS);
  }

  /** What was counted. Any thread. */
  ClusterCounters counters() {
    return counters;
  }

  /** What an operator should know; empty if all is well. Any thread. */
  Optional<String> trouble() {
    return trouble;
  }

  /** The nodes that are there. Any thread. */
  List<ClusterNode.NodeView> view() {
    return view;
  }

  /** Gives the rooms away; the result is done when that is over, or has taken too long. */
  CompletableFuture<Void> handOver() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(HAND_OVER_MILLIS);
    door.execute(
        () -> {
          safely(node::drain);
          awaitHandOver(end, () -> done.complete(null));
        });
    return done;
  }

  private void awaitHandOver(long end, Runnable done) {
    if (!node.hasRoomsToHandOver() || System.nanoTime() - end > 0) {
      done.run();
    } else {
      var _ = door.schedule(() -> awaitHandOver(end, done), TICK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  void undrain() {
    door.execute(node::undrain);
  }

  /** Says goodbye and ends. */
  void close() {
    closing = true;
    CompletableFuture<Void> said = new CompletableFuture<>();
    door.execute(
        () -> {
          safely(node::leave);
          said.complete(null);
        });
    said.completeOnTimeout(null, 200, TimeUnit.MILLISECONDS).join();
    transport.close();
  }
}
