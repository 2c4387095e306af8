package prosa.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Graceful close on a real socket. */
@Timeout(30)
final class GracefulCloseTest {
  private static final byte[] LAST = "last words".getBytes(StandardCharsets.US_ASCII);

  private static AcceptedChannel connect(Transport transport) throws Exception {
    return new AcceptedChannel(
        transport,
        channel -> {
          channel
              .pipeline()
              .addLast(
                  new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext ctx, Object received) {
                      ReferenceCountUtil.release(received);
                    }
                  });
          channel.config().setAutoRead(false);
        });
  }

  private static void close(Channel channel) {
    channel
        .eventLoop()
        .execute(() -> GracefulClose.after(channel.writeAndFlush(Unpooled.wrappedBuffer(LAST))));
  }

  /** Closing over unread bytes would reset the connection instead. */
  @ParameterizedTest
  @EnumSource
  void lastWordsArriveBehindWhatWasNotRead(Transport transport) throws Exception {
    try (AcceptedChannel connection = connect(transport)) {
      Socket peer = connection.peer();
      peer.getOutputStream().write(new byte[100_000]);
      Channel channel = connection.channel();

      close(channel);

      assertThat(peer.getInputStream().readAllBytes()).isEqualTo(LAST);
      peer.close();
      assertThat(channel.closeFuture().await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** As TLS does with its close_notify. */
  @ParameterizedTest
  @EnumSource
  void endOfDataComesBetweenTheLastWordsAndTheHalfClose(Transport transport) throws Exception {
    try (AcceptedChannel connection = connect(transport)) {
      Socket peer = connection.peer();
      peer.getOutputStream().write(new byte[100_000]);
      Channel channel = connection.channel();

      channel
          .eventLoop()
          .execute(
              () ->
                  GracefulClose.after(
                      channel.writeAndFlush(Unpooled.wrappedBuffer(LAST)),
                      c -> c.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {'.'}))));

      assertThat(peer.getInputStream().readAllBytes())
          .isEqualTo("last words.".getBytes(StandardCharsets.US_ASCII));
      peer.close();
      assertThat(channel.closeFuture().await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** Counts the bytes that are paid for, each of which makes the peer wait for so long. */
  private static AtomicLong meter(Channel channel, long nanos) {
    AtomicLong paid = new AtomicLong();
    channel
        .attr(InputMeter.KEY)
        .set(
            (_, bytes) -> {
              paid.addAndGet(bytes);
              return nanos;
            });
    return paid;
  }

  @ParameterizedTest
  @EnumSource
  void whatIsDroppedIsPaidFor(Transport transport) throws Exception {
    try (AcceptedChannel connection = connect(transport)) {
      Channel channel = connection.channel();
      AtomicLong paid = meter(channel, 0);
      connection.peer().getOutputStream().write(new byte[500_000]);

      close(channel);

      assertThat(connection.peer().getInputStream().readAllBytes()).isEqualTo(LAST);
      connection.peer().close();
      assertThat(channel.closeFuture().await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(paid.get()).isEqualTo(500_000);
    }
  }

  @ParameterizedTest
  @EnumSource
  void ofWhoCannotPayLittleIsRead(Transport transport) throws Exception {
    try (AcceptedChannel connection = connect(transport)) {
      Channel channel = connection.channel();
      AtomicLong paid = meter(channel, TimeUnit.SECONDS.toNanos(1));
      Socket peer = connection.peer();
      Thread flood = Thread.ofPlatform().start(() -> flood(peer));

      close(channel);

      assertThat(channel.closeFuture().await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(paid.get()).isBetween(1L, GracefulClose.MOST_UNPAID + PausableDecoder.MOST_BYTES);
      peer.close();
      flood.join();
    }
  }

  private static void flood(Socket peer) {
    try {
      while (!peer.isClosed()) {
        peer.getOutputStream().write(new byte[64 * 1024]);
      }
    } catch (IOException e) {
      // it is closed
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPeerThatDoesNotCloseIsGivenASecond(Transport transport) throws Exception {
    try (AcceptedChannel connection = connect(transport)) {
      Socket peer = connection.peer();
      Channel channel = connection.channel();
      long began = System.nanoTime();

      close(channel);

      assertThat(channel.closeFuture().await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(System.nanoTime() - began)
          .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(GracefulClose.LINGER_MILLIS));
      assertThat(peer.getInputStream().readAllBytes()).isEqualTo(LAST);
    }
  }
}
