package prosa.server.placement;

/** The answer to one connection of a classic client at a room's port. */
public sealed interface Admission {

  /**
   * The connection has a seat; the client is seated when its other connection is there, too, and
   * has subscribed.
   *
   * @param place 1 to capacity
   * @param asked whether the seat was reserved by a question at the door, or another connection of
   *     the client had it already; otherwise this connection took a new seat
   */
  record Admitted(int place, boolean asked) implements Admission {}

  /** The connection is refused. */
  record Refused(Refusal why) implements Admission {}
}
