package prosa.server.placement;

/** Where a newcomer is to sit. */
sealed interface RoomChoice {

  /** In this room, which has a free seat. */
  record At(RoomSeats room) implements RoomChoice {}

  /** Nowhere. */
  record None(Refusal why) implements RoomChoice {}
}
