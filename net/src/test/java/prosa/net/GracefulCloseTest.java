package prosa.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
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
