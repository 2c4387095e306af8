package prosa.integration.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Escape: it closes what is open as its answer that changes nothing does, gives the keyboard back
 * to where it was, and loses nothing that is written.
 */
final class EscapeTest extends PageTestCase {
  private static final String DRAFT = "half a sen";

  @Test
  void closesTheQuestionBeforeLeavingAndKeepsTheDraft() throws IOException {
    try (PageUser ana = chromium.open(host.url())) {
      ana.page().fill("#name", "Ana");
      ana.page().click("#private");
      ana.page().locator("#invite-dialog").waitFor();
      ana.page().keyboard().press("Escape");
      ana.isGone("#invite-dialog");
      String here = ana.room();
      ana.page().fill("#say", DRAFT);
      ana.page().click("nav [data-do=next]");
      ana.page().locator(".card[data-kind=confirm]").waitFor();
      ana.page().keyboard().press("Escape");
      ana.isGone(".card[data-kind=confirm]");
      assertThat(ana.page().evaluate("document.activeElement.dataset.do")).isEqualTo("next");
      assertThat(ana.page().inputValue("#say")).isEqualTo(DRAFT);
      assertThat(ana.page().textContent("#say-note")).contains("Closed: Leave this table");
      ana.page().keyboard().press("Escape");
      assertThat(focused(ana)).isEqualTo("say");

      ana.say("/next");
      ana.page().locator(".card[data-kind=confirm]").waitFor();
      ana.page().fill("#say", DRAFT); // the keyboard is in the field again
      ana.page().keyboard().press("Escape");
      ana.isGone(".card[data-kind=confirm]");
      assertThat(focused(ana)).isEqualTo("say");
      assertThat(ana.page().inputValue("#say")).isEqualTo(DRAFT);
      assertThat(ana.room()).isEqualTo(here);
      assertThat(ana.page().locator(".card[data-kind=alone]").count()).isOne();
      assertThat(ana.complaints()).isEmpty();
    }
  }

  /** What belongs to the field comes first, then the questions, one at each press. */
  @Test
  void closesOneThingAtATime() throws IOException {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana");
        PythonMember bob = dealer("Bob")) {
      bob.say("hello");
      ana.hears("hello");
      ana.say("/report");
      ana.page().locator(".card[data-kind=report]").waitFor();
      ana.page().locator("#log .said .bubble").first().hover();
      ana.page().click(".bar-of-message button:first-child");
      ana.page().keyboard().type("/");
      assertThat(ana.page().locator("#completion").isVisible()).isTrue();

      ana.page().keyboard().press("Escape");
      assertThat(ana.page().locator("#completion").isVisible()).isFalse();
      assertThat(ana.page().locator("#reply").isVisible()).isTrue();
      ana.page().keyboard().press("Escape");
      assertThat(ana.page().locator("#reply").isVisible()).isFalse();
      assertThat(ana.page().locator(".card[data-kind=report]").count()).isOne();
      ana.page().keyboard().press("Escape");
      ana.isGone(".card[data-kind=report]");
      assertThat(ana.page().inputValue("#say")).isEqualTo("/");
      assertThat(ana.complaints()).isEmpty();
    }
  }

  @Test
  void closesAMemberAndTheReasonForAVoteAndGoesBackToTheSeat() throws IOException {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana");
        PythonMember bob = dealer("Bob")) {
      bob.hearsSomethingOf("seated");
      ana.seesAtTheTable("Ana", "Bob");
      ana.page().locator(".seat:not(.mine) button").click();
      ana.page().locator("#member-dialog").waitFor();
      ana.page().keyboard().press("Escape");
      ana.isGone("#member-dialog");
      assertThat(seat(ana)).isEqualTo("2");
      ana.page().keyboard().press("Enter");
      ana.page().click("#vote");
      ana.page().locator(".card[data-kind=why]").waitFor();
      ana.page().keyboard().press("Escape");
      ana.isGone(".card[data-kind=why]");
      assertThat(seat(ana)).isEqualTo("2");
      assertThat(ana.complaints()).isEmpty();
    }
  }

  private static Object seat(PageUser friend) {
    return friend.page().evaluate("document.activeElement.dataset.seat");
  }

  /** Nobody votes by a key that closes: the vote is over without this one. */
  @Tag("long")
  @Test
  void closesAVoteWithoutAVote() throws IOException {
    try (RestartableServer voting =
            RestartableServer.open("--vote-after", "1s", "--message-rate", "off");
        PageUser ana = chromium.open(voting.url()).sitDown("Ana")) {
      List<PythonMember> others = new ArrayList<>();
      try {
        for (String name : List.of("Bia", "Caio", "Rui", "Eva")) {
          others.add(PythonMember.dealer(voting.port(), name));
          others.getLast().hearsSomethingOf("seated");
        }
        ana.page().waitForTimeout(1_100); // so long one sits there before one may vote
        others.getFirst().say("{\"type\": \"vote\", \"place\": 5, \"reason\": \"spam\"}");
        ana.page().locator(".card[data-kind=ballot]").waitFor();
        ana.page().fill("#say", DRAFT);
        ana.page().keyboard().press("Escape");
        assertThat(ana.page().locator(".card[data-kind=ballot]").count())
            .as("long before the vote is over")
            .isZero();
        assertThat(ana.page().inputValue("#say")).isEqualTo(DRAFT);
        ana.say("no vote of mine");
        ana.hears("no vote of mine");
        assertThat(ana.events()).noneMatch(line -> line.contains("Your vote counts"));
        assertThat(ana.complaints()).isEmpty();
      } finally {
        others.forEach(PythonMember::close);
      }
    }
  }
}
