package prosa.server.placement;

/** Something with a timeout; it is in the queue once at most. */
abstract sealed class TimerEntry permits Seat, StaleReservationTimer, ClassicConnection, RoomSeats {

  /** When, in the caller's nanoseconds; means something only while armed. */
  long at;

  /** A sequence number of the arming. */
  long armed;
}
