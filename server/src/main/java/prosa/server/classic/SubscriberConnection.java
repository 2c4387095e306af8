package prosa.server.classic;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;
import prosa.net.SendQueue;
import prosa.server.operations.Counters.Count;
import prosa.server.placement.ClassicSide;
import prosa.zmtp.CloseReason;
import prosa.zmtp.PeerInfo;
import prosa.zmtp.Subscriptions;
import prosa.zmtp.ZmtpConnection;
import prosa.zmtp.ZmtpSession;

/**
 * The SUB connection of a classic client to its room. Nothing is sent to it before it is paired. On
 * the room's loop.
 */
final class SubscriberConnection implements ZmtpSession {
  private final ClassicEndpoint endpoint;
  private final long id;
  private @Nullable ZmtpConnection connection;
  private @Nullable SendQueue sendQueue;

  /** Once is enough: a client that cancels stays seated and can send, but receives nothing. */
  private boolean hears;

  SubscriberConnection(ClassicEndpoint endpoint, long id) {
    this.endpoint = endpoint;
    this.id = id;
  }

  @Override
  public void peerReady(ZmtpConnection c, PeerInfo peer) {
    connection = c;
    sendQueue = endpoint.sendQueue(c);
    endpoint.admit(ClassicSide.SUBSCRIBER, id, c, () -> admitted(c));
  }

  private void admitted(ZmtpConnection c) {
    c.accept();
    endpoint.room().counters().add(Count.ZMTP_READY);
  }

  @Override
  public void subscriptionsChanged(ZmtpConnection c) {
    if (!hears && !c.subscriptions().isEmpty()) {
      hears = true;
      endpoint.subscribed(id);
    }
  }

  /** Its send queue. */
  SendQueue sendQueue() {
    if (sendQueue == null) {
      throw new IllegalStateException("not connected");
    }
    return sendQueue;
  }

  /** Its subscriptions. */
  Subscriptions subscriptions() {
    if (connection == null) {
      throw new IllegalStateException("not connected");
    }
    return connection.subscriptions();
  }

  /** A subscriber sends no messages; a peer that does is no classic client. */
  @Override
  public void message(ZmtpConnection c, ByteBuf body) {
    endpoint.malformed();
    c.close();
  }

  @Override
  public void multipart(ZmtpConnection c, List<ByteBuf> parts) {
    endpoint.malformed();
    c.close();
  }

  @Override
  public void closed(ZmtpConnection c, CloseReason why) {
    endpoint.subscriberClosed(this, id, why);
    connection = null;
  }

  /** Closes the connection. */
  void close() {
    if (connection != null) {
      connection.close();
    }
  }
}
