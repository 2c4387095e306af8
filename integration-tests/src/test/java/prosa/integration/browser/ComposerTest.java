package prosa.integration.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import prosa.messages.Language;
import prosa.messages.Messages;

/** The message field: what is sent, what stays in it, and its keys. */
final class ComposerTest extends PageTestCase {
  /** The Enter with which Safari ends a composition: it says neither that it composes nor Enter. */
  private static final String ENTER_OF_AN_INPUT_METHOD =
      "document.getElementById('say').dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter',"
          + " code: 'Enter', keyCode: 229, bubbles: true, cancelable: true}))";

  /** What keyboards of phones send instead of a key: that a line is to begin. */
  private static final String LINE_BREAK_OF_A_PHONE =
      "document.getElementById('say').dispatchEvent(new InputEvent('beforeinput',"
          + " {inputType: 'insertLineBreak', bubbles: true, cancelable: true}))";

  /** What is heard between the command and its effect would be of somebody who is muted. */
  @Test
  void whatTellsWhoIsMeantIsThereBeforeTheNameIsWritten() {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana")) {
      String loaded =
          "name => performance.getEntriesByType('resource').some(e => e.name.endsWith(name))";
      assertThat(ana.page().evaluate(loaded, "/vote.js")).isEqualTo(false);
      ana.page().focus("#say");
      ana.page().keyboard().type("/mu");
      for (String part : List.of("/vote.js", "/member-reference.js", "/confusables.txt")) {
        ana.holds(part, () -> Boolean.TRUE.equals(ana.page().evaluate(loaded, part)));
      }
      assertThat(ana.complaints()).isEmpty();
    }
  }

  @Test
  void enterThatEndsACompositionSaysNothingAndThatOfAPhoneSaysIt() {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana")) {
      ana.page().fill("#say", "にほんご");
      ana.page().evaluate(ENTER_OF_AN_INPUT_METHOD);
      assertThat(ana.page().inputValue("#say")).isEqualTo("にほんご");
      assertThat(ana.bubbles()).isEmpty();

      ana.page().evaluate(LINE_BREAK_OF_A_PHONE);
      ana.hears("にほんご");
      assertThat(ana.page().inputValue("#say")).isEmpty();
    }
  }

  /** A name that the server refuses comes back to where it was typed. */
  @Test
  void aRefusedNameComesBackToWhereItWasTyped() {
    String why = Messages.in(Language.ENGLISH).text("refused.bad-name");
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana")) {
      ana.say("/nick \u202eAna");
      ana.page().getByText(why).waitFor();
      assertThat(ana.page().inputValue("#say")).isEqualTo("/nick \u202eAna");
      assertThat(ana.page().textContent("#say-note")).isEqualTo(why);
      assertThat(ana.page().locator(".card[data-kind=no]").count()).isZero();
      ana.say("");
      ana.page().click("#seats button");
      ana.page().fill("#new-name", "\u202eAna");
      ana.page().keyboard().press("Enter");
      ana.page().locator("#member-state").getByText(why).waitFor();
      assertThat(ana.page().inputValue("#new-name")).isEqualTo("\u202eAna");
      ana.page().fill("#new-name", "Zoe");
      ana.page().keyboard().press("Enter");
      ana.holds("it is called so", () -> ana.page().locator("dialog[open]").count() == 0);
      ana.seesAtTheTable("Zoe");
    }
  }

  /** Why a draft was not taken stays to be read while earlier messages are sent. */
  @Test
  void whyADraftWasNotTakenStaysUntilSomethingIsTyped() {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana")) {
      ana.page().context().setOffline(true);
      ana.page().locator("#link-state").waitFor();
      ana.say("said meanwhile");
      ana.say("/help");
      ana.page().getByText("/nick NAME: take another name").waitFor();
      ana.page().getByText("/join LINK: the table of an invitation").waitFor();
      ana.say("/nosuch");
      String why = Messages.in(Language.ENGLISH).text("unknownCommand", "/nosuch");
      assertThat(ana.page().textContent("#say-note")).isEqualTo(why);
      ana.page().context().setOffline(false);
      ana.page().evaluate("dispatchEvent(new Event('online'))");
      ana.holds("it is said", () -> ana.page().locator("#log .said.pending").count() == 0);
      assertThat(ana.page().textContent("#say-note")).isEqualTo(why);
      assertThat(ana.page().inputValue("#say")).isEqualTo("/nosuch");
      ana.page().locator("#say").pressSequentially("x");
      assertThat(ana.page().textContent("#say-note")).isEmpty();
    }
  }

  /** Says several texts at once, as fast as the page takes them; how many it shows as not said. */
  private static final String SAY_AT_ONCE =
      """
      (texts) => {
        const field = document.getElementById('say');
        for (const text of texts) {
          field.value = text;
          field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
        }
        return [...document.querySelectorAll('#log .said.pending')].length;
      }
      """;

  private static List<String> numbered(String word, int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> word + " " + i).toList();
  }

  private static List<String> heardBy(PythonMember friend, String word) {
    return friend.heard().stream().filter(line -> line.startsWith("Ana: " + word)).toList();
  }

  @Test
  void whatIsSaidFasterThanTheRateWaitsInSightAndArrivesWholeAndInOrder() throws IOException {
    List<String> refused = new CopyOnWriteArrayList<>();
    List<String> lines = numbered("line", 14);
    try (RestartableServer slow = RestartableServer.open("--message-rate", "3:2");
        PageUser ana = chromium.open("about:blank");
        PythonMember bob = PythonMember.dealer(slow.port(), "Bob")) {
      bob.hearsSomethingOf("seated");
      ana.page()
          .onWebSocket(
              socket ->
                  socket.onFrameReceived(
                      frame -> {
                        if (frame.text().contains("\"refused\"")) {
                          refused.add(frame.text());
                        }
                      }));
      ana.page().navigate(slow.url());
      ana.sitDown("Ana");
      assertThat(ana.page().evaluate(SAY_AT_ONCE, lines)).isEqualTo(14);
      assertThat(ana.page().textContent("#say-note")).matches("1\\d messages wait to be sent");
      assertThat(ana.bubbles()).isEqualTo(lines);
      ana.holds(
          "what was said is told from what waits",
          () -> ana.page().locator("#log .said.mine:not(.pending)").count() > 0);
      assertThat(ana.page().locator("#log .said.mine.pending").count()).isPositive();

      ana.holds("all are said", () -> ana.page().locator("#log .said.pending").count() == 0);
      bob.hears("Ana: line 14");
      assertThat(heardBy(bob, "line")).isEqualTo(lines.stream().map(one -> "Ana: " + one).toList());
      assertThat(ana.bubbles()).isEqualTo(lines);
      assertThat(ana.page().textContent("#say-note")).isEmpty();
      assertThat(ana.page().locator("#log .failed").count()).isZero();
      assertThat(refused).isEmpty();
      assertThat(ana.complaints()).isEmpty();
    }
  }

  @Test
  void severalLinesThatArePastedAreOneMessage() throws IOException {
    List<String> lines = numbered("row", 300);
    String text = String.join("\n", lines);
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana");
        PythonMember bob = dealer("Bob")) {
      ana.page()
          .evaluate(
              "text => { document.activeElement.blur(); const data = new DataTransfer();"
                  + " data.setData('text/plain', text); document.body.dispatchEvent(new"
                  + " ClipboardEvent('paste', {clipboardData: data, bubbles: true,"
                  + " cancelable: true})); }",
              text);
      assertThat(ana.page().inputValue("#say")).isEqualTo(text);
      assertThat(ana.bubbles()).as("nothing is said before Enter").isEmpty();
      ana.page().press("#say", "Enter");
      bob.hears("row 300");
      assertThat(bob.heard()).filteredOn("Ana: row 1"::equals).hasSize(1);
      assertThat(bob.heard()).filteredOn(line -> line.startsWith("row ")).hasSize(299);
      assertThat(ana.page().locator("#log .said").count()).isOne();
    }
  }

  @Tag("long")
  @Test
  void anEmptyScreenKeepsWhatIsNotSaidYet() throws IOException {
    try (RestartableServer slow = RestartableServer.open("--message-rate", "1:1");
        PageUser ana = chromium.open(slow.url()).sitDown("Ana");
        PythonMember bob = PythonMember.dealer(slow.port(), "Bob")) {
      bob.hearsSomethingOf("seated");
      List<String> lines = numbered("kept", 6);
      List<String> commanded = new ArrayList<>(lines);
      commanded.add("/clear");
      assertThat(ana.page().evaluate(SAY_AT_ONCE, commanded)).isEqualTo(0);
      ana.holds("what waits is shown again", () -> ana.bubbles().equals(lines));
      assertThat(ana.events()).noneMatch(line -> line.contains("You sit at table"));
      bob.hears("Ana: kept 6");
      ana.holds("all are said", () -> ana.page().locator("#log .said.pending").count() == 0);
      assertThat(heardBy(bob, "kept")).hasSize(6);
      ana.say("/clear");
      ana.holds("what is said goes", () -> ana.bubbles().isEmpty());
    }
  }

  @Tag("long")
  @Test
  void whoLeavesSaysNothingMoreOfWhatWaited() throws IOException {
    try (RestartableServer slow = RestartableServer.open("--message-rate", "1:1");
        PageUser ana = chromium.open(slow.url()).sitDown("Ana");
        PythonMember bob = PythonMember.dealer(slow.port(), "Bob")) {
      bob.hearsSomethingOf("seated");
      ana.page().evaluate(SAY_AT_ONCE, numbered("never", 60));
      bob.hears("Ana: never 1");
      ana.page().click("nav [data-do=leave]");
      bob.hearsSomethingOf("left");
      ana.sitDown("Ana");
      assertThat(ana.bubbles()).isEmpty();
      ana.say("afresh");
      bob.hears("Ana: afresh");
      assertThat(heardBy(bob, "never")).hasSizeLessThan(60);
      assertThat(bob.heard().getLast()).isEqualTo("Ana: afresh");
      ana.holds("nothing waits", () -> ana.page().locator("#log .said.pending").count() == 0);
    }
  }

  @Test
  void draftIsClearedOnlyWhenItHasBeenTaken() throws IOException {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana");
        PythonMember bob = dealer("Bob")) {
      for (String kept :
          List.of(
              "/inviet now",
              "/me",
              "/leave me alone",
              "/SAIR já",
              "/apelido",
              "\u200b",
              "\u2800")) {
        ana.say(kept);
        assertThat(ana.page().inputValue("#say")).isEqualTo(kept);
        String word = kept.split(" ", 2)[0];
        if (word.startsWith("/")) {
          assertThat(ana.page().textContent("#say-note")).as(kept).contains(word + " ");
        }
      }
      ana.say("/usr/local/bin is where it is");
      ana.say("    if x:\n        y()");
      ana.say("  /me waves");
      bob.hears("Ana: /usr/local/bin is where it is");
      ana.hears("    if x:\n        y()");
      ana.hears("waves");
      assertThat(bob.heard()).noneMatch(line -> line.contains("/me") || line.contains("inviet"));
    }
  }

  @Test
  void whatIsTypedElsewhereLandsInTheField() {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana")) {
      for (String place : List.of("#log", "nav [data-do=settings]", "#seats button")) {
        ana.page().focus(place);
        ana.page().keyboard().type("typed");
        assertThat(ana.page().inputValue("#say")).as(place).isEqualTo("typed");
        ana.page().fill("#say", "");
      }
      ana.page().click("nav [data-do=settings]");
      ana.page().keyboard().type("x");
      assertThat(ana.page().inputValue("#say")).as("not through a dialog").isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Dead", "Process", "Unidentified"})
  void characterBegunElsewhereLandsInTheField(String key) {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana")) {
      String press =
          "document.activeElement.dispatchEvent(new KeyboardEvent('keydown',"
              + " {key: '%s', bubbles: true, cancelable: true}))".formatted(key);
      ana.page().focus("#seats button");
      assertThat(ana.page().evaluate(press)).as("it goes on to the field").isEqualTo(true);
      assertThat(focused(ana)).isEqualTo("say");
      CDPSession devices = ana.page().context().newCDPSession(ana.page());
      JsonObject composed = text("~");
      composed.addProperty("selectionStart", 1);
      composed.addProperty("selectionEnd", 1);
      devices.send("Input.imeSetComposition", composed);
      devices.send("Input.insertText", text("ã"));
      assertThat(ana.page().inputValue("#say")).isEqualTo("ã");

      ana.page().click("nav [data-do=settings]");
      ana.page().evaluate(press);
      assertThat(focused(ana)).as("not through a dialog").isNotEqualTo("say");
    }
  }

  private static JsonObject text(String text) {
    JsonObject input = new JsonObject();
    input.addProperty("text", text);
    return input;
  }

  @Test
  void commandsAndMentionsAreCompleted() throws IOException {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana");
        PythonMember bob = dealer("Bob Dylan")) {
      ana.isTold("Bob Dylan sat down");
      ana.page().locator("#say").pressSequentially("/ni");
      assertThat(ana.page().locator("#completion li").allTextContents()).hasSize(1);
      ana.page().keyboard().press("Tab");
      assertThat(ana.page().inputValue("#say")).isEqualTo("/nick ");

      ana.page().fill("#say", "");
      ana.page().locator("#say").pressSequentially("oi @dy");
      ana.page().keyboard().press("Enter");
      assertThat(ana.page().inputValue("#say")).isEqualTo("oi @Bob Dylan ");
      ana.page().keyboard().press("Enter");
      bob.hears("Ana: oi @Bob Dylan");
      ana.holds(
          "the mention is marked",
          () -> ana.page().locator("#log .mention").allTextContents().contains("@Bob Dylan"));

      bob.say("and you, @ana?");
      ana.page().locator("#log .said.to-me .mention.me").waitFor();
    }
  }

  @Test
  void fieldsRunInTheDirectionOfWhatIsInThem() {
    try (PageUser ana = chromium.open(host.url())) {
      ana.page().fill("#name", "אבא");
      assertThat(ana.page().evaluate("document.querySelector('#name').matches(':dir(rtl)')"))
          .isEqualTo(true);
      ana.page().press("#name", "Enter");
      ana.isSeated();
      ana.page().fill("#say", "שלום עולם!");
      assertThat(ana.page().evaluate("document.querySelector('#say').matches(':dir(rtl)')"))
          .isEqualTo(true);
    }
  }
}
