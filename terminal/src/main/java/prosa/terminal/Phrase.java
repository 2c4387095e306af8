package prosa.terminal;

import java.util.Locale;

/**
 * Everything that the terminal says to people, by name; the bundles have the words. Numbered braces
 * stand for what is put in.
 */
enum Phrase {
  // coming and going
  CONNECTING,
  SEATED,
  COMPANY,
  SEATED_ORIGINAL,
  ALONE,
  RESUMED,
  AFRESH,
  MOVED,
  RENEWED,
  LOST,
  UNREACHABLE,
  ENDED_LEFT,
  ENDED_REFUSED,
  ENDED_ELSEWHERE,
  TROUBLE_NO_ANSWER,
  TROUBLE_UNKNOWN_HOST,
  TROUBLE_NOBODY_LISTENS,
  TROUBLE_NO_CHAT,
  TROUBLE_BROKEN_OFF,
  TROUBLE_NO_SEAT,
  // the table
  JOINED,
  LEFT,
  AWAY,
  BACK,
  RENAMED,
  RENAMED_YOU,
  TYPING,
  PASSED_ONE,
  PASSED_MANY,
  MISSED_ONE,
  MISSED_MANY,
  OFFERED,
  OFFER_DECLINED,
  JOIN_ELSEWHERE,
  JOIN_ELSEWHERE_UNSENT,
  JOIN_ELSEWHERE_FAILED,
  INVITED,
  DRAINING,
  RETURNED,
  RETURNED_PERHAPS,
  NOT_DONE,
  NOT_SAID,
  WAITING,
  YES,
  NO,
  // what is asked and shown
  ASK_NAME,
  NO_NAME,
  BAD_ADDRESS,
  NOT_WITHIN,
  UNREAD,
  UNWRITTEN,
  SAID_AGAIN,
  STATE_CONNECTING,
  STATE_LOST,
  STATE_UNREACHABLE,
  STATE_ALONE,
  STATE_UNSENT,
  STATE_MUTED,
  WHO_YOU,
  WHO_AWAY,
  WHO_CLASSIC,
  WHO_MUTED,
  WHO_SEATS,
  WHO_UNKNOWN,
  WHO_NOWHERE,
  MUTED,
  UNMUTED,
  NOBODY_CALLED,
  USAGE_NICK,
  USAGE_ME,
  USAGE_MUTE,
  USAGE_UNMUTE,
  USAGE_JOIN,
  UNKNOWN_COMMAND,
  HELP;

  /** The key in the bundles. */
  String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
