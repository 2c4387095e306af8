package prosa.client;

import prosa.protocol.Reason;

/** Why a visit is over. */
public sealed interface Ending {
  /** It was left, with {@link ChatClient#close}. */
  record Left() implements Ending {}

  /**
   * The server gives no seat: the name cannot be had, the invitation leads nowhere, …
   *
   * @param sentence the server's, in English
   */
  record Refused(Reason reason, String sentence) implements Ending {}

  /** Somebody came back to this seat from elsewhere; it is theirs now. */
  record ResumedElsewhere() implements Ending {}
}
