package prosa.protocol;

import java.util.Optional;

/** A question of a REQ socket to the door. */
public sealed interface DoorRequest {

  /** The bare word {@code FindChat} of a classic client. */
  record Classic() implements DoorRequest {}

  /**
   * The JSON request, which reserves a seat for a direct member.
   *
   * @param user the requested name; the reader hands it over as {@link Names#canonical} makes it
   * @param invite the code of a room
   * @param isPrivate whether to open a room that strangers are never seated at
   * @param avoid the room not to be seated in
   * @param encrypted whether the member has, or makes, the secret of an encrypted room
   */
  record Find(
      String user,
      Optional<String> invite,
      boolean isPrivate,
      Optional<String> avoid,
      boolean encrypted)
      implements DoorRequest {

    /** A request of who has no secret. */
    public Find(String user, Optional<String> invite, boolean isPrivate, Optional<String> avoid) {
      this(user, invite, isPrivate, avoid, false);
    }

    /** A request for any seat. */
    public Find(String user) {
      this(user, Optional.empty(), false, Optional.empty());
    }
  }
}
