package prosa.websocket;

/** The close code of a WebSocket (RFC 6455, section 7.4). */
public enum WebSocketCloseCode {
  /** Normal closure. */
  NORMAL(1000),
  /** The server is shutting down. */
  GOING_AWAY(1001),
  /** The protocol was broken. */
  PROTOCOL(1002),
  /** A kind of message that is not taken: binary. */
  NOT_TAKEN(1003),
  /** A text that is not UTF-8. */
  NOT_UTF8(1007),
  /** A limit was exceeded. */
  POLICY(1008),
  /** A message longer than the limit. */
  TOO_BIG(1009),
  /** An internal error of the server. */
  INTERNAL_ERROR(1011);

  private final int code;

  WebSocketCloseCode(int code) {
    this.code = code;
  }

  /** The number on the wire. */
  int code() {
    return code;
  }
}
