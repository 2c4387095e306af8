package prosa.server.placement;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes members of classic connections, which come in halves and without a name.
 *
 * <p>How it works: halves are matched per room and address. An arriving half joins the seat that
 * waits for it since the shortest time, because the two connections of one client come close
 * together, and one that was left over from before must not take another's. Failing that it takes
 * the reservation of its address that has waited longest, failing that a free seat. A member is
 * whole when its publisher is there and its subscriber has subscribed. The seat goes with the
 * publisher; a subscriber that is left without one is an orphan until a publisher of its address
 * takes it in. Whatever is not whole has a deadline.
 */
final class ClassicHalves {

  private final Secrets secrets;
  private final Rooms rooms;
  private final Ledger ledger;
  private final RoomAllocator allocator;
  private final Deadlines deadlines;
  private final PlacementListener news;
  private final Map<Long, ClassicHalf> halves = new HashMap<>();

  ClassicHalves(
      Secrets secrets,
      Rooms rooms,
      Ledger ledger,
      RoomAllocator allocator,
      Deadlines deadlines,
      PlacementListener news) {
    this.secrets = secrets;
    this.rooms = rooms;
    this.ledger = ledger;
    this.allocator = allocator;
    this.deadlines = deadlines;
    this.news = news;
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
    if (!ledger.mayReserve(client)) {
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
      ledger.free(seat, now);
    }
  }

  Admission admit(RoomId id, Half side, long connection, ClientAddress client, long now) {
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
    ClassicHalf half = new ClassicHalf(room, side, connection, client.key());
    halves.put(connection, half);
    seat.put(half);
    ledger.waitAnew(seat, now);
    settle(seat, now);
    return new Admission.Admitted(seat.place());
  }

  void subscribed(RoomId room, long connection, long now) {
    ClassicHalf half = subscriber(room, connection);
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
    ClassicHalf half = halves.get(connection);
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
    ledger.lapse(seat, now);
    if (!seat.isUntouched()) {
      seat.room().lapses.add(seat.client().key());
    }
    for (ClassicHalf half : seat.halves()) {
      cutOff(half);
    }
  }

  /** Time is up for a subscriber without a seat. */
  void lapse(ClassicHalf orphan) {
    orphan.room().lapses.add(orphan.address());
    dropOrphan(orphan);
    cutOff(orphan);
  }

  /** The room closes: what is still connected there goes, too. */
  void abandon(RoomSeats room) {
    for (ClassicHalf orphan : room.orphans.all()) {
      dropOrphan(orphan);
      cutOff(orphan);
    }
  }

  int size() {
    return halves.size();
  }

  private void publisherGone(ClassicSeat seat, ClassicHalf publisher, long now) {
    part(seat, Half.SUBSCRIBER, now);
    seat.takeAway(publisher);
    ClassicHalf orphan = seat.half(Half.SUBSCRIBER);
    ledger.free(seat, now);
    if (orphan != null) {
      seat.takeAway(orphan);
      seat.room().orphans.add(orphan);
      ledger.waitAnew(orphan, now);
      takeIn(orphan, now);
    }
  }

  private void subscriberGone(ClassicSeat seat, ClassicHalf subscriber, long now) {
    part(seat, Half.PUBLISHER, now);
    seat.takeAway(subscriber);
    if (seat.isUntouched()) {
      ledger.free(seat, now);
    } else {
      settle(seat, now);
    }
  }

  /** Does what can be done now to make this seat's member whole. */
  private void settle(ClassicSeat seat, long now) {
    if (seat.waitsFor(Half.SUBSCRIBER)) {
      ClassicHalf orphan = seat.room().orphans.newestSubscribed(seat.client().key());
      if (orphan != null) {
        dropOrphan(orphan);
        seat.put(orphan);
      }
    }
    if (seat.isWhole() && seat.state == SeatState.RESERVED) {
      ledger.seat(seat, now);
      seat.room().lapses.forgive(seat.client().key());
      news.paired(
          seat.room().id(), seat.place(), end(seat, Half.PUBLISHER), end(seat, Half.SUBSCRIBER));
    }
  }

  /** The member is whole no longer, if it was. */
  private void part(ClassicSeat seat, Half survivor, long now) {
    if (seat.state == SeatState.SEATED) {
      ledger.reserve(seat, now);
      news.parted(seat.room().id(), seat.place(), end(seat, survivor));
    }
  }

  /** A lone publisher of the orphan's address takes it in, if there is one. */
  private void takeIn(ClassicHalf orphan, long now) {
    orphan
        .room()
        .newestWaitingFor(Half.SUBSCRIBER, orphan.address())
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
    if (!ledger.mayReserve(client)) {
      return Optional.of(Refusal.TOO_MANY_RESERVATIONS);
    }
    return allocator.canHaveSeat(client) ? Optional.empty() : Optional.of(Refusal.TOO_MANY_SEATS);
  }

  private ClassicSeat newSeat(RoomSeats room, ClientAddress client, long now) {
    ClassicSeat seat = new ClassicSeat(room, room.freePlace(), client, secrets.next());
    ledger.reserve(seat, now);
    return seat;
  }

  private @Nullable ClassicHalf subscriber(RoomId room, long connection) {
    ClassicHalf half = halves.get(connection);
    boolean fits = half != null && half.side() == Half.SUBSCRIBER && half.room().id().equals(room);
    return fits ? half : null;
  }

  private void dropOrphan(ClassicHalf orphan) {
    orphan.room().orphans.remove(orphan);
    deadlines.clear(orphan);
  }

  private void cutOff(ClassicHalf half) {
    halves.remove(half.connection());
    news.lapsed(half.room().id(), half.connection());
  }

  private static long end(ClassicSeat seat, Half side) {
    return Objects.requireNonNull(seat.half(side)).connection();
  }
}
