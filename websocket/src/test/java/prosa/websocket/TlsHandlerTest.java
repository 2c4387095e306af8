package prosa.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import prosa.net.ConnectionTimeouts;
import prosa.net.LoopShutdown;
import prosa.net.OutgoingMemory;
import prosa.net.SendQueue;
import prosa.net.SocketCipher;
import prosa.net.Transport;
import prosa.testing.PemFiles;
import prosa.testing.TlsSockets;

/** What is encrypted past the pipeline and what is in it reach the peer in the order of sending. */
final class TlsHandlerTest implements TlsCertificate.CertificateListener {
  private static final int MUCH = 8 * 1024 * 1024; // more than the kernel takes

  @TempDir Path folder;

  private final OutgoingMemory memory = new OutgoingMemory(4 * MUCH);
  private final CompletableFuture<Channel> accepted = new CompletableFuture<>();
  private MultiThreadIoEventLoopGroup group;
  private InetSocketAddress address;

  @Override
  public void taken() {}

  @Override
  public void refused(String why) {
    // its files are gone when the test ends
  }

  @Override
  public void broken(RuntimeException thrown) {
    throw thrown;
  }

  @BeforeEach
  void open() throws Exception {
    new PemFiles(folder).write("localhost", "EC");
    TlsCertificate certificate =
        TlsCertificate.watched(new PemFiles(folder).chain(), new PemFiles(folder).key(), this);
    Transport transport = Transport.best();
    group = new MultiThreadIoEventLoopGroup(1, transport.ioHandlerFactory());
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(group)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel child) {
                    TlsHandler tls =
                        new TlsHandler(
                            certificate.context().newEngine(child.alloc()), Runnable::run);
                    child.pipeline().addLast(tls);
                    tls.handshakeFuture().addListener(_ -> accepted.complete(child));
                  }
                });
    transport.configure(
        bootstrap,
        new ConnectionTimeouts(
            Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(60)));
    address =
        (InetSocketAddress)
            bootstrap.bind(InetAddress.getLoopbackAddress(), 0).sync().channel().localAddress();
  }

  @AfterEach
  void close() {
    assertThat(LoopShutdown.begin(group, Duration.ofSeconds(5)).awaitUninterruptibly(10_000))
        .isTrue();
  }

  private static <T> T onLoop(Channel channel, Callable<T> task) throws Exception {
    return channel.eventLoop().submit(task).get(10, TimeUnit.SECONDS);
  }

  private static ByteBuf numbers(int first, int count) {
    ByteBuf numbers = PooledByteBufAllocator.DEFAULT.directBuffer(4 * count);
    for (int i = first; i < first + count; i++) {
      numbers.writeInt(i);
    }
    return numbers;
  }

  private static void expect(DataInputStream in, int first, int end) throws IOException {
    for (int i = first; i < end; i++) {
      int read = in.readInt();
      if (read != i) {
        assertThat(read).isEqualTo(i);
      }
    }
  }

  private static SocketCipher cipher(Channel channel) {
    return Objects.requireNonNull(HttpInitializer.cipher(channel));
  }

  private SendQueue queue(Channel channel) {
    return new SendQueue(channel, 4 * MUCH, memory, cipher(channel));
  }

  private SSLSocket connect(String protocol) throws Exception {
    SSLSocket peer = (SSLSocket) TlsSockets.trusting().getSocketFactory().createSocket();
    peer.setEnabledProtocols(new String[] {protocol});
    peer.setSoTimeout(10_000);
    peer.connect(address);
    peer.startHandshake();
    return peer;
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void pastThePipelineAndInItTheOrderIsThatOfSending(String protocol) throws Exception {
    try (SSLSocket peer = connect(protocol)) {
      Channel channel = accepted.get(10, TimeUnit.SECONDS);
      DataInputStream in = new DataInputStream(new BufferedInputStream(peer.getInputStream()));
      SendQueue queue = queue(channel);
      onLoop(
          channel,
          () -> {
            for (int i = 0; i < 100; i++) {
              assertThat(queue.writeAndRelease(numbers(5 * i, 1))).isTrue();
              var _ = channel.writeAndFlush(numbers(5 * i + 1, 1));
              assertThat(queue.writeAndRelease(numbers(5 * i + 2, 1))).isTrue();
              var _ = channel.write(numbers(5 * i + 3, 1)); // and not flushed
              assertThat(queue.writeAndRelease(numbers(5 * i + 4, 1))).isTrue();
            }
            return true;
          });
      expect(in, 0, 500);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void whatTheSocketDoesNotTakeFollowsOnceThePeerReads(String protocol) throws Exception {
    try (SSLSocket peer = connect(protocol)) {
      Channel channel = accepted.get(10, TimeUnit.SECONDS);
      SendQueue queue = queue(channel);
      int each = 1_000;
      int messages = MUCH / 4 / each;
      onLoop(
          channel,
          () -> {
            for (int i = 0; i < messages; i++) {
              assertThat(queue.writeAndRelease(numbers(i * each, each))).isTrue();
            }
            return true;
          });
      assertThat(onLoop(channel, queue::waiting)).isPositive();
      DataInputStream in = new DataInputStream(new BufferedInputStream(peer.getInputStream()));
      expect(in, 0, messages * each);
      assertThat(onLoop(channel, () -> queue.writeAndRelease(numbers(-1, 1)))).isTrue();
      expect(in, -1, 0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void moreThanARecordGoesThroughThePipeline(String protocol) throws Exception {
    try (SSLSocket peer = connect(protocol)) {
      Channel channel = accepted.get(10, TimeUnit.SECONDS);
      SendQueue queue = queue(channel);
      ByteBuf most = numbers(0, 25_000);
      assertThat(onLoop(channel, () -> cipher(channel).encrypt(most, 0, most.readableBytes())))
          .isNull();
      onLoop(
          channel, () -> queue.writeAndRelease(most) && queue.writeAndRelease(numbers(25_000, 10)));
      DataInputStream in = new DataInputStream(new BufferedInputStream(peer.getInputStream()));
      expect(in, 0, 25_010);
    }
  }
}
