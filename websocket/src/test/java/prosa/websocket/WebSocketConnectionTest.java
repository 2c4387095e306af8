package prosa.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import prosa.net.ConnectionTimeouts;
import prosa.net.IncomingMemory;
import prosa.testing.MaskedFrames;

final class WebSocketConnectionTest implements WebSocketListener {
  private static final ConnectionTimeouts TIMEOUTS =
      new ConnectionTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(60));

  private final IncomingMemory memory =
      new IncomingMemory(
          40_000,
          System::nanoTime,
          most -> {
            var _ = most.close();
          });
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private int texts;
  private int closed;

  WebSocketConnectionTest() {
    memory.attach(channel);
    channel
        .pipeline()
        .addLast(new WebSocketConnection(false, WebSocketLimits.texts(16_384), TIMEOUTS, this));
  }

  private void feed(byte[] bytes) {
    channel.writeInbound(Unpooled.copiedBuffer(bytes));
  }

  private void keepElsewhere(int bytes) {
    Channel other = new EmbeddedChannel();
    memory.attach(other);
    Objects.requireNonNull(IncomingMemory.of(other)).keeps(bytes);
  }

  private static byte[] half(byte[] frame) {
    return Arrays.copyOf(frame, frame.length / 2);
  }

  @Test
  void whatIsKeptOfUnfinishedMessagesIsCounted() {
    byte[] end = MaskedFrames.frame(0x80, "x".repeat(8000));
    feed(MaskedFrames.frame(0x01, "x".repeat(8000)));
    long fragment = memory.held();
    assertThat(fragment).isBetween(8000L, 16_384L);
    feed(half(end));
    assertThat(memory.held()).isBetween(fragment + 3900, fragment + 8000);
    feed(Arrays.copyOfRange(end, end.length / 2, end.length));
    assertThat(memory.held()).isZero();
    assertThat(texts).isOne();

    feed(MaskedFrames.frame(0x01, "x"));
    assertThat(memory.held()).isPositive();
    channel.finishAndReleaseAll();
    assertThat(memory.held()).isZero();
  }

  @Test
  void whoKeepsMostIsClosed() {
    keepElsewhere(30_000);

    feed(MaskedFrames.frame(0x01, "x".repeat(16_000)));
    channel.runPendingTasks();
    assertThat(closed).isZero();
    assertThat(memory.held()).isLessThan(30_000);

    keepElsewhere(30_000);
    channel.runPendingTasks();
    assertThat(channel.isOpen()).isFalse();
    assertThat(closed).isOne();
    assertThat(memory.held()).isEqualTo(30_000);
  }

  @Override
  public void text(ByteBuf text) {
    texts++;
  }

  @Override
  public void writable() {}

  @Override
  public void violated(WebSocketCloseCode code) {
    throw new AssertionError(code);
  }

  @Override
  public void silent() {
    throw new AssertionError("silent");
  }

  @Override
  public void broken(Throwable thrown) {
    throw new AssertionError(thrown);
  }

  @Override
  public void closed() {
    closed++;
  }
}
