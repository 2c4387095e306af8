package prosa.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.Optional;
import prosa.protocol.StrictJsonReader.Repeats;

/**
 * Parses the messages of members and of clients of the door into records, or reports why they are
 * invalid.
 *
 * <p>Unknown fields are ignored; repeated keys, ill-formed Unicode, deep nesting and long numbers
 * are refused wherever they stand. The results are valid: names are as {@link Names#canonical}
 * makes them, texts are within {@link ReadLimits}, every string is valid Unicode. Safe for any
 * thread.
 */
public final class ProtocolReader {
  /** The longest id of a {@code say}, in characters. */
  public static final int LONGEST_ID = 32;

  /** The most characters of a seat secret, an invite code or a room's name. */
  public static final int LONGEST_CODE = 64;

  /** The longest tag of a language, in characters. */
  public static final int LONGEST_LANGUAGE = 35;

  /** The most characters of a reaction. */
  public static final int LONGEST_REACTION = 16;

  /** The most characters of what is told in an encrypted room besides messages. */
  public static final int LONGEST_SEALED = 1_024;

  /** The highest message number: the last integer that every JSON library keeps exactly. */
  public static final long HIGHEST_NUMBER = 1L << 53;

  private static final byte[] FIND_CHAT = "FindChat".getBytes(US_ASCII);

  private final StrictJsonReader json;
  private final ClientMessageCodec commands;

  /** A reader with these limits. */
  public ProtocolReader(ReadLimits limits) {
    this.json = new StrictJsonReader(limits);
    this.commands = new ClientMessageCodec(limits, json);
  }

  /** Reads a whole array as a member's message. */
  public ClientMessage toServer(byte[] bytes) throws ProtocolException {
    return toServer(bytes, 0, bytes.length);
  }

  /** Reads a part of an array as a member's message. */
  public ClientMessage toServer(byte[] bytes, int offset, int length) throws ProtocolException {
    return commands.read(bytes, offset, length);
  }

  /**
   * Reads what a program wants with the key of its encrypted room, {@code {"type": "newkey"}}. It
   * is for its client, and no member's message.
   *
   * @return whether it agrees; empty if this is of another type
   */
  public Optional<Boolean> newKey(byte[] bytes) throws ProtocolException {
    JsonFields fields = json.object(bytes, 0, bytes.length, Repeats.REFUSED);
    return fields.text("type").equals("newkey")
        ? Optional.of(!fields.flag("decline"))
        : Optional.empty();
  }

  /** Reads a whole array as a question to the door. */
  public DoorRequest doorRequest(byte[] bytes) throws ProtocolException {
    return doorRequest(bytes, 0, bytes.length);
  }

  /** Reads a part of an array as a question to the door. */
  public DoorRequest doorRequest(byte[] bytes, int offset, int length) throws ProtocolException {
    if (isFindChat(bytes, offset, length)) {
      return new DoorRequest.Classic();
    }
    if (!opensObject(bytes, offset, length)) {
      throw unknownRequest();
    }
    JsonFields fields = json.object(bytes, offset, length, Repeats.REFUSED);
    if (!fields.text("request").equals("FindChat")) {
      throw unknownRequest();
    }
    return new DoorRequest.Find(
        Names.canonical(fields.text("user")),
        fields.shortText("invite", LONGEST_CODE),
        fields.flag("private"),
        fields.shortText("avoid", LONGEST_CODE),
        fields.flag("encrypted"));
  }

  /**
   * Whether this is the word, possibly followed by what C strings, typed lines and files add: NUL
   * characters, line ends, spaces and tabs.
   */
  private static boolean isFindChat(byte[] bytes, int offset, int length) {
    int end = offset + length;
    while (end > offset && bytes[end - 1] >= 0 && bytes[end - 1] <= ' ') {
      end--;
    }
    return Arrays.equals(bytes, offset, end, FIND_CHAT, 0, FIND_CHAT.length);
  }

  /** Whether these bytes are a question to the door, well made or not, and nothing else. */
  public boolean asksDoor(byte[] bytes) {
    if (isFindChat(bytes, 0, bytes.length)) {
      return true;
    }
    try {
      return json.object(bytes, 0, bytes.length, Repeats.REFUSED).has("request");
    } catch (ProtocolException e) {
      return false;
    }
  }

  private static boolean opensObject(byte[] bytes, int offset, int length) {
    int at = offset;
    while (at < offset + length && bytes[at] <= ' ' && bytes[at] > 0) {
      at++;
    }
    return at < offset + length && bytes[at] == '{';
  }

  private static ProtocolException unknownRequest() {
    return new ProtocolException(
        ErrorCode.UNKNOWN_REQUEST, "Ask the door FindChat, as this word or as a JSON request.");
  }

  /**
   * Reads a server's message to a member. A type of a later version is refused with {@link
   * ErrorCode#UNKNOWN_TYPE}: a client ignores such a message.
   */
  public ServerMessage toMember(byte[] bytes) throws ProtocolException {
    return ServerMessageCodec.toMember(json.object(bytes, 0, bytes.length, Repeats.REFUSED));
  }

  /** Reads a door's answer. */
  public DoorAnswer doorAnswer(byte[] bytes) throws ProtocolException {
    return ServerMessageCodec.doorAnswer(json.object(bytes, 0, bytes.length, Repeats.REFUSED));
  }

  /** Reads a message of a classic server; other keys are ignored. */
  public ClassicMessage classic(byte[] bytes) throws ProtocolException {
    JsonFields fields = json.object(bytes, 0, bytes.length, Repeats.LAST_WINS);
    return new ClassicMessage(fields.text("user"), fields.text("message"));
  }

  static String type(JsonFields fields) throws ProtocolException {
    try {
      return fields.text("type");
    } catch (ProtocolException e) {
      throw new ProtocolException(
          ErrorCode.UNKNOWN_TYPE, "The field `type` must be there and be a string.");
    }
  }

  static String tooLarge(ReadLimits limits) {
    return "The text of a message has at most " + limits.text() + " bytes of UTF-8.";
  }

  /** The bytes of UTF-8 that a well-formed text has. */
  static int utf8Length(String text) {
    int length = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // Each half of a pair stands for two of the four bytes.
      length += c < 0x80 ? 0 : c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
    }
    return length;
  }
}
