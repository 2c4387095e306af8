package prosa.zmtp;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import prosa.net.LoopShutdown;
import prosa.net.Transport;

/** A server on a port that the system chose, with a session for each connection. */
final class TestZmtpServer implements AutoCloseable {
  static final MechanismSelector NULL = MechanismSelector.only(NullMechanism::new);

  final MultiThreadIoEventLoopGroup group;
  final List<ZmtpConnection> connections = new CopyOnWriteArrayList<>();
  final Connector dialer;
  private final Channel listener;

  TestZmtpServer(
      Transport transport,
      SocketType own,
      ZmtpConnection.Greets greets,
      ZmtpLimits limits,
      Supplier<ZmtpSession> sessions) {
    this(transport, own, greets, limits, sessions, 0, NULL);
  }

  TestZmtpServer(
      Transport transport,
      SocketType own,
      ZmtpConnection.Greets greets,
      ZmtpLimits limits,
      Supplier<ZmtpSession> sessions,
      int port,
      MechanismSelector mechanisms) {
    group = new MultiThreadIoEventLoopGroup(2, transport.ioHandlerFactory());
    dialer = new Connector(group, transport, limits);
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(group)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    ZmtpConnection connection =
                        new ZmtpConnection(own, greets, mechanisms, limits, sessions.get());
                    connections.add(connection);
                    channel.pipeline().addLast(connection);
                  }
                });
    transport.configure(bootstrap, limits.timeouts());
    listener =
        bootstrap.bind(InetAddress.getLoopbackAddress(), port).syncUninterruptibly().channel();
  }

  static TestZmtpServer as(SocketType own, RecordingSession session) {
    return on(0, own, session);
  }

  static TestZmtpServer on(int port, SocketType own, RecordingSession session) {
    return new TestZmtpServer(
        Transport.best(),
        own,
        ZmtpConnection.Greets.WHEN_GREETED,
        ZmtpLimits.defaults(),
        () -> session,
        port,
        NULL);
  }

  static TestZmtpServer with(
      MechanismSelector mechanisms, SocketType own, RecordingSession session) {
    return new TestZmtpServer(
        Transport.best(),
        own,
        ZmtpConnection.Greets.AT_ONCE,
        ZmtpLimits.defaults(),
        () -> session,
        0,
        mechanisms);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  String endpoint() {
    return "tcp://127.0.0.1:" + address().getPort();
  }

  ZmtpConnection onlyConnection() {
    return connections.getFirst();
  }

  /** Runs on the first connection's loop, and waits for it. */
  void onLoop(Runnable task) {
    onlyConnection().channel().eventLoop().submit(task).syncUninterruptibly();
  }

  /** A loop that is not the one of this channel. */
  EventLoop otherLoop(Channel channel) {
    for (EventExecutor loop : group) {
      if (!loop.equals(channel.eventLoop())) {
        return (EventLoop) loop;
      }
    }
    throw new IllegalStateException("There is no other loop");
  }

  @Override
  public void close() {
    listener.close().syncUninterruptibly();
    LoopShutdown.begin(group, Duration.ofSeconds(5)).syncUninterruptibly();
  }
}
