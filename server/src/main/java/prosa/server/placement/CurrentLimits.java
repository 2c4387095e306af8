package prosa.server.placement;

/** The {@link SeatLimits} that hold at the moment. On placement's thread. */
final class CurrentLimits {
  private SeatLimits now;

  CurrentLimits(SeatLimits first) {
    now = first;
  }

  SeatLimits now() {
    return now;
  }

  /** What holds from here on; what is there already beyond it is not sent away. */
  void change(SeatLimits next) {
    now = next;
  }
}
