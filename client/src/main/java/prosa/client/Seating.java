package prosa.client;

import java.util.Optional;
import prosa.protocol.ToMember;

/**
 * What follows from being seated by a direct server: how this client came there, what it can claim
 * from now on, and on which terms it sits. On the event loop only.
 */
final class Seating {
  private final Conversation conversation;
  private Terms terms = Terms.NONE;
  private boolean changing;

  Seating(Conversation conversation) {
    this.conversation = conversation;
  }

  /** Those of the present seat, or of the last one. */
  Terms terms() {
    return terms;
  }

  /** A reserved seat is claimed next, and this one is no more. */
  void elsewhere(Errand.Sit sit, String seat) {
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
    Arrival how = arrival(seated, already);
    terms = Terms.of(seated.limits());
    Claim claim = conversation.claim();
    if (how == Arrival.MOVED && already) {
      claim.elsewhere(false, Optional.empty()); // by `next`: any table
    }
    claim.seated(seated, how);
    Table seen = conversation.mirror().replace(seated);
    if (how == Arrival.MOVED) {
      changing = false;
      conversation.outbox().moved();
    }
    conversation.seated(seen, how, terms);
  }

  private Arrival arrival(ToMember.Seated seated, boolean already) {
    if (already) {
      return conversation.mirror().isAt(seated) ? Arrival.RENEWED : Arrival.MOVED;
    }
    if (changing) {
      return Arrival.MOVED;
    }
    Claim claim = conversation.claim();
    if (!claim.everSeated()) {
      return Arrival.NEW;
    }
    if (!claim.hasSeat()) {
      return Arrival.AFRESH;
    }
    return conversation.mirror().isAt(seated) ? Arrival.RESUMED : Arrival.MOVED;
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
