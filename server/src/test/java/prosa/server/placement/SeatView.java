package prosa.server.placement;

import java.util.List;

/**
 * A snapshot of a seat that is not free.
 *
 * @param place 1 to capacity
 * @param state anything but free
 * @param classic whether it is a classic member's
 * @param connections a direct member's one; a classic member's publisher, then subscriber, as far
 *     as they are there
 */
record SeatView(int place, SeatState state, boolean classic, List<Long> connections) {

  static SeatView of(Seat seat) {
    return switch (seat) {
      case ClassicSeat classic ->
          new SeatView(
              seat.place(),
              seat.state,
              true,
              classic.connections().stream().map(ClassicConnection::connection).toList());
      case DirectSeat direct ->
          new SeatView(
              seat.place(),
              seat.state,
              false,
              direct.connected ? List.of(direct.lastConnection) : List.of());
    };
  }
}
