package prosa.server.placement;

/**
 * When a reserved seat is believed no longer: a client that is really on the way comes sooner. The
 * seat stays reserved, but is company to nobody until somebody sits there.
 */
final class DoubtTimer extends TimerEntry {
  private final Seat seat;

  DoubtTimer(Seat seat) {
    this.seat = seat;
  }

  Seat seat() {
    return seat;
  }
}
