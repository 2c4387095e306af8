package prosa.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import prosa.server.StartException;
import prosa.server.operations.Counters.Count;
import prosa.testing.MaskedFrames;
import prosa.websocket.HostNames;
import prosa.websocket.WebSocketHandshake;

/** The page over HTTP, on the same port as ZeroMQ peers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HttpDoorTest {
  private OpenServer server;

  @BeforeAll
  void open() throws StartException {
    server = OpenServer.open();
  }

  @AfterAll
  void close() {
    server.close();
  }

  @Test
  void pageIsServedWithAStrictPolicy() throws IOException {
    try (RawBrowser browser = server.connect()) {
      RawBrowser.Answer page = browser.ask("GET", "/");

      assertThat(page.status()).isEqualTo("HTTP/1.1 200 OK");
      assertThat(page.body()).isEqualTo(OpenServer.PAGE);
      assertThat(page.headers())
          .containsEntry("content-type", "text/html; charset=utf-8")
          .containsEntry("cache-control", "no-cache")
          .containsEntry("x-content-type-options", "nosniff")
          .containsEntry("referrer-policy", "no-referrer");
      assertThat(page.headers().get("content-security-policy"))
          .contains(
              "default-src 'none'",
              "script-src 'self';",
              "connect-src 'self' ws://here:1 wss://here:1;")
          .contains("frame-ancestors 'none'", "trusted-types prosa-worker")
          .doesNotContain("unsafe");
    }
  }

  @Test
  void connectionServesOneRequestAfterTheOther() throws IOException {
    try (RawBrowser browser = server.connect()) {
      browser.send(RawBrowser.request("GET", "/") + RawBrowser.request("GET", "/healthz"));

      assertThat(browser.answer(false).body()).isEqualTo(OpenServer.PAGE);
      assertThat(browser.answer(false).body()).isEqualTo("ok\n");
      assertThat(browser.ask("GET", "/nowhere").status()).startsWith("HTTP/1.1 404");
      assertThat(browser.ask("GET", "/?a=b").body()).isEqualTo(OpenServer.PAGE);
    }
  }

  @Test
  void headSaysTheLengthAndNoMore() throws IOException {
    try (RawBrowser browser = server.connect()) {
      RawBrowser.Answer head = browser.ask("HEAD", "/");

      assertThat(head.headers())
          .containsEntry("content-length", Integer.toString(OpenServer.PAGE.length()));
      assertThat(browser.ask("GET", "/healthz").body()).isEqualTo("ok\n");
      assertThat(head.headers().get("date"))
          .matches("[A-Z][a-z]{2}, \\d{2} [A-Z][a-z]{2} \\d{4} \\d{2}:\\d{2}:\\d{2} GMT");
    }
  }

  @Test
  void knownContentIsNotSentAgain() throws IOException {
    try (RawBrowser browser = server.connect()) {
      String tag = browser.ask("GET", "/").headers().get("etag");

      RawBrowser.Answer again = browser.ask("GET", "/", "If-None-Match: " + tag);
      assertThat(again.status()).startsWith("HTTP/1.1 304");
      assertThat(browser.ask("GET", "/", "If-None-Match: \"other\"").status()).contains("200");
    }
  }

  @Test
  void hashedContentMayBeKeptForEver() throws IOException {
    try (RawBrowser browser = server.connect()) {
      assertThat(browser.ask("GET", "/a/1/x.js").headers())
          .containsEntry("cache-control", "public, max-age=31536000, immutable");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "gzip, true",
    "'deflate, gzip, br', true",
    "GZIP;q=0.5, true",
    "gzip;q=0, false",
    "'br, gzip;q=0.0', false",
    "identity, false",
    "notgzip, false"
  })
  void contentIsPackedForThoseWhoTakeIt(String takes, boolean packed) throws IOException {
    try (RawBrowser browser = server.connect()) {
      RawBrowser.Answer page = browser.ask("GET", "/", "Accept-Encoding: " + takes);

      assertThat(page.headers().containsKey("content-encoding")).isEqualTo(packed);
      assertThat(page.headers()).containsEntry("vary", "accept-encoding");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "TRACE", "PATCH", "CONNECT"})
  void otherMethodsAreNotAllowed(String method) throws IOException {
    try (RawBrowser browser = server.connect()) {
      RawBrowser.Answer no = browser.ask(method, "/healthz", "Content-Length: 3");

      assertThat(no.status()).startsWith("HTTP/1.1 405");
      assertThat(no.headers()).containsEntry("allow", "GET, HEAD, OPTIONS");
      assertThat(browser.isClosed()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'GET / HTTP/1.1\r\n\r\n', 400",
    "'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 505",
    "'GET / HTTP/0.9\r\n\r\n', 505",
    "'get / HTTP/1.1\r\nHost: a\r\n\r\n', 501",
    "'BREW /pot HTTP/1.1\r\nHost: a\r\n\r\n', 501",
    "'GET * HTTP/1.1\r\nHost: a\r\n\r\n', 400",
    "'GET http://a\"b/ HTTP/1.1\r\nHost: a\r\n\r\n', 400",
    "'GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n', 400",
    "'GET gopher://a/ HTTP/1.1\r\nHost: a\r\n\r\n', 400",
    "'hello?\r\n\r\n', 400",
    "'GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n', 400",
    "'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', 400",
    "'GET / HTTP/1.1\r\nHost: a\"b\r\n\r\n', 400",
    "'GET / HTTP/1.1\r\nHost: a; script-src *\r\n\r\n', 400",
    "'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n', 413",
    "'GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n', 413",
    "'GET / HTTP/1.1\r\nHost: a\r\nNo colon here\r\n\r\n', 400"
  })
  void malformedRequestsAreAnsweredAndClosed(String request, String status) throws IOException {
    try (RawBrowser browser = server.connect()) {
      browser.send(request);

      assertThat(browser.answer(false).status()).startsWith("HTTP/1.1 " + status);
      assertThat(browser.isClosed()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'GET /healthz HTTP/1.0\r\n\r\n'",
    "'HEAD /healthz HTTP/1.0\r\n\r\n'",
    "'OPTIONS / HTTP/1.0\r\n\r\n'",
    "'OPTIONS * HTTP/1.0\r\n\r\n'",
    "'OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'",
    "'GET / HTTP/1.0\r\n\r\n'",
    "'GET http://whoever/healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'",
    "'GET /healthz HTTP/1.1\r\nHost: a:\r\nConnection: close\r\n\r\n'",
    "'GET http://[::1]:/healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'",
    "'\r\n\r\nGET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'",
    "'\nGET /healthz HTTP/1.0\r\n\r\n'"
  })
  void balancersAndOlderProgramsAreAnsweredAndThenClosed(String request) throws IOException {
    try (RawBrowser browser = server.connect()) {
      browser.send(request);

      assertThat(browser.answer(!request.contains("GET")).status()).startsWith("HTTP/1.1 200");
      assertThat(browser.isClosed()).isTrue();
    }
  }

  @Test
  void optionsSaysWhatMayBeAsked() throws IOException {
    try (RawBrowser browser = server.connect()) {
      RawBrowser.Answer options = browser.ask("OPTIONS", "/");

      assertThat(options.status()).startsWith("HTTP/1.1 200");
      assertThat(options.headers())
          .containsEntry("allow", "GET, HEAD, OPTIONS")
          .containsEntry("content-length", "0");
    }
  }

  @Test
  void olderProgramsThatAskForItKeepTheirConnection() throws IOException {
    try (RawBrowser browser = server.connect()) {
      for (int i = 0; i < 3; i++) {
        browser.send("GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        assertThat(browser.answer(false).headers()).containsEntry("connection", "keep-alive");
      }
      browser.send("GET /healthz HTTP/1.0\r\n\r\n");
      assertThat(browser.answer(false).headers()).containsEntry("connection", "close");
      assertThat(browser.isClosed()).isTrue();
    }
  }

  @Test
  void aWebSocketMayBeAskedForInAbsoluteForm() throws IOException {
    try (RawBrowser browser = server.connect()) {
      RawBrowser.Answer agreed =
          browser.ask("GET", "ws://there:2/talk", RawBrowser.handshake("Origin: http://there:2"));
      assertThat(agreed.status()).startsWith("HTTP/1.1 101");
    }
  }

  @Test
  void pagesAndTheTalkAreServedByKnownNamesOnly() throws Exception {
    try (OpenServer known =
        OpenServer.called(HostNames.of(Set.of("here", "*.example.org")), Optional.empty())) {
      for (String host :
          List.of("here:1", "HERE.:1", "a.example.org", "127.0.0.1:5555", "[::1]", "localhost:1")) {
        assertThat(status(known, "GET / HTTP/1.1\r\nHost: " + host)).as(host).contains("200");
      }
      for (String host :
          List.of("evil.example", "here.evil.example", "example.org", "a.b.example.org")) {
        assertThat(status(known, "GET / HTTP/1.1\r\nHost: " + host)).as(host).contains("421");
        assertThat(
                status(
                    known,
                    "GET /talk HTTP/1.1\r\n"
                        + "Upgrade: websocket\r\n"
                        + "Connection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                        + "Origin: http://"
                        + host
                        + "\r\nHost: "
                        + host))
            .as(host)
            .contains("421");
        assertThat(status(known, "GET http://" + host + "/ HTTP/1.1\r\nHost: here"))
            .as(host)
            .contains("421");
        assertThat(status(known, "GET /healthz HTTP/1.1\r\nHost: " + host))
            .as(host)
            .contains("200");
      }
    }
  }

  @Test
  void aProgramWithoutOriginMayTalkByAnyName() throws Exception {
    try (OpenServer known = OpenServer.called(HostNames.of(Set.of()), Optional.empty())) {
      assertThat(
              status(
                  known,
                  String.join(
                      "\r\n",
                      "GET /talk HTTP/1.1",
                      "Upgrade: websocket",
                      "Connection: Upgrade",
                      "Sec-WebSocket-Version: 13",
                      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                      "Host: h")))
          .contains("101");
    }
  }

  @Test
  void whoCameByAnUnknownNameIsToldTheFlag() throws Exception {
    try (OpenServer known = OpenServer.called(HostNames.of(Set.of()), Optional.empty());
        RawBrowser browser = known.connect()) {
      browser.send("GET / HTTP/1.1\r\nHost: mychat.lan:5555\r\n\r\n");
      assertThat(browser.answer(false).body()).contains("prosa serve --host mychat.lan\n");
    }
  }

  private static String status(OpenServer server, String head) throws IOException {
    try (RawBrowser browser = server.connect()) {
      browser.send(head + "\r\n\r\n");
      return browser.answer(false).status();
    }
  }

  @Test
  void longFirstLineAndLongHeadersAreRefused() throws IOException {
    try (RawBrowser browser = server.connect()) {
      assertThat(browser.ask("GET", "/" + "x".repeat(3_000)).status()).contains("414");
    }
    try (RawBrowser browser = server.connect()) {
      assertThat(browser.ask("GET", "/", "X: " + "x".repeat(9_000)).status()).contains("431");
    }
  }

  @Test
  void whoSaysNothingIsNotWaitedFor() throws Exception {
    try (OpenServer impatient = OpenServer.impatient();
        RawBrowser browser = impatient.connect()) {
      assertThat(browser.isClosed()).isTrue();
    }
  }

  @Test
  void askingOnWithoutReadingEndsTheConnection() throws IOException {
    try (RawBrowser browser = server.connect()) {
      String many = RawBrowser.request("GET", "/a/1/x.js").repeat(400);
      try {
        browser.send(many);
      } catch (IOException cut) {
        return; // while it was still asking
      }
      assertThat(browser.isClosed()).isTrue();
    }
  }

  @Test
  void requestsBeyondTheBudgetAreAnsweredLateAndTooManyEndTheConnection() throws IOException {
    String one = RawBrowser.request("GET", "/healthz");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    // A machine that needs a second for a hundred has no reason to wait.
    while (server.server().counters().of(Count.PAGES_PAUSED) == 0) {
      assertThat(System.nanoTime() - deadline).as("it never waits").isNegative();
      try (RawBrowser browser = server.connect()) {
        long begun = System.nanoTime();
        browser.send(one.repeat(110));
        for (int i = 0; i < 110; i++) {
          assertThat(browser.answer(false).status()).isEqualTo("HTTP/1.1 200 OK");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
            .as("a hundred at once, then ten a second")
            .isGreaterThan(Duration.ofMillis(700));
      }
    }
    try (RawBrowser browser = server.connect()) {
      browser.send(one.repeat(400)); // more than are answered and kept
      assertThat(browser.isClosed()).isTrue();
    } catch (IOException e) {
      // reset while it was still asking
    }
  }

  @Test
  void endOfTheServerIsSaidWithItsCode() throws Exception {
    OpenServer ending = OpenServer.open();
    try (RawBrowser seated = ending.talker();
        RawBrowser waiting = ending.talker()) {
      seated.say("{\"type\": \"enter\", \"user\": \"Ana\"}");
      seated.hears("seated");
      Thread end = Thread.ofVirtual().start(ending::close);

      seated.hears("draining");
      assertThat(seated.closeCode()).isEqualTo(1001);
      waiting.hears("draining");
      assertThat(waiting.closeCode()).isEqualTo(1001);
      end.join();
    }
  }

  @Test
  void silentWebSocketIsPingedAndThenGivenUp() throws Exception {
    try (OpenServer impatient = OpenServer.impatient();
        RawBrowser browser = impatient.talker()) {
      assertThat(browser.frame().head()).isEqualTo(0x89);
      assertThat(browser.isClosed()).isTrue();
    }
  }

  @Test
  void webSocketThatAnswersIsKept() throws Exception {
    try (OpenServer impatient = OpenServer.impatient();
        RawBrowser browser = impatient.talker()) {
      for (int pings = 0; pings < 8; pings++) { // more than twice the time to be given up in
        assertThat(browser.frame().head()).isEqualTo(0x89);
        browser.send(MaskedFrames.frame(0x8A, ""));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "http://here:1, 101",
    "http://HERE:1, 101",
    "https://here:1, 101",
    "ws://here:1, 101",
    "wss://here:1, 101",
    "ws://elsewhere:1, 403",
    "ftp://here:1, 403",
    "javascript://here:1, 403",
    "http://here, 403",
    "http://elsewhere:1, 403",
    "https://here:2, 403",
    "http://here:1.evil.example, 403",
    "null, 403",
    "file://, 403"
  })
  void onlyTheServersOwnPageMayTalk(String origin, String status) throws IOException {
    try (RawBrowser browser = server.connect()) {
      RawBrowser.Answer answer =
          browser.ask("GET", "/talk", RawBrowser.handshake("Origin: " + origin));

      assertThat(answer.status()).startsWith("HTTP/1.1 " + status);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "http://a, a, true",
    "http://a, a:80, true",
    "http://a:80, a, true",
    "https://a, a:443, true",
    "https://a, a, true",
    "https://a, a:80, false",
    "'http://[::1]:5555', '[::1]:5555', true",
    "'http://[::1]', '[::1]', true",
    "'http://[::1]', '[::1]:5555', false"
  })
  void portsThatGoWithoutSayingAreEqual(String origin, String host, boolean same) {
    assertThat(WebSocketHandshake.isOf(origin, host)).isEqualTo(same);
  }

  @Test
  void handshakeIsAnsweredAsTheStandardShows() throws IOException {
    try (RawBrowser browser = server.connect()) {
      RawBrowser.Answer agreed = browser.ask("GET", "/talk", RawBrowser.handshake());

      assertThat(agreed.headers()) // RFC 6455, section 1.3
          .containsEntry("sec-websocket-accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
          .doesNotContainKey("sec-websocket-extensions");
    }
  }

  @Test
  void plainRequestForTheWebSocketIsToldToUpgrade() throws IOException {
    try (RawBrowser browser = server.connect()) {
      RawBrowser.Answer no = browser.ask("GET", "/talk");

      assertThat(no.status()).startsWith("HTTP/1.1 426");
      assertThat(no.headers()).containsEntry("sec-websocket-version", "13");
    }
  }

  @Test
  void malformedKeyIsRefused() throws IOException {
    try (RawBrowser browser = server.connect()) {
      RawBrowser.Answer no =
          browser.ask(
              "GET",
              "/talk",
              "Connection: keep-alive, Upgrade",
              "Upgrade: WebSocket",
              "Sec-WebSocket-Version: 13",
              "Sec-WebSocket-Key: short");

      assertThat(no.status()).startsWith("HTTP/1.1 400");
    }
  }

  /** RFC 6455, section 11.3.1. */
  @Test
  void twoKeysAreRefused() throws IOException {
    try (RawBrowser browser = server.connect()) {
      RawBrowser.Answer no =
          browser.ask(
              "GET",
              "/talk",
              "Connection: Upgrade",
              "Upgrade: websocket",
              "Sec-WebSocket-Version: 13",
              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");

      assertThat(no.status()).startsWith("HTTP/1.1 400");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0016\u0003\u0001", "\u0001\u0000", "\u0000", " "})
  void otherTonguesAreClosed(String first) throws IOException {
    try (RawBrowser browser = server.connect()) {
      browser.send(first);

      assertThat(browser.isClosed()).isTrue();
    }
  }
}
