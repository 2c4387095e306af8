package prosa.client;

/** What a client can ask for and be refused. */
public enum RequestType {
  SAY,
  RENAME,
  NEXT,
  INVITE,
  /** A private table. */
  PRIVATE_TABLE,
  /** The table of an invitation. */
  JOIN
}
