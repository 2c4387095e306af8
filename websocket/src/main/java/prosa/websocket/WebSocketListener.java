package prosa.websocket;

import io.netty.buffer.ByteBuf;

/** Who has a WebSocket and is told what comes of it. Called on the channel's event loop. */
public interface WebSocketListener {
  /**
   * A whole text message: the readable bytes, valid during the call only. Whether they are valid
   * UTF-8 is for whoever reads them, once; where they are not, {@link
   * WebSocketConnection#notUtf8()} has to be called (RFC 6455, section 8.1).
   */
  void text(ByteBuf text);

  /** What waited to be written is written for the most part. */
  void writable();

  /** The peer broke the protocol; it has been told the code. {@link #closed} follows. */
  void violated(WebSocketCloseCode code);

  /** Our own code threw; {@link #closed} follows. */
  void broken(Throwable thrown);

  /** The connection is over; told once. */
  void closed();
}
