package prosa.server.placement;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import prosa.server.placement.ReferenceRoom.PlainSeat;

/** Direct members written down a second time; offers are left to {@link OfferChecker}. */
final class ReferenceDirectModel {

  private final ReferenceModel books;

  ReferenceDirectModel(ReferenceModel books) {
    this.books = books;
  }

  Reservation reserveDirect(JoinRequest wish, long connection, ClientAddress client, long now) {
    books.lapse(now);
    Refusal no = books.draining ? Refusal.DRAINING : books.tooMany(client);
    if (no != null) {
      return new Reservation.Refused(no);
    }
    ReferenceModel.Choice choice = choose(wish, connection, client, now);
    if (choice.no() != null) {
      return new Reservation.Refused(choice.no());
    }
    PlainSeat seat = books.newSeat(Objects.requireNonNull(choice.room()), false, client, now);
    return new Reservation.Reserved(seat.room.id, seat.place, seat.secret);
  }

  JoinResult enter(JoinRequest wish, long connection, ClientAddress client, long now) {
    books.lapse(now);
    if (books.draining) {
      return new JoinResult.Refused(Refusal.DRAINING);
    }
    if (books.knows(connection)) {
      return new JoinResult.Refused(Refusal.ALREADY_SEATED);
    }
    if (wish.seat().isPresent()) {
      return comeBack(wish.seat().get(), connection);
    }
    ReferenceModel.Choice choice = choose(wish, connection, client, now);
    return choice.no() != null
        ? new JoinResult.Refused(choice.no())
        : sit(books.newSeat(Objects.requireNonNull(choice.room()), false, client, now), connection);
  }

  private JoinResult comeBack(String secret, long connection) {
    for (PlainSeat seat : books.seats()) {
      if (!seat.classic && (seat.secret.equals(secret) || secret.equals(seat.previous))) {
        if (seat.state == SeatState.RESERVED) {
          books.used(seat.client);
          return sit(seat, connection);
        }
        seat.previous = secret;
        seat.secret = books.secrets.next();
        sit(seat, connection);
        return new JoinResult.Taken(seat.room.id, seat.place, seat.secret, true);
      }
    }
    return new JoinResult.Refused(Refusal.STALE_SEAT);
  }

  private static JoinResult sit(PlainSeat seat, long connection) {
    seat.member = connection;
    seat.state = SeatState.SEATED;
    seat.waits = false;
    seat.room.idleSince = 0;
    return new JoinResult.Taken(seat.room.id, seat.place, seat.secret, false);
  }

  void heard(RoomId id, int place, long connection, long now) {
    books.lapse(now);
    mine(id, place, connection).ifPresent(seat -> seat.previous = null);
  }

  void lost(RoomId id, int place, long connection, long now) {
    books.lapse(now);
    mine(id, place, connection)
        .ifPresent(
            seat -> {
              seat.member = null;
              seat.state = SeatState.HELD;
              books.await(seat, now + books.rules.hold().toNanos());
              books.mayBeIdle(seat.room);
              books.limitGhosts(now);
            });
  }

  void leave(RoomId id, int place, long connection, long now) {
    books.lapse(now);
    mine(id, place, connection).ifPresent(seat -> books.free(seat, now));
  }

  /** Given: the room that is offered to who sits alone in a room. */
  JoinResult next(
      RoomId id, int place, long connection, long now, Function<RoomId, Optional<RoomId>> offered) {
    books.lapse(now);
    if (books.draining) {
      return new JoinResult.Refused(Refusal.DRAINING);
    }
    Optional<PlainSeat> found = mine(id, place, connection);
    if (found.isEmpty()) {
      return new JoinResult.Refused(Refusal.STALE_SEAT);
    }
    PlainSeat seat = found.get();
    Optional<ReferenceRoom> other = offered.apply(id).flatMap(books::find);
    if (other.isEmpty()) {
      other = books.elsewhere(seat);
    }
    if (other.isEmpty()) {
      return new JoinResult.Refused(Refusal.NOWHERE_ELSE);
    }
    books.makeRoomIn(other.get(), now);
    PlainSeat taken = books.newSeat(other.get(), false, seat.client, now);
    taken.cameFrom = seat.room.id;
    books.free(seat, now);
    taken.previous = seat.previous == null ? seat.secret : seat.previous;
    return sit(taken, connection);
  }

  InviteResult invite(RoomId id, int place, long connection, long now) {
    books.lapse(now);
    Optional<PlainSeat> seat = mine(id, place, connection);
    if (seat.isEmpty()) {
      return new InviteResult.Refused(Refusal.STALE_SEAT);
    }
    ReferenceRoom room = seat.get().room;
    if (room.code == null && books.tooManyCodes(seat.get().client)) {
      return new InviteResult.Refused(Refusal.TOO_MANY_INVITES);
    }
    String code = room.code;
    if (code == null) {
      code = books.secrets.next();
      room.code = code;
      room.codeFor = seat.get().client;
    }
    return new InviteResult.Invited(code);
  }

  private Optional<PlainSeat> mine(RoomId id, int place, long connection) {
    return books.seats().stream()
        .filter(seat -> seat.room.id.equals(id) && seat.place == place)
        .filter(seat -> seat.member != null && seat.member == connection)
        .findFirst();
  }

  private ReferenceModel.Choice choose(
      JoinRequest wish, long connection, ClientAddress client, long now) {
    if (wish.invite().isPresent()) {
      return books.invited(wish.invite().get(), client, now);
    }
    return wish.isPrivate()
        ? books.privately(client, connection, now)
        : books.anywhere(wish.avoid(), client, now);
  }
}
