package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import prosa.integration.DirectTestServer.Library;
import prosa.integration.PythonClients.Client;
import prosa.protocol.ErrorCode;
import prosa.protocol.ServerMessage;
import prosa.protocol.ServerMessage.Invited;
import prosa.protocol.ServerMessage.Joined;
import prosa.protocol.ServerMessage.Left;
import prosa.protocol.ServerMessage.Offer;
import prosa.protocol.ServerMessage.Said;
import prosa.protocol.ServerMessage.Seated;

/** The choice of the room: by the server, by invite, private, next, or offered. */
final class DirectRoomsTest {
  private static final Duration SHORT = Duration.ofMillis(500);

  private static String enter(String user, String more) {
    return "{\"type\": \"enter\", \"user\": \"" + user + "\", " + more + "}";
  }

  @ParameterizedTest
  @EnumSource
  void inviteCodeSeatsFriendsAtTheTableWhileItHasRoom(Library library) throws Exception {
    try (DirectTestServer here = DirectTestServer.meet(TestServerConfig.defaults().seats(3))) {
      DirectPeer ana = here.dealer(library, "Ana");
      Seated seated = ana.enters();
      ana.send("{\"type\": \"invite\"}");
      Invited invited = ana.next(Invited.class);
      assertThat(invited.code()).matches("[A-Za-z0-9_-]{22}");
      assertThat(invited.link())
          .isEqualTo("http://127.0.0.1:" + here.server().port() + "/r/" + invited.code());
      ana.send("{\"type\": \"invite\"}");
      ana.hears(invited);

      String request = "\"invite\": \"" + invited.code() + "\"";
      DirectPeer bia = here.dealer(library, "Bia");
      assertThat(bia.enters(enter("Bia", request)).room()).isEqualTo(seated.room());
      DirectPeer rui = here.dealer("Rui");
      assertThat(rui.enters(enter("Rui", request)).room()).isEqualTo(seated.room());

      DirectPeer late = here.dealer(library, "late");
      late.next(ServerMessage.Hello.class);
      late.send(enter("late", request));
      assertThat(late.refused(ErrorCode.TABLE_FULL).retryMillis()).isPositive();
      assertThat(
              FlatJson.read(
                  here.ask("{\"request\": \"FindChat\", \"user\": \"x\", " + request + "}")))
          .containsEntry("error", "table-full");
      late.send(enter("late", "\"invite\": \"AAAAAAAAAAAAAAAAAAAAAA\""));
      late.refused(ErrorCode.UNKNOWN_INVITE);
      assertThat(
              FlatJson.read(
                  here.ask("{\"request\": \"FindChat\", \"user\": \"x\", \"invite\": \"no\"}")))
          .containsEntry("error", "unknown-invite");

      rui.send("{\"type\": \"leave\"}");
      bia.skipsTo(Left.class);
      // Who sits there hears of the free seat as soon as the door does, and may be the faster one.
      List<ServerMessage> answers = new ArrayList<>();
      Await.until(
          "the seat to be free",
          () -> {
            late.send(enter("late", request));
            answers.add(late.next());
            return answers.getLast() instanceof Seated;
          });
      assertThat(((Seated) answers.removeLast()).room()).isEqualTo(seated.room());
      assertThat(answers)
          .allSatisfy(
              no ->
                  assertThat(((ServerMessage.Refused) no).reason())
                      .isEqualTo(ErrorCode.TABLE_FULL));
      assertThat(here.server().tally().seated()).isEqualTo(3);
    }
  }

  @Test
  void strangersAreNeverSeatedAtAPrivateTableAndNothingOfItIsPrinted() throws Exception {
    try (DirectTestServer here = DirectTestServer.meet(TestServerConfig.defaults().seats(2));
        PythonClients classics = PythonClients.of(here.server().port())) {
      DirectPeer ana = here.dealer("Ana");
      Seated table = ana.enters(enter("Ana", "\"private\": true"));
      List<String> strangers = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        DirectPeer stranger = here.dealer("stranger " + i);
        strangers.add(stranger.enters().room());
      }
      Client classic = classics.join("classic");
      classic.settle();
      assertThat(strangers).doesNotContain(table.room());
      ana.hearsNothingElse();
      ana.send("{\"type\": \"next\"}");
      Seated elsewhere = ana.next(Seated.class);
      assertThat(elsewhere.room()).isNotEqualTo(table.room());
      assertThat(here.server().tally().privateRooms()).isEqualTo(1);
      assertThat(here.server().tally().seated()).isEqualTo(4);

      DirectPeer bia = here.dealer("Bia");
      Seated second = bia.enters(enter("Bia", "\"private\": true"));
      assertThat(second.room()).as("another one, not Ana's").isNotEqualTo(table.room());
      bia.send("{\"type\": \"invite\"}");
      String code = bia.next(Invited.class).code();
      DirectPeer friend = here.dealer("friend");
      assertThat(friend.enters(enter("friend", "\"invite\": \"" + code + "\"")).room())
          .isEqualTo(second.room());
      bia.hears(new Joined(2, "friend", false));
      friend.says("between you and me");
      bia.next(Said.class);
      friend.next(Said.class);
      ana.says("this may be printed");
      ana.next(Said.class);
      Await.until("the public talk", () -> here.server().printed().contains("this may be printed"));
      assertThat(here.server().printed()).doesNotContain("between you", "friend", "Bia");
    }
  }

  @Test
  void emptyPrivateTableWaitsForItsFriendsAndThenIsGone() throws Exception {
    Duration waits = Duration.ofSeconds(2);
    TestServerConfig config =
        TestServerConfig.defaults().timeout(SHORT, SHORT, Duration.ofMillis(50), waits);
    try (DirectTestServer here = DirectTestServer.meet(config)) {
      DirectPeer ana = here.dealer("Ana");
      Seated table = ana.enters(enter("Ana", "\"private\": true"));
      ana.send("{\"type\": \"invite\"}");
      String request = "\"invite\": \"" + ana.next(Invited.class).code() + "\"";
      ana.send("{\"type\": \"leave\"}");
      Await.until("nobody to be seated", () -> here.server().tally().seated() == 0);
      Seated back = ana.entersAgain(enter("Ana", request));
      assertThat(back.room()).isEqualTo(table.room());
      ana.send("{\"type\": \"leave\"}");
      Await.until("the table to be gone", () -> here.server().tally().rooms() == 0);
      ana.send(enter("Ana", request));
      ana.refused(ErrorCode.UNKNOWN_INVITE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void twoWhoAreAloneAreOfferedEachOthersTableAndNextLeadsThere(Library library) throws Exception {
    try (DirectTestServer here = DirectTestServer.meet(TestServerConfig.defaults().seats(2))) {
      DirectPeer ana = here.dealer(library, "Ana");
      ana.enters();
      DirectPeer bia = here.dealer("Bia");
      bia.enters();
      ana.next(Joined.class);
      DirectPeer rui = here.dealer(library, "Rui");
      Seated other = rui.enters();
      assertThat(other.room()).isEqualTo("Chat1");
      bia.send("{\"type\": \"leave\"}");
      ana.hears(new Left(2, "Bia", false));
      ana.hears(new Offer("Chat1"));
      rui.hears(new Offer("Chat0"));
      ana.says("I stay for the moment");
      ana.next(Said.class);
      ana.hearsNothingElse();
      rui.hearsNothingElse();

      rui.send("{\"type\": \"next\"}");
      Seated moved = rui.next(Seated.class);
      assertThat(moved.room()).isEqualTo("Chat0");
      assertThat(moved.place()).isEqualTo(2);
      assertThat(moved.n()).isEqualTo(1);
      assertThat(moved.seat()).isNotEqualTo(other.seat());
      assertThat(moved.members())
          .extracting(ServerMessage.MemberEntry::user)
          .containsExactly("Ana");
      ana.hears(new Joined(2, "Rui", false));
      rui.says("here I am");
      ana.next(Said.class);
      rui.next(Said.class);
      assertThat(here.server().tally().seated()).isEqualTo(2);

      DirectPeer stale = here.dealer("stale");
      stale.next(ServerMessage.Hello.class);
      stale.send(enter("Rui", "\"seat\": \"" + other.seat() + "\""));
      stale.refused(ErrorCode.STALE_SEAT);
    }
  }

  @ParameterizedTest
  @EnumSource
  void nextSeatsElsewhereWithCompanyOrSaysThatThereIsNowhere(Library library) throws Exception {
    try (DirectTestServer here = DirectTestServer.meet(TestServerConfig.defaults().seats(3))) {
      DirectPeer ana = here.dealer(library, "Ana");
      Seated seated = ana.enters();
      ana.send("{\"type\": \"next\"}");
      assertThat(ana.refused(ErrorCode.NOWHERE_ELSE).retryMillis()).isPositive();
      DirectPeer bia = here.dealer("Bia");
      bia.enters();
      DirectPeer rui = here.dealer("Rui");
      rui.enters();
      DirectPeer eva = here.dealer("Eva");
      assertThat(eva.enters().room()).isEqualTo("Chat1");
      ana.next(Joined.class);
      ana.next(Joined.class);
      bia.next(Joined.class);

      ana.send("{\"type\": \"next\"}");
      Seated moved = ana.next(Seated.class);
      assertThat(moved.room()).isEqualTo("Chat1");
      eva.hears(new Joined(2, "Ana", false));
      bia.hears(new Left(1, "Ana", false));
      ana.says("nice here");
      eva.next(Said.class);
      ana.next(Said.class);
      bia.hearsNothingElse();

      DirectPeer avoiding = here.dealer("avoiding");
      assertThat(avoiding.enters(enter("avoiding", "\"avoid\": \"Chat0\"")).room())
          .isNotEqualTo(seated.room());
      DirectPeer careless = here.dealer("careless");
      assertThat(careless.enters(enter("careless", "\"avoid\": \"no such room\"")).room())
          .isEqualTo("Chat0");
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsSaidBehindAQuestionIsActedUponAfterItsAnswer(Library library) throws Exception {
    try (DirectTestServer here = DirectTestServer.meet(TestServerConfig.defaults())) {
      DirectPeer ana = here.dealer(library, "Ana");
      String one = ana.enters().room();
      here.dealer("Bia").enters();
      String other = here.dealer("Caio").enters(enter("Caio", "\"avoid\": \"" + one + "\"")).room();
      here.dealer("Davi").enters(enter("Davi", "\"avoid\": \"" + one + "\""));

      for (String text :
          List.of(
              "{\"type\": \"next\"}",
              "{\"type\": \"rename\", \"user\": \"Zoe\"}",
              "{\"type\": \"say\", \"message\": \"oi\"}",
              "{\"type\": \"invite\"}",
              "{\"type\": \"next\"}",
              "{\"type\": \"next\"}",
              "{\"type\": \"invite\"}",
              "{\"type\": \"leave\"}",
              enter("Ana", "\"avoid\": \"" + other + "\""))) {
        ana.send(text);
      }

      assertThat(ana.skipsTo(Seated.class).room()).isEqualTo(other);
      assertThat(ana.skipsTo(ServerMessage.Renamed.class).to()).isEqualTo("Zoe");
      assertThat(ana.skipsTo(Said.class).user()).isEqualTo("Zoe");
      Invited first = ana.skipsTo(Invited.class);
      Seated back = ana.skipsTo(Seated.class);
      assertThat(back.room()).isEqualTo(one);
      assertThat(back.user()).isEqualTo("Zoe");
      assertThat(ana.skipsTo(Seated.class).room()).isEqualTo(other);
      assertThat(ana.skipsTo(Invited.class)).isEqualTo(first);
      Seated again = ana.skipsTo(Seated.class);
      assertThat(again.room()).isEqualTo(one);
      assertThat(again.user()).isEqualTo("Ana");
    }
  }

  @Test
  void classicMembersAreNeverMovedButTheirCompanyIsOffered() throws Exception {
    try (DirectTestServer here = DirectTestServer.meet(TestServerConfig.defaults().seats(2));
        PythonClients classics = PythonClients.of(here.server().port())) {
      Client classic = classics.join("classic");
      classic.settle();
      DirectPeer ana = here.dealer("Ana");
      assertThat(ana.enters().room()).isEqualTo("Chat0");
      DirectPeer bia = here.dealer("Bia");
      assertThat(bia.enters().room()).isEqualTo("Chat1");
      ana.send("{\"type\": \"leave\"}");
      bia.hears(new Offer("Chat0"));
      bia.send("{\"type\": \"next\"}");
      assertThat(bia.next(Seated.class).room()).isEqualTo("Chat0");
      bia.says("hello, classic");
      Await.until("to be heard", () -> classic.heard().contains("Bia: hello, classic"));
      assertThat(classic.broken()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void seatThatTheDoorReservedIsClaimedByEnterOrTimesOut(Library library) throws Exception {
    TestServerConfig config =
        TestServerConfig.defaults().seats(2).timeout(Duration.ofSeconds(3), SHORT, SHORT, SHORT);
    try (DirectTestServer here = DirectTestServer.meet(config)) {
      DirectPeer ana = here.dealer(library, "Ana"); // there before the reservation's time runs
      ana.next(ServerMessage.Hello.class);
      String question = "{\"request\": \"FindChat\", \"user\": \"Ana\"}";
      Map<String, String> told = FlatJson.read(here.ask(question));
      if (here.server().tally().reserved() > 1) { // JeroMQ forgot to read the first answer
        Await.until("the reservations to lapse", () -> here.server().tally().reserved() == 0);
        told = FlatJson.read(here.ask(question));
      }
      assertThat(told).containsOnlyKeys("room", "seat", "address");
      assertThat(told).containsEntry("address", "127.0.0.1:" + here.server().port());
      assertThat(here.server().tally().reserved()).isEqualTo(1);
      String claim = enter("Ana", "\"seat\": \"" + told.get("seat") + "\"");

      Seated seated = ana.entersAgain(claim);
      assertThat(seated.room()).isEqualTo(told.get("room"));
      assertThat(here.server().tally().reserved()).isZero();

      Map<String, String> second = FlatJson.read(here.ask(question));
      assertThat(second).containsEntry("room", seated.room());
      assertThat(
              FlatJson.read(
                  here.ask("{\"request\": \"FindChat\", \"user\": \"x\", \"private\": true}")))
          .doesNotContainEntry("room", seated.room());
      Await.until("the reservations to lapse", () -> here.server().tally().reserved() == 0);
      DirectPeer late = here.dealer(library, "late");
      late.next(ServerMessage.Hello.class);
      late.send(enter("late", "\"seat\": \"" + second.get("seat") + "\""));
      late.refused(ErrorCode.STALE_SEAT);
      assertThat(late.entersAgain(enter("late", "\"user2\": 1")).room()).isEqualTo(seated.room());
    }
  }

  @Test
  void reservedSeatsCountSoThatNoTableIsOverfull() throws Exception {
    try (DirectTestServer here = DirectTestServer.meet(TestServerConfig.defaults().seats(2))) {
      String question = "{\"request\": \"FindChat\", \"user\": \"x\"}";
      List<String> rooms = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        rooms.add(FlatJson.read(here.ask(question)).get("room"));
      }
      // Usually two each; on a busy machine one may not be believed any more when the next comes.
      rooms.add(here.dealer("Ana").enters().room());
      assertThat(rooms).allMatch(room -> Collections.frequency(rooms, room) <= 2);
      assertThat(rooms).contains("Chat0", "Chat1", "Chat2", "Chat3");
    }
  }

  @Test
  void doorSaysWhatItDoesNotUnderstand() throws Exception {
    try (DirectTestServer here = DirectTestServer.meet()) {
      assertThat(FlatJson.read(here.ask("WhoIsThere"))).containsEntry("error", "unknown-request");
      assertThat(FlatJson.read(here.ask("{\"request\": \"Find\", \"user\": \"x\"}")))
          .containsEntry("error", "unknown-request");
      assertThat(FlatJson.read(here.ask("{\"request\": \"FindChat\"}")))
          .containsEntry("error", "bad-field");
      assertThat(FlatJson.read(here.ask("{\"request\": \"FindChat\", \"user\": \"\\u202e\"}")))
          .containsEntry("error", "bad-name");
      assertThat(FlatJson.read(here.ask("{\"request\": \"FindChat\", ")))
          .containsEntry("error", "bad-json");
      assertThat(FlatJson.read(here.ask("FindChat"))).containsKey("to_server");
    }
  }
}
