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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import prosa.net.LoopShutdown;
import prosa.net.Transport;
import prosa.protocol.ClientMessage;
import prosa.protocol.DoorAnswer;
import prosa.protocol.ProtocolException;
import prosa.protocol.ProtocolReader;
import prosa.protocol.ProtocolWriter;
import prosa.protocol.Rate;
import prosa.protocol.ReadLimits;
import prosa.protocol.ServerMessage;
import prosa.zmtp.CloseReason;
import prosa.zmtp.NullMechanism;
import prosa.zmtp.PeerInfo;
import prosa.zmtp.SocketType;
import prosa.zmtp.ZmtpConnection;
import prosa.zmtp.ZmtpLimits;
import prosa.zmtp.ZmtpSession;

/** A door with scripted answers, for messages that a real server seldom sends. */
final class ScriptedServer implements AutoCloseable, ZmtpSession {
  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, Transport.best().ioHandlerFactory());
  private final ProtocolReader reader = new ProtocolReader(ReadLimits.defaults());
  private final BlockingQueue<ClientMessage> asked = new LinkedBlockingQueue<>();
  private final Queue<DoorAnswer> doorAnswers = new ConcurrentLinkedQueue<>();
  private final Channel listening;
  private volatile @Nullable ZmtpConnection connection;

  ScriptedServer() {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(group)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(accepted());
                  }
                });
    Transport.best().configure(bootstrap, ZmtpLimits.defaults().timeouts());
    listening =
        bootstrap
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .syncUninterruptibly()
            .channel();
  }

  private ZmtpConnection accepted() {
    return new ZmtpConnection(
        SocketType.ROUTER,
        ZmtpConnection.Greets.WHEN_GREETED,
        new NullMechanism(),
        ZmtpLimits.defaults(),
        this);
  }

  ServerAddress address() {
    int port = ((InetSocketAddress) listening.localAddress()).getPort();
    return new ServerAddress("127.0.0.1", port, Optional.empty());
  }

  /** The next thing that was asked. */
  <T extends ClientMessage> T asked(Class<T> kind) {
    try {
      ClientMessage next = asked.poll(30, TimeUnit.SECONDS);
      if (!kind.isInstance(next)) {
        throw new AssertionError("asked was " + next + ", not " + kind.getSimpleName());
      }
      return kind.cast(next);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  void say(ServerMessage what) {
    say(ProtocolWriter.write(what));
  }

  void say(byte[] what) {
    ZmtpConnection to = connection;
    if (to != null) {
      to.channel().eventLoop().execute(() -> to.send(Unpooled.wrappedBuffer(what)));
    }
  }

  /** A seat at {@code room}, with this company. */
  void seat(
      String room, int place, long n, Optional<Rate> rate, ServerMessage.MemberEntry... others) {
    say(
        new ServerMessage.Seated(
            room,
            "Ana",
            place,
            "secret-of-" + room + "-" + place,
            n,
            10,
            List.of(others),
            new ServerMessage.Limits(16_384, 8_192, rate)));
  }

  /** A seat at a private room that was called {@code formerly} at another node. */
  void seatWhereItGoesOn(
      String room, String formerly, int place, long n, ServerMessage.MemberEntry... others) {
    say(
        new ServerMessage.Seated(
            room,
            "Ana",
            place,
            0,
            "secret-of-" + room + "-" + place,
            n,
            10,
            true,
            List.of(others),
            new ServerMessage.Limits(16_384, 8_192, Optional.empty()),
            List.of(),
            Optional.empty(),
            List.of(formerly)));
  }

  /** Answers the next question of a REQ socket so. */
  void answerDoor(DoorAnswer answer) {
    doorAnswers.add(answer);
  }

  void cut() {
    ZmtpConnection to = connection;
    if (to != null) {
      var _ = to.channel().close();
    }
  }

  @Override
  public void peerReady(ZmtpConnection from, PeerInfo peer) {
    from.accept();
    if (peer.socketType() == SocketType.REQ) {
      return;
    }
    connection = from;
    from.send(Unpooled.wrappedBuffer(ProtocolWriter.write(new ServerMessage.Hello("Script", "1"))));
  }

  @Override
  public void message(ZmtpConnection from, ByteBuf body) {
    try {
      asked.add(reader.toServer(ByteBufUtil.getBytes(body)));
    } catch (ProtocolException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void multipart(ZmtpConnection from, List<ByteBuf> parts) {
    DoorAnswer answer = doorAnswers.poll();
    if (answer == null) {
      throw new IllegalStateException("several frames");
    }
    from.send(List.of(Unpooled.EMPTY_BUFFER, Unpooled.wrappedBuffer(ProtocolWriter.write(answer))));
  }

  @Override
  public void closed(ZmtpConnection from, CloseReason why) {}

  @Override
  public void close() {
    LoopShutdown.begin(group, Duration.ofMillis(100)).syncUninterruptibly();
  }
}
