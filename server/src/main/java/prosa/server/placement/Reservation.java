package prosa.server.placement;

/** The answer to a reservation: a seat kept free for somebody on the way, or a refusal. */
public sealed interface Reservation {

  /**
   * A seat is reserved until it is taken, withdrawn or the time for it is up.
   *
   * @param room the room
   * @param place 1 to capacity
   * @param seat a direct member's secret for the seat; for a classic one usable for {@code
   *     withdraw} only
   */
  record Reserved(RoomId room, int place, String seat) implements Reservation {}

  /** Nothing is reserved. */
  record Refused(Refusal why) implements Reservation {}
}
