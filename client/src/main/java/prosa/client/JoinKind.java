package prosa.client;

/** How this client came to its seat. */
public enum JoinKind {
  /** For the first time. */
  NEW,
  /** Back at the seat that was held for it; {@link ChatEvent.Missed} follows if something was. */
  RESUMED,
  /** The seat had been given up meanwhile: a newcomer again, perhaps at another table. */
  AFRESH,
  /** To another table, as was asked for, or because the server moved the whole table. */
  MOVED,
  /** The same seat: the server tells again who is there, for some events were dropped. */
  RENEWED
}
