package prosa.server.refusal;

import java.util.Optional;
import prosa.messages.Language;
import prosa.messages.Messages;
import prosa.protocol.DoorAnswer;
import prosa.protocol.Reason;
import prosa.protocol.ToMember;
import prosa.server.placement.Refusal;

/**
 * The server's refusals: a code for programs, a sentence for people, and when to try again. The
 * sentences are the catalogue's English ones; front ends say their own language's by the code.
 */
public final class Refusals {
  private static final Messages ENGLISH = Messages.in(Language.ENGLISH);
  private static final long SOON_MILLIS = 1_000;
  private static final long LATER_MILLIS = 5_000;
  private static final long LONGEST_MILLIS = 60_000;

  private Refusals() {}

  /** What placement said no to. */
  public static ToMember.Refused of(Refusal why) {
    return new ToMember.Refused(reason(why), sentence(why), retryMillis(why));
  }

  /** The code for what placement said no to. */
  public static Reason reason(Refusal why) {
    return switch (why) {
      case NO_SEAT -> Reason.NO_SEAT;
      case TOO_MANY_RESERVATIONS -> Reason.TOO_MANY_RESERVATIONS;
      case TOO_MANY_SEATS -> Reason.TOO_MANY_SEATS;
      case TOO_MANY_ROOMS -> Reason.TOO_MANY_ROOMS;
      case TOO_MANY_INVITES -> Reason.TOO_MANY_INVITES;
      case DRAINING -> Reason.DRAINING;
      case STALE_SEAT -> Reason.STALE_SEAT;
      case UNKNOWN_INVITE -> Reason.UNKNOWN_INVITE;
      case TABLE_FULL -> Reason.TABLE_FULL;
      case NOWHERE_ELSE -> Reason.NOWHERE_ELSE;
      case UNKNOWN_ROOM -> Reason.UNKNOWN_ROOM;
      case LAPSED_TOO_OFTEN -> Reason.LAPSED_TOO_OFTEN;
      case ALREADY_SEATED -> Reason.ALREADY_SEATED;
    };
  }

  /** The sentence for what placement said no to. */
  public static String sentence(Refusal why) {
    return sentence(reason(why));
  }

  /** The sentence for a code, in English. */
  public static String sentence(Reason reason) {
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
          NOWHERE_ELSE ->
          LATER_MILLIS;
      case DRAINING, STALE_SEAT, UNKNOWN_INVITE, UNKNOWN_ROOM, LAPSED_TOO_OFTEN, ALREADY_SEATED ->
          0;
    };
  }

  /** Messages came faster than the rate. */
  public static ToMember.Refused tooFast(
      int burst, int perSecond, long waitMillis, Optional<String> mark) {
    return new ToMember.Refused(
        Reason.RATE,
        ENGLISH.text("rateOfMessages", burst, perSecond),
        Math.min(waitMillis, LONGEST_MILLIS),
        mark);
  }

  /** Requests other than messages came too fast. */
  public static ToMember.Refused tooManyRequests(long waitMillis) {
    return new ToMember.Refused(Reason.RATE, ENGLISH.text("rateOfRequests"), retry(waitMillis));
  }

  /** Seats were asked for too fast. */
  public static ToMember.Refused tooManyJoins(long waitMillis) {
    return new ToMember.Refused(Reason.RATE, sentence(Reason.RATE), retry(waitMillis));
  }

  /** The door was asked for seats too fast. */
  public static DoorAnswer.DoorError tooManyQuestions(long waitMillis) {
    return new DoorAnswer.DoorError(Reason.RATE, sentence(Reason.RATE), retry(waitMillis));
  }

  /** The mark of a {@code say} was used before, for something else. */
  public static ToMember.Refused markUsed(Optional<String> mark) {
    return new ToMember.Refused(Reason.BAD_FIELD, sentence(Reason.BAD_FIELD), 0, mark);
  }

  private static long retry(long waitMillis) {
    return Math.clamp(waitMillis, SOON_MILLIS, LONGEST_MILLIS);
  }

  /** A frame was longer than the limit. */
  public static ToMember.Refused tooLarge(int limit) {
    return new ToMember.Refused(Reason.TOO_LARGE, ENGLISH.text("sizeOfMessage", limit), 0);
  }

  /** Not one text. */
  public static ToMember.Refused notText() {
    return new ToMember.Refused(Reason.MULTI_PART, ENGLISH.text("oneTextPerMessage"), 0);
  }

  /** Said before there was a seat. */
  public static ToMember.Refused notSeated(Optional<String> mark) {
    return new ToMember.Refused(Reason.NOT_SEATED, sentence(Reason.NOT_SEATED), 0, mark);
  }

  /** Entered while seated. */
  public static ToMember.Refused alreadySeated() {
    return of(Refusal.ALREADY_SEATED);
  }

  /** The time to enter is over. */
  public static ToMember.Refused tooLate(long seconds) {
    return new ToMember.Refused(Reason.TOO_LATE, ENGLISH.text("nobodyEntered", seconds), 0);
  }

  /** A newer connection showed the seat's secret. */
  public static ToMember.Refused resumedElsewhere() {
    return new ToMember.Refused(Reason.RESUMED_ELSEWHERE, sentence(Reason.RESUMED_ELSEWHERE), 0);
  }
}
