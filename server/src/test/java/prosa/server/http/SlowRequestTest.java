package prosa.server.http;

import static org.assertj.core.api.Assertions.assertThat;

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
import prosa.zmtp.ZmtpLimits;

/**
 * The head of the first request has to be complete within the time of a handshake from accept,
 * however the peer spreads it. With a manual clock.
 */
class SlowRequestTest {
  private static final Duration ALLOWED = ZmtpLimits.defaults().handshake();
  private static final Duration MOMENT = Duration.ofMillis(50);

  private final EmbeddedChannel browser = new EmbeddedChannel();

  SlowRequestTest() {
    browser.freezeTime();
    AddressBudgets budgets =
        new AddressBudgets(BudgetConfig.defaults(), Rate.OFF, 16 * 1024, new Counters());
    ServerContext context = TestContext.of(new Counters(), budgets);
    budgets.open(Optional.empty()).attach(browser);
    NoSeats seats = new NoSeats();
    browser
        .pipeline()
        .addLast(
            new ProtocolDetector(
                context,
                seats,
                new ChatHttpAcceptor(
                    context,
                    seats,
                    request -> Optional.empty(),
                    Optional.empty(),
                    HostNames.any(),
                    () -> false)));
  }

  @AfterEach
  void end() {
    browser.finishAndReleaseAll();
  }

  private void send(String text) {
    browser.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
  }

  private void pass(Duration time) {
    browser.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
    browser.runPendingTasks();
  }

  /** Sends a header line each moment; the time that it was let do so. */
  private Duration drip(Duration most) {
    Duration passed = Duration.ZERO;
    for (int i = 0; browser.isOpen() && passed.compareTo(most) < 0; i++) {
      send("X-" + i + ": y\r\n");
      pass(MOMENT);
      passed = passed.plus(MOMENT);
    }
    return passed;
  }

  @Test
  void slowHeadersAreNotWaitedFor() {
    send("GET / HTTP/1.1\r\n");
    assertThat(drip(ALLOWED.multipliedBy(2))).isEqualTo(ALLOWED);
    assertThat(browser.isOpen()).isFalse();
  }

  @Test
  void silenceBeforeTheHeadCountsToo() {
    Duration silent = ALLOWED.minus(MOMENT.multipliedBy(4));
    pass(silent);
    assertThat(browser.isOpen()).isTrue();
    send("GET / HTTP/1.1\r\n");
    assertThat(drip(ALLOWED).plus(silent)).isEqualTo(ALLOWED);
    assertThat(browser.isOpen()).isFalse();
  }

  @Test
  void aRequestInTimeEndsTheDeadline() {
    pass(ALLOWED.minus(MOMENT));
    send("GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n");
    pass(MOMENT.multipliedBy(2));
    assertThat(browser.isOpen()).isTrue();
  }

  @Test
  void silenceIsNotWaitedFor() {
    pass(ALLOWED.minus(MOMENT));
    assertThat(browser.isOpen()).isTrue();
    pass(MOMENT);
    assertThat(browser.isOpen()).isFalse();
  }
}
