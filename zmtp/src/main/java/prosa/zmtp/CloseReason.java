package prosa.zmtp;

/** The reason why a connection ended. Most are not errors: only {@link Broken} reports a defect. */
public sealed interface CloseReason {
  /** The peer left, or the network took it (end of stream, reset, unreachable). */
  record Left() implements CloseReason {}

  /** We ended it ourselves: {@link ZmtpConnection#close()} or {@link ZmtpConnection#refuse}. */
  record Ended() implements CloseReason {}

  /** The peer broke the protocol or a limit. */
  record Violation(ZmtpError fault) implements CloseReason {}

  /** A deadline passed: {@code "handshake"} or {@code "heartbeat"}. */
  record TimedOut(String what) implements CloseReason {}

  /**
   * The peer ended it with an ERROR command. The reason is the peer's, at most 255 visible ASCII
   * characters.
   */
  record Refused(String reason) implements CloseReason {}

  /** Our own code threw. {@code what} names the exception and the place, never a message's text. */
  record Broken(String what) implements CloseReason {
    /** The reason for {@code thrown}. */
    public static Broken by(Throwable thrown) {
      StackTraceElement[] trace = thrown.getStackTrace();
      String place = trace.length == 0 ? "an unknown place" : trace[0].toString();
      return new Broken(thrown.getClass().getName() + " at " + place);
    }

    /** Whether it was caused by a lack of memory, which is no defect of this connection. */
    public boolean outOfMemory() {
      return what.contains("OutOf") && what.contains("MemoryError");
    }
  }
}
