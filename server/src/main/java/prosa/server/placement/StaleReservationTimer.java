package prosa.server.placement;

/**
 * The time from which a reserved seat no longer counts as company: a client that is really on its
 * way arrives sooner. The seat stays reserved until its reservation times out.
 */
final class StaleReservationTimer extends TimerEntry {
  private final Seat seat;

  StaleReservationTimer(Seat seat) {
    this.seat = seat;
  }

  Seat seat() {
    return seat;
  }
}
