package prosa.server.placement;

/** Something with a timeout; it is in the queue once at most. */
abstract sealed class TimerEntry permits Seat, DoubtTimer, ClassicConnection, RoomSeats {

  /** When, in the caller's nanoseconds; means something only while armed. */
  long at;

  /** Rises with each arming: of two that were armed, the one armed later has the larger one. */
  long armed;
}
