package prosa.server.placement;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import prosa.server.placement.ReferenceRoom.ReferenceSeat;

/** The reference model of direct members; {@link OfferChecker} checks offers. */
final class ReferenceDirectModel {

  private final ReferenceModel model;

  ReferenceDirectModel(ReferenceModel model) {
    this.model = model;
  }

  Reservation reserveDirect(JoinRequest request, long connection, ClientAddress client, long now) {
    model.timeOut(now);
    Refusal no = model.draining ? Refusal.DRAINING : model.tooMany(client);
    if (no != null) {
      return new Reservation.Refused(no);
    }
    ReferenceModel.Choice choice = choose(request, connection, client, now);
    if (choice.no() != null) {
      return new Reservation.Refused(choice.no());
    }
    ReferenceSeat seat = model.newSeat(Objects.requireNonNull(choice.room()), false, client, now);
    return new Reservation.Reserved(seat.room.id, seat.place, seat.secret);
  }

  JoinResult enter(JoinRequest request, long connection, ClientAddress client, long now) {
    model.timeOut(now);
    if (model.draining) {
      return new JoinResult.Refused(Refusal.DRAINING);
    }
    if (model.knows(connection)) {
      return new JoinResult.Refused(Refusal.ALREADY_SEATED);
    }
    if (request.seat().isPresent()) {
      return comeBack(request.seat().get(), connection, now);
    }
    ReferenceModel.Choice choice = choose(request, connection, client, now);
    return choice.no() != null
        ? new JoinResult.Refused(choice.no())
        : sit(
            model.newSeat(Objects.requireNonNull(choice.room()), false, client, now),
            connection,
            now);
  }

  private JoinResult comeBack(String secret, long connection, long now) {
    for (ReferenceSeat seat : model.seats()) {
      if (!seat.classic && (seat.secret.equals(secret) || secret.equals(seat.previous))) {
        if (seat.state == SeatState.RESERVED) {
          model.used(seat, now);
          return sit(seat, connection, now);
        }
        RoomId of = secret.equals(seat.secret) ? seat.room.id : seat.previousRoom;
        seat.previous = secret;
        seat.previousRoom = of;
        seat.secret = model.tokens.next();
        sit(seat, connection, now);
        return new JoinResult.Taken(
            seat.room.id, seat.place, seat.secret, true, false, !seat.room.id.equals(of));
      }
    }
    return new JoinResult.Refused(Refusal.STALE_SEAT);
  }

  private static JoinResult sit(ReferenceSeat seat, long connection, long now) {
    seat.member = connection;
    if (seat.state == SeatState.RESERVED) {
      seat.seatedAt = now;
    }
    seat.state = SeatState.SEATED;
    seat.revocable = false;
    seat.late = false;
    seat.waits = false;
    seat.room.idleSince = 0;
    return new JoinResult.Taken(seat.room.id, seat.place, seat.secret, false);
  }

  void heard(RoomId id, int place, long connection, long now) {
    model.timeOut(now);
    mine(id, place, connection).ifPresent(seat -> seat.previous = null);
  }

  void lost(RoomId id, int place, long connection, long now) {
    model.timeOut(now);
    mine(id, place, connection)
        .ifPresent(
            seat -> {
              model.stayEnds(seat, now);
              seat.member = null;
              seat.state = SeatState.HELD;
              model.await(seat, now + model.rules.hold().toNanos());
              model.mayBeIdle(seat.room);
              model.limitHeldSeats(now);
            });
  }

  void leave(RoomId id, int place, long connection, long now) {
    model.timeOut(now);
    mine(id, place, connection).ifPresent(seat -> model.free(seat, now));
  }

  /** Given: the room that is offered to who sits alone in a room. */
  JoinResult next(
      RoomId id, int place, long connection, long now, Function<RoomId, Optional<RoomId>> offered) {
    model.timeOut(now);
    if (model.draining) {
      return new JoinResult.Refused(Refusal.DRAINING);
    }
    Optional<ReferenceSeat> found = mine(id, place, connection);
    if (found.isEmpty()) {
      return new JoinResult.Refused(Refusal.STALE_SEAT);
    }
    ReferenceSeat seat = found.get();
    Optional<ReferenceRoom> other = offered.apply(id).flatMap(model::find);
    if (other.isEmpty()) {
      other = model.elsewhere(seat, now);
    }
    if (other.isEmpty()) {
      return new JoinResult.Refused(Refusal.NOWHERE_ELSE);
    }
    model.makeRoomIn(other.get(), now);
    ReferenceSeat taken = model.newSeat(other.get(), false, seat.client, now);
    taken.cameFrom = seat.room.id;
    model.free(seat, now);
    taken.previousRoom = seat.previous == null ? seat.room.id : seat.previousRoom;
    taken.previous = seat.previous == null ? seat.secret : seat.previous;
    return sit(taken, connection, now);
  }

  InviteResult invite(RoomId id, int place, long connection, long now) {
    model.timeOut(now);
    Optional<ReferenceSeat> seat = mine(id, place, connection);
    if (seat.isEmpty()) {
      return new InviteResult.Refused(Refusal.STALE_SEAT);
    }
    ReferenceRoom room = seat.get().room;
    if (room.code == null && model.tooManyCodes(seat.get().client)) {
      return new InviteResult.Refused(Refusal.TOO_MANY_INVITES);
    }
    String code = room.code;
    if (code == null) {
      code = model.tokens.next();
      room.code = code;
      room.codeFor = seat.get().client;
    }
    return new InviteResult.Invited(code);
  }

  private Optional<ReferenceSeat> mine(RoomId id, int place, long connection) {
    return model.seats().stream()
        .filter(seat -> seat.room.id.equals(id) && seat.place == place)
        .filter(seat -> seat.member != null && seat.member == connection)
        .findFirst();
  }

  private ReferenceModel.Choice choose(
      JoinRequest request, long connection, ClientAddress client, long now) {
    if (request.invite().isPresent()) {
      return model.invited(request.invite().get(), client, now);
    }
    return request.isPrivate()
        ? model.privately(client, connection, now)
        : model.anywhere(request.avoid(), client, now);
  }
}
