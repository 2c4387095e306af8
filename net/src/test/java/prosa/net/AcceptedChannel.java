package prosa.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A channel that a server accepted on an event loop of its own, and the socket of its peer. */
final class AcceptedChannel implements AutoCloseable {
  private final MultiThreadIoEventLoopGroup group;
  private final Channel channel;
  private final Socket peer = new Socket();

  /**
   * Connects.
   *
   * @param prepared is given the channel before it is active
   */
  AcceptedChannel(Transport transport, Consumer<Channel> prepared) throws Exception {
    group = new MultiThreadIoEventLoopGroup(1, transport.ioHandlerFactory());
    CompletableFuture<Channel> accepted = new CompletableFuture<>();
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(group)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel child) {
                    prepared.accept(child);
                    accepted.complete(child);
                  }
                });
    transport.configure(
        bootstrap,
        new ConnectionTimeouts(
            Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(60)));
    Channel port = bootstrap.bind(InetAddress.getLoopbackAddress(), 0).sync().channel();
    peer.connect(port.localAddress());
    peer.setSoTimeout(10_000);
    channel = accepted.get(10, TimeUnit.SECONDS);
  }

  Channel channel() {
    return channel;
  }

  Socket peer() {
    return peer;
  }

  /** The result of a task on the channel's loop. */
  <T> T onLoop(Callable<T> task) throws Exception {
    return channel.eventLoop().submit(task).get(10, TimeUnit.SECONDS);
  }

  /** Waits until a condition holds on the channel's loop. */
  void await(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!onLoop(condition)) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() throws IOException {
    peer.close();
    assertThat(LoopShutdown.begin(group, Duration.ofSeconds(5)).awaitUninterruptibly(10_000))
        .isTrue();
  }
}
