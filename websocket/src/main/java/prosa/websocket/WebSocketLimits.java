package prosa.websocket;

/**
 * The limits of a WebSocket for its peer; what is beyond them ends the connection. Immutable.
 *
 * @param longest bytes of the longest message, whole or in fragments (1009)
 * @param fragments most fragments of one message (1008)
 * @param controls most pings and pongs at once; after them, {@link
 *     WebSocketConnection#CONTROL_PER_SECOND} a second (1008)
 * @param binary whether binary messages are taken (1003 if not)
 */
public record WebSocketLimits(int longest, int fragments, int controls, boolean binary) {
  public WebSocketLimits {
    if (longest < 1 || fragments < 1 || controls < 1) {
      throw new IllegalArgumentException("The limits of a WebSocket are 1 or more");
    }
  }

  /** Texts of up to {@code longest} bytes in at most 256 fragments, 32 pings and pongs at once. */
  public static WebSocketLimits texts(int longest) {
    return new WebSocketLimits(longest, 256, 32, false);
  }
}
