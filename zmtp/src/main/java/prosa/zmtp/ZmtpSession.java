package prosa.zmtp;

import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * The owner of a connection: it agrees to the peer or refuses it, and gets what the peer sends.
 *
 * <p>Everything is called on the event loop of the connection's channel. Buffers are views for the
 * time of the call: whoever wants to keep a body copies it. What is thrown ends this connection
 * ({@link CloseReason.Broken}) and no other.
 */
public interface ZmtpSession {
  /**
   * The peer said who it is. It is told our READY once {@link ZmtpConnection#accept()} is called,
   * here or later; until then nothing more is read from it.
   */
  void peerReady(ZmtpConnection connection, PeerInfo peer);

  /** A message of one frame, perhaps empty. */
  void message(ZmtpConnection connection, ByteBuf body);

  /** A message of two frames or more, whole. */
  void multipart(ZmtpConnection connection, List<ByteBuf> parts);

  /** A message of {@code size} bytes was too long and has been skipped. */
  default void oversized(ZmtpConnection connection, long size) {}

  /** The peer subscribed or cancelled. */
  default void subscriptionsChanged(ZmtpConnection connection) {}

  /** The peer answered a PING, the heartbeat's with an empty context among them. */
  default void ponged(ZmtpConnection connection, Bytes context) {}

  /** The channel became writable, or ceased to be. Told after {@link #peerReady} only. */
  default void writabilityChanged(ZmtpConnection connection) {}

  /** All that one round of reading brought has been handed out. */
  default void readComplete(ZmtpConnection connection) {}

  /** The end: exactly once, and the last call, also where the handshake never ended. */
  void closed(ZmtpConnection connection, CloseReason why);
}
