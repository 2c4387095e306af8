package prosa.server.placement;

/**
 * The reason of a refusal by placement. A refused call changes nothing, except that idle rooms may
 * have been closed.
 */
public enum Refusal {
  /** Every seat of that room, or every room of this server, is taken. */
  NO_SEAT,
  /** The address has as many reservations outstanding as it may. */
  TOO_MANY_RESERVATIONS,
  /** The address has as many seats as it may, none of them held. */
  TOO_MANY_SEATS,
  /** The address, or the connection, has as many rooms as it may, and somebody is in each. */
  TOO_MANY_ROOMS,
  /** The address has asked for as many invite codes as it may. */
  TOO_MANY_INVITES,
  /** The server is going away and seats nobody any more. */
  DRAINING,
  /** No seat has this secret now, or the seat is no longer this connection's. */
  STALE_SEAT,
  /** No room has this code; codes die with their room. */
  UNKNOWN_INVITE,
  /** The room of this code has no free seat. */
  TABLE_FULL,
  /** There is no other room with members and a free seat; the member keeps its seat. */
  NOWHERE_ELSE,
  /** There is no such room, or no longer. */
  UNKNOWN_ROOM,
  /** Unpaired connections of this address timed out there repeatedly; asking the door helps. */
  LAPSED_TOO_OFTEN,
  /** No seat waits for the connection, and its address has joined too often to take a new one. */
  JOINED_TOO_OFTEN,
  /** The members of that room have voted to move it away, less than an hour ago. */
  VOTED_AWAY,
  /** That room is encrypted, and who comes does not say that it has the secret. */
  ENCRYPTED_ROOM,
  /** There are no encrypted rooms here: the server is one of several. */
  NO_ENCRYPTION,
  /** This connection is placed already. */
  ALREADY_SEATED
}
