package prosa.desktop.model;

/**
 * The state of the connection; always visible.
 *
 * @param sentence for the user
 */
public record ConnectionStatus(Kind kind, String sentence) {

  /** The states that look different. */
  public enum Kind {
    /** No connection was requested. */
    OUT,
    CONNECTING,
    SEATED,
    /** Trying again. */
    LOST,
    /** Trying again, without success for some time. */
    UNREACHABLE,
    OVER;

    /** Whether the client is waiting to reconnect, so that it can be told to connect now. */
    public boolean trying() {
      return this == CONNECTING || this == LOST || this == UNREACHABLE;
    }
  }
}
