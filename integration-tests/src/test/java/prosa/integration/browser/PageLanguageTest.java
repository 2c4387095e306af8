package prosa.integration.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import prosa.integration.browser.Chromium.Setting;
import prosa.messages.CatalogueModules;
import prosa.messages.Language;
import prosa.messages.Messages;

/** The page in each of its languages, and in two pseudo-languages. */
@Tag("graphical")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PageLanguageTest {
  /** Each sentence of a module: its key, the first value put in (-1 for none), and what it says. */
  private static final String SENTENCES =
      """
      async (tag) => {
        const here = document.querySelector('script[type=module]').src;
        const { messages } = await import(new URL(`messages-${tag}.js`, here).href);
        const all = [];
        const tell = (key, value) => {
          if (typeof value === 'string') {
            all.push([key, -1, 0, value]);
          } else if (typeof value === 'function') {
            for (const n of [0, 1, 2, 5, 21, 9999, 10000, 123456]) {
              const given = Array.from({ length: value.length }, (_, i) => n + i);
              all.push([key, n, given.length, value(...given)]);
            }
          } else {
            Object.entries(value).forEach(([code, one]) => tell(`${key}.${code}`, one));
          }
        };
        Object.entries(messages).forEach(([key, value]) => tell(key, value));
        return all;
      }
      """;

  private Chromium chromium;
  private RestartableServer host;

  @BeforeAll
  void launch() throws IOException {
    chromium = new Chromium();
    host = RestartableServer.open();
  }

  @AfterAll
  void quit() throws IOException {
    chromium.close();
    host.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"ENGLISH", "PORTUGUESE", "SPANISH"})
  void everySentenceOfThePageIsTheCatalogues(Language language) {
    Messages catalogue = Messages.in(language);
    try (PageUser ana = chromium.open(host.url())) {
      List<?> sentences = (List<?>) ana.page().evaluate(SENTENCES, language.tag());
      assertThat(sentences).hasSizeGreaterThan(200);
      for (Object sentence : sentences) {
        List<?> one = (List<?>) sentence;
        long first = ((Number) one.get(1)).longValue();
        int count = ((Number) one.get(2)).intValue();
        Object[] values = LongStream.range(first, first + count).boxed().toArray();
        assertThat(one.get(3)).as("%s", one).isEqualTo(catalogue.text((String) one.get(0), values));
      }
    }
  }

  @Test
  void languageIsTheBrowsersUntilAnotherIsChosen() {
    Map<String, String> spoken =
        Map.of("es-MX", "es", "pt-PT", "pt-BR", "en-GB", "en", "de-DE", "en");
    spoken.forEach(
        (browser, tag) -> {
          try (PageUser ana = chromium.open(host.url(), Setting.desktop().speaking(browser))) {
            says(ana.page(), tag);
          }
        });
    try (PageUser ana = chromium.open(host.url(), Setting.desktop().speaking("es-AR"))) {
      says(ana.page(), "es");
      assertThat(ana.page().locator("#language option").allTextContents())
          .containsExactly("English", "Português", "Español");
      ana.page().fill("#name", "Ana");
      ana.page().selectOption("#language", "pt-BR");
      says(ana.page(), "pt-BR");
      assertThat(ana.page().inputValue("#name")).as("what was written stays").isEqualTo("Ana");
      ana.page().reload();
      says(ana.page(), "pt-BR");
      assertThat(ana.page().inputValue("#language")).isEqualTo("pt-BR");
      assertThat(ana.page().locator("#set-language option").allTextContents())
          .containsExactly("Como o navegador", "English", "Português", "Español");
    }
  }

  /** A server that refuses what was asked for is played. */
  @Test
  void aRefusalIsInTheLanguageThatWasChosenOnTheWayIn() {
    try (PageUser ana = chromium.open(host.url(), Setting.desktop().speaking("en-GB"))) {
      ana.page()
          .routeWebSocket(
              Pattern.compile("/talk$"),
              route -> {
                route.onMessage(
                    frame ->
                        route.send(
                            """
                            {"type": "refused", "reason": "no-encryption", "message": "No."}"""));
                route.send("{\"type\": \"hello\", \"server\": \"Prosa\", \"version\": \"1\"}");
              });
      ana.page().reload();
      ana.page().locator("#encrypted").waitFor();
      ana.page().selectOption("#language", "es");
      says(ana.page(), "es");
      Messages spanish = Messages.in(Language.SPANISH);
      ana.holds(
          "the button, too",
          () -> ana.page().textContent("#encrypted").equals(spanish.text("openEncrypted")));
      ana.page().fill("#name", "Ana");
      ana.page().click("#private");
      ana.page().locator("#stopped").waitFor();
      assertThat(ana.page().textContent("#stopped-note"))
          .isEqualTo(spanish.text("refused.no-encryption"));
    }
  }

  /** What is asked above the field is asked in the new language, too. */
  @Tag("long")
  @Test
  void openCardsChangeWithTheLanguage() {
    Messages spanish = Messages.in(Language.SPANISH);
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana");
        PageUser bia = chromium.open(host.url()).sitDown("Bia")) {
      ana.seesAtTheTable("Ana", "Bia");
      ana.say("/vote Bia");
      ana.page().locator(".card[data-kind=why] button").first().waitFor();
      ana.say("/private");
      ana.page().locator(".card[data-kind=confirm] button").first().waitFor();
      ana.page().click("nav [data-do=settings]");
      ana.page().selectOption("#set-language", "es");
      ana.page().keyboard().press("Escape");
      for (String sentence :
          List.of(
              spanish.text("voteWhy", "Bia"),
              spanish.text("voteReason.spam"),
              spanish.text("leaveForAnother"),
              spanish.text("openPrivate"))) {
        ana.page().locator(".card").getByText(sentence).first().waitFor();
      }
      assertThat(ana.page().locator(".card").count()).isEqualTo(2);
      bia.page().keyboard().press("Escape");
    }
  }

  private static void says(Page page, String tag) {
    String sitDown = Messages.in(Language.of(tag).orElseThrow()).text("sitDown");
    Eventually.holds(
        tag + " is spoken", () -> page.textContent("#enter button.primary").equals(sitDown));
    assertThat(page.evaluate("document.documentElement.lang")).isEqualTo(tag);
  }

  @Tag("long")
  @ParameterizedTest
  @EnumSource(names = {"SPANISH", "PSEUDO_LONG", "PSEUDO_RIGHT_TO_LEFT"})
  void longerAndTurnedSentencesFitAPhone(Language language) {
    Messages messages = Messages.in(language);
    String module = CatalogueModules.module(messages, messages.keys());
    Setting phone = new Setting("en-US", ColorScheme.LIGHT, 320, 640, false);
    try (PageUser ana = chromium.open(host.url(), phone)) {
      ana.page()
          .route(
              "**/messages-en.js",
              route ->
                  route.fulfill(
                      new Route.FulfillOptions()
                          .setContentType("text/javascript; charset=utf-8")
                          .setBody(module)));
      ana.page().reload();
      String sitDown = messages.text("sitDown");
      ana.holds(
          "the other module is used",
          () -> ana.page().textContent("#enter button.primary").equals(sitDown));
      fits(ana);
      ana.sitDown("Ana");
      fits(ana);
      ana.page().click("nav [data-do=settings]");
      fits(ana);
      ana.page().keyboard().press("Escape");
      for (String place : List.of("#say", ".send", "#seats button", "nav [data-do=leave]")) {
        assertThat(ana.page().locator(place).isVisible()).as(place).isTrue();
      }
    }
  }

  private static void fits(PageUser friend) {
    Object width = friend.page().evaluate("document.documentElement.scrollWidth");
    assertThat(((Number) width).intValue()).isLessThanOrEqualTo(320);
  }

  /** A language that is written from right to left: the page is turned around. */
  @ParameterizedTest
  @ValueSource(ints = {390, 1200})
  void aPageFromRightToLeftIsTurnedAround(int width) {
    Messages messages = Messages.in(Language.PSEUDO_RIGHT_TO_LEFT);
    Setting setting = new Setting("ar-EG", ColorScheme.DARK, width, 760, false);
    try (PageUser ana = chromium.open(host.url(), setting)) {
      serve(ana, "languages.js", "export const languages = [['ar-XB', 'ar'], ['en', 'English']];");
      serve(ana, "messages-ar-XB.js", CatalogueModules.module(messages, messages.keys()));
      ana.page().reload();
      ana.holds(
          "the page is turned",
          () -> "rtl".equals(ana.page().evaluate("document.documentElement.dir")));
      assertThat(direction(ana, "#name")).as("the empty name").isEqualTo("rtl");
      ana.sitDown("Ana");
      assertThat(direction(ana, "#say")).as("the empty draft").isEqualTo("rtl");
      ana.page().fill("#say", "hello");
      assertThat(direction(ana, "#say")).as("a draft in English").isEqualTo("ltr");
      ana.say("hello");
      ana.hears("hello");
      assertThat(left(ana, ".send")).as("send").isLessThan(left(ana, "#say"));
      assertThat(left(ana, "nav [data-do=leave]"))
          .as("the last button")
          .isLessThan(left(ana, "nav [data-do=invite]"));
      assertThat(left(ana, "#log .mine .bubble")).as("own messages").isLessThan(width / 2.0);
      assertThat(
              ana.page()
                  .evaluate(
                      "getComputedStyle(document.querySelector('nav [data-do=next] .icon')).scale"))
          .as("the arrow")
          .isEqualTo("-1 1");
      Object across = ana.page().evaluate("document.documentElement.scrollWidth");
      assertThat(((Number) across).intValue()).isLessThanOrEqualTo(width);
    }
  }

  private static void serve(PageUser friend, String file, String body) {
    friend
        .page()
        .route(
            "**/" + file,
            route ->
                route.fulfill(
                    new Route.FulfillOptions()
                        .setContentType("text/javascript; charset=utf-8")
                        .setBody(body)));
  }

  private static Object direction(PageUser friend, String selector) {
    return friend
        .page()
        .evaluate("s => getComputedStyle(document.querySelector(s)).direction", selector);
  }

  private static double left(PageUser friend, String selector) {
    Object left =
        friend
            .page()
            .evaluate("s => document.querySelector(s).getBoundingClientRect().left", selector);
    return ((Number) left).doubleValue();
  }
}
