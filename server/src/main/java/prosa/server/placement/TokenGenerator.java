package prosa.server.placement;

/** A source of seat secrets and invite codes that nobody can guess and that never repeats. */
@FunctionalInterface
public interface TokenGenerator {

  /** A new one, of 1 to 64 characters that are safe in a URL. */
  String next();

  /** The secret of a seat; in a cluster it tells where the seat is. */
  default String seat(RoomId room, boolean isPrivate, int place) {
    return next();
  }

  /** The salt of an encrypted room: 16 bytes as 22 characters of base64url. */
  default String salt() {
    return next();
  }

  /** The invite code of a room; in a cluster it tells where the room is. */
  default String invite(RoomId room) {
    return next();
  }
}
