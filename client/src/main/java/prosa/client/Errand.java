package prosa.client;

import java.util.Optional;

/** Something to be asked of the server, in its turn, and answered by it. */
sealed interface Errand {
  record Say(Text text) implements Errand {}

  record Rename(String name) implements Errand {}

  record Next() implements Errand {}

  record Invite() implements Errand {}

  /** A seat at the table of a code, or at a new private table. */
  record Sit(Optional<String> code) implements Errand {}

  /** What kind of request this is. */
  default Request request() {
    return switch (this) {
      case Say _ -> Request.SAY;
      case Rename _ -> Request.RENAME;
      case Next _ -> Request.NEXT;
      case Invite _ -> Request.INVITE;
      case Sit(Optional<String> code) -> code.isPresent() ? Request.JOIN : Request.PRIVATE_TABLE;
    };
  }

  /** The text that is lost if this is not done. */
  default Optional<Text> words() {
    return this instanceof Say(Text text) ? Optional.of(text) : Optional.empty();
  }
}
