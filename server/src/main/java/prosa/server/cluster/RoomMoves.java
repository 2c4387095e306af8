package prosa.server.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import prosa.server.cluster.ClusterCounters.ClusterEvent;
import prosa.server.placement.Placement;
import prosa.server.placement.RoomId;
import prosa.server.placement.SeatState;

/**
 * Rooms of a node on their way to another one: because the node drains, because a room of the other
 * one goes on in their place, or because their only member gets company there. The other end is
 * {@link RoomAdoptions}.
 *
 * <p>How it works. Nothing is said in a room that moves, while the other node is asked to adopt it,
 * with its seats and their secrets. If that agrees, the room is there from then on: its members who
 * came in here are on a relay, those who came in elsewhere are told by their gateways. If it does
 * not, is gone, or has not answered for two seconds, the room stays, for now. A node that drains
 * moves its rooms as they are, with the numbers of their messages, {@value #MOST_DRAINED} at a
 * time.
 *
 * <p>On placement's thread; times are nanoseconds of a monotonic clock.
 */
final class RoomMoves {
  /** The most rooms that a node that drains moves at a time. */
  static final int MOST_DRAINED = 16;

  /** The most bytes of ids of messages that a room takes along; NATS takes 1 MiB in all. */
  static final int MOST_ID_BYTES = 512 << 10;

  /** What an id takes beside its letters. */
  private static final int ID_BYTES = 26;

  private static final long UNANSWERED = TimeUnit.SECONDS.toNanos(2);

  /** A room on its way. */
  static final class Move {
    private final RoomId room;
    private final String to;
    private final long since;
    private final Map<Integer, String> classicSecrets = new HashMap<>();

    /** The seats that the other node was told of, by their places here. */
    private final Map<Integer, ClusterMessage.MovedSeat> told = new HashMap<>();

    private long id;

    private Move(RoomId room, String to, long since) {
      this.room = room;
      this.to = to;
      this.since = since;
    }
  }

  private final NodeTable nodes;
  private final NodeMessenger messenger;
  private final RoomDirectory directory;
  private final ClusterTokens tokens;
  private final Placement placement;
  private final ClusterRooms rooms;
  private final SeatRequests seatRequests;
  private final OwnerLinks ownerLinks;
  private final GatewayRelays relays;
  private final ClusterCounters counters;
  private final LongSupplier nanos;
  private final Map<RoomId, Move> moves = new LinkedHashMap<>();

  /** Moves whose rooms were closed meanwhile, by the numbers of their questions. */
  private final Map<Long, Move> closed = new LinkedHashMap<>();

  /** A node whose rooms all stay, with {@code nanos} as its clock. */
  RoomMoves(
      NodeTable nodes,
      NodeMessenger messenger,
      RoomDirectory directory,
      ClusterTokens tokens,
      Placement placement,
      ClusterRooms rooms,
      SeatRequests seatRequests,
      OwnerLinks ownerLinks,
      GatewayRelays relays,
      ClusterCounters counters,
      LongSupplier nanos) {
    this.nodes = nodes;
    this.messenger = messenger;
    this.directory = directory;
    this.tokens = tokens;
    this.placement = placement;
    this.rooms = rooms;
    this.seatRequests = seatRequests;
    this.ownerLinks = ownerLinks;
    this.relays = relays;
    this.counters = counters;
    this.nanos = nanos;
  }

  // ---- which there are

  /** Whether a room is on its way, or about to be. */
  boolean isMoving(RoomId room) {
    return moves.containsKey(room);
  }

  /** Whether a room is on its way to this node. */
  boolean isMovingTo(String node, RoomId room) {
    Move move = moves.get(room);
    return move != null && move.to.equals(node);
  }

  /** Whether this is still what the room does. */
  boolean isUnderWay(Move move) {
    return moves.get(move.room) == move;
  }

  // ---- why a room moves

  /** A node has a room in which another one goes on, maybe one of this node. */
  void heardOf(ClusterMessage.Adoption one) {
    RoomKey before = one.before();
    String there = one.now().id().node();
    if (directory.isMine(before)) {
      move(before.id(), there, List.of(one.now()), false, Optional.empty());
    }
    directory
        .givesWayTo(one)
        .ifPresent(mine -> move(mine, there, List.of(one.now(), before), false, Optional.empty()));
  }

  /** Moves as many rooms as may move at a time to the nodes that do not drain. */
  void moveAll() {
    List<String> able = nodes.adopters();
    able.remove(nodes.name());
    if (able.isEmpty()) {
      return;
    }
    int underWay = moves.size();
    for (var room : placement.overview()) {
      if (underWay >= MOST_DRAINED) {
        break;
      }
      if (!isMoving(room.id())) {
        move(
            room.id(),
            Rendezvous.choose(tokens.key(room.id()), able),
            List.of(),
            true,
            Optional.empty());
        underWay++;
      }
    }
  }

  /** A room is about to move, if there is a seat for its only member. */
  Move begin(RoomId room, String to) {
    Move move = new Move(room, to, nanos.getAsLong());
    moves.put(room, move);
    return move;
  }

  /** There is this seat: the room goes on in the one that has it. */
  void goOn(Move begun, ClusterMessage.Given seat) {
    moves.remove(begun.room);
    move(begun.room, begun.to, List.of(seat.room()), false, Optional.of(seat));
  }

  // ---- the way

  /**
   * Asks another node to adopt a room.
   *
   * @param known what the other node knows it by
   * @param whole whether it goes on there as it is, with its numbers
   * @param seat the seat that its only member, who never had company, gets there
   */
  private void move(
      RoomId room,
      String to,
      List<RoomKey> known,
      boolean whole,
      Optional<ClusterMessage.Given> seat) {
    if (isMoving(room)
        || (nodes.peer(to) == null && !to.equals(nodes.name()))
        || known.contains(tokens.key(room))) {
      seat.ifPresent(seatRequests::giveBack);
      return;
    }
    List<RoomKey> before = new ArrayList<>();
    before.add(tokens.key(room));
    before.addAll(known);
    if (seat.isEmpty()) { // whoever came here alone has no company of earlier rooms to meet
      directory.earlier(room).stream()
          .filter(key -> !before.contains(key))
          .limit(RoomDirectory.MOST_BEFORE)
          .forEach(before::add);
    }
    Move move = begin(room, to);
    rooms.freeze(
        room,
        what -> {
          seat.ifPresent(seatRequests::giveBack); // it is held there by what follows
          if (!isUnderWay(move) || !placement.isOpen(room)) {
            return;
          }
          move.id = messenger.nextId();
          messenger.send(
              to,
              new ClusterMessage.Adopt(
                  move.id,
                  before,
                  true,
                  new ClusterMessage.MovedRoom(
                      placement.isPrivate(room),
                      whole ? what.number() : OptionalLong.empty(),
                      placement.codeOf(room),
                      withSecrets(move, what.seats(), seat),
                      seat.isEmpty() ? placement.bansOf(room, nanos.getAsLong()) : List.of(),
                      seat.isEmpty() ? what.names() : List.of(),
                      whole ? directory.sameNumbers(room) : List.of())));
          messenger.deliverToSelf();
        });
  }

  /**
   * What the room knows of its members, and what placement knows of their seats.
   *
   * @param there the place that its only member gets, if it is that of another one's room
   */
  private List<ClusterMessage.MovedSeat> withSecrets(
      Move move, List<ClusterMessage.MovedSeat> members, Optional<ClusterMessage.Given> there) {
    Map<Integer, ClusterMessage.MovedSeat> byPlace = new HashMap<>();
    members.forEach(member -> byPlace.put(member.place(), member));
    List<ClusterMessage.MovedSeat> seats = new ArrayList<>();
    int idBytes = MOST_ID_BYTES / Math.max(1, members.size());
    for (Placement.KnownSeat seat : placement.seatsOf(move.room)) {
      ClusterMessage.MovedSeat member = byPlace.get(seat.place());
      List<String> secrets = seat.secrets();
      if (secrets.isEmpty()) {
        String secret = tokens.seat(move.room, placement.isPrivate(move.room), seat.place());
        move.classicSecrets.put(seat.place(), secret);
        secrets = List.of(secret);
      }
      boolean goesThere = seat.state() == SeatState.SEATED;
      ClusterMessage.MovedSeat moved =
          new ClusterMessage.MovedSeat(
              there.filter(_ -> goesThere).map(ClusterMessage.Given::place).orElse(seat.place()),
              secrets,
              member == null ? "" : member.user(),
              member != null && member.classic(),
              member == null ? 0 : member.member(),
              seat.client(),
              member == null ? List.of() : latest(member.ids(), idBytes),
              member == null || there.isPresent() ? 0 : member.satSeconds(), // new to another room
              placement.holdSecondsOf(move.room, seat.place()),
              member == null ? -1 : member.heard());
      move.told.put(seat.place(), moved);
      seats.add(moved);
    }
    return seats;
  }

  /** The last of these ids, the oldest of which is first, that take so many bytes at most. */
  private static List<ClusterMessage.RememberedId> latest(
      List<ClusterMessage.RememberedId> ids, int most) {
    int from = ids.size();
    int left = most;
    while (from > 0 && left >= ID_BYTES + 3 * ids.get(from - 1).id().length()) {
      from--;
      left -= ID_BYTES + 3 * ids.get(from).id().length();
    }
    return ids.subList(from, ids.size());
  }

  // ---- its end

  /**
   * A room is there from now on, if it was on its way.
   *
   * @return the room
   */
  Optional<RoomId> adopted(long id, RoomKey there) {
    Move empty = closed.remove(id);
    if (empty != null) {
      giveBackSeatsOfWhoLeft(empty, there);
      return Optional.empty();
    }
    Optional<Move> move = moves.values().stream().filter(one -> one.id == id).findFirst();
    move.ifPresent(
        one -> {
          moves.remove(one.room);
          if (placement.isOpen(one.room)) {
            follow(one, there);
          }
        });
    return move.map(one -> one.room);
  }

  private void follow(Move move, RoomKey there) {
    counters.add(ClusterEvent.HANDED_OVER);
    RoomKey key = tokens.key(move.room);
    Relay relay = relays.forRoomThatWent(move.room, key, there);
    directory.redirect(key, there);
    rooms.follow(move.room, relay, move.classicSecrets, holdSeconds(move.room));
    giveBackSeatsOfWhoLeft(move, there);
    ownerLinks.roomWent(key, there);
    placement.becomeLent(move.room, nanos.getAsLong());
    directory.went(key, there);
    tokens.forget(move.room);
  }

  private Map<Integer, Integer> holdSeconds(RoomId room) {
    Map<Integer, Integer> seconds = new HashMap<>();
    for (Placement.KnownSeat seat : placement.seatsOf(room)) {
      int hold = placement.holdSecondsOf(room, seat.place());
      if (hold > 0) {
        seconds.put(seat.place(), hold);
      }
    }
    return seconds;
  }

  /** Whoever left after the other node was told of its seat needs none there. */
  private void giveBackSeatsOfWhoLeft(Move move, RoomKey there) {
    Map<Integer, Placement.KnownSeat> now = new HashMap<>();
    placement.seatsOf(move.room).forEach(seat -> now.put(seat.place(), seat));
    move.told.forEach(
        (place, told) -> {
          boolean classic = move.classicSecrets.containsKey(place);
          Placement.KnownSeat seat = now.get(place);
          boolean isHere =
              seat != null
                  && (classic
                      ? seat.secrets().isEmpty()
                      : seat.secrets().stream().anyMatch(told.secrets()::contains));
          if (!isHere) {
            seatRequests.giveBack(there, told.place(), told.secrets().getFirst());
          }
        });
  }

  /** The other node does not adopt a room. */
  void notAdopted(long id) {
    for (Move move : List.copyOf(moves.values())) {
      if (move.id == id) {
        stay(move.room);
      }
    }
  }

  /** A node is gone, and answers no more. */
  void nodeGone(String node) {
    for (Move move : List.copyOf(moves.values())) {
      if (move.to.equals(node)) {
        stay(move.room);
      }
    }
  }

  /** Rooms for which there is no answer in time stay. */
  void expire(long now) {
    closed.values().removeIf(move -> now - move.since > UNANSWERED);
    for (Move move : List.copyOf(moves.values())) {
      if (now - move.since > UNANSWERED) {
        stay(move.room);
      }
    }
  }

  /** The room does not move, for now: what is said there is heard there again. */
  void stay(RoomId room) {
    if (moves.remove(room) != null) {
      rooms.unfreeze(room);
    }
  }

  /** A room of this node is closed. */
  void roomClosed(RoomId room) {
    Move move = moves.remove(room);
    if (move != null && !move.told.isEmpty()) {
      closed.put(move.id, move);
    }
  }
}
