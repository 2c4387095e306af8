package prosa.integration.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The message field: what is sent, what stays in it, and its keys. */
final class ComposerTest extends PageTrial {
  /** The Enter with which Safari ends a composition: it says neither that it composes nor Enter. */
  private static final String ENTER_OF_AN_INPUT_METHOD =
      "document.getElementById('say').dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter',"
          + " code: 'Enter', keyCode: 229, bubbles: true, cancelable: true}))";

  /** What keyboards of phones send instead of a key: that a line is to begin. */
  private static final String LINE_BREAK_OF_A_PHONE =
      "document.getElementById('say').dispatchEvent(new InputEvent('beforeinput',"
          + " {inputType: 'insertLineBreak', bubbles: true, cancelable: true}))";

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
