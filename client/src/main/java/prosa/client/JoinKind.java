package prosa.client;

/** How this client got its seat. */
public enum JoinKind {
  /** For the first time. */
  NEW,
  /** Back at the seat that was held for it; {@link ChatEvent.Missed} follows if something was. */
  RESUMED,
  /** The seat had been given up: a newcomer again, possibly in another room. */
  AFRESH,
  /** To another room, as was asked for, or because the others voted so. */
  MOVED,
  /** Back in the room that it left a moment ago, as was asked for: {@link ChatEvent.Held}. */
  RETURNED,
  /**
   * The room goes on at another node of a cluster, under another name: the same company, as far as
   * it has come, with its mutes; the messages may be numbered anew. {@link ChatEvent.Missed}
   * follows if something is known to be missed.
   */
  CONTINUED,
  /** The same seat: the server tells again members, for some events were dropped. */
  RENEWED;

  /**
   * Whether the stay goes on in a room of the same name: messages that were received there can
   * still be referred to.
   */
  public boolean isSameStay() {
    return this == RESUMED || this == RENEWED;
  }

  /** Whether the company is the same as before, in a room of whatever name. */
  public boolean isSameCompany() {
    return isSameStay() || this == CONTINUED;
  }
}
