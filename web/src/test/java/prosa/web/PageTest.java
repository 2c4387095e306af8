package prosa.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import prosa.messages.CatalogueModules;
import prosa.messages.Language;
import prosa.messages.Messages;

/** The page is complete: every file and key that it names exists, in every language. */
final class PageTest {
  private final Page page = Page.load();

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
  }

  private static byte[] array(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return copy;
  }

  private Page.File at(String path) {
    return page.at(path).orElseThrow(() -> new AssertionError("nothing is at " + path));
  }

  private String source(String name) {
    return page.paths().stream()
        .filter(path -> path.endsWith("/" + name))
        .map(path -> text(at(path).plain()))
        .findFirst()
        .orElseThrow();
  }

  private static Set<String> all(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map((MatchResult found) -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everythingThatThePageNamesIsThere() {
    String html = text(at("/").plain());

    Set<String> named = all("(?:href|src)=\"([^\"#]+)[\"#]", html);
    named.removeIf(String::isEmpty);
    assertThat(named)
        .hasSizeGreaterThan(4)
        .allSatisfy(path -> assertThat(at("/" + path)).isNotNull());
    assertThat(html).doesNotContain("{base}", "<style", "style=", "onclick");
  }

  @Test
  void everythingThatModulesImportIsThere() {
    String base = page.paths().iterator().next().replaceAll("[^/]+$", "");
    for (String path : page.paths()) {
      if (path.endsWith(".js")) {
        all("(?:from|import\\()\\s*'\\./([^']+)'", text(at(path).plain()))
            .forEach(name -> assertThat(at(base + name)).as(path + " imports it").isNotNull());
      }
    }
  }

  @Test
  void everySentenceThatThePageNamesIsThereInEveryLanguage() {
    Set<String> asked = all("data-message(?:-[a-z]+)?=\"([A-Za-z0-9]+)\"", text(at("/").plain()));
    for (String path : page.paths()) {
      if (path.endsWith(".js")) {
        asked.addAll(all("\\bmessages\\.([a-zA-Z0-9]+)", text(at(path).plain())));
      }
    }
    assertThat(asked).hasSizeGreaterThan(80);
    for (Language language : Language.offered()) {
      String module =
          source(CatalogueModules.name(language)) + source(CatalogueModules.laterName(language));
      assertThat(all("(?m)^  ([A-Za-z0-9]+):", module))
          .as(language.tag())
          .containsAll(asked.stream().filter(key -> !key.equals("js")).toList());
    }
  }

  @Test
  void everyRefusalIsThereInEveryLanguage() {
    for (Language language : Language.offered()) {
      String module =
          source(CatalogueModules.name(language)) + source(CatalogueModules.laterName(language));
      assertThat(all("(?m)^    '([a-z-]+)':", module))
          .contains("bad-name", "rate", "resumed-elsewhere")
          .hasSizeGreaterThan(20);
    }
  }

  @Test
  void pagesWithoutScriptsSayTheirSentencesInEveryLanguage() {
    String main = text(at("/").plain());
    String missing = text(page.missing("/none").plain());
    String offline = source("offline.html");
    for (Language language : Language.offered()) {
      Messages messages = Messages.in(language);
      String element = " lang=\"" + language.tag() + "\">";
      assertThat(main).contains(messages.text("pageUnstyled"), messages.text("pageWithoutScript"));
      assertThat(missing).contains(element + messages.text("pageMissing"));
      assertThat(offline).contains(element + messages.text("pageOffline"));
    }
    for (String html : new String[] {main, missing, offline, source("manifest.webmanifest")}) {
      assertThat(html).doesNotContainPattern("\\{[a-z]+}").doesNotContain("<!--");
    }
  }

  @Test
  void pageListsTheLanguagesByTheirOwnNames() {
    assertThat(source("languages.js"))
        .contains("['en', 'English']", "['pt-BR', 'Português']", "['es', 'Español']");
  }

  @Test
  void noModuleMakesHtmlOrRunsText() {
    for (String path : page.paths()) {
      assertThat(text(at(path).plain()))
          .as(path)
          .doesNotContain(
              "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(");
    }
  }

  @Test
  void compressedIsTheSame() throws IOException {
    for (String path : page.paths()) {
      Page.File file = at(path);
      try (var unpacked = new GZIPInputStream(new ByteArrayInputStream(array(file.gzip())))) {
        assertThat(unpacked.readAllBytes()).isEqualTo(array(file.plain()));
      }
    }
  }

  @Test
  void aStyleSheetIsServedWithoutCommentsAndIndentation() {
    String sheet =
        """
        /* of the table */
        @media print {
          .seat { /* and
            its face */
            color: red; }
        }

        """;
    assertThat(text(ByteBuffer.wrap(PageBuilder.rulesOnly(sheet.getBytes(StandardCharsets.UTF_8)))))
        .isEqualTo("@media print {\n.seat {\ncolor: red; }\n}");
  }

  @Test
  void firstViewIsSmall() {
    int sum = at("/").gzip().remaining();
    for (String path : page.paths()) {
      boolean otherLanguage = path.contains("/messages-") && !path.endsWith("/messages-en.js");
      boolean later =
          path.endsWith("/prosa-unread.svg")
              || path.endsWith("/host.js") // where the host says something
              || path.endsWith("/register.js") // after it
              || path.endsWith("/message-menu.js") // where messages are
              || path.endsWith("/escape.js") // with it
              || path.endsWith("/member-reference.js") // with it
              || path.endsWith("/copy.js") // with it
              || path.endsWith("/log-text.js") // with it
              || path.endsWith("/speech-bubbles.js") // where somebody else speaks
              || path.endsWith("/vote.js") // where somebody asks for a vote
              || path.endsWith("/report.js") // where somebody writes a report
              || path.endsWith("/leaving.js") // where somebody goes to another table
              || path.endsWith("/arrival.js") // where the address has something behind its #
              || path.endsWith("/sealed-view.js") // after the first view
              || path.endsWith("/sealed-room.js") // with it
              || path.endsWith("/room-cipher.js") // with it
              || path.endsWith("/key-change.js") // with it
              || path.endsWith("/names.js") // with it
              || path.endsWith("/confusables.txt") // with it
              || path.contains("/later") // the sentences of these
              || path.contains("/offline.")
              || path.endsWith(".png"); // of the manifest
      if (!otherLanguage && !later) {
        sum += at(path).gzip().remaining();
      }
    }
    assertThat(sum).isBetween(10_000, 56_500);
  }

  @Test
  void scriptsAreServedWithoutTheirCommentsAndWithAllOfTheirCode() throws IOException {
    int source = 0;
    int served = 0;
    for (String path : page.paths()) {
      if (path.endsWith(".js")) {
        try (var in = Page.class.getResourceAsStream(path.replaceAll(".*/", ""))) {
          String written = new String(in.readAllBytes(), StandardCharsets.UTF_8);
          String code = text(at(path).plain());
          assertThat(lines(code))
              .as(path)
              .isEqualTo(
                  lines(
                      written
                          .replaceAll("(?s)/\\*\\*.*?\\*/ ?", "")
                          .replaceAll("(?m)^ *//.*", "")));
          source += written.length();
          served += code.length();
        }
      }
    }
    assertThat(served).isLessThan(source * 4 / 5);
    String template = "const a = `\n// not a comment\n/** nor this */\n`; // said here\n";
    assertThat(
            text(
                ByteBuffer.wrap(
                    PageBuilder.withoutComments(template.getBytes(StandardCharsets.UTF_8)))))
        .isEqualTo(template);
  }

  private static java.util.List<String> lines(String text) {
    return text.lines().map(String::stripTrailing).filter(line -> !line.isBlank()).toList();
  }

  @Test
  void invitationIsThePageWithItsFilesAFolderAbove() {
    String page = text(at("/").plain());
    String invitation = text(at("/r/dQw4w9WgXcQ_-dQw4w9WgXc").plain());

    assertThat(all("(?:href|src|unread)=\"\\.\\./([^\"]+)\"", invitation))
        .hasSizeGreaterThan(4)
        .isEqualTo(all("(?:href|src|unread)=\"(a/[^\"]+)\"", page));
    assertThat(page).contains("src=\"a/").doesNotContain("src=\"/");
    assertThat(at("/").immutable()).isFalse();
  }

  @Test
  void invitationTellsItselfToWhoeverPreviewsLinksWithoutAnyName() {
    String invitation = text(at("/r/abc").plain());

    assertThat(invitation).contains("og:title\" content=\"You are invited to a table\"");
    assertThat(invitation).doesNotContain("abc\"", "og:image");
    assertThat(text(at("/").plain())).contains("og:title\" content=\"Prosa\"");
  }

  @Test
  void installedPageOpensTheWayInAndHasItsIcons() throws IOException {
    String path =
        page.paths().stream().filter(one -> one.endsWith(".webmanifest")).findFirst().orElseThrow();
    String manifest = text(at(path).plain());
    java.net.URI here = java.net.URI.create("http://host/chat" + path);

    for (String key : new String[] {"start_url", "scope"}) {
      assertThat(all("\"" + key + "\": \"([^\"]+)\"", manifest))
          .as(key)
          .allSatisfy(url -> assertThat(here.resolve(url).getPath()).isEqualTo("/chat/"))
          .hasSize(1);
    }
    assertThat(manifest).contains("\"display\": \"standalone\"", "\"name\": \"Prosa\"");
    assertThat(all("\"src\": \"([^\"]+)\"", manifest)).hasSize(3);
    for (String size : all("\"sizes\": \"(\\d+)x", manifest)) {
      byte[] icon = array(at(path.replaceAll("[^/]+$", "icon-" + size + ".png")).plain());
      var drawn = javax.imageio.ImageIO.read(new ByteArrayInputStream(icon));
      assertThat(drawn.getWidth()).isEqualTo(drawn.getHeight()).isEqualTo(Integer.parseInt(size));
      assertThat(manifest).contains("icon-" + size + ".png");
    }
    assertThat(at(path.replaceAll("[^/]+$", "prosa.svg"))).isNotNull();
  }

  @Test
  void missingPageIsDressedAndLeadsOn() {
    for (String path : new String[] {"/x", "/x/y", "/a/b/c.js"}) {
      String html = text(page.missing(path).plain());
      java.net.URI here = java.net.URI.create("http://host/chat" + path);
      assertThat(all("(?:href|src)=\"([^\"#]+)\"", html))
          .hasSizeGreaterThan(3)
          .allSatisfy(
              name -> {
                String found = here.resolve(name).getPath();
                assertThat(found).startsWith("/chat/");
                assertThat(at(found.substring("/chat".length()))).isNotNull();
              });
      assertThat(html).contains("prosa.css").doesNotContain("{base}", "{up}");
      assertThat(page.missing(path).immutable()).isFalse();
    }
  }

  @Test
  void workerKeepsTheOfflinePageAndWhatDressesItOnly() {
    String worker = text(at("/worker.js").plain());
    assertThat(worker).doesNotContain("{base}");
    assertThat(at("/worker.js").immutable()).isFalse();
    assertThat(all("'(a/[0-9a-f]+/[^']+)'", worker))
        .hasSize(5)
        .allSatisfy(path -> assertThat(at("/" + path)).isNotNull());
    assertThat(all("cache\\.(put|add)\\b", worker)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "/x", "/r/", "/r/a/b", "/r/a%20b", "/index.html", "/a/../index.html", "/a/"})
  void nothingElseIsThere(String path) {
    assertThat(page.at(path)).isEmpty();
  }

  @Test
  void codeIsDrawnForInvitationsToThisHostOnly() {
    String link = "http%3A%2F%2Fhere%3A5555%2Fr%2Fabc";

    assertThat(QrCode.of(link, Set.of("here:5555"))).isPresent();
    assertThat(QrCode.of(link.replace("http%3A", "https%3A"), Set.of("here:5555"))).isPresent();
    assertThat(QrCode.of(link + "%23" + "k".repeat(43), Set.of("here:5555"))).isPresent();
    assertThat(QrCode.of(link + "%23." + "k".repeat(43), Set.of("here:5555")))
        .as("a secret, which no server is to see")
        .isEmpty();
    assertThat(QrCode.of(link, Set.of("elsewhere:5555"))).isEmpty();
    assertThat(QrCode.of(link.replace("%2Fr%2F", "%2Fx%2F"), Set.of("here:5555"))).isEmpty();
    assertThat(QrCode.of(link.replace("%2Fr%2F", "%2Fchat%2Fr%2F"), Set.of("here:5555")))
        .isPresent();
    assertThat(QrCode.of(link, Set.of("192.0.2.7:5555", "here:5555"))).isPresent();
    assertThat(QrCode.of("javascript%3Aalert(1)", Set.of("here:5555"))).isEmpty();
    assertThat(QrCode.of("%zz", Set.of("here:5555"))).isEmpty();
    assertThat(QrCode.of("", Set.of("here:5555"))).isEmpty();
    assertThat(QrCode.of("a".repeat(10_000), Set.of("here:5555"))).isEmpty();
  }
}
