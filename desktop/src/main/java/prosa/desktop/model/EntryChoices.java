package prosa.desktop.model;

import prosa.client.EndReason;
import prosa.protocol.ErrorCode;

/**
 * The ways to enter again that are offered after the end of a session.
 *
 * @param same as before, with the same invitation if there was one; not if that meets the same
 *     refusal again
 * @param other any table, and a private table
 * @param encrypted whether that private table is encrypted, as the one was that is over
 */
public record EntryChoices(boolean same, boolean other, boolean encrypted) {

  /**
   * After the end of a session.
   *
   * @param invited whether it was entered by an invitation
   * @param encrypted whether it was at, or asked for, an encrypted table
   * @param again whether who enters as before comes to an encrypted table, too
   */
  static EntryChoices after(EndReason why, boolean invited, boolean encrypted, boolean again) {
    boolean possible =
        switch (why) {
          case EndReason.Left _, EndReason.ResumedElsewhere _ -> true;
          case EndReason.NotEncrypted _ -> false;
          case EndReason.Refused(ErrorCode reason, String _) -> !isRefusedAgain(reason, invited);
          case EndReason.Removed(ErrorCode reason, String _) -> !isRefusedAgain(reason, invited);
        };
    boolean same = possible && (again || !encrypted); // nobody is put among strangers unasked
    return new EntryChoices(same, invited || !same, encrypted);
  }

  /** Whether who enters as before is refused for the same reason again. */
  private static boolean isRefusedAgain(ErrorCode reason, boolean invited) {
    return switch (reason) {
      case UNKNOWN_INVITE, UNKNOWN_ROOM, NO_ENCRYPTION, NOT_ENCRYPTED -> true;
      // Without an invitation, entering again leads to another table.
      case VOTED_AWAY,
          ROOM_CLOSED,
          BLOCKED,
          ENCRYPTED_ROOM,
          NOT_SEALED,
          BAD_JSON,
          UNKNOWN_TYPE,
          UNKNOWN_REQUEST,
          BAD_FIELD,
          BAD_NAME,
          TOO_LARGE,
          MULTI_PART ->
          invited;
      // These pass, or are no answers to who enters.
      case RATE,
          NOT_SEATED,
          ALREADY_SEATED,
          TOO_LATE,
          STALE_SEAT,
          RESUMED_ELSEWHERE,
          TABLE_FULL,
          NOWHERE_ELSE,
          NO_SEAT,
          TOO_MANY_RESERVATIONS,
          TOO_MANY_SEATS,
          TOO_MANY_ROOMS,
          TOO_MANY_INVITES,
          NO_PORT,
          LAPSED_TOO_OFTEN,
          DRAINING,
          REMOVED,
          VOTES_OFF,
          TOO_NEW_TO_VOTE,
          TOO_FEW_TO_VOTE,
          VOTE_LATER,
          NO_VOTE,
          NAME_VOTED_AWAY,
          LINKS_OFF,
          TOO_MUCH_UNSENT,
          NO_ANSWER,
          CLASSIC_SERVER,
          OTHER ->
          false;
    };
  }
}
