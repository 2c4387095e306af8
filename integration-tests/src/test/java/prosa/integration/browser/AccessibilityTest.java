package prosa.integration.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import prosa.integration.browser.Chromium.Setting;

/**
 * What axe-core finds on every view of the page, in each language, both themes, and forced colours.
 */
@Tag("graphical")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AccessibilityTest {
  private static final String AXE = axe();
  private static final String RUN =
      "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',"
          + " 'best-practice'], rules: {'label-content-name-mismatch': {enabled:"
          + " true}}}).then(found => found.violations.flatMap(v => v.nodes.map(n => v.id + ': ' +"
          + " n.html + ' ' + n.failureSummary)))";

  private boolean forced;
  private Chromium chromium;
  private RestartableServer host;

  @BeforeAll
  void open() throws IOException {
    chromium = new Chromium();
    host = RestartableServer.open();
  }

  @AfterAll
  void close() throws IOException {
    chromium.close();
    host.close();
  }

  private static String axe() {
    try (InputStream in = AccessibilityTest.class.getResourceAsStream("/axe.min.js")) {
      if (in == null) {
        throw new IllegalStateException("axe-core is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Each language, each of the two colours, a desk and a phone. */
  static Stream<Setting> settings() {
    return Stream.of(
            Setting.desktop().speaking("en-US").in(ColorScheme.LIGHT),
            Setting.phone().speaking("pt-BR").in(ColorScheme.DARK),
            Setting.phone().speaking("es-ES").in(ColorScheme.LIGHT))
        .map(Setting::withoutPolicy);
  }

  /** Each language in the other colours, and on the other device. */
  static Stream<Setting> otherSettings() {
    return Stream.of(
            Setting.phone().speaking("en-US").in(ColorScheme.DARK),
            Setting.desktop().speaking("pt-BR").in(ColorScheme.LIGHT),
            Setting.desktop().speaking("es-ES").in(ColorScheme.DARK))
        .map(Setting::withoutPolicy);
  }

  @Tag("long")
  @Test
  void nothingIsFoundInForcedColours() {
    forced = true;
    try {
      nothingIsFoundOnAnyView(Setting.desktop().withoutPolicy());
    } finally {
      forced = false;
    }
  }

  @Tag("long")
  @ParameterizedTest
  @MethodSource("otherSettings")
  void nothingIsFoundOnAnyViewInTheOtherColours(Setting setting) {
    nothingIsFoundOnAnyView(setting);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void nothingIsFoundOnAnyView(Setting setting) {
    try (PageUser ana = chromium.open(host.url(), setting);
        PageUser bia = chromium.open(host.url(), setting.in(ColorScheme.LIGHT))) {
      if (forced) {
        ana.page()
            .emulateMedia(new Page.EmulateMediaOptions().setForcedColors(ForcedColors.ACTIVE));
      }
      ana.page().locator("#name").waitFor();
      check(ana, "the way in");
      ana.page().press("#name", "Enter");
      check(ana, "the way in, without a name");

      ana.sitDown("Ana");
      check(ana, "alone");
      bia.sitDown("Bia");
      bia.say("Um endereço: https://example.org/");
      ana.hears("Um endereço: https://example.org/");
      ana.say("/me ri");
      ana.say("x".repeat(3_000));
      bia.page().locator("#say").pressSequentially("hm");
      ana.page().locator(".seat.types").waitFor();
      check(ana, "in talk");

      ana.page().fill("#say", "@");
      ana.page().locator("#completion li").first().waitFor();
      check(ana, "mentions to choose from");
      ana.page().fill("#say", "");
      ana.page().fill("#say", "/");
      ana.page().locator("#completion li").first().waitFor();
      check(ana, "the commands");
      ana.page().fill("#say", "");

      ana.page().focus("#say");
      ana.page().keyboard().press("ArrowUp");
      ana.page().keyboard().press("Enter");
      ana.page().locator("#message-dialog").waitFor();
      check(ana, "what can be done with a message");
      ana.page().click("#message-reactions button:first-child");
      ana.page().locator("#log .reaction").first().waitFor();
      check(ana, "with a reaction");
      ana.page().click("nav [data-do=settings]");
      check(ana, "the settings");
      ana.page().keyboard().press("Escape");
      ana.page().click("nav [data-do=invite]");
      ana.page().locator("#invite-dialog").waitFor();
      check(ana, "the invitation");
      ana.page().keyboard().press("Escape");
      ana.page().locator(".seat:not(.mine) button").first().click();
      check(ana, "a member");
      ana.page().click("#mute");
      check(ana, "with a muted member");
      ana.page().locator(".seat.mine button").click();
      check(ana, "oneself");
      ana.page().keyboard().press("Escape");
      ana.page().click("#room-kind");
      check(ana, "who can come and read");
      ana.page().keyboard().press("Escape");
      ana.page().focus("#say");
      ana.page().keyboard().press("ArrowUp");
      ana.page().keyboard().press("Enter");
      ana.page().click("#message-reply");
      check(ana, "an answer is written");
      ana.say("an answer");
      ana.page().locator("#log .quote").waitFor();
      check(ana, "with an answer");
      ana.say("/private");
      ana.page().locator(".card[data-kind=confirm]").waitFor();
      check(ana, "whether to leave for another table");
      ana.page().context().setOffline(true);
      ana.page().evaluate("dispatchEvent(new Event('offline'))");
      ana.page().locator("#link-state").waitFor();
      check(ana, "without a connection");
      ana.page().context().setOffline(false);
      ana.isSeated();
      check(ana, "back again");
      bia.page().click("nav [data-do=leave]");
      ana.page().click("nav [data-do=leave]");
    }
  }

  @Tag("long")
  @ParameterizedTest
  @MethodSource("someSettings")
  void nothingIsFoundWhereTheHostOrTheOthersDecide(Setting setting, @TempDir Path folder)
      throws Exception {
    new PageStates(chromium, setting, (state, reader) -> check(reader, state)).walk(folder);
  }

  @Tag("long")
  @ParameterizedTest
  @MethodSource("moreSettings")
  void nothingIsFoundWhereTheHostOrTheOthersDecideInTheOtherColours(
      Setting setting, @TempDir Path folder) throws Exception {
    new PageStates(chromium, setting, (state, reader) -> check(reader, state)).walk(folder);
  }

  @Tag("long")
  @Test
  void nothingIsFoundAtDeadEnds() throws IOException {
    nothingIsFoundAtDeadEndsInTheOtherLanguages(Setting.desktop().withoutPolicy());
  }

  @Tag("long")
  @ParameterizedTest
  @MethodSource({"settings", "otherSettings"})
  void nothingIsFoundAtDeadEndsInTheOtherLanguages(Setting setting) throws IOException {
    new PageStates(chromium, setting, (state, reader) -> check(reader, state)).walkDeadEnds();
  }

  static Stream<Setting> someSettings() {
    return settings().skip(1).limit(1);
  }

  static Stream<Setting> moreSettings() {
    return Stream.concat(
        settings().filter(one -> !someSettings().toList().contains(one)), otherSettings());
  }

  private static void check(PageUser friend, String view) {
    PageStates.rest(friend.page()); // colours are judged as they are at rest
    if (friend.page().evaluate("'axe' in window").equals(false)) {
      friend.page().evaluate(AXE);
    }
    assertThat((List<?>) friend.page().evaluate(RUN))
        .as(view)
        .filteredOn(found -> !isCoveredByAnOpenList(friend, found.toString()))
        .isEmpty();
  }

  /** What is behind an open list is no target until the list is closed (WCAG 2.2, 2.5.8). */
  private static boolean isCoveredByAnOpenList(PageUser friend, String found) {
    return found.startsWith("target-size: ")
        && found.contains("partially obscured")
        && friend.page().locator("#completion li").count() > 0;
  }
}
