package prosa.protocol;

import java.util.Optional;

/**
 * Input that is not a valid message, with a code and a sentence that its sender can act on.
 *
 * <p>The sentence never repeats the input, so it may be logged. This is an expected case, not a
 * fault of this program: it has no stack trace and is cheap to throw.
 */
public final class ProtocolException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ErrorCode reason;
  private final String id;
  private final boolean badUtf8;

  /** A refusal that answers no particular {@code say}. */
  public ProtocolException(ErrorCode reason, String sentence) {
    this(reason, sentence, Optional.empty());
  }

  /** A refusal of the {@code say} that carried this id. */
  public ProtocolException(ErrorCode reason, String sentence, Optional<String> id) {
    this(reason, sentence, id, false);
  }

  private ProtocolException(
      ErrorCode reason, String sentence, Optional<String> id, boolean badUtf8) {
    super(sentence, null, false, false);
    this.reason = reason;
    this.id = id.orElse("");
    this.badUtf8 = badUtf8;
  }

  /** A text that is not valid UTF-8. */
  static ProtocolException badUtf8() {
    return new ProtocolException(
        ErrorCode.BAD_JSON, "The text is not valid UTF-8.", Optional.empty(), true);
  }

  /** Whether what came in is not valid UTF-8, so that it is no text at all. */
  public boolean isBadUtf8() {
    return badUtf8;
  }

  /** The refusal code. */
  public ErrorCode reason() {
    return reason;
  }

  /** What is wrong and what would be right, without a word of what was sent. */
  public String sentence() {
    return String.valueOf(getMessage());
  }

  /** The id of the refused {@code say}, if it had one that could be read. */
  public Optional<String> id() {
    return id.isEmpty() ? Optional.empty() : Optional.of(id);
  }

  /** The answer to send to a direct or browser member; {@code retryMillis} is 0. */
  public ServerMessage.Refused refused() {
    return new ServerMessage.Refused(reason, sentence(), 0, id());
  }
}
