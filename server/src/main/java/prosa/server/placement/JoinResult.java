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
   * @param wayBack whether the seat that was left for this one is held for a moment
   * @param fromElsewhere whether it came with the secret of its seat in another room, because the
   *     one of this seat did not reach it: numbers of messages that it names are that room's
   */
  record Taken(
      RoomId room, int place, String seat, boolean resumed, boolean wayBack, boolean fromElsewhere)
      implements JoinResult {

    /** Without a way back, and with no secret of another room. */
    public Taken(RoomId room, int place, String seat, boolean resumed) {
      this(room, place, seat, resumed, false, false);
    }
  }

  /** The member sits where it sat before, if anywhere. */
  record Refused(Refusal why) implements JoinResult {}
}
