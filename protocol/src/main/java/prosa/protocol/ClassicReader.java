package prosa.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.Optional;
import prosa.protocol.StrictJsonReader.Repeats;

/**
 * Judges the bytes of a classic sender: whether they may pass to classic members unchanged, must be
 * rewritten, or are refused.
 *
 * <p>A classic client breaks on a message without {@code user} and {@code message}, and a Python
 * client on an integer of 5,000 digits, on deep nesting and on a lone surrogate, wherever they
 * stand; keys beside the two could look like an event to a direct member. So only an object of
 * exactly these two strings passes.
 *
 * <p>How it works: the common form is judged where it lies and nothing is allocated; other shapes
 * go to a JSON parser. After {@link #read} the reader answers questions about that message until
 * the next {@code read}, and for that long the bytes must stay as they were. For one thread at a
 * time.
 */
public final class ClassicReader {
  private static final byte[] USER = "user".getBytes(US_ASCII);
  private static final byte[] MESSAGE = "message".getBytes(US_ASCII);

  /** The verdict on a message. */
  public enum Verdict {
    /** Its bytes may go on unchanged. */
    PASS_UNCHANGED,
    /** Valid, but with further keys: only the two are passed on. */
    RE_ENCODE,
    /** Not a message; {@link #refusal()} says why. */
    REFUSED
  }

  private final ReadLimits limits;
  private final StrictJsonReader json;
  private final FlatJsonScanner flat = new FlatJsonScanner();

  private byte[] bytes = {};
  private int offset;
  private int length;
  private Verdict verdict = Verdict.REFUSED;
  private int userField = -1;
  private int messageField = -1;
  private Optional<ClassicMessage> parsed = Optional.empty();
  private Optional<ProtocolException> refusal = Optional.empty();

  /** A reader with these limits. */
  public ClassicReader(ReadLimits limits) {
    this.limits = limits;
    this.json = new StrictJsonReader(limits);
  }

  /** Judges a whole array. */
  public Verdict read(byte[] message) {
    return read(message, 0, message.length);
  }

  /** Judges a part of an array. */
  public Verdict read(byte[] source, int from, int count) {
    bytes = source;
    offset = from;
    length = count;
    parsed = Optional.empty();
    refusal = Optional.empty();
    verdict = isCommon() ? Verdict.PASS_UNCHANGED : judge();
    return verdict;
  }

  private boolean isCommon() {
    if (!flat.scan(bytes, offset, length) || flat.count() != 2) {
      return false;
    }
    userField = flat.find(USER);
    messageField = flat.find(MESSAGE);
    return userField >= 0
        && messageField >= 0
        && flat.isString(userField)
        && flat.isString(messageField)
        && flat.fits(userField, limits.classicUser())
        && flat.fits(messageField, limits.text());
  }

  private Verdict judge() {
    try {
      JsonFields fields = json.object(bytes, offset, length, Repeats.LAST_WINS);
      ClassicMessage message = new ClassicMessage(fields.text("user"), fields.text("message"));
      if (ProtocolReader.utf8Length(message.message()) > limits.text()) {
        throw new ProtocolException(ErrorCode.TOO_LARGE, ProtocolReader.tooLarge(limits));
      }
      if (ProtocolReader.utf8Length(message.user()) > limits.classicUser()) {
        throw new ProtocolException(
            ErrorCode.TOO_LARGE,
            "The user of a message has at most " + limits.classicUser() + " bytes of UTF-8.");
      }
      parsed = Optional.of(message);
      return fields.count() == 2 && !fields.repeated() ? Verdict.PASS_UNCHANGED : Verdict.RE_ENCODE;
    } catch (ProtocolException e) {
      refusal = Optional.of(e);
      return Verdict.REFUSED;
    }
  }

  /** The verdict on the message last read. */
  public Verdict verdict() {
    return verdict;
  }

  /** Why the message last read was refused; empty if it was not. */
  public Optional<ProtocolException> refusal() {
    return refusal;
  }

  /** The sender's name in the message last read. Decoded at each call. */
  public String user() {
    return parsed.isPresent() ? parsed.get().user() : flat.text(accepted(userField));
  }

  /** The text of the message last read. Decoded at each call. */
  public String message() {
    return parsed.isPresent() ? parsed.get().message() : flat.text(accepted(messageField));
  }

  /**
   * Whether the sender calls itself by this name, without decoding it. No may also mean that the
   * name is written with other escapes.
   *
   * @param literal the name as {@link ProtocolWriter#literal} makes it
   */
  public boolean userIs(byte[] literal) {
    if (parsed.isPresent()) {
      return Arrays.equals(ProtocolWriter.literal(parsed.get().user()), literal);
    }
    int from = flat.textFrom(accepted(userField)) - 1;
    int to = flat.textTo(userField) + 1;
    return Arrays.equals(bytes, from, to, literal, 0, literal.length);
  }

  /** Appends the user as a JSON string. */
  void userTo(JsonBuffer sink) {
    write(sink, userField, true);
  }

  /** Appends the message as a JSON string. */
  void messageTo(JsonBuffer sink) {
    write(sink, messageField, false);
  }

  private void write(JsonBuffer sink, int field, boolean user) {
    if (parsed.isPresent()) {
      sink.string(user ? parsed.get().user() : parsed.get().message());
    } else {
      int from = flat.textFrom(accepted(field)) - 1;
      sink.raw(bytes, from, flat.textTo(field) + 1 - from);
    }
  }

  /** Appends the message's bytes as they came; meant for {@link Verdict#PASS_UNCHANGED}. */
  void unchangedTo(JsonBuffer sink) {
    accepted(0);
    sink.raw(bytes, offset, length);
  }

  /** Releases the bytes last read. */
  public void forget() {
    bytes = new byte[0];
    flat.forget();
    parsed = Optional.empty();
    refusal = Optional.empty();
    verdict = Verdict.REFUSED;
  }

  private int accepted(int field) {
    if (verdict == Verdict.REFUSED) {
      throw new IllegalStateException("no message was accepted");
    }
    return field;
  }
}
