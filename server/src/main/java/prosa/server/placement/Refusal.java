package prosa.server.placement;

/** Why placement said no. A refused call has changed nothing. */
public enum Refusal {
  /** Every seat of that room is taken, reserved or held. */
  NO_SEAT,
  /** The address has as many reservations (or empty private tables) outstanding as it may. */
  TOO_MANY_RESERVATIONS,
  /** The server is going away and seats nobody any more. */
  DRAINING,
  /** No seat has this secret now, or the seat is no longer this connection's. */
  STALE_SEAT,
  /** No table has this code; codes die with their table. */
  UNKNOWN_INVITE,
  /** The table of this code has no free seat. */
  TABLE_FULL,
  /** There is no other room with company and a free seat; the member keeps its seat. */
  NOWHERE_ELSE,
  /** There is no such room, or no longer. */
  UNKNOWN_ROOM,
  /** Halves of this address were left alone there again and again; asking the door helps. */
  LAPSED_TOO_OFTEN,
  /** This connection is placed already. */
  ALREADY_SEATED
}
