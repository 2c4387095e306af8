package prosa.zmtp;

import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * The owner of a connection: it accepts or refuses the peer and receives what the peer sends.
 *
 * <p>Everything is called on the event loop of the connection's channel. Buffers are views for the
 * time of the call: a receiver that keeps a body copies it. What is thrown ends this connection
 * ({@link CloseReason.Broken}) and no other.
 */
public interface ZmtpSession {
  /**
   * The peer's metadata has arrived. Our READY is sent when {@link ZmtpConnection#accept()} is
   * called, here or later; until then nothing more is read from it.
   */
  void peerReady(ZmtpConnection connection, PeerInfo peer);

  /** A message of one frame, possibly empty. */
  void message(ZmtpConnection connection, ByteBuf body);

  /** A message of two frames or more, whole. */
  void multipart(ZmtpConnection connection, List<ByteBuf> parts);

  /** A message of {@code size} bytes was too long and has been skipped. */
  default void oversized(ZmtpConnection connection, long size) {}

  /** The peer subscribed or cancelled. */
  default void subscriptionsChanged(ZmtpConnection connection) {}

  /** The peer answered a PING, the heartbeat's with an empty context among them. */
  default void ponged(ZmtpConnection connection, Bytes context) {}

  /** The channel became writable or stopped being so. Told after {@link #peerReady} only. */
  default void writabilityChanged(ZmtpConnection connection) {}

  /** Everything from one round of reading was handed out. */
  default void readComplete(ZmtpConnection connection) {}

  /** The end: exactly once, and the last call, also where the handshake never ended. */
  void closed(ZmtpConnection connection, CloseReason why);
}
