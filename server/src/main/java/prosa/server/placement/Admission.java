package prosa.server.placement;

/** The answer to one connection of a classic client at a room's port. */
public sealed interface Admission {

  /**
   * The half has a seat; it is seated when its other half is there, too, and can hear.
   *
   * @param place 1 to capacity
   */
  record Admitted(int place) implements Admission {}

  /** The half is turned away. */
  record Refused(Refusal why) implements Admission {}
}
