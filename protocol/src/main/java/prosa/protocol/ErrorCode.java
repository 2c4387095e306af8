package prosa.protocol;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The refusal codes of the protocol, used in {@code refused}, in the door's {@code error}, and in
 * the reason of a ZMTP ERROR command.
 *
 * <p>Three of them are never sent by a server: a client uses them for what it refuses itself.
 *
 * <p>The wire form is the name in lower case with hyphens, {@code too-large} for {@link
 * #TOO_LARGE}. Clients decide by the code and show the sentence that comes with it.
 */
public enum ErrorCode {
  /** Not one JSON object in valid UTF-8: syntax, nesting, number length, repeated keys. */
  BAD_JSON,
  /** The {@code type} is missing, is not a string, or names no message that a server takes. */
  UNKNOWN_TYPE,
  /** A field is missing, has the wrong type, or is outside its bounds. */
  BAD_FIELD,
  /** The name is empty, longer than 32 characters, or has characters that no name may have. */
  BAD_NAME,
  /** The text of a message, or the frame that carries it, is longer than the limit. */
  TOO_LARGE,
  /** A message of several parts, where every message is a single frame. */
  MULTI_PART,
  /** Faster than the member's message rate. */
  RATE,
  /** A command for seated members, sent before {@code enter} was answered. */
  NOT_SEATED,
  /** {@code enter} from a connection that has a seat. */
  ALREADY_SEATED,
  /** No {@code enter} came within the time that {@code hello} opened. */
  TOO_LATE,
  /** The seat secret opens no seat: never given, given up, or used up by a resume. */
  STALE_SEAT,
  /** The seat was taken over by a newer connection with its secret. */
  RESUMED_ELSEWHERE,
  /** The invite code belongs to no open room. */
  UNKNOWN_INVITE,
  /** The invited room has no free seat. */
  TABLE_FULL,
  /** {@code next} found no other room with members. */
  NOWHERE_ELSE,
  /** No seat can be given at present. */
  NO_SEAT,
  /** The address has as many seats reserved as one address may have. */
  TOO_MANY_RESERVATIONS,
  /** The address has as many seats as one address may have. */
  TOO_MANY_SEATS,
  /** As many rooms are open for the address, or for the connection, as may be. */
  TOO_MANY_ROOMS,
  /** The address has asked for as many invite codes as it may. */
  TOO_MANY_INVITES,
  /** The door was asked something that it does not know. */
  UNKNOWN_REQUEST,
  /** No classic port is left to serve a classic client on. */
  NO_PORT,
  /** The room of a classic connection is closed. */
  UNKNOWN_ROOM,
  /** Lone classic connections of this address timed out too often here; the door must be asked. */
  LAPSED_TOO_OFTEN,
  /** The server is going away and seats nobody any more. */
  DRAINING,
  /** The server's operator took the seat from its member. */
  REMOVED,
  /** The server's operator closed the room. */
  ROOM_CLOSED,
  /** The server's operator lets nobody in from the network of the member. */
  BLOCKED,
  /** The members of that room have voted to move this member away, less than an hour ago. */
  VOTED_AWAY,
  /** That room is encrypted, and this member does not say that it has the secret. */
  ENCRYPTED_ROOM,
  /** There are no encrypted rooms at this server. */
  NO_ENCRYPTION,
  /** Only in an encrypted room. */
  NOT_ENCRYPTED,
  /** In an encrypted room nothing is said or done that the server could read. */
  NOT_SEALED,
  /** The host allows no votes. */
  VOTES_OFF,
  /** A member may vote, and ask for a vote, when it has sat here for two minutes. */
  TOO_NEW_TO_VOTE,
  /** Fewer than four members have sat here for two minutes. */
  TOO_FEW_TO_VOTE,
  /** There is a vote in this room, or the member has asked for one not long ago. */
  VOTE_LATER,
  /** The vote is over, or it is not one that the member can vote in. */
  NO_VOTE,
  /** The members have voted to move somebody of that name away, less than an hour ago. */
  NAME_VOTED_AWAY,
  /** No links are relayed for the time being. */
  LINKS_OFF,
  /** A client says so itself: it has as much to send as may wait. */
  TOO_MUCH_UNSENT,
  /** A client says so itself: the server did not answer. */
  NO_ANSWER,
  /** A client says so itself: an original server knows no such request. */
  CLASSIC_SERVER,
  /** None of these, or a code of a later version: the sentence says what. */
  OTHER;

  private static final Map<String, ErrorCode> BY_CODE =
      Stream.of(values()).collect(Collectors.toMap(ErrorCode::code, Function.identity()));

  private final String code = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** The wire form, for example {@code stale-seat}. */
  public String code() {
    return code;
  }

  /** The reason with this wire form; empty when this version knows none. */
  public static Optional<ErrorCode> of(String code) {
    return Optional.ofNullable(BY_CODE.get(code));
  }
}
