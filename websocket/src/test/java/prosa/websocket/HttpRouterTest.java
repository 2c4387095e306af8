package prosa.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Routes of an HTTP port, without a network. */
final class HttpRouterTest implements HttpEnvironment {
  private final List<HttpExchange> waiting = new ArrayList<>();
  private final List<String> counted = new ArrayList<>();
  private final EmbeddedChannel channel = new EmbeddedChannel();

  HttpRouterTest() {
    HttpRouter router =
        new HttpRouter(
            Map.of(
                "/metrics",
                HttpRoute.get(HttpRoute.HostCheck.ANY, exchange -> say(exchange, "metrics")),
                "/drain",
                new HttpRoute(
                    List.of(HttpMethod.POST),
                    HttpRoute.HostCheck.KNOWN,
                    exchange -> say(exchange, "drains")),
                "/rooms",
                new HttpRoute(
                    List.of(HttpMethod.GET, HttpMethod.DELETE),
                    HttpRoute.HostCheck.KNOWN,
                    waiting::add)),
            HttpRoute.get(
                HttpRoute.HostCheck.KNOWN,
                exchange ->
                    exchange.send(HttpResponses.text(HttpResponseStatus.NOT_FOUND, "nothing"))));
    new HttpInitializer(
            this, router, Optional.empty(), HostNames.of(Set.of("here")), Duration.ofSeconds(5))
        .plain(channel.pipeline(), null);
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private static void say(HttpExchange exchange, String text) {
    exchange.send(HttpResponses.text(HttpResponseStatus.OK, text));
  }

  private String ask(String method, String path, String... headers) {
    StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    if (List.of(headers).stream().noneMatch(header -> header.startsWith("Host:"))) {
      request.append("Host: here\r\n");
    }
    List.of(headers).forEach(header -> request.append(header).append("\r\n"));
    request.append("\r\n");
    channel.writeInbound(Unpooled.copiedBuffer(request, StandardCharsets.US_ASCII));
    return answer();
  }

  private String answer() {
    StringBuilder answer = new StringBuilder();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      answer.append(part.toString(StandardCharsets.US_ASCII));
      part.release();
    }
    return answer.toString();
  }

  @Test
  void eachPathHasItsOwnHandler() {
    assertThat(ask("GET", "/metrics")).startsWith("HTTP/1.1 200 OK").endsWith("\r\n\r\nmetrics");
    assertThat(ask("POST", "/drain")).startsWith("HTTP/1.1 200 OK").endsWith("\r\n\r\ndrains");
    assertThat(ask("GET", "/elsewhere")).startsWith("HTTP/1.1 404").endsWith("\r\n\r\nnothing");
    assertThat(ask("GET", "/metrics?x=1")).endsWith("\r\n\r\nmetrics");
  }

  @Test
  void headIsGetWithoutItsBody() {
    assertThat(ask("HEAD", "/metrics"))
        .startsWith("HTTP/1.1 200 OK")
        .contains("content-length: 7\r\n")
        .endsWith("\r\n\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /metrics, 'GET, HEAD, OPTIONS'",
    "GET, /drain, 'POST, OPTIONS'",
    "HEAD, /drain, 'POST, OPTIONS'",
    "PUT, /rooms, 'GET, HEAD, DELETE, OPTIONS'",
    "POST, /elsewhere, 'GET, HEAD, OPTIONS'"
  })
  void whatAPathCannotBeAskedWithIsRefusedWithWhatItCan(
      String method, String path, String allowed) {
    assertThat(ask(method, path))
        .startsWith("HTTP/1.1 405 Method Not Allowed")
        .contains("\r\nallow: " + allowed + "\r\n")
        .contains("\r\nconnection: close\r\n");
    assertThat(counted).containsExactly("refused 405");
  }

  @Test
  void optionsTellsTheMethodsOfAPathAndOfTheServer() {
    assertThat(ask("OPTIONS", "/drain")).contains("\r\nallow: POST, OPTIONS\r\n");
    assertThat(ask("OPTIONS", "*"))
        .startsWith("HTTP/1.1 200 OK")
        .containsPattern("\r\nallow: (?=.*GET)(?=.*HEAD)(?=.*POST)(?=.*DELETE)(?=.*OPTIONS).*\r\n");
  }

  @Test
  void unknownMethodsAreNotImplemented() {
    assertThat(ask("BREW", "/metrics")).startsWith("HTTP/1.1 501 Not Implemented");
  }

  @Test
  void bodiesAreTooLargeWhereTheMethodIsAllowed() {
    assertThat(ask("POST", "/drain", "Content-Length: 2")).startsWith("HTTP/1.1 413");
  }

  @Test
  void namesThatAreNotTheServersReachOnlyWhatIsForAny() {
    assertThat(ask("GET", "/metrics", "Host: evil.example")).startsWith("HTTP/1.1 200 OK");
    assertThat(ask("POST", "/drain", "Host: evil.example:80"))
        .startsWith("HTTP/1.1 421")
        .endsWith("\r\n\r\nwho is evil.example?");
  }

  @Test
  void anAnswerMayComeLaterAndWhatIsAskedMeanwhileWaitsForItsTurn() {
    assertThat(ask("GET", "/rooms")).isEmpty();
    assertThat(ask("GET", "/metrics")).isEmpty();
    assertThat(channel.config().isAutoRead()).isFalse();

    say(waiting.getFirst(), "two rooms");

    assertThat(answer()).containsSubsequence("two rooms", "HTTP/1.1 200 OK", "metrics");
    assertThat(channel.config().isAutoRead()).isTrue();
  }

  @Test
  void aSecondAnswerToOneRequestIsDropped() {
    ask("GET", "/rooms");
    HttpExchange exchange = waiting.getFirst();
    say(exchange, "first");
    say(exchange, "second");
    exchange.refuse(HttpResponseStatus.BAD_REQUEST);

    assertThat(answer()).endsWith("\r\n\r\nfirst");
  }

  @Override
  public Optional<Peer> peer(Channel of) {
    return Optional.empty();
  }

  @Override
  public String addressOf(Channel of) {
    return "127.0.0.1:1";
  }

  @Override
  public boolean draining() {
    return false;
  }

  @Override
  public long charge(Channel of) {
    return 0;
  }

  @Override
  public void handshake(boolean done) {}

  @Override
  public void paused() {
    counted.add("paused");
  }

  @Override
  public void refused(int status) {
    counted.add("refused " + status);
  }

  @Override
  public void broken() {
    counted.add("broken");
  }

  @Override
  public String unknownName(String name) {
    return "who is " + name + "?";
  }
}
