package prosa.client;

import prosa.protocol.ErrorCode;

/** Why a session has ended. */
public sealed interface EndReason {
  /** It was left, with {@link ChatClient#close}. */
  record Left() implements EndReason {}

  /**
   * The server gives no seat: the name cannot be had, the invitation leads nowhere, …
   *
   * @param sentence the server's, in English
   */
  record Refused(ErrorCode reason, String sentence) implements EndReason {}

  /**
   * The server's operator took the seat, closed the room, or lets nobody in from this network.
   *
   * @param sentence the server's, in English
   */
  record Removed(ErrorCode reason, String sentence) implements EndReason {}

  /**
   * The server gave a seat in a room that is not encrypted, though this client was in, or asked
   * for, an encrypted one. Nothing was said there.
   */
  record NotEncrypted() implements EndReason {}

  /** Another connection resumed this seat and has it now. */
  record ResumedElsewhere() implements EndReason {}
}
