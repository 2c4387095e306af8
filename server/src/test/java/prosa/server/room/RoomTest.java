package prosa.server.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import prosa.protocol.ClientMessage;
import prosa.protocol.ErrorCode;
import prosa.protocol.JsonBuffer;
import prosa.protocol.Rate;
import prosa.protocol.ServerMessage;
import prosa.protocol.ServerMessage.Presence;
import prosa.server.cluster.ClusterMessage;
import prosa.server.connection.FakeMemberConnection;
import prosa.server.connection.Framing;
import prosa.server.connection.MemberConnection;
import prosa.server.operations.Counters.Count;
import prosa.server.placement.ClientAddress;
import prosa.server.placement.InviteResult;
import prosa.server.placement.Refusal;
import prosa.server.placement.RoomId;

/** Unit tests of a room, without sockets and without waiting. */
class RoomTest {
  private final TestRoom testRoom = new TestRoom();

  @AfterEach
  void close() {
    testRoom.close();
  }

  private static ServerMessage.Said said(long n, int place, String user, String text) {
    return new ServerMessage.Said(n, place, user, text, false, Optional.empty());
  }

  private static ClientMessage.Say marked(String text, String id) {
    return new ClientMessage.Say(text, false, Optional.of(id));
  }

  private void say(FakeMemberConnection member, String... texts) {
    for (String text : texts) {
      member.send(new ClientMessage.Say(text));
    }
    testRoom.loop.run();
  }

  private static ServerMessage.Refused refusal(List<ServerMessage> heard) {
    assertThat(heard).hasSize(1);
    return (ServerMessage.Refused) heard.getFirst();
  }

  // ---- delivery and numbers

  @Test
  void allHearEachMessageOnceInOrderWithNumbersFromOne() {
    FakeMemberConnection ana = testRoom.sit(1, "Ana");
    FakeMemberConnection bia = testRoom.sitQuietly(2, "Bia", ana);
    ana.send(new ClientMessage.Say("um"));
    bia.send(new ClientMessage.Say("dois"));
    ana.send(new ClientMessage.Say("três"));
    assertThat(ana.heard()).as("before the loop's round is over").isEmpty();
    testRoom.loop.run();
    List<ServerMessage> expected =
        List.of(said(1, 1, "Ana", "um"), said(2, 2, "Bia", "dois"), said(3, 1, "Ana", "três"));
    assertThat(ana.heard()).isEqualTo(expected);
    assertThat(bia.heard()).isEqualTo(expected);
  }

  @Test
  void oneRoundIsOneWriteForEachMember() {
    FakeMemberConnection ana = testRoom.sit(1, "Ana");
    FakeMemberConnection bia = testRoom.sitQuietly(3, "Bia", ana);
    for (int i = 0; i < 5; i++) {
      ana.send(new ClientMessage.Say("oi " + i));
    }
    testRoom.loop.run();
    assertThat(bia.writes()).isEqualTo(1);
    assertThat(bia.heard()).hasSize(5);
  }

  @Test
  void aDefectOfOneConnectionClosesThatOneAndTheOthersHearAll() {
    FakeMemberConnection ana = testRoom.sit(1, "Ana");
    FakeMemberConnection bia = testRoom.sitQuietly(2, "Bia", ana);
    FakeMemberConnection caio = testRoom.sitQuietly(3, "Caio", ana, bia);
    ana.isDefective();
    bia.send(new ClientMessage.Say("um"));
    testRoom.loop.run();
    assertThat(ana.isClosed()).isTrue();
    assertThat(bia.heard()).startsWith(said(1, 2, "Bia", "um"));
    assertThat(caio.heard()).startsWith(said(1, 2, "Bia", "um"));
  }

  @Test
  void aDefectWhileTheSweepLooksAtOneDoesNotEndTheSweep() {
    FakeMemberConnection ana = testRoom.sit(1, "Ana");
    FakeMemberConnection bia = testRoom.sitQuietly(2, "Bia", ana);
    ana.isDefective();
    int before = bia.looks();
    testRoom.room.closeStuck(0, 1);
    testRoom.loop.run();
    assertThat(ana.isClosed()).isTrue();
    assertThat(bia.looks()).isGreaterThan(before);
    assertThat(bia.isClosed()).isFalse();
  }

  @Test
  void whoComesHearsNothingThatWasSaidBeforeAndIsToldTheNumberThen() {
    FakeMemberConnection ana = testRoom.sit(1, "Ana");
    say(ana, "um", "dois");
    ana.send(new ClientMessage.Say("in the same round"));
    FakeMemberConnection bia = testRoom.sit(2, "Bia");
    List<ServerMessage> heard = bia.heard();
    assertThat(heard).hasSize(1);
    ServerMessage.Seated seated = (ServerMessage.Seated) heard.getFirst();
    assertThat(seated.n()).isEqualTo(3);
    assertThat(seated.room()).isEqualTo("Chat7");
    assertThat(seated.place()).isEqualTo(2);
    assertThat(seated.seat()).isEqualTo("secret-2");
    assertThat(seated.capacity()).isEqualTo(TestRoom.CAPACITY);
    assertThat(seated.members())
        .containsExactly(new ServerMessage.MemberEntry(1, "Ana", Presence.HERE, false));
    assertThat(seated.limits().rate()).contains(new Rate(10, 4));
  }

  @Test
  void comingLeavingLossAndReturnAreTold() {
    FakeMemberConnection ana = testRoom.sitQuietly(1, "Ana");
    FakeMemberConnection bia = testRoom.sit(2, "Bia");
    assertThat(ana.heard()).containsExactly(new ServerMessage.Joined(2, "Bia", false));
    bia.breakOff();
    testRoom.loop.run();
    assertThat(testRoom.seats.told).contains("lost 2");
    assertThat(ana.heard()).containsExactly(new ServerMessage.Away(2, "Bia", false));
    FakeMemberConnection again = testRoom.connection(Framing.WEBSOCKET);
    testRoom.room.seat(2, again, "Somebody", "secret-new", true, -1);
    testRoom.loop.run();
    assertThat(ana.heard()).containsExactly(new ServerMessage.Back(2, "Bia", false));
    ServerMessage.Seated seated = (ServerMessage.Seated) again.heard().getFirst();
    assertThat(seated.user()).as("the name it had").isEqualTo("Bia");
    assertThat(seated.seat()).isEqualTo("secret-new");
    again.send(new ClientMessage.Leave());
    testRoom.loop.run();
    assertThat(ana.heard()).containsExactly(new ServerMessage.Left(2, "Bia", false));
  }

  @Test
  void whoLooksLikeAnotherByNameIsNumbered() {
    FakeMemberConnection ana = testRoom.sitQuietly(1, "Ivo");
    FakeMemberConnection greek = testRoom.sit(2, "Ινο");
    assertThat(((ServerMessage.Seated) greek.heard().getFirst()).user()).isEqualTo("Ινο 2");
    assertThat(ana.heard()).containsExactly(new ServerMessage.Joined(2, "Ινο 2", false));
    ClassicMember classic = testRoom.sitClassic(3, "");
    testRoom.say(classic, "{\"user\": \"Mario\", \"message\": \"oi\"}");
    greek.send(new ClientMessage.Rename("rnario"));
    testRoom.loop.run();
    assertThat(greek.heard()).contains(new ServerMessage.Renamed(2, "Ινο 2", "rnario 2", false));
    greek.send(new ClientMessage.Rename("Rnario 2"));
    testRoom.loop.run();
    assertThat(greek.heard())
        .as("its own name, in other letters")
        .contains(new ServerMessage.Renamed(2, "rnario 2", "Rnario 2", false));
  }

  @Test
  void classicMembersGetOnlyTheTwoKeysAndOnlyWhatTheySubscribedTo() {
    FakeMemberConnection ana = testRoom.sit(1, "Ana");
    ClassicMember rui = testRoom.sitClassic(2, "");
    testRoom.sitClassic(3, "{\"user\": \"Rui\"");
    ana.send(new ClientMessage.Say("oi"));
    ana.send(new ClientMessage.Say("waves", true, Optional.empty()));
    testRoom.say(rui, "{\"message\":\"ol\\u00e1\", \"user\":\"Rui\"}");
    testRoom.say(rui, "{\"user\": \"Rui\", \"message\": \"x\", \"type\": \"moved\"}");
    assertThat(testRoom.classicTexts(2))
        .containsExactly(
            "{\"user\": \"Ana\", \"message\": \"oi\"}",
            "{\"user\": \"Ana\", \"message\": \"* waves\"}",
            "{\"message\":\"ol\\u00e1\", \"user\":\"Rui\"}",
            "{\"user\": \"Rui\", \"message\": \"x\"}");
    assertThat(testRoom.classicTexts(3)).containsExactly("{\"user\": \"Rui\", \"message\": \"x\"}");
    assertThat(ana.heard())
        .contains(said(3, 2, "Rui", "olá"), said(4, 2, "Rui", "x"))
        .contains(new ServerMessage.Renamed(2, "?", "Rui", true));
  }

  // ---- slow members and returns

  @Test
  void whatAFullQueueDoesNotTakeIsToldAsMissedBeforeAnythingNewer() {
    FakeMemberConnection ana = testRoom.sit(1, "Ana");
    FakeMemberConnection bia = testRoom.sitQuietly(2, "Bia", ana);
    bia.reads(false);
    String long8 = "x".repeat(8_000);
    for (int i = 0; i < 8; i++) {
      say(ana, long8);
    }
    bia.reads(true);
    say(ana, "depois");
    List<ServerMessage> heard = bia.heard();
    int next = 1;
    boolean told = false;
    for (ServerMessage message : heard) {
      switch (message) {
        case ServerMessage.Said now -> {
          assertThat(now.n()).isEqualTo(next);
          next++;
        }
        case ServerMessage.Missed(long from, long to) -> {
          assertThat(from).isEqualTo(next);
          next = (int) to + 1;
          told = true;
        }
        default -> throw new AssertionError(message.toString());
      }
    }
    assertThat(told).isTrue();
    assertThat(next).isEqualTo(10);
    assertThat(testRoom.counters.of(Count.DROPPED)).isPositive();
    assertThat(ana.heard()).as("nobody else is slower for it").hasSize(9);
  }

  @Test
  void aMemberWhoseQueueWasFullWhenSomebodyCameIsToldAnewWhoIsThere() {
    FakeMemberConnection ana = testRoom.sit(1, "Ana");
    FakeMemberConnection bia = testRoom.sitQuietly(2, "Bia", ana);
    bia.reads(false);
    for (int i = 0; i < 8; i++) {
      say(ana, "x".repeat(8_000));
    }
    testRoom.sit(3, "Caio");
    bia.heard();
    bia.reads(true);
    testRoom.loop.run();
    List<ServerMessage> heard = bia.heard();
    assertThat(heard.getLast()).isInstanceOf(ServerMessage.Seated.class);
    assertThat(((ServerMessage.Seated) heard.getLast()).members())
        .extracting(ServerMessage.MemberEntry::user)
        .containsExactly("Ana", "Caio");
  }

  @Test
  void thoseWhoLagAtALargeTableCostNoListEachInEachRound() {
    int many = 100;
    try (TestRoom large = new TestRoom(ModerationConfig.defaults(), Optional.empty(), many + 1)) {
      FakeMemberConnection ana = large.sit(1, "Ana");
      List<FakeMemberConnection> deaf = new ArrayList<>();
      for (int place = 2; place <= many; place++) {
        deaf.add(large.sit(place, "Somebody " + place));
      }
      large.loop.advance(Duration.ofMinutes(1)); // until all were announced
      for (FakeMemberConnection one : deaf) {
        one.heard();
        one.reads(false);
      }
      for (int i = 0; i < 8; i++) {
        ana.send(new ClientMessage.Say("x".repeat(8_000)));
        large.loop.run();
      }
      large.sit(many + 1, "Zoe"); // which those whose queues are full do not hear
      ana.heard();
      ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
      long before = threads.getCurrentThreadAllocatedBytes();
      ana.send(new ClientMessage.Say("oi"));
      large.loop.run();
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertThat(ana.heard()).hasSize(1);
      assertThat(allocated)
          .as("that many lists are %s bytes and more", 80 * many * many)
          .isLessThan(40L * many * many);
      FakeMemberConnection slow = deaf.getLast();
      slow.heard();
      slow.reads(true);
      large.loop.run();
      ServerMessage.Seated seated = (ServerMessage.Seated) slow.heard().getLast();
      assertThat(seated.members())
          .hasSize(many)
          .extracting(ServerMessage.MemberEntry::place)
          .contains(1, many + 1)
          .doesNotContain(many);
    }
  }

  @Test
  void whoDoesNotTakeWhatItIsSentForTooLongIsClosed() {
    FakeMemberConnection ana = testRoom.sit(1, "Ana");
    FakeMemberConnection bia = testRoom.sitQuietly(2, "Bia", ana);
    bia.reads(false);
    say(ana, "oi");
    testRoom.loop.advance(TestRoom.STUCK.minusSeconds(1));
    assertThat(bia.isClosed()).isFalse();
    testRoom.loop.advance(Duration.ofSeconds(2));
    assertThat(bia.isClosed()).isTrue();
    assertThat(testRoom.counters.of(Count.STUCK)).isEqualTo(1);
    assertThat(ana.isClosed()).isFalse();
  }

  @Test
  void whoComesBackIsToldExactlyWhatWentByAndHearsTheRest() {
    FakeMemberConnection ana = testRoom.sit(1, "Ana");
    FakeMemberConnection bia = testRoom.sitQuietly(2, "Bia", ana);
    say(ana, "um", "dois");
    bia.breakOff();
    say(ana, "três", "quatro");
    FakeMemberConnection again = testRoom.connection(Framing.ZMTP);
    testRoom.room.seat(2, again, "Bia", "s2", true, 1);
    testRoom.loop.run();
    say(ana, "cinco");
    List<ServerMessage> heard = again.heard();
    assertThat(heard.subList(1, heard.size()))
        .containsExactly(new ServerMessage.Missed(2, 4), said(5, 1, "Ana", "cinco"));
    assertThat(((ServerMessage.Seated) heard.getFirst()).n()).isEqualTo(4);
  }

  @Test
  void whoComesBackWithoutSayingWhatItHeardIsToldWhatItWasNotSent() {
    FakeMemberConnection ana = testRoom.sit(1, "Ana");
    FakeMemberConnection bia = testRoom.sitQuietly(2, "Bia", ana);
    say(ana, "um");
    bia.breakOff();
    say(ana, "dois");
    FakeMemberConnection again = testRoom.connection(Framing.ZMTP);
    testRoom.room.seat(2, again, "Bia", "s2", true, -1);
    testRoom.loop.run();
    assertThat(again.heard()).contains(new ServerMessage.Missed(2, 2));
  }

  @Test
  void aNumberThatNobodyCanHaveHeardIsCutToWhatIsTrue() {
    FakeMemberConnection ana = testRoom.sit(1, "Ana");
    say(ana, "um");
    FakeMemberConnection bia = testRoom.sitQuietly(2, "Bia", ana);
    bia.breakOff();
    FakeMemberConnection future = testRoom.connection(Framing.ZMTP);
    testRoom.room.seat(2, future, "Bia", "s2", true, 1L << 53);
    testRoom.loop.run();
    assertThat(future.heard()).hasSize(1);
    future.breakOff();
    FakeMemberConnection past = testRoom.connection(Framing.ZMTP);
    testRoom.room.seat(2, past, "Bia", "s3", true, 0);
    testRoom.loop.run();
    assertThat(past.heard()).as("it came after the first message").hasSize(1);
  }

  @Test
  void aNewConnectionOfTheSameSeatEndsTheOldOneAndNobodyElseHearsOfIt() {
    FakeMemberConnection ana = testRoom.sit(1, "Ana");
    FakeMemberConnection bia = testRoom.sitQuietly(2, "Bia", ana);
    FakeMemberConnection again = testRoom.connection(Framing.ZMTP);
    testRoom.room.seat(2, again, "Bia", "s2", true, 0);
    testRoom.loop.run();
    assertThat(refusal(bia.heard()).reason()).isEqualTo(ErrorCode.RESUMED_ELSEWHERE);
    assertThat(bia.isClosed()).isTrue();
    assertThat(ana.heard()).isEmpty();
    say(again, "oi");
    assertThat(ana.heard()).containsExactly(said(1, 2, "Bia", "oi"));
  }

  @Test
  void whoGoesToAnotherTableForNowIsNotSaidToHaveLostItsConnection() {
    FakeMemberConnection ana = testRoom.sit(1, "Ana");
    FakeMemberConnection bia = testRoom.sitQuietly(2, "Bia", ana);
    testRoom.room.depart(2, bia, true);
    testRoom.loop.run();
    assertThat(ana.heard()).containsExactly(new ServerMessage.Away(2, "Bia", false, true));
    FakeMemberConnection again = testRoom.connection(Framing.WEBSOCKET);
    testRoom.room.seat(2, again, "Bia", "secret-new", true, -1);
    testRoom.loop.run();
    assertThat(ana.heard()).containsExactly(new ServerMessage.Back(2, "Bia", false));
    again.breakOff();
    testRoom.loop.run();
    assertThat(ana.heard()).containsExactly(new ServerMessage.Away(2, "Bia", false));
  }

  @Test
  void aReturnThatIsLostOnTheWayLeavesTheSeatAway() {
    FakeMemberConnection ana = testRoom.sit(1, "Ana");
    FakeMemberConnection bia = testRoom.sitQuietly(2, "Bia", ana);
    testRoom.room.seatGiven(2, 70);
    testRoom.room.lostInTransit(2, 70);
    testRoom.loop.run();
    assertThat(bia.isClosed()).isTrue();
    assertThat(ana.heard()).containsExactly(new ServerMessage.Away(2, "Bia", false));
  }

  /** The end of an earlier one is no reason to end the one that came after it. */
  @Test
  void whoComesBackTwiceStaysOnTheLaterConnectionInWhateverOrderTheyArrive() {
    FakeMemberConnection ana = testRoom.sit(1, "Ana");
    FakeMemberConnection bia = testRoom.sitQuietly(2, "Bia", ana);
    FakeMemberConnection earlier = testRoom.connection(Framing.WEBSOCKET);
    FakeMemberConnection later = testRoom.connection(Framing.WEBSOCKET);
    testRoom.room.seatGiven(2, earlier.id());
    testRoom.room.seatGiven(2, later.id());
    testRoom.room.seat(2, later, "Bia", "secret-3", true, -1);
    testRoom.room.lostInTransit(2, 70);
    testRoom.room.seat(2, earlier, "Bia", "secret-2", true, -1);
    testRoom.loop.run();
    assertThat(bia.isClosed()).isTrue();
    assertThat(earlier.isClosed()).as("it was given the seat before").isTrue();
    assertThat(earlier.heard())
        .singleElement()
        .isInstanceOfSatisfying(
            ServerMessage.Refused.class,
            told -> assertThat(told.reason()).isEqualTo(ErrorCode.RESUMED_ELSEWHERE));
    assertThat(later.isClosed()).isFalse();
    later.send(new ClientMessage.Say("here"));
    testRoom.loop.run();
    assertThat(ana.heard()).hasSize(1).allMatch(ServerMessage.Said.class::isInstance);
  }

  @Test
  void theEarlierSecretIsVoidOnlyWhenSomethingArrivesOnTheNewConnection() {
    FakeMemberConnection ana = testRoom.sit(1, "Ana");
    assertThat(testRoom.seats.told).isEmpty();
    ana.send(new ClientMessage.Typing());
    ana.send(new ClientMessage.Typing());
    assertThat(testRoom.seats.told).containsExactly("heard 1");
  }

  // ---- names

  @Test
  void aTakenNameGetsANumberAndTheSecondIsToldHow() {
    FakeMemberConnection ana = testRoom.sitQuietly(1, "Ana");
    FakeMemberConnection other = testRoom.sit(2, "ANA");
    assertThat(((ServerMessage.Seated) other.heard().getFirst()).user()).isEqualTo("ANA 2");
    assertThat(ana.heard()).containsExactly(new ServerMessage.Joined(2, "ANA 2", false));
    other.send(new ClientMessage.Rename("Ana"));
    testRoom.loop.run();
    assertThat(other.heard())
        .containsExactly(new ServerMessage.Renamed(2, "ANA 2", "Ana 2", false));
    ana.heard();
    ana.send(new ClientMessage.Rename("aNa"));
    testRoom.loop.run();
    assertThat(other.heard())
        .as("its own name in another spelling is no collision")
        .containsExactly(new ServerMessage.Renamed(1, "Ana", "aNa", false));
    assertThat(ana.heard()).containsExactly(new ServerMessage.Renamed(1, "Ana", "aNa", false));
  }

  @Test
  void whatIsSaidAfterARenameCarriesTheNewName() {
    FakeMemberConnection ana = testRoom.sit(1, "Ana");
    FakeMemberConnection bia = testRoom.sitQuietly(2, "Bia", ana);
    ana.send(new ClientMessage.Rename("Aninha"));
    ana.send(new ClientMessage.Say("oi"));
    testRoom.loop.run();
    assertThat(bia.heard())
        .containsExactly(
            new ServerMessage.Renamed(1, "Ana", "Aninha", false), said(1, 1, "Aninha", "oi"));
  }

  @Test
  void aRenameToTheSameNameIsAnsweredToOneAlone() {
    FakeMemberConnection ana = testRoom.sit(1, "Ana");
    FakeMemberConnection bia = testRoom.sitQuietly(2, "Bia", ana);
    ana.send(new ClientMessage.Rename("Ana"));
    testRoom.loop.run();
    assertThat(ana.heard()).containsExactly(new ServerMessage.Renamed(1, "Ana", "Ana", false));
    assertThat(bia.heard()).isEmpty();
  }

  // ---- budgets

  @Test
  void beyondTheMessageRateMessagesAreRefusedWithTheTimeAfterWhichTheyPass() {
    FakeMemberConnection ana = testRoom.sitQuietly(1, "Ana");
    for (int i = 0; i < TestRoom.RATE.burst(); i++) {
      say(ana, "oi");
    }
    assertThat(ana.heard()).hasSize(TestRoom.RATE.burst());
    ana.send(marked("one more", "m"));
    testRoom.loop.run();
    ServerMessage.Refused refused = refusal(ana.heard());
    assertThat(refused.reason()).isEqualTo(ErrorCode.RATE);
    assertThat(refused.id()).contains("m");
    assertThat(refused.retryMillis()).isBetween(1L, 250L);
    testRoom.loop.advance(Duration.ofMillis(refused.retryMillis()));
    ana.send(marked("one more", "m"));
    testRoom.loop.run();
    assertThat(ana.heard())
        .containsExactly(new ServerMessage.Said(11, 1, "Ana", "one more", false, Optional.of("m")));
    assertThat(testRoom.counters.of(Count.TOO_FAST)).isEqualTo(1);
  }

  @Test
  void theBudgetOfMessagesIsTheSeatsAndIsNotRenewedByAnotherConnection() {
    FakeMemberConnection ana = testRoom.sitQuietly(1, "Ana");
    for (int i = 0; i < TestRoom.RATE.burst(); i++) {
      say(ana, "oi");
    }
    ana.breakOff();
    FakeMemberConnection again = testRoom.connection(Framing.ZMTP);
    testRoom.room.seat(1, again, "Ana", "s", true, 10);
    testRoom.loop.run();
    again.heard();
    say(again, "oi");
    assertThat(refusal(again.heard()).reason()).isEqualTo(ErrorCode.RATE);
  }

  @Test
  void typingBeyondItsBudgetIsDroppedInSilence() {
    FakeMemberConnection ana = testRoom.sit(1, "Ana");
    FakeMemberConnection bia = testRoom.sitQuietly(2, "Bia", ana);
    for (int i = 0; i < 50; i++) {
      ana.send(new ClientMessage.Typing());
    }
    testRoom.loop.run();
    assertThat(bia.heard()).hasSize(3).containsOnly(new ServerMessage.TypingNow(1, "Ana"));
    assertThat(ana.heard()).isEmpty();
    assertThat(testRoom.counters.of(Count.TYPING_DROPPED)).isEqualTo(47);
  }

  @Test
  void requestsHaveABudgetOfTheirOwn() {
    FakeMemberConnection ana = testRoom.sitQuietly(1, "Ana");
    for (int i = 0; i < 11; i++) {
      ana.send(new ClientMessage.Rename("Ana " + i));
    }
    testRoom.loop.run();
    List<ServerMessage> heard = ana.heard();
    assertThat(heard).hasSize(11);
    assertThat(((ServerMessage.Refused) heard.getLast()).reason()).isEqualTo(ErrorCode.RATE);
    say(ana, "oi");
    assertThat(ana.heard()).hasSize(1).first().isInstanceOf(ServerMessage.Said.class);
  }

  @Test
  void whoIsRefusedVeryOftenIsReadMoreSlowly() {
    FakeMemberConnection ana = testRoom.sitQuietly(1, "Ana");
    for (int i = 0; i < 51; i++) {
      ana.send("nonsense");
    }
    assertThat(ana.heard()).hasSize(51);
    assertThat(ana.isPaused()).isTrue();
    assertThat(testRoom.counters.of(Count.MALFORMED)).isEqualTo(51);
    testRoom.loop.advance(Duration.ofSeconds(1));
    assertThat(ana.isPaused()).isFalse();
  }

  // ---- repeated ids

  @Test
  void aRepeatedIdIsAnsweredWithItsNumberAndSaidOnce() {
    FakeMemberConnection ana = testRoom.sit(1, "Ana");
    FakeMemberConnection bia = testRoom.sitQuietly(2, "Bia", ana);
    ana.send(marked("oi", "a"));
    testRoom.loop.run();
    bia.heard();
    ana.heard();
    ana.send(marked("oi", "a"));
    testRoom.loop.run();
    assertThat(ana.heard())
        .containsExactly(new ServerMessage.Said(1, 1, "Ana", "oi", false, Optional.of("a")));
    assertThat(bia.heard()).isEmpty();
    say(bia, "next");
    assertThat(bia.heard()).containsExactly(said(2, 2, "Bia", "next"));
  }

  @Test
  void aRepeatedIdCostsNoMessage() {
    FakeMemberConnection ana = testRoom.sitQuietly(1, "Ana");
    for (int i = 0; i < TestRoom.RATE.burst(); i++) {
      ana.send(marked("oi " + i, "m" + i));
    }
    testRoom.loop.run();
    ana.heard();
    for (int i = 0; i < TestRoom.RATE.burst(); i++) {
      ana.send(marked("oi " + i, "m" + i));
    }
    testRoom.loop.run();
    assertThat(ana.heard())
        .hasSize(TestRoom.RATE.burst())
        .allMatch(ServerMessage.Said.class::isInstance);
  }

  @Test
  void whoRepeatsOneIdWithoutEndIsReadMoreSlowly() {
    FakeMemberConnection ana = testRoom.sitQuietly(1, "Ana");
    ana.send(marked("oi", "a"));
    testRoom.loop.run();
    ana.heard();
    for (int i = 0; i < 300; i++) {
      ana.send(marked("oi", "a"));
    }
    testRoom.loop.run();
    assertThat(ana.heard()).hasSizeBetween(50, 60).allMatch(ServerMessage.Said.class::isInstance);
    assertThat(ana.isPaused()).isTrue();
    testRoom.loop.advance(Duration.ofSeconds(4));
    assertThat(ana.heard()).hasSizeBetween(30, 50).allMatch(ServerMessage.Said.class::isInstance);
  }

  @Test
  void aRepeatedIdWithAnotherTextIsRefused() {
    FakeMemberConnection ana = testRoom.sitQuietly(1, "Ana");
    ana.send(marked("oi", "a"));
    testRoom.loop.run();
    ana.heard();
    ana.send(marked("olá", "a"));
    assertThat(refusal(ana.heard()).reason()).isEqualTo(ErrorCode.BAD_FIELD);
    ana.send(new ClientMessage.Say("oi", true, Optional.of("a")));
    ServerMessage.Refused asAction = refusal(ana.heard());
    assertThat(asAction.reason()).isEqualTo(ErrorCode.BAD_FIELD);
    assertThat(asAction.id()).contains("a");
  }

  @Test
  void idsAreRememberedPerSeatAlsoAcrossConnections() {
    FakeMemberConnection ana = testRoom.sit(1, "Ana");
    FakeMemberConnection bia = testRoom.sitQuietly(2, "Bia", ana);
    ana.send(marked("oi", "a"));
    bia.send(marked("tchau", "a"));
    testRoom.loop.run();
    assertThat(bia.heard()).hasSize(2).allMatch(ServerMessage.Said.class::isInstance);
    ana.breakOff();
    FakeMemberConnection again = testRoom.connection(Framing.ZMTP);
    testRoom.room.seat(1, again, "Ana", "s", true, 2);
    testRoom.loop.run();
    again.heard();
    again.send(marked("oi", "a"));
    testRoom.loop.run();
    assertThat(again.heard())
        .containsExactly(new ServerMessage.Said(1, 1, "Ana", "oi", false, Optional.of("a")));
  }

  // ---- comings and goings

  @Test
  void offersAreMadeAtABoundedRateAndTheLatestIsMadeInTheEnd() {
    FakeMemberConnection ana = testRoom.sitQuietly(1, "Ana");
    for (int i = 1; i <= 100; i++) {
      testRoom.room.offer(1, new RoomId(i));
    }
    testRoom.loop.run();
    assertThat(ana.heard())
        .containsExactly(
            new ServerMessage.Offer("Chat1"),
            new ServerMessage.Offer("Chat2"),
            new ServerMessage.Offer("Chat3"),
            new ServerMessage.Offer("Chat4"));
    testRoom.loop.advance(Duration.ofSeconds(30));
    assertThat(ana.heard()).containsExactly(new ServerMessage.Offer("Chat100"));
    for (int i = 101; i <= 200; i++) {
      testRoom.room.offer(1, new RoomId(i));
    }
    testRoom.loop.run();
    assertThat(ana.heard()).hasSize(4);
    testRoom.sit(2, "Bia");
    ana.heard();
    testRoom.loop.advance(Duration.ofSeconds(30));
    assertThat(ana.heard()).as("not alone any more").isEmpty();
  }

  @Test
  void comingsAndGoingsAreToldAtABoundedRateAndTheLastWordIsTrue() {
    FakeMemberConnection ana = testRoom.sitQuietly(1, "Ana");
    int visits = 200;
    for (int i = 0; i < visits; i++) {
      FakeMemberConnection friend = testRoom.sit(2, "Guest " + i);
      friend.send(new ClientMessage.Leave());
      testRoom.loop.run();
    }
    FakeMemberConnection last = testRoom.sit(2, "Last");
    List<ServerMessage> atOnce = ana.heard();
    assertThat(atOnce.size()).isLessThanOrEqualTo(PresenceAnnouncer.RATE.burst());
    Duration time = Duration.ofSeconds(30);
    testRoom.loop.advance(time);
    List<ServerMessage> later = ana.heard();
    assertThat(later.size())
        .isLessThanOrEqualTo((int) time.toSeconds() * PresenceAnnouncer.RATE.perSecond());
    List<ServerMessage> all = new ArrayList<>(atOnce);
    all.addAll(later);
    long announced = all.stream().filter(ServerMessage.Joined.class::isInstance).count();
    long passed =
        all.stream()
            .filter(ServerMessage.Passed.class::isInstance)
            .mapToLong(message -> ((ServerMessage.Passed) message).count())
            .sum();
    assertThat(announced + passed).isEqualTo(visits + 1);
    assertThat(all).contains(new ServerMessage.Joined(2, "Last", false));
    say(last, "oi");
    assertThat(ana.heard()).containsExactly(said(1, 2, "Last", "oi"));
  }

  @Test
  void whoSpeaksIsAnnouncedBeforeItIsHeardWhateverTheRate() {
    FakeMemberConnection ana = testRoom.sitQuietly(1, "Ana");
    for (int i = 0; i < 50; i++) {
      FakeMemberConnection friend = testRoom.sit(2, "Guest " + i);
      friend.send(new ClientMessage.Leave());
      testRoom.loop.run();
    }
    FakeMemberConnection bia = testRoom.sit(2, "Bia");
    ana.heard();
    bia.heard();
    bia.send(new ClientMessage.Typing());
    say(bia, "oi");
    assertThat(ana.heard()).as("not before she is announced").isEmpty();
    assertThat(bia.heard()).as("and nobody is refused").isEmpty();
    assertThat(bia.isPaused()).as("what comes behind it waits").isTrue();
    testRoom.loop.advance(PresenceAnnouncer.FIRST_WORD);
    assertThat(bia.isPaused()).isFalse();
    assertThat(ana.heard())
        .containsSubsequence(new ServerMessage.Joined(2, "Bia", false), said(1, 2, "Bia", "oi"));
  }

  /** It would be on nobody's way when the room is at another node. */
  @Test
  void whatWaitsForItsMembersAnnouncementIsRefusedWhenTheRoomGoesToAnotherNode() {
    FakeMemberConnection ana = testRoom.sitQuietly(1, "Ana");
    for (int i = 0; i < 50; i++) {
      FakeMemberConnection friend = testRoom.sit(2, "Guest " + i);
      friend.send(new ClientMessage.Leave());
      testRoom.loop.run();
    }
    FakeMemberConnection bia = testRoom.sit(2, "Bia");
    ana.heard();
    bia.heard();
    bia.send(marked("oi", "1"));
    bia.send(marked("tudo bem?", "2"));
    testRoom.loop.run();
    assertThat(bia.isPaused()).isTrue();
    var _ = testRoom.room.freeze();
    testRoom.loop.run();
    assertThat(bia.isPaused()).isFalse();
    assertThat(bia.heard())
        .extracting(
            refused -> ((ServerMessage.Refused) refused).reason(),
            refused -> ((ServerMessage.Refused) refused).id().orElse(""))
        .containsExactly(tuple(ErrorCode.RATE, "1"), tuple(ErrorCode.RATE, "2"));
    testRoom.room.unfreeze();
    bia.send(marked("oi", "1"));
    testRoom.loop.advance(PresenceAnnouncer.FIRST_WORD);
    assertThat(ana.heard().stream().filter(ServerMessage.Said.class::isInstance))
        .containsExactly(new ServerMessage.Said(1, 2, "Bia", "oi", false, Optional.of("1")));
  }

  @Test
  void reactionsAreRefusedWhileTheRoomIsOnItsWay() {
    FakeMemberConnection ana = testRoom.sitQuietly(1, "Ana");
    say(ana, "oi");
    var _ = testRoom.room.freeze();
    ana.heard();
    ana.send(new ClientMessage.React(1, "👍", false));
    testRoom.loop.run();
    assertThat(refusal(ana.heard()).reason()).isEqualTo(ErrorCode.RATE);
  }

  // ---- the seats of a room

  @Test
  void aFullRoomHasTenPlacesAndEachHearsTheOthers() {
    List<FakeMemberConnection> members = new ArrayList<>();
    for (int place = 1; place <= TestRoom.CAPACITY; place++) {
      members.add(testRoom.sit(place, "M" + place));
    }
    List<ServerMessage> last = members.getLast().heard();
    assertThat(((ServerMessage.Seated) last.getFirst()).members())
        .extracting(ServerMessage.MemberEntry::place)
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
    members.forEach(FakeMemberConnection::heard);
    members.forEach(member -> member.send(new ClientMessage.Say("oi")));
    testRoom.loop.run();
    for (FakeMemberConnection member : members) {
      assertThat(member.heard()).hasSize(TestRoom.CAPACITY);
    }
  }

  @Test
  void aPlaceThatPlacementGivesAwayIsTakenFromWhoeverTheRoomThinksSitsThere() {
    FakeMemberConnection ana = testRoom.sit(1, "Ana");
    FakeMemberConnection heldSeat = testRoom.sitQuietly(2, "Ghost", ana);
    FakeMemberConnection bia = testRoom.sit(2, "Bia");
    assertThat(heldSeat.isClosed()).isTrue();
    assertThat(ana.heard())
        .containsExactly(
            new ServerMessage.Left(2, "Ghost", false), new ServerMessage.Joined(2, "Bia", false));
    say(bia, "oi");
    assertThat(ana.heard()).hasSize(1);
  }

  @Test
  void aHeldSeatThatExpiresIsToldAsLeft() {
    FakeMemberConnection ana = testRoom.sit(1, "Ana");
    FakeMemberConnection bia = testRoom.sitQuietly(2, "Bia", ana);
    bia.breakOff();
    testRoom.loop.run();
    ana.heard();
    testRoom.room.expire(2);
    testRoom.loop.run();
    assertThat(ana.heard()).containsExactly(new ServerMessage.Left(2, "Bia", false));
  }

  @Test
  void whoLeavesIsGoneAtOnceAndGoesToTheDoorWhenTheSeatIsFree() {
    FakeMemberConnection ana = testRoom.sit(1, "Ana");
    FakeMemberConnection bia = testRoom.sitQuietly(2, "Bia", ana);
    bia.send(new ClientMessage.Leave());
    bia.send(new ClientMessage.Enter("Bia"));
    testRoom.loop.run();
    assertThat(ana.heard()).containsExactly(new ServerMessage.Left(2, "Bia", false));
    assertThat(testRoom.seats.told).contains("leave 2");
    assertThat(bia.isPaused()).as("what it sent behind it waits").isTrue();
    assertThat(testRoom.seats.atDoor).isEmpty();
    testRoom.seats.leaving.getFirst().run();
    assertThat(testRoom.seats.atDoor).containsExactly(bia);
    assertThat(bia.isClosed()).isFalse();
  }

  @Test
  void whileAnotherRoomIsLookedForNothingIsReadAndARefusalReadsOn() {
    FakeMemberConnection ana = testRoom.sitQuietly(1, "Ana");
    ana.send(new ClientMessage.Next());
    ana.send(new ClientMessage.Say("behind it"));
    testRoom.loop.run();
    assertThat(testRoom.seats.told).contains("next 1");
    assertThat(ana.heard()).isEmpty();
    testRoom.seats.askedNext.getFirst().accept(Refusal.NOWHERE_ELSE);
    testRoom.loop.run();
    List<ServerMessage> heard = ana.heard();
    assertThat(((ServerMessage.Refused) heard.getFirst()).reason())
        .isEqualTo(ErrorCode.NOWHERE_ELSE);
    assertThat(heard.getLast()).isEqualTo(said(1, 1, "Ana", "behind it"));
  }

  @Test
  void whoGoesToAnotherRoomLeavesThisOneWithItsConnection() {
    FakeMemberConnection ana = testRoom.sit(1, "Ana");
    FakeMemberConnection bia = testRoom.sitQuietly(2, "Bia", ana);
    FakeMemberConnection stranger = testRoom.connection(Framing.ZMTP);
    testRoom.room.depart(2, stranger, false);
    testRoom.loop.run();
    assertThat(ana.heard()).as("that is not who sits there").isEmpty();
    testRoom.room.depart(2, bia, false);
    testRoom.loop.run();
    assertThat(ana.heard()).containsExactly(new ServerMessage.Left(2, "Bia", false));
    assertThat(bia.isClosed()).isFalse();
  }

  @Test
  void anAnswerThatComesAfterTheConnectionIsGoneDoesNothing() {
    FakeMemberConnection ana = testRoom.sitQuietly(1, "Ana");
    ana.send(new ClientMessage.Next());
    ana.breakOff();
    FakeMemberConnection again = testRoom.connection(Framing.ZMTP);
    testRoom.room.seat(1, again, "Ana", "s", true, 0);
    testRoom.loop.run();
    again.heard();
    testRoom.seats.askedNext.getFirst().accept(Refusal.NOWHERE_ELSE);
    testRoom.loop.run();
    assertThat(again.heard()).isEmpty();
    assertThat(again.isPaused()).isFalse();
  }

  @Test
  void anInviteIsACodeAndALinkForTheAskerAlone() {
    FakeMemberConnection ana = testRoom.sit(1, "Ana");
    FakeMemberConnection bia = testRoom.sitQuietly(2, "Bia", ana);
    ana.send(new ClientMessage.Invite());
    testRoom.seats.askedInvite.getFirst().accept(new InviteResult.Invited("c0de"));
    testRoom.loop.run();
    assertThat(ana.heard())
        .containsExactly(new ServerMessage.Invited("c0de", "http://192.0.2.1:5555/r/c0de"));
    assertThat(bia.heard()).isEmpty();
  }

  @Test
  void whatIsSaidAgainIsNotWrittenForWhoHasNoRoomForIt() {
    FakeMemberConnection ana = testRoom.sitQuietly(1, "Ana");
    ClientMessage.Say once = new ClientMessage.Say("x".repeat(8_000), false, Optional.of("1"), 0);
    ana.reads(false);
    ana.send(once);
    testRoom.loop.run();
    JsonBuffer sink = testRoom.room.loop().sink();
    int repeats = 0;
    for (int written = 1; written > 0; repeats++) {
      sink.clear();
      ana.send(once);
      written = sink.length();
    }
    assertThat(repeats).isEqualTo(TestRoom.QUEUE / 8_000);
    ana.reads(true);
    testRoom.loop.run();
    List<ServerMessage> heard = ana.heard();
    assertThat(heard.subList(0, repeats)).allMatch(ServerMessage.Said.class::isInstance);
    assertThat(heard.getLast())
        .as("what it could not be told")
        .isInstanceOf(ServerMessage.Seated.class);
  }

  // ---- what the host says

  private static final ServerMessage.About NOTHING_SAID = new ServerMessage.About("", "", "", "");

  @Test
  void whatTheHostSaysIsToldToTheAskerAloneInTheLanguageThatWasAskedFor() {
    FakeMemberConnection ana = testRoom.sit(1, "Ana");
    FakeMemberConnection bia = testRoom.sitQuietly(2, "Bia", ana);
    testRoom
        .room
        .loop()
        .host()
        .says(language -> new ServerMessage.About("Café", "oi " + language, "", ""));
    ana.send(new ClientMessage.About(Optional.of("pt-BR")));
    ana.send(new ClientMessage.About(Optional.empty()));
    testRoom.loop.run();
    assertThat(ana.heard())
        .containsExactly(
            new ServerMessage.About("Café", "oi pt-BR", "", ""),
            new ServerMessage.About("Café", "oi ", "", ""));
    assertThat(bia.heard()).isEmpty();
  }

  @Test
  void aHostThatSaysNothingIsAnAnswerToo() {
    FakeMemberConnection ana = testRoom.sitQuietly(1, "Ana");
    ana.send(new ClientMessage.About(Optional.of("es")));
    assertThat(ana.heard()).containsExactly(NOTHING_SAID);
  }

  @Test
  void askingWhatTheHostSaysIsPaidForAsARequest() {
    FakeMemberConnection ana = testRoom.sitQuietly(1, "Ana");
    for (int i = 0; i < 11; i++) {
      ana.send(new ClientMessage.About(Optional.empty()));
    }
    List<ServerMessage> heard = ana.heard();
    assertThat(heard.subList(0, 10)).containsOnly(NOTHING_SAID);
    assertThat(((ServerMessage.Refused) heard.get(10)).reason()).isEqualTo(ErrorCode.RATE);
    assertThat(heard).hasSize(11);
    assertThat(testRoom.counters.of(Count.REQUESTS_REFUSED)).isEqualTo(1);
  }

  @Test
  void whatDoesNotFitBehindWhatWaitsIsRefusedForNowAndNothingIsLost() {
    FakeMemberConnection ana = testRoom.sitQuietly(1, "Ana");
    ServerMessage.About words = new ServerMessage.About("", "x".repeat(TestRoom.QUEUE), "", "");
    testRoom.room.loop().host().says(_ -> words);
    ana.reads(false);
    say(ana, "waits");
    ana.send(new ClientMessage.About(Optional.empty()));
    ana.reads(true);
    testRoom.loop.run();
    List<ServerMessage> heard = ana.heard();
    assertThat(heard.getFirst()).isEqualTo(said(1, 1, "Ana", "waits"));
    ServerMessage.Refused refused = refusal(heard.subList(1, heard.size()));
    assertThat(refused.reason()).isEqualTo(ErrorCode.RATE);
    assertThat(refused.retryMillis()).isEqualTo(1_000);
    ana.send(new ClientMessage.About(Optional.empty()));
    assertThat(ana.heard()).as("nothing waits now").containsExactly(words);
  }

  @Test
  void aLanguageThatIsNoTagIsRefused() {
    FakeMemberConnection ana = testRoom.sitQuietly(1, "Ana");
    ana.send("{\"type\": \"about\", \"language\": \"" + "x".repeat(36) + "\"}");
    assertThat(refusal(ana.heard()).reason()).isEqualTo(ErrorCode.BAD_FIELD);
  }

  @Test
  void anOfferIsForTheOneWhoSitsAlone() {
    FakeMemberConnection ana = testRoom.sitQuietly(1, "Ana");
    testRoom.room.offer(1, new RoomId(3, "b"));
    assertThat(ana.heard()).containsExactly(new ServerMessage.Offer("Chat3@b"));
  }

  // ---- what is wrong

  @Test
  void whatCannotBeTakenIsRefusedAndTheConnectionGoesOn() {
    FakeMemberConnection ana = testRoom.sit(1, "Ana");
    FakeMemberConnection bia = testRoom.sitQuietly(2, "Bia", ana);
    ana.send("{\"type\": \"dance\"}");
    assertThat(refusal(ana.heard()).reason()).isEqualTo(ErrorCode.UNKNOWN_TYPE);
    ana.send("[");
    assertThat(refusal(ana.heard()).reason()).isEqualTo(ErrorCode.BAD_JSON);
    ana.send(new ClientMessage.Enter("Ana"));
    assertThat(refusal(ana.heard()).reason()).isEqualTo(ErrorCode.ALREADY_SEATED);
    ana.sendSomethingElse();
    assertThat(refusal(ana.heard()).reason()).isEqualTo(ErrorCode.MULTI_PART);
    ana.sendTooMuch(TestRoom.FRAME + 1);
    assertThat(refusal(ana.heard()).reason()).isEqualTo(ErrorCode.TOO_LARGE);
    assertThat(bia.heard()).isEmpty();
    say(ana, "oi");
    assertThat(bia.heard()).hasSize(1);
  }

  // ---- the end

  // ---- a room that goes to another node

  /** What members had heard, by place, when the room went. */
  private static final class Heard implements Room.Follower {
    final Map<Integer, Long> byPlace = new HashMap<>();

    @Override
    public void take(
        int place,
        MemberConnection connection,
        String user,
        String secret,
        long heard,
        long satDown) {
      byPlace.put(place, heard);
    }

    @Override
    public void seat(
        int place,
        MemberConnection connection,
        String user,
        String secret,
        boolean resumed,
        long heard) {}
  }

  @Test
  void whoseQueueIsFullWhenTheRoomGoesHasNotHeardWhatItWasNotSent() {
    FakeMemberConnection ana = testRoom.sit(1, "Ana");
    FakeMemberConnection bia = testRoom.sitQuietly(2, "Bia", ana);
    bia.reads(false);
    for (int i = 0; i < 8; i++) {
      say(ana, "x".repeat(8_000));
    }
    Heard heard = new Heard();
    testRoom.room.follow(heard);
    bia.reads(true);
    testRoom.loop.run();
    List<ServerMessage> got = bia.heard();
    assertThat(got).isNotEmpty().hasSizeLessThan(8).allMatch(ServerMessage.Said.class::isInstance);
    assertThat(heard.byPlace).isEqualTo(Map.of(1, 8L, 2, (long) got.size()));
  }

  // ---- a room that goes on here

  private static ClusterMessage.MovedSeat moved(int place, String name, long member) {
    return new ClusterMessage.MovedSeat(
        place,
        List.of("s" + place),
        name,
        false,
        member,
        new ClientAddress("192.0.2.1", false),
        List.of());
  }

  private void expect(String formerly, ClusterMessage.MovedSeat... seats) {
    testRoom.room.expect(
        new ClusterMessage.MovedRoom(false, OptionalLong.of(41), Optional.empty(), List.of(seats)),
        List.of(formerly));
  }

  private ServerMessage.Seated comesBack(int place, String name) {
    FakeMemberConnection back = testRoom.connection(Framing.ZMTP);
    testRoom.room.seat(place, back, name, "t" + place, true, 41);
    testRoom.loop.run();
    return (ServerMessage.Seated) back.heardWhole().getFirst();
  }

  @Test
  void whoSatAtAnotherNodeHasTheSameIdAndIsToldWhatTheRoomWasCalled() {
    long far = System.currentTimeMillis() + Duration.ofHours(2).toMillis();
    expect("Chat7@b", moved(1, "Ana", far), moved(2, "Bia", 5), moved(3, "Caio", 5));
    ServerMessage.Seated ana = comesBack(1, "Ana");
    assertThat(ana.formerly()).containsExactly("Chat7@b");
    assertThat(ana.member()).isEqualTo(far);
    assertThat(ana.members().getFirst().member()).isEqualTo(5);
    assertThat(ana.members().getLast().member())
        .as("an id that two claim is one's only, and whoever comes later has a new one")
        .isGreaterThan(far);
    assertThat(testRoom.room.nextMemberId()).isGreaterThan(ana.members().getLast().member());
  }

  /** As on one server: a client need not say what it heard. */
  @Test
  void whoWasAwayWhenTheRoomCameIsToldWhatItWasNotSentAtTheOtherNode() {
    FakeMemberConnection ana = testRoom.sit(1, "Ana");
    FakeMemberConnection bia = testRoom.sitQuietly(2, "Bia", ana);
    say(ana, "one");
    bia.breakOff();
    testRoom.loop.run();
    say(ana, "two", "three");
    ClusterMessage.MovedRoom going = testRoom.room.freeze();
    assertThat(going.seats()).extracting(ClusterMessage.MovedSeat::heard).containsExactly(3L, 1L);
    try (TestRoom there = new TestRoom()) {
      there.room.expect(
          new ClusterMessage.MovedRoom(
              false,
              going.number(),
              Optional.empty(),
              going.seats().stream().map(RoomTest::withSecret).toList()),
          List.of("Chat7@b"));
      assertThat(comesBackTo(there, 2))
          .endsWith(new ServerMessage.Missed(2, 3))
          .hasSize(2)
          .first()
          .isInstanceOfSatisfying(
              ServerMessage.Seated.class, seated -> assertThat(seated.n()).isEqualTo(3));
      assertThat(comesBackTo(there, 1)).hasSize(1);
    }
  }

  private static ClusterMessage.MovedSeat withSecret(ClusterMessage.MovedSeat seat) {
    return new ClusterMessage.MovedSeat(
        seat.place(),
        List.of("s" + seat.place()),
        seat.user(),
        seat.classic(),
        seat.member(),
        seat.client(),
        seat.ids(),
        seat.satSeconds(),
        seat.holdSeconds(),
        seat.heard());
  }

  /** Somebody comes back who does not say what it heard. */
  private static List<ServerMessage> comesBackTo(TestRoom room, int place) {
    FakeMemberConnection back = room.connection(Framing.ZMTP);
    room.room.seat(place, back, "?", "t" + place, true, -1);
    room.loop.run();
    return back.heard();
  }

  @Test
  void namesOfARoomThatGoesOnAgainAndAgainAreToldUpToALimit() {
    for (int i = 0; i < 40; i++) {
      expect("Chat" + i + "@b");
      expect("Chat" + i + "@b");
    }
    assertThat(comesBack(1, "Ana").formerly()).hasSize(32).startsWith("Chat0@b", "Chat1@b");
  }

  /** Its name may be that of another room by now, from which a newcomer may have come. */
  @Test
  void whoIsNewAtATableThatGoesOnIsNotToldWhatItWasCalled() {
    expect("Chat7@b");
    FakeMemberConnection ana = testRoom.sit(1, "Ana");
    assertThat(((ServerMessage.Seated) ana.heard().getFirst()).formerly()).isEmpty();
  }

  @Test
  void whenTheServerEndsEverybodyIsToldAndClosedAlsoWhoWasOnTheWay() {
    FakeMemberConnection ana = testRoom.sit(1, "Ana");
    FakeMemberConnection bia = testRoom.sitQuietly(2, "Bia", ana);
    say(ana, "last words");
    testRoom.room.dismiss(new ServerMessage.Draining());
    assertThat(ana.heard())
        .containsExactly(said(1, 1, "Ana", "last words"), new ServerMessage.Draining());
    assertThat(bia.heard()).hasSize(2).last().isEqualTo(new ServerMessage.Draining());
    assertThat(ana.isClosed()).isTrue();
    assertThat(bia.isClosed()).isTrue();
    FakeMemberConnection late = testRoom.sit(3, "Caio");
    assertThat(late.heard()).last().isEqualTo(new ServerMessage.Draining());
    assertThat(late.isClosed()).isTrue();
    testRoom.room.close();
    testRoom.loop.run();
  }

  /** The other node knows the earlier name. */
  @Test
  void nobodyTakesAnotherNameWhileTheRoomIsOnItsWay() {
    FakeMemberConnection ana = testRoom.sit(1, "Ana");
    var _ = testRoom.room.freeze();
    ana.send(new ClientMessage.Rename("Beatriz"));
    testRoom.loop.run();
    assertThat(ana.heard())
        .last()
        .isInstanceOfSatisfying(
            ServerMessage.Refused.class, it -> assertThat(it.reason()).isEqualTo(ErrorCode.RATE));
    testRoom.room.unfreeze();
    ana.send(new ClientMessage.Rename("Beatriz"));
    testRoom.loop.run();
    assertThat(testRoom.room.freeze().seats())
        .extracting(ClusterMessage.MovedSeat::user)
        .containsExactly("Beatriz");
  }

  @Test
  void noMoreOfClassicMembersIsHeldBackThanSoMuchWhileTheRoomIsOnItsWay() {
    ClassicMember classic = testRoom.sitClassic(1, "");
    var _ = testRoom.room.freeze();
    for (int i = 0; i <= Room.MOST_HELD_BACK; i++) {
      testRoom.say(classic, "{\"user\": \"Mario\", \"message\": \"" + i + "\"}");
    }
    assertThat(testRoom.counters.of(Count.DROPPED)).isOne();
    assertThat(testRoom.room.takeHeldBack()).hasSize(Room.MOST_HELD_BACK);
  }
}
