package prosa.integration.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import prosa.integration.FreePort;
import prosa.integration.browser.Chromium.Setting;

/** The operator's dashboard in a browser. */
@Tag("graphical")
final class DashboardTest {
  private static final String RUN =
      "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',"
          + " 'best-practice']}).then(found => found.violations.flatMap(v => v.nodes.map(n =>"
          + " v.id + ': ' + n.html + ' ' + n.failureSummary)))";

  private static String axe() throws IOException {
    try (InputStream in = DashboardTest.class.getResourceAsStream("/axe.min.js")) {
      if (in == null) {
        throw new IllegalStateException("axe-core is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void tablesFillAndEmptyAndActionsWork() throws Exception {
    int port = FreePort.find();
    try (Chromium chromium = new Chromium();
        RestartableServer host = RestartableServer.open("--admin", "127.0.0.1:" + port);
        PageUser operator = chromium.open("http://127.0.0.1:" + port + "/", Setting.desktop())) {
      Page page = operator.page();
      page.locator("#nobody").waitFor();
      try (PythonMember ana = PythonMember.dealer(host.port(), "Ana");
          PythonMember bia = PythonMember.dealer(host.port(), "Bia")) {
        ana.hearsSomethingOf("seated");
        bia.hearsSomethingOf("seated");
        page.locator("[aria-label='Chat0: 2 of 10 seated']").waitFor();
        assertThat(page.content()).doesNotContain("Ana").doesNotContain("Bia");

        page.locator(".room").focus();
        page.keyboard().press("Enter");
        assertThat(page.inputValue("#room")).isEqualTo("Chat0");
        page.fill("#place", "2");
        page.click("text=Take the seat");
        page.locator("[aria-label='Chat0: 1 of 10 seated']").waitFor();
        assertThat(page.textContent("#outcome")).isEqualTo("Done: the seat is free.");

        page.selectOption("#level", "no-links");
        page.click("#emergency-form button");
        page.locator("text=Done: the level is set.").waitFor();
        page.fill("#network", "203.0.113.0/24");
        page.click("#block-form button[type=submit]");
        page.locator("[aria-label='Let 203.0.113.0/24 in']").click();
        page.locator("text=Done: the network is let in again.").waitFor();
      }
    }
  }

  @Test
  void axeFindsNothing() throws Exception {
    int port = FreePort.find();
    try (Chromium chromium = new Chromium();
        RestartableServer host = RestartableServer.open("--admin", "127.0.0.1:" + port);
        PythonMember ana = PythonMember.dealer(host.port(), "Ana")) {
      ana.hearsSomethingOf("seated");
      for (Setting setting :
          List.of(
              Setting.desktop(),
              Setting.desktop().in(ColorScheme.DARK),
              Setting.phone(),
              Setting.phone().in(ColorScheme.DARK))) {
        try (PageUser operator =
            chromium.open("http://127.0.0.1:" + port + "/", setting.withoutPolicy())) {
          Page page = operator.page();
          page.locator("[aria-label='Chat0: 1 of 10 seated']").waitFor();
          page.locator("figure path")
              .first()
              .waitFor(
                  new com.microsoft.playwright.Locator.WaitForOptions()
                      .setState(com.microsoft.playwright.options.WaitForSelectorState.ATTACHED));
          page.evaluate(axe());
          assertThat((List<?>) page.evaluate(RUN)).as("%s", setting).isEmpty();
          assertThat(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
              .as("nothing sticks out: %s", setting)
              .isEqualTo(true);
        }
      }
    }
  }

  /** A state with so many tables, some of each kind; what a server tells, but without one. */
  private static String state(int rooms) {
    return state(rooms, 0);
  }

  /** The same some turns later: at a quarter of the tables, somebody has come or gone. */
  private static String state(int rooms, int turn) {
    StringBuilder all = new StringBuilder();
    String[] kinds = {"ss........", "sssrh.....", "s.........", "sssssssssh", "rr........"};
    int seated = 0;
    for (int i = 0; i < rooms; i++) {
      String places = kinds[(i * 7 + i / 5 + (i % 4 == turn % 4 ? turn : 0)) % kinds.length];
      seated += (int) places.chars().filter(c -> c == 's').count();
      all.append(i == 0 ? "" : ", ")
          .append("[%d, %d, \"%s\"]".formatted(i, i % 9 == 4 ? 1 : 0, places));
    }
    return "{\"version\": \"1.0.0\", \"ready\": true, \"draining\": false, \"capacity\": 10, "
        + "\"reserved\": %d, \"seated\": %d, \"held\": %d, \"connections\": %d, "
            .formatted(rooms / 3, seated, rooms / 4, seated + rooms / 4)
        + "\"emergency\": \"normal\", \"blocks\": [], \"rooms\": [%s]}".formatted(all);
  }

  private static final List<Setting> SETTINGS =
      List.of(
          Setting.desktop(),
          Setting.desktop().in(ColorScheme.DARK),
          Setting.wide(),
          Setting.wide().in(ColorScheme.DARK),
          Setting.phone(),
          Setting.phone().in(ColorScheme.DARK));

  /** The page is told this state, whatever the server's is, each time that it asks. */
  private static void answerState(Page page, Supplier<String> state) {
    page.route(
        "**/state",
        route ->
            route.fulfill(
                new Route.FulfillOptions()
                    .setContentType("application/json")
                    .setBody(state.get())));
  }

  private void fits(int rooms, List<Setting> settings) throws Exception {
    int port = FreePort.find();
    String state = state(rooms);
    try (Chromium chromium = new Chromium();
        RestartableServer _ = RestartableServer.open("--admin", "127.0.0.1:" + port)) {
      try (PageUser operator =
          chromium.open(
              "http://127.0.0.1:" + port + "/ready", settings.getFirst().withoutPolicy())) {
        Page page = operator.page();
        answerState(page, () -> state);
        page.navigate("http://127.0.0.1:" + port + "/");
        page.locator(rooms == 0 ? "#nobody:visible" : ".room >> nth=" + (rooms - 1)).waitFor();
        page.locator("figure path")
            .first()
            .waitFor(
                new com.microsoft.playwright.Locator.WaitForOptions()
                    .setState(com.microsoft.playwright.options.WaitForSelectorState.ATTACHED));
        page.evaluate(axe());
        for (Setting setting : settings) {
          page.setViewportSize(setting.width(), setting.height());
          page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(setting.colours()));
          PageStates.rest(page);
          assertThat(page.locator(".room").count()).isEqualTo(rooms);
          assertThat(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
              .as("nothing sticks out: %d, %s", rooms, setting)
              .isEqualTo(true);
          picture(page, rooms, setting);
          assertThat((List<?>) page.evaluate(RUN)).as("%d, %s", rooms, setting).isEmpty();
        }
      }
    }
  }

  /** With {@code -Dprosa.pictures=FOLDER} what is seen is kept there. */
  private static void picture(Page page, int rooms, Setting setting) {
    String folder = System.getProperty("prosa.pictures");
    if (folder != null) {
      page.screenshot(
          new Page.ScreenshotOptions()
              .setPath(
                  Path.of(
                      folder,
                      "operator-%d-%s-%s.png"
                          .formatted(
                              rooms,
                              setting.width() < 600
                                  ? "phone"
                                  : setting.width() < 1600 ? "desktop" : "wide",
                              setting.colours().name().toLowerCase(Locale.ROOT)))));
    }
  }

  @Tag("long")
  @ParameterizedTest
  @ValueSource(ints = {0, 3, 200})
  void anyNumberOfTablesFits(int rooms) throws Exception {
    fits(rooms, SETTINGS);
  }

  /**
   * In a cluster, all nodes are listed, and an action is for the one that is chosen, or for all.
   */
  @Test
  void theNodesOfAClusterAreListedAndChosenForActions() throws Exception {
    int port = FreePort.find();
    String cluster =
        "\"cluster\": {\"node\": \"a\", \"trouble\": \"\", \"relays\": 0, \"links\": 0, \"nodes\":"
            + " [{\"node\": \"a\", \"draining\": false, \"rooms\": 3, \"members\": 7,"
            + " \"connections\": 9}, {\"node\": \"b\", \"draining\": true, \"rooms\": 1,"
            + " \"members\": 4, \"connections\": 5}]}, ";
    String state = state(3).replace("\"emergency\"", cluster + "\"emergency\"");
    String stateOfB =
        state(1)
            .replace(
                "\"emergency\"",
                cluster.replace("\"node\": \"a\", \"trouble\"", "\"node\": \"b\", \"trouble\"")
                    + "\"emergency\"")
            .replace("\"emergency\": \"normal\"", "\"emergency\": \"no-links\"")
            .replaceFirst(
                "\"blocks\": \\[[^\\]]*\\]",
                "\"blocks\": [{\"network\": \"198.51.100.0/24\", \"seconds\": 90}]");
    List<String> asked = new CopyOnWriteArrayList<>();
    try (Chromium chromium = new Chromium();
        RestartableServer _ = RestartableServer.open("--admin", "127.0.0.1:" + port)) {
      for (Setting setting : List.of(Setting.desktop(), Setting.phone().in(ColorScheme.DARK))) {
        try (PageUser operator =
            chromium.open("http://127.0.0.1:" + port + "/ready", setting.withoutPolicy())) {
          Page page = operator.page();
          answerState(page, () -> state);
          AtomicBoolean silent = new AtomicBoolean();
          page.route(
              "**/state?node=b",
              route ->
                  route.fulfill(
                      silent.get()
                          ? new Route.FulfillOptions().setStatus(404)
                          : new Route.FulfillOptions()
                              .setContentType("application/json")
                              .setBody(stateOfB)));
          page.route(
              "**/actions/**",
              route -> {
                String url = route.request().url();
                asked.add(url.substring(url.indexOf("/actions/")));
                route.fulfill(
                    new Route.FulfillOptions()
                        .setBody(
                            url.contains("reload")
                                ? "read again; the next start: threads, console\n"
                                : "done\n"));
              });
          page.navigate("http://127.0.0.1:" + port + "/");
          page.locator("#nodes tr >> nth=1").waitFor();
          assertThat(page.locator("#nodes tr").allInnerTexts())
              .containsExactly("a (this one)\t7\t3\t9\tready", "b\t4\t1\t5\tit is draining");
          assertThat(page.locator("#node option").allInnerTexts())
              .containsExactly("a", "b", "all nodes");
          page.locator(".room").first().click();
          assertThat(page.inputValue("#room")).isEqualTo("Chat0@a");
          page.fill("#room", "Chat2@b");
          page.click("#seat-form button[value=close]");
          page.click("#seat-form button[value=close]");
          page.selectOption("#node", "*");
          page.click("#emergency-form button");
          page.selectOption("#node", "b");
          page.fill("#network", "203.0.113.0/24");
          page.click("#block-form button[type=submit]");
          page.locator("text=Stay open").waitFor(); // b drains
          page.click("#drain");
          page.waitForCondition(() -> asked.size() == 4); // runs the routes, too
          assertThat(asked)
              .containsExactly(
                  "/actions/close-room?room=Chat2%40b",
                  "/actions/emergency?level=normal&node=*",
                  "/actions/block?network=203.0.113.0%2F24&minutes=60&node=b",
                  "/actions/undrain?node=b");
          asked.clear();
          page.selectOption("#node", "a");
          page.click("#drain-form button[value=reload]");
          page.locator("text=The next start will change: threads, console").waitFor();
          assertThat(asked).containsExactly("/actions/reload?node=a");
          asked.clear();
          page.click("#nodes tr:nth-child(2) button");
          page.waitForFunction("document.querySelectorAll('.room').length === 1");
          assertThat(page.innerText("#rooms-title")).isEqualTo("Tables at b");
          assertThat(page.inputValue("#node")).isEqualTo("b");
          assertThat(page.inputValue("#level")).isEqualTo("no-links");
          page.locator(".room").first().click();
          assertThat(page.inputValue("#room")).isEqualTo("Chat0@b");
          page.selectOption("#node", "a"); // the block is one of b all the same
          page.click("#blocks button");
          page.waitForCondition(() -> asked.size() == 1);
          assertThat(asked).containsExactly("/actions/unblock?network=198.51.100.0%2F24&node=b");
          asked.clear();
          silent.set(true);
          page.locator("text=node b does not answer").waitFor();
          page.waitForFunction("document.querySelectorAll('.room').length === 3");
          assertThat(page.innerText("#rooms-title")).isEqualTo("Tables at a");
          assertThat(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
              .as("nothing sticks out: %s", setting)
              .isEqualTo(true);
          page.evaluate(axe());
          assertThat((List<?>) page.evaluate(RUN)).as("%s", setting).isEmpty();
        }
      }
    }
  }

  @Tag("long")
  @Test
  void twoThousandTablesFit() throws Exception {
    fits(2000, SETTINGS);
  }

  /** Runs for some seconds; the intervals between frames, sorted. */
  private static final String FRAMES =
      """
      new Promise((done) => {
        const frames = [];
        let before = performance.now();
        const end = before + 10000;
        const frame = () => {
          const now = performance.now();
          frames.push(now - before);
          before = now;
          if (now < end) requestAnimationFrame(frame);
          else done(frames.sort((a, b) => a - b));
        };
        requestAnimationFrame(frame);
      })
      """;

  /** With 2,000 tables, a quarter of which change each second, the page stays quick to use. */
  @Tag("long")
  @Test
  void twoThousandTablesThatChangeLeaveThePageItsFrames() throws Exception {
    int port = FreePort.find();
    AtomicInteger turn = new AtomicInteger();
    try (Chromium chromium = new Chromium();
        RestartableServer _ = RestartableServer.open("--admin", "127.0.0.1:" + port);
        PageUser operator =
            chromium.open("http://127.0.0.1:" + port + "/ready", Setting.desktop())) {
      Page page = operator.page();
      answerState(page, () -> state(2000, turn.incrementAndGet()));
      page.navigate("http://127.0.0.1:" + port + "/");
      page.locator(".room >> nth=1999").waitFor();
      List<Double> frames = new ArrayList<>();
      for (Object each : (List<?>) page.evaluate(FRAMES)) {
        frames.add(((Number) each).doubleValue());
      }
      double median = frames.get(frames.size() / 2);
      double nearlyAll = frames.get(frames.size() * 99 / 100);
      double longest = frames.getLast();
      System.out.printf(
          Locale.ROOT,
          "2,000 tables: state of %,d bytes; %d frames in 10 s, of which %d changed tables; median"
              + " %.1f ms, 99 %% within %.1f ms, longest %.1f ms%n",
          state(2000).length(),
          frames.size(),
          turn.get(),
          median,
          nearlyAll,
          longest);
      assertThat(turn.get()).isGreaterThan(4);
      assertThat(median).isLessThan(40);
      assertThat(longest).isLessThan(1_000);
    }
  }

  @Tag("long")
  @ParameterizedTest
  @CsvSource({
    "pt-PT, pt-BR, Mesas, Esvaziar e encerrar, 'Chat0: 1 de 10 sentadas'",
    "es-MX, es, Mesas, Vaciar y terminar, 'Chat0: 1 de 10 sentadas'",
    "de-DE, en, Tables, Drain and end, 'Chat0: 1 of 10 seated'"
  })
  void speaksTheLanguageOfTheBrowser(
      String browser, String tag, String tables, String drain, String room) throws Exception {
    int port = FreePort.find();
    try (Chromium chromium = new Chromium();
        RestartableServer host = RestartableServer.open("--admin", "127.0.0.1:" + port);
        PythonMember ana = PythonMember.dealer(host.port(), "Ana");
        PageUser operator =
            chromium.open("http://127.0.0.1:" + port + "/", Setting.desktop().speaking(browser))) {
      ana.hearsSomethingOf("seated");
      Page page = operator.page();
      page.locator("[aria-label='" + room + "']").waitFor();
      assertThat(page.getAttribute("html", "lang")).isEqualTo(tag);
      assertThat(page.textContent("#rooms-title")).isEqualTo(tables);
      assertThat(page.textContent("#drain")).isEqualTo(drain);
      page.fill("#room", "Chat7");
      page.fill("#place", "1");
      page.locator("#seat-form button").first().click();
      page.locator("#outcome:not(:empty)").waitFor();
    }
  }
}
