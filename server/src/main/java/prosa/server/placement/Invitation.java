package prosa.server.placement;

/** The answer to a member who wants to bring friends. */
public sealed interface Invitation {

  /**
   * The table's code, the same for all who ask; it lives as long as the table.
   *
   * @param code what {@link Wish#invite()} takes
   */
  record Invited(String code) implements Invitation {}

  /** No code. */
  record Refused(Refusal why) implements Invitation {}
}
