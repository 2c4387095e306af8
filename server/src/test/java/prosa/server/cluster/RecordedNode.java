package prosa.server.cluster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import prosa.server.cluster.ClusterCounters.ClusterEvent;
import prosa.server.placement.ClientAddress;
import prosa.server.placement.JoinRequest;
import prosa.server.placement.JoinResult;
import prosa.server.placement.Placement;
import prosa.server.placement.PlacementConfig;
import prosa.server.placement.PlacementListener;
import prosa.server.placement.Removal;
import prosa.server.placement.RoomId;

/**
 * What the parts of the node {@code b} need: its real placement and tokens, a clock, peers that
 * announce themselves when they are told to, a transport and rooms that record.
 */
final class RecordedNode {
  static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  static final ClientAddress CLIENT = new ClientAddress("192.0.2.1", false);

  /** The part of an epoch that tells one start of a node from another. */
  static final long START = 1L << 40;

  private static final int CAPACITY = 3;

  /** A message to another node, or to itself. */
  record Letter(String to, ClusterMessage message) {}

  private final Random random = new Random(1);
  private final Deque<Letter> letters = new ArrayDeque<>();
  private final Map<String, Integer> announcements = new HashMap<>();
  private long connections;

  /** Nanoseconds. */
  long now = 1_000 * SECOND;

  final List<RoomId> closed = new ArrayList<>();
  final RecordedRooms rooms = new RecordedRooms();
  final ClusterCounters counters = new ClusterCounters();
  final ClusterTokens tokens =
      new ClusterTokens(() -> "0123456789012345678901", random::nextLong, 5 * START);
  final Placement placement =
      new Placement(
          PlacementConfig.defaults().on("b").withCapacity(CAPACITY), tokens, new Listener());
  Consumer<ClusterPeer> whenGone = _ -> {};
  final NodeTable nodes = new NodeTable("b", tokens, counters, now, peer -> whenGone.accept(peer));
  final NodeMessenger messenger =
      new NodeMessenger(
          nodes,
          new RecordedTransport((to, one) -> letters.add(new Letter(to, one.message()))),
          counters,
          message -> letters.add(new Letter("b", message)));
  int changes;
  final RoomDirectory directory =
      new RoomDirectory(nodes, tokens, placement::isOpen, () -> changes++);
  final SeatRequests seatRequests =
      new SeatRequests(nodes, messenger, directory, tokens, placement, counters, this::clock);
  final OwnerLinks ownerLinks =
      new OwnerLinks(nodes, messenger, directory, placement, rooms, this::clock);
  final GatewayRelays relays =
      new GatewayRelays(nodes, messenger, directory, rooms, counters, this::clock);
  final RoomMoves moves =
      new RoomMoves(
          nodes,
          messenger,
          directory,
          tokens,
          placement,
          rooms,
          seatRequests,
          ownerLinks,
          relays,
          counters,
          this::clock);
  final LoneMembers loneMembers =
      new LoneMembers(
          nodes, directory, placement, rooms, seatRequests, moves, counters, this::clock);

  long clock() {
    return now;
  }

  /** Placement's time goes on, too. */
  void pass(long nanos) {
    now += nanos;
    placement.expire(now);
  }

  // ---- other nodes

  /** A room of a node that was started for the first time. */
  static RoomKey roomAt(String node, int number) {
    return new RoomKey(new RoomId(number, node), RoomKey.epoch(START, number * 1_000L, false));
  }

  /** The node is there, with one room of one member, and tells these adoptions. */
  void announce(String node, ClusterMessage.Adoption... adoptions) {
    announce(node, false, List.of(7), List.of(), 0, List.of(adoptions));
  }

  /**
   * The node is there.
   *
   * @param fresh rooms with one member who never had company
   * @param left rooms with one member who had
   * @param fewest how many are in its smallest room with a free seat
   */
  void announce(
      String node,
      boolean draining,
      List<Integer> fresh,
      List<Integer> left,
      int fewest,
      List<ClusterMessage.Adoption> adoptions) {
    nodes.announced(
        node,
        START,
        new ClusterMessage.Announce(
            announcements.merge(node, 1, Integer::sum),
            draining,
            false,
            1,
            1,
            1,
            fresh,
            left,
            fewest,
            Optional.empty(),
            adoptions,
            Optional.empty(),
            Optional.empty()),
        now);
  }

  /** The messages since the last call, in their order. */
  List<Letter> letters() {
    messenger.deliverToSelf();
    List<Letter> all = List.copyOf(letters);
    letters.clear();
    return all;
  }

  /** The only message since the last call. */
  <M extends ClusterMessage> M letter(String to, Class<M> type) {
    List<Letter> all = letters();
    if (all.size() != 1 || !all.getFirst().to().equals(to)) {
      throw new AssertionError("not one message to " + to + ": " + all);
    }
    return type.cast(all.getFirst().message());
  }

  long count(ClusterEvent what) {
    return counters.of(what);
  }

  // ---- members of this node

  /** Somebody comes in. */
  JoinResult.Taken sit() {
    return sit(CLIENT);
  }

  JoinResult.Taken sit(ClientAddress client) {
    return (JoinResult.Taken) placement.enter(JoinRequest.anywhere(), ++connections, client, now);
  }

  /** Somebody comes in with this secret. */
  JoinResult enter(String secret) {
    return placement.enter(JoinRequest.forSeat(secret), ++connections, CLIENT, now);
  }

  long lastConnection() {
    return connections;
  }

  private final class Listener implements PlacementListener {
    @Override
    public void opened(RoomId room, boolean isPrivate) {
      tokens.opened(room, isPrivate);
    }

    @Override
    public void closed(RoomId room) {
      closed.add(room);
    }

    @Override
    public void paired(RoomId room, int place, long publisher, long subscriber) {}

    @Override
    public void unpaired(RoomId room, int place, long remaining) {}

    @Override
    public void timedOut(RoomId room, long connection) {}

    @Override
    public void expired(RoomId room, int place) {}

    @Override
    public void evicted(RoomId room, int place) {}

    @Override
    public void removed(RoomId room, int place, Removal what) {}

    @Override
    public void offered(RoomId room, int place, RoomId other) {}
  }
}
