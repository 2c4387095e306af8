package prosa.server.placement;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.ObjLongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds the room for a newcomer or opens one, within the limits. Where a limit is reached it gives
 * up held seats, or rooms in which nobody is seated or expected.
 *
 * <p>What is in the way goes in this order: an address that has too many seats loses its oldest
 * held one; a room whose free seats are all held loses the oldest of the address that holds most,
 * and if none is held, the oldest reservation that nobody came for soon; an address that has too
 * many rooms loses the one that has been idle for longest, with the seats held there; and if there
 * are too many in all, the address with most idle rooms loses its oldest one.
 */
final class RoomAllocator {

  private final CurrentConfig current;
  private final Rooms rooms;
  private final SeatStates seatStates;
  private final ObjLongConsumer<DirectSeat> evict;
  private final ObjLongConsumer<Seat> giveUp;
  private final ObjLongConsumer<RoomSeats> close;

  /**
   * An allocator.
   *
   * @param evict gives a held seat up
   * @param giveUp gives a reserved seat up, as if its time were over
   * @param close closes a room without anybody
   */
  RoomAllocator(
      CurrentConfig current,
      Rooms rooms,
      SeatStates seatStates,
      ObjLongConsumer<DirectSeat> evict,
      ObjLongConsumer<Seat> giveUp,
      ObjLongConsumer<RoomSeats> close) {
    this.current = current;
    this.rooms = rooms;
    this.seatStates = seatStates;
    this.evict = evict;
    this.giveUp = giveUp;
    this.close = close;
  }

  /** Where the rules say; the room to avoid is chosen only if there is no other way. */
  RoomChoice anywhere(@Nullable RoomId avoid, Applicant who, long now) {
    ClientAddress client = who.client();
    if (!canHaveSeat(client)) {
      return new RoomChoice.None(Refusal.TOO_MANY_SEATS);
    }
    List<Predicate<RoomSeats>> preferences = seatStates.preferences(client, now);
    Predicate<RoomSeats> candidates = seatStates.candidates(who, now);
    RoomSeats room = rooms.choose(avoid, candidates, preferences);
    if (room == null && seatStates.doubtful(client, now)) {
      room = rooms.chooseAny(avoid, candidates, preferences);
    }
    if (room == null) {
      Refusal no = makeRoomForRoom(false, client.key(), limitOf(client), now);
      room =
          no == null
              ? rooms.open(false, client.key())
              : rooms.chooseAny(null, candidates, preferences);
      if (room == null) {
        return new RoomChoice.None(no == null ? Refusal.NO_SEAT : no);
      }
    }
    return at(room, client, now);
  }

  /** Where the rules say among the rooms whose classic ports are open. */
  RoomChoice withPorts(Applicant who, long now) {
    ClientAddress client = who.client();
    if (!canHaveSeat(client)) {
      return new RoomChoice.None(Refusal.TOO_MANY_SEATS);
    }
    RoomSeats room =
        rooms.chooseWithPorts(seatStates.candidates(who, now), seatStates.preferences(client, now));
    return room == null ? new RoomChoice.None(Refusal.NO_SEAT) : at(room, client, now);
  }

  /** A new private room. */
  RoomChoice privately(ClientAddress client, long connection, boolean encrypted, long now) {
    if (!canHaveSeat(client)) {
      return new RoomChoice.None(Refusal.TOO_MANY_SEATS);
    }
    String account = client.trusted() ? "connection " + connection : client.key();
    int most =
        client.trusted()
            ? current.limits().privateRoomsPerConnection()
            : current.limits().roomsPerAddress();
    Refusal no = makeRoomForRoom(true, account, most, now);
    if (no != null) {
      return new RoomChoice.None(no);
    }
    RoomSeats room = rooms.open(true, account);
    if (encrypted) {
      rooms.encrypt(room);
    }
    return at(room, client, now);
  }

  /**
   * A new room for those who sat together at another node. It is counted to the first of them whose
   * address may have one more.
   *
   * @param handedOver whether a living node gives it, where the limits held: it is taken as it is
   * @return null if none of their addresses may have one more, or there are too many in all
   */
  @Nullable RoomSeats reunion(
      boolean isPrivate, List<ClientAddress> expected, boolean handedOver, long now) {
    if (handedOver) {
      return rooms.open(isPrivate, expected.isEmpty() ? "reunion" : expected.getFirst().key());
    }
    for (ClientAddress client : new LinkedHashSet<>(expected)) {
      if (canHaveSeat(client)
          && makeRoomForRoom(isPrivate, client.key(), limitOf(client), now) == null) {
        return rooms.open(isPrivate, client.key());
      }
    }
    return null;
  }

  /**
   * Where this code leads.
   *
   * @param encrypted whether who comes has the secret of an encrypted room
   */
  RoomChoice invited(String code, boolean encrypted, Applicant who, long now) {
    ClientAddress client = who.client();
    RoomSeats room = rooms.findByCode(code);
    if (room == null) {
      return new RoomChoice.None(Refusal.UNKNOWN_INVITE);
    }
    if (!who.mayJoin(room, now)) {
      return new RoomChoice.None(Refusal.VOTED_AWAY);
    }
    if (room.salt != null && !encrypted) {
      return new RoomChoice.None(Refusal.ENCRYPTED_ROOM);
    }
    if (!room.hasSpace()) {
      return new RoomChoice.None(Refusal.TABLE_FULL);
    }
    return canHaveSeat(client)
        ? at(room, client, now)
        : new RoomChoice.None(Refusal.TOO_MANY_SEATS);
  }

  /** Whether this address may have one more seat, possibly in exchange for a held one. */
  boolean canHaveSeat(ClientAddress client) {
    return seatStates.maySit(client) || seatStates.oldestHeldOf(client) != null;
  }

  /** Makes sure that this address may have one more seat, which {@link #canHaveSeat} said. */
  void makeRoomForSeat(ClientAddress client, long now) {
    DirectSeat heldSeat = seatStates.maySit(client) ? null : seatStates.oldestHeldOf(client);
    if (heldSeat != null) {
      evict.accept(heldSeat, now);
    }
  }

  /** Makes sure of a free seat in a room that has space. */
  void makeRoomIn(RoomSeats room, long now) {
    if (room.hasFreeSeat()) {
      return;
    }
    if (room.hasHeldSeat()) {
      evict.accept(seatStates.heldSeatToEvict(room), now);
    } else {
      giveUp.accept(room.reservationToGiveUp().orElseThrow(), now);
    }
  }

  /** One more seat is held: there may be too many now. */
  void limitHeldSeats(long now) {
    for (DirectSeat heldSeat = seatStates.heldBeyondLimit();
        heldSeat != null;
        heldSeat = seatStates.heldBeyondLimit()) {
      evict.accept(heldSeat, now);
    }
  }

  /**
   * In this room, if it has a seat to give.
   *
   * @param known whether it is somebody who sat there before
   */
  RoomChoice at(RoomSeats room, ClientAddress client, long now, boolean known) {
    if (!room.hasSpace() || (!known && !room.isOpen())) {
      return new RoomChoice.None(Refusal.NO_SEAT);
    }
    return canHaveSeat(client)
        ? at(room, client, now)
        : new RoomChoice.None(Refusal.TOO_MANY_SEATS);
  }

  private RoomChoice at(RoomSeats room, ClientAddress client, long now) {
    makeRoomForSeat(client, now);
    makeRoomIn(room, now);
    return new RoomChoice.At(room);
  }

  private int limitOf(ClientAddress client) {
    return client.trusted() ? Integer.MAX_VALUE : current.limits().roomsPerAddress();
  }

  /** Makes sure that a room may be opened; otherwise why not. */
  private @Nullable Refusal makeRoomForRoom(boolean isPrivate, String account, int most, long now) {
    if (rooms.of(account) >= most && !closeIdle(rooms.idleOf(account), now)) {
      return Refusal.TOO_MANY_ROOMS;
    }
    if (isPrivate
        && rooms.ownPrivateRooms() >= current.limits().privateRooms()
        && !closeIdle(rooms.idlePrivate(), now)) {
      return Refusal.NO_SEAT;
    }
    if (rooms.own() >= current.limits().rooms() && !closeIdle(rooms.idle(), now)) {
      return Refusal.NO_SEAT;
    }
    return null;
  }

  private boolean closeIdle(@Nullable RoomSeats room, long now) {
    if (room == null) {
      return false;
    }
    room.heldSeats().toList().forEach(heldSeat -> evict.accept(heldSeat, now));
    close.accept(room, now);
    return true;
  }
}
