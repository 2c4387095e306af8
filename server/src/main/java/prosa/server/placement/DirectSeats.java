package prosa.server.placement;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Makes members of direct and browser connections, which know a secret.
 *
 * <p>A seat has one secret that the member was told last. When it comes back with that, it is given
 * a new one, but the one it used stays good until it is heard on its new connection: if that dies
 * before, nobody knows whether the new secret arrived. So it is with the seat that it is given by
 * {@code next}: the secret of the seat that it left leads there.
 */
final class DirectSeats {

  private final Secrets secrets;
  private final Rooms rooms;
  private final Ledger ledger;
  private final Offers offers;
  private final PlacementListener news;
  private final Map<String, DirectSeat> bySecret = new HashMap<>();
  private final Map<Long, DirectSeat> byConnection = new HashMap<>();

  DirectSeats(Secrets secrets, Rooms rooms, Ledger ledger, Offers offers, PlacementListener news) {
    this.secrets = secrets;
    this.rooms = rooms;
    this.ledger = ledger;
    this.offers = offers;
    this.news = news;
  }

  boolean knows(long connection) {
    return byConnection.containsKey(connection);
  }

  Reservation reserve(Wish wish, ClientAddress client, long now) {
    if (!ledger.mayReserve(client)) {
      return new Reservation.Refused(Refusal.TOO_MANY_RESERVATIONS);
    }
    return switch (table(wish, client)) {
      case Table.None none -> new Reservation.Refused(none.why());
      case Table.At at -> {
        DirectSeat seat = newSeat(at.room(), client, null);
        ledger.reserve(seat, now);
        yield new Reservation.Reserved(at.room().id(), seat.place(), seat.secret);
      }
    };
  }

  void withdraw(DirectSeat seat, String secret, long now) {
    if (seat.state == SeatState.RESERVED && seat.secret.equals(secret)) {
      free(seat, now);
    }
  }

  Seating enter(Wish wish, long connection, ClientAddress client, long now) {
    if (wish.seat().isPresent()) {
      DirectSeat seat = bySecret.get(wish.seat().get());
      return seat == null
          ? new Seating.Refused(Refusal.STALE_SEAT)
          : sitDownAgain(seat, wish.seat().get(), connection, now);
    }
    return switch (table(wish, client)) {
      case Table.None none -> new Seating.Refused(none.why());
      case Table.At at -> sitDown(newSeat(at.room(), client, null), connection, now);
    };
  }

  void heard(RoomId room, int place, long connection) {
    DirectSeat seat = seatOf(room, place, connection);
    if (seat != null) {
      forgetPrevious(seat);
    }
  }

  void lost(RoomId room, int place, long connection, long now) {
    DirectSeat seat = seatOf(room, place, connection);
    if (seat != null) {
      getUp(seat);
      ledger.hold(seat, now);
    }
  }

  void leave(RoomId room, int place, long connection, long now) {
    DirectSeat seat = seatOf(room, place, connection);
    if (seat != null) {
      free(seat, now);
    }
  }

  Seating next(RoomId room, int place, long connection, long now) {
    DirectSeat seat = seatOf(room, place, connection);
    if (seat == null) {
      return new Seating.Refused(Refusal.STALE_SEAT);
    }
    RoomSeats offered = offers.standing(seat.room());
    RoomSeats other = offered != null ? offered : rooms.elsewhere(seat.room(), seat.cameFrom);
    if (other == null) {
      return new Seating.Refused(Refusal.NOWHERE_ELSE);
    }
    DirectSeat newSeat = newSeat(other, seat.client(), seat.room().id());
    String known = seat.previous == null ? seat.secret : seat.previous;
    free(seat, now);
    remember(newSeat, known);
    return sitDown(newSeat, connection, now);
  }

  Invitation invite(RoomId room, int place, long connection) {
    DirectSeat seat = seatOf(room, place, connection);
    return seat == null
        ? new Invitation.Refused(Refusal.STALE_SEAT)
        : new Invitation.Invited(rooms.codeOf(seat.room()));
  }

  /** Time is up for a reserved or held seat. */
  void lapse(DirectSeat seat, long now) {
    if (seat.state == SeatState.HELD) {
      news.expired(seat.room().id(), seat.place());
    }
    free(seat, now);
  }

  int size() {
    return bySecret.size() + byConnection.size();
  }

  private Seating sitDown(DirectSeat seat, long connection, long now) {
    seat.connection = OptionalLong.of(connection);
    byConnection.put(connection, seat);
    ledger.seat(seat, now);
    return taken(seat, false, OptionalLong.empty());
  }

  private Seating sitDownAgain(DirectSeat seat, String used, long connection, long now) {
    if (seat.state == SeatState.RESERVED) {
      return sitDown(seat, connection, now);
    }
    OptionalLong ghost = seat.connection;
    getUp(seat);
    rotate(seat, used);
    sitDown(seat, connection, now);
    return taken(seat, true, ghost);
  }

  private void getUp(DirectSeat seat) {
    seat.connection.ifPresent(byConnection::remove);
    seat.connection = OptionalLong.empty();
  }

  private void free(DirectSeat seat, long now) {
    getUp(seat);
    forgetPrevious(seat);
    bySecret.remove(seat.secret);
    ledger.free(seat, now);
  }

  private void rotate(DirectSeat seat, String used) {
    forgetPrevious(seat);
    bySecret.remove(seat.secret);
    seat.secret = secrets.next();
    bySecret.put(seat.secret, seat);
    remember(seat, used);
  }

  private void remember(DirectSeat seat, String earlier) {
    seat.previous = earlier;
    bySecret.put(earlier, seat);
  }

  private void forgetPrevious(DirectSeat seat) {
    if (seat.previous != null) {
      bySecret.remove(seat.previous);
      seat.previous = null;
    }
  }

  private DirectSeat newSeat(RoomSeats room, ClientAddress client, @Nullable RoomId cameFrom) {
    DirectSeat seat = new DirectSeat(room, room.freePlace(), client, secrets.next(), cameFrom);
    bySecret.put(seat.secret, seat);
    return seat;
  }

  private @Nullable DirectSeat seatOf(RoomId room, int place, long connection) {
    DirectSeat seat = byConnection.get(connection);
    boolean fits = seat != null && seat.place() == place && seat.room().id().equals(room);
    return fits ? seat : null;
  }

  private static Seating taken(DirectSeat seat, boolean resumed, OptionalLong evicted) {
    return new Seating.Taken(seat.room().id(), seat.place(), seat.secret, resumed, evicted);
  }

  private Table table(Wish wish, ClientAddress client) {
    if (wish.invite().isPresent()) {
      RoomSeats room = rooms.findByCode(wish.invite().get());
      if (room == null) {
        return new Table.None(Refusal.UNKNOWN_INVITE);
      }
      return room.hasFreeSeat() ? new Table.At(room) : new Table.None(Refusal.TABLE_FULL);
    }
    if (wish.isPrivate()) {
      return rooms.mayOpenPrivate(client)
          ? new Table.At(rooms.open(true, client))
          : new Table.None(Refusal.TOO_MANY_RESERVATIONS);
    }
    return new Table.At(rooms.choose(wish.avoid().orElse(null), client));
  }

  /** Where a wish leads. */
  private sealed interface Table {
    record At(RoomSeats room) implements Table {}

    record None(Refusal why) implements Table {}
  }
}
