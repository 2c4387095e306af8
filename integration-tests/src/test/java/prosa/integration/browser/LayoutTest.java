package prosa.integration.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.WebSocketRoute;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import prosa.integration.browser.Chromium.Setting;
import prosa.messages.Language;
import prosa.messages.Messages;
import prosa.testing.Tries;

/** The layout of the page at all window sizes. */
final class LayoutTest extends PageTestCase {
  /**
   * What can be pressed and is less than 44 pixels wide or high for a finger, though all of it is
   * in sight; but for links within a text.
   */
  private static final String UNDER_44 =
      """
      () => {
        const all = document.querySelectorAll('button, select, input, textarea, [role=option]');
        return [...all].filter((e) => {
          const { left, top, width, height } = e.getBoundingClientRect();
          const [x, y] = [left + width / 2, top + height / 2];
          const inner = e.closest('.log, dialog, .completion, .notices, .seats, .entry, .corner');
          const box = inner?.getBoundingClientRect() ?? { left: 0, top: 0, right: 0, bottom: 0 };
          // what closes a dialog stands in front of the rest of it
          const foot = e.closest('.buttons') ? null : inner?.querySelector(':scope > .buttons');
          const list = e.closest('.log') && document.querySelector('.completion:not([hidden])');
          const end = (foot ?? list)?.getBoundingClientRect().top ?? Infinity; // where it is covered
          const edge = {
            left: Math.max(0, inner ? box.left : 0), top: Math.max(0, inner ? box.top : 0),
            right: Math.min(innerWidth, inner ? box.right : innerWidth),
            bottom: Math.min(innerHeight, inner ? box.bottom : innerHeight, end),
          };
          const hit = (px, py) => {
            const found = document.elementFromPoint(px, py);
            return found !== null && (e === found || e.contains(found));
          };
          if (width === 0 || x - 22 < edge.left || y - 22 < edge.top || x + 22 > edge.right
            || y + 22 > edge.bottom || !hit(x, y)) {
            return false; // not all of it is in sight
          }
          return ![[x, y - 21], [x, y + 21], [x - 21, y], [x + 21, y]].every(([px, py]) => hit(px, py));
        }).map((e) => e.outerHTML.slice(0, 120));
      }
      """;

  /** A size of the page, and how many pixels of it are for the talk. */
  private record Size(int width, int height, int talk) {}

  private static final List<Size> DESKS =
      List.of(
          new Size(1280, 800, 300),
          new Size(1024, 768, 300),
          new Size(1280, 400, 150),
          new Size(844, 390, 150),
          new Size(740, 360, 150),
          new Size(640, 360, 120));

  private static final List<Size> PHONES =
      List.of(
          new Size(390, 844, 400),
          new Size(390, 430, 120),
          new Size(320, 640, 300),
          new Size(320, 256, 70),
          new Size(320, 180, 30));

  /** Ten people of one address sit down at once in some of these. */
  @Override
  boolean oneServer() {
    return false;
  }

  @Test
  void peopleAndTalkAreThereAtEverySizeOfAWindow() throws IOException {
    peopleAndTalkAreThere(DESKS);
  }

  @Test
  void peopleAndTalkAreThereAtEverySizeOfAPhone() throws IOException {
    peopleAndTalkAreThere(PHONES);
  }

  private void peopleAndTalkAreThere(List<Size> sizes) throws IOException {
    Size first = sizes.getFirst();
    Setting setting = new Setting("pt-BR", ColorScheme.LIGHT, first.width(), first.height(), false);
    try (PageUser ana = chromium.open(host.url(), setting).sitDown("Ana");
        PythonMember bob = dealer("Bob Dylan")) {
      bob.say("oi");
      ana.hears("oi");
      Page page = ana.page();
      for (Size size : sizes) {
        resize(page, size.width(), size.height());
        assertThat(page.locator("#seats button:visible").count()).as("%s", size).isEqualTo(2);
        assertThat(page.locator("#seats .tag bdi").allTextContents()).contains("Bob Dylan");
        assertThat(page.locator("#seats .tag").last().isVisible()).as("%s", size).isTrue();
        assertThat(number(ana, "document.getElementById('log').clientHeight"))
            .as("pixels of talk, %s", size)
            .isGreaterThanOrEqualTo(size.talk());
        assertThat(
                number(
                    ana,
                    "innerHeight -"
                        + " document.getElementById('composer').getBoundingClientRect().bottom"))
            .as("nothing below the field, %s", size)
            .isBetween(0.0, 24.0);
        assertThat(number(ana, "document.documentElement.scrollWidth"))
            .isLessThanOrEqualTo(size.width());
        for (String action : List.of("invite", "next", "settings", "leave")) {
          var button = page.locator("nav [data-do=" + action + "]");
          assertThat(button.locator("span").isVisible()).as("%s, %s", action, size).isTrue();
          assertThat(button.boundingBox().height).isGreaterThanOrEqualTo(40);
        }
        page.click("#seats .seat:not(.mine):not(.empty) button");
        assertThat(page.locator("#mute").isVisible()).as("%s", size).isTrue();
        page.keyboard().press("Escape");
        ana.isGone("#member-dialog");
      }
    }
  }

  /** Gives a page another size; what depends on it has been laid out when this returns. */
  private static void resize(Page page, int width, int height) {
    page.setViewportSize(width, height);
    page.evaluate(
        "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
  }

  /** Distances between the labels of the bar that stand beside each other, in pixels. */
  private static final String GAPS =
      """
      Math.min(...[...document.querySelectorAll('nav button')].map((button) => {
        const range = document.createRange();
        range.selectNodeContents(button.querySelector('span'));
        return range.getBoundingClientRect();
      }).flatMap((box, i, all) => i === 0 ? [] : [box.left - all[i - 1].right]))
      """;

  @Tag("long")
  @ParameterizedTest
  @ValueSource(strings = {"pt-BR", "es", "en"})
  void labelsOfTheBarStandApartOnTheNarrowestPhone(String language) {
    Setting setting = new Setting(language, ColorScheme.LIGHT, 320, 640, false);
    try (PageUser ana = chromium.open(host.url(), setting).sitDown("Ana")) {
      for (int width : new int[] {320, 340, 360, 390}) {
        resize(ana.page(), width, 640);
        assertThat(number(ana, GAPS)).as("pixels at %d", width).isGreaterThanOrEqualTo(3);
        assertThat(number(ana, "document.querySelector('.bar nav').scrollWidth"))
            .isLessThanOrEqualTo(width);
      }
    }
  }

  @Tag("long")
  @ParameterizedTest
  @CsvSource({"320, 640, 3", "390, 844, 3", "844, 390, 3", "1280, 800, 3", "320, 200, 0"})
  void theBannerOfALostConnectionHasRoomAroundItAndLeavesTheField(int width, int height, int around)
      throws IOException {
    Setting setting = new Setting("pt-BR", ColorScheme.LIGHT, width, height, false);
    try (PageUser ana = chromium.open(host.url(), setting).sitDown("Ana")) {
      ana.page().context().setOffline(true);
      ana.page().locator("#link-state").waitFor();
      String box = "document.getElementById('link-state').getBoundingClientRect()";
      String bar = "document.querySelector('.bar').getBoundingClientRect()";
      String nav = "document.querySelector('.bar nav').getBoundingClientRect()";
      String words = "document.getElementById('link-sentence').getBoundingClientRect()";
      assertThat(number(ana, box + ".top - " + nav + ".bottom")).isGreaterThanOrEqualTo(around);
      assertThat(number(ana, words + ".top - " + box + ".top")).isGreaterThanOrEqualTo(around);
      assertThat(number(ana, bar + ".bottom - " + box + ".bottom")).isGreaterThanOrEqualTo(around);
      assertThat(
              number(
                  ana,
                  "innerHeight - document.getElementById('say').getBoundingClientRect().bottom"))
          .as("the field is in sight")
          .isGreaterThanOrEqualTo(0);
      assertThat(number(ana, "document.querySelector('.bar').scrollWidth"))
          .isLessThanOrEqualTo(width);
      assertThat(number(ana, "document.documentElement.scrollWidth")).isLessThanOrEqualTo(width);
    }
  }

  @Tag("long")
  @ParameterizedTest
  @CsvSource({"1280, 400", "844, 390", "740, 360", "640, 400"})
  void theFieldOfTheWayInIsInSightInALowWindow(int width, int height) {
    Setting setting = new Setting("pt-BR", ColorScheme.LIGHT, width, height, false);
    try (PageUser ana = chromium.open(host.url(), setting)) {
      for (String part : List.of("#name", "#enter .primary", "#private")) {
        ana.page().locator(part).waitFor();
        assertThat(
                number(
                    ana,
                    "innerHeight - document.querySelector('%s').getBoundingClientRect().bottom"
                        .formatted(part)))
            .as(part)
            .isGreaterThanOrEqualTo(0);
      }
      assertThat(number(ana, "document.documentElement.scrollWidth")).isLessThanOrEqualTo(width);
    }
  }

  @ParameterizedTest
  @CsvSource({"390, 844", "844, 390", "320, 256"})
  void fingerHitsEverythingThatIsToBePressed(int width, int height) throws IOException {
    Setting setting = new Setting("en-US", ColorScheme.LIGHT, width, height, false);
    try (PageUser ana = chromium.open(host.url(), setting)) {
      assertThat(small(ana)).as("on the way in").isEmpty();
      ana.sitDown("Ana");
      try (PythonMember bob = dealer("Bob")) {
        bob.say("long ".repeat(300));
        bob.say("@Ana, hello");
        ana.hears("@Ana, hello");
        bob.say("{\"type\": \"react\", \"n\": 2, \"reaction\": \"👍\"}");
        ana.page().locator("#log .reaction").waitFor();
        assertThat(small(ana)).as("at the table").isEmpty();
        for (String begin : List.of("/", "@")) {
          ana.page().fill("#say", begin);
          ana.page().locator("#completion li").first().waitFor();
          assertThat(small(ana)).as("after " + begin).isEmpty();
        }
        ana.page().fill("#say", "");
        for (String action : List.of("settings", "invite")) {
          ana.page().click("nav [data-do=" + action + "]");
          ana.page().locator("dialog[open] h2").waitFor();
          assertThat(small(ana)).as(action).isEmpty();
          ana.page().keyboard().press("Escape");
        }
        ana.say("/private");
        ana.page().locator(".card[data-kind=confirm]").waitFor();
        assertThat(small(ana)).as("a question").isEmpty();
      }
    }
  }

  @Tag("long")
  @ParameterizedTest
  @CsvSource({"320, 200, invite-title", "1280, 800, copy"})
  void theInvitationBeginsWithItsTitle(int width, int height, String focused) {
    Setting setting = new Setting("pt-BR", ColorScheme.LIGHT, width, height, false);
    try (PageUser ana = chromium.open(host.url(), setting).sitDown("Ana")) {
      ana.page().click("nav [data-do=invite]");
      ana.page().locator("#invite-dialog[open]").waitFor();
      String title = "document.getElementById('invite-title').getBoundingClientRect()";
      String dialog = "document.getElementById('invite-dialog').getBoundingClientRect()";
      assertThat(number(ana, title + ".top - " + dialog + ".top")).isGreaterThan(0);
      assertThat(number(ana, dialog + ".bottom - " + title + ".bottom")).isGreaterThan(0);
      assertThat(ana.page().evaluate("document.activeElement.id")).isEqualTo(focused);
    }
  }

  /** What closes a dialog is seen without scrolling, wherever more than its title fits. */
  @Tag("long")
  @ParameterizedTest
  @CsvSource({"844, 390", "740, 360", "320, 640", "390, 430"})
  void buttonsOfADialogStayInSight(int width, int height) {
    Setting setting = new Setting("pt-BR", ColorScheme.LIGHT, width, height, false);
    try (PageUser ana = chromium.open(host.url(), setting).sitDown("Ana")) {
      for (String opener :
          List.of("nav [data-do=invite]", "nav [data-do=settings]", "#room-kind")) {
        ana.page().click(opener);
        ana.page().locator("dialog[open] h2").waitFor();
        PageStates.rest(ana.page());
        assertThat(ana.page().evaluate(IN_SIGHT, "dialog[open] [data-do=close]"))
            .as(opener)
            .isEqualTo(true);
        ana.page().keyboard().press("Escape");
        ana.page().waitForCondition(() -> ana.page().locator("dialog[open]").count() == 0);
      }
    }
  }

  /** All of an element is seen, and a finger on its edges hits it. */
  private static final String IN_SIGHT =
      """
      (selector) => {
        const element = document.querySelector(selector);
        const { left, right, top, bottom } = element.getBoundingClientRect();
        const x = (left + right) / 2;
        return [top + 2, bottom - 2].every((y) => {
          const found = document.elementFromPoint(x, y);
          return found !== null && element.contains(found);
        });
      }
      """;

  @Tag("long")
  @ParameterizedTest
  @CsvSource({"320, 640", "390, 844", "844, 390"})
  void aVoteIsReadAndAnsweredWithoutScrolling(int width, int height) throws IOException {
    Setting setting = new Setting("pt-BR", ColorScheme.LIGHT, width, height, true);
    try (RestartableServer voting =
            RestartableServer.open("--vote-after", "1ms", "--message-rate", "off");
        PageUser ana = chromium.open(voting.url(), setting).sitDown("Ana");
        PythonMember bia = PythonMember.dealer(voting.port(), "Bia da Silva")) {
      String zeca = "Zeca, o vendedor de barcos";
      bia.hearsSomethingOf("seated");
      ana.page().evaluate(SIT, List.of("Caio", zeca));
      ana.seesAtTheTable("Ana", "Bia da Silva", "Caio", zeca);
      bia.say("{\"type\": \"vote\", \"place\": 4, \"reason\": \"spam\"}");
      ana.page().locator(".card[data-kind=ballot]").waitFor();
      PageStates.rest(ana.page());
      for (String part : List.of(".first", ".acts button:first-child", ".acts button:last-child")) {
        assertThat(ana.page().evaluate(IN_SIGHT, ".card[data-kind=ballot] " + part))
            .as(part)
            .isEqualTo(true);
      }
      assertThat(number(ana, "document.getElementById('notices').scrollHeight"))
          .isLessThanOrEqualTo(number(ana, "document.getElementById('notices').clientHeight"));
    }
  }

  /** All reasons for a vote are seen at once, on a phone, and at 400 %. */
  @Tag("long")
  @ParameterizedTest
  @CsvSource({"320, 640", "390, 844", "844, 390", "320, 256", "1280, 400"})
  void reasonsForAVoteAreSeenWithoutScrolling(int width, int height) throws IOException {
    Setting setting = new Setting("pt-BR", ColorScheme.LIGHT, width, height, true);
    try (PageUser ana = chromium.open(host.url(), setting).sitDown("Ana");
        PythonMember bia = dealer("Bia da Silva")) {
      bia.hearsSomethingOf("seated");
      ana.seesAtTheTable("Ana", "Bia da Silva");
      ana.say("/vote Bia");
      ana.page().locator(".card[data-kind=why] button").first().waitFor();
      PageStates.rest(ana.page());
      for (int i = 1; i <= 6; i++) {
        String button = ".card[data-kind=why] .acts button:nth-child(" + i + ")";
        assertThat(ana.page().evaluate(IN_SIGHT, button)).as(button).isEqualTo(true);
      }
      assertThat(small(ana)).isEmpty();
    }
  }

  /** Who sits beyond the end of the row is hinted at: it fades there, and is not cut. */
  @Tag("long")
  @ParameterizedTest
  @CsvSource({"ltr, 1, after, before", "rtl, -1, before, after"})
  void theRowOfPeopleFadesWhereThereAreMore(String dir, int way, String far, String near) {
    Setting setting = new Setting("en-US", ColorScheme.LIGHT, 390, 844, true);
    try (PageUser ana = chromium.open(host.url(), setting).sitDown("Ana")) {
      ana.page().evaluate("(dir) => { document.documentElement.dir = dir; }", dir);
      assertThat(fades(ana)).as("alone").isEmpty();
      ana.page().evaluate(SIT, List.of("Bia da Silva", "Caio", "Davi", "Eva Lima", "Fábio"));
      ana.page().waitForCondition(() -> fades(ana).equals(far));
      ana.page().evaluate("document.getElementById('seats').scrollLeft = 1e6 * " + way);
      ana.page().waitForCondition(() -> fades(ana).equals(near));
      ana.page().evaluate("document.getElementById('seats').scrollLeft = 40 * " + way);
      ana.page().waitForCondition(() -> fades(ana).equals("before after"));
      ana.page().setViewportSize(1280, 800);
      ana.page().waitForCondition(() -> fades(ana).isEmpty());
    }
  }

  private static String fades(PageUser user) {
    return (String)
        user.page()
            .evaluate(
                "['before', 'after'].filter((end) => document.getElementById('seats')"
                    + ".classList.contains('more-' + end)).join(' ')");
  }

  /** A page that has no field stands in the middle, and its way on is seen. */
  @Test
  void aPageWithoutAFieldStandsInTheMiddleOfALowWindow() {
    Setting setting = new Setting("en-US", ColorScheme.LIGHT, 844, 390, false);
    try (PageUser ana = chromium.open(host.url() + "/r/not/a/link", setting)) {
      String lead = "document.querySelector('.lead').getBoundingClientRect()";
      assertThat(number(ana, "Math.abs(innerWidth - " + lead + ".left - " + lead + ".right)"))
          .isLessThanOrEqualTo(2);
      assertThat(ana.page().evaluate(IN_SIGHT, ".primary")).isEqualTo(true);
    }
  }

  /** In the colours of the system, the borders of the bar neither touch nor cross its words. */
  @Tag("long")
  @ParameterizedTest
  @CsvSource({"320, 640", "390, 844", "844, 390", "1280, 800"})
  void bordersOfTheBarStandApartInForcedColours(int width, int height) {
    Setting setting = new Setting("es", ColorScheme.LIGHT, width, height, false);
    try (PageUser ana = chromium.open(host.url(), setting).sitDown("Ana")) {
      ana.page().emulateMedia(new Page.EmulateMediaOptions().setForcedColors(ForcedColors.ACTIVE));
      assertThat(
              number(
                  ana,
                  "Math.min(...[...document.querySelectorAll('nav button')].map((one) =>"
                      + " one.getBoundingClientRect()).flatMap((box, i, all) => i === 0 ? [] :"
                      + " [box.left - all[i - 1].right]))"))
          .as("between the buttons")
          .isGreaterThanOrEqualTo(2);
      String kind = "document.getElementById('room-kind').getBoundingClientRect()";
      String name =
          "(() => { const range = document.createRange();"
              + " range.selectNodeContents(document.getElementById('room-name'));"
              + " return range.getBoundingClientRect(); })()";
      if (width < 780) {
        assertThat(number(ana, name + ".left - " + kind + ".left")).isGreaterThanOrEqualTo(4);
        assertThat(number(ana, name + ".top - " + kind + ".top")).isGreaterThanOrEqualTo(1);
      }
      assertThat(number(ana, "document.querySelector('.bar').scrollWidth"))
          .isLessThanOrEqualTo(width);
    }
  }

  /** Whoever was invited to a private table sees that it is one, wherever it is read. */
  @Tag("long")
  @ParameterizedTest
  @ValueSource(strings = {"en", "pt-BR", "es"})
  void headerSaysInAWordWhoCanComeAtEverySize(String language) {
    Setting setting = new Setting(language, ColorScheme.LIGHT, 320, 640, false);
    Messages messages = Messages.in(Language.of(language).orElseThrow());
    try (PageUser ana = chromium.open(host.url(), setting)) {
      ana.page().fill("#name", "Ana");
      ana.page().click("#private");
      ana.isSeated();
      ana.holds("invites", () -> !ana.page().inputValue("#invite-link").isEmpty());
      try (PageUser friend =
              chromium.open(ana.page().inputValue("#invite-link"), setting).sitDown("Bia");
          PageUser stranger = chromium.open(host.url(), setting).sitDown("Rui")) {
        headerSays(friend, messages.text("privateWord"), messages.text("privateWord"));
        headerSays(stranger, messages.text("openWord"), messages.text("openRoom"));
      }
    }
  }

  private static void headerSays(PageUser friend, String word, String inFull) {
    for (Size size :
        List.of(
            new Size(320, 640, 0),
            new Size(390, 844, 0),
            new Size(844, 390, 0),
            new Size(1280, 800, 0))) {
      resize(friend.page(), size.width(), size.height());
      Object seen =
          friend
              .page()
              .evaluate(
                  "[...document.querySelectorAll('#room-kind span')].filter((one) => {"
                      + " const { left, right, width } = one.getBoundingClientRect();"
                      + " return width > 1 && left >= 0 && right <= innerWidth;"
                      + " }).map((one) => one.textContent)");
      assertThat(seen).as("%s", size).isEqualTo(List.of(size.width() < 900 ? word : inFull));
      assertThat(friend.page().locator("#room-kind").ariaSnapshot()).contains(inFull);
      assertThat(number(friend, "document.documentElement.scrollWidth"))
          .isLessThanOrEqualTo(size.width());
      assertThat(number(friend, OVERLAP)).as("%s", size).isLessThanOrEqualTo(0);
    }
  }

  /** How far the name of the table reaches into the word below or beside it, in pixels. */
  private static final String OVERLAP =
      """
      (() => {
        const name = document.getElementById('room-name').getBoundingClientRect();
        const kind = [...document.querySelectorAll('#room-kind span')]
          .map((one) => one.getBoundingClientRect()).find(({ width }) => width > 1);
        return Math.min(name.right - kind.left, name.bottom - kind.top);
      })()
      """;

  private static final List<String> NAMES =
      List.of(
          "Bia",
          "Caio",
          "Dora Reis",
          "Bob Dylan",
          "Guilherme",
          "Maria Helena",
          "Zé",
          "Alessandra",
          "Jean-Pierre");

  @ParameterizedTest
  @CsvSource({"1024, 768", "844, 390"})
  void namesOfTenMembersAreNotCut(int width, int height) {
    Setting setting = new Setting("pt-BR", ColorScheme.LIGHT, width, height, true);
    try (PageUser ana = chromium.open(host.url(), setting).sitDown("Ana")) {
      ana.page().evaluate(SIT, NAMES);
      ana.holds("ten", () -> ana.table().size() == 10);
      Object cut =
          ana.page()
              .evaluate(
                  "[...document.querySelectorAll('.tag')].filter((one) => one.scrollWidth >"
                      + " one.clientWidth || one.scrollHeight > one.clientHeight + 1)"
                      + ".map((one) => one.textContent)");
      assertThat(cut).isEqualTo(List.of());
      Object covered =
          ana.page()
              .evaluate(
                  "[...document.querySelectorAll('.tag')].filter((one) => {"
                      + " const box = one.getBoundingClientRect();"
                      + " const x = box.left + box.width / 2; const y = box.top + box.height / 2;"
                      + " return y < innerHeight && document.elementFromPoint(x, y)?.closest('.seat')"
                      + " !== one.closest('.seat'); }).map((one) => one.textContent)");
      assertThat(covered).as("by another's face").isEqualTo(List.of());
    }
  }

  private static final List<String> LONG_NAMES =
      List.of(
          "Bartholomew Fitz",
          "Maria Antonieta",
          "Jean-Pierre Duval",
          "Wolfgang Amadeus",
          "Konstantinopel",
          "Guilherme Neto",
          "Alessandra Reis",
          "Christopherson",
          "Maximiliana Rosa");

  /** As soon as something is said on the round table: the names and faces that are covered. */
  private static final String SPEECHES_OVER =
      """
      (text) => {
        const speeches = [...document.querySelectorAll('.speech')];
        if (!speeches.some((one) => one.textContent.includes(text) && one.offsetWidth > 0)) {
          return null;
        }
        const around = [...document.querySelectorAll('.seat .tag, .seat .face')];
        return speeches.flatMap((speech) => {
          const a = speech.getBoundingClientRect();
          return around.filter((one) => {
            const b = one.getBoundingClientRect();
            return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
          }).map((one) => speech.textContent + ' over ' + one.closest('li').textContent);
        });
      }
      """;

  @Tag("long")
  @Test
  void whatIsSaidOnTheTableCoversNobodysName() {
    whatIsSaidCoversNobodysName(true);
  }

  @Tag("long")
  @Test
  void whatIsSaidAmongShortNamesCoversNobodysName() {
    whatIsSaidCoversNobodysName(false);
  }

  private void whatIsSaidCoversNobodysName(boolean longNames) {
    Setting setting = new Setting("pt-BR", ColorScheme.LIGHT, 1280, 800, true);
    try (PageUser ana = chromium.open(host.url(), setting).sitDown("Ana")) {
      ana.page().evaluate(SIT, longNames ? LONG_NAMES : NAMES);
      ana.holds("ten", () -> ana.table().size() == 10);
      for (Size size :
          List.of(
              new Size(820, 660, 0),
              new Size(1024, 768, 0),
              new Size(1280, 800, 0),
              new Size(2560, 1440, 0))) {
        resize(ana.page(), size.width(), size.height());
        for (int speaker = 0; speaker < NAMES.size(); speaker++) {
          String text = "%d x %d, and quite a lot of more words".formatted(speaker, size.width());
          ana.page().evaluate(SAY, List.of(speaker, text));
          assertThat(ana.page().waitForFunction(SPEECHES_OVER, text.substring(0, 6)).jsonValue())
              .as("%s", size)
              .isEqualTo(List.of());
        }
      }
    }
  }

  /** Where people sit in a row or a list, nothing is said over them: the ring alone tells. */
  @Tag("long")
  @ParameterizedTest
  @CsvSource({"390, 844", "320, 640", "1280, 400", "844, 390"})
  void whoSpeaksHasARingWhereThereIsNoRoundTable(int width, int height) throws IOException {
    Setting setting = new Setting("pt-BR", ColorScheme.DARK, width, height, false);
    try (PageUser ana = chromium.open(host.url(), setting).sitDown("Ana");
        PythonMember bob = dealer("Bob Dylan")) {
      bob.say("oi");
      Object speeches =
          ana.page()
              .waitForFunction(
                  "() => document.querySelector('.seat.speaks .tag')?.textContent === 'Bob Dylan'"
                      + " && [...document.querySelectorAll('.speech')]"
                      + ".filter((one) => one.offsetWidth > 0).map((one) => one.textContent)")
              .jsonValue();
      assertThat(speeches).isEqualTo(List.of());
    }
  }

  /** Names of any script and length, and some that need little room. */
  private static final List<List<String>> COMPANIES =
      List.of(
          NAMES,
          LONG_NAMES,
          List.of(
              "W".repeat(32),
              "i".repeat(32),
              "Maria da Conceição dos Santos",
              "क्षत्रियक्षत्रिय नमस्ते क्षत्रिय",
              "عبد الرحمن بن محمد بن عبد العزيز",
              "李雷".repeat(16),
              "กรุงเทพมหานครอมรรัตนโกสินทร์",
              "👩‍👩‍👧‍👦".repeat(4),
              "a\u0323\u0307\u0328\u0304".repeat(6)));

  private static final List<Size> SIZES =
      List.of(
          new Size(320, 400, 0),
          new Size(390, 844, 0),
          new Size(559, 560, 0),
          new Size(560, 559, 0),
          new Size(640, 400, 0),
          new Size(819, 660, 0),
          new Size(820, 559, 0),
          new Size(820, 560, 0),
          new Size(820, 660, 0),
          new Size(820, 1200, 0),
          new Size(1024, 768, 0),
          new Size(1280, 800, 0),
          new Size(1920, 560, 0),
          new Size(1920, 1200, 0));

  /** The most seats at a table that a host can have. */
  private static final int MOST = 1000;

  /** Whose name or face covers another's, or is not where the pointer finds it. */
  private static final String COVERED =
      """
      () => {
        const corner = document.querySelector('.corner').getBoundingClientRect();
        const seats = [...document.querySelectorAll('.seat:not(.empty)')];
        const parts = (seat) => [...seat.querySelectorAll('.face, .tag')];
        const boxes = seats.map((seat) => parts(seat).map((one) => one.getBoundingClientRect()));
        const over = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0.1
          && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.1;
        const found = [];
        for (let i = 0; i < seats.length; i++) {
          for (let j = i + 1; j < seats.length && j <= i + 20; j++) {
            if (boxes[i].some((a) => boxes[j].some((b) => over(a, b)))) {
              found.push(`${seats[i].textContent} and ${seats[j].textContent}`);
            }
          }
        }
        for (const seat of [...seats.slice(0, 10), ...seats.slice(-2)]) {
          seat.firstElementChild.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
          for (const part of parts(seat)) {
            const { left, right, top, bottom, width } = part.getBoundingClientRect();
            if (document.elementFromPoint((left + right) / 2, (top + bottom) / 2)?.closest('.seat') !== seat) {
              found.push(`${part.className} of ${seat.textContent} is behind something`);
            }
            if (width < 16 || left < corner.left - 1 || right > corner.right + 1
              || top < corner.top - 1 || bottom > corner.bottom + 1) {
              found.push(`${part.className} of ${seat.textContent} is cut`);
            }
          }
        }
        return found;
      }
      """;

  @Tag("long")
  @Test
  void nobodyCoversAnothersNameOrFaceAtAnySize() {
    Setting setting = new Setting("pt-BR", ColorScheme.LIGHT, 1280, 800, false);
    try (PageUser ana = chromium.open(host.url(), setting)) {
      PlayedTable table = new PlayedTable(ana);
      Tries.of(
          1,
          random -> {
            List<Size> sizes = new ArrayList<>(SIZES);
            for (int i = 0; i < 6; i++) {
              sizes.add(new Size(random.nextInt(320, 1921), random.nextInt(400, 1201), 0));
            }
            for (Size size : sizes) {
              resize(ana.page(), size.width(), size.height());
              for (List<String> company : COMPANIES) {
                for (int people : new int[] {random.nextInt(1, 10), 10}) {
                  table.seat(company, people, 10);
                  assertThat(ana.page().evaluate(COVERED))
                      .as("%d of %s at %s", people, company, size)
                      .isEqualTo(List.of());
                }
              }
            }
            table.seat(LONG_NAMES, MOST, MOST);
            for (Size size : sizes.subList(0, SIZES.size())) {
              resize(ana.page(), size.width(), size.height());
              assertThat(ana.page().evaluate(COVERED))
                  .as("%d at %s", MOST, size)
                  .isEqualTo(List.of());
            }
          });
    }
  }

  /** The list is for what has no room around the table, and no more. */
  @Test
  void tenPeopleSitAroundTheTableWhereThereIsRoom() {
    Setting setting = new Setting("pt-BR", ColorScheme.LIGHT, 1280, 800, false);
    try (PageUser ana = chromium.open(host.url(), setting)) {
      PlayedTable table = new PlayedTable(ana);
      for (Size size : SIZES) {
        resize(ana.page(), size.width(), size.height());
        boolean wide = size.width() >= 820;
        table.seat(NAMES, 10, 10);
        assertThat(isRound(ana)).as("%s", size).isEqualTo(wide && size.height() >= 560);
        if (size.height() >= 660) {
          table.seat(LONG_NAMES, 10, 10);
          assertThat(isRound(ana)).as("%s, long names", size).isEqualTo(wide);
        }
      }
      resize(ana.page(), 1920, 560);
      table.seat(List.of("W".repeat(32)), 10, 10);
      assertThat(isRound(ana)).as("ten wide names in a low window").isFalse();
      table.seat(List.of("W".repeat(32)), 2, 10);
      assertThat(isRound(ana)).as("two of them").isTrue();
      table.seat(NAMES, MOST, MOST);
      assertThat(isRound(ana)).isFalse();
    }
  }

  private static boolean isRound(PageUser ana) {
    return (boolean)
        ana.page()
            .evaluate("getComputedStyle(document.getElementById('table')).position === 'relative'");
  }

  /** A server that this test plays: it seats any number of people of any names. */
  private static final class PlayedTable {
    private final PageUser ana;
    private final AtomicReference<@Nullable WebSocketRoute> talk = new AtomicReference<>();
    private int stays = 1;

    /** Ana sits down alone. */
    PlayedTable(PageUser ana) {
      this.ana = ana;
      ana.page()
          .routeWebSocket(
              Pattern.compile("/talk$"),
              route -> {
                talk.set(route);
                route.onMessage(
                    frame -> {
                      if (frame.text().contains("\"enter\"")) {
                        route.send(seated(List.of(), 10));
                      }
                    });
                route.send("{\"type\": \"hello\", \"server\": \"Prosa\", \"version\": \"1\"}");
              });
      ana.page().reload();
      ana.sitDown("Ana");
    }

    /** Ana and so many others less one, by the names of a company over and over. */
    void seat(List<String> company, int people, int capacity) {
      List<String> names = new ArrayList<>();
      for (int i = 0; i < people - 1; i++) {
        names.add(company.get(i % company.size()));
      }
      Objects.requireNonNull(talk.get()).send(seated(names, capacity));
      List<String> expected = new ArrayList<>(List.of("Ana"));
      expected.addAll(names);
      ana.page()
          .waitForFunction(
              "(names) => [...document.querySelectorAll('.seat .tag bdi')]"
                  + ".map((one) => one.textContent).join('|') === names",
              String.join("|", expected));
    }

    private String seated(List<String> names, int capacity) {
      StringBuilder members = new StringBuilder();
      for (int i = 0; i < names.size(); i++) {
        members
            .append(i == 0 ? "" : ", ")
            .append("{\"place\": %d, \"member\": %d, ".formatted(i + 2, ++stays))
            .append("\"user\": \"%s\", \"state\": \"here\"}".formatted(names.get(i)));
      }
      return ("{\"type\": \"seated\", \"room\": \"Chat0\", \"user\": \"Ana\", \"place\": 1,"
              + " \"member\": 1, \"seat\": \"s\", \"n\": 0, \"capacity\": %d,"
              + " \"members\": [%s], \"limits\": {\"message\": 16384, \"text\": 8192,"
              + " \"burst\": 10, \"perSecond\": 4}}")
          .formatted(capacity, members);
    }
  }

  private static final String SAY =
      "([who, message]) => others[who].send(JSON.stringify({ type: 'say', message }))";

  /** Members who only sit, each on a WebSocket of its own. */
  private static final String SIT =
      """
      async (names) => {
        window.others = [];
        for (const user of names) {
          const socket = new WebSocket(new URL('/talk', location.href.replace('http', 'ws')));
          others.push(socket);
          await new Promise((seated) => {
            socket.onmessage = ({ data }) => {
              const { type } = JSON.parse(data);
              if (type === 'hello') {
                socket.send(JSON.stringify({ type: 'enter', user }));
              } else if (type === 'seated') {
                seated();
              }
            };
          });
        }
      }
      """;

  private static List<?> small(PageUser ana) {
    return (List<?>) ana.page().evaluate(UNDER_44);
  }

  @Tag("long")
  @Test
  void forcedColoursKeepEdges() throws IOException {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana")) {
      ana.page().emulateMedia(new Page.EmulateMediaOptions().setForcedColors(ForcedColors.ACTIVE));
      ana.page().click("nav [data-do=settings]");
      for (String place :
          List.of(
              "#set-sound",
              "#set-theme",
              "nav [data-do=next]",
              ".send",
              ".quiet:visible",
              "#say",
              "#room-kind",
              "#reply-cancel",
              "#try-now",
              "#seats button .face",
              "dialog[open]")) {
        Object edge =
            ana.page()
                .locator(place)
                .first()
                .evaluate(
                    "e => { const s = getComputedStyle(e);"
                        + " return s.appearance === 'auto' || parseFloat(s.borderTopWidth) > 0; }");
        assertThat(edge).as(place).isEqualTo(true);
      }
    }
  }

  @Test
  void neitherColoursNorLayoutNeedLightDark() {
    try (PageUser ana = chromium.open(host.url())) {
      Object found =
          ana.page()
              .evaluate(
                  "fetch(document.querySelector('link[rel=stylesheet]').href).then(a => a.text())"
                      + ".then(css => css.includes('light-dark('))");
      assertThat(found).isEqualTo(false);
    }
  }
}
