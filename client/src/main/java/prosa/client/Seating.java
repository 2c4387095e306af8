package prosa.client;

import java.util.Optional;
import prosa.protocol.ToMember;

/**
 * What follows from being seated by a direct server: how this client came there, what it can claim
 * from now on, and on which terms it sits. On the event loop only.
 */
final class Seating {
  private final ClientSession conversation;
  private ServerLimits terms = ServerLimits.NONE;
  private boolean changing;

  Seating(ClientSession conversation) {
    this.conversation = conversation;
  }

  /** Those of the present seat, or of the last one. */
  ServerLimits terms() {
    return terms;
  }

  /** A reserved seat is claimed next, and this one is no more. */
  void elsewhere(PendingRequest.Sit sit, String seat) {
    conversation.claim().seat(seat);
    conversation.claim().elsewhere(sit.code().isEmpty(), sit.code());
    changing = true;
  }

  /** The connection ended; who then comes back has not just changed its seat. */
  void interrupted() {
    changing = false;
  }

  /**
   * There is a seat.
   *
   * @param already whether there was one until now on this connection
   */
  void seated(ToMember.Seated seated, boolean already) {
    JoinKind how = arrival(seated, already);
    terms = ServerLimits.of(seated.limits());
    JoinState claim = conversation.claim();
    if (how == JoinKind.MOVED && already) {
      claim.elsewhere(false, Optional.empty()); // by `next`: any table
    }
    claim.seated(seated, how);
    RoomSnapshot seen = conversation.mirror().replace(seated);
    if (how == JoinKind.MOVED) {
      changing = false;
      conversation.outbox().moved();
    }
    conversation.seated(seen, how, terms);
  }

  private JoinKind arrival(ToMember.Seated seated, boolean already) {
    if (already) {
      return conversation.mirror().isAt(seated) ? JoinKind.RENEWED : JoinKind.MOVED;
    }
    if (changing) {
      return JoinKind.MOVED;
    }
    JoinState claim = conversation.claim();
    if (!claim.everSeated()) {
      return JoinKind.NEW;
    }
    if (!claim.hasSeat()) {
      return JoinKind.AFRESH;
    }
    return conversation.mirror().isAt(seated) ? JoinKind.RESUMED : JoinKind.MOVED;
  }

  /** The table goes on at another door, where a seat is kept. */
  void moved(ToMember.Moved moved) {
    Optional<ServerAddress> to = ServerAddress.parse(moved.address());
    if (to.isPresent()) {
      moved.seat().ifPresentOrElse(conversation.claim()::seat, conversation.claim()::seatGone);
      conversation.moved(to.get());
    }
  }
}
