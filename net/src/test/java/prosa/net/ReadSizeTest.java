package prosa.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How much is read of a connection in one round of its loop. */
@Timeout(60)
final class ReadSizeTest {
  private static final int ALL = 1 << 20;
  private static final int LESS = 1_000;
  private static final ConnectionTimeouts TIMEOUTS =
      new ConnectionTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(60));

  private final List<Integer> sizes = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Integer> whole = new CompletableFuture<>();
  private final CompletableFuture<Void> gone = new CompletableFuture<>();
  private int come;
  private int roundsBetween;
  private int reads;

  /** Reads on by itself; limits its reads after half of what comes, if it shall. */
  private final class Reader extends ChannelInboundHandlerAdapter {
    private final boolean limits;

    Reader(boolean limits) {
      this.limits = limits;
    }

    @Override
    public void channelUnregistered(ChannelHandlerContext ctx) {
      gone.complete(null);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object received) {
      ByteBuf in = (ByteBuf) received;
      sizes.add(in.readableBytes());
      come += in.readableBytes();
      in.release();
      if (limits && come > ALL / 2) {
        Transport.readAtMost(ctx.channel(), LESS);
      }
      int now = ++reads;
      ctx.channel().eventLoop().execute(() -> roundsBetween += reads == now ? 1 : 0);
      if (come == ALL) {
        ctx.channel().eventLoop().execute(() -> whole.complete(roundsBetween));
      }
    }
  }

  private void receive(Transport transport, boolean limits) throws Exception {
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, transport.ioHandlerFactory());
    try {
      ServerBootstrap bootstrap = new ServerBootstrap();
      transport.configure(bootstrap, TIMEOUTS);
      Channel door =
          bootstrap
              .group(loop)
              .childHandler(
                  new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                      channel.pipeline().addLast(new Reader(limits));
                    }
                  })
              .bind(InetAddress.getLoopbackAddress(), 0)
              .sync()
              .channel();
      int port = ((InetSocketAddress) door.localAddress()).getPort();
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.getOutputStream().write(new byte[ALL]);
        assertThat(whole.get(30, TimeUnit.SECONDS))
            .as("other work of the loop has its turn after each read")
            .isEqualTo(reads);
      }
      gone.get(30, TimeUnit.SECONDS);
    } finally {
      loop.shutdownGracefully(100, 10_000, TimeUnit.MILLISECONDS).sync();
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aReadIsNotLongerThanATurn(Transport transport) throws Exception {
    receive(transport, false);
    assertThat(sizes).allMatch(size -> size <= PausableDecoder.MOST_BYTES);
    assertThat(sizes).anyMatch(size -> size > LESS);
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void theReadsOfAConnectionCanBeMadeShorterWhileItIsOpen(Transport transport) throws Exception {
    receive(transport, true);
    int before = 0;
    int at = 0;
    while (before <= ALL / 2) {
      before += sizes.get(at++);
    }
    assertThat(sizes.subList(at, sizes.size())).isNotEmpty().allMatch(size -> size <= LESS);
    assertThat(sizes.subList(0, at)).anyMatch(size -> size > LESS);
  }
}
