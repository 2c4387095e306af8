package prosa.client;

import prosa.protocol.ClientMessage;

/** The kinds of requests that can be refused. */
public enum RequestType {
  SAY,
  RENAME,
  NEXT,
  /** The seat that was left by {@link #NEXT}. */
  RETURN,
  INVITE,
  /** What the host says of the server. */
  ABOUT,
  /** That a member be moved away. */
  VOTE,
  /** To vote. */
  BALLOT,
  /** A new key for an encrypted room. */
  NEW_KEY,
  /** A private room. */
  PRIVATE_ROOM,
  /** The room of an invitation. */
  JOIN;

  /** What is asked for by a command. */
  static RequestType of(ClientMessage.RoomCommand command) {
    return switch (command) {
      case ClientMessage.Say _ -> SAY;
      case ClientMessage.Rename _ -> RENAME;
      case ClientMessage.Next _ -> NEXT;
      case ClientMessage.Invite _ -> INVITE;
      case ClientMessage.About _ -> ABOUT;
      case ClientMessage.Vote _ -> VOTE;
      case ClientMessage.Ballot _ -> BALLOT;
      case ClientMessage.Return _ -> RETURN;
      case ClientMessage.React _,
          ClientMessage.Hold _,
          ClientMessage.Typing _,
          ClientMessage.Tell _,
          ClientMessage.Leave _ ->
          throw new IllegalArgumentException(command.type() + " is never refused");
    };
  }
}
