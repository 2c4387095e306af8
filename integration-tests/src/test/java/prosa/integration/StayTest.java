package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import prosa.integration.PythonClients.Client;
import prosa.protocol.ErrorCode;
import prosa.protocol.ServerMessage;
import prosa.protocol.ServerMessage.Away;
import prosa.protocol.ServerMessage.Back;
import prosa.protocol.ServerMessage.Held;
import prosa.protocol.ServerMessage.Joined;
import prosa.protocol.ServerMessage.Left;
import prosa.protocol.ServerMessage.MemberEntry;
import prosa.protocol.ServerMessage.Missed;
import prosa.protocol.ServerMessage.Reacted;
import prosa.protocol.ServerMessage.Said;
import prosa.protocol.ServerMessage.Seated;

/** A member's stay at a table: its id, the way back to it, replies and reactions. */
final class StayTest {

  private static Seated enter(DirectPeer peer, String more) {
    peer.whole(ServerMessage.Hello.class);
    peer.send("{\"type\": \"enter\", \"user\": \"x\"" + more + "}");
    return peer.whole(Seated.class);
  }

  @Test
  void idIsOfOneStayAndNeverGivenAgain() throws Exception {
    try (DirectTestServer here = DirectTestServer.meet()) {
      DirectPeer ana = here.dealer("Ana");
      long anas = enter(ana, "").member();
      DirectPeer bia = here.dealer("Bia");
      Seated bias = enter(bia, "");
      assertThat(bias.members()).extracting(MemberEntry::member).containsExactly(anas);
      assertThat(ana.whole(Joined.class).member()).isEqualTo(bias.member()).isNotEqualTo(anas);

      bia.send("{\"type\": \"rename\", \"user\": \"Beatriz\"}");
      bia.next(ServerMessage.Renamed.class);
      ana.next(ServerMessage.Renamed.class);
      bia.close();
      ana.next(Away.class);
      DirectPeer again = here.dealer("Bia");
      assertThat(enter(again, ", \"seat\": \"" + bias.seat() + "\"").member())
          .as("the same stay")
          .isEqualTo(bias.member());
      ana.next(Back.class);
      again.send("{\"type\": \"leave\"}");
      ana.next(Left.class);
      again.send("{\"type\": \"enter\", \"user\": \"Bia\"}");
      assertThat(again.whole(Seated.class).place()).isEqualTo(bias.place());
      assertThat(ana.whole(Joined.class).member()).as("another").isGreaterThan(bias.member());
    }
  }

  @Test
  void privateTableSaysSoToWhomIsInvited() throws Exception {
    try (DirectTestServer here = DirectTestServer.meet()) {
      DirectPeer ana = here.dealer("Ana");
      assertThat(enter(ana, ", \"private\": true").isPrivate()).isTrue();
      ana.send("{\"type\": \"invite\"}");
      String code = ana.next(ServerMessage.Invited.class).code();
      DirectPeer bia = here.dealer("Bia");
      assertThat(enter(bia, ", \"invite\": \"" + code + "\"").isPrivate()).isTrue();
      assertThat(enter(here.dealer("Rui"), "").isPrivate()).isFalse();
    }
  }

  @Test
  void seatThatWasLeftByNextIsHeldForTheWayBack() throws Exception {
    try (DirectTestServer here = DirectTestServer.meet()) {
      DirectPeer ana = here.dealer("Ana");
      Seated first = enter(ana, ", \"private\": true");
      ana.send("{\"type\": \"invite\"}");
      String code = ana.next(ServerMessage.Invited.class).code();
      DirectPeer bia = here.dealer("Bia");
      enter(bia, ", \"invite\": \"" + code + "\"");
      ana.next(Joined.class);
      DirectPeer rui = here.dealer("Rui");
      Seated others = enter(rui, "");

      ana.send("{\"type\": \"next\", \"keep\": true}");
      Seated there = ana.whole(Seated.class);
      assertThat(there.room()).isEqualTo(others.room());
      ana.hears(new Held(first.room(), 10));
      bia.hears(new Away(first.place(), "x", false, true));
      rui.next(Joined.class);
      bia.says("are you there?");
      long n = bia.next(Said.class).n();

      ana.send("{\"type\": \"return\"}");
      Seated back = ana.whole(Seated.class);
      assertThat(back.room()).isEqualTo(first.room());
      assertThat(back.member()).isEqualTo(first.member());
      assertThat(back.isPrivate()).isTrue();
      ana.hears(new Missed(n, n));
      bia.hears(new Back(first.place(), "x", false));
      rui.next(Left.class);
      ana.says("I am");
      assertThat(bia.next(Said.class).message()).isEqualTo("I am");

      ana.send("{\"type\": \"return\"}");
      ana.next(Said.class);
      ana.refused(ErrorCode.NOWHERE_ELSE);
      ana.send("{\"type\": \"next\"}");
      ana.next(Seated.class);
      bia.next(Left.class);
      ana.hearsNothingElse();
    }
  }

  /** The number that it heard last is of the room that it left, and says nothing of this one. */
  @Test
  void whoComesBackWithTheSecretOfAnotherTableIsToldWhatWasSaidSinceItSatDown() throws Exception {
    try (DirectTestServer here = DirectTestServer.meet(TestServerConfig.defaults().seats(2))) {
      DirectPeer ana = here.dealer("Ana");
      Seated first = enter(ana, "");
      DirectPeer bia = here.dealer("Bia");
      enter(bia, "");
      ana.next(Joined.class);
      DirectPeer rui = here.dealer("Rui");
      Seated others = enter(rui, "");
      rui.says("before anybody comes");
      rui.skipsTo(Said.class);
      for (int i = 1; i <= 5; i++) {
        bia.says("at the first table " + i);
        assertThat(ana.next(Said.class).n()).isEqualTo(i);
        bia.skipsTo(Said.class);
      }

      // what `next` is answered does not get to her
      ana.send("{\"type\": \"next\", \"keep\": true}");
      rui.skipsTo(Joined.class);
      bia.skipsTo(Away.class);
      ana.close();
      rui.skipsTo(Away.class);
      rui.says("one");
      rui.says("two");
      rui.skipsTo(Said.class);
      rui.skipsTo(Said.class);
      DirectPeer again = here.dealer("Ana");
      Seated moved = again.comesBack(first.seat(), 5);
      assertThat(moved.room()).isEqualTo(others.room());
      assertThat(moved.n()).isEqualTo(3);
      again.hears(new Missed(2, 3));
      rui.skipsTo(Back.class);
      again.hearsNothingElse(); // which says that she knows her new secret
    }
  }

  @Test
  void whoComesBackWithTheSecretOfTheTableItReturnedFromIsToldWhatWasSaidMeanwhile()
      throws Exception {
    try (DirectTestServer here = DirectTestServer.meet(TestServerConfig.defaults().seats(2))) {
      DirectPeer ana = here.dealer("Ana");
      Seated first = enter(ana, "");
      DirectPeer bia = here.dealer("Bia");
      enter(bia, "");
      ana.next(Joined.class);
      DirectPeer rui = here.dealer("Rui");
      enter(rui, "");
      for (int i = 1; i <= 5; i++) {
        bia.says("heard " + i);
        ana.next(Said.class);
        bia.skipsTo(Said.class);
      }
      ana.send("{\"type\": \"next\", \"keep\": true}");
      Seated there = ana.whole(Seated.class);
      ana.next(Held.class);
      rui.skipsTo(Joined.class);
      bia.skipsTo(Away.class);
      bia.says("while she is there");
      bia.skipsTo(Said.class);

      // what `return` is answered does not get to her
      ana.send("{\"type\": \"return\"}");
      bia.skipsTo(Back.class);
      ana.close();
      bia.skipsTo(Away.class);
      bia.says("while she is away");
      bia.skipsTo(Said.class);
      DirectPeer again = here.dealer("Ana");
      Seated back = again.comesBack(there.seat(), there.n());
      assertThat(back.room()).isEqualTo(first.room());
      again.hears(new Missed(6, 7));
      bia.skipsTo(Back.class);
      again.hearsNothingElse();
    }
  }

  @Test
  void holdAsksForTimeAndTheServerTellsHowLong() throws Exception {
    try (DirectTestServer here =
        DirectTestServer.meet(TestServerConfig.defaults().holding(Duration.ofSeconds(1)))) {
      DirectPeer ana = here.dealer("Ana");
      enter(ana, "");
      DirectPeer bia = here.dealer("Bia");
      Seated seated = enter(bia, "");
      assertThat(seated.limits().hold()).isEqualTo(1);
      assertThat(seated.limits().longestHold()).isEqualTo(300);
      ana.next(Joined.class);
      bia.send("{\"type\": \"hold\", \"seconds\": 60}");
      bia.hearsNothingElse();
      bia.close();
      ana.next(Away.class);
      assertThat(ana.within(Duration.ofMillis(2500))).as("held for longer").isNull();
      assertThat(enter(here.dealer("Bia"), ", \"seat\": \"" + seated.seat() + "\"").place())
          .isEqualTo(seated.place());
    }
  }

  @Test
  void classicMembersHearTheTextOfAReplyAndNothingOfReactions() throws Exception {
    try (DirectTestServer here = DirectTestServer.meet();
        PythonClients classics = PythonClients.of(here.server().port())) {
      DirectPeer ana = here.dealer("Ana");
      ana.enters();
      Client rui = classics.join("Rui");
      rui.settle();
      ana.says("question");
      Said question = ana.skipsTo(Said.class);
      while (!question.message().equals("question")) {
        question = ana.next(Said.class);
      }
      long n = question.n();
      ana.send("{\"type\": \"react\", \"n\": " + n + ", \"reaction\": \"👍🏽\"}");
      ana.hears(new Reacted(n, 1, "Ana", "👍🏽", false));
      ana.send("{\"type\": \"react\", \"n\": " + n + ", \"reaction\": \"👍🏽\", \"off\": true}");
      ana.hears(new Reacted(n, 1, "Ana", "👍🏽", true));
      ana.send("{\"type\": \"say\", \"message\": \"answer\", \"id\": \"a\", \"re\": " + n + "}");
      ana.hears(new Said(n + 1, 1, "Ana", "answer", false, Optional.of("a"), n));
      Await.until("to be heard", () -> rui.heard().contains("Ana: answer"));
      assertThat(rui.heard()).endsWith("Ana: question", "Ana: answer");
    }
  }

  @Test
  void repliesAndReactionsAreBounded() throws Exception {
    try (DirectTestServer here = DirectTestServer.meet()) {
      DirectPeer ana = here.dealer("Ana");
      ana.enters();
      ana.send("{\"type\": \"say\", \"message\": \"x\", \"id\": \"a\", \"re\": 1}");
      assertThat(ana.refused(ErrorCode.BAD_FIELD).id()).contains("a");
      ana.says("one");
      ana.next(Said.class);
      for (String bad :
          new String[] {
            "\"n\": 2, \"reaction\": \"+\"",
            "\"n\": 0, \"reaction\": \"+\"",
            "\"n\": 1, \"reaction\": \"\"",
            "\"n\": 1, \"reaction\": \"a b\"",
            "\"n\": 1, \"reaction\": \"\\u202e\"",
            "\"n\": 1, \"reaction\": \"\\u200d\"",
            "\"n\": 1, \"reaction\": \"" + "x".repeat(17) + "\"",
            "\"n\": 1"
          }) {
        ana.send("{\"type\": \"react\", " + bad + "}");
        ana.refused(ErrorCode.BAD_FIELD);
      }
      int told = 0;
      long begun = System.nanoTime();
      for (int i = 0; i < 20; i++) {
        ana.send("{\"type\": \"react\", \"n\": 1, \"reaction\": \"" + i + "\"}");
        told += ana.next() instanceof Reacted ? 1 : 0;
      }
      int seconds = (int) Duration.ofNanos(System.nanoTime() - begun).toSeconds() + 1;
      assertThat(told).as("a budget of its own").isBetween(1, 10 + seconds);
    }
  }
}
