package prosa.client;

import java.util.Optional;
import prosa.protocol.ClientMessage;
import prosa.protocol.ClientMessage.CommandType;

/** A request to the server that waits for its turn or its answer. */
sealed interface PendingRequest {
  record Say(UnsentMessage text) implements PendingRequest {}

  /**
   * A seat in the room of a code, or in a new private room; in an encrypted one if there is a
   * secret.
   */
  record Join(Optional<String> code, Optional<RoomSecret> secret) implements PendingRequest {}

  /** A command that is sent to the server as it is. */
  record Command(ClientMessage.RoomCommand command) implements PendingRequest {}

  /** What the host says to who has entered: asked for by the program, and not by the user. */
  record Welcome(String language) implements PendingRequest {}

  /** What kind of request this is. */
  default RequestType type() {
    return switch (this) {
      case Say _ -> RequestType.SAY;
      case Join(Optional<String> code, var _) ->
          code.isPresent() ? RequestType.JOIN : RequestType.PRIVATE_ROOM;
      case Command(ClientMessage.RoomCommand command) -> RequestType.of(command);
      case Welcome _ -> RequestType.ABOUT;
    };
  }

  /** Whether it is done when this client is in another room. */
  default boolean changesRoom() {
    return this instanceof Join || is(CommandType.NEXT) || is(CommandType.RETURN);
  }

  /** Whether it is this command. */
  default boolean is(CommandType type) {
    return this instanceof Command(ClientMessage.RoomCommand command) && command.type() == type;
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
