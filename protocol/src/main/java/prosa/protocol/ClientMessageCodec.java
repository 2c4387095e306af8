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

  /** A day: what is asked for beyond it is no time to wait. */
  private static final int LONGEST_HOLD = 86_400;

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
              var avoid,
              var encrypted) ->
          object
              .text("user", user)
              .text("seat", seat)
              .number("heard", heard)
              .text("invite", invite)
              .flag("private", isPrivate)
              .text("avoid", avoid)
              .flag("encrypted", encrypted);
      case ClientMessage.Say(var text, var action, var id, var re) ->
          ServerMessageCodec.optional(
              object.text("message", text).flag("action", action).text("id", id), "re", re);
      case ClientMessage.React(var n, var reaction, var off) ->
          object.number("n", n).text("reaction", reaction).flag("off", off);
      case ClientMessage.Hold(var seconds) -> object.number("seconds", seconds);
      case ClientMessage.Next(var keep) -> object.flag("keep", keep);
      case ClientMessage.Rename(var user) -> object.text("user", user);
      case ClientMessage.About(var language) -> object.text("language", language);
      case ClientMessage.Vote(var place, var member, var reason) ->
          ServerMessageCodec.optional(object.number("place", place), "member", member)
              .text("reason", reason.code());
      case ClientMessage.Ballot(var vote, var yes) -> object.number("vote", vote).flag("yes", yes);
      case ClientMessage.Tell(var sealed, var keep) ->
          object.text("sealed", sealed).flag("keep", keep);
      case ClientMessage.Typing _,
          ClientMessage.Leave _,
          ClientMessage.Return _,
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
              Names.canonical(fields.text("user")),
              fields.shortText("seat", ProtocolReader.LONGEST_CODE),
              fields.optionalNumber("heard", ProtocolReader.HIGHEST_NUMBER),
              fields.shortText("invite", ProtocolReader.LONGEST_CODE),
              fields.flag("private"),
              fields.shortText("avoid", ProtocolReader.LONGEST_CODE),
              fields.flag("encrypted"));
      case SAY -> say(fields);
      case RENAME -> new ClientMessage.Rename(Names.canonical(fields.text("user")));
      case TYPING -> new ClientMessage.Typing();
      case LEAVE -> new ClientMessage.Leave();
      case REACT -> react(fields);
      case HOLD -> new ClientMessage.Hold((int) fields.number("seconds", LONGEST_HOLD));
      case NEXT -> new ClientMessage.Next(fields.flag("keep"));
      case RETURN -> new ClientMessage.Return();
      case INVITE -> new ClientMessage.Invite();
      case ABOUT ->
          new ClientMessage.About(fields.shortText("language", ProtocolReader.LONGEST_LANGUAGE));
      case VOTE -> vote(fields);
      case BALLOT ->
          new ClientMessage.Ballot(
              fields.number("vote", ProtocolReader.HIGHEST_NUMBER), fields.flag("yes"));
      case TELL -> tell(fields);
    };
  }

  private ClientMessage.Say say(JsonFields fields) throws ProtocolException {
    Optional<String> id = fields.shortText("id", ProtocolReader.LONGEST_ID);
    try {
      String message = fields.text("message");
      if (message.length() > limits.text() || ProtocolReader.utf8Length(message) > limits.text()) {
        throw new ProtocolException(ErrorCode.TOO_LARGE, ProtocolReader.tooLarge(limits), id);
      }
      long re = fields.optionalNumber("re", ProtocolReader.HIGHEST_NUMBER).orElse(0);
      return new ClientMessage.Say(message, fields.flag("action"), id, re);
    } catch (ProtocolException e) {
      throw new ProtocolException(e.reason(), e.sentence(), id);
    }
  }

  private static ClientMessage.React react(JsonFields fields) throws ProtocolException {
    String reaction = reaction(fields);
    return new ClientMessage.React(
        fields.number("n", ProtocolReader.HIGHEST_NUMBER), reaction, fields.flag("off"));
  }

  /** The reaction, which is an emoji or a word that can be seen. */
  static String reaction(JsonFields fields) throws ProtocolException {
    Optional<String> reaction = fields.shortText("reaction", ProtocolReader.LONGEST_REACTION);
    if (reaction.isEmpty() || !isSeen(reaction.get())) {
      throw new ProtocolException(
          ErrorCode.BAD_FIELD,
          "The field `reaction` must be an emoji or a word of 1 to "
              + ProtocolReader.LONGEST_REACTION
              + " characters.");
    }
    return reaction.get();
  }

  private static ClientMessage.Tell tell(JsonFields fields) throws ProtocolException {
    Optional<String> sealed = fields.shortText("sealed", ProtocolReader.LONGEST_SEALED);
    return new ClientMessage.Tell(
        sealed.orElseThrow(
            () ->
                new ProtocolException(
                    ErrorCode.BAD_FIELD, "The field `sealed` must be there and be a string.")),
        fields.flag("keep"));
  }

  private static ClientMessage.Vote vote(JsonFields fields) throws ProtocolException {
    Optional<VoteReason> reason = VoteReason.of(fields.text("reason"));
    if (reason.isEmpty()) {
      throw new ProtocolException(
          ErrorCode.BAD_FIELD,
          "The field `reason` must be insults, spam, sexual, impersonation or other.");
    }
    return new ClientMessage.Vote(
        fields.number("place"),
        fields.optionalNumber("member", ProtocolReader.HIGHEST_NUMBER).orElse(0),
        reason.get());
  }

  /** Whether it has something that shows, and neither blanks nor what turns or breaks a line. */
  private static boolean isSeen(String reaction) {
    boolean seen = false;
    for (int c : reaction.codePoints().toArray()) {
      int category = Character.getType(c);
      boolean joins = c == 0x200C || c == 0x200D || (c >= 0xE0020 && c <= 0xE007F);
      if (Character.isISOControl(c)
          || Character.isSpaceChar(c)
          || category == Character.SURROGATE
          || category == Character.PRIVATE_USE
          || category == Character.UNASSIGNED
          || (category == Character.FORMAT && !joins)) {
        return false;
      }
      seen |= category != Character.FORMAT && category != Character.NON_SPACING_MARK;
    }
    return seen;
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
