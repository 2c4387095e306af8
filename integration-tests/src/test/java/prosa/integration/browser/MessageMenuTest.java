package prosa.integration.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The menu of a message, and moving between rooms: replies, reactions, and return after next. */
final class MessageMenuTest extends PageTestCase {

  private static Locator line(PageUser friend, String text) {
    return friend
        .page()
        .locator("#log .said")
        .filter(new Locator.FilterOptions().setHas(friend.page().getByText(text, exact())))
        .last();
  }

  private static Page.GetByTextOptions exact() {
    return new Page.GetByTextOptions().setExact(true);
  }

  @Test
  void answerQuotesAndReactionsCount() throws IOException {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana");
        PageUser bia = chromium.open(host.url()).sitDown("Bia");
        PythonMember old = PythonMember.classic(host.port(), "Old")) {
      ana.holds("three at the table", () -> ana.table().size() == 3);
      old.say("hello");
      ana.hears("hello");
      bia.say("where do we meet?");
      ana.hears("where do we meet?");
      line(ana, "where do we meet?").locator(".bubble").hover();
      ana.page().click(".bar-of-message button:first-child");
      assertThat(focused(ana)).isEqualTo("say");
      assertThat(ana.page().textContent("#reply-to")).contains("Bia").contains("where do we");
      ana.say("at the corner");
      bia.hears("at the corner");
      assertThat(ana.page().locator("#reply").isHidden()).isTrue();
      assertThat(line(bia, "at the corner").locator(".quote").textContent())
          .contains("Bia: where do we meet?");
      assertThat(line(bia, "at the corner").getAttribute("class")).contains("to-me");
      old.hearsSomethingOf("at the corner");

      bia.page().focus("#say");
      bia.page().keyboard().press("ArrowUp");
      bia.page().keyboard().press("Enter");
      bia.page().locator("#message-dialog").waitFor();
      bia.page().click("#message-reactions [data-reaction='👍']");
      Locator reaction = line(ana, "at the corner").locator(".reaction");
      reaction.waitFor();
      assertThat(reaction.textContent()).contains("👍").contains("1").contains("Bia");
      assertThat(reaction.getAttribute("aria-pressed")).isEqualTo("false");
      reaction.click();
      ana.holds("two react", () -> reaction.textContent().contains("2"));
      assertThat(reaction.getAttribute("aria-pressed")).isEqualTo("true");
      reaction.click();
      ana.holds("one again", () -> reaction.textContent().contains("1"));
      line(bia, "at the corner").locator(".reaction").click();
      bia.isGone("#log .reaction");
      assertThat(ana.complaints()).isEmpty();
      assertThat(bia.complaints()).isEmpty();
    }
  }

  @Test
  void wayBackLeadsToTheTalkThatWasLeft() throws IOException {
    try (RestartableServer small =
            RestartableServer.open("--capacity", "2", "--message-rate", "off");
        PageUser ana = chromium.open(small.url()).sitDown("Ana");
        PageUser bia = chromium.open(small.url()).sitDown("Bia");
        PageUser rui = chromium.open(small.url()).sitDown("Rui")) {
      bia.say("do not go");
      ana.hears("do not go");
      String here = ana.room();
      assertThat(rui.room()).isNotEqualTo(here);
      ana.page().click("nav [data-do=next]"); // not asked first: there is a way back
      ana.holds("another table", () -> ana.room().equals(rui.room()));
      assertThat(ana.bubbles()).isEmpty();
      ana.page().locator(".card[data-kind=way-back] .primary").click();
      ana.holds("back", () -> ana.room().equals(here));
      ana.hears("do not go");
      ana.isGone(".card[data-kind=way-back]");
      ana.say("I stay");
      bia.hears("I stay");
      assertThat(ana.complaints()).isEmpty();
      for (PageUser friend : new PageUser[] {ana, bia, rui}) {
        friend.page().click("nav [data-do=leave]");
      }
    }
  }

  /** The second way back lasts as long as the first, though the first ends meanwhile. */
  @Tag("long")
  @Test
  void whoLeavesTwoTablesInARowHasAWayBackToTheSecond() throws IOException {
    try (RestartableServer small =
            RestartableServer.open("--capacity", "2", "--message-rate", "off");
        PythonMember _ = sits(small, "Bia");
        PageUser ana = chromium.open("about:blank")) {
      ana.page().clock().install();
      ana.page().navigate(small.url());
      ana.sitDown("Ana");
      String first = ana.room();
      try (PythonMember rui = sits(small, "Rui");
          PythonMember eva = sits(small, "Eva");
          PythonMember leo = sits(small, "Leo")) {
        nextTable(ana); // only Leo's has a free seat
        ana.holds("another table", () -> !ana.room().equals(first));
        ana.card(first);
        String second = ana.room();
        leo.say("do not go");
        ana.hears("do not go");
        eva.say("{\"type\":\"leave\"}"); // and now Rui's
        rui.hearsSomethingOf("left");
        ana.page().clock().fastForward(6_000);
        nextTable(ana);
        ana.holds("a third table", () -> !ana.room().equals(second));
        ana.card(second);
        ana.page().clock().fastForward(5_000); // the first way back is over
        ana.page().locator(".card[data-kind=way-back] .primary").click();
        ana.holds("back", () -> ana.room().equals(second));
        ana.hears("do not go");
      }
      assertThat(ana.complaints()).isEmpty();
      ana.page().click("nav [data-do=leave]");
    }
  }

  /** What was not said yet goes along, and comes back with the reader: it is nowhere twice. */
  @Tag("long")
  @Test
  void whatIsNotSaidYetGoesAlongAndComesBackOnce() throws IOException {
    List<String> lines = IntStream.rangeClosed(1, 7).mapToObj(i -> "line " + i).toList();
    try (RestartableServer small =
            RestartableServer.open("--capacity", "2", "--message-rate", "1:1");
        PythonMember _ = sits(small, "Bia");
        PageUser ana = chromium.open(small.url()).sitDown("Ana");
        PythonMember rui = sits(small, "Rui")) {
      String here = ana.room();
      ana.page()
          .evaluate(
              "lines => { const field = document.getElementById('say');"
                  + " for (const line of lines) { field.value = line;"
                  + " document.getElementById('composer').requestSubmit(); } }",
              lines);
      nextTable(ana);
      ana.holds("another table", () -> !ana.room().equals(here));
      ana.page().locator(".card[data-kind=way-back] .primary").click();
      ana.holds("back", () -> ana.room().equals(here));
      ana.holds("all of it", () -> ana.bubbles().contains("line 7"));
      ana.holds( // who is slow to come back says a line there
          "each of them once, here or there",
          () -> {
            List<String> there = rui.heard();
            return ana.bubbles()
                .equals(
                    lines.stream()
                        .filter(line -> there.stream().noneMatch(told -> told.contains(line)))
                        .toList());
          });
      assertThat(ana.page().locator("#log .pending:not(.failed)").count()).isZero();
      ana.page().click("nav [data-do=leave]");
    }
  }

  private static PythonMember sits(RestartableServer server, String name) throws IOException {
    PythonMember member = PythonMember.dealer(server.port(), name);
    member.hearsSomethingOf("seated");
    return member;
  }

  private static void nextTable(PageUser friend) {
    friend.page().click("nav [data-do=next]");
  }

  /** What is done with a message under the mouse is beside it, and not across the window. */
  @Test
  void buttonsOfAMessageStandBesideIt() throws IOException {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana");
        PythonMember bob = dealer("Bob")) {
      bob.say("hello");
      bob.say("again");
      bob.say("word ".repeat(80) + "end");
      ana.hears("word ".repeat(80) + "end");
      ana.say("mine");
      ana.say("mine ".repeat(80));
      ana.holds("all said", () -> ana.page().locator("#log .said[data-n]").count() == 5);
      for (int width : new int[] {1280, 600, 390}) {
        ana.page().setViewportSize(width, 700);
        for (Locator line : ana.page().locator("#log .said").all()) {
          line.locator(".bubble").hover(new Locator.HoverOptions().setPosition(8, 8));
          BoundingBox bar = line.locator(".bar-of-message").boundingBox();
          BoundingBox bubble = line.locator(".bubble").boundingBox();
          double apart = Math.max(bar.x - bubble.x - bubble.width, bubble.x - bar.x - bar.width);
          assertThat(apart).as("at %d: %s", width, line.textContent()).isBetween(-40.0, 100.0);
          assertThat(bar.x).isNotNegative();
          assertThat(bar.x + bar.width).isLessThanOrEqualTo(width);
        }
      }
    }
  }
}
