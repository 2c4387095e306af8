package prosa.integration.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Copying over plain http at a name, where browsers withhold the clipboard. */
@Tag("graphical")
final class CopyingTest {
  private static String pasted(PageUser friend) {
    friend.page().fill("#say", "");
    friend.page().focus("#say");
    friend.page().keyboard().press("Control+V");
    return friend.page().inputValue("#say");
  }

  private static void isToldThatItIsCopied(PageUser friend, String where) {
    friend.holds(
        "it is said in " + where, () -> friend.page().textContent(where).equals("Copied."));
    assertThat(friend.page().getAttribute(where, "role")).as("it is spoken").isEqualTo("status");
  }

  @Test
  void invitationMessageAndReportAreCopiedWithoutASecureContext() throws IOException {
    try (Chromium chromium =
            new Chromium(List.of("--host-resolver-rules=MAP chat.lan 127.0.0.1"), Map.of());
        RestartableServer host =
            RestartableServer.open("--message-rate", "off", "--host", "chat.lan");
        PageUser ana = chromium.open("http://chat.lan:" + host.port()).sitDown("Ana");
        PythonMember bob = PythonMember.dealer(host.port(), "Bob")) {
      assertThat(ana.page().evaluate("navigator.clipboard === undefined")).isEqualTo(true);
      bob.hearsSomethingOf("seated");
      bob.say("what Bob says");
      ana.hears("what Bob says");

      ana.page().click("nav [data-do=invite]");
      ana.page().click("#copy");
      isToldThatItIsCopied(ana, "#copy-note");
      assertThat(ana.page().evaluate("document.activeElement.id")).isEqualTo("copy");
      String link = ana.page().inputValue("#invite-link");
      assertThat(link).startsWith("http://chat.lan:" + host.port() + "/r/");
      ana.page().keyboard().press("Escape");
      assertThat(pasted(ana)).isEqualTo(link);

      ana.page().fill("#say", "");
      ana.page().keyboard().press("ArrowUp");
      ana.page().keyboard().press("Enter");
      ana.page().click("#message-copy");
      isToldThatItIsCopied(ana, "#say-note");
      ana.isGone("#message-dialog");
      assertThat(pasted(ana)).isEqualTo("what Bob says");

      ana.say("/report");
      ana.page().click(".card[data-kind=report] .primary");
      isToldThatItIsCopied(ana, "#say-note");
      assertThat(pasted(ana)).contains("chat.lan", "Bob: what Bob says");
      assertThat(ana.page().locator("textarea").count()).as("nothing is left over").isOne();
      assertThat(ana.complaints())
          .as("nothing but that a header is for https")
          .allMatch(one -> one.startsWith("The Cross-Origin-Opener-Policy header"));
    }
  }
}
