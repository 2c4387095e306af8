package prosa.integration.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import prosa.integration.Tmux;
import prosa.integration.browser.Chromium.Setting;

/**
 * The page in a real Chromium, at the server's own port, with other kinds of members in the room.
 */
@Tag("graphical")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BrowserTalkTest {
  private static final Path ROOT = Path.of(System.getProperty("prosa.root", "..")).toAbsolutePath();

  private Chromium chromium;
  private RestartableServer host;

  @BeforeAll
  void launch() {
    chromium = new Chromium();
  }

  @AfterAll
  void quit() {
    chromium.close();
  }

  @BeforeEach
  void open() throws IOException {
    host = RestartableServer.open();
  }

  @AfterEach
  void close() throws IOException {
    host.close();
  }

  @Test
  void browsersClassicClientsAndDealersTalkAtOneTable() throws IOException {
    try (PageUser ana = chromium.open(host.url());
        PageUser bia = chromium.open(host.url());
        PythonMember clara = start(ana, bia);
        PythonMember davi = PythonMember.dealer(host.port(), "Davi")) {
      davi.hearsSomethingOf("seated");
      ana.isTold("Davi sat down");

      ana.say("oi de Ana");
      bia.say("olá, çedilha & <b>emoji</b> 🌻");
      clara.say("hello from a classic client");
      davi.say("and from a dealer");

      for (PageUser friend : List.of(ana, bia)) {
        friend.hears("oi de Ana");
        friend.hears("olá, çedilha & <b>emoji</b> 🌻");
        friend.hears("hello from a classic client");
        friend.hears("and from a dealer");
        assertThat(friend.bubbles()).hasSize(4);
        friend.holds("four at the table", () -> friend.table().size() == 4);
        assertThat(friend.table()).contains("Ana", "Bia", "Clara", "Davi");
        assertThat(friend.complaints()).isEmpty();
      }
      for (PythonMember friend : List.of(clara, davi)) {
        friend.hears("Ana: oi de Ana");
        friend.hears("Bia: olá, çedilha & <b>emoji</b> 🌻");
        friend.hears("Clara: hello from a classic client");
        friend.hears("Davi: and from a dealer");
      }
    }
  }

  /** As in the window, whose model's test has the same. */
  @Tag("long")
  @Test
  void whereNothingWouldBeSeenThatIsSaid() throws Exception {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana");
        Tmux eva = terminal("Eva");
        PythonMember davi = PythonMember.dealer(host.port(), "Davi")) {
      eva.sees("Eva ›");
      ana.holds("three at the table", () -> ana.table().size() == 3);
      davi.say("{\"type\": \"say\", \"message\": \"\"}");
      davi.say("{\"type\": \"say\", \"message\": \" \\n\\u200b \"}");
      davi.say("the end");
      ana.hears("the end");
      assertThat(ana.bubbles())
          .containsExactly("(an empty message)", "(an empty message)", "the end");
      eva.sees("Davi: (an empty message)").sees("Davi: the end");
    }
  }

  private Tmux terminal(String user) throws IOException {
    return Tmux.running(
        "%s chat 127.0.0.1:%d --user %s --language en"
            .formatted(ROOT.resolve("prosa"), host.port(), user));
  }

  private PythonMember start(PageUser ana, PageUser bia) throws IOException {
    ana.sitDown("Ana");
    bia.sitDown("Bia");
    ana.seesAtTheTable("Ana", "Bia");
    PythonMember clara = PythonMember.classic(host.port(), "Clara");
    ana.holds("three at the table", () -> ana.table().size() == 3);
    return clara;
  }

  /** Page and terminal alike; the window's model has the same table of examples. */
  @Tag("long")
  @Test
  void whyLinksOfNewcomersStayTextIsSaidOnceAtATable() throws Exception {
    String why = "Links said in the first minute at a table stay plain text for the others";
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana");
        Tmux eva = terminal("Eva")) {
      ana.seesAtTheTable("Ana", "Eva");
      eva.sees("Eva ›"); // what is typed while a terminal is asked for its widths can be lost
      eva.type("https://example.org/a").press("Enter").sees("Links said in the first minute");
      ana.hears("https://example.org/a");
      ana.isTold(why);
      eva.type("https://example.org/b").press("Enter");
      ana.hears("https://example.org/b");
      assertThat(ana.page().locator("#log .bubble a[href]").count()).isZero();
      assertThat(ana.page().locator("#log .bubble a").allTextContents())
          .as("where links would stand")
          .containsExactly("https://example.org/a", "https://example.org/b");
      assertThat(ana.events()).filteredOn(line -> line.contains(why)).hasSize(1);

      ana.say("https://example.org/c");
      ana.hears("https://example.org/c");
      assertThat(ana.page().locator("#log .mine .bubble a[href]").count()).isEqualTo(1);
      ana.say("the end");
      eva.sees("Ana: the end");
      assertThat(eva.screen())
          .filteredOn(line -> line.contains("Links said in the first minute"))
          .as("with its own, and not with Ana's again")
          .hasSize(1);
      eva.type("so long").press("Enter");
      ana.hears("so long");
      assertThat(ana.events())
          .filteredOn(line -> line.contains(why))
          .as("with Eva's, and not with its own again")
          .hasSize(1);
    }
  }

  @Tag("long")
  @Test
  void secondOfANameIsToldApart() {
    try (PageUser one = chromium.open(host.url()).sitDown("Ana");
        PageUser two = chromium.open(host.url()).sitDown("Ana")) {
      one.seesAtTheTable("Ana", "Ana 2");
      two.say("which Ana?");
      one.hears("which Ana?");
      assertThat(one.page().locator("#log .said .by bdi").last().textContent()).isEqualTo("Ana 2");
    }
  }

  @Test
  void badNameIsSaidAtTheField() {
    try (PageUser ana = chromium.open(host.url())) {
      ana.page().fill("#name", ""); // waits until the page shows it
      ana.page().press("#name", "Enter");
      assertThat(ana.page().textContent("#name-trouble")).isEqualTo("Write a name first.");

      ana.page().fill("#name", "x".repeat(40));
      ana.page().press("#name", "Enter");
      ana.holds(
          "a word about the name",
          () -> ana.page().textContent("#name-trouble").contains("1 to 32 visible characters"));
    }
  }

  @Tag("long")
  @Test
  void serverThatIsKilledInMidSentenceIsFoundAgain() throws Exception {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana");
        PageUser bia = chromium.open(host.url()).sitDown("Bia")) {
      ana.seesAtTheTable("Ana", "Bia");
      ana.page().fill("#say", "half a sent");

      host.kill();

      ana.page().locator("#link-state").getByText("Connection lost").waitFor();
      ana.page().locator("#say").press("End");
      ana.page().locator("#say").pressSequentially("ence");
      host.startAgain();

      ana.isSeated();
      bia.isSeated();
      assertThat(ana.page().inputValue("#say")).isEqualTo("half a sentence");
      ana.isTold("Your seat was gone");
      ana.holds("both are back", () -> ana.table().size() == 2);
      ana.page().press("#say", "Enter");
      bia.hears("half a sentence");
    }
  }

  @Test
  void whatIsSaidWithoutAConnectionWaitsAndGoesOutOnceAtTheSameSeat() {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana");
        PageUser bia = chromium.open(host.url()).sitDown("Bia")) {
      ana.page().context().setOffline(true);
      ana.page().evaluate("dispatchEvent(new Event('offline'))");
      ana.page().locator("#link-state").getByText("Connection lost").waitFor();
      bia.isTold("Ana lost the connection");
      ana.say("said in the dark");
      bia.say("one");
      bia.say("two");
      bia.hears("two");

      ana.page().context().setOffline(false);

      ana.isSeated();
      bia.isTold("Ana is back");
      bia.hears("said in the dark");
      ana.isTold("2 messages went by");
      ana.isTold("back at your seat");
      ana.say("done");
      bia.hears("done");
      assertThat(bia.bubbles()).containsExactly("one", "two", "said in the dark", "done");
      ana.holds("everything is confirmed", () -> ana.page().locator("#log .pending").count() == 0);
    }
  }

  @Test
  void reloadKeepsTheSeat() {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana");
        PageUser bia = chromium.open(host.url()).sitDown("Bia")) {
      ana.page().reload();

      ana.isSeated();
      ana.seesAtTheTable("Ana", "Bia");
      bia.isTold("Ana is back");
      assertThat(ana.page().evaluate("JSON.stringify(sessionStorage)")).isEqualTo("{}");
    }
  }

  @Tag("long")
  @Test
  void burstIsPacedAndNothingIsLost() {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana");
        PageUser bia = chromium.open(host.url()).sitDown("Bia")) {
      for (int i = 0; i < 16; i++) {
        ana.say("m" + i);
      }
      bia.hears("m15");
      List<String> all = java.util.stream.IntStream.range(0, 16).mapToObj(i -> "m" + i).toList();
      assertThat(bia.bubbles()).isEqualTo(all);
      ana.holds("all confirmed", () -> ana.page().locator("#log .pending").count() == 0);
      assertThat(ana.bubbles()).isEqualTo(all);
    }
  }

  @Tag("long")
  @Test
  void nobodyIsToldThatACommandIsTyped() throws IOException {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana");
        PythonMember bob = PythonMember.dealer(host.port(), "Bob")) {
      bob.hearsSomethingOf("seated");
      ana.page().focus("#say");
      ana.page().keyboard().type("/nick Zoe");
      ana.page().keyboard().press("Enter");
      bob.hearsSomethingOf("renamed");
      assertThat(bob.heard()).noneMatch(told -> told.contains("\"type\": \"typing\""));
      ana.page().keyboard().type("x");
      bob.hearsSomethingOf("\"type\": \"typing\"");
    }
  }

  @Tag("long")
  @Test
  void typingAwayAndLeavingAreSeen() {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana")) {
      try (PageUser bia = chromium.open(host.url()).sitDown("Bia")) {
        ana.holds(
            "typing",
            () -> {
              bia.page().locator("#say").pressSequentially("m"); // shown for a while after each
              return ana.page().textContent("#typing").equals("Bia is typing");
            });
      }
      ana.isTold("Bia lost the connection");
      assertThat(ana.page().locator(".seat.away").count()).isOne();
      try (PageUser caio = chromium.open(host.url()).sitDown("Caio")) {
        ana.isTold("Caio sat down");
        caio.presses("Leave");
        ana.isTold("Caio left");
        assertThat(caio.page().locator("#entry").isVisible()).isTrue();
      }
    }
  }

  @Test
  void privateTableIsReachedByItsLinkOnly() {
    try (PageUser stranger = chromium.open(host.url()).sitDown("Stranger");
        PageUser ana = chromium.open(host.url())) {
      ana.page().fill("#name", "Ana");
      ana.presses("Open a private table");
      ana.isSeated();
      ana.page().locator("#invite-dialog").waitFor();
      String link = ana.page().inputValue("#invite-link");
      assertThat(link).startsWith(host.url() + "/r/");
      ana.holds(
          "a picture",
          () ->
              Boolean.TRUE.equals(
                  ana.page().evaluate("document.getElementById('qr').naturalWidth > 0")));
      assertThat(QrReader.read(ana.page().locator("#qr").screenshot())).isEqualTo(link);
      ana.page().keyboard().press("Escape");

      try (PageUser bia = chromium.open(link)) {
        assertThat(bia.page().locator("#invited").isVisible()).isTrue();
        bia.sitDown("Bia");
        ana.seesAtTheTable("Ana", "Bia");
        assertThat(bia.room()).isEqualTo(ana.room()).isNotEqualTo(stranger.room());
        assertThat(ana.page().locator("#room-kind").isVisible()).isTrue();
      }
    }
  }

  @Test
  void deadInviteSaysSo() {
    try (PageUser ana = chromium.open(host.url() + "/r/AAAAAAAAAAAAAAAAAAAAAA")) {
      ana.page().fill("#name", "Ana");
      ana.page().press("#name", "Enter");

      ana.holds(
          "a word about the invite",
          () -> ana.page().textContent("#stopped").contains("This invitation leads nowhere"));
      ana.page().press("#name", "Enter"); // now among strangers
      ana.isSeated();
    }
  }

  @Tag("long")
  @Test
  void aloneOneIsCalledWhenSomebodySitsDown() {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana")) {
      Locator alone = ana.card("You are alone at this table");
      alone.locator("button.primary").click();
      ana.card("You will be called");
      ana.page()
          .evaluate(
              "Object.defineProperty(document, 'hidden', {get: () => true, configurable:"
                  + " true});Object.defineProperty(document, 'hasFocus', {value: () => false,"
                  + " configurable: true})");

      try (PageUser bia = chromium.open(host.url()).sitDown("Bia")) {
        ana.isGone("#notices .card[data-kind=alone]");
        ana.holds("called", () -> ana.title().contains("Somebody sat down"));
        bia.say("oi");
        bia.say("tudo bem?");
        ana.holds("counted", () -> ana.title().startsWith("(2) "));
        ana.page()
            .evaluate(
                "Object.defineProperty(document, 'hidden', {get: () => false, configurable:"
                    + " true});Object.defineProperty(document, 'hasFocus', {value: () => true,"
                    + " configurable: true});dispatchEvent(new Event('focus'))");
        ana.holds("seen", () -> ana.title().equals("Prosa · Chat0"));
      }
    }
  }

  @Tag("long")
  @Test
  void twoWhoSitAloneAreAskedToSitTogether() throws IOException {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana");
        PageUser bia = chromium.open(host.url()).sitDown("Bia");
        PythonMember caio = PythonMember.dealer(host.port(), "Caio")) {
      caio.hearsSomethingOf("seated");
      caio.say("{\"type\": \"leave\"}");
      caio.say("{\"type\": \"enter\", \"user\": \"Caio\", \"avoid\": \"Chat0\"}");
      Eventually.holds(
          "another table", () -> caio.heard().stream().anyMatch(l -> l.contains("Chat1")));
      bia.presses("Leave");

      ana.card("Somebody else sits alone, at table Chat1").locator("button.primary").click();

      ana.holds("moved", () -> ana.room().equals("Chat1"));
      ana.isTold("You moved to table Chat1");
      ana.say("found you");
      caio.hears("Ana: found you");
    }
  }

  @Tag("long")
  @Test
  void nextTableSaysWhenThereIsNone() {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana")) {
      ana.presses("Next table"); // nobody would be left here: it is not asked first

      ana.card("There is no other table with company");
      assertThat(ana.room()).isEqualTo("Chat0");
    }
  }

  @Tag("long")
  @Test
  void mutedMemberIsNotHeardHereAndHeardAgainLater() {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana");
        PageUser bia = chromium.open(host.url()).sitDown("Bia")) {
      bia.say("before");
      ana.hears("before");
      ana.page()
          .getByRole(
              com.microsoft.playwright.options.AriaRole.BUTTON,
              new com.microsoft.playwright.Page.GetByRoleOptions().setName("Bia, place 2"))
          .click();
      ana.presses("Mute");
      assertThat(ana.bubbles()).isEmpty();
      bia.say("during");
      bia.hears("during");
      ana.say("a fence");
      bia.hears("a fence");
      assertThat(ana.bubbles()).containsExactly("a fence");

      ana.page().locator(".seat.muted button").click();
      ana.presses("Hear again");
      assertThat(ana.bubbles()).containsExactly("before", "during", "a fence");
    }
  }

  @Test
  void keyboardAloneIsEnough() {
    try (PageUser ana = chromium.open(host.url());
        PageUser bia = chromium.open(host.url()).sitDown("Bia")) {
      var keys = ana.page().keyboard();
      assertThat(focused(ana)).isEqualTo("name");
      keys.type("Ana");
      keys.press("Enter");
      ana.isSeated();
      ana.holds("the focus is at the message", () -> focused(ana).equals("say"));
      keys.type("typed blind");
      keys.press("Shift+Enter");
      keys.type("two lines");
      keys.press("Enter");
      bia.hears("typed blind\ntwo lines");

      for (int i = 0; i < 30 && !focused(ana).equals("seat-1"); i++) {
        keys.press("Shift+Tab");
      }
      assertThat(focused(ana)).as("one stop for all seats").isEqualTo("seat-1");
      keys.press("ArrowRight");
      assertThat(focused(ana)).isEqualTo("seat-2");
      keys.press("End");
      keys.press("ArrowDown");
      assertThat(focused(ana)).as("the arrows go round").isEqualTo("seat-1");
      keys.press("Enter");
      ana.page().locator("#member-dialog").waitFor();
      for (int i = 0; i < 10 && !focused(ana).equals("mute"); i++) {
        keys.press("Tab");
      }
      keys.press("Enter");
      assertThat(ana.page().locator(".seat.muted").count()).isOne();
      assertThat(focused(ana)).as("the focus is given back").isEqualTo("seat-1");

      for (int i = 0; i < 30 && !focused(ana).equals("invite"); i++) {
        keys.press("Shift+Tab");
      }
      keys.press("Enter");
      ana.page().locator("#invite-dialog").waitFor();
      keys.press("Escape");
      ana.isGone("#invite-dialog");
      for (int i = 0; i < 30 && !focused(ana).equals("leave"); i++) {
        keys.press("Tab");
      }
      keys.press("Enter");
      assertThat(ana.page().locator("#entry").isVisible()).isTrue();
      assertThat(focused(ana)).isEqualTo("name");
    }
  }

  /** What has the focus: its id, its action, or its seat. */
  private static String focused(PageUser friend) {
    return (String)
        friend
            .page()
            .evaluate(
                "(e => e.id || e.dataset.do || (e.dataset.seat ? 'seat-' + e.dataset.seat : ''))"
                    + "(document.activeElement)");
  }

  @Tag("long")
  @Test
  void phoneShowsEverythingWithoutScrollingSideways() {
    for (int width : new int[] {320, 390, 768}) {
      Setting phone = new Setting("pt-BR", ColorScheme.DARK, width, 640, false);
      try (PageUser ana = chromium.open(host.url(), phone)) {
        assertFits(ana, width);
        ana.sitDown("Ana Beatriz de Alcântara e Sousa");
        ana.say("Uma palavra" + "muito".repeat(40) + " comprida");
        ana.say("https://example.org/" + "a".repeat(300));
        assertFits(ana, width);
        for (String place : List.of("#say", ".send", "#seats button", "nav [data-do=leave]")) {
          assertThat(ana.page().locator(place).isVisible()).as(place).isTrue();
        }
        ana.page().click("nav [data-do=settings]");
        assertFits(ana, width);
        ana.page().keyboard().press("Escape");
        ana.page().click("nav [data-do=leave]");
      }
    }
  }

  private static void assertFits(PageUser friend, int width) {
    assertThat(friend.page().evaluate("document.documentElement.scrollWidth"))
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.INTEGER)
        .isLessThanOrEqualTo(width);
  }

  @Test
  void firstViewIsUnderAHundredKilobytes() {
    try (PageUser ana = chromium.open(host.url())) {
      ana.page().waitForLoadState(com.microsoft.playwright.options.LoadState.NETWORKIDLE);
      Object bytes =
          ana.page()
              .evaluate(
                  "[...performance.getEntriesByType('navigation'),"
                      + "...performance.getEntriesByType('resource')]"
                      + ".reduce((sum, one) => sum + one.transferSize, 0)");
      assertThat(((Number) bytes).intValue()).isBetween(5_000, 100_000);
    }
  }

  @Tag("long")
  @Test
  void nameAndSettingsAreKeptAndNothingElse() {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana")) {
      ana.say("a secret that stays at the table");
      ana.hears("a secret that stays at the table");
      ana.page().click("nav [data-do=settings]");
      ana.page().selectOption("#set-theme", "dark");
      ana.page().selectOption("#set-language", "pt-BR");
      ana.holds(
          "said in Portuguese", () -> ana.page().textContent("#settings-title").equals("Ajustes"));
      assertThat(ana.page().evaluate("document.documentElement.lang")).isEqualTo("pt-BR");

      String kept =
          (String)
              ana.page().evaluate("JSON.stringify(localStorage) + JSON.stringify(sessionStorage)");
      assertThat(kept).contains("Ana", "dark", "pt-BR").doesNotContain("secret");
      assertThat(ana.page().evaluate("document.cookie")).isEqualTo("");
      ana.page().reload();
      assertThat(ana.page().evaluate("document.documentElement.dataset.theme")).isEqualTo("dark");
      // The sentences are a module of their own, which may come after the page's load event.
      ana.holds(
          "the language of its choice",
          () -> "pt-BR".equals(ana.page().evaluate("document.documentElement.lang")));
    }
  }
}
