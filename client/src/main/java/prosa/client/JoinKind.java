package prosa.client;

/** How this client got its seat. */
public enum JoinKind {
  /** For the first time. */
  NEW,
  /** Back at the seat that was held for it; {@link ChatEvent.Missed} follows if something was. */
  RESUMED,
  /** The seat had been given up: a newcomer again, possibly at another table. */
  AFRESH,
  /** To another table, as was asked for, or because the server moved the whole table. */
  MOVED,
  /** The same seat: the server tells again members, for some events were dropped. */
  RENEWED;

  /** Whether the stay at the table goes on: what was seen and told there still counts. */
  public boolean isSameStay() {
    return this == RESUMED || this == RENEWED;
  }
}
