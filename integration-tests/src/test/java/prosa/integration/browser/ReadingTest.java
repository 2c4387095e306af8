package prosa.integration.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.io.IOException;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import prosa.integration.browser.Chromium.Setting;

/** Reading the conversation: its end, the scroll position, its limits, copying. */
final class ReadingTest extends PageTestCase {
  private static final String FIRST_IN_SIGHT =
      "(box => [...box.querySelectorAll('.said')].find(e => e.checkVisibility({contentVisibilityAuto:"
          + " true}) && e.getBoundingClientRect().top >= box.getBoundingClientRect().top)"
          + ".querySelector('.bubble').textContent)(document.getElementById('log'))";
  private static final String LINES = "document.querySelectorAll('#log .said, #log .event').length";

  private void speak(PythonMember bob, int from, int to) {
    IntStream.range(from, to).forEach(i -> bob.say("line " + i));
  }

  @Test
  void readerOfOldLinesStaysThereWhateverChanges() throws IOException {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana");
        PythonMember bob = dealer("Bob")) {
      speak(bob, 0, 80);
      ana.hears("line 79");
      ana.page().evaluate("document.getElementById('log').scrollTop = 300");
      ana.page().waitForTimeout(100);
      Object before = ana.page().evaluate(FIRST_IN_SIGHT);

      ana.page().fill("#say", "a draft\nof\nseveral\nlines");
      assertThat(ana.page().evaluate(FIRST_IN_SIGHT)).as("growing draft").isEqualTo(before);
      ana.page().setViewportSize(1280, 700);
      assertThat(ana.page().evaluate(FIRST_IN_SIGHT)).as("lower window").isEqualTo(before);
      speak(bob, 80, 100);
      ana.hears("line 99");
      ana.page().locator("#below").getByText("20 new messages").waitFor();
      assertThat(ana.page().evaluate(FIRST_IN_SIGHT)).as("new lines").isEqualTo(before);
      assertThat(ana.page().locator("#log .event.new").count()).as("a line above the new").isOne();

      ana.page().click("#below");
      assertThat(focused(ana)).isEqualTo("say");
      ana.holds(
          "the end",
          () ->
              number(
                      ana,
                      "(b => b.scrollHeight - b.scrollTop - b.clientHeight)(document.getElementById('log'))")
                  < 2);
      ana.page().setViewportSize(1280, 500);
      speak(bob, 100, 101);
      ana.hears("line 100");
      ana.holds("the end is followed", () -> ana.page().locator("#below").isHidden());
    }
  }

  @Tag("long")
  @Test
  void twoThousandLinesAreKeptAndTheReaderIsNotMoved() throws IOException {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana");
        PythonMember bob = dealer("Bob")) {
      speak(bob, 0, 2_090);
      ana.hears("line 2089");
      ana.page()
          .evaluate(
              "(b => { b.scrollTop = b.scrollHeight * 0.7; })(document.getElementById('log'))");
      ana.page().waitForTimeout(100);
      Object before = ana.page().evaluate(FIRST_IN_SIGHT);
      speak(bob, 2_090, 3_300);
      ana.hears("line 3299");

      assertThat(number(ana, LINES)).isCloseTo(3_000, within(110.0));
      assertThat(ana.page().evaluate(FIRST_IN_SIGHT)).isEqualTo(before);
      assertThat(ana.page().locator("#log .event").first().textContent())
          .isEqualTo("Older lines are gone");
      ana.page().click("#below");
      speak(bob, 3_300, 3_301);
      ana.hears("line 3300");
      ana.holds("two thousand again", () -> number(ana, LINES) <= 2_101);
    }
  }

  /** Blocks that were never in sight have estimated heights, and must not push the reader. */
  @Test
  void readerWhoGoesUpMeetsEveryLineOnce() throws IOException {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana");
        PythonMember bob = dealer("Bob")) {
      speak(bob, 0, 400);
      ana.hears("line 399");
      String seen =
          ana.page()
              .evaluate(
                  "async () => { const box = document.getElementById('log'); const seen = [];"
                      + " while (box.scrollTop > 0 && seen.length < 2000) {"
                      + " box.scrollTop -= 150;"
                      + " await new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)));"
                      + " const first = "
                      + FIRST_IN_SIGHT
                      + "; if (first !== seen.at(-1)) seen.push(first); }"
                      + " return seen.map(t => t.replace('line ', '')).join(' '); }")
              .toString();
      int[] numbers =
          java.util.Arrays.stream(seen.split(" ")).mapToInt(Integer::parseInt).toArray();
      assertThat(numbers.length).isGreaterThan(60);
      for (int i = 1; i < numbers.length; i++) {
        assertThat(numbers[i - 1] - numbers[i]).as(seen).isBetween(0, 8);
      }
      assertThat(numbers[numbers.length - 1]).isLessThan(3);
    }
  }

  @Test
  void copiedTalkHasANameBeforeEachText() throws IOException {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana");
        PythonMember bob = dealer("Bob")) {
      bob.say("hello");
      bob.say("how are you?");
      ana.hears("how are you?");
      Object copied =
          ana.page()
              .evaluate(
                  "() => { const lines = document.querySelectorAll('#log .said');"
                      + " const range = document.createRange(); range.setStartBefore(lines[0]);"
                      + " range.setEndAfter(lines[lines.length - 1]);"
                      + " getSelection().removeAllRanges(); getSelection().addRange(range);"
                      + " const data = new DataTransfer();"
                      + " document.getElementById('log').dispatchEvent(new ClipboardEvent('copy',"
                      + " {clipboardData: data, bubbles: true, cancelable: true}));"
                      + " return data.getData('text/plain'); }");
      assertThat(copied).isEqualTo("Bob: hello\nBob: how are you?");
      assertThat(ana.page().evaluate("getSelection().toString()").toString())
          .as("neither initials nor times")
          .doesNotContainPattern("(?m)^B$|\\d:\\d\\d");
    }
  }

  @Tag("long")
  @Test
  void talkOutlivesManyWhoComeAndGo() throws IOException {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana");
        PythonMember bob = dealer("Bob");
        PythonMember flap = dealer("Flap")) {
      bob.say("the address is Rua das Flores 12");
      ana.hears("the address is Rua das Flores 12");
      for (int i = 0; i < 40; i++) {
        flap.say("{\"type\": \"leave\"}");
        flap.say("{\"type\": \"enter\", \"user\": \"Flap\"}");
      }
      bob.say("done");
      ana.hears("done");
      assertThat(ana.page().locator("#log .event").count()).isLessThan(20);
      assertThat(ana.bubbles()).contains("the address is Rua das Flores 12");
    }
  }

  @Test
  void screenReaderIsToldEachMessageOnce() throws IOException {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana");
        PythonMember bob = dealer("Bob")) {
      for (int i = 0; i < 7; i++) {
        bob.say("message number " + i);
      }
      ana.hears("message number 6");
      ana.say("message number 7 is mine");
      ana.hears("message number 7 is mine");
      bob.say("{\"type\": \"say\", \"message\": \"message number 8\", \"re\": 3}");
      bob.say("{\"type\": \"say\", \"message\": \"ends it\", \"action\": true}");
      ana.hears("ends it");
      String tree = ana.page().locator("#log").ariaSnapshot();
      StringBuilder expected =
          new StringBuilder(
              """
              - log "Messages":
                - paragraph: You sit at table T as Ana.
                - paragraph: Bob sat down
              """);
      for (int i = 0; i < 7; i++) {
        expected.append("  - paragraph: Bob\n  - text: message number " + i + "\n  - time: T\n");
      }
      expected.append(
          """
            - paragraph: Ana
            - text: message number 7 is mine
            - time: T
            - paragraph: Bob
            - 'button "Bob: message number 2"'
            - text: message number 8
            - time: T
            - paragraph: Bob
            - text: ends it
            - time: T
          """);
      assertThat(
              tree.replaceAll("time: .*", "time: T")
                  .replaceAll("table Chat[0-9]+", "table T")
                  .strip())
          .isEqualTo(expected.toString().strip());
    }
  }

  @Test
  void anotherDayIsSaidBetweenTheMessages() throws IOException {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana");
        PythonMember bob = dealer("Bob")) {
      ana.page().clock().setFixedTime(LocalDateTime.of(2026, 3, 1, 23, 59).toString());
      bob.say("good night");
      ana.hears("good night");
      bob.say("sleep well");
      ana.hears("sleep well");
      assertThat(ana.page().locator("#log .divide").count()).isZero();
      ana.page().clock().setFixedTime(LocalDateTime.of(2026, 3, 2, 0, 1).toString());
      bob.say("good morning");
      ana.hears("good morning");
      assertThat(ana.page().locator("#log .divide").allTextContents())
          .containsExactly("Monday, March 2, 2026");
      assertThat(ana.page().locator("#log .divide + .said .bubble").textContent())
          .isEqualTo("good morning");
    }
  }

  @Test
  void mentionIsBegunFromAFaceOrAName() throws IOException {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana");
        PythonMember bob = dealer("Bob Dylan")) {
      bob.say("hello");
      ana.hears("hello");
      for (String what : List.of("#log .said > .face", "#log .by bdi", "#seats [title^=Bob]")) {
        ana.page().fill("#say", "");
        ana.page().click(what);
        ana.page().click("#mention");
        assertThat(ana.page().inputValue("#say")).as(what).isEqualTo("@Bob Dylan ");
        assertThat(focused(ana)).isEqualTo("say");
      }
    }
  }

  @Test
  void unreadMessagesAndMentionsAreCountedInTheTitle() throws IOException {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana");
        PythonMember bob = dealer("Bob")) {
      String title = ana.title();
      String icon = ana.page().getAttribute("#icon", "href");
      ana.page().evaluate("document.hasFocus = () => false");
      bob.say("are you there?");
      bob.say("@Ana, hello?");
      ana.hears("@Ana, hello?");
      assertThat(ana.title()).isEqualTo("(2 @1) " + title);
      assertThat(ana.page().getAttribute("#icon", "href")).contains("prosa-unread.svg");
      ana.page().evaluate("delete document.hasFocus, dispatchEvent(new Event('focus'))");
      assertThat(ana.title()).isEqualTo(title);
      assertThat((String) ana.page().evaluate("document.getElementById('icon').href"))
          .endsWith(icon.replaceFirst("^(\\.\\./)*", ""));
    }
  }

  @Tag("long")
  @Test
  void timesAreThoseOfTheReadersLocale() {
    for (String locale : java.util.List.of("en-US", "en-GB", "de-DE", "pt-BR", "es-ES")) {
      try (PageUser ana =
          chromium
              .open(host.url(), new Setting(locale, ColorScheme.LIGHT, 1280, 800, false))
              .sitDown("T " + locale)) {
        ana.say("x");
        ana.hears("x");
        assertThat(ana.page().locator("#log time").first().textContent())
            .as(locale)
            .matches(locale.equals("en-US") ? "\\d?\\d:\\d\\d\\s[AP]M" : "\\d\\d:\\d\\d");
        ana.page().click("nav [data-do=leave]");
      }
    }
  }

  @Test
  void aLostLineLeavesTheReaderWhereItWas() throws IOException {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana");
        PythonMember bob = dealer("Bob")) {
      speak(bob, 0, 80);
      ana.hears("line 79");
      ana.page().evaluate("document.getElementById('log').scrollTop = 300");
      ana.page().locator("#below").waitFor();
      Object before = ana.page().evaluate(FIRST_IN_SIGHT);
      loseTheLine(ana);
      assertThat(ana.page().evaluate(FIRST_IN_SIGHT)).as("without a line").isEqualTo(before);
      speak(bob, 80, 90);
      bob.hears("Bob: line 89");
      findTheLine(ana);
      ana.isTold("back at your seat");
      speak(bob, 90, 91);
      ana.hears("line 90");
      assertThat(ana.page().evaluate(FIRST_IN_SIGHT)).as("with one again").isEqualTo(before);

      ana.page().click("#below");
      ana.page().locator("#below").waitFor(HIDDEN);
      loseTheLine(ana);
      findTheLine(ana);
      ana.holds("back again", () -> ana.events().stream().filter(ReadingTest::isBack).count() == 2);
      speak(bob, 91, 92);
      ana.hears("line 91");
      assertThat(ana.page().locator("#below").isHidden()).as("the end is followed").isTrue();
    }
  }

  private static final Locator.WaitForOptions HIDDEN =
      new Locator.WaitForOptions().setState(WaitForSelectorState.HIDDEN);

  private static boolean isBack(String line) {
    return line.contains("back at your seat");
  }

  private static void loseTheLine(PageUser friend) {
    friend.page().context().setOffline(true);
    friend.page().evaluate("dispatchEvent(new Event('offline'))");
    friend.page().locator("#link-state").waitFor();
  }

  private static void findTheLine(PageUser friend) {
    friend.page().context().setOffline(false);
    friend.page().evaluate("dispatchEvent(new Event('online'))");
    friend.isSeated();
  }

  @Tag("long")
  @Test
  void soundIsHeardOnceAndItsSwitchOutlivesAReload() throws IOException {
    try (PageUser ana = chromium.open(host.url());
        PythonMember bob = dealer("Bob")) {
      ana.page()
          .addInitScript(
              "window.tones = 0; const { start } = OscillatorNode.prototype;"
                  + " OscillatorNode.prototype.start = function (...at) {"
                  + " tones++; return start.apply(this, at); };");
      ana.page().reload();
      ana.sitDown("Ana");
      ana.page().click("nav [data-do=settings]");
      ana.page().check("#set-sound");
      ana.page().keyboard().press("Escape");
      bob.say("in sight");
      ana.hears("in sight");
      assertThat(number(ana, "tones")).as("while the page is read").isZero();
      for (String visit : List.of("before", "after")) {
        ana.page().evaluate("document.hasFocus = () => false");
        bob.say(visit + " one");
        bob.say(visit + " two");
        bob.say(visit + " three");
        ana.hears(visit + " three");
        assertThat(number(ana, "tones")).as("a chime has two tones").isEqualTo(2);
        ana.page().reload();
        ana.isSeated();
        ana.page().click("nav [data-do=settings]"); // and a gesture, without which nothing sounds
        assertThat(ana.page().isChecked("#set-sound")).isTrue();
        ana.page().keyboard().press("Escape");
      }
      ana.page().click("nav [data-do=settings]");
      ana.page().uncheck("#set-sound");
      ana.page().keyboard().press("Escape");
      ana.page().evaluate("document.hasFocus = () => false");
      bob.say("quiet");
      ana.hears("quiet");
      assertThat(number(ana, "tones")).as("switched off").isZero();
    }
  }
}
