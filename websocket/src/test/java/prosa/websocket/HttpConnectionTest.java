package prosa.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one connection keeps of requests, whose client is in debt after each of them. */
final class HttpConnectionTest implements HttpEnvironment {
  private static final Duration DEBT = Duration.ofSeconds(1);

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private int broken;

  HttpConnectionTest() {
    HttpRoute hello =
        HttpRoute.get(
            HttpRoute.HostCheck.ANY,
            exchange -> exchange.send(HttpResponses.text(HttpResponseStatus.OK, "hello")));
    channel.freezeTime();
    new HttpInitializer(
            this,
            new HttpRouter(Map.of(), hello),
            Optional.empty(),
            HostNames.of(Set.of("here")),
            Duration.ofSeconds(5))
        .plain(channel.pipeline(), null);
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private void ask(int requests, int headers) {
    StringBuilder one = new StringBuilder("GET / HTTP/1.1\r\nHost: here\r\n");
    IntStream.range(1, headers).forEach(i -> one.append("a:b\r\n"));
    String all = one.append("\r\n").toString().repeat(requests);
    channel.writeInbound(Unpooled.copiedBuffer(all, StandardCharsets.US_ASCII));
    channel.runPendingTasks();
  }

  /** The status lines of the answers since last asked. */
  private List<String> answers() {
    StringBuilder all = new StringBuilder();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      all.append(part.toString(StandardCharsets.ISO_8859_1));
      part.release();
    }
    return all.toString().lines().filter(line -> line.contains("HTTP/1.1 ")).toList();
  }

  private void payOff() {
    channel.advanceTimeBy(DEBT.toNanos(), TimeUnit.NANOSECONDS);
    channel.runScheduledPendingTasks();
  }

  @Test
  void whatComesWhileInDebtIsAnsweredOneAfterTheOther() {
    ask(1 + 16, 10);
    assertThat(answers()).hasSize(1);

    for (int i = 0; i < 16; i++) {
      payOff();
      assertThat(answers()).hasSize(1);
    }
    payOff();
    assertThat(answers()).isEmpty();
    assertThat(channel.isOpen()).isTrue();
    ask(1 + 16, 10);
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void tooManyThatWaitEndTheConnection() {
    ask(1 + 16, 10);
    assertThat(channel.isOpen()).isTrue();

    ask(50, 10);
    assertThat(channel.isOpen()).isFalse();
    assertThat(broken).isOne();
  }

  @Test
  void fewButLargeOnesThatWaitEndTheConnection() {
    ask(1 + 3, 128); // 128 times 66 bytes are more than 8 KiB
    assertThat(channel.isOpen()).isTrue();

    ask(1, 128);
    assertThat(channel.isOpen()).isFalse();
    assertThat(broken).isOne();
  }

  @Test
  void moreHeadersThanAreKeptAreRefused() {
    ask(1, 128);
    assertThat(answers()).containsExactly("HTTP/1.1 200 OK");
    payOff();

    ask(1, 129);
    assertThat(answers()).containsExactly("HTTP/1.1 431 Request Header Fields Too Large");
    payOff();
    assertThat(channel.isOpen()).isFalse();
  }

  @Override
  public Optional<Peer> peer(Channel of) {
    return Optional.empty();
  }

  @Override
  public String addressOf(Channel of) {
    return "here:1";
  }

  @Override
  public boolean draining() {
    return false;
  }

  @Override
  public long charge(Channel of) {
    return DEBT.toMillis();
  }

  @Override
  public void handshake(boolean done) {}

  @Override
  public void paused() {}

  @Override
  public void refused(int status) {}

  @Override
  public void broken() {
    broken++;
  }

  @Override
  public String unknownName(String name) {
    return name;
  }
}
