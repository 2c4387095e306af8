package prosa.desktop.model;

/**
 * How the window is connected, always visible.
 *
 * @param sentence for the person
 */
public record ConnectionStatus(Kind kind, String sentence) {

  /** The states, as far as they look different. */
  public enum Kind {
    /** Nobody was asked to go anywhere. */
    OUT,
    CONNECTING,
    SEATED,
    /** Trying again. */
    LOST,
    /** Trying again for a while, in vain. */
    UNREACHABLE,
    OVER;

    /** Whether the client dials on its own account, so that it can be told to hurry. */
    public boolean trying() {
      return this == CONNECTING || this == LOST || this == UNREACHABLE;
    }
  }
}
