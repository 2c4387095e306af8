package prosa.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TransportTest {
  private static final ConnectionTimeouts TIMEOUTS =
      new ConnectionTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(60));

  @ParameterizedTest
  @EnumSource
  void noMoreConnectionsWaitToBeAcceptedThanSoMany(Transport transport) {
    ServerBootstrap bootstrap = new ServerBootstrap();
    transport.configure(bootstrap, TIMEOUTS);
    assertThat(bootstrap.config().options()).containsEntry(ChannelOption.SO_BACKLOG, 1024);
  }

  @Test
  void anAcceptedConnectionHasItsOptionsFromTheListeningSocket() throws Exception {
    assumeTrue(Epoll.isAvailable());
    Map<ChannelOption<?>, Object> expected =
        Map.of(
            ChannelOption.TCP_NODELAY,
            true,
            ChannelOption.SO_KEEPALIVE,
            true,
            ChannelOption.SO_SNDBUF,
            2 * 128 * 1024,
            EpollChannelOption.TCP_NOTSENT_LOWAT,
            64L * 1024,
            EpollChannelOption.TCP_USER_TIMEOUT,
            60_000,
            EpollChannelOption.TCP_KEEPIDLE,
            20,
            EpollChannelOption.TCP_KEEPINTVL,
            10,
            EpollChannelOption.TCP_KEEPCNT,
            4);
    BlockingQueue<Map<ChannelOption<?>, Object>> accepted = new LinkedBlockingQueue<>();
    ServerBootstrap bootstrap = new ServerBootstrap();
    Transport.EPOLL.configure(bootstrap, TIMEOUTS);
    assertThat(bootstrap.config().childOptions())
        .as("a system call of each connection for each of these")
        .containsOnlyKeys(ChannelOption.ALLOCATOR, ChannelOption.RECVBUF_ALLOCATOR);
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, Transport.EPOLL.ioHandlerFactory());
    try {
      bootstrap
          .group(loops)
          .childHandler(
              new ChannelInboundHandlerAdapter() {
                @Override
                public void channelActive(ChannelHandlerContext ctx) {
                  Map<ChannelOption<?>, Object> has = new HashMap<>();
                  expected
                      .keySet()
                      .forEach(it -> has.put(it, ctx.channel().config().getOption(it)));
                  accepted.add(has);
                  var _ = ctx.close();
                }
              });
      InetSocketAddress at =
          (InetSocketAddress)
              bootstrap
                  .bind(InetAddress.getLoopbackAddress(), 0)
                  .syncUninterruptibly()
                  .channel()
                  .localAddress();
      try (Socket _ = new Socket(at.getAddress(), at.getPort())) {
        assertThat(accepted.poll(30, TimeUnit.SECONDS)).isEqualTo(expected);
      }
    } finally {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
  }
}
