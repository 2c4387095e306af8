package prosa.server.refusal;

import java.util.Optional;
import prosa.protocol.Reason;
import prosa.protocol.ToMember;
import prosa.server.placement.Refusal;

/** The server's refusals: a code for programs, a sentence for people, and when to try again. */
public final class Refusals {
  private static final long SOON_MILLIS = 1_000;
  private static final long LATER_MILLIS = 5_000;

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
    return switch (why) {
      case NO_SEAT -> "Every seat is taken at the moment.";
      case TOO_MANY_RESERVATIONS ->
          "Your address has too many seats reserved: sit down on those first, or wait.";
      case TOO_MANY_SEATS -> "Your address has as many seats as it may have: try again later.";
      case TOO_MANY_ROOMS -> "You have as many tables open as you may have: try again later.";
      case TOO_MANY_INVITES ->
          "Your address has invitations to as many tables as it may have: try again later.";
      case DRAINING -> "This server is going away and seats nobody any more.";
      case STALE_SEAT -> "That seat is not yours any more: enter without it for another.";
      case UNKNOWN_INVITE -> "No open table has this invite code.";
      case TABLE_FULL -> "The table of this invite is full.";
      case NOWHERE_ELSE -> "There is no other table with company at the moment.";
      case UNKNOWN_ROOM -> "That room is closed: ask the door again.";
      case LAPSED_TOO_OFTEN -> "Both connections of a member must come: ask the door again.";
      case ALREADY_SEATED -> "You have a seat: leave it before you enter again.";
    };
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
        "Too fast: " + burst + " messages at once and then " + perSecond + " a second.",
        waitMillis,
        mark);
  }

  /** Requests other than messages came too fast. */
  public static ToMember.Refused tooManyRequests(long waitMillis) {
    return new ToMember.Refused(
        Reason.RATE,
        "Too many requests: one a second, ten at once.",
        Math.max(waitMillis, SOON_MILLIS));
  }

  /** A frame was longer than the limit. */
  public static ToMember.Refused tooLarge(int limit) {
    return new ToMember.Refused(
        Reason.TOO_LARGE, "Too large: a message may have " + limit + " bytes.", 0);
  }

  /** Not one text. */
  public static ToMember.Refused notText() {
    return new ToMember.Refused(
        Reason.MULTI_PART, "Send one JSON text per message, in a single frame.", 0);
  }

  /** Said before there was a seat. */
  public static ToMember.Refused notSeated(Optional<String> mark) {
    return new ToMember.Refused(Reason.NOT_SEATED, "Enter first: you have no seat.", 0, mark);
  }

  /** Entered while seated. */
  public static ToMember.Refused alreadySeated() {
    return of(Refusal.ALREADY_SEATED);
  }

  /** The time to enter is over. */
  public static ToMember.Refused tooLate(long seconds) {
    return new ToMember.Refused(
        Reason.TOO_LATE, "Nobody entered within " + seconds + " seconds.", 0);
  }

  /** A newer connection showed the seat's secret. */
  public static ToMember.Refused resumedElsewhere() {
    return new ToMember.Refused(
        Reason.RESUMED_ELSEWHERE, "This seat was taken over by a newer connection.", 0);
  }
}
