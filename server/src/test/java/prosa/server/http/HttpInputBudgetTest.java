package prosa.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import prosa.protocol.Rate;
import prosa.server.connection.ServerContext;
import prosa.server.connection.TestContext;
import prosa.server.door.NoSeats;
import prosa.server.door.ProtocolDetector;
import prosa.server.limits.AddressBudgets;
import prosa.server.limits.BudgetConfig;
import prosa.server.operations.Counters;
import prosa.websocket.HostNames;

/** Input of HTTP is paid for before there is a request, too. With a manual clock. */
final class HttpInputBudgetTest {
  private static final int READS_AT_ONCE = 256;
  private static final Duration NEXT = Duration.ofMillis(1_000 / 64 + 1);

  private final EmbeddedChannel browser = new EmbeddedChannel();
  private long now;

  HttpInputBudgetTest() {
    browser.freezeTime();
    AddressBudgets budgets =
        new AddressBudgets(
            BudgetConfig.defaults(), Rate.OFF, 16 * 1024, new Counters(), () -> now, 10);
    ServerContext context = TestContext.of(new Counters(), budgets);
    budgets.open(Optional.empty()).attach(browser);
    NoSeats seats = new NoSeats();
    ChatHttpAcceptor http =
        new ChatHttpAcceptor(
            context,
            seats,
            request -> Optional.empty(),
            Optional.empty(),
            HostNames.any(),
            () -> false);
    browser.pipeline().addLast(new ProtocolDetector(context, seats, http));
  }

  @AfterEach
  void end() {
    browser.finishAndReleaseAll();
  }

  private void send(String text) {
    browser.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
  }

  private void pass(Duration time) {
    now += time.toNanos();
    browser.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
    browser.runScheduledPendingTasks();
  }

  private boolean isRead() {
    return browser.config().isAutoRead();
  }

  @Test
  void whoSendsARequestInPiecesIsReadNoFasterThanItsFramesMayCome() {
    String request = "GET /healthz HTTP/1.1\r\nHost: x\r\nX: " + "y".repeat(READS_AT_ONCE);
    for (int i = 0; i < READS_AT_ONCE; i++) {
      send(request.substring(i, i + 1));
      assertThat(isRead()).as("after %d reads", i + 1).isTrue();
    }
    for (int i = READS_AT_ONCE; i < request.length(); i++) {
      send(request.substring(i, i + 1));
      assertThat(isRead()).as("after %d reads", i + 1).isFalse();
      pass(NEXT);
      assertThat(isRead()).as("when the next one is paid for").isTrue();
    }
    send("\r\n\r\n");
    ByteBuf answer = browser.readOutbound();
    assertThat(answer.toString(StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 200");
    answer.release();
  }

  @Test
  void linesBeforeARequestWithoutEndAreReadNoFasterEither() {
    for (int i = 0; i < READS_AT_ONCE; i++) {
      send("\r\n");
    }
    assertThat(isRead()).isTrue();
    send("\r\n");
    assertThat(isRead()).isFalse();
    pass(NEXT);
    assertThat(isRead()).isTrue();
  }
}
