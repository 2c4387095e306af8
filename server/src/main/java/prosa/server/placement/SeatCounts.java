package prosa.server.placement;

/** The number of seats in each {@link SeatState} but FREE. On the thread of placement. */
final class SeatCounts {
  private int reserved;
  private int seated;
  private int held;

  /** Counts {@code change} more seats in this state; fewer if it is negative. */
  void add(SeatState state, int change) {
    switch (state) {
      case FREE -> {}
      case RESERVED -> reserved += change;
      case SEATED -> seated += change;
      case HELD -> held += change;
    }
  }

  int reserved() {
    return reserved;
  }

  int seated() {
    return seated;
  }

  int held() {
    return held;
  }

  int all() {
    return reserved + seated + held;
  }
}
