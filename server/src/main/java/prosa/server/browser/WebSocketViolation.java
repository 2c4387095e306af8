package prosa.server.browser;

/** Something that a peer of a WebSocket must not send. Ends that connection, with a close code. */
final class WebSocketViolation extends Exception {
  private static final long serialVersionUID = 1;

  private final CloseCode code;

  WebSocketViolation(CloseCode code) {
    super(code.name(), null, false, false);
    this.code = code;
  }

  CloseCode code() {
    return code;
  }
}
