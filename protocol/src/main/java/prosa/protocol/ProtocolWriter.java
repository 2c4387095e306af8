package prosa.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Optional;

/**
 * Turns records into their JSON, byte for byte as {@code docs/protocol.md} shows it: {@code type}
 * first, then the fields in the order of the record, absent ones and {@code false} ones left out,
 * {@code ": "} and {@code ", "} between them.
 *
 * <p>Every message can be made an array by {@code write}, or be appended to a {@link JsonBuffer}.
 * What a room makes once per message, {@code said} and the classic encoding, has forms of its own
 * that allocate nothing. Safe for any thread.
 */
public final class ProtocolWriter {
  private static final byte[] SAID_N = ascii("{\"type\": \"said\", \"n\": ");
  private static final byte[] PLACE = ascii(", \"place\": ");
  private static final byte[] USER = ascii(", \"user\": ");
  private static final byte[] MESSAGE = ascii(", \"message\": ");
  private static final byte[] ACTION = ascii(", \"action\": true");
  private static final byte[] ID = ascii(", \"id\": ");
  private static final byte[] RE = ascii(", \"re\": ");
  private static final byte[] CLASSIC_USER = ascii("{\"user\": ");
  private static final byte[] ACTION_MESSAGE = ascii(", \"message\": \"* ");
  private static final byte[] NOTHING = {};
  private static final byte[] NEWCOMER = ascii(", \"newcomer\": true");
  private static final byte[] END = ascii("}");
  private static final byte[] FIND_CHAT = ascii("FindChat");

  private ProtocolWriter() {}

  /** The JSON of a member's message. */
  public static byte[] write(ClientMessage message) {
    JsonBuffer sink = new JsonBuffer();
    append(sink, message);
    return sink.toBytes();
  }

  /** The JSON of a message to a member. */
  public static byte[] write(ServerMessage message) {
    JsonBuffer sink = new JsonBuffer();
    append(sink, message);
    return sink.toBytes();
  }

  /** The JSON of a question to the door. */
  public static byte[] write(DoorRequest request) {
    return switch (request) {
      case DoorRequest.Classic() -> FIND_CHAT.clone();
      case DoorRequest.Find(var user, var invite, var isPrivate, var avoid, var encrypted) -> {
        JsonBuffer sink = new JsonBuffer();
        new JsonObjectWriter(sink)
            .text("request", "FindChat")
            .text("user", user)
            .text("invite", invite)
            .flag("private", isPrivate)
            .text("avoid", avoid)
            .flag("encrypted", encrypted)
            .end();
        yield sink.toBytes();
      }
    };
  }

  /** An answer of the door. */
  public static byte[] write(DoorAnswer answer) {
    JsonBuffer sink = new JsonBuffer();
    JsonObjectWriter object = new JsonObjectWriter(sink);
    switch (answer) {
      case DoorAnswer.Ports(int toServer, int fromServer) ->
          object.number("to_server", toServer).number("from_server", fromServer);
      case DoorAnswer.SeatReserved(var room, var seat, var address) ->
          object.text("room", room).text("seat", seat).text("address", address);
      case DoorAnswer.DoorError(var reason, var message, var retryMillis) -> {
        object.text("error", reason.code()).text("message", message);
        if (retryMillis > 0) {
          object.number("retryMillis", retryMillis);
        }
      }
    }
    object.end();
    return sink.toBytes();
  }

  /** The classic encoding of a message. */
  public static byte[] write(ClassicMessage message) {
    JsonBuffer sink = new JsonBuffer();
    appendClassic(sink, literal(message.user()), message.message(), false);
    return sink.toBytes();
  }

  /** A text as a JSON string with its quotation marks, to be kept for the {@code append} forms. */
  public static byte[] literal(String text) {
    return new JsonBuffer().string(text).toBytes();
  }

  /** Appends the JSON of what a member says. */
  public static void append(JsonBuffer sink, ClientMessage message) {
    ClientMessageCodec.append(sink, message);
  }

  /** Appends the JSON of what is said to a member. */
  public static void append(JsonBuffer sink, ServerMessage message) {
    ServerMessageCodec.append(sink, message);
  }

  /**
   * Appends a {@code said}.
   *
   * @param user the sender's name as {@link #literal} makes it
   * @param newcomer whether the links in it are not to be opened at a click
   */
  public static void appendSaid(
      JsonBuffer sink,
      long n,
      int place,
      byte[] user,
      String message,
      boolean action,
      Optional<String> id,
      long re,
      boolean newcomer) {
    sink.raw(SAID_N).number(n).raw(PLACE).number(place).raw(USER).raw(user).raw(MESSAGE);
    sink.string(message);
    if (action) {
      sink.raw(ACTION);
    }
    if (id.isPresent()) {
      sink.raw(ID).string(id.get());
    }
    if (re != 0) {
      sink.raw(RE).number(re);
    }
    sink.raw(newcomer ? NEWCOMER : NOTHING).raw(END);
  }

  /**
   * Appends a {@code said} of what a classic member wrote; strings stay as they were escaped.
   *
   * @param accepted a reader whose last verdict was not {@code REFUSED}
   * @param newcomer whether the links in it are not to be opened at a click
   */
  public static void appendSaid(
      JsonBuffer sink, long n, int place, ClassicReader accepted, boolean newcomer) {
    sink.raw(SAID_N).number(n).raw(PLACE).number(place).raw(USER);
    accepted.userTo(sink);
    sink.raw(MESSAGE);
    accepted.messageTo(sink);
    sink.raw(newcomer ? NEWCOMER : NOTHING).raw(END);
  }

  /**
   * Appends the classic encoding; an action becomes {@code * text}.
   *
   * @param user the sender's name as {@link #literal} makes it
   */
  public static void appendClassic(JsonBuffer sink, byte[] user, String message, boolean action) {
    sink.raw(CLASSIC_USER).raw(user).raw(action ? ACTION_MESSAGE : MESSAGE);
    if (action) {
      sink.escaped(message).quote();
    } else {
      sink.string(message);
    }
    sink.raw(END);
  }

  /**
   * Appends what classic members get of a classic member's message: the same bytes where they may
   * pass, else the two keys alone.
   *
   * @param accepted a reader whose last verdict was not {@code REFUSED}
   */
  public static void appendClassic(JsonBuffer sink, ClassicReader accepted) {
    if (accepted.verdict() == ClassicReader.Verdict.PASS_UNCHANGED) {
      accepted.unchangedTo(sink);
      return;
    }
    sink.raw(CLASSIC_USER);
    accepted.userTo(sink);
    sink.raw(MESSAGE);
    accepted.messageTo(sink);
    sink.raw(END);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
