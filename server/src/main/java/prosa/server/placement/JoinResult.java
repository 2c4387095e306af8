package prosa.server.placement;

/** The answer to a direct member that wants a seat. */
public sealed interface JoinResult {

  /**
   * The member has a seat.
   *
   * @param room the room
   * @param place 1 to capacity
   * @param seat the secret to come back with from now on
   * @param resumed whether it is the seat it sat on before: same place, same name
   */
  record Taken(RoomId room, int place, String seat, boolean resumed) implements JoinResult {}

  /** The member sits where it sat before, if anywhere. */
  record Refused(Refusal why) implements JoinResult {}
}
