package prosa.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import prosa.protocol.ClientMessage;
import prosa.protocol.DoorAnswer;
import prosa.protocol.ErrorCode;
import prosa.protocol.Rate;
import prosa.protocol.ServerMessage;
import prosa.protocol.ServerMessage.MemberEntry;
import prosa.protocol.ServerMessage.Presence;
import prosa.protocol.VoteReason;

/** Rare messages of a server, which a client must handle. */
final class ProsaConnectionTest {
  private static final Optional<Rate> RATE = Optional.of(new Rate(10, 100));
  private static final MemberEntry BIA = new MemberEntry(1, "Bia", Presence.HERE, false);
  private static final MemberEntry RUI = new MemberEntry(3, "Rui", Presence.AWAY, true);

  private static void acknowledge(ScriptedServer door, long n, ClientMessage.Say said) {
    door.say(new ServerMessage.Said(n, 2, "Ana", said.message(), said.action(), said.id()));
  }

  @Test
  void aSecondSeatedIsTheWholeTableAgain() {
    try (ScriptedServer door = new ScriptedServer();
        TestMember ana = TestMember.enter(door.address(), "Ana")) {
      door.asked(ClientMessage.Enter.class);
      door.seat("Chat0", 2, 5, RATE, BIA);
      ana.await(ChatEvent.Seated.class);
      door.seat("Chat0", 2, 9, RATE, RUI);
      ChatEvent.Seated renewed = ana.await(ChatEvent.Seated.class);

      assertThat(renewed.how()).isEqualTo(JoinKind.RENEWED);
      assertThat(renewed.room().members()).containsExactly(new MemberInfo(3, "Rui", false, true));
      assertThat(ana.client.snapshot()).contains(renewed.room());
    }
  }

  @Test
  void whatIsRefusedForHasteIsSaidAgainAndNothingPassesIt() {
    try (ScriptedServer door = new ScriptedServer();
        TestMember ana = TestMember.enter(door.address(), "Ana")) {
      door.asked(ClientMessage.Enter.class);
      door.seat("Chat0", 2, 0, RATE);
      ana.client.say("one");
      ana.client.say("two");
      ClientMessage.Say one = door.asked(ClientMessage.Say.class);
      door.say(new ServerMessage.Refused(ErrorCode.RATE, "Slower.", 50, one.id()));
      ClientMessage.Say again = door.asked(ClientMessage.Say.class);
      acknowledge(door, 1, again);
      ClientMessage.Say two = door.asked(ClientMessage.Say.class);
      acknowledge(door, 2, two);

      assertThat(again).isEqualTo(one);
      assertThat(two.message()).isEqualTo("two");
      assertThat(ana.hearUpTo("two")).containsExactly("one", "two");
    }
  }

  @Test
  void theSecretAndTheLastNumberHeardAreShownOnEachHello() {
    try (ScriptedServer door = new ScriptedServer();
        TestMember ana = TestMember.enter(door.address(), "Ana")) {
      assertThat(door.asked(ClientMessage.Enter.class)).isEqualTo(new ClientMessage.Enter("Ana"));
      door.seat("Chat0", 2, 5, RATE);
      door.say(new ServerMessage.Said(6, 1, "Bia", "oi", false, Optional.empty()));
      door.say(new ServerMessage.Missed(7, 9));
      ana.await(ChatEvent.Missed.class);
      door.cut();
      ClientMessage.Enter back = door.asked(ClientMessage.Enter.class);
      door.seat("Chat0", 2, 12, RATE);
      ana.await(ChatEvent.Seated.class, seated -> seated.how() == JoinKind.RESUMED);
      door.cut(); // before the `missed` of it
      ClientMessage.Enter again = door.asked(ClientMessage.Enter.class);

      assertThat(back.seat()).contains("secret-of-Chat0-2");
      assertThat(back.heard()).hasValue(9);
      assertThat(again.heard()).hasValue(9);
    }
  }

  /** What a server took before it stood still is numbered, and its acknowledgement never came. */
  @Test
  void whoIsToldWhatItMissedIsToldWhatOfItItMayHaveSaid() {
    try (ScriptedServer door = new ScriptedServer();
        TestMember ana = TestMember.enter(door.address(), "Ana")) {
      door.asked(ClientMessage.Enter.class);
      door.seat("Chat0", 2, 5, Optional.empty());
      ana.await(ChatEvent.Seated.class);
      String id = ana.client.say("mine");
      door.asked(ClientMessage.Say.class);
      door.cut();
      door.asked(ClientMessage.Enter.class);
      door.seat("Chat0", 2, 9, Optional.empty());
      door.say(new ServerMessage.Missed(6, 9));
      ChatEvent.Missed missed = ana.await(ChatEvent.Missed.class);
      acknowledge(door, 7, door.asked(ClientMessage.Say.class));
      ana.await(ChatEvent.Said.class);
      door.say(new ServerMessage.Missed(10, 12));

      assertThat(missed).isEqualTo(new ChatEvent.Missed(6, 9, Set.of(id)));
      assertThat(ana.await(ChatEvent.Missed.class)).isEqualTo(new ChatEvent.Missed(10, 12));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"REMOVED", "ROOM_CLOSED", "BLOCKED"})
  void whatTheOperatorDecidesIsTheEnd(ErrorCode why) {
    try (ScriptedServer door = new ScriptedServer()) {
      TestMember ana = TestMember.enter(door.address(), "Ana");
      door.asked(ClientMessage.Enter.class);
      door.seat("Chat0", 2, 0, RATE);
      door.say(new ServerMessage.Refused(why, "Decided.", 0));

      assertThat(ana.await(ChatEvent.Ended.class).why())
          .isEqualTo(new EndReason.Removed(why, "Decided."));
    }
  }

  @Test
  void whoIsVotedAwayAndGetsNoOtherSeatDoesNotComeBack() {
    try (ScriptedServer door = new ScriptedServer()) {
      TestMember ana = TestMember.enter(door.address(), "Ana");
      door.asked(ClientMessage.Enter.class);
      door.seat("Chat0", 2, 0, RATE, BIA);
      door.say(new ServerMessage.Voted(1, 2, "Ana", VoteReason.SPAM, true));
      door.say(new ServerMessage.Refused(ErrorCode.VOTED_AWAY, "Voted.", 0));

      assertThat(ana.await(ChatEvent.VoteEnded.class).me()).isTrue();
      assertThat(ana.await(ChatEvent.Ended.class).why())
          .isEqualTo(new EndReason.Refused(ErrorCode.VOTED_AWAY, "Voted."));
    }
  }

  /** The secret of the seat that it left leads there, whether it heard of the vote or not. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void norIfTheConnectionIsLostBeforeItHearsOfItsSeatThere(boolean heardOfTheVote) {
    try (ScriptedServer door = new ScriptedServer();
        TestMember ana = TestMember.enter(door.address(), "Ana")) {
      door.asked(ClientMessage.Enter.class);
      door.seat("Chat0", 2, 0, RATE, BIA);
      ana.client.say("one");
      ana.client.say("two");
      door.asked(ClientMessage.Say.class);
      if (heardOfTheVote) {
        door.say(new ServerMessage.Voted(1, 2, "Ana", VoteReason.SPAM, true));
        ana.await(ChatEvent.VoteEnded.class);
      }
      door.cut();
      door.asked(ClientMessage.Enter.class);
      door.seat("Chat1", 1, 0, RATE);

      assertThat(ana.await(ChatEvent.Returned.class).texts())
          .extracting(UnsentMessage::text)
          .containsExactly("one", "two");
      ana.client.say("among others");
      assertThat(door.asked(ClientMessage.Say.class).message()).isEqualTo("among others");
    }
  }

  /** What is written behind {@code next} is for the table to which that leads. */
  @Test
  void whatWasSaidBehindNextIsSaidThereThoughTheConnectionWasLostMeanwhile() {
    try (ScriptedServer door = new ScriptedServer();
        TestMember ana = TestMember.enter(door.address(), "Ana")) {
      door.asked(ClientMessage.Enter.class);
      door.seat("Chat0", 2, 0, RATE, BIA);
      ana.client.next();
      ana.client.say("hello, others");
      door.asked(ClientMessage.Next.class);
      door.cut();
      door.asked(ClientMessage.Enter.class);
      door.seat("Chat1", 1, 0, RATE);

      assertThat(door.asked(ClientMessage.Say.class).message()).isEqualTo("hello, others");
      assertThat(ana.rest()).noneMatch(ChatEvent.Returned.class::isInstance);
    }
  }

  @Test
  void whatWasMeantForATableIsNotSaidAtTheNextOneAfterAVote() {
    try (ScriptedServer door = new ScriptedServer();
        TestMember ana = TestMember.enter(door.address(), "Ana")) {
      door.asked(ClientMessage.Enter.class);
      door.seat("Chat0", 2, 0, RATE, BIA);
      ana.client.say("one");
      ana.client.say("two");
      ClientMessage.Say one = door.asked(ClientMessage.Say.class);
      door.say(new ServerMessage.Voted(1, 2, "Ana", VoteReason.SPAM, true));
      door.seat("Chat1", 1, 0, RATE);

      assertThat(ana.await(ChatEvent.Returned.class).texts())
          .extracting(UnsentMessage::text)
          .containsExactly("two");
      door.say(new ServerMessage.Said(1, 1, "Ana", one.message(), false, one.id()));
      ana.client.say("among others");
      assertThat(door.asked(ClientMessage.Say.class).message()).isEqualTo("among others");
    }
  }

  @Test
  void anOlderServerThatDoesNotKnowAboutRefusesItAndTalkGoesOn() {
    try (ScriptedServer door = new ScriptedServer();
        TestMember ana = TestMember.enter(door.address(), "Ana")) {
      door.asked(ClientMessage.Enter.class);
      door.seat("Chat0", 2, 0, RATE);
      ana.client.welcome("en"); // its hello does not say that there is anything
      ana.client.about("pt-BR");
      assertThat(door.asked(ClientMessage.About.class).language()).contains("pt-BR");
      door.say(new ServerMessage.Refused(ErrorCode.UNKNOWN_TYPE, "What?", 0));
      ChatEvent.Refused refused = ana.await(ChatEvent.Refused.class);
      ana.client.say("oi");
      acknowledge(door, 1, door.asked(ClientMessage.Say.class));

      assertThat(refused.request()).isEqualTo(RequestType.ABOUT);
      assertThat(refused.reason()).isEqualTo(ErrorCode.UNKNOWN_TYPE);
      assertThat(ana.hear()).isEqualTo("oi");
    }
  }

  @Test
  void whatTheHostSaysUnaskedIsNotTold() {
    try (ScriptedServer door = new ScriptedServer();
        TestMember ana = TestMember.enter(door.address(), "Ana")) {
      door.asked(ClientMessage.Enter.class);
      door.seat("Chat0", 2, 0, RATE);
      ana.await(ChatEvent.Seated.class);
      door.say(new ServerMessage.About("Buy", "this", "", ""));
      ana.client.say("oi");
      acknowledge(door, 1, door.asked(ClientMessage.Say.class));
      assertThat(ana.hear()).isEqualTo("oi");
      assertThat(ana.rest()).noneMatch(ChatEvent.About.class::isInstance);
    }
  }

  @Test
  void aSeatResumedElsewhereIsNotTakenBack() {
    try (ScriptedServer door = new ScriptedServer()) {
      TestMember ana = TestMember.enter(door.address(), "Ana");
      door.asked(ClientMessage.Enter.class);
      door.seat("Chat0", 2, 0, RATE);
      door.say(new ServerMessage.Refused(ErrorCode.RESUMED_ELSEWHERE, "Taken.", 0));

      assertThat(ana.await(ChatEvent.Ended.class).why())
          .isEqualTo(new EndReason.ResumedElsewhere());
    }
  }

  @Test
  void aTableThatMovesIsFollowedToItsNewDoor() {
    try (ScriptedServer old = new ScriptedServer();
        ScriptedServer next = new ScriptedServer();
        TestMember ana = TestMember.enter(old.address(), "Ana")) {
      old.asked(ClientMessage.Enter.class);
      old.seat("Chat0", 2, 5, RATE);
      ana.await(ChatEvent.Seated.class);
      old.say(new ServerMessage.Moved("Chat9", next.address().toString(), Optional.of("waiting")));
      ana.await(ChatEvent.Lost.class);
      ana.client.say("meant for the same company");
      ClientMessage.Enter enter = next.asked(ClientMessage.Enter.class);
      next.seat("Chat9", 4, 7, RATE, BIA);

      assertThat(enter.seat()).contains("waiting");
      assertThat(ana.await(ChatEvent.Seated.class).how()).isEqualTo(JoinKind.MOVED);
      assertThat(next.asked(ClientMessage.Say.class).message())
          .isEqualTo("meant for the same company");
    }
  }

  @Test
  void whereTheDoorIsGoneAMemberComesBackThroughOneOfAnotherNode() {
    try (ScriptedServer next = new ScriptedServer()) {
      TestMember ana;
      try (ScriptedServer gone = new ScriptedServer();
          ScriptedServer dead = new ScriptedServer()) {
        ana = TestMember.enter(gone.address(), "Ana");
        gone.asked(ClientMessage.Enter.class);
        List<String> doors = List.of(dead.address().toString(), next.address().toString());
        gone.say(
            new ServerMessage.Seated(
                "Chat0@a",
                "Ana",
                2,
                0,
                "secret",
                5,
                10,
                false,
                List.of(),
                new ServerMessage.Limits(16_384, 8_192, RATE),
                doors));
        ana.await(ChatEvent.Seated.class);
      }
      try (ana) {
        ana.await(ChatEvent.Lost.class);
        ClientMessage.Enter enter = next.asked(ClientMessage.Enter.class);
        next.seat("Chat0@a", 2, 5, RATE, BIA);

        assertThat(enter.seat()).contains("secret");
        assertThat(enter.heard()).hasValue(5);
        assertThat(ana.await(ChatEvent.Seated.class).how()).isEqualTo(JoinKind.RESUMED);
      }
    }
  }

  @Test
  void whereTheTableWentAndNobodyAnswersTheOldDoorIsTriedAgain() throws Exception {
    try (ScriptedServer old = new ScriptedServer();
        FakeServer silent = FakeServer.saying("");
        TestMember ana = TestMember.enter(old.address(), "Ana")) {
      old.asked(ClientMessage.Enter.class);
      old.seat("Chat0", 2, 5, RATE);
      old.say(new ServerMessage.Moved("Chat9", silent.address().toString(), Optional.empty()));
      ana.await(ChatEvent.Unreachable.class);
      old.asked(ClientMessage.Enter.class);
      old.seat("Chat1", 1, 0, RATE);

      assertThat(ana.await(ChatEvent.Seated.class).how()).isEqualTo(JoinKind.AFRESH);
    }
  }

  @Test
  void whileThereIsNoSeatItAsksAgainAndSaysWhy() {
    try (ScriptedServer door = new ScriptedServer();
        TestMember ana = TestMember.enter(door.address(), "Ana")) {
      door.asked(ClientMessage.Enter.class);
      door.say(new ServerMessage.Refused(ErrorCode.NO_SEAT, "Full.", 600));
      var _ = ana.awaitUnreachable(ConnectError.NO_SEAT);
      door.asked(ClientMessage.Enter.class);
      door.seat("Chat0", 1, 0, RATE);

      assertThat(ana.await(ChatEvent.Seated.class).how()).isEqualTo(JoinKind.NEW);
    }
  }

  @Test
  void whatALaterVersionSaysIsIgnored() {
    try (ScriptedServer door = new ScriptedServer();
        TestMember ana = TestMember.enter(door.address(), "Ana")) {
      door.asked(ClientMessage.Enter.class);
      door.say("{\"type\": \"weather\", \"sky\": \"blue\"}".getBytes(StandardCharsets.UTF_8));
      door.say("no JSON".getBytes(StandardCharsets.UTF_8));
      door.seat("Chat0", 1, 0, RATE);

      assertThat(ana.await(ChatEvent.Seated.class).how()).isEqualTo(JoinKind.NEW);
    }
  }

  @Test
  void aServerThatAnswersNoMoreIsDialledAnewAndAskedAgain() {
    ClientTimeouts times =
        new ClientTimeouts(
            Duration.ofSeconds(5),
            Duration.ofMillis(300),
            TestMember.QUICK.heartbeat(),
            TestMember.QUICK.dead(),
            TestMember.QUICK.backoff());
    try (ScriptedServer door = new ScriptedServer();
        ChatClient ana =
            ChatClient.enter(
                ConnectOptions.to(door.address(), "Ana"), times, Runnable::run, (_, _) -> {})) {
      door.asked(ClientMessage.Enter.class);
      door.seat("Chat0", 2, 0, RATE);
      ana.say("anybody?");
      ClientMessage.Say first = door.asked(ClientMessage.Say.class);
      door.asked(ClientMessage.Enter.class);
      door.seat("Chat0", 2, 0, RATE);

      assertThat(door.asked(ClientMessage.Say.class)).isEqualTo(first);
      assertThat(ana.unsent()).extracting(UnsentMessage::perhapsSaid).isEqualTo(List.of(true));
    }
  }

  @Test
  void aTableThatGoesOnAtAnotherNodeIsTheSameOneWithItsInvitation() {
    try (ScriptedServer door = new ScriptedServer();
        TestMember ana = TestMember.enter(door.address(), "Ana")) {
      door.asked(ClientMessage.Enter.class);
      door.seatWhereItGoesOn("Chat7@a", "Chat1@c", 2, 5, BIA);
      assertThat(ana.await(ChatEvent.Seated.class).how()).isEqualTo(JoinKind.NEW);
      ana.client.invite();
      door.asked(ClientMessage.Invite.class);
      door.say(new ServerMessage.Invited("code", "prosa://x/r/code"));
      ana.await(ChatEvent.Invited.class);

      door.seatWhereItGoesOn("Chat3@b", "Chat7@a", 2, 5, BIA);
      assertThat(ana.await(ChatEvent.Seated.class).how()).isEqualTo(JoinKind.CONTINUED);
      ana.client.say("still among us");
      assertThat(door.asked(ClientMessage.Say.class).message()).isEqualTo("still among us");

      door.cut();
      ClientMessage.Enter again = door.asked(ClientMessage.Enter.class);
      assertThat(again.seat()).contains("secret-of-Chat3@b-2");
      door.seatWhereItGoesOn("Chat9@a", "Chat3@b", 2, 0);
      assertThat(ana.await(ChatEvent.Seated.class).how()).isEqualTo(JoinKind.CONTINUED);
      assertThat(door.asked(ClientMessage.Say.class).message()).isEqualTo("still among us");

      door.cut();
      door.asked(ClientMessage.Enter.class);
      door.say(new ServerMessage.Refused(ErrorCode.STALE_SEAT, "Gone.", 0));
      assertThat(door.asked(ClientMessage.Enter.class).invite())
          .as("it is still a private table, and that code leads there")
          .contains("code");
    }
  }

  @Test
  void aSeatReservedAtAnotherServerIsTakenThere() {
    try (ScriptedServer old = new ScriptedServer();
        ScriptedServer next = new ScriptedServer();
        TestMember ana = TestMember.enter(old.address(), "Ana")) {
      old.asked(ClientMessage.Enter.class);
      old.seat("Chat0", 2, 5, RATE);
      ana.await(ChatEvent.Seated.class);
      old.answerDoor(new DoorAnswer.SeatReserved("Chat9", "reserved", next.address().toString()));
      ana.client.join("code");
      old.asked(ClientMessage.Leave.class);
      ClientMessage.Enter enter = next.asked(ClientMessage.Enter.class);
      next.seat("Chat9", 1, 0, RATE, BIA);

      assertThat(enter.seat()).contains("reserved");
      ChatEvent.Seated seated = ana.await(ChatEvent.Seated.class);
      assertThat(seated.how()).isEqualTo(JoinKind.MOVED);
      assertThat(seated.room().room()).contains("Chat9");
    }
  }

  @Test
  void aSeatIsTakenHereWhereTheServerKnowsOnlyItsOwnSideOfATranslation() throws Exception {
    int closed;
    try (ScriptedServer gone = new ScriptedServer()) {
      closed = gone.address().port();
    }
    try (ScriptedServer server = new ScriptedServer();
        TestMember ana = TestMember.enter(server.address(), "Ana")) {
      for (String address :
          List.of(
              "127.0.0.1:" + closed, // nothing answers there
              "127.0.0.1:" + server.address().port(),
              "no address")) {
        server.asked(ClientMessage.Enter.class);
        server.seat("Chat0", 2, 5, RATE);
        ana.await(ChatEvent.Seated.class);
        server.answerDoor(new DoorAnswer.SeatReserved("Chat9", "reserved", address));
        ana.client.join("code");
        server.asked(ClientMessage.Leave.class);
        assertThat(server.asked(ClientMessage.Enter.class).seat()).as(address).contains("reserved");
        server.seat("Chat9", 1, 0, RATE);
        assertThat(ana.await(ChatEvent.Seated.class).how()).isEqualTo(JoinKind.MOVED);
        server.cut();
      }
    }
  }
}
