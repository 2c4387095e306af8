package prosa.server;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import prosa.net.OutgoingMemory;
import prosa.protocol.ErrorCode;
import prosa.server.admin.ClusterStatus;
import prosa.server.admin.LoopMonitor;
import prosa.server.admin.NodeReport;
import prosa.server.admin.OperatedServer;
import prosa.server.cluster.OperatorRequests.ActionOutcome;
import prosa.server.connection.ServerContext;
import prosa.server.operations.AddressBlocks;
import prosa.server.operations.CidrBlock;
import prosa.server.operations.Counters;
import prosa.server.operations.EmergencyLevel;
import prosa.server.operations.RateLimitedLogger;
import prosa.server.operations.RateLimitedLogger.Event;
import prosa.server.placement.Placement;
import prosa.server.placement.RoomId;

/** The operator's view of a server and its actions, executed on the right threads. Thread-safe. */
final class ServerOperation implements OperatedServer {
  /** How long the last words to those who are sent away may take. */
  private static final int LAST_WORDS_SECONDS = 2;

  private final EventLoop door;
  private final Placement placement;
  private final RoomRegistry registry;
  private final ServerContext context;
  private final OutgoingMemory memory;
  private final Drain drain;
  private final LoopMonitor loops;
  private final RateLimitedLogger log;
  private final Consumer<String> ends;
  private final SettingsReader settings;
  private final AtomicBoolean reading = new AtomicBoolean();
  private final Optional<ServerCluster> cluster;
  private final ReportsForNodes reports;

  /**
   * Operates a running server.
   *
   * @param ends drains it and ends its process, without waiting; told from where that is wanted
   * @param settings those that it was started with
   */
  ServerOperation(
      EventLoops loops,
      Placement placement,
      RoomRegistry registry,
      ServerContext context,
      OutgoingMemory memory,
      Drain drain,
      Optional<ServerCluster> cluster,
      Consumer<String> ends,
      SettingsReader settings) {
    this.settings = settings;
    this.cluster = cluster;
    cluster.ifPresent(
        it -> {
          it.actions(this::carryOut);
          it.reports(this::answerReport);
        });
    this.door = loops.door();
    this.reports = new ReportsForNodes(door);
    this.placement = placement;
    this.registry = registry;
    this.context = context;
    this.memory = memory;
    this.drain = drain;
    this.loops = new LoopMonitor(loops.all());
    this.log = context.log();
    this.ends = ends;
  }

  @Override
  public CompletableFuture<Seats> seats() {
    CompletableFuture<Seats> answer = new CompletableFuture<>();
    door.execute(
        () ->
            answer.complete(
                new Seats(
                    placement.totals(), placement.config().capacity(), placement.overview())));
    return answer;
  }

  @Override
  public Counters counters() {
    return context.counters();
  }

  @Override
  public int connections() {
    return context.connections();
  }

  @Override
  public int connectionLimit() {
    return context.mostOpen();
  }

  @Override
  public long queuedBytes() {
    return memory.held();
  }

  @Override
  public long sentBytes() {
    return memory.sent();
  }

  @Override
  public LoopMonitor loops() {
    return loops;
  }

  @Override
  public Optional<String> notReady() {
    if (drain.underWay()) {
      return Optional.of("draining");
    }
    return connections() >= connectionLimit()
        ? Optional.of("too few descriptors are left")
        : Optional.empty();
  }

  @Override
  public boolean draining() {
    return drain.underWay();
  }

  @Override
  public AddressBlocks blocks() {
    return context.blocks();
  }

  @Override
  public EmergencyLevel emergency() {
    return context.emergency();
  }

  // ---- actions

  @Override
  public void drain(String source) {
    ends.accept(source);
  }

  @Override
  public void undrain(String source) {
    log.log(Event.OPEN_AGAIN, "Server", source);
    drain.undo();
  }

  /** On a thread of its own, for files are read. */
  @Override
  public CompletableFuture<List<String>> reload(String source) {
    if (!reading.compareAndSet(false, true)) {
      return CompletableFuture.failedFuture(
          new IllegalStateException("the settings are being read"));
    }
    CompletableFuture<List<String>> outcome = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("settings")
        .start(
            () -> {
              try {
                outcome.complete(settings.readAgain(source));
              } catch (Exception e) {
                outcome.completeExceptionally(e);
              } finally {
                reading.set(false);
              }
            });
    return outcome;
  }

  @Override
  public Optional<ClusterStatus> cluster() {
    return cluster.map(ServerCluster::status);
  }

  @Override
  public CompletableFuture<ActionOutcome> actAt(
      String node, String action, List<String> arguments, String source) {
    if (cluster.isEmpty()) {
      return CompletableFuture.completedFuture(ActionOutcome.NONE);
    }
    List<String> all = new ArrayList<>(arguments);
    all.add(source);
    if (!node.equals(cluster.get().node().name())) {
      return cluster.get().act(node, action, all);
    }
    CompletableFuture<ActionOutcome> outcome = new CompletableFuture<>();
    door.execute(() -> carryOut(action, all, outcome::complete));
    return outcome;
  }

  @Override
  public CompletableFuture<Optional<byte[]>> reportOf(String node, NodeReport report) {
    return cluster
        .map(it -> it.report(node, report.word()))
        .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()))
        .thenApplyAsync(packed -> packed.flatMap(NodeReport::unpacked));
  }

  /**
   * Answers another node, with nothing if there is no such report or too many are being written.
   * The JDK's common pool writes it: no event loop waits for that.
   */
  private void answerReport(String name, Consumer<byte[]> answer) {
    Optional<NodeReport> report = NodeReport.named(name);
    if (report.isEmpty()) {
      answer.accept(new byte[0]);
    } else {
      reports.answer(
          () -> seats().thenApplyAsync(seats -> report.get().packed(this, seats)), answer);
    }
  }

  /** Carries out what an operator asked for at some node; on the door's loop. */
  private void carryOut(String action, List<String> arguments, Consumer<ActionOutcome> answer) {
    String source = arguments.isEmpty() ? "" : arguments.getLast() + ", for a node";
    if (action.equals("reload")) {
      var _ =
          reload(source)
              .whenCompleteAsync(
                  (later, failure) ->
                      answer.accept(
                          failure == null
                              ? new ActionOutcome(true, OperatedServer.readAgain(later))
                              : new ActionOutcome(false, String.valueOf(failure.getMessage()))),
                  door);
    } else {
      answer.accept(new ActionOutcome(carriedOut(action, arguments, source), ""));
    }
  }

  private boolean carriedOut(String action, List<String> arguments, String source) {
    try {
      switch (action) {
        case "close-room" -> {
          RoomId room = RoomId.named(arguments.getFirst()).orElseThrow();
          return decided(
              placement.closeRoom(room, System.nanoTime()), Event.ROOM_CLOSED, room.name(), source);
        }
        case "remove-seat" -> {
          RoomId room = RoomId.named(arguments.getFirst()).orElseThrow();
          int place = Integer.parseInt(arguments.get(1));
          return decided(
              placement.removeSeat(room, place, System.nanoTime()),
              Event.SEAT_REMOVED,
              room.name(),
              "place " + place + ", " + source);
        }
        case "drain" -> drain(source);
        case "undrain" -> {
          if (!draining()) {
            return false;
          }
          undrain(source);
        }
        case "block" -> {
          Duration time = Duration.ofMinutes(Integer.parseInt(arguments.get(1)));
          if (time.isPositive() && time.compareTo(AddressBlocks.LONGEST) <= 0) {
            block(CidrBlock.parse(arguments.getFirst()), time, source);
          } else {
            return false;
          }
        }
        case "unblock" -> {
          return unblock(CidrBlock.parse(arguments.getFirst()), source);
        }
        case "emergency" ->
            emergency(EmergencyLevel.Level.named(arguments.getFirst()).orElseThrow(), source);
        default -> {
          return false;
        }
      }
      return true;
    } catch (RuntimeException e) {
      return false; // of another version, or no such thing
    }
  }

  private boolean isElsewhere(RoomId room) {
    return cluster.isPresent() && !room.node().equals(cluster.get().node().name());
  }

  /** A room that is named without a node is one of this node. */
  private RoomId found(RoomId room) {
    return cluster.isPresent() && room.node().isEmpty()
        ? new RoomId(room.number(), cluster.get().node().name())
        : room;
  }

  @Override
  public CompletableFuture<Boolean> closeRoom(RoomId named, String source) {
    RoomId room = found(named);
    if (isElsewhere(room)) {
      return actAt(room.node(), "close-room", List.of(room.name()), source)
          .thenApply(ActionOutcome::done);
    }
    return decide(
        Event.ROOM_CLOSED, room.name(), source, seats -> seats.closeRoom(room, System.nanoTime()));
  }

  @Override
  public CompletableFuture<Boolean> removeSeat(RoomId named, int place, String source) {
    RoomId room = found(named);
    if (isElsewhere(room)) {
      return actAt(
              room.node(), "remove-seat", List.of(room.name(), Integer.toString(place)), source)
          .thenApply(ActionOutcome::done);
    }
    return decide(
        Event.SEAT_REMOVED,
        room.name(),
        "place " + place + ", " + source,
        seats -> seats.removeSeat(room, place, System.nanoTime()));
  }

  private CompletableFuture<Boolean> decide(
      Event event, String place, String source, Predicate<Placement> what) {
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    door.execute(() -> answer.complete(decided(what.test(placement), event, place, source)));
    return answer;
  }

  /** Logs what was done, if there was something to do it to. */
  private boolean decided(boolean found, Event event, String place, String source) {
    if (found) {
      log.log(event, place, source);
    }
    return found;
  }

  @Override
  public void block(CidrBlock network, Duration time, String source) {
    context.blocks().block(network, time);
    door.execute(() -> sendAway(network));
    log.log(
        Event.BLOCKED,
        "Door",
        "%s for %d minutes, %s".formatted(network, time.toMinutes(), source));
  }

  /**
   * Closes the connections of a network. The direct and browser members receive the reason before;
   * what takes too long to reach them is closed, too.
   */
  private void sendAway(CidrBlock network) {
    Set<Channel> told = ConcurrentHashMap.newKeySet();
    CompletableFuture<?>[] rooms =
        registry.all().stream()
            .map(
                handle ->
                    CompletableFuture.runAsync(
                        () ->
                            told.addAll(
                                handle
                                    .room()
                                    .sendAway(
                                        channel -> ServerContext.isFrom(channel, network),
                                        ErrorCode.BLOCKED)),
                        handle::onLoop))
            .toArray(CompletableFuture<?>[]::new);
    var _ =
        CompletableFuture.allOf(rooms)
            .orTimeout(LAST_WORDS_SECONDS, TimeUnit.SECONDS)
            .whenComplete(
                (_, _) ->
                    context.close(
                        channel ->
                            !told.contains(channel) && ServerContext.isFrom(channel, network)));
    var _ =
        door.schedule(() -> context.close(told::contains), LAST_WORDS_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public boolean unblock(CidrBlock network, String source) {
    boolean found = context.blocks().unblock(network);
    if (found) {
      log.log(Event.UNBLOCKED, "Door", network + ", " + source);
    }
    return found;
  }

  @Override
  public void emergency(EmergencyLevel.Level level, String source) {
    context.emergency().level(level);
    log.log(Event.EMERGENCY, "Server", level.word() + ", " + source);
  }
}
