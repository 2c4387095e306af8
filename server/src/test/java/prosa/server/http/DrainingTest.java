package prosa.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import prosa.protocol.Rate;
import prosa.server.connection.ServerContext;
import prosa.server.connection.TestContext;
import prosa.server.door.NoSeats;
import prosa.server.limits.AddressBudgets;
import prosa.server.limits.BudgetConfig;
import prosa.server.operations.Counters;
import prosa.websocket.HostNames;

/** The messages to existing connections while the server drains. */
final class DrainingTest {
  private final AtomicBoolean draining = new AtomicBoolean();
  private final EmbeddedChannel browser = new EmbeddedChannel();

  DrainingTest() {
    ServerContext context =
        TestContext.of(
            new Counters(),
            new AddressBudgets(BudgetConfig.defaults(), Rate.OFF, 16 * 1024, new Counters()));
    context.budgets().open(Optional.empty()).attach(browser);
    new ChatHttpAcceptor(
            context,
            new NoSeats(),
            request -> Optional.empty(),
            Optional.empty(),
            HostNames.any(),
            draining::get)
        .plain(browser.pipeline(), null);
  }

  @Test
  void healthTurnsFromOkToUnavailable() {
    assertThat(ask("/healthz")).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nok\n");

    draining.set(true);

    assertThat(ask("/healthz"))
        .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
        .endsWith("\r\n\r\ndraining\n");
  }

  @Test
  void noWebSocketIsAgreedTo() {
    draining.set(true);

    assertThat(
            ask(
                "/talk",
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="))
        .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
        .endsWith("\r\n\r\ndraining\n");
  }

  private String ask(String path, String... headers) {
    byte[] request = RawBrowser.request("GET", path, headers).getBytes(StandardCharsets.US_ASCII);
    browser.writeInbound(Unpooled.wrappedBuffer(request));
    StringBuilder answer = new StringBuilder();
    for (ByteBuf part = browser.readOutbound(); part != null; part = browser.readOutbound()) {
      answer.append(part.toString(StandardCharsets.US_ASCII));
      part.release();
    }
    return answer.toString();
  }
}
