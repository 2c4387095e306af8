package prosa.zmtp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A socket that dials one address and dials again when the connection is lost: DEALER, PUB, SUB, or
 * any other type that needs no envelope.
 *
 * <pre>
 * new --connect()--> dialing --READY--> connected --lost--> waiting --backoff--> dialing
 *                       |                                      ^
 *                       |--no answer, no READY-----------------/
 *                       \--ERROR in READY's place--> refused (for good)
 * </pre>
 *
 * <p>Everything happens on one event loop, and the listener is called there; the methods may be
 * called from any thread. Nothing is queued: what is sent while there is no connection is dropped,
 * and {@link #send} says so. Subscriptions are remembered and sent again on each connection. The
 * name is resolved at each dialling; of several addresses each has its turn, as long as none gives
 * a connection that lasts. The waits of {@link Backoff} restart once a connection has lasted for
 * the longest of them.
 */
public final class ZmtpClient implements AutoCloseable {
  private final Connector dialer;
  private final SocketType type;
  private final InetSocketAddress address;
  private final ReconnectTimer reconnectTimer;
  private final ZmtpClientListener listener;
  private final EventLoop loop;
  private final List<Bytes> subscriptions = new ArrayList<>();

  /** Which of the addresses of a name is dialled. */
  private int turn;

  /** Whether the present connection was given up. */
  private boolean dropped;

  private boolean begun;
  private boolean over;
  private @Nullable ConnectAttempt attempt;
  private volatile @Nullable ZmtpConnection connected;

  /**
   * A client that does nothing yet.
   *
   * @param address resolved or not
   */
  public ZmtpClient(
      Connector dialer,
      SocketType type,
      InetSocketAddress address,
      Backoff backoff,
      ZmtpClientListener listener) {
    this(dialer, type, address, 0, backoff, listener);
  }

  /**
   * The same for an address that was dialled before.
   *
   * @param turn how often in vain
   */
  public ZmtpClient(
      Connector dialer,
      SocketType type,
      InetSocketAddress address,
      int turn,
      Backoff backoff,
      ZmtpClientListener listener) {
    this.turn = turn;
    this.dialer = dialer;
    this.type = type;
    this.address = address;
    this.listener = listener;
    this.loop = dialer.group().next();
    this.reconnectTimer = new ReconnectTimer(loop, backoff);
  }

  /** Begins to dial; once is enough. */
  public void connect() {
    onLoop(
        () -> {
          if (!begun && !over) {
            begun = true;
            dial();
          }
        });
  }

  /** The loop on which the listener is called. */
  public EventLoop loop() {
    return loop;
  }

  /** The peer's address on the connection there is; empty without one. */
  public Optional<InetSocketAddress> remoteAddress() {
    ZmtpConnection connection = connected;
    return connection != null
            && connection.channel().remoteAddress() instanceof InetSocketAddress remote
        ? Optional.of(remote)
        : Optional.empty();
  }

  /**
   * Sends a message of one frame; takes the body over.
   *
   * @return false if there is no connection, and the message is dropped
   */
  public boolean send(ByteBuf body) {
    return send(List.of(body));
  }

  /** Sends a message of these parts, as {@link #send(ByteBuf)} does. */
  public boolean send(List<ByteBuf> parts) {
    ZmtpConnection connection = connected;
    if (connection == null) {
      parts.forEach(ByteBuf::release);
      return false;
    }
    onLoop(() -> connection.send(parts));
    return true;
  }

  /** Subscribes to {@code prefix}, now and at each connection to come; for SUB and XSUB. */
  public void subscribe(Bytes prefix) {
    onLoop(
        () -> {
          subscriptions.add(prefix);
          whenConnected(connection -> connection.subscribe(prefix));
        });
  }

  /** Takes one subscription to {@code prefix} back; for SUB and XSUB. */
  public void cancel(Bytes prefix) {
    onLoop(
        () -> {
          if (subscriptions.remove(prefix)) {
            whenConnected(connection -> connection.cancel(prefix));
          }
        });
  }

  /** Sends a PING, as {@link ZmtpConnection#ping} does; dropped without a peer of ZMTP 3.1. */
  public void ping(Bytes context) {
    onLoop(
        () ->
            whenConnected(
                connection -> {
                  if (connection.peer().atLeast31()) {
                    connection.ping(context);
                  }
                }));
  }

  /** Stops reading from the connection there is, as {@link ZmtpConnection#pause} does. */
  public void pause() {
    onLoop(() -> whenConnected(ZmtpConnection::pause));
  }

  /** Reads on, as {@link ZmtpConnection#resume} does. */
  public void resume() {
    onLoop(() -> whenConnected(ZmtpConnection::resume));
  }

  /** Gives up the connection or the dialling under way, as if it had failed, and dials again. */
  public void drop() {
    onLoop(
        () -> {
          if (attempt != null) {
            dropped = true;
            attempt.abort();
          }
        });
  }

  /** Dials at once, if it waits to dial again. */
  public void dialNow() {
    onLoop(
        () -> {
          if (begun && !over && attempt == null) {
            reconnectTimer.cancel();
            dial();
          }
        });
  }

  /** Ends the connection after sending what is pending, and does not reconnect. */
  @Override
  public void close() {
    onLoop(
        () -> {
          if (!over) {
            over = true;
            reconnectTimer.cancel();
            if (attempt != null) {
              attempt.close();
            } else {
              listener.closed(this);
            }
          }
        });
  }

  private void dial() {
    ConnectAttempt next = new ConnectAttempt(this, listener);
    attempt = next;
    try {
      listener.dialing(this);
    } finally {
      next.begin();
    }
  }

  ChannelFuture dial(ZmtpSession session) {
    return dialer.dial(loop, address, type, session, turn);
  }

  boolean over() {
    return over;
  }

  void connected(ZmtpConnection connection, PeerInfo peer) {
    subscriptions.forEach(connection::subscribe);
    connected = connection;
    reconnectTimer.connected();
    listener.connected(this, peer);
  }

  void ended(CloseReason why, boolean wasReady) {
    connected = null;
    attempt = null;
    if (dropped || !wasReady || why instanceof CloseReason.TimedOut) {
      turn++;
    }
    dropped = false;
    reconnectTimer.cancel();
    if (over) {
      listener.closed(this);
    } else if (why instanceof CloseReason.Refused(String reason) && !wasReady) {
      over = true;
      listener.refused(this, reason);
    } else {
      listener.disconnected(this, why, reconnectTimer.failed(this::dial));
    }
  }

  private void whenConnected(Consumer<ZmtpConnection> task) {
    ZmtpConnection connection = connected;
    if (connection != null) {
      task.accept(connection);
    }
  }

  private void onLoop(Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
    } else {
      loop.execute(task);
    }
  }
}
