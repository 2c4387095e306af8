package prosa.server.refusal;

import java.util.Optional;
import prosa.messages.Language;
import prosa.messages.Messages;
import prosa.protocol.DoorAnswer;
import prosa.protocol.ErrorCode;
import prosa.protocol.ServerMessage;
import prosa.server.placement.Refusal;

/**
 * The server's refusals: a code for programs, a sentence for people, and when to try again. The
 * sentences are the catalogue's English ones; front ends show their own by the code.
 */
public final class Refusals {
  private static final Messages ENGLISH = Messages.in(Language.ENGLISH);
  private static final long SOON_MILLIS = 1_000;
  private static final long LATER_MILLIS = 5_000;
  private static final long LONGEST_MILLIS = 60_000;

  private Refusals() {}

  /** A refusal of placement. */
  public static ServerMessage.Refused of(Refusal why) {
    return new ServerMessage.Refused(reason(why), sentence(why), retryMillis(why));
  }

  /** A decision of the operator, which ends the connection. */
  public static ServerMessage.Refused byOperator(ErrorCode reason) {
    return new ServerMessage.Refused(reason, sentence(reason), 0);
  }

  /** The code of a refusal of placement. */
  public static ErrorCode reason(Refusal why) {
    return switch (why) {
      case NO_SEAT -> ErrorCode.NO_SEAT;
      case TOO_MANY_RESERVATIONS -> ErrorCode.TOO_MANY_RESERVATIONS;
      case TOO_MANY_SEATS -> ErrorCode.TOO_MANY_SEATS;
      case TOO_MANY_ROOMS -> ErrorCode.TOO_MANY_ROOMS;
      case TOO_MANY_INVITES -> ErrorCode.TOO_MANY_INVITES;
      case DRAINING -> ErrorCode.DRAINING;
      case STALE_SEAT -> ErrorCode.STALE_SEAT;
      case UNKNOWN_INVITE -> ErrorCode.UNKNOWN_INVITE;
      case TABLE_FULL -> ErrorCode.TABLE_FULL;
      case NOWHERE_ELSE -> ErrorCode.NOWHERE_ELSE;
      case UNKNOWN_ROOM -> ErrorCode.UNKNOWN_ROOM;
      case LAPSED_TOO_OFTEN -> ErrorCode.LAPSED_TOO_OFTEN;
      case JOINED_TOO_OFTEN -> ErrorCode.RATE;
      case VOTED_AWAY -> ErrorCode.VOTED_AWAY;
      case ENCRYPTED_ROOM -> ErrorCode.ENCRYPTED_ROOM;
      case NO_ENCRYPTION -> ErrorCode.NO_ENCRYPTION;
      case ALREADY_SEATED -> ErrorCode.ALREADY_SEATED;
    };
  }

  /** The sentence of a refusal of placement. */
  public static String sentence(Refusal why) {
    return sentence(reason(why));
  }

  /** The sentence for a code, in English. */
  public static String sentence(ErrorCode reason) {
    return ENGLISH.text("refused." + reason.code());
  }

  private static long retryMillis(Refusal why) {
    return switch (why) {
      case NO_SEAT,
          TOO_MANY_RESERVATIONS,
          TOO_MANY_SEATS,
          TOO_MANY_ROOMS,
          TOO_MANY_INVITES,
          TABLE_FULL,
          JOINED_TOO_OFTEN,
          NOWHERE_ELSE ->
          LATER_MILLIS;
      case DRAINING,
          STALE_SEAT,
          UNKNOWN_INVITE,
          UNKNOWN_ROOM,
          LAPSED_TOO_OFTEN,
          VOTED_AWAY,
          ENCRYPTED_ROOM,
          NO_ENCRYPTION,
          ALREADY_SEATED ->
          0;
    };
  }

  /** Messages came faster than the rate. */
  public static ServerMessage.Refused tooFast(
      int burst, int perSecond, long waitMillis, Optional<String> mark) {
    return new ServerMessage.Refused(
        ErrorCode.RATE,
        ENGLISH.text("rateOfMessages", burst, perSecond),
        Math.min(waitMillis, LONGEST_MILLIS),
        mark);
  }

  /** Requests other than messages came too fast. */
  public static ServerMessage.Refused tooManyRequests(long waitMillis) {
    return new ServerMessage.Refused(
        ErrorCode.RATE, ENGLISH.text("rateOfRequests"), retry(waitMillis));
  }

  /** A newcomer sends messages too fast for the emergency level. */
  public static ServerMessage.Refused tooManyRequests(long waitMillis, Optional<String> mark) {
    return new ServerMessage.Refused(
        ErrorCode.RATE, sentence(ErrorCode.RATE), Math.min(waitMillis, LONGEST_MILLIS), mark);
  }

  /** Links are not relayed at the current emergency level. */
  public static ServerMessage.Refused noLinks(Optional<String> mark) {
    return new ServerMessage.Refused(ErrorCode.LINKS_OFF, sentence(ErrorCode.LINKS_OFF), 0, mark);
  }

  /** Seats were asked for too fast. */
  public static ServerMessage.Refused tooManyJoins(long waitMillis) {
    return new ServerMessage.Refused(ErrorCode.RATE, sentence(ErrorCode.RATE), retry(waitMillis));
  }

  /** The door was asked for seats too fast. */
  public static DoorAnswer.DoorError tooManyQuestions(long waitMillis) {
    return new DoorAnswer.DoorError(ErrorCode.RATE, sentence(ErrorCode.RATE), retry(waitMillis));
  }

  /** The id of a {@code say} was used before, with another text. */
  public static ServerMessage.Refused markUsed(Optional<String> mark) {
    return new ServerMessage.Refused(ErrorCode.BAD_FIELD, sentence(ErrorCode.BAD_FIELD), 0, mark);
  }

  /** The message that is referred to does not exist. */
  public static ServerMessage.Refused noSuchMessage(Optional<String> mark) {
    return new ServerMessage.Refused(ErrorCode.BAD_FIELD, sentence(ErrorCode.BAD_FIELD), 0, mark);
  }

  /** What only members of an encrypted room tell each other. */
  public static ServerMessage.Refused notEncrypted() {
    return new ServerMessage.Refused(ErrorCode.NOT_ENCRYPTED, sentence(ErrorCode.NOT_ENCRYPTED), 0);
  }

  /** What the server could read, in an encrypted room. */
  public static ServerMessage.Refused notSealed(Optional<String> mark) {
    return new ServerMessage.Refused(ErrorCode.NOT_SEALED, sentence(ErrorCode.NOT_SEALED), 0, mark);
  }

  /** The host allows no votes. */
  public static ServerMessage.Refused votesOff() {
    return noVote(ErrorCode.VOTES_OFF, 0);
  }

  /** The member that a vote is to be about is not there. */
  public static ServerMessage.Refused noSuchMember() {
    return new ServerMessage.Refused(ErrorCode.BAD_FIELD, sentence(ErrorCode.BAD_FIELD), 0);
  }

  /** The name of somebody who was moved away; {@code voted-away} would end the asker's stay. */
  public static ServerMessage.Refused nameVotedAway() {
    return new ServerMessage.Refused(
        ErrorCode.NAME_VOTED_AWAY, sentence(ErrorCode.NAME_VOTED_AWAY), 0);
  }

  /** The vote is over, or the member has none in it. */
  public static ServerMessage.Refused noVote() {
    return noVote(ErrorCode.NO_VOTE, 0);
  }

  /** No vote can begin now. */
  public static ServerMessage.Refused noVote(ErrorCode why, long waitMillis) {
    return new ServerMessage.Refused(why, sentence(why), waitMillis);
  }

  private static long retry(long waitMillis) {
    return Math.clamp(waitMillis, SOON_MILLIS, LONGEST_MILLIS);
  }

  /** A frame was longer than the limit. */
  public static ServerMessage.Refused tooLarge(int limit) {
    return new ServerMessage.Refused(ErrorCode.TOO_LARGE, ENGLISH.text("sizeOfMessage", limit), 0);
  }

  /** Not one text. */
  public static ServerMessage.Refused notText() {
    return new ServerMessage.Refused(ErrorCode.MULTI_PART, ENGLISH.text("oneTextPerMessage"), 0);
  }

  /** A request without a seat. */
  public static ServerMessage.Refused notSeated(Optional<String> mark) {
    return new ServerMessage.Refused(ErrorCode.NOT_SEATED, sentence(ErrorCode.NOT_SEATED), 0, mark);
  }

  /** {@code enter} on a connection that has a seat. */
  public static ServerMessage.Refused alreadySeated() {
    return of(Refusal.ALREADY_SEATED);
  }

  /** The time to enter is over. */
  public static ServerMessage.Refused tooLate(long seconds) {
    return new ServerMessage.Refused(ErrorCode.TOO_LATE, ENGLISH.text("nobodyEntered", seconds), 0);
  }

  /** A newer connection presented the seat's secret. */
  public static ServerMessage.Refused resumedElsewhere() {
    return new ServerMessage.Refused(
        ErrorCode.RESUMED_ELSEWHERE, sentence(ErrorCode.RESUMED_ELSEWHERE), 0);
  }
}
