package prosa.client;

import java.util.Optional;
import prosa.protocol.DoorAnswer;
import prosa.protocol.Reason;
import prosa.protocol.ToMember;

/**
 * What a direct member does about a refusal: wait and ask again, ask otherwise, tell the person, or
 * give up. On the event loop only.
 */
final class Refusals {
  private static final long SHORTEST_WAIT = 500;
  private static final long RETURN_OF_A_SERVER = 1_000;

  private final ClientSession conversation;
  private final ProsaConnection side;

  Refusals(ClientSession conversation, ProsaConnection side) {
    this.conversation = conversation;
    this.side = side;
  }

  void hear(ToMember.Refused refused, boolean entering) {
    if (refused.reason() == Reason.RESUMED_ELSEWHERE) {
      conversation.end(new EndReason.ResumedElsewhere());
    } else if (entering) {
      entry(refused);
    } else {
      errand(refused);
    }
  }

  private void entry(ToMember.Refused refused) {
    JoinState claim = conversation.claim();
    switch (refused.reason()) {
      case STALE_SEAT -> {
        if (claim.hasSeat()) {
          claim.seatGone();
          side.enter();
        } else {
          end(refused);
        }
      }
      case RATE, NO_SEAT, TOO_MANY_RESERVATIONS, TOO_MANY_SEATS, TOO_MANY_ROOMS ->
          later(refused.retryMillis());
      case UNKNOWN_INVITE -> {
        if (claim.wayBackClosed()) {
          side.enter();
        } else {
          end(refused);
        }
      }
      case TABLE_FULL -> {
        if (claim.wayBackClosed()) {
          side.enter();
        } else if (claim.everSeated()) {
          later(refused.retryMillis());
        } else {
          end(refused);
        }
      }
      case DRAINING -> {
        if (claim.everSeated()) {
          later(RETURN_OF_A_SERVER);
        } else {
          end(refused);
        }
      }
      case TOO_LATE -> {} // the connection ends, and another begins
      case ALREADY_SEATED, NOT_SEATED -> side.unanswered();
      case BAD_JSON,
          UNKNOWN_TYPE,
          BAD_FIELD,
          BAD_NAME,
          TOO_LARGE,
          MULTI_PART,
          RESUMED_ELSEWHERE,
          NOWHERE_ELSE,
          UNKNOWN_REQUEST,
          TOO_MANY_INVITES,
          NO_PORT,
          UNKNOWN_ROOM,
          LAPSED_TOO_OFTEN,
          OTHER ->
          end(refused);
    }
  }

  private void later(long millis) {
    conversation.trouble(ConnectError.NO_SEAT);
    side.enterIn(Math.max(SHORTEST_WAIT, millis));
  }

  private void end(ToMember.Refused refused) {
    conversation.end(new EndReason.Refused(refused.reason(), refused.message()));
  }

  private void errand(ToMember.Refused refused) {
    if (refused.reason() == Reason.NOT_SEATED) {
      side.unanswered(); // the server knows better: come back to the seat
      return;
    }
    Optional<PendingRequest> asked =
        conversation
            .outbox()
            .first(
                errand ->
                    refused.id().isEmpty()
                        || errand.words().map(UnsentMessage::id).equals(refused.id()));
    asked.ifPresent(
        errand -> {
          if (refused.reason() == Reason.RATE) {
            conversation.outbox().again(errand, refused.retryMillis());
          } else {
            tell(errand, refused.reason(), refused.message());
          }
        });
  }

  /** The door did not reserve what was asked of it; the seat that there is stays. */
  void byDoor(PendingRequest errand, Optional<DoorAnswer> answer) {
    if (answer.isPresent()
        && answer.get() instanceof DoorAnswer.DoorError(var why, String says, var _)) {
      tell(errand, why, says);
    } else {
      tell(errand, Reason.OTHER, "The server did not answer.");
    }
  }

  /** The server would skip it: it is not sent. */
  void tooLarge(PendingRequest errand, ServerLimits terms) {
    tell(
        errand,
        Reason.TOO_LARGE,
        "The text of a message has at most " + terms.text() + " bytes of UTF-8.");
  }

  private void tell(PendingRequest errand, Reason reason, String sentence) {
    conversation.refused(errand, reason, sentence);
    var _ = conversation.outbox().answered(errand::equals);
  }
}
