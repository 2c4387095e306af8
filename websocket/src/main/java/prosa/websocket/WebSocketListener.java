package prosa.websocket;

import io.netty.buffer.ByteBuf;

/** Who has a WebSocket and is told what comes of it. Called on the channel's event loop. */
public interface WebSocketListener {
  /** A whole text message, valid UTF-8: the readable bytes, valid during the call only. */
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
