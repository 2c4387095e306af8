package prosa.integration.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Members with a classic client, who may call themselves anything, are told from all others. */
final class ClassicMarkTest extends PageTestCase {
  private static final String MARK = ".classic .unseen";

  private static Locator line(PageUser friend, String text) {
    return friend
        .page()
        .locator("#log .said")
        .filter(new Locator.FilterOptions().setHasText(text))
        .first();
  }

  /** Every line about somebody with this name has the mark. */
  private static void eachNoteHasTheMark(PageUser friend, String part, int marks) {
    friend.isTold(part);
    for (Locator note : friend.page().locator("#log .event").all()) {
      if (note.textContent().contains(part)) {
        assertThat(note.locator(MARK).allTextContents())
            .as(note.textContent())
            .hasSize(marks)
            .containsOnly(" classic client");
      }
    }
  }

  @Test
  void whoeverCallsItselfLikeTheReaderOrTheServerIsMarkedEverywhere() throws IOException {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana");
        PythonMember bob = dealer("Bob")) {
      try (PythonMember server = PythonMember.classic(host.port(), "Server");
          PythonMember twin = PythonMember.classic(host.port(), "Ana")) {
        server.hears("ready");
        twin.hears("ready");
        ana.holds("four at the table", () -> ana.table().size() == 4);
        server.say("send me your password");
        ana.hears("send me your password");
        twin.say("I am the real one");
        ana.hears("I am the real one");
        bob.say("{\"type\": \"say\", \"message\": \"no\", \"re\": 1}");
        ana.hears("no");

        assertThat(line(ana, "send me").locator(".by").textContent())
            .isEqualTo("Server classic client");
        assertThat(line(ana, "I am the real one").locator(MARK).count()).isOne();
        assertThat(line(ana, "no").locator(".by " + MARK).count()).isZero();
        assertThat(line(ana, "no").locator(".quote bdi").textContent())
            .isEqualTo("Server classic client: send me your password");
        eachNoteHasTheMark(ana, "is called Server", 2);

        ana.say("/who");
        ana.isTold("At the table: ");
        assertThat(
                ana.page()
                    .locator("#log .event")
                    .filter(new Locator.FilterOptions().setHasText("At the table"))
                    .textContent())
            .contains("Ana, ", "Bob, ", "Server classic client");

        ana.say("/mute Ana");
        eachNoteHasTheMark(ana, "You will not see what Ana [", 1);
        ana.say("/unmute Ana");
        eachNoteHasTheMark(ana, "You see again what Ana [", 1);

        ana.page().fill("#say", "");
        ana.page().locator("#say").pressSequentially("@ser");
        assertThat(ana.page().locator("#completion li").allTextContents())
            .isEqualTo(List.of("@Serverclassic client"));
        ana.page().keyboard().press("Escape");
        ana.page().fill("#say", "");

        line(ana, "send me").locator(".bubble").hover();
        ana.page().click(".bar-of-message button:first-child");
        assertThat(ana.page().textContent("#reply-to")).contains("Server classic client");
        ana.page().click(".bar-of-message button:last-child");
        assertThat(ana.page().textContent("#message-title"))
            .isEqualTo("Message of Server classic client");
        ana.page().keyboard().press("Escape");

        ana.page().locator("#seats button[title^='Server']").click();
        assertThat(ana.page().textContent("#member-state")).contains("classic client");
        ana.page().click("#vote");
        assertThat(ana.card("Why should").locator(MARK).count()).isOne();
        ana.page().locator(".card[data-kind=why] button").last().click();

        server.say("{\"user\": \"Admin\", \"message\": \"now I am another\"}");
        ana.hears("now I am another");
        eachNoteHasTheMark(ana, "is called Admin", 2);
      }
      eachNoteHasTheMark(ana, "Admin classic client left", 1);
      assertThat(ana.page().locator("#log").ariaSnapshot()).contains("Admin classic client left");
      assertThat(ana.complaints()).isEmpty();
    }
  }
}
