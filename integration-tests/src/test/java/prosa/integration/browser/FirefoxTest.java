package prosa.integration.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The page in Firefox: joining, messages, and a permission prompt that nobody answers. */
@Tag("graphical")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FirefoxTest {
  private Firefox firefox;
  private RestartableServer host;

  @BeforeAll
  void open() throws IOException {
    firefox = new Firefox();
    host = RestartableServer.open("--newcomers", "off"); // links are links from the first minute on
  }

  @AfterAll
  void close() throws IOException {
    firefox.close();
    host.close();
  }

  private void sitDown(String name) {
    firefox.open(host.url() + "/");
    firefox.holds("the name is asked for", "document.activeElement.id === 'name'");
    firefox.evaluate("document.activeElement.select()");
    firefox.types(name + "\n");
    firefox.holds("seated", "!document.getElementById('room').hidden");
    firefox.holds("the field has the focus", "document.activeElement.id === 'say'");
  }

  @Test
  void nameAndEnterLeadToATalk() throws IOException {
    sitDown("Ana");
    try (PythonMember bob = PythonMember.dealer(host.port(), "Bob")) {
      bob.hearsSomethingOf("seated");
      firefox.types("olá, Bob!\n");
      bob.hearsSomethingOf("olá, Bob!");
      bob.say("hello @Ana: https://example.org/。");
      firefox.holds(
          "heard, with its link",
          "[...document.querySelectorAll('#log .bubble a')].some(a => a.textContent ==="
              + " 'https://example.org/')");
      assertThat(firefox.evaluate("document.querySelector('#log .mention.me').textContent"))
          .isEqualTo("@Ana");
      firefox.evaluate("document.body.focus(), document.activeElement.blur()");
      firefox.types("typed anywhere");
      firefox.holds(
          "it lands in the field", "document.getElementById('say').value === 'typed anywhere'");
      firefox.evaluate("document.querySelector('nav [data-do=leave]').click()");
      assertThat(firefox.evaluate("document.getElementById('say').value")).isEmpty();
    }
  }

  @Test
  void notifyMeWorksWhilePermissionIsNotAnswered() {
    sitDown("Ana");
    firefox.evaluate(
        "Notification.requestPermission = () => new Promise(() => {}), 'nobody answers'");
    firefox.evaluate("document.querySelector('.card[data-kind=alone] .primary').click()");
    firefox.holds(
        "it says that it will call, and that the browser asks",
        "document.querySelector('.card[data-kind=alone]').textContent.length > 40 &&"
            + " document.querySelectorAll('.card[data-kind=alone] button').length === 1");
    firefox.evaluate("document.querySelector('nav [data-do=leave]').click()");
    firefox.holds("gone", "document.getElementById('room').hidden");
  }
}
