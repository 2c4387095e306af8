package prosa.protocol;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A message of a direct or browser member to the server: the list of all member commands.
 *
 * <p>To add a command, add its record and its {@link CommandType} here. Each {@code switch} over
 * them is exhaustive and has no {@code default}, so the compiler names the other places: the codec
 * beside this file, the server's command handler, and the client's requests.
 */
public sealed interface ClientMessage {

  /** The budget that a command is charged to: each connection has one of each kind. */
  enum CommandCost {
    /** The message rate that {@code seated} tells. */
    MESSAGE,
    /** A small budget of its own; beyond it nothing happens and nothing is refused. */
    TYPING,
    /** What asks the server for something. */
    REQUEST,
    /** What takes or gives up a seat. */
    JOIN
  }

  /** The effect of a command before there is a seat. */
  enum WithoutSeat {
    /** It requests a seat. */
    ACCEPTED,
    /** Nothing happens, and nothing is lost. */
    IGNORED,
    /** It is answered {@code not-seated}. */
    REFUSED
  }

  /** Every command: its {@code type} on the wire, its cost, and what it means without a seat. */
  enum CommandType {
    ENTER("enter", CommandCost.JOIN, WithoutSeat.ACCEPTED),
    SAY("say", CommandCost.MESSAGE, WithoutSeat.REFUSED),
    TYPING("typing", CommandCost.TYPING, WithoutSeat.IGNORED),
    RENAME("rename", CommandCost.REQUEST, WithoutSeat.REFUSED),
    LEAVE("leave", CommandCost.JOIN, WithoutSeat.IGNORED),
    REACT("react", CommandCost.REQUEST, WithoutSeat.REFUSED),
    HOLD("hold", CommandCost.REQUEST, WithoutSeat.IGNORED),
    NEXT("next", CommandCost.REQUEST, WithoutSeat.REFUSED),
    RETURN("return", CommandCost.REQUEST, WithoutSeat.REFUSED),
    INVITE("invite", CommandCost.REQUEST, WithoutSeat.REFUSED),
    ABOUT("about", CommandCost.REQUEST, WithoutSeat.REFUSED),
    VOTE("vote", CommandCost.REQUEST, WithoutSeat.REFUSED),
    BALLOT("ballot", CommandCost.REQUEST, WithoutSeat.REFUSED),
    TELL("tell", CommandCost.REQUEST, WithoutSeat.REFUSED);

    private static final Map<String, CommandType> BY_NAME =
        Arrays.stream(values())
            .collect(Collectors.toMap(CommandType::wireName, Function.identity()));

    private final String wireName;
    private final CommandCost cost;
    private final WithoutSeat withoutSeat;

    CommandType(String wireName, CommandCost cost, WithoutSeat withoutSeat) {
      this.wireName = wireName;
      this.cost = cost;
      this.withoutSeat = withoutSeat;
    }

    /** The value of {@code type} on the wire. */
    public String wireName() {
      return wireName;
    }

    /** The budget that it is charged to. */
    public CommandCost cost() {
      return cost;
    }

    /** The effect before there is a seat. */
    public WithoutSeat withoutSeat() {
      return withoutSeat;
    }

    /** The command with this {@code type}; empty when this version knows none. */
    static Optional<CommandType> named(String wireName) {
      return Optional.ofNullable(BY_NAME.get(wireName));
    }
  }

  /** Which command this is. */
  default CommandType type() {
    return switch (this) {
      case Enter _ -> CommandType.ENTER;
      case Say _ -> CommandType.SAY;
      case Typing _ -> CommandType.TYPING;
      case Rename _ -> CommandType.RENAME;
      case Leave _ -> CommandType.LEAVE;
      case React _ -> CommandType.REACT;
      case Hold _ -> CommandType.HOLD;
      case Next _ -> CommandType.NEXT;
      case Return _ -> CommandType.RETURN;
      case Invite _ -> CommandType.INVITE;
      case About _ -> CommandType.ABOUT;
      case Vote _ -> CommandType.VOTE;
      case Ballot _ -> CommandType.BALLOT;
      case Tell _ -> CommandType.TELL;
    };
  }

  /** The sender's id, if there is one: it comes back in the answer or the refusal. */
  default Optional<String> id() {
    return Optional.empty();
  }

  /** A command of a member who has a seat. */
  sealed interface RoomCommand extends ClientMessage {}

  /**
   * Asks for a seat, or for the previous seat.
   *
   * @param user the requested name; the reader hands it over as {@link Names#canonical} makes it
   * @param seat the seat's secret: of a reservation, or of the seat to resume
   * @param heard the last message number that was received or reported missed, 0 to 2^53
   * @param invite the code of a room
   * @param isPrivate whether to open a room that strangers are never seated in
   * @param avoid the room not to be seated in
   * @param encrypted whether the member has, or makes, the secret of an encrypted room
   */
  record Enter(
      String user,
      Optional<String> seat,
      OptionalLong heard,
      Optional<String> invite,
      boolean isPrivate,
      Optional<String> avoid,
      boolean encrypted)
      implements ClientMessage {

    /** A request of who has no secret. */
    public Enter(
        String user,
        Optional<String> seat,
        OptionalLong heard,
        Optional<String> invite,
        boolean isPrivate,
        Optional<String> avoid) {
      this(user, seat, heard, invite, isPrivate, avoid, false);
    }

    /** A request for any seat. */
    public Enter(String user) {
      this(user, Optional.empty(), OptionalLong.empty(), Optional.empty(), false, Optional.empty());
    }
  }

  /**
   * Sends a message to the room.
   *
   * @param message the text
   * @param action whether the text is what the member does rather than says, as with /me
   * @param id the sender's id, 1 to 32 characters, which comes back in {@link ServerMessage.Said}
   * @param re the number of the message that this one answers, 0 for none
   */
  record Say(String message, boolean action, Optional<String> id, long re) implements RoomCommand {

    /** A message that answers no other. */
    public Say(String message, boolean action, Optional<String> id) {
      this(message, action, id, 0);
    }

    /** A plain message without an id. */
    public Say(String message) {
      this(message, false, Optional.empty());
    }
  }

  /** Tells the others that the member is typing. */
  record Typing() implements RoomCommand {}

  /**
   * Asks for another name in the same seat.
   *
   * @param user the requested name; the reader hands it over as {@link Names#canonical} makes it
   */
  record Rename(String user) implements RoomCommand {}

  /** Gives up the seat at once. */
  record Leave() implements RoomCommand {}

  /**
   * Reacts to a message.
   *
   * @param n the message's number
   * @param reaction an emoji or a short word, 1 to 16 characters
   * @param off whether it is taken back
   */
  record React(long n, String reaction, boolean off) implements RoomCommand {}

  /**
   * Asks for the seat to be held for longer than usual if the connection is lost.
   *
   * @param seconds how long, as far as the server allows; 0 for as long as usual
   */
  record Hold(int seconds) implements RoomCommand {}

  /**
   * Asks for a seat in another room.
   *
   * @param keep whether the seat that is left is to be held for a moment, see {@link Return}
   */
  record Next(boolean keep) implements RoomCommand {

    /** For good. */
    public Next() {
      this(false);
    }
  }

  /** Asks for the seat that was left by {@link Next} and is still held. */
  record Return() implements RoomCommand {}

  /** Asks for a code that seats friends in this room. */
  record Invite() implements RoomCommand {}

  /**
   * Asks for what the host says of the server.
   *
   * @param language the tag of the language in which it is wanted, as {@code pt-BR}, 1 to 35
   *     characters; empty for the one that the host wrote for all
   */
  record About(Optional<String> language) implements RoomCommand {}

  /**
   * Asks the room to move a member away.
   *
   * @param place the member's place
   * @param member the id of the member's stay, so that nobody else is meant who has the place by
   *     then; 0 for whoever sits there
   */
  record Vote(int place, long member, VoteReason reason) implements RoomCommand {}

  /**
   * Says whether the member of a vote is to be moved away.
   *
   * @param vote the vote's number
   */
  record Ballot(long vote, boolean yes) implements RoomCommand {}

  /**
   * Tells the members of an encrypted room something that is no message: the member's name, a
   * reaction, or what a later version tells.
   *
   * @param sealed what only members can open, 1 to {@value ProtocolReader#LONGEST_SEALED}
   *     characters
   * @param keep whether who comes later is told it, too, until the member tells another one to keep
   */
  record Tell(String sealed, boolean keep) implements RoomCommand {}
}
