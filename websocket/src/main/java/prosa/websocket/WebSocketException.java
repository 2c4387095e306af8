package prosa.websocket;

/** A violation of the WebSocket protocol by the peer. Ends that connection with a close code. */
final class WebSocketException extends Exception {
  private static final long serialVersionUID = 1;

  private final WebSocketCloseCode code;

  WebSocketException(WebSocketCloseCode code) {
    super(code.name(), null, false, false);
    this.code = code;
  }

  WebSocketCloseCode code() {
    return code;
  }
}
