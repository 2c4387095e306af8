package prosa.client;

import java.util.Optional;

/** A request to the server that waits for its turn or its answer. */
sealed interface PendingRequest {
  record Say(UnsentMessage text) implements PendingRequest {}

  record Rename(String name) implements PendingRequest {}

  record Next() implements PendingRequest {}

  record Invite() implements PendingRequest {}

  /** A seat in the room of a code, or in a new private room. */
  record Join(Optional<String> code) implements PendingRequest {}

  /** What kind of request this is. */
  default RequestType type() {
    return switch (this) {
      case Say _ -> RequestType.SAY;
      case Rename _ -> RequestType.RENAME;
      case Next _ -> RequestType.NEXT;
      case Invite _ -> RequestType.INVITE;
      case Join(Optional<String> code) ->
          code.isPresent() ? RequestType.JOIN : RequestType.PRIVATE_TABLE;
    };
  }

  /** Whether it is the message with this id. */
  default boolean isMessage(String id) {
    return this instanceof Say(UnsentMessage text) && text.id().equals(id);
  }

  /** The message that is lost if this is not done. */
  default Optional<UnsentMessage> message() {
    return this instanceof Say(UnsentMessage text) ? Optional.of(text) : Optional.empty();
  }
}
