package prosa.server.placement;

/** The answer to a member that asked for an invite code. */
public sealed interface InviteResult {

  /**
   * The room's code, the same for all who ask; it lives as long as the room.
   *
   * @param code what {@link JoinRequest#invite()} takes
   */
  record Invited(String code) implements InviteResult {}

  /** No code. */
  record Refused(Refusal why) implements InviteResult {}
}
