package prosa.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The notifications of a server to a service manager, on a socket like that of systemd. */
final class ServiceManagerTest {
  @TempDir private Path folder;

  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private EventLoopGroup loop;

  @BeforeEach
  void needsTheNativeTransport() {
    assumeThat(Epoll.isAvailable()).isTrue();
    loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  }

  @AfterEach
  void stop() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private Channel manager(String address) {
    return new Bootstrap()
        .group(loop)
        .channel(EpollDomainDatagramChannel.class)
        .handler(
            new SimpleChannelInboundHandler<DomainDatagramPacket>() {
              @Override
              protected void channelRead0(ChannelHandlerContext context, DomainDatagramPacket in) {
                heard.add(in.content().toString(StandardCharsets.UTF_8));
              }
            })
        .bind(new DomainSocketAddress(address))
        .syncUninterruptibly()
        .channel();
  }

  private String next() throws InterruptedException {
    String state = heard.poll(20, TimeUnit.SECONDS);
    return state == null ? "nothing" : state;
  }

  @Test
  void itHearsThatTheServerIsReadyReloadsAndEnds() throws InterruptedException {
    Path socket = folder.resolve("notify");
    Channel manager = manager(socket.toString());
    ServiceManager told = ServiceManager.of(Map.of("NOTIFY_SOCKET", socket.toString()));
    told.ready();
    assertThat(next()).isEqualTo("READY=1");
    told.reloading();
    assertThat(next()).matches("RELOADING=1\nMONOTONIC_USEC=\\d+");
    told.stopping();
    assertThat(next()).isEqualTo("STOPPING=1");
    manager.close().syncUninterruptibly();
  }

  @Test
  void itMayHaveAnAbstractAddress() throws InterruptedException {
    String name = "prosa-test-" + System.nanoTime();
    Channel manager = manager("\0" + name);
    ServiceManager.of(Map.of("NOTIFY_SOCKET", "@" + name)).ready();
    assertThat(next()).isEqualTo("READY=1");
    manager.close().syncUninterruptibly();
  }

  @Test
  void nobodyThereIsNoFailure() {
    assertThatCode(() -> ServiceManager.of(Map.of()).ready()).doesNotThrowAnyException();
    assertThatCode(() -> ServiceManager.of(Map.of("NOTIFY_SOCKET", "relative")).ready())
        .doesNotThrowAnyException();
    String gone = folder.resolve("gone").toString();
    assertThatCode(() -> ServiceManager.of(Map.of("NOTIFY_SOCKET", gone)).stopping())
        .doesNotThrowAnyException();
  }
}
