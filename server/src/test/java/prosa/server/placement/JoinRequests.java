package prosa.server.placement;

import java.util.Optional;

/** Requests of tests, beside those that the server makes. */
final class JoinRequests {
  private JoinRequests() {}

  /** A new private room. */
  static JoinRequest forPrivateRoom() {
    return new JoinRequest(Optional.empty(), Optional.empty(), true, Optional.empty());
  }

  /** Where the rules say, but not there. */
  static JoinRequest notAt(RoomId room) {
    return new JoinRequest(Optional.empty(), Optional.empty(), false, Optional.of(room));
  }
}
