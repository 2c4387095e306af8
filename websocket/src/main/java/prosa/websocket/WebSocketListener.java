package prosa.websocket;

import io.netty.buffer.ByteBuf;

/** The listener of a WebSocket. Called on the channel's event loop. */
public interface WebSocketListener {
  /**
   * A whole text message: the readable bytes, valid during the call only. The receiver checks that
   * they are valid UTF-8; if not, it must call {@link WebSocketConnection#notUtf8()} (RFC 6455,
   * section 8.1).
   */
  void text(ByteBuf text);

  /**
   * A whole binary message, where {@link WebSocketLimits#binary} allows any; valid as a text is.
   */
  default void binary(ByteBuf message) {}

  /** What waited to be written is written for the most part. */
  void writable();

  /** The peer broke the protocol; it has been told the code. {@link #closed} follows. */
  void violated(WebSocketCloseCode code);

  /** The peer did not answer for too long; {@link #closed} follows. */
  void silent();

  /** Our own code threw; {@link #closed} follows. */
  void broken(Throwable thrown);

  /** The connection is over; told once. */
  void closed();
}
