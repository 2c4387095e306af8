package prosa.server.room;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import prosa.protocol.ClientMessage;
import prosa.protocol.ErrorCode;
import prosa.protocol.Names;
import prosa.protocol.ServerMessage;
import prosa.protocol.VoteReason;
import prosa.server.cluster.ClusterMessage;
import prosa.server.connection.FakeMemberConnection;
import prosa.server.connection.Framing;
import prosa.server.limits.Resource;
import prosa.server.placement.ClientAddress;
import prosa.server.placement.Expulsion;
import prosa.server.placement.Refusal;

/** Votes and the newcomer's brake in a room without sockets, in virtual time. */
final class RoomVotesTest {
  private static final ClientMessage.Vote AGAINST_FOUR =
      new ClientMessage.Vote(4, 0, VoteReason.SPAM);

  private TestRoom table = new TestRoom();
  private FakeMemberConnection ana = table.connection(Framing.ZMTP);
  private FakeMemberConnection bia = ana;
  private FakeMemberConnection caio = ana;
  private FakeMemberConnection rui = ana;

  @AfterEach
  void close() {
    table.close();
  }

  /** Ana, Bia and Caio at the places 1 to 3, Rui at 4, each in a network of its own. */
  private void seatFour() {
    ana = seat(1, "Ana", "192.0.2.1");
    bia = seat(2, "Bia", "198.51.100.1");
    caio = seat(3, "Caio", "203.0.113.1");
    rui = seat(4, "Rui", "100.64.0.1");
    table.loop.advance(ModerationConfig.VOTE_AFTER);
    forget();
  }

  private FakeMemberConnection seat(int place, String name, String address) {
    table.address = new ClientAddress(address, false);
    return table.sit(place, name);
  }

  private void forget() {
    for (FakeMemberConnection one : List.of(ana, bia, caio, rui)) {
      one.heard();
    }
  }

  private void send(FakeMemberConnection member, ClientMessage message) {
    member.send(message);
    table.loop.run();
  }

  private static ServerMessage.Vote vote(boolean ballot) {
    return new ServerMessage.Vote(1, 4, "Rui", VoteReason.SPAM, 1, 30, ballot);
  }

  private static ServerMessage.Voted voted(boolean moved) {
    return new ServerMessage.Voted(1, 4, "Rui", VoteReason.SPAM, moved);
  }

  private ErrorCode refusal(FakeMemberConnection member) {
    List<ServerMessage> heard = member.heard();
    assertThat(heard).hasSize(1);
    return ((ServerMessage.Refused) heard.getFirst()).reason();
  }

  @Test
  void theOthersSeeAVoteAtOnceAndTheOneItIsAboutDoesNot() {
    seatFour();
    FakeMemberConnection edu = seat(5, "Edu", "192.0.2.77");
    forget();
    edu.heard();
    send(ana, AGAINST_FOUR);
    assertThat(ana.heard()).containsExactly(vote(true));
    assertThat(bia.heard()).containsExactly(vote(true));
    assertThat(caio.heard()).containsExactly(vote(true));
    assertThat(edu.heard()).as("it has not sat here for two minutes").containsExactly(vote(false));
    assertThat(rui.heard()).isEmpty();
    send(edu, new ClientMessage.Ballot(1, true));
    assertThat(refusal(edu)).isEqualTo(ErrorCode.NO_VOTE);
    send(rui, new ClientMessage.Ballot(1, false));
    assertThat(refusal(rui)).isEqualTo(ErrorCode.NO_VOTE);
  }

  @Test
  void whomMoreThanHalfOfTheNetworksWantAwayIsMoved() {
    seatFour();
    send(ana, AGAINST_FOUR);
    send(bia, new ClientMessage.Ballot(1, true));
    assertThat(table.seats.told).doesNotContain("move away 4");
    forget();
    send(caio, new ClientMessage.Ballot(1, true));
    assertThat(caio.heard()).containsExactly(new ServerMessage.Ballot(1, true), voted(true));
    assertThat(ana.heard()).containsExactly(voted(true));
    assertThat(rui.heard()).as("the target hears it").containsExactly(voted(true));
    assertThat(rui.isPaused()).as("until it has another seat").isTrue();
    assertThat(table.seats.moving)
        .containsExactly(
            new Expulsion(
                4,
                rui.id(),
                Set.of(new ClientAddress("100.64.0.1", false)),
                Names.keysWithoutNumber("Rui"),
                Set.of("ana", "bia", "caio"),
                true,
                true));
    table.room.depart(4, rui, false);
    table.loop.run();
    assertThat(ana.heard()).containsExactly(new ServerMessage.Left(4, "Rui", false));
  }

  @Test
  @SuppressWarnings("NullAway") // one link is enough, and it is asked for nothing
  void whoComesInAtAnotherNodeGetsAnotherSeatThere() {
    ana = seat(1, "Ana", "192.0.2.1");
    bia = seat(2, "Bia", "198.51.100.1");
    caio = seat(3, "Caio", "203.0.113.1");
    List<ClusterMessage.DownItem> told = new ArrayList<>();
    table.room.seatRemote(
        4,
        1_000,
        null,
        new ClusterMessage.Enter(
            7, "seat", "Rui", -1, 0, false, false, "", new ClientAddress("100.64.0.1", false), ""),
        "secret",
        false,
        -1,
        table.budgets.unlimited(),
        (_, items) -> told.addAll(items));
    table.loop.advance(ModerationConfig.VOTE_AFTER);
    send(ana, AGAINST_FOUR);
    send(bia, new ClientMessage.Ballot(1, true));
    told.clear();
    send(caio, new ClientMessage.Ballot(1, true));
    assertThat(told.getFirst())
        .as("the target hears it")
        .isInstanceOfSatisfying(
            ClusterMessage.Batch.class,
            round -> assertThat(new String(round.texts(), UTF_8)).contains("\"voted\""));
    assertThat(told).contains(new ClusterMessage.Refused(7, Refusal.VOTED_AWAY));
    assertThat(table.seats.moving)
        .as("its seat is free, and no other one is taken for it here")
        .containsExactly(
            new Expulsion(
                4,
                1_000,
                Set.of(new ClientAddress("100.64.0.1", false)),
                Names.keysWithoutNumber("Rui"),
                Set.of("ana", "bia", "caio"),
                false,
                true));
    forget();
  }

  @Test
  void aFailedVoteIsQuiet() {
    seatFour();
    send(ana, AGAINST_FOUR);
    send(bia, new ClientMessage.Ballot(1, true));
    send(caio, new ClientMessage.Ballot(1, false));
    forget();
    table.loop.advance(VoteTally.OPEN);
    assertThat(ana.heard()).containsExactly(voted(false));
    assertThat(bia.heard()).isEmpty();
    assertThat(caio.heard()).isEmpty();
    assertThat(rui.heard()).isEmpty();
    assertThat(table.seats.moving).isEmpty();
    send(caio, new ClientMessage.Ballot(1, true));
    assertThat(refusal(caio)).as("too late").isEqualTo(ErrorCode.NO_VOTE);
    send(ana, AGAINST_FOUR);
    ServerMessage.Refused again = (ServerMessage.Refused) ana.heard().getFirst();
    assertThat(again.reason()).isEqualTo(ErrorCode.VOTE_LATER);
    assertThat(again.retryMillis()).isBetween(89_000L, 90_000L);
  }

  @Test
  void aVoteNeedsSomebodyWhoSitsThere() {
    seatFour();
    for (ClientMessage.Vote wrong :
        List.of(
            new ClientMessage.Vote(1, 0, VoteReason.OTHER),
            new ClientMessage.Vote(9, 0, VoteReason.OTHER),
            new ClientMessage.Vote(0, 0, VoteReason.OTHER),
            new ClientMessage.Vote(99, 0, VoteReason.OTHER),
            new ClientMessage.Vote(4, 12345, VoteReason.OTHER))) {
      send(ana, wrong);
      assertThat(refusal(ana)).as("%s", wrong).isEqualTo(ErrorCode.BAD_FIELD);
    }
  }

  @Test
  void theHostMaySwitchVotesOff() {
    table.close();
    table =
        new TestRoom(new ModerationConfig(false, ModerationConfig.VOTE_AFTER, NewcomerBrake.MILD));
    seatFour();
    send(ana, AGAINST_FOUR);
    assertThat(refusal(ana)).isEqualTo(ErrorCode.VOTES_OFF);
  }

  @Test
  void newcomersAndFewMembersCannotBeginOne() {
    ana = seat(1, "Ana", "192.0.2.1");
    bia = seat(2, "Bia", "198.51.100.1");
    caio = bia;
    rui = seat(4, "Rui", "100.64.0.1");
    forget();
    send(ana, AGAINST_FOUR);
    assertThat(refusal(ana)).isEqualTo(ErrorCode.TOO_NEW_TO_VOTE);
    table.loop.advance(ModerationConfig.VOTE_AFTER);
    send(ana, AGAINST_FOUR);
    assertThat(refusal(ana)).isEqualTo(ErrorCode.TOO_FEW_TO_VOTE);
  }

  @Test
  void aLostConnectionDoesNotMakeAMemberNew() {
    seatFour();
    ana.breakOff();
    FakeMemberConnection again = table.connection(Framing.ZMTP);
    again.client(new ClientAddress("192.0.2.1", false));
    table.room.seat(1, again, "Ana", "secret-new", true, -1);
    table.loop.run();
    again.heard();
    send(again, AGAINST_FOUR);
    assertThat(again.heard()).containsExactly(vote(true));
  }

  /** The connection on which a member comes back to its seat. */
  private FakeMemberConnection comesBack(int place, String name, String address) {
    FakeMemberConnection again = table.connection(Framing.ZMTP);
    again.client(new ClientAddress(address, false));
    table.room.seat(place, again, name, "secret-new-" + place, true, -1);
    table.loop.run();
    return again;
  }

  private static ServerMessage.Vote voteAgain(boolean ballot) {
    return new ServerMessage.Vote(1, 4, "Rui", VoteReason.SPAM, 1, 20, ballot);
  }

  @Test
  void whoComesBackIsToldOfTheOpenVoteRightAfterItsSeatAndVotes() {
    seatFour();
    FakeMemberConnection edu = seat(5, "Edu", "192.0.2.77");
    send(ana, AGAINST_FOUR);
    send(bia, new ClientMessage.Ballot(1, false));
    table.loop.advance(Duration.ofMillis(10_400));
    bia.breakOff();
    edu.breakOff();
    rui.breakOff();
    caio.breakOff();

    FakeMemberConnection back = comesBack(3, "Caio", "203.0.113.1");
    List<ServerMessage> heard = back.heard();
    assertThat(heard.getFirst()).isInstanceOf(ServerMessage.Seated.class);
    assertThat(heard.get(1)).isEqualTo(voteAgain(true));
    assertThat(comesBack(2, "Bia", "198.51.100.1").heard())
        .as("it has voted")
        .contains(voteAgain(false));
    assertThat(comesBack(5, "Edu", "192.0.2.77").heard())
        .as("it may not vote")
        .contains(voteAgain(false));
    assertThat(comesBack(4, "Rui", "100.64.0.1").heard())
        .as("it is the target")
        .doesNotHaveAnyElementsOfTypes(ServerMessage.Vote.class);

    back.heard();
    send(back, new ClientMessage.Ballot(1, true));
    assertThat(back.heard()).contains(new ServerMessage.Ballot(1, true));
  }

  @Test
  void whoComesBackAfterAVoteOrAfterItsStarterLeftIsToldOfNone() {
    seatFour();
    send(ana, AGAINST_FOUR);
    send(ana, new ClientMessage.Leave());
    table.room.depart(1, ana, false);
    seat(1, "Lia", "192.0.2.200");
    caio.breakOff();
    assertThat(comesBack(3, "Caio", "203.0.113.1").heard())
        .as("somebody else has the place of who began it")
        .doesNotHaveAnyElementsOfTypes(ServerMessage.Vote.class);
    table.loop.advance(VoteTally.OPEN);
    bia.breakOff();
    assertThat(comesBack(2, "Bia", "198.51.100.1").heard())
        .doesNotHaveAnyElementsOfTypes(ServerMessage.Vote.class);
    forget();
  }

  @Test
  void whoTakesAnotherNameOrLeavesIsKnownByBothNames() {
    seatFour();
    send(ana, AGAINST_FOUR);
    send(rui, new ClientMessage.Rename("Zé"));
    send(rui, new ClientMessage.Leave());
    send(bia, new ClientMessage.Ballot(1, true));
    send(caio, new ClientMessage.Ballot(1, true));
    assertThat(table.seats.moving).hasSize(1);
    assertThat(table.seats.moving.getFirst().names()).contains("rui", "zé");
  }

  /** Of three names in a row, too, and from however many networks: none of them is a way back. */
  @Test
  void allThatTheTargetIsKnownByWhileTheVoteIsOpenIsKeptOut() {
    seatFour();
    send(ana, AGAINST_FOUR);
    send(rui, new ClientMessage.Rename("Zeca"));
    FakeMemberConnection back = comesBack(4, "Rui", "100.65.0.1");
    send(back, new ClientMessage.Rename("Last"));
    back = comesBack(4, "Rui", "100.66.0.1");
    send(back, new ClientMessage.Leave());
    table.room.depart(4, back, false);
    FakeMemberConnection firstNetwork = seat(5, "Somebody", "100.64.0.200");
    FakeMemberConnection secondNetwork = seat(6, "Edu", "100.65.0.200");
    FakeMemberConnection secondName = seat(7, "Zeca", "192.0.2.9");
    FakeMemberConnection innocent = seat(8, "Lia", "192.0.2.10");
    send(bia, new ClientMessage.Ballot(1, true));
    send(caio, new ClientMessage.Ballot(1, true));
    assertThat(table.seats.moving).extracting(Expulsion::place).containsExactly(4, 5, 6, 7);
    Expulsion moved = table.seats.moving.getFirst();
    assertThat(moved.names()).contains("rui", "zeca", "last");
    assertThat(moved.clients())
        .extracting(ClientAddress::key)
        .containsExactlyInAnyOrder("100.64.0.1", "100.65.0.1", "100.66.0.1");
    assertThat(List.of(firstNetwork, secondNetwork, secondName))
        .allMatch(FakeMemberConnection::isPaused);
    assertThat(innocent.isPaused()).isFalse();
    back.heard();
  }

  @Test
  void whoChangesNameAndNetworkOverAndOverIsKnownByTheFirstAndTheLatest() {
    seatFour();
    send(ana, AGAINST_FOUR);
    FakeMemberConnection back = rui;
    for (int i = 0; i < 20; i++) {
      table.loop.advance(Duration.ofSeconds(1));
      back = comesBack(4, "Rui", "100.65." + i + ".1");
      send(back, new ClientMessage.Rename("Zé" + i + "x"));
    }
    back.heard();
    send(bia, new ClientMessage.Ballot(1, true));
    send(caio, new ClientMessage.Ballot(1, true));
    Expulsion moved = table.seats.moving.getFirst();
    assertThat(moved.names()).contains("rui", "zé19x", "zé18x").doesNotContain("zé0x");
    assertThat(moved.clients())
        .hasSize(VoteSubject.MOST)
        .extracting(ClientAddress::key)
        .contains("100.64.0.1", "100.65.19.1", "100.65.18.1")
        .doesNotContain("100.65.0.1");
    back.heard();
  }

  @Test
  void whoComesInAtAnotherNodeIsKnownByAllOfItToo() {
    ana = seat(1, "Ana", "192.0.2.1");
    bia = seat(2, "Bia", "198.51.100.1");
    caio = seat(3, "Caio", "203.0.113.1");
    rui = caio;
    seatAtAnotherNode(4, 1_004, "100.64.0.1", false, false);
    table.loop.advance(ModerationConfig.VOTE_AFTER);
    send(ana, AGAINST_FOUR);
    rename(1_004, "Zeca");
    seatAtAnotherNode(4, 1_005, "100.65.0.1", false, true);
    rename(1_005, "Last");
    seatAtAnotherNode(4, 1_006, "100.66.0.1", false, true);
    send(bia, new ClientMessage.Ballot(1, true));
    send(caio, new ClientMessage.Ballot(1, true));
    Expulsion moved = table.seats.moving.getFirst();
    assertThat(moved.connection()).isEqualTo(1_006);
    assertThat(moved.names()).contains("rui", "zeca", "last");
    assertThat(moved.clients())
        .extracting(ClientAddress::key)
        .containsExactlyInAnyOrder("100.64.0.1", "100.65.0.1", "100.66.0.1");
    forget();
  }

  @Test
  void aClassicMemberIsKnownByEachNameThatItSaysMeanwhile() {
    ana = seat(1, "Ana", "192.0.2.1");
    bia = seat(2, "Bia", "198.51.100.1");
    caio = seat(3, "Caio", "203.0.113.1");
    rui = caio;
    ClassicMember classic = table.sitClassic(4, "");
    table.loop.advance(ModerationConfig.VOTE_AFTER);
    send(ana, AGAINST_FOUR);
    for (String name : List.of("Rui", "Zeca", "Last")) {
      table.say(classic, "{\"user\": \"" + name + "\", \"message\": \"buy\"}");
    }
    send(bia, new ClientMessage.Ballot(1, true));
    send(caio, new ClientMessage.Ballot(1, true));
    assertThat(table.seats.moving.getFirst().names())
        .containsExactlyInAnyOrder("rui", "zeca", "last");
    forget();
  }

  /** Its node connects it anew, with the same seat. */
  @Test
  void aClassicMemberOfAnotherNodeStaysTheTargetOnItsNextConnection() {
    ana = seat(1, "Ana", "192.0.2.1");
    bia = seat(2, "Bia", "198.51.100.1");
    caio = seat(3, "Caio", "203.0.113.1");
    rui = caio;
    seatAtAnotherNode(4, 1_004, "100.64.0.1", true, false);
    says(1_004, "Rui");
    table.loop.advance(ModerationConfig.VOTE_AFTER);
    send(ana, AGAINST_FOUR);
    says(1_004, "Zeca");
    seatAtAnotherNode(4, 1_005, "100.64.0.1", true, true);
    says(1_005, "Last");
    send(bia, new ClientMessage.Ballot(1, true));
    send(caio, new ClientMessage.Ballot(1, true));
    assertThat(table.seats.moving).extracting(Expulsion::connection).containsExactly(1_005L);
    assertThat(table.seats.moving.getFirst().names())
        .containsExactlyInAnyOrder("rui", "zeca", "last");
    assertThat(table.room.roster().at(4)).isNull();
    forget();
  }

  private void rename(long connection, String name) {
    fromAnotherNode(connection, "{\"type\": \"rename\", \"user\": \"" + name + "\"}");
  }

  private void says(long connection, String name) {
    fromAnotherNode(connection, "{\"user\": \"" + name + "\", \"message\": \"buy\"}");
  }

  private void fromAnotherNode(long connection, String text) {
    table.room.remoteInput(connection, new ClusterMessage.Text(7, text.getBytes(UTF_8)));
    table.loop.run();
  }

  @SuppressWarnings("NullAway") // one link is enough, and it is asked for nothing
  private void seatAtAnotherNode(
      int place, long connection, String address, boolean classic, boolean resumed) {
    table.room.seatRemote(
        place,
        connection,
        null,
        new ClusterMessage.Enter(
            7,
            "seat",
            classic ? "?" : "Rui",
            -1,
            0,
            classic,
            false,
            "",
            new ClientAddress(address, false),
            ""),
        "secret",
        resumed,
        -1,
        table.budgets.unlimited(),
        (_, _) -> {});
    table.loop.run();
  }

  @Test
  void whoCameBackWhileTheVoteWentOnIsMovedToo() {
    seatFour();
    send(ana, AGAINST_FOUR);
    send(rui, new ClientMessage.Leave());
    FakeMemberConnection sameNetwork = seat(5, "Somebody", "100.64.0.200");
    FakeMemberConnection sameName = seat(6, "Ruі", "192.0.2.9"); // a Ukrainian i
    FakeMemberConnection innocent = seat(7, "Lia", "192.0.2.10");
    send(bia, new ClientMessage.Ballot(1, true));
    send(caio, new ClientMessage.Ballot(1, true));
    assertThat(table.seats.moving).extracting(Expulsion::place).containsExactly(4, 5, 6);
    assertThat(sameNetwork.isPaused()).isTrue();
    assertThat(sameName.isPaused()).isTrue();
    assertThat(innocent.isPaused()).isFalse();
  }

  @Test
  void theNameOfWhoWasMovedAwayCannotBeTakenForAnHour() {
    seatFour();
    send(ana, AGAINST_FOUR);
    send(bia, new ClientMessage.Ballot(1, true));
    send(caio, new ClientMessage.Ballot(1, true));
    table.room.depart(4, rui, false);
    rui = seat(4, "Somebody", "192.0.2.200");
    forget();
    send(rui, new ClientMessage.Rename("Ruі 3")); // a Ukrainian i
    assertThat(refusal(rui))
        .as("not the code that ends a stay")
        .isEqualTo(ErrorCode.NAME_VOTED_AWAY);
    assertThat(ana.heard()).isEmpty();
    send(rui, new ClientMessage.Rename("Zé"));
    assertThat(rui.heard()).containsExactly(new ServerMessage.Renamed(4, "Somebody", "Zé", false));
    table.loop.advance(Duration.ofHours(1));
    rui.heard();
    send(rui, new ClientMessage.Rename("Rui"));
    assertThat(rui.heard()).containsExactly(new ServerMessage.Renamed(4, "Zé", "Rui", false));
  }

  /** What it missed is told with the seat, whose repetition tells it again if this is lost. */
  @Test
  @SuppressWarnings("NullAway") // one link is enough, and it is asked for nothing
  void whoComesBackThroughAnotherNodeHearsOfTheVoteBehindWhatItMissed() {
    seatFour();
    List<ClusterMessage.DownItem> told = new ArrayList<>();
    for (boolean resumed : new boolean[] {false, true}) {
      if (resumed) {
        send(ana, new ClientMessage.Say("one"));
        send(ana, AGAINST_FOUR);
      }
      told.clear();
      table.room.seatRemote(
          5,
          resumed ? 1_001 : 1_000,
          null,
          new ClusterMessage.Enter(
              resumed ? 8 : 7,
              "seat",
              "Lia",
              -1,
              0,
              false,
              false,
              "",
              new ClientAddress("192.0.2.7", false),
              ""),
          "secret",
          resumed,
          resumed ? 0 : -1,
          table.budgets.unlimited(),
          (_, items) -> told.addAll(items));
      table.loop.run();
    }
    told.removeFirst(); // to the earlier connection, and its end
    told.removeFirst();
    assertThat(told.getFirst())
        .isInstanceOfSatisfying(
            ClusterMessage.Seated.class, seated -> assertThat(seated.heard()).isZero());
    assertThat(told.get(1))
        .isInstanceOfSatisfying(
            ClusterMessage.Tell.class,
            one -> assertThat(new String(one.text(), UTF_8)).contains("\"vote\""));
  }

  @Test
  @SuppressWarnings("NullAway") // one link is enough, and it is asked for nothing
  void theNameCannotBeTakenAtAnotherNodeEither() {
    seatFour();
    send(ana, AGAINST_FOUR);
    send(bia, new ClientMessage.Ballot(1, true));
    send(caio, new ClientMessage.Ballot(1, true));
    List<ClusterMessage.DownItem> told = new ArrayList<>();
    table.room.seatRemote(
        5,
        1_000,
        null,
        new ClusterMessage.Enter(
            7, "seat", "Lia", -1, 0, false, false, "", new ClientAddress("192.0.2.7", false), ""),
        "secret",
        false,
        -1,
        table.budgets.unlimited(),
        (_, items) -> told.addAll(items));
    table.loop.run();
    told.clear();
    table.room.remoteInput(
        1_000,
        new ClusterMessage.Text(7, "{\"type\": \"rename\", \"user\": \"Rui\"}".getBytes(UTF_8)));
    table.loop.run();
    assertThat(told)
        .hasSize(1)
        .first()
        .isInstanceOfSatisfying(
            ClusterMessage.Tell.class,
            one -> assertThat(new String(one.text(), UTF_8)).contains("\"name-voted-away\""));
    assertThat(table.room.roster().at(5)).extracting(RoomMember::name).isEqualTo("Lia");
  }

  @Test
  void inAnEncryptedRoomNobodyIsMovedForTheNameThatAllHave() {
    table.close();
    table = new TestRoom(ModerationConfig.defaults(), Optional.of("bm9uY2Ugb2YgYSByb29tIQ"));
    ana = seat(1, "Guest", "192.0.2.1");
    bia = seat(2, "Guest", "198.51.100.1");
    caio = seat(3, "Guest", "203.0.113.1");
    rui = seat(4, "Guest", "100.64.0.1");
    table.loop.advance(ModerationConfig.VOTE_AFTER);
    send(ana, AGAINST_FOUR);
    send(rui, new ClientMessage.Leave());
    FakeMemberConnection innocent = seat(5, "Guest", "192.0.2.10");
    FakeMemberConnection sameNetwork = seat(6, "Guest", "100.64.0.200");
    send(bia, new ClientMessage.Ballot(1, true));
    send(caio, new ClientMessage.Ballot(1, true));
    assertThat(table.seats.moving).extracting(Expulsion::place).containsExactly(4, 6);
    assertThat(table.seats.moving.getFirst().names()).isEmpty();
    assertThat(sameNetwork.isPaused()).isTrue();
    assertThat(innocent.isPaused()).isFalse();
    assertThat(table.room.votes().passOnNames()).isEmpty();
  }

  /** Who began it, who has not voted yet, whom it is about: any of them may end meanwhile. */
  @Test
  void aVoteWhoseMembersEndMovesNobodyAndTellsNobodyElse() {
    seatFour();
    send(ana, AGAINST_FOUR);
    send(ana, new ClientMessage.Leave());
    table.room.depart(1, ana, false);
    FakeMemberConnection lia = seat(1, "Lia", "192.0.2.200");
    table.loop.run();
    send(rui, new ClientMessage.Leave());
    table.room.depart(4, rui, false);
    FakeMemberConnection newcomer = seat(4, "Edu", "192.0.2.201");
    table.loop.run();
    lia.heard();
    newcomer.heard();
    forget();
    table.loop.advance(VoteTally.OPEN);
    assertThat(table.seats.moving).isEmpty();
    for (FakeMemberConnection one : List.of(bia, caio, lia, newcomer)) {
      assertThat(one.heard()).doesNotHaveAnyElementsOfTypes(ServerMessage.Voted.class);
      assertThat(one.isPaused()).isFalse();
    }
    send(bia, new ClientMessage.Ballot(1, true));
    assertThat(refusal(bia)).as("it is over").isEqualTo(ErrorCode.NO_VOTE);
  }

  @Test
  void aVoteThatAllHaveLeftEndsWithoutAWord() {
    seatFour();
    send(ana, AGAINST_FOUR);
    int place = 1;
    for (FakeMemberConnection one : List.of(ana, bia, caio, rui)) {
      send(one, new ClientMessage.Leave());
      table.room.depart(place++, one, false);
    }
    table.loop.run();
    forget();
    table.loop.advance(VoteTally.OPEN);
    assertThat(table.seats.moving).isEmpty();
    ana = seat(1, "Ana", "192.0.2.1");
    bia = seat(2, "Bia", "198.51.100.1");
    caio = seat(3, "Caio", "203.0.113.1");
    rui = seat(4, "Rui", "100.64.0.1");
    table.loop.advance(ModerationConfig.VOTE_AFTER);
    forget();
    send(ana, AGAINST_FOUR);
    assertThat(bia.heard()).as("another vote").hasSize(1);
    assertThat(table.seats.moving).isEmpty();
  }

  @Test
  void withoutASeatElsewhereTheTargetIsToldWhyAndItsConnectionEnds() {
    seatFour();
    send(ana, AGAINST_FOUR);
    send(bia, new ClientMessage.Ballot(1, true));
    send(caio, new ClientMessage.Ballot(1, true));
    rui.heard();
    table.seats.askedNext.getLast().accept(Refusal.NO_SEAT);
    table.loop.run();
    assertThat(refusal(rui)).isEqualTo(ErrorCode.VOTED_AWAY);
    assertThat(rui.isClosed()).isTrue();
  }

  @Test
  void whoResumesItsSeatInTheSameMomentIsMovedAllTheSame() {
    seatFour();
    send(ana, AGAINST_FOUR);
    send(bia, new ClientMessage.Ballot(1, true));
    send(caio, new ClientMessage.Ballot(1, true));
    FakeMemberConnection again = table.connection(Framing.ZMTP);
    table.room.seat(4, again, "Rui", "secret-new", true, -1);
    table.loop.run();
    assertThat(table.seats.moving)
        .extracting(Expulsion::connection)
        .containsExactly(rui.id(), again.id());
  }

  @Test
  void aClassicMemberCanBeMovedAwayAndItsNameIsKeptOut() {
    ana = seat(1, "Ana", "192.0.2.1");
    bia = seat(2, "Bia", "198.51.100.1");
    caio = seat(3, "Caio", "203.0.113.1");
    table.address = new ClientAddress("127.0.0.1", true);
    ClassicMember classic = table.sitClassic(4, "");
    rui = caio;
    table.say(classic, "{\"user\": \"Rui\", \"message\": \"buy\"}");
    table.loop.advance(ModerationConfig.VOTE_AFTER);
    table.classicTexts(4);
    forget();
    send(ana, AGAINST_FOUR);
    send(bia, new ClientMessage.Ballot(1, true));
    send(caio, new ClientMessage.Ballot(1, true));
    assertThat(table.seats.moving)
        .containsExactly(
            new Expulsion(
                4,
                1_004,
                Set.of(new ClientAddress("127.0.0.1", true)),
                Set.copyOf(Names.keysWithoutNumber("Rui")),
                Set.of("ana", "bia", "caio"),
                false,
                true));
    assertThat(table.classicTexts(4)).as("a classic member is sent no events").isEmpty();
    classic.leave();
    ClassicMember again = table.sitClassic(5, "");
    forget();
    table.say(again, "{\"user\": \"Rui 2\", \"message\": \"buy\"}");
    assertThat(table.seats.moving).extracting(Expulsion::place).containsExactly(4, 5);
    assertThat(ana.heard())
        .as("nothing of it is relayed")
        .noneMatch(ServerMessage.Said.class::isInstance);
    ClassicMember other = table.sitClassic(6, "");
    table.say(other, "{\"user\": \"Lia\", \"message\": \"oi\"}");
    assertThat(ana.heard()).anyMatch(ServerMessage.Said.class::isInstance);
  }

  // ---- an impostor and its victim

  private static final ClientMessage.Vote IMPERSONATION =
      new ClientMessage.Vote(4, 0, VoteReason.IMPERSONATION);

  private void moveTheImpostorAway() {
    table.loop.advance(ModerationConfig.VOTE_AFTER);
    send(bia, IMPERSONATION);
    send(ana, new ClientMessage.Ballot(1, true));
    send(caio, new ClientMessage.Ballot(1, true));
    assertThat(table.seats.moving).hasSize(1);
    forget();
  }

  /** Goes by another name for a moment. */
  private void renamesAndBack(FakeMemberConnection member, String name) {
    send(member, new ClientMessage.Rename("Anita"));
    send(member, new ClientMessage.Rename(name));
    assertThat(member.heard())
        .contains(
            new ServerMessage.Renamed(1, name, "Anita", false),
            new ServerMessage.Renamed(1, "Anita", name, false));
  }

  @Test
  void whomAnImpostorWasCalledLikeKeepsItsName() {
    seatFour();
    send(rui, new ClientMessage.Rename("Ana"));
    assertThat(rui.heard()).contains(new ServerMessage.Renamed(4, "Rui", "Ana 2", false));
    moveTheImpostorAway();
    assertThat(table.seats.moving.getFirst().names()).contains("ana 2").doesNotContain("ana");
    assertThat(table.seats.moving.getFirst().spared()).contains("ana");
    table.room.depart(4, rui, false);
    table.loop.run();
    forget();
    renamesAndBack(ana, "Ana");
    forget();
    send(caio, new ClientMessage.Rename("Аna 2")); // a Cyrillic A
    assertThat(refusal(caio)).as("that was the impostor").isEqualTo(ErrorCode.NAME_VOTED_AWAY);
  }

  @Test
  void whoLeavesWhileTheVoteAboutItsImpostorGoesOnKeepsItsNameToo() {
    seatFour();
    FakeMemberConnection victim = seat(5, "Lia", "192.0.2.200");
    send(rui, new ClientMessage.Rename("Lia"));
    send(ana, IMPERSONATION);
    send(victim, new ClientMessage.Leave());
    table.room.depart(5, victim, false);
    send(bia, new ClientMessage.Ballot(1, true));
    send(caio, new ClientMessage.Ballot(1, true));
    assertThat(table.seats.moving.getFirst().names()).contains("lia 2").doesNotContain("lia");
    forget();
    ClassicMember classic = table.sitClassic(5, "");
    table.say(classic, "{\"user\": \"Lia\", \"message\": \"here I am\"}");
    assertThat(ana.heard()).anyMatch(ServerMessage.Said.class::isInstance);
  }

  /** Classic members of one name have no numbers. */
  @Test
  void aClassicImpostorIsKeptOutByNoName() {
    ana = seat(1, "Ana", "192.0.2.1");
    bia = seat(2, "Bia", "198.51.100.1");
    caio = seat(3, "Caio", "203.0.113.1");
    rui = caio;
    table.address = new ClientAddress("100.64.0.1", false);
    ClassicMember impostor = table.sitClassic(4, "");
    table.say(impostor, "{\"user\": \"Ana\", \"message\": \"lend me money\"}");
    moveTheImpostorAway();
    Expulsion moved = table.seats.moving.getFirst();
    assertThat(moved.names()).isEmpty();
    assertThat(moved.banned()).as("its network and its connection still are").isTrue();
    assertThat(moved.clients()).containsExactly(new ClientAddress("100.64.0.1", false));
    impostor.leave();
    forget();
    renamesAndBack(ana, "Ana");
    ClassicMember newcomer = table.sitClassic(5, "");
    table.say(newcomer, "{\"user\": \"Ana\", \"message\": \"another one\"}");
    assertThat(ana.heard()).anyMatch(ServerMessage.Said.class::isInstance);
    assertThat(table.seats.moving).hasSize(1);
  }

  @Test
  void aClassicMemberThatHasSaidNothingIsKeptOutByNoName() {
    ana = seat(1, "Ana", "192.0.2.1");
    bia = seat(2, "Bia", "198.51.100.1");
    caio = seat(3, "Caio", "203.0.113.1");
    rui = caio;
    table.address = new ClientAddress("100.64.0.1", false);
    var _ = table.sitClassic(4, "");
    moveTheImpostorAway();
    assertThat(table.seats.moving.getFirst().names()).isEmpty();
    ClassicMember unlistable = table.sitClassic(5, "");
    table.say(unlistable, "{\"user\": \" \", \"message\": \"oi\"}");
    assertThat(ana.heard()).anyMatch(ServerMessage.Said.class::isInstance);
  }

  @Test
  void whoOnlyTakesSuchANameIsDisconnectedAndKeptOutByNothing() {
    seatFour();
    send(ana, AGAINST_FOUR);
    send(bia, new ClientMessage.Ballot(1, true));
    send(caio, new ClientMessage.Ballot(1, true));
    table.room.depart(4, rui, false);
    table.address = new ClientAddress("192.0.2.201", false);
    ClassicMember other = table.sitClassic(5, "");
    table.say(other, "{\"user\": \"Rui\", \"message\": \"oi\"}");
    seatClassicOfAnotherNode(6, "192.0.2.202");
    table.room.remoteInput(
        1_006,
        new ClusterMessage.Text(-6, "{\"user\": \"Rui 3\", \"message\": \"oi\"}".getBytes(UTF_8)));
    assertThat(table.seats.moving).extracting(Expulsion::place).containsExactly(4, 5, 6);
    assertThat(table.seats.moving)
        .extracting(Expulsion::banned)
        .as("the name is that of many people")
        .containsExactly(true, false, false);
    forget();
  }

  @Test
  void membersOfATrustedNetworkHaveAVoteEach() {
    table.address = new ClientAddress("127.0.0.1", true);
    ana = table.sit(1, "Ana");
    bia = table.sit(2, "Bia");
    caio = table.sit(3, "Caio");
    rui = table.sit(4, "Rui");
    table.loop.advance(ModerationConfig.VOTE_AFTER);
    forget();
    send(ana, AGAINST_FOUR);
    send(bia, new ClientMessage.Ballot(1, true));
    assertThat(table.seats.moving).isEmpty();
    send(caio, new ClientMessage.Ballot(1, true));
    assertThat(table.seats.moving).hasSize(1);
  }

  @SuppressWarnings("NullAway") // one link is enough, and it is asked for nothing
  private void seatClassicOfAnotherNode(int place, String address) {
    table.room.seatRemote(
        place,
        1_000 + place,
        null,
        new ClusterMessage.Enter(
            -place, "seat", "?", -1, 0, true, false, "", new ClientAddress(address, false), ""),
        "secret",
        false,
        -1,
        table.budgets.unlimited(),
        (_, _) -> {});
    table.loop.run();
  }

  @Test
  void classicMembersOfAnotherNodeCountByTheirNetworksToo() {
    for (int place = 5; place <= 10; place++) {
      seatClassicOfAnotherNode(place, "203.0.113." + place); // Caio's network
    }
    seatFour();
    send(ana, AGAINST_FOUR);
    send(bia, new ClientMessage.Ballot(1, true));
    assertThat(table.seats.moving).isEmpty();
    send(caio, new ClientMessage.Ballot(1, true));
    assertThat(table.seats.moving).as("three networks of four").hasSize(1);
  }

  @Test
  void whoSatForLongIsNotNewWhereTheRoomGoesOn() {
    seatFour();
    ClusterMessage.MovedRoom going = table.room.freeze();
    assertThat(going.seats())
        .extracting(ClusterMessage.MovedSeat::satSeconds)
        .containsOnly((int) ModerationConfig.VOTE_AFTER.toSeconds());
    table.close();
    table = new TestRoom();
    List<ClusterMessage.MovedSeat> seats = new ArrayList<>();
    for (ClusterMessage.MovedSeat seat : going.seats()) {
      seats.add(
          new ClusterMessage.MovedSeat(
              seat.place(),
              List.of("s" + seat.place()),
              seat.user(),
              false,
              seat.member(),
              seat.client(),
              seat.ids(),
              seat.satSeconds(),
              0,
              -1));
    }
    table.room.expect(
        new ClusterMessage.MovedRoom(false, going.number(), Optional.empty(), seats), List.of());
    ana = comeBack(1, "Ana");
    bia = comeBack(2, "Bia");
    caio = comeBack(3, "Caio");
    rui = comeBack(4, "Rui");
    forget();
    send(ana, AGAINST_FOUR);
    assertThat(bia.heard()).containsExactly(vote(true));
    send(ana, new ClientMessage.Say("see https://example.org/"));
    assertThat(caio.heard()).contains(said(1, "see https://example.org/", false));
  }

  private FakeMemberConnection comeBack(int place, String name) {
    FakeMemberConnection back = table.connection(Framing.ZMTP);
    table.room.seat(place, back, name, "t" + place, true, 0);
    table.loop.run();
    return back;
  }

  @Test
  @SuppressWarnings("NullAway") // one link is enough, and it is asked for nothing
  void aClassicMemberOfAnotherNodeIsNotNewEither() {
    table.room.expect(
        new ClusterMessage.MovedRoom(
            false,
            OptionalLong.of(41),
            Optional.empty(),
            List.of(
                new ClusterMessage.MovedSeat(
                    4,
                    List.of("s4"),
                    "Rui",
                    true,
                    9,
                    new ClientAddress("100.64.0.1", false),
                    List.of(),
                    90,
                    0,
                    -1))),
        List.of());
    table.room.seatRemote(
        4,
        1_004,
        null,
        new ClusterMessage.Enter(
            -4, "s4", "?", -1, 0, true, false, "", new ClientAddress("100.64.0.1", false), ""),
        "t4",
        true,
        -1,
        table.budgets.unlimited(),
        (_, _) -> {});
    table.loop.run();
    assertThat(table.room.freeze().seats())
        .extracting(ClusterMessage.MovedSeat::satSeconds)
        .containsExactly(90);
  }

  @Test
  void aVoteEndsBeforeTheRoomGoesAndNoneBeginsMeanwhile() {
    seatFour();
    send(ana, AGAINST_FOUR);
    send(bia, new ClientMessage.Ballot(1, true));
    forget();
    var _ = table.room.freeze();
    table.loop.run();
    assertThat(ana.heard()).containsExactly(voted(false));
    assertThat(bia.heard()).isEmpty();
    send(caio, new ClientMessage.Ballot(1, true));
    assertThat(refusal(caio)).isEqualTo(ErrorCode.NO_VOTE);
    send(bia, new ClientMessage.Vote(4, 0, VoteReason.SPAM));
    assertThat(refusal(bia)).as("the client asks again").isEqualTo(ErrorCode.RATE);
    assertThat(table.seats.moving).isEmpty();
    table.room.unfreeze();
    send(bia, new ClientMessage.Vote(4, 0, VoteReason.SPAM));
    assertThat(bia.heard()).hasSize(1).first().isInstanceOf(ServerMessage.Vote.class);
  }

  // ---- the newcomer's brake

  private static ServerMessage.Said said(long n, String text, boolean newcomer) {
    return new ServerMessage.Said(n, 1, "Ana", text, false, Optional.empty(), 0, newcomer);
  }

  @Test
  void linksOfAMemberInItsFirstMinuteAreMarked() {
    ana = table.sit(1, "Ana");
    ana.heard();
    send(ana, new ClientMessage.Say("see https://example.org/"));
    send(ana, new ClientMessage.Say("no link"));
    table.loop.advance(Duration.ofMinutes(1));
    send(ana, new ClientMessage.Say("see https://example.org/"));
    assertThat(ana.heard())
        .containsExactly(
            said(1, "see https://example.org/", true),
            said(2, "no link", false),
            said(3, "see https://example.org/", false));
    ClassicMember classic = table.sitClassic(2, "");
    table.say(classic, "{\"user\": \"Rui\", \"message\": \"www.example.org\"}");
    assertThat(ana.heard())
        .contains(
            new ServerMessage.Said(
                4, 2, "Rui", "www.example.org", false, Optional.empty(), 0, true));
    assertThat(table.classicTexts(2))
        .as("classic members get what they always got")
        .containsExactly("{\"user\": \"Rui\", \"message\": \"www.example.org\"}");
  }

  @Test
  void aStrictHostSlowsLongTextsAndLinksOfNewcomers() {
    table.close();
    table =
        new TestRoom(new ModerationConfig(true, ModerationConfig.VOTE_AFTER, NewcomerBrake.STRICT));
    ana = table.sit(1, "Ana");
    ana.heard();
    String longText = "x".repeat(NewcomerBrake.LONG_TEXT + 1);
    send(ana, new ClientMessage.Say(longText));
    send(ana, new ClientMessage.Say("more"));
    List<ServerMessage> heard = ana.heard();
    assertThat(heard.getFirst()).isEqualTo(said(1, longText, false));
    assertThat(((ServerMessage.Refused) heard.getLast()).reason()).isEqualTo(ErrorCode.RATE);
    assertThat(ana.budgets().until(Resource.MESSAGES)).as("wherever it sits down").isPositive();
    table.loop.advance(Duration.ofMinutes(1));
    for (int i = 0; i < 5; i++) {
      send(ana, new ClientMessage.Say(longText));
    }
    assertThat(ana.heard()).allMatch(ServerMessage.Said.class::isInstance);
  }

  @Test
  void aHostMaySwitchTheBrakeOff() {
    table.close();
    table =
        new TestRoom(new ModerationConfig(true, ModerationConfig.VOTE_AFTER, NewcomerBrake.OFF));
    ana = table.sit(1, "Ana");
    ana.heard();
    send(ana, new ClientMessage.Say("https://example.org/"));
    assertThat(ana.heard()).containsExactly(said(1, "https://example.org/", false));
  }
}
