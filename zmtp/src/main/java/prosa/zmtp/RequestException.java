package prosa.zmtp;

import java.io.Serial;

/** Why a {@link ZmtpRequest} has no answer. The message is a sentence for people. */
public final class RequestException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /** The kinds of failure, for the caller to decide on. */
  public enum Reason {
    /**
     * No connection: nobody listens there, the name is unknown, or the network does not lead there.
     */
    UNREACHABLE,
    /** The deadline passed. */
    TIMED_OUT,
    /** The peer sent an ERROR. */
    REFUSED,
    /** The peer does not implement this protocol, or refuses this client. */
    FOREIGN,
    /** The peer closed the connection without an answer. */
    LEFT,
    /** The caller's own code threw while the question was made. */
    BROKEN
  }

  private final Reason reason;

  RequestException(Reason reason, String sentence) {
    super(sentence, null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
