package prosa.client;

import java.util.Optional;

/** Something to be asked of the server, in its turn, and answered by it. */
sealed interface PendingRequest {
  record Say(UnsentMessage text) implements PendingRequest {}

  record Rename(String name) implements PendingRequest {}

  record Next() implements PendingRequest {}

  record Invite() implements PendingRequest {}

  /** A seat at the table of a code, or at a new private table. */
  record Sit(Optional<String> code) implements PendingRequest {}

  /** What kind of request this is. */
  default RequestType request() {
    return switch (this) {
      case Say _ -> RequestType.SAY;
      case Rename _ -> RequestType.RENAME;
      case Next _ -> RequestType.NEXT;
      case Invite _ -> RequestType.INVITE;
      case Sit(Optional<String> code) ->
          code.isPresent() ? RequestType.JOIN : RequestType.PRIVATE_TABLE;
    };
  }

  /** The text that is lost if this is not done. */
  default Optional<UnsentMessage> words() {
    return this instanceof Say(UnsentMessage text) ? Optional.of(text) : Optional.empty();
  }
}
