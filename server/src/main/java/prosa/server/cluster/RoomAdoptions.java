package prosa.server.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import prosa.server.cluster.ClusterCounters.ClusterEvent;
import prosa.server.placement.ClientAddress;
import prosa.server.placement.Placement;
import prosa.server.placement.RoomId;
import prosa.server.placement.SeatState;

/**
 * Rooms that other nodes ask one to adopt: those that they bring, and those whose owner is gone, as
 * their gateways know them. Whoever asks is {@link RoomMoves} or {@link GatewayRelays}.
 *
 * <p>A room is adopted once, however many ask: the others meet in what was opened for the first. A
 * room that is somewhere else is not adopted, unless it is handed over or whoever asks has tried
 * for long. Of two rooms on their way to each other, that of the node with the lesser name stays.
 * Seats are held only for those whose secrets are not forged, within the limits of their addresses.
 *
 * <p>At first the room is for those who return, for ten seconds at most: until all have come, if
 * its owner handed it over and told of all; else for three seconds, and as long as somebody is
 * expected. In a room that was handed over nobody speaks until all have come, for half a second at
 * most, as the others would miss it.
 *
 * <p>On placement's thread; times are nanoseconds of a monotonic clock.
 */
final class RoomAdoptions {
  private static final long REUNION = TimeUnit.SECONDS.toNanos(10);

  /** How long those who sat at a node that is gone have to come back unexpected. */
  private static final long RETURN = TimeUnit.SECONDS.toNanos(3);

  /** How long the first of a room that was handed over wait for the others at most. */
  private static final long GATHER = TimeUnit.MILLISECONDS.toNanos(500);

  private final NodeTable nodes;
  private final NodeMessenger messenger;
  private final RoomDirectory directory;
  private final ClusterTokens tokens;
  private final Placement placement;
  private final ClusterRooms rooms;
  private final RoomMoves moves;
  private final ClusterCounters counters;
  private final LongSupplier nanos;

  /** Since when rooms are for those who return. */
  private final Map<RoomId, Long> reunions = new LinkedHashMap<>();

  /** Since when rooms are here that were handed over, and to which not all have come yet. */
  private final Map<RoomId, Long> gathering = new LinkedHashMap<>();

  /** A node that has adopted no rooms yet, with {@code nanos} as its clock. */
  RoomAdoptions(
      NodeTable nodes,
      NodeMessenger messenger,
      RoomDirectory directory,
      ClusterTokens tokens,
      Placement placement,
      ClusterRooms rooms,
      RoomMoves moves,
      ClusterCounters counters,
      LongSupplier nanos) {
    this.nodes = nodes;
    this.messenger = messenger;
    this.directory = directory;
    this.tokens = tokens;
    this.placement = placement;
    this.rooms = rooms;
    this.moves = moves;
    this.counters = counters;
    this.nanos = nanos;
  }

  /** Another node, or this one, asks to adopt a room. */
  void answer(String from, ClusterMessage.Adopt adopt) {
    messenger.send(from, answerTo(from, adopt));
  }

  private ClusterMessage answerTo(String from, ClusterMessage.Adopt adopt) {
    placement.expire(nanos.getAsLong()); // of a room whose time is over nothing goes on
    // Of the room itself, or, if that must be, of one that it was before: that company may have
    // parted since.
    List<RoomKey> itself = adopt.before().stream().limit(1).toList();
    for (RoomKey key : adopt.force() ? adopt.before() : itself) {
      Optional<RoomId> here = directory.here(key);
      boolean isItself =
          from.equals(nodes.name())
              && here.filter(room -> moves.isMovingTo(from, room)).isPresent();
      if (here.isPresent() && !isItself) {
        return meetIn(here.get(), from, adopt);
      }
    }
    boolean handedOver = adopt.room().number().isPresent();
    if (!handedOver && !adopt.force()) {
      Optional<RoomKey> at = directory.whereAre(itself);
      if (at.isPresent()) {
        return itself.contains(at.get())
            ? new ClusterMessage.NotAdopted(adopt.id(), false)
            : new ClusterMessage.Adopted(adopt.id(), at.get());
      }
    }
    if (adopt.before().isEmpty() || (nodes.draining() && !from.equals(nodes.name()))) {
      return new ClusterMessage.NotAdopted(adopt.id(), false);
    }
    return open(adopt, handedOver);
  }

  /** The room is here already. */
  private ClusterMessage meetIn(RoomId here, String from, ClusterMessage.Adopt adopt) {
    if (moves.isMovingTo(from, here)) { // each is on its way to the other
      if (nodes.name().compareTo(from) > 0) {
        return new ClusterMessage.NotAdopted(adopt.id(), false);
      }
      moves.stay(here);
    }
    directory.goOn(adopt.before(), here);
    keep(here, adopt);
    return new ClusterMessage.Adopted(adopt.id(), tokens.key(here));
  }

  private ClusterMessage open(ClusterMessage.Adopt adopt, boolean handedOver) {
    ClusterMessage.MovedRoom room = adopt.room();
    List<ClientAddress> expected =
        room.seats().stream()
            .filter(seat -> seat.secrets().stream().noneMatch(nodes::isForged))
            .map(ClusterMessage.MovedSeat::client)
            .toList();
    Optional<RoomId> opened =
        placement.openReunion(
            room.isPrivate(), room.code(), expected, handedOver, nanos.getAsLong());
    if (opened.isEmpty()) {
      counters.add(ClusterEvent.NOT_ADOPTED);
      return new ClusterMessage.NotAdopted(adopt.id(), true);
    }
    counters.add(ClusterEvent.ADOPTED);
    RoomId here = opened.get();
    reunions.put(here, nanos.getAsLong());
    directory.goOn(adopt.before(), here);
    keep(here, adopt);
    if (handedOver) {
      List<Long> sameNumbers = new ArrayList<>();
      sameNumbers.add(adopt.before().getFirst().epoch());
      sameNumbers.addAll(room.sameNumbers());
      directory.numbersGoOn(sameNumbers, here);
      gathering.put(here, nanos.getAsLong());
      rooms.freeze(here, _ -> {});
    }
    return new ClusterMessage.Adopted(adopt.id(), tokens.key(here));
  }

  /** Holds the seats of those who are on their way. */
  private void keep(RoomId here, ClusterMessage.Adopt adopt) {
    ClusterMessage.MovedRoom room = adopt.room();
    boolean handedOver = room.number().isPresent();
    List<ClusterMessage.MovedSeat> kept = new ArrayList<>();
    for (ClusterMessage.MovedSeat seat : room.seats()) {
      if (!seat.secrets().isEmpty()
          && seat.secrets().stream().noneMatch(nodes::isForged)
          && placement.keepSeat(
              here,
              seat.place(),
              seat.client(),
              seat.secrets(),
              handedOver,
              Duration.ofSeconds(seat.holdSeconds()),
              nanos.getAsLong())) {
        kept.add(seat);
      }
    }
    placement.keepBans(here, room.bans(), nanos.getAsLong());
    // A seat may have made room for a later one, if too many are held.
    kept.removeIf(seat -> !placement.opens(seat.secrets().getFirst()));
    rooms.expect(
        here,
        new ClusterMessage.MovedRoom(
            room.isPrivate(), room.number(), room.code(), kept, room.bans(), room.names()),
        adopt.before().stream()
            .map(RoomKey::id)
            .filter(id -> !id.equals(here))
            .map(RoomId::name)
            .toList());
  }

  // ---- those who return

  /**
   * A room that goes on in another one of this node, and is still open, goes there, too: its
   * company was parted while nodes did not hear each other.
   */
  void joinParted() {
    for (ClusterMessage.Adoption one : directory.parted()) {
      if (!moves.isMoving(one.before().id()) && !moves.isMoving(one.now().id())) {
        moves.heardOf(one);
      }
    }
  }

  /** Rooms in which all are that are expected are for all; so are others when it is time. */
  void expire(long now) {
    for (Map.Entry<RoomId, Long> one : List.copyOf(reunions.entrySet())) {
      long kept = now - one.getValue();
      if (kept > REUNION || (kept > RETURN && !waitsForCompany(one.getKey()))) {
        endReunion(one.getKey());
      }
    }
    gathering.keySet().removeIf(moves::isMoving); // whoever comes now goes there
    for (Map.Entry<RoomId, Long> one : List.copyOf(gathering.entrySet())) {
      RoomId room = one.getKey();
      boolean allCame = !states(room).contains(SeatState.HELD);
      if (allCame || now - one.getValue() > GATHER) {
        gathering.remove(room);
        rooms.unfreeze(room);
        if (allCame) {
          endReunion(room); // its node told of all who sat there
        }
      }
    }
  }

  /**
   * Whether strangers are kept out because somebody is expected. Whoever sits there alone has
   * waited long enough; the seats of the others are held all the same.
   */
  private boolean waitsForCompany(RoomId room) {
    List<SeatState> seats = states(room);
    return seats.stream().filter(state -> state == SeatState.SEATED).count() != 1
        && (seats.isEmpty() || seats.contains(SeatState.HELD));
  }

  private List<SeatState> states(RoomId room) {
    return placement.seatsOf(room).stream().map(Placement.KnownSeat::state).toList();
  }

  private void endReunion(RoomId room) {
    if (reunions.remove(room) != null) {
      placement.endReunion(room, nanos.getAsLong());
    }
  }

  /** A room is closed, or at another node from now on. */
  void forget(RoomId room) {
    reunions.remove(room);
    gathering.remove(room);
  }
}
