package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import prosa.integration.DirectTestServer.Library;
import prosa.protocol.ErrorCode;
import prosa.protocol.Rate;
import prosa.protocol.ServerMessage;
import prosa.protocol.ServerMessage.Joined;
import prosa.protocol.ServerMessage.Left;
import prosa.protocol.ServerMessage.MemberEntry;
import prosa.protocol.ServerMessage.Presence;
import prosa.protocol.ServerMessage.Renamed;
import prosa.protocol.ServerMessage.Said;
import prosa.protocol.ServerMessage.Seated;
import prosa.protocol.ServerMessage.TypingNow;

/** The messages of direct members in one room, row by row of docs/protocol.md. */
final class DirectTalkTest {

  private static Said said(long n, int place, String user, String text) {
    return new Said(n, place, user, text, false, Optional.empty());
  }

  @ParameterizedTest
  @EnumSource
  void helloIsFirstAndEnterIsAnsweredBySeated(Library library) throws Exception {
    try (DirectTestServer here =
        DirectTestServer.meet(TestServerConfig.defaults().pace(new Rate(10, 4)))) {
      DirectPeer ana = here.dealer(library, "Ana");
      assertThat(ana.next(ServerMessage.Hello.class).server()).isEqualTo("Prosa");
      ana.send("{\"type\": \"enter\", \"user\": \"Ana\"}");
      Seated seated = ana.next(Seated.class);
      assertThat(seated.seat()).matches("[A-Za-z0-9_-]{22}");
      assertThat(seated)
          .isEqualTo(
              new Seated(
                  "Chat0",
                  "Ana",
                  1,
                  seated.seat(),
                  0,
                  10,
                  List.of(),
                  new ServerMessage.Limits(16384, 8192, Optional.of(new Rate(10, 4)))));

      DirectPeer bia = here.dealer(library, "Bia");
      Seated second = bia.enters();
      assertThat(second.place()).isEqualTo(2);
      assertThat(second.members()).containsExactly(new MemberEntry(1, "Ana", Presence.HERE, false));
      assertThat(second.seat()).isNotEqualTo(seated.seat());
      ana.hears(new Joined(2, "Bia", false));
      bia.hearsNothingElse();
    }
  }

  @Test
  void membersAreToldThatThereIsNoRate() throws Exception {
    try (DirectTestServer here = DirectTestServer.meet()) {
      assertThat(here.dealer("Ana").enters().limits().rate()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsSaidIsNumberedAndReachesEverybodyItsSenderToo(Library library) throws Exception {
    try (DirectTestServer here = DirectTestServer.meet()) {
      DirectPeer ana = here.dealer(library, "Ana");
      ana.enters();
      DirectPeer bia = here.dealer(Library.PYZMQ, "Bia");
      bia.enters();
      ana.next(Joined.class);

      List<String> texts =
          List.of(
              "oi",
              "",
              "two\nlines\ttabs",
              "\"quoted\" \\ and /",
              "até amanhã ☕ 🇧🇷 👩‍👩‍👧",
              "x".repeat(8192));
      long n = 0;
      for (String text : texts) {
        ana.says(text);
        n++;
        ana.hears(said(n, 1, "Ana", text));
        bia.hears(said(n, 1, "Ana", text));
      }
      bia.send("{ \"message\" :\"caf\\u00e9 \\ud83d\\ude00\",\r\n \"id\": null, \"type\":\"say\"}");
      ana.hears(said(n + 1, 2, "Bia", "café 😀"));
      bia.hears(said(n + 1, 2, "Bia", "café 😀"));
      bia.send("{\"type\": \"say\", \"message\": \"waves\", \"action\": true, \"id\": \"b1\"}");
      Said action = new Said(n + 2, 2, "Bia", "waves", true, Optional.of("b1"));
      ana.hears(action);
      bia.hears(action);

      DirectPeer rui = here.dealer(library, "Rui");
      assertThat(rui.enters().n()).as("the number now").isEqualTo(n + 2);
      rui.hearsNothingElse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsSaidAgainWithItsIdIsAcknowledgedAgainButHeardOnce(Library library) throws Exception {
    try (DirectTestServer here =
        DirectTestServer.meet(TestServerConfig.defaults().pace(new Rate(40, 1)))) {
      DirectPeer ana = here.dealer(library, "Ana");
      ana.enters();
      DirectPeer bia = here.dealer("Bia");
      bia.enters();
      ana.next(Joined.class);
      for (int i = 1; i <= 16; i++) {
        ana.says("text " + i, "id " + i);
        Said said = new Said(i, 1, "Ana", "text " + i, false, Optional.of("id " + i));
        ana.hears(said);
        bia.hears(said);
      }
      for (int i = 16; i >= 1; i--) {
        ana.says("text " + i, "id " + i);
        ana.hears(new Said(i, 1, "Ana", "text " + i, false, Optional.of("id " + i)));
      }
      bia.says("the same mark, another member", "id 1");
      Said other =
          new Said(17, 2, "Bia", "the same mark, another member", false, Optional.of("id 1"));
      ana.hears(other);
      bia.hears(other);
    }
  }

  @ParameterizedTest
  @EnumSource
  void othersSeeThatSomebodyIsTypingWithinABudgetOfItsOwn(Library library) throws Exception {
    int often = 50;
    try (DirectTestServer here =
        DirectTestServer.meet(TestServerConfig.defaults().pace(new Rate(2, 1)))) {
      DirectPeer ana = here.dealer(library, "Ana");
      ana.enters();
      DirectPeer bia = here.dealer("Bia");
      bia.enters();
      ana.next(Joined.class);

      for (int i = 0; i < often; i++) {
        ana.send("{\"type\": \"typing\"}");
      }
      ana.says("well");
      ana.hears(said(1, 1, "Ana", "well"));

      int seen = 0;
      ServerMessage event = bia.next();
      for (; event.equals(new TypingNow(1, "Ana")); event = bia.next()) {
        seen++;
      }
      assertThat(event).isEqualTo(said(1, 1, "Ana", "well"));
      assertThat(seen).isBetween(1, often / 2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void namesAreUniqueAtATableAndRenamedIsToldToAll(Library library) throws Exception {
    try (DirectTestServer here = DirectTestServer.meet()) {
      DirectPeer ana = here.dealer(library, "Ana");
      ana.enters();
      DirectPeer other = here.dealer("Ana");
      assertThat(other.enters().user()).isEqualTo("Ana 2");
      ana.hears(new Joined(2, "Ana 2", false));
      DirectPeer third = here.dealer("third");
      assertThat(third.enters("{\"type\": \"enter\", \"user\": \" ａＮＡ \"}").user())
          .as("the same by case and compatibility")
          .isEqualTo("ａＮＡ 3");
      ana.next(Joined.class);
      other.next(Joined.class);

      ana.send("{\"type\": \"rename\", \"user\": \"  Ana   Lívia \"}");
      Renamed renamed = new Renamed(1, "Ana", "Ana Lívia", false);
      ana.hears(renamed);
      other.hears(renamed);
      ana.says("it is me");
      ana.hears(said(1, 1, "Ana Lívia", "it is me"));
      other.hears(said(1, 1, "Ana Lívia", "it is me"));

      other.send("{\"type\": \"rename\", \"user\": \"ana lívia\"}");
      Renamed taken = new Renamed(2, "Ana 2", "ana lívia 2", false);
      ana.hears(taken);
      other.hears(taken);
      other.send("{\"type\": \"rename\", \"user\": \"ana lívia 2\"}");
      other.hears(new Renamed(2, "ana lívia 2", "ana lívia 2", false));
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoLeavesIsGoneAtOnceAndMayEnterAgainOnTheSameConnection(Library library) throws Exception {
    try (DirectTestServer here = DirectTestServer.meet()) {
      DirectPeer ana = here.dealer(library, "Ana");
      Seated first = ana.enters();
      DirectPeer bia = here.dealer("Bia");
      bia.enters();
      ana.next(Joined.class);

      ana.send("{\"type\": \"leave\"}");
      bia.hears(new Left(1, "Ana", false));
      assertThat(here.server().tally().seated()).isEqualTo(1);
      ana.send("{\"type\": \"leave\"}");
      ana.send("{\"type\": \"typing\"}");
      ana.send("{\"type\": \"say\", \"message\": \"anybody?\", \"id\": \"a1\"}");
      assertThat(ana.refused(ErrorCode.NOT_SEATED).id()).contains("a1");

      ana.send("{\"type\": \"enter\", \"user\": \"Ana\", \"seat\": \"" + first.seat() + "\"}");
      ana.refused(ErrorCode.STALE_SEAT);
      Seated again = ana.entersAgain("{\"type\": \"enter\", \"user\": \"Ana\"}");
      assertThat(again.room()).isEqualTo(first.room());
      assertThat(again.seat()).isNotEqualTo(first.seat());
      bia.hears(new Joined(1, "Ana", false));
      ana.says("back");
      bia.hears(said(1, 1, "Ana", "back"));
      ana.hears(said(1, 1, "Ana", "back"));
    }
  }

  @Test
  void socketThatIsClosedWithoutLeavingLeavesItsSeatHeld() throws Exception {
    try (DirectTestServer here = DirectTestServer.meet()) {
      DirectPeer ana = here.dealer("Ana");
      ana.enters();
      DirectPeer bia = here.dealer("Bia");
      bia.enters();
      ana.next(Joined.class);
      bia.close();
      ana.hears(new ServerMessage.Away(2, "Bia", false));
      Await.until("a held seat", () -> here.server().tally().held() == 1);
      assertThat(here.dealer("Rui").enters().members())
          .containsExactly(
              new MemberEntry(1, "Ana", Presence.HERE, false),
              new MemberEntry(2, "Bia", Presence.AWAY, false));
    }
  }

  @ParameterizedTest
  @EnumSource
  void membersAreToldWhenTheServerGoesAway(Library library) throws Exception {
    try (DirectTestServer here = DirectTestServer.meet()) {
      DirectPeer ana = here.dealer(library, "Ana");
      ana.enters();
      here.server().close();
      ana.hears(new ServerMessage.Draining());
    }
  }
}
