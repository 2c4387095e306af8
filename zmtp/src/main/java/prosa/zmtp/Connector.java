package prosa.zmtp;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.util.function.Supplier;
import prosa.net.Transport;

/**
 * What connections are dialled with. The group is the caller's, made of {@code transport}'s loops,
 * and stays open.
 *
 * @param mechanisms makes the mechanism of each connection
 */
public record Connector(
    EventLoopGroup group,
    Transport transport,
    ZmtpLimits limits,
    Supplier<? extends Mechanism> mechanisms) {

  /** Dials with the NULL mechanism. */
  public Connector(EventLoopGroup group, Transport transport, ZmtpLimits limits) {
    this(group, transport, limits, NullMechanism::new);
  }

  /** Dials, and accepts whoever answers; the session is told how it ends. */
  ChannelFuture dial(
      EventLoop loop, InetSocketAddress address, SocketType type, ZmtpSession session) {
    ZmtpConnection connection =
        new ZmtpConnection(type, ZmtpConnection.Greets.AT_ONCE, mechanisms.get(), limits, session);
    connection.accept();
    Bootstrap bootstrap = new Bootstrap().group(loop).handler(connection);
    transport.configure(bootstrap, limits.timeouts());
    return bootstrap.connect(address);
  }
}
