package prosa.server.placement;

/** The room that was chosen for a newcomer. */
sealed interface RoomChoice {

  /** In this room, which has a free seat. */
  record At(RoomSeats room) implements RoomChoice {}

  /** Nowhere. */
  record None(Refusal why) implements RoomChoice {}
}
