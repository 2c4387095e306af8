package prosa.client;

/** Why there is no seat yet, as far as it is known. */
public enum Trouble {
  /** Nothing has answered so far. */
  NO_ANSWER,
  /** The host's name is not known. */
  UNKNOWN_HOST,
  /** The machine is there, but nothing listens at that port. */
  NOBODY_LISTENS,
  /** Something answers there that is no chat server. */
  NO_CHAT,
  /** The connection was made and broke off again. */
  BROKEN_OFF,
  /** The server answers, and can seat nobody at present. */
  NO_SEAT
}
