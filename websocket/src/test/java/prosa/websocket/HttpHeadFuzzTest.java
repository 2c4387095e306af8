package prosa.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;

/** Any bytes in place of a request: answered in HTTP, or the connection ends. */
final class HttpHeadFuzzTest implements HttpEnvironment {
  private static final Pattern DATE = Pattern.compile("\r\ndate: [^\r]*");
  private static final Pattern ANSWERS = Pattern.compile("(?s)(HTTP/1\\.[01] [1-5][0-9][0-9] .*)?");

  @FuzzTest
  void anyBytesAreAnsweredInHttpTheSameHoweverTheyAreCut(byte[] bytes) {
    Random random = new Random(Arrays.hashCode(bytes));
    String whole = ask(bytes, bytes.length, random);
    assertThat(whole).matches(ANSWERS);
    assertThat(ask(bytes, 20, random)).isEqualTo(whole);
  }

  private String ask(byte[] bytes, int longest, Random random) {
    HttpRoute hello =
        HttpRoute.get(
            HttpRoute.HostCheck.KNOWN,
            exchange -> exchange.send(HttpResponses.text(HttpResponseStatus.OK, "hello")));
    HttpRoute socket =
        HttpRoute.get(
            HttpRoute.HostCheck.KNOWN_TO_BROWSERS,
            exchange -> {
              switch (WebSocketHandshake.judge(exchange.request(), exchange.host())) {
                case WebSocketHandshake.Refused(var why) -> exchange.send(why);
                case WebSocketHandshake.Agreed(String answer) ->
                    exchange.send(HttpResponses.text(HttpResponseStatus.OK, answer));
              }
            });
    EmbeddedChannel channel = new EmbeddedChannel();
    new HttpInitializer(
            this,
            new HttpRouter(Map.of("/talk", socket), hello),
            Optional.empty(),
            HostNames.of(Set.of("here")),
            Duration.ofSeconds(5))
        .plain(channel.pipeline(), null);
    StringBuilder answers = new StringBuilder();
    try {
      for (int at = 0; at < bytes.length && channel.isOpen(); ) {
        int piece = longest >= bytes.length ? bytes.length : 1 + random.nextInt(longest);
        piece = Math.min(piece, bytes.length - at);
        channel.writeInbound(Unpooled.copiedBuffer(bytes, at, piece));
        at += piece;
        channel.checkException();
      }
      for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
        answers.append(part.toString(StandardCharsets.ISO_8859_1));
        part.release();
      }
    } finally {
      channel.finishAndReleaseAll();
    }
    return DATE.matcher(answers).replaceAll("");
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
  public void paused() {}

  @Override
  public void refused(int status) {
    assertThat(status).isBetween(400, 599);
  }

  @Override
  public void broken() {}

  @Override
  public String unknownName(String name) {
    return "who is " + name + "?";
  }
}
