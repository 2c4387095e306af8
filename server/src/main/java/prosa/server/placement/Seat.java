package prosa.server.placement;

import java.util.List;

/**
 * A place at a table from the moment somebody has it until it is free again; the next one who gets
 * the place gets a new seat.
 */
abstract sealed class Seat extends Timed permits ClassicSeat, DirectSeat {

  private final RoomSeats room;
  private final int place;
  private final Origin origin;

  /** Changed by the {@link Ledger} alone, which counts. */
  SeatState state = SeatState.FREE;

  Seat(RoomSeats room, int place, Origin origin) {
    this.room = room;
    this.place = place;
    this.origin = origin;
  }

  RoomSeats room() {
    return room;
  }

  int place() {
    return place;
  }

  /** Who reserved or took it first. */
  Origin origin() {
    return origin;
  }

  abstract List<Long> connections();

  SeatView view() {
    return new SeatView(place, state, this instanceof ClassicSeat, connections());
  }
}
