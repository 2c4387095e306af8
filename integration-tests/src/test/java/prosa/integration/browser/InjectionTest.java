package prosa.integration.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Injection through messages and names: thirty payloads, all of which are shown as text. */
@Tag("graphical")
final class InjectionTest {
  private static final List<String> PAYLOADS =
      List.of(
          "<script>hacked=1</script>",
          "<img src=x onerror=hacked=1>",
          "<svg onload=hacked=1>",
          "<svg><script>hacked=1</script></svg>",
          "<svg><animate onbegin=hacked=1 attributeName=x dur=1s>",
          "<body onload=hacked=1>",
          "<iframe srcdoc='<script>parent.hacked=1</script>'></iframe>",
          "<iframe src=javascript:parent.hacked=1></iframe>",
          "<a href=javascript:hacked=1>click</a>",
          "<math><mtext><img src=x onerror=hacked=1></mtext></math>",
          "<input autofocus onfocus=hacked=1>",
          "<details open ontoggle=hacked=1>",
          "<video><source onerror=hacked=1></video>",
          "<marquee onstart=hacked=1>",
          "<object data=javascript:hacked=1>",
          "<embed src=javascript:hacked=1>",
          "<link rel=stylesheet href=//evil.example/x.css>",
          "<style>@import '//evil.example/x.css'</style>",
          "<base href=//evil.example/>",
          "<meta http-equiv=refresh content='0;url=//evil.example'>",
          "<form action=//evil.example><button>x</button></form>",
          "\"><script>hacked=1</script>",
          "'-hacked=1-'",
          "${hacked=1}",
          "{{constructor.constructor('hacked=1')()}}",
          "javascript:hacked=1",
          "javascript://x/%0ahacked=1",
          "data:text/html,<script>hacked=1</script>",
          "&lt;script&gt;hacked=1&lt;/script&gt;",
          "</textarea><script>hacked=1</script>",
          "<!--><img src=x onerror=hacked=1>-->",
          "]]><script>hacked=1</script>",
          "http://x.example/\"onmouseover=\"hacked=1\"",
          "http://x.example/'onclick='hacked=1'");

  /** What cannot be seen, or turns what follows, is shown as what it is. */
  private static final String UNSEEN = "a\u202eb\u0000cd\u0007";

  /** What the page may make of a message: nothing that does anything but the links. */
  private static final String FOREIGN =
      "[...document.querySelectorAll('#log *, #seats *')]"
          + ".filter(e => !/^(div|p|span|bdi|time|a|ul|li|button|i|svg|use)$/.test(e.localName)"
          + " || [...e.attributes].some(a => /^on/i.test(a.name)"
          + "   || (a.name === 'href' && e.localName === 'a' && !/^https?:/.test(a.value))))"
          + ".map(e => e.outerHTML)";

  @Test
  void messagesStayText() throws IOException {
    try (Chromium chromium = new Chromium();
        RestartableServer host =
            RestartableServer.open("--message-rate", "off", "--join-rate", "off");
        PageUser ana = chromium.open(host.url()).sitDown("Ana");
        Member evil = Member.enter(host.port(), "Evil")) {
      for (String payload : PAYLOADS) {
        evil.say(payload);
        ana.hears(payload);
      }
      evil.say(UNSEEN);
      ana.hears("a\\u202eb\\u0000cd\\u0007");

      assertUnhurt(ana);
    }
  }

  @Tag("long")
  @Test
  void namesStayText() throws IOException {
    try (Chromium chromium = new Chromium();
        RestartableServer host =
            RestartableServer.open(
                "--message-rate", "off", "--join-rate", "off", "--capacity", "64");
        PageUser ana = chromium.open(host.url()).sitDown("Ana");
        PythonMember classic = PythonMember.classic(host.port(), "x")) {
      ana.holds("two at the table", () -> ana.table().size() == 2);
      List<Member> members = new ArrayList<>();
      for (String payload : PAYLOADS) {
        String name = payload.length() > 32 ? payload.substring(0, 32).strip() : payload;
        Member evil = Member.enter(host.port(), name);
        members.add(evil);
        ana.holds("the name is shown as it is: " + name, () -> ana.table().contains(name));
        evil.say("my name is " + name);
        ana.hears("my name is " + name);
        assertThat(ana.page().locator("#log .by bdi").last().textContent()).isEqualTo(name);
      }
      classic.say("<img src=x onerror=hacked=1>");
      ana.hears("<img src=x onerror=hacked=1>");

      assertUnhurt(ana);
      members.forEach(Member::close);
    }
  }

  private static void assertUnhurt(PageUser friend) {
    assertThat(friend.page().evaluate("typeof hacked")).isEqualTo("undefined");
    assertThat(friend.page().evaluate(FOREIGN)).isEqualTo(List.of());
    assertThat(friend.complaints()).isEmpty();
    assertThat(friend.page().url()).doesNotContain("evil");
  }

  /** A member on the JDK's own WebSocket, who writes what no page would. */
  private static final class Member implements AutoCloseable, WebSocket.Listener {
    private final CompletableFuture<Void> seated = new CompletableFuture<>();
    private final WebSocket socket;
    private final String name;

    private Member(int port, String name) {
      this.name = name;
      this.socket =
          HttpClient.newHttpClient()
              .newWebSocketBuilder()
              .buildAsync(URI.create("ws://127.0.0.1:" + port + "/talk"), this)
              .orTimeout(30, TimeUnit.SECONDS)
              .join();
    }

    static Member enter(int port, String name) {
      Member member = new Member(port, name);
      member.seated.orTimeout(30, TimeUnit.SECONDS).join();
      return member;
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      String said = data.toString();
      if (said.contains("\"type\": \"hello\"")) {
        var _ = from.sendText("{\"type\": \"enter\", \"user\": " + Json.quoted(name) + "}", true);
      } else if (said.contains("\"type\": \"seated\"")) {
        seated.complete(null);
      } else if (said.contains("\"type\": \"refused\"")) {
        seated.completeExceptionally(new AssertionError(said));
      }
      from.request(1);
      return CompletableFuture.completedStage(null);
    }

    void say(String text) {
      socket.sendText("{\"type\": \"say\", \"message\": " + Json.quoted(text) + "}", true).join();
    }

    @Override
    public void close() {
      socket.abort();
    }
  }
}
