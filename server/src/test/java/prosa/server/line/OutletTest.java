package prosa.server.line;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import prosa.zmtp.Transport;
import prosa.zmtp.ZmtpLimits;

/** An outlet on a real socket, whose other end reads when it is told to. */
class OutletTest {
  private static final int LIMIT = 256 * 1024;
  private static final int MUCH = 8 * 1024 * 1024; // more than the kernel takes

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, Transport.best().ioHandlerFactory());
  private final CompletableFuture<Channel> accepted = new CompletableFuture<>();
  private Socket peer = new Socket();
  private Channel channel = new io.netty.channel.embedded.EmbeddedChannel();

  @BeforeEach
  void connect() throws Exception {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(group)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel child) {
                    accepted.complete(child);
                  }
                });
    Transport.best().configure(bootstrap, ZmtpLimits.defaults());
    Channel port = bootstrap.bind(InetAddress.getLoopbackAddress(), 0).sync().channel();
    peer = new Socket();
    peer.connect(port.localAddress());
    peer.setSoTimeout(10_000);
    channel = accepted.get(10, TimeUnit.SECONDS);
    assertThat(((InetSocketAddress) peer.getRemoteSocketAddress()).getPort()).isPositive();
  }

  @AfterEach
  void close() throws IOException {
    peer.close();
    assertThat(group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(10_000))
        .isTrue();
  }

  private <T> T onLoop(Callable<T> task) throws Exception {
    return channel.eventLoop().submit(task).get(10, TimeUnit.SECONDS);
  }

  private static ByteBuf bytes(int size, int value) {
    ByteBuffer numbers = ByteBuffer.allocate(size);
    for (int i = 0; i < size / 4; i++) {
      numbers.putInt(value + i);
    }
    return PooledByteBufAllocator.DEFAULT.directBuffer(size).writeBytes(numbers.flip());
  }

  @Test
  void whatWasWrittenBeforeAndNotFlushedStaysInFront() throws Exception {
    onLoop(
        () -> {
          Outlet outlet = new Outlet(channel, 2 * MUCH);
          var _ = channel.write(Unpooled.copyInt(-1));
          return outlet.writeAndRelease(bytes(MUCH, 0));
        });
    DataInputStream in = new DataInputStream(new BufferedInputStream(peer.getInputStream()));
    assertThat(in.readInt()).isEqualTo(-1);
    for (int i = 0; i < MUCH / 4; i++) {
      assertThat(in.readInt()).isEqualTo(i);
    }
  }

  @Test
  void beyondTheLimitNothingIsTaken() throws Exception {
    onLoop(
        () -> {
          Outlet outlet = new Outlet(channel, LIMIT);
          assertThat(outlet.writeAndRelease(bytes(MUCH, 0))).isTrue(); // an empty queue takes any
          assertThat(outlet.waiting()).isGreaterThan(LIMIT);
          assertThat(outlet.takes(4)).isFalse();
          assertThat(outlet.writeAndRelease(bytes(4, 7))).isFalse();
          return null;
        });
    DataInputStream in = new DataInputStream(new BufferedInputStream(peer.getInputStream()));
    for (int i = 0; i < MUCH / 4; i++) {
      assertThat(in.readInt()).isEqualTo(i);
    }
    assertThat(in.available()).isZero();
  }

  @Test
  void queueThatDoesNotMoveIsStuckAndOneThatMovesIsNot() throws Exception {
    long second = 1_000_000_000L;
    Outlet outlet = onLoop(() -> new Outlet(channel, LIMIT));
    onLoop(() -> outlet.writeAndRelease(bytes(MUCH, 0)));
    assertThat(onLoop(() -> outlet.stuck(0, 10 * second))).isFalse();
    assertThat(onLoop(() -> outlet.stuck(9 * second, 10 * second))).isFalse();
    assertThat(onLoop(() -> outlet.stuck(10 * second, 10 * second))).isTrue();
    peer.getInputStream().readNBytes(MUCH);
    assertThat(onLoop(() -> outlet.stuck(11 * second, 10 * second))).isFalse();
    assertThat(onLoop(() -> outlet.stuck(40 * second, 10 * second))).isFalse();
  }

  @Test
  void closedChannelSwallowsQuietly() throws Exception {
    channel.close().sync();
    Outlet outlet = new Outlet(channel, LIMIT);
    assertThat(onLoop(() -> outlet.writeAndRelease(bytes(4, 7)))).isTrue();
  }
}
