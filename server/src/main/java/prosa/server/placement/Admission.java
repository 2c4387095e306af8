package prosa.server.placement;

/** The answer to one connection of a classic client at a room's port. */
public sealed interface Admission {

  /**
   * The connection has a seat; the client is seated when its other connection is there, too, and
   * has subscribed.
   *
   * @param place 1 to capacity
   * @param isNew whether this connection took a free seat; otherwise the seat was reserved by a
   *     question at the door, or the client's other connection had it already
   */
  record Admitted(int place, boolean isNew) implements Admission {}

  /** The connection is refused. */
  record Refused(Refusal why) implements Admission {}
}
