package prosa.client;

import prosa.protocol.ErrorCode;

/** Why a visit is over. */
public sealed interface EndReason {
  /** It was left, with {@link ChatClient#close}. */
  record Left() implements EndReason {}

  /**
   * The server gives no seat: the name cannot be had, the invitation leads nowhere, …
   *
   * @param sentence the server's, in English
   */
  record Refused(ErrorCode reason, String sentence) implements EndReason {}

  /** Somebody came back to this seat from elsewhere; it is theirs now. */
  record ResumedElsewhere() implements EndReason {}
}
