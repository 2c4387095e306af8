package prosa.app;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The service manager that started this process, if one did: it is notified when the server is
 * ready, rereads its configuration, or stops (the protocol of {@code sd_notify(3)}: a datagram to
 * the unix socket that {@code NOTIFY_SOCKET} names).
 *
 * <p>Any thread; each call takes at most a second. Failures are ignored: the manager has a timeout
 * of its own, and a server must not fail because the manager does not answer.
 */
final class ServiceManager {
  private static final int WAIT_MILLIS = 1_000;

  private final Optional<DomainSocketAddress> address;

  private ServiceManager(Optional<DomainSocketAddress> address) {
    this.address = address;
  }

  /** The one that this environment names; one that does nothing if it names none. */
  static ServiceManager of(Map<String, String> environment) {
    String path = environment.getOrDefault("NOTIFY_SOCKET", "");
    if ((!path.startsWith("/") && !path.startsWith("@")) || !Epoll.isAvailable()) {
      return new ServiceManager(Optional.empty());
    }
    // An abstract address begins with a zero byte, and is written with an @.
    String address = path.startsWith("@") ? "\0" + path.substring(1) : path;
    return new ServiceManager(Optional.of(new DomainSocketAddress(address)));
  }

  /** The server accepts connections, or does so with its new configuration. */
  void ready() {
    tell("READY=1");
  }

  /** The configuration is being reread; {@link #ready} follows. */
  void reloading() {
    tell("RELOADING=1\nMONOTONIC_USEC=" + TimeUnit.NANOSECONDS.toMicros(System.nanoTime()));
  }

  /**
   * The server may need this long to end, counted from now, if the manager wants it to. systemd
   * would kill it earlier where {@code TimeoutStopSec} is less.
   */
  void stopsWithin(Duration time) {
    tell("EXTEND_TIMEOUT_USEC=" + TimeUnit.MILLISECONDS.toMicros(time.toMillis()));
  }

  /**
   * The server is ending, and cannot go on any more: systemd waits {@code TimeoutStopSec} for it
   * and kills it then, whatever it says meanwhile.
   */
  void stopping() {
    tell("STOPPING=1");
  }

  private void tell(String state) {
    if (address.isEmpty()) {
      return;
    }
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    try {
      ChannelFuture connected =
          new Bootstrap()
              .group(loop)
              .channel(EpollDomainDatagramChannel.class)
              .handler(new ChannelHandlerAdapter() {})
              .connect(address.get());
      if (!connected.awaitUninterruptibly(WAIT_MILLIS) || !connected.isSuccess()) {
        return;
      }
      Channel channel = connected.channel();
      channel
          .writeAndFlush(Unpooled.copiedBuffer(state, StandardCharsets.UTF_8))
          .awaitUninterruptibly(WAIT_MILLIS);
      channel.close().awaitUninterruptibly(WAIT_MILLIS);
    } finally {
      loop.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS).awaitUninterruptibly(WAIT_MILLIS);
    }
  }
}
