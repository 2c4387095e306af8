package prosa.server;

import prosa.server.operations.Counters;
import prosa.server.operations.Counters.Count;
import prosa.server.placement.Refusal;

/** Counts what placement refused because of a limit, by the limit. Any thread. */
record PlacementLimitCounter(Counters counters) {

  void count(Refusal why) {
    switch (why) {
      case TOO_MANY_RESERVATIONS, TOO_MANY_SEATS -> counters.add(Count.SEATS_REFUSED);
      case TOO_MANY_ROOMS -> counters.add(Count.ROOMS_REFUSED);
      case TOO_MANY_INVITES -> counters.add(Count.INVITES_REFUSED);
      case JOINED_TOO_OFTEN -> counters.add(Count.JOINS_REFUSED);
      case NO_SEAT -> counters.add(Count.FULL);
      case DRAINING,
          STALE_SEAT,
          UNKNOWN_INVITE,
          TABLE_FULL,
          NOWHERE_ELSE,
          UNKNOWN_ROOM,
          LAPSED_TOO_OFTEN,
          VOTED_AWAY,
          ENCRYPTED_ROOM,
          NO_ENCRYPTION,
          ALREADY_SEATED -> {}
    }
  }
}
