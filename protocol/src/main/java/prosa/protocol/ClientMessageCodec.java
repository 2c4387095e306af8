package prosa.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Optional;
import prosa.protocol.ClientMessage.CommandType;
import prosa.protocol.StrictJsonReader.Repeats;

/**
 * The JSON of each member command, reading and writing side by side. {@link ProtocolReader} and
 * {@link ProtocolWriter} are the way in. Safe for any thread.
 */
final class ClientMessageCodec {
  private static final byte[] TYPE = "type".getBytes(US_ASCII);
  private static final byte[] SAY = CommandType.SAY.wireName().getBytes(US_ASCII);
  private static final byte[] MESSAGE = "message".getBytes(US_ASCII);
  private static final byte[] ID = "id".getBytes(US_ASCII);
  private static final byte[] ACTION = "action".getBytes(US_ASCII);

  private final ReadLimits limits;
  private final StrictJsonReader json;

  ClientMessageCodec(ReadLimits limits, StrictJsonReader json) {
    this.limits = limits;
    this.json = json;
  }

  // ---- writing

  static void append(JsonBuffer sink, ClientMessage message) {
    JsonObjectWriter object = new JsonObjectWriter(sink).text("type", message.type().wireName());
    switch (message) {
      case ClientMessage.Enter(
              var user,
              var seat,
              var heard,
              var invite,
              var isPrivate,
              var avoid) ->
          object
              .text("user", user)
              .text("seat", seat)
              .number("heard", heard)
              .text("invite", invite)
              .flag("private", isPrivate)
              .text("avoid", avoid);
      case ClientMessage.Say(var text, var action, var id) ->
          object.text("message", text).flag("action", action).text("id", id);
      case ClientMessage.Rename(var user) -> object.text("user", user);
      case ClientMessage.Typing _,
          ClientMessage.Leave _,
          ClientMessage.Next _,
          ClientMessage.Invite _ -> {}
    }
    object.end();
  }

  // ---- reading

  ClientMessage read(byte[] bytes, int offset, int length) throws ProtocolException {
    FlatJsonScanner flat = new FlatJsonScanner();
    Optional<ClientMessage> common =
        flat.scan(bytes, offset, length) ? commonSay(flat) : Optional.empty();
    return common.isPresent()
        ? common.get()
        : read(json.object(bytes, offset, length, Repeats.REFUSED));
  }

  private ClientMessage read(JsonFields fields) throws ProtocolException {
    Optional<CommandType> type = CommandType.named(ProtocolReader.type(fields));
    if (type.isEmpty()) {
      throw new ProtocolException(
          ErrorCode.UNKNOWN_TYPE, "The server knows no message of this type.");
    }
    return switch (type.get()) {
      case ENTER ->
          new ClientMessage.Enter(
              Names.wished(fields.text("user")),
              fields.shortText("seat", ProtocolReader.LONGEST_CODE),
              fields.optionalNumber("heard", ProtocolReader.HIGHEST_NUMBER),
              fields.shortText("invite", ProtocolReader.LONGEST_CODE),
              fields.flag("private"),
              fields.shortText("avoid", ProtocolReader.LONGEST_CODE));
      case SAY -> say(fields);
      case RENAME -> new ClientMessage.Rename(Names.wished(fields.text("user")));
      case TYPING -> new ClientMessage.Typing();
      case LEAVE -> new ClientMessage.Leave();
      case NEXT -> new ClientMessage.Next();
      case INVITE -> new ClientMessage.Invite();
    };
  }

  private ClientMessage.Say say(JsonFields fields) throws ProtocolException {
    Optional<String> id = fields.shortText("id", ProtocolReader.LONGEST_ID);
    try {
      String message = fields.text("message");
      if (message.length() > limits.text() || ProtocolReader.utf8Length(message) > limits.text()) {
        throw new ProtocolException(ErrorCode.TOO_LARGE, ProtocolReader.tooLarge(limits), id);
      }
      return new ClientMessage.Say(message, fields.flag("action"), id);
    } catch (ProtocolException e) {
      throw new ProtocolException(e.reason(), e.sentence(), id);
    }
  }

  /**
   * The command that is sent most, in the form in which it is sent most, without a JSON parser;
   * empty if the message is anything else, right or wrong.
   */
  private Optional<ClientMessage> commonSay(FlatJsonScanner flat) {
    int type = flat.find(TYPE);
    int message = flat.find(MESSAGE);
    int id = flat.find(ID);
    int action = flat.find(ACTION);
    boolean whole = flat.count() == 2 + (id < 0 ? 0 : 1) + (action < 0 ? 0 : 1);
    if (!whole
        || type < 0
        || message < 0
        || !flat.isString(type)
        || !flat.says(type, SAY)
        || !flat.isString(message)
        || !flat.fits(message, limits.text())
        || (id >= 0 && !isShort(flat, id))
        || (action >= 0 && flat.isString(action))) {
      return Optional.empty();
    }
    return Optional.of(
        new ClientMessage.Say(
            flat.text(message),
            action >= 0 && flat.isTrue(action),
            id < 0 ? Optional.empty() : Optional.of(flat.text(id))));
  }

  /** Certainly 1 to 32 characters, as no character has less than a byte. */
  private static boolean isShort(FlatJsonScanner flat, int id) {
    int length = flat.textTo(id) - flat.textFrom(id);
    return flat.isString(id) && length >= 1 && length <= ProtocolReader.LONGEST_ID;
  }
}
