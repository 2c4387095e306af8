package prosa.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Graceful close on a real socket. */
@Timeout(30)
final class GracefulCloseTest {
  private static final byte[] LAST = "last words".getBytes(StandardCharsets.US_ASCII);

  private MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, Transport.best().ioHandlerFactory());
  private final CompletableFuture<Channel> accepted = new CompletableFuture<>();

  private Socket connect(Transport transport) throws Exception {
    stop();
    group = new MultiThreadIoEventLoopGroup(1, transport.ioHandlerFactory());
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(group)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel child) {
                    child
                        .pipeline()
                        .addLast(
                            new ChannelInboundHandlerAdapter() {
                              @Override
                              public void channelRead(ChannelHandlerContext ctx, Object received) {
                                ReferenceCountUtil.release(received);
                              }
                            });
                    child.config().setAutoRead(false);
                    accepted.complete(child);
                  }
                });
    transport.configure(
        bootstrap,
        new ConnectionTimeouts(
            Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(60)));
    Channel port = bootstrap.bind(InetAddress.getLoopbackAddress(), 0).sync().channel();
    Socket peer = new Socket();
    peer.connect(port.localAddress());
    peer.setSoTimeout(10_000);
    return peer;
  }

  private void close(Channel channel) {
    channel
        .eventLoop()
        .execute(() -> GracefulClose.after(channel.writeAndFlush(Unpooled.wrappedBuffer(LAST))));
  }

  @AfterEach
  void stop() {
    assertThat(group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(10_000))
        .isTrue();
  }

  /** Closing over unread bytes would reset the connection instead. */
  @ParameterizedTest
  @EnumSource
  void lastWordsArriveBehindWhatWasNotRead(Transport transport) throws Exception {
    try (Socket peer = connect(transport)) {
      peer.getOutputStream().write(new byte[100_000]);
      Channel channel = accepted.get(10, TimeUnit.SECONDS);

      close(channel);

      assertThat(peer.getInputStream().readAllBytes()).isEqualTo(LAST);
    }
    assertThat(accepted.get().closeFuture().await(10, TimeUnit.SECONDS)).isTrue();
  }

  /** As TLS does with its close_notify. */
  @ParameterizedTest
  @EnumSource
  void endOfDataComesBetweenTheLastWordsAndTheHalfClose(Transport transport) throws Exception {
    try (Socket peer = connect(transport)) {
      peer.getOutputStream().write(new byte[100_000]);
      Channel channel = accepted.get(10, TimeUnit.SECONDS);

      channel
          .eventLoop()
          .execute(
              () ->
                  GracefulClose.after(
                      channel.writeAndFlush(Unpooled.wrappedBuffer(LAST)),
                      c -> c.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {'.'}))));

      assertThat(peer.getInputStream().readAllBytes())
          .isEqualTo("last words.".getBytes(StandardCharsets.US_ASCII));
    }
    assertThat(accepted.get().closeFuture().await(10, TimeUnit.SECONDS)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void aPeerThatDoesNotCloseIsGivenASecond(Transport transport) throws Exception {
    try (Socket peer = connect(transport)) {
      Channel channel = accepted.get(10, TimeUnit.SECONDS);
      long began = System.nanoTime();

      close(channel);

      assertThat(channel.closeFuture().await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(System.nanoTime() - began)
          .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(GracefulClose.LINGER_MILLIS));
      assertThat(peer.getInputStream().readAllBytes()).isEqualTo(LAST);
    }
  }
}
