package prosa.integration.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.BoundingBox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import prosa.integration.FreePort;
import prosa.integration.browser.Chromium.Setting;
import prosa.messages.Language;
import prosa.messages.Messages;

/**
 * The page before a seat is taken: the members present, dead ends and their next steps, and no
 * server.
 */
final class WayInTest extends PageTestCase {
  private static final Pattern CODE = Pattern.compile("/r/([A-Za-z0-9_-]+)");
  private static final int SEATS = 10;

  /** Members who only sit, each on a WebSocket of its own. */
  private static final String TAKE_THE_OTHERS =
      """
      async ([invite, count]) => {
        window.members = [];
        for (let i = 1; i <= count; i++) {
          const socket = new WebSocket(new URL('/talk', location.href.replace('http', 'ws')));
          members.push(socket);
          await new Promise((seated, refused) => {
            socket.onmessage = ({ data }) => {
              const { type } = JSON.parse(data);
              if (type === 'hello') {
                socket.send(JSON.stringify({ type: 'enter', user: `Member ${i}`, invite }));
              } else if (type === 'seated') {
                seated();
              } else if (type === 'refused') {
                refused(new Error(data));
              }
            };
          });
        }
      }
      """;

  /** The buttons and links that are seen and have no name. */
  private static final String NAMELESS =
      """
      [...document.querySelectorAll('button, a')]
          .filter(one => one.checkVisibility({ visibilityProperty: true }))
          .filter(one => one.textContent.trim() === '' && !one.ariaLabel)
          .map(one => one.outerHTML)
      """;

  /**
   * Keeps in window.heard what a screen reader says: of live regions, and of what has the focus.
   */
  private static final String LISTEN =
      """
      () => {
        window.heard = [];
        const described = (field) => {
          const text = document.getElementById(field?.getAttribute('aria-describedby'))?.textContent;
          if (text) {
            heard.push(text);
          }
        };
        addEventListener('focusin', ({ target }) => described(target));
        new MutationObserver((changes) => {
          const spoken = new Set();
          for (const { target, type } of changes) {
            const from = target instanceof Element ? target : target.parentElement;
            const live = from.closest('[role=alert], [role=status], [role=log], [aria-live]');
            if (live !== null && live.checkVisibility()) {
              spoken.add(live);
            }
            if (type === 'attributes' && target === document.activeElement) {
              described(target);
            }
          }
          heard.push(...[...spoken].map((live) => live.textContent.trim()).filter((text) => text));
        }).observe(document, { subtree: true, childList: true, characterData: true,
          attributes: true, attributeFilter: ['aria-describedby', 'hidden'] });
      }
      """;

  /** How many people are there is told on the way in. */
  @Override
  boolean oneServer() {
    return false;
  }

  @Test
  void refusedNameIsReadOnce() {
    try (PageUser ana = chromium.open(host.url())) {
      ana.page().evaluate(LISTEN);
      ana.page().fill("#name", ""); // waits until the page shows it
      ana.page().press("#name", "Enter");
      ana.holds("an empty name", () -> timesHeard(ana, "Write a name first.") == 1);

      ana.page().fill("#name", "x".repeat(40));
      ana.page().click("#enter .primary");
      ana.holds("refused", () -> timesHeard(ana, "1 to 32 visible characters") > 0);
      ana.page().waitForTimeout(500);
      assertThat(timesHeard(ana, "1 to 32 visible characters"))
          .as("%s", ana.page().evaluate("heard"))
          .isOne();
      assertThat(focused(ana)).isEqualTo("name");

      ana.page().focus("#private");
      ana.page().focus("#name");
      assertThat(timesHeard(ana, "1 to 32 visible characters"))
          .as("again, when asked")
          .isEqualTo(2);
    }
  }

  private static long timesHeard(PageUser friend, String part) {
    List<?> heard = (List<?>) friend.page().evaluate("heard");
    return heard.stream().filter(text -> text.toString().contains(part)).count();
  }

  @Test
  void numberOfPeopleIsToldBeforeOneEntersAndNothingElse() throws IOException {
    try (PageUser ana = chromium.open(host.url())) {
      ana.holds("nobody", () -> company(ana).equals("Nobody is here yet: be the first."));
      try (PythonMember bob = dealer("Bob");
          PythonMember eva = dealer("Eva")) {
        bob.hearsSomethingOf("seated");
        eva.hearsSomethingOf("seated");
        Object told = ana.page().evaluate("fetch('people').then(answer => answer.text())");
        assertThat((String) told).as("at once").isEqualTo("{\"people\": 2, \"tables\": 1}");
        try (PageUser rui = chromium.open(host.url())) {
          rui.holds("two", () -> company(rui).equals("2 people at 1 table"));
          assertThat(rui.page().content()).doesNotContain("Bob", "Eva");
        }
        bob.say("oi");
        eva.hears("Bob: oi");
      }
    }
  }

  /** What is loaded later shows nothing before it can say what it is. */
  @Test
  void noControlIsSeenBeforeItHasItsName() {
    List<Route> held = new CopyOnWriteArrayList<>();
    try (PageUser ana = chromium.open(host.url())) {
      AtomicBoolean open = new AtomicBoolean();
      ana.page()
          .route(
              "**/later-*.js",
              route -> {
                if (open.get()) {
                  route.resume();
                } else {
                  held.add(route);
                }
              });
      ana.page().reload();
      ana.page().waitForCondition(() -> !held.isEmpty());
      ana.page().locator("#name").waitFor();
      assertThat((List<?>) ana.page().evaluate(NAMELESS)).isEmpty();
      assertThat(ana.page().locator("#encrypted").isVisible()).isFalse();
      open.set(true);
      held.forEach(Route::resume);
      ana.page().locator("#encrypted").waitFor();
      assertThat((List<?>) ana.page().evaluate(NAMELESS)).isEmpty();
    }
  }

  @Tag("long")
  @ParameterizedTest
  @EnumSource(names = {"ENGLISH", "PORTUGUESE", "SPANISH"})
  void fullTableIsSaidWithTheNextStep(Language language) {
    Messages messages = Messages.in(language);
    Setting setting = Setting.phone().speaking(language.tag());
    try (PageUser ana = chromium.open(host.url(), setting)) {
      ana.page().fill("#name", "Ana");
      ana.page().click("#private");
      ana.isSeated();
      ana.holds("an invitation", () -> CODE.matcher(ana.page().url()).find());
      Matcher code = CODE.matcher(ana.page().url());
      assertThat(code.find()).isTrue();
      ana.page().evaluate(TAKE_THE_OTHERS, List.of(code.group(1), SEATS - 1));
      try (PageUser rui = chromium.open(ana.page().url(), setting)) {
        rui.page().fill("#name", "Rui");
        rui.page().press("#name", "Enter");
        stopped(rui, messages.text("fullRoom"), messages.text("fullRoomNote"));
        rui.page().press("#name", "x"); // a key in the field takes no step away
        ana.page().evaluate("members[0].send('{\"type\": \"leave\"}')");
        ana.isTold("Member 1");
        ana.holds("a free seat", () -> ana.table().size() == SEATS - 1);
        step(rui, messages.text("again")).click();
        rui.isSeated();
        assertThat(rui.room()).isEqualTo(ana.room());
      }
    }
  }

  @Tag("long")
  @ParameterizedTest
  @EnumSource(names = {"ENGLISH", "PORTUGUESE", "SPANISH"})
  void deadInvitationIsSaidWithTheNextStep(Language language) {
    Messages messages = Messages.in(language);
    Setting setting = Setting.phone().speaking(language.tag());
    try (PageUser ana = chromium.open(host.url() + "/r/AAAAAAAAAAAAAAAAAAAAAA", setting)) {
      ana.page().locator("#invited").waitFor();
      ana.page().fill("#name", "Ana");
      ana.page().press("#name", "Enter");
      stopped(ana, messages.text("inviteEnded"), messages.text("inviteEndedNote"));
      assertThat(ana.page().url()).isEqualTo(host.url() + "/");
      assertThat(ana.page().locator("#invited").isVisible()).isFalse();
      step(ana, messages.text("joinStrangers")).click();
      ana.isSeated();
    }
  }

  @Test
  void anEmojiInANameIsErasedAsOneAndNeverCut() {
    try (PageUser ana = chromium.open(host.url(), Setting.phone())) {
      Page page = ana.page();
      page.locator("#name").waitFor();
      for (String emoji : List.of("🎉", "👍🏽", "👨‍👩‍👧‍👦", "🇧🇷", "🏴󠁧󠁢󠁥󠁮󠁧󠁿")) {
        page.fill("#name", "Fê" + emoji + "a");
        page.press("#name", "End");
        page.press("#name", "Backspace");
        page.press("#name", "Backspace");
        assertThat(page.inputValue("#name")).as(emoji).isEqualTo("Fê");
        page.fill("#name", "");
        page.locator("#name").focus();
        page.keyboard().insertText(emoji.repeat(40)); // more than a name may have
        assertThat(page.inputValue("#name")).isEqualTo(emoji.repeat(40));
        page.press("#name", "Enter");
        ana.holds("it is refused", () -> !page.locator("#name-trouble").textContent().isBlank());
        assertThat(page.inputValue("#name")).as("to be made shorter").isEqualTo(emoji.repeat(40));
      }
    }
  }

  @Test
  void missingPageLeadsBack() {
    try (PageUser ana = chromium.open(host.url() + "/r/not/a/link", Setting.phone())) {
      Page page = ana.page();
      assertThat(page.innerText("main"))
          .contains("There is no such page", "Esta página não existe", "Esta página no existe");
      page.click("a.primary");
      page.locator("#name").waitFor();
      assertThat(page.url()).isEqualTo(host.url() + "/");
    }
  }

  /** What is pressed is where it was when one aimed at it. */
  @Tag("long")
  @Test
  void whatIsLoadedAfterTheFirstViewMovesNothing() {
    List<Route> held = new ArrayList<>();
    try (PageUser ana = chromium.open("about:blank")) {
      ana.page().route(Pattern.compile("/(sealed-view\\.js|people)$"), held::add);
      ana.page().navigate(host.url());
      ana.page().locator("#private").waitFor();
      ana.holds("both are asked for", () -> held.size() == 2);
      BoundingBox before = ana.page().locator("#private").boundingBox();
      held.forEach(Route::resume);
      ana.page().locator("#encrypted").waitFor();
      ana.holds("company", () -> !ana.page().textContent("#company").isEmpty());
      BoundingBox after = ana.page().locator("#private").boundingBox();
      assertThat(after.y).isEqualTo(before.y);
      assertThat(after.height).isEqualTo(before.height);
      assertThat(ana.complaints()).isEmpty();
    }
  }

  @Tag("long")
  @Test
  void withoutTheServerAPageSaysSoAndGoesBackByItself() throws Exception {
    try (PageUser ana = chromium.open(host.url(), Setting.phone())) {
      Page page = ana.page();
      page.evaluate("navigator.serviceWorker.ready.then(() => true)");
      ana.sitDown("Ana");
      ana.say("a secret");
      ana.hears("a secret");
      Object kept =
          page.evaluate(
              "caches.keys().then(names => Promise.all(names.map(name => caches.open(name)))).then("
                  + "all => Promise.all(all.map(one => one.keys()))).then(all =>"
                  + " all.flat().map(one => new URL(one.url).pathname.split('/').pop()).sort()"
                  + ".join(' '))");
      assertThat(kept).isEqualTo("offline.html offline.js prosa.css prosa.svg theme-boot.js");

      host.kill();
      page.navigate(host.url());

      assertThat(page.innerText("main"))
          .contains("The server cannot be reached", "não pode ser alcançado", "No se puede llegar")
          .doesNotContain("a secret", "Ana");
      assertThat(page.locator("#again").boundingBox().height).isGreaterThanOrEqualTo(44);
      host.startAgain();
      ana.isSeated(); // nobody has pressed anything
      ana.isTold("Your seat was gone");
      assertThat(ana.bubbles()).isEmpty();
    }
  }

  private static String company(PageUser ana) {
    return ana.page().textContent("#company");
  }

  private static void stopped(PageUser ana, String title, String note) {
    ana.page().locator("#stopped").waitFor();
    assertThat(ana.page().textContent("#stopped-title")).isEqualTo(title);
    assertThat(ana.page().textContent("#stopped-note")).isEqualTo(note);
    Locator first = ana.page().locator("#next-steps button").first();
    assertThat(first.boundingBox().height).isGreaterThanOrEqualTo(44);
    assertThat(((Number) ana.page().evaluate("document.documentElement.scrollWidth")).intValue())
        .isLessThanOrEqualTo(390);
  }

  private static Locator step(PageUser ana, String label) {
    return ana.page()
        .locator("#next-steps button")
        .filter(new Locator.FilterOptions().setHasText(label));
  }

  @Tag("long")
  @Test
  void whatTheHostSaysIsShownOnTheWayInAndByAbout(@TempDir Path files) throws IOException {
    Path welcome = Files.writeString(files.resolve("welcome.txt"), "Be kind <b>here</b>.\n");
    Files.writeString(files.resolve("welcome.pt-BR.txt"), "Seja gentil.\n");
    Path terms = Files.writeString(files.resolve("terms.txt"), "See https://example.org/terms.\n");
    try (RestartableServer told =
        RestartableServer.open(
            "--name",
            "Corner Table",
            "--contact",
            "ana@example.org",
            "--welcome",
            welcome.toString(),
            "--terms",
            terms.toString())) {
      try (PageUser ana = chromium.open(told.url())) {
        ana.holds("the name", () -> ana.page().textContent("#host-name").equals("Corner Table"));
        assertThat(ana.page().textContent("#host-welcome").strip())
            .isEqualTo("Be kind <b>here</b>.");
        assertThat(ana.page().getAttribute("#host-terms-text a", "href"))
            .isEqualTo("https://example.org/terms");
        ana.sitDown("Ana").say("/about");
        ana.isTold("ana@example.org");
        for (String part : List.of("Corner Table", "Be kind <b>here</b>.", "example.org/terms")) {
          ana.isTold(part);
        }
        assertThat(ana.bubbles()).as("a command is never said").isEmpty();
      }
      try (PageUser rui = chromium.open(told.url(), Setting.desktop().speaking("pt-BR"))) {
        rui.holds(
            "in the reader's language",
            () -> rui.page().textContent("#host-welcome").strip().equals("Seja gentil."));
      }
    }
    try (PageUser eva = chromium.open(host.url())) {
      eva.sitDown("Eva").say("/about");
      eva.isTold(Messages.in(Language.ENGLISH).text("hostSilent"));
    }
  }

  @Tag("long")
  @Test
  void whoIsSentAwayIsToldByWhomAndWhatNext() throws Exception {
    int admin = FreePort.find();
    try (RestartableServer watched = RestartableServer.open("--admin", "127.0.0.1:" + admin);
        PageUser ana = chromium.open(watched.url(), Setting.phone()).sitDown("Ana")) {
      Messages messages = Messages.in(Language.ENGLISH);
      for (String reason : List.of("removed", "room-closed")) {
        PageStates.act(
            admin,
            reason.equals("removed")
                ? "remove-seat?room=" + ana.room() + "&place=1"
                : "close-room?room=" + ana.room());
        stopped(ana, messages.text("notSeated"), messages.text("refused." + reason));
        step(ana, messages.text("again")).click();
        ana.isSeated();
        assertThat(ana.bubbles()).isEmpty();
      }
    }
  }
}
