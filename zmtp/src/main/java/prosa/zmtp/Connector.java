package prosa.zmtp;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.util.function.Supplier;
import prosa.net.Transport;

/**
 * Creates outgoing connections. The group is the caller's, made of {@code transport}'s loops, and
 * stays open.
 *
 * @param mechanisms makes the mechanism of each connection
 */
public record Connector(
    EventLoopGroup group,
    Transport transport,
    ZmtpLimits limits,
    Supplier<? extends Mechanism> mechanisms) {

  /** A connector with the NULL mechanism. */
  public Connector(EventLoopGroup group, Transport transport, ZmtpLimits limits) {
    this(group, transport, limits, NullMechanism::new);
  }

  /**
   * Connects and accepts any peer; the session is notified of the end.
   *
   * @param attempt which of the addresses is dialled, if it is a name of several
   */
  ChannelFuture dial(
      EventLoop loop,
      InetSocketAddress address,
      SocketType type,
      ZmtpSession session,
      int attempt) {
    ZmtpConnection connection =
        new ZmtpConnection(type, ZmtpConnection.Greets.AT_ONCE, mechanisms.get(), limits, session);
    connection.accept();
    Bootstrap bootstrap = new Bootstrap().group(loop).handler(connection);
    transport.configure(bootstrap, limits.timeouts(), attempt);
    return bootstrap.connect(address);
  }
}
