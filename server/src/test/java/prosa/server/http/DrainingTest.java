package prosa.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import prosa.net.OutgoingMemory;
import prosa.net.Transport;
import prosa.protocol.ClientMessage;
import prosa.protocol.DoorAnswer;
import prosa.protocol.DoorRequest;
import prosa.protocol.ServerMessage;
import prosa.server.connection.MemberConnection;
import prosa.server.connection.ServerContext;
import prosa.server.door.JoinService;
import prosa.server.limits.AddressBudgets;
import prosa.server.limits.BudgetConfig;
import prosa.server.limits.Rate;
import prosa.server.operations.ConnectionCounter;
import prosa.server.operations.Counters;
import prosa.server.operations.RateLimitedLogger;
import prosa.server.placement.ClientAddress;
import prosa.websocket.HostNames;
import prosa.zmtp.ZmtpLimits;

/** What a connection that was there before hears while the server ends. */
final class DrainingTest {
  private final AtomicBoolean draining = new AtomicBoolean();
  private final EmbeddedChannel browser = new EmbeddedChannel();

  DrainingTest() {
    ServerContext context =
        new ServerContext(
            Transport.best(),
            new ConnectionCounter(List.of(), 1),
            new Counters(),
            new RateLimitedLogger(),
            new AddressBudgets(BudgetConfig.defaults(), Rate.OFF, 16 * 1024, new Counters()),
            ZmtpLimits.defaults(),
            ZmtpLimits.defaults(),
            1024,
            new OutgoingMemory(OutgoingMemory.usual()),
            Duration.ofSeconds(10),
            Duration.ofSeconds(15),
            Duration.ofSeconds(60),
            1024);
    context.budgets().open(Optional.empty()).attach(browser);
    new ChatHttpAcceptor(
            context,
            new Nobody(),
            visit -> Optional.empty(),
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

  /** Nobody is seated here. */
  private static final class Nobody implements JoinService {
    @Override
    public void findClassic(ClientAddress client, Consumer<DoorAnswer> answer) {
      throw new AssertionError();
    }

    @Override
    public void find(
        DoorRequest.Find request,
        long connection,
        ClientAddress client,
        String address,
        Consumer<DoorAnswer> answer) {
      throw new AssertionError();
    }

    @Override
    public void stands(MemberConnection line) {}

    @Override
    public void goes(MemberConnection line) {}

    @Override
    public void enter(
        ClientMessage.Enter enter,
        MemberConnection line,
        ClientAddress client,
        Consumer<ServerMessage.Refused> refused) {
      throw new AssertionError();
    }
  }
}
