package prosa.server.placement;

import java.util.Optional;
import java.util.Set;

/**
 * Where a direct member wants to sit. The first field that is present decides: its own seat, then
 * an invitation, then a private room; without any of them the three rules decide, leaving out
 * {@code avoid}.
 *
 * @param seat the secret of a seat that was reserved or sat on before
 * @param invite the code of a room
 * @param isPrivate whether a new room is wanted, at which no stranger is seated
 * @param avoid a room that the rules shall not choose
 * @param names what the requested name is compared by where somebody may not come back
 * @param encrypted whether the member has the secret of an encrypted room, or makes one for a new
 *     private room
 */
public record JoinRequest(
    Optional<String> seat,
    Optional<String> invite,
    boolean isPrivate,
    Optional<RoomId> avoid,
    Set<String> names,
    boolean encrypted) {

  public JoinRequest {
    names = Set.copyOf(names);
  }

  /** Of somebody whose name is not known. */
  public JoinRequest(
      Optional<String> seat, Optional<String> invite, boolean isPrivate, Optional<RoomId> avoid) {
    this(seat, invite, isPrivate, avoid, Set.of(), false);
  }

  private static final JoinRequest ANYWHERE =
      new JoinRequest(Optional.empty(), Optional.empty(), false, Optional.empty());

  /** The same, with what the requested name is compared by. */
  public JoinRequest named(Set<String> keys) {
    return new JoinRequest(seat, invite, isPrivate, avoid, keys, encrypted);
  }

  /** The same of a member with or without the secret of an encrypted room. */
  public JoinRequest encrypted(boolean hasSecret) {
    return new JoinRequest(seat, invite, isPrivate, avoid, names, hasSecret);
  }

  /** The same with another code. */
  public JoinRequest invitedBy(String code) {
    return new JoinRequest(seat, Optional.of(code), isPrivate, avoid, names, encrypted);
  }

  /** Any room, by the rules. */
  public static JoinRequest anywhere() {
    return ANYWHERE;
  }

  /** Back to this seat. */
  public static JoinRequest forSeat(String secret) {
    return new JoinRequest(Optional.of(secret), Optional.empty(), false, Optional.empty());
  }

  /** In the room that this code is for. */
  public static JoinRequest withInvite(String code) {
    return new JoinRequest(Optional.empty(), Optional.of(code), false, Optional.empty());
  }
}
