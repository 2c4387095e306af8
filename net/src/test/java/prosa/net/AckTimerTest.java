package prosa.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a timer sees of a peer that reads, and of one that does not; the seconds are made up. */
@Timeout(60)
final class AckTimerTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long PATIENCE = 3 * SECOND;
  private static final int MUCH = 32 * 1024 * 1024; // more than the kernel takes

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
    Transport.best()
        .configure(
            bootstrap,
            new ConnectionTimeouts(
                Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(60)));
    Channel port = bootstrap.bind(InetAddress.getLoopbackAddress(), 0).sync().channel();
    peer.connect(port.localAddress());
    peer.setSoTimeout(10_000);
    channel = accepted.get(10, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() throws Exception {
    peer.close();
    assertThat(group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(10_000))
        .isTrue();
  }

  private <T> T onLoop(Callable<T> task) throws Exception {
    return channel.eventLoop().submit(task).get(10, TimeUnit.SECONDS);
  }

  private void write(int bytes) throws Exception {
    onLoop(() -> channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[bytes])));
  }

  private void waitUntilAcknowledged(AckTimer timer) throws Exception {
    long deadline = System.nanoTime() + 10 * SECOND;
    while (onLoop(timer::isWaiting)) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @Test
  void aPeerThatReadsDoesNotStandStillAlthoughItIsAskedBetween() throws Exception {
    AckTimer timer = new AckTimer(channel);
    onLoop(
        () -> {
          timer.begin(0);
          return true;
        });
    for (int second = 1; second <= 10; second++) {
      write(100);
      assertThat(peer.getInputStream().readNBytes(100)).hasSize(100);
      waitUntilAcknowledged(timer); // it asks whether something waits, which also looks
      long now = second * SECOND;
      assertThat(onLoop(() -> timer.isStill(now, PATIENCE))).as("second %d", second).isFalse();
    }
  }

  @Test
  void aPeerThatReadsNoMoreStandsStillSinceItsLastProgress() throws Exception {
    AckTimer timer = new AckTimer(channel);
    onLoop(
        () -> {
          timer.begin(0);
          return true;
        });
    write(100);
    assertThat(peer.getInputStream().readNBytes(100)).hasSize(100);
    waitUntilAcknowledged(timer);
    write(MUCH);
    long second = 0;
    long deadline = System.nanoTime() + 10 * SECOND;
    boolean still;
    do { // the kernels take some of it still: each look may see progress
      long now = ++second * SECOND;
      still = onLoop(() -> timer.isStill(now, PATIENCE));
      assertThat(System.nanoTime()).isLessThan(deadline);
    } while (!still);
    assertThat(second).isGreaterThanOrEqualTo(3);
    assertThat(onLoop(timer::isWaiting)).isTrue();
  }
}
