package prosa.server.placement;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Pairs the connections of classic clients to members; they come one by one and without a name.
 *
 * <p>How it works: halves are matched per room and address. An arriving half joins the seat that
 * waits for it since the shortest time, because the two connections of one client come close
 * together, and one that was left over from before must not take another's. Failing that it takes
 * the reservation of its address that has waited longest, failing that a free seat. A member is
 * whole when its publisher is there and its subscriber has subscribed. The seat goes with the
 * publisher; a subscriber that is left without one is an orphan until a publisher of its address
 * takes it in. Whatever is not whole has a deadline.
 */
final class ClassicPairing {

  private final TokenGenerator secrets;
  private final Rooms rooms;
  private final SeatStates seatStates;
  private final RoomAllocator allocator;
  private final TimerQueue deadlines;
  private final PlacementListener deferredEvents;
  private final Map<Long, ClassicConnection> halves = new HashMap<>();

  ClassicPairing(
      TokenGenerator secrets,
      Rooms rooms,
      SeatStates seatStates,
      RoomAllocator allocator,
      TimerQueue deadlines,
      PlacementListener deferredEvents) {
    this.secrets = secrets;
    this.rooms = rooms;
    this.seatStates = seatStates;
    this.allocator = allocator;
    this.deadlines = deadlines;
    this.deferredEvents = deferredEvents;
  }

  boolean knows(long connection) {
    return halves.containsKey(connection);
  }

  /**
   * Reserves a seat where the rules say.
   *
   * @param withPorts only where classic ports are open
   */
  Reservation reserve(ClientAddress client, boolean withPorts, long now) {
    if (!seatStates.mayReserve(client)) {
      return new Reservation.Refused(Refusal.TOO_MANY_RESERVATIONS);
    }
    RoomChoice choice =
        withPorts ? allocator.withPorts(client, now) : allocator.anywhere(null, client, now);
    return switch (choice) {
      case RoomChoice.None none -> new Reservation.Refused(none.why());
      case RoomChoice.At at -> {
        at.room().lapses.forgive(client.key());
        ClassicSeat seat = newSeat(at.room(), client, now);
        yield new Reservation.Reserved(at.room().id(), seat.place(), seat.token());
      }
    };
  }

  void withdraw(ClassicSeat seat, String token, long now) {
    if (seat.isUntouched() && seat.token().equals(token)) {
      seatStates.free(seat, now);
    }
  }

  Admission admit(RoomId id, ClassicSide side, long connection, ClientAddress client, long now) {
    RoomSeats room = rooms.find(id);
    if (room == null) {
      return new Admission.Refused(Refusal.UNKNOWN_ROOM);
    }
    ClassicSeat seat =
        room.newestWaitingFor(side, client.key())
            .or(() -> room.oldestReservation(client.key()))
            .orElse(null);
    if (seat == null) {
      Optional<Refusal> refusal = refusal(room, client);
      if (refusal.isPresent()) {
        return new Admission.Refused(refusal.get());
      }
      allocator.makeRoomForSeat(client, now);
      seat = newSeat(room, client, now);
    }
    ClassicConnection half = new ClassicConnection(room, side, connection, client.key());
    halves.put(connection, half);
    seat.put(half);
    seatStates.waitAnew(seat, now);
    settle(seat, now);
    return new Admission.Admitted(seat.place());
  }

  void subscribed(RoomId room, long connection, long now) {
    ClassicConnection half = subscriber(room, connection);
    if (half == null || half.subscribed) {
      return;
    }
    half.subscribed = true;
    if (half.seat != null) {
      settle(half.seat, now);
    } else {
      takeIn(half, now);
    }
  }

  void gone(RoomId room, long connection, long now) {
    ClassicConnection half = halves.get(connection);
    if (half == null || !half.room().id().equals(room)) {
      return;
    }
    halves.remove(connection);
    ClassicSeat seat = half.seat;
    if (seat == null) {
      dropOrphan(half);
      return;
    }
    switch (half.side()) {
      case PUBLISHER -> publisherGone(seat, half, now);
      case SUBSCRIBER -> subscriberGone(seat, half, now);
    }
  }

  /** Time is up for a seat that is not whole. */
  void lapse(ClassicSeat seat, long now) {
    seatStates.lapse(seat, now);
    if (!seat.isUntouched()) {
      seat.room().lapses.add(seat.client().key());
    }
    for (ClassicConnection half : seat.halves()) {
      cutOff(half);
    }
  }

  /** Time is up for a subscriber without a seat. */
  void lapse(ClassicConnection orphan) {
    orphan.room().lapses.add(orphan.address());
    dropOrphan(orphan);
    cutOff(orphan);
  }

  /** The room closes: what is still connected there goes, too. */
  void abandon(RoomSeats room) {
    for (ClassicConnection orphan : room.orphans.all()) {
      dropOrphan(orphan);
      cutOff(orphan);
    }
  }

  int size() {
    return halves.size();
  }

  private void publisherGone(ClassicSeat seat, ClassicConnection publisher, long now) {
    part(seat, ClassicSide.SUBSCRIBER, now);
    seat.takeAway(publisher);
    ClassicConnection orphan = seat.half(ClassicSide.SUBSCRIBER);
    seatStates.free(seat, now);
    if (orphan != null) {
      seat.takeAway(orphan);
      seat.room().orphans.add(orphan);
      seatStates.waitAnew(orphan, now);
      takeIn(orphan, now);
    }
  }

  private void subscriberGone(ClassicSeat seat, ClassicConnection subscriber, long now) {
    part(seat, ClassicSide.PUBLISHER, now);
    seat.takeAway(subscriber);
    if (seat.isUntouched()) {
      seatStates.free(seat, now);
    } else {
      settle(seat, now);
    }
  }

  /** Does what can be done now to make this seat's member whole. */
  private void settle(ClassicSeat seat, long now) {
    if (seat.waitsFor(ClassicSide.SUBSCRIBER)) {
      ClassicConnection orphan = seat.room().orphans.newestSubscribed(seat.client().key());
      if (orphan != null) {
        dropOrphan(orphan);
        seat.put(orphan);
      }
    }
    if (seat.isWhole() && seat.state == SeatState.RESERVED) {
      seatStates.seat(seat, now);
      seat.room().lapses.forgive(seat.client().key());
      deferredEvents.paired(
          seat.room().id(),
          seat.place(),
          end(seat, ClassicSide.PUBLISHER),
          end(seat, ClassicSide.SUBSCRIBER));
    }
  }

  /** The member is whole no longer, if it was. */
  private void part(ClassicSeat seat, ClassicSide survivor, long now) {
    if (seat.state == SeatState.SEATED) {
      seatStates.reserve(seat, now);
      deferredEvents.parted(seat.room().id(), seat.place(), end(seat, survivor));
    }
  }

  /** A lone publisher of the orphan's address takes it in, if there is one. */
  private void takeIn(ClassicConnection orphan, long now) {
    orphan
        .room()
        .newestWaitingFor(ClassicSide.SUBSCRIBER, orphan.address())
        .ifPresent(seat -> settle(seat, now));
  }

  /** Why a half that nothing waits for cannot have a free seat; empty if it can. */
  private Optional<Refusal> refusal(RoomSeats room, ClientAddress client) {
    if (room.lapses.tooOften(client.key())) {
      return Optional.of(Refusal.LAPSED_TOO_OFTEN);
    }
    if (!room.hasFreeSeat()) {
      return Optional.of(Refusal.NO_SEAT);
    }
    if (!seatStates.mayReserve(client)) {
      return Optional.of(Refusal.TOO_MANY_RESERVATIONS);
    }
    return allocator.canHaveSeat(client) ? Optional.empty() : Optional.of(Refusal.TOO_MANY_SEATS);
  }

  private ClassicSeat newSeat(RoomSeats room, ClientAddress client, long now) {
    ClassicSeat seat = new ClassicSeat(room, room.freePlace(), client, secrets.next());
    seatStates.reserve(seat, now);
    return seat;
  }

  private @Nullable ClassicConnection subscriber(RoomId room, long connection) {
    ClassicConnection half = halves.get(connection);
    boolean fits =
        half != null && half.side() == ClassicSide.SUBSCRIBER && half.room().id().equals(room);
    return fits ? half : null;
  }

  private void dropOrphan(ClassicConnection orphan) {
    orphan.room().orphans.remove(orphan);
    deadlines.clear(orphan);
  }

  private void cutOff(ClassicConnection half) {
    halves.remove(half.connection());
    deferredEvents.lapsed(half.room().id(), half.connection());
  }

  private static long end(ClassicSeat seat, ClassicSide side) {
    return Objects.requireNonNull(seat.half(side)).connection();
  }
}
