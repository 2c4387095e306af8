package prosa.server.placement;

/** Something that happens later unless something else happens first; at most one time each. */
abstract sealed class TimerEntry permits Seat, Doubt, ClassicConnection, RoomSeats {

  /** When, in the caller's nanoseconds; means something only while armed. */
  long at;

  /** Rises with each arming: of two that were armed, the one armed later has the larger one. */
  long armed;
}
