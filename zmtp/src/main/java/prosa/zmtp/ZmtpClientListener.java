package prosa.zmtp;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.List;

/**
 * Receives the events of a {@link ZmtpClient}, on its event loop. Buffers are views for the time of
 * the call.
 */
public interface ZmtpClientListener {
  /** The client dials, for the first time or again. */
  default void dialing(ZmtpClient client) {}

  /** Both sides are ready; messages may be sent from here on. */
  void connected(ZmtpClient client, PeerInfo peer);

  /** A message of one frame. */
  void message(ZmtpClient client, ByteBuf body);

  /** A message of more frames; ignored unless overridden. */
  default void multipart(ZmtpClient client, List<ByteBuf> parts) {}

  /** A message of {@code size} bytes was too long and has been skipped. */
  default void oversized(ZmtpClient client, long size) {}

  /** What the peer is subscribed to has changed; for PUB and XPUB. */
  default void subscriptionsChanged(ZmtpClient client, Subscriptions subscriptions) {}

  /** The peer answered a PING. */
  default void ponged(ZmtpClient client, Bytes context) {}

  /** All that one round of reading brought has been told. */
  default void readComplete(ZmtpClient client) {}

  /** A dialling came to no connection, for this cause; {@link #disconnected} follows. */
  default void failed(ZmtpClient client, Throwable cause) {}

  /**
   * The connection ended or did not come about; the client dials again after {@code wait}.
   *
   * @param why {@link CloseReason.Left} too where nobody answered
   */
  void disconnected(ZmtpClient client, CloseReason why, Duration wait);

  /** The peer wants no connection with us and said why. The client stays away: its last call. */
  void refused(ZmtpClient client, String reason);

  /** The client was closed: its last call. */
  default void closed(ZmtpClient client) {}
}
