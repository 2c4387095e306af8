package prosa.client;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import prosa.net.LoopShutdown;
import prosa.net.Transport;
import prosa.protocol.ProtocolException;
import prosa.protocol.ProtocolReader;
import prosa.protocol.ProtocolWriter;
import prosa.protocol.ReadLimits;
import prosa.protocol.ServerMessage;
import prosa.zmtp.Backoff;
import prosa.zmtp.CloseReason;
import prosa.zmtp.Connector;
import prosa.zmtp.NullMechanism;
import prosa.zmtp.PeerInfo;
import prosa.zmtp.SocketType;
import prosa.zmtp.ZmtpClient;
import prosa.zmtp.ZmtpClientListener;
import prosa.zmtp.ZmtpConnection;
import prosa.zmtp.ZmtpLimits;
import prosa.zmtp.ZmtpSession;

/**
 * A server as it should not be: it passes everything on to a real one, keeps a copy of all that it
 * sees, and changes what its members are told as a test says.
 */
final class TamperingRelay implements AutoCloseable {
  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, Transport.best().ioHandlerFactory());
  private final ProtocolReader reader = new ProtocolReader(ReadLimits.defaults());
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final Channel listening;
  private final int target;
  private volatile Function<ServerMessage, List<ServerMessage>> tampering = List::of;

  TamperingRelay(int target) {
    this.target = target;
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(group)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(
                            new ZmtpConnection(
                                SocketType.ROUTER,
                                ZmtpConnection.Greets.WHEN_GREETED,
                                new NullMechanism(),
                                ZmtpLimits.defaults(),
                                new Member()));
                  }
                });
    Transport.best().configure(bootstrap, ZmtpLimits.defaults().timeouts());
    listening =
        bootstrap
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .syncUninterruptibly()
            .channel();
  }

  ServerAddress address() {
    int port = ((InetSocketAddress) listening.localAddress()).getPort();
    return new ServerAddress("127.0.0.1", port, Optional.empty());
  }

  /** From now on members are told this instead. */
  void tamper(Function<ServerMessage, List<ServerMessage>> how) {
    tampering = how;
  }

  /** All that has passed, in both directions. */
  List<String> seen() {
    return List.copyOf(seen);
  }

  /** One member's connection, and its other half to the real server. */
  private final class Member implements ZmtpSession, ZmtpClientListener {
    private @Nullable ZmtpConnection member;
    private @Nullable ZmtpClient server;

    @Override
    public void peerReady(ZmtpConnection from, PeerInfo peer) {
      from.accept();
      member = from;
      server =
          new ZmtpClient(
              new Connector(group, Transport.best(), ZmtpLimits.defaults()),
              SocketType.DEALER,
              InetSocketAddress.createUnresolved("127.0.0.1", target),
              new Backoff(Duration.ofMillis(20), Duration.ofMillis(200)),
              this);
      server.connect();
    }

    @Override
    public void message(ZmtpConnection from, ByteBuf body) {
      byte[] bytes = ByteBufUtil.getBytes(body);
      seen.add(new String(bytes, StandardCharsets.UTF_8));
      ZmtpClient to = server;
      if (to != null) {
        to.send(Unpooled.wrappedBuffer(bytes));
      }
    }

    @Override
    public void multipart(ZmtpConnection from, List<ByteBuf> parts) {
      throw new IllegalStateException("several frames");
    }

    @Override
    public void closed(ZmtpConnection from, CloseReason why) {
      ZmtpClient to = server;
      if (to != null) {
        to.close();
      }
    }

    @Override
    public void message(ZmtpClient from, ByteBuf body) {
      byte[] bytes = ByteBufUtil.getBytes(body);
      seen.add(new String(bytes, StandardCharsets.UTF_8));
      ZmtpConnection to = member;
      try {
        for (ServerMessage message : tampering.apply(reader.toMember(bytes))) {
          if (to != null) {
            to.send(Unpooled.wrappedBuffer(ProtocolWriter.write(message)));
          }
        }
      } catch (ProtocolException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void connected(ZmtpClient from, PeerInfo peer) {}

    @Override
    public void refused(ZmtpClient from, String reason) {
      throw new IllegalStateException(reason);
    }

    @Override
    public void disconnected(ZmtpClient from, CloseReason why, Duration wait) {
      ZmtpConnection to = member;
      if (to != null) {
        var _ = to.channel().close();
      }
    }
  }

  @Override
  public void close() {
    LoopShutdown.begin(group, Duration.ofMillis(100)).syncUninterruptibly();
  }
}
