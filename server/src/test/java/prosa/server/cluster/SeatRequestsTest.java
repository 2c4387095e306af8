package prosa.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static prosa.server.cluster.RecordedNode.CLIENT;
import static prosa.server.cluster.RecordedNode.MILLI;
import static prosa.server.cluster.RecordedNode.SECOND;
import static prosa.server.cluster.RecordedNode.roomAt;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import prosa.server.cluster.ClusterCounters.ClusterEvent;
import prosa.server.cluster.ClusterMessage.Ask;
import prosa.server.cluster.ClusterMessage.AskFor;
import prosa.server.cluster.ClusterMessage.GiveBack;
import prosa.server.cluster.ClusterMessage.Given;
import prosa.server.cluster.ClusterMessage.NotGiven;
import prosa.server.cluster.RecordedNode.Letter;
import prosa.server.placement.JoinResult;
import prosa.server.placement.PlacementConfig;
import prosa.server.placement.Refusal;
import prosa.server.placement.RoomId;

/** Asking other nodes for seats: once each, not for long, and nothing is kept by mistake. */
final class SeatRequestsTest {
  private final RecordedNode node = new RecordedNode();
  private final SeatRequests requests = node.seatRequests;
  private final List<Optional<Given>> answers = new ArrayList<>();

  private Ask asked(String at) {
    return node.letter(at, Ask.class);
  }

  private static Given seat(long id, String at) {
    return new Given(id, roomAt(at, 7), 2, "secret");
  }

  private static Ask ask(long id, AskFor what, int most, Optional<RoomKey> room) {
    return new Ask(id, what, most, room, Optional.empty(), CLIENT, Optional.empty(), Set.of());
  }

  private static Ask avoiding(RoomId room) {
    return new Ask(
        9,
        AskFor.COMPANY,
        8,
        Optional.empty(),
        Optional.empty(),
        CLIENT,
        Optional.of(room),
        Set.of());
  }

  @Test
  void afterAChangeOfTheSettingsItsRoomsAreThoseOfTheSameNode() {
    node.placement.config(PlacementConfig.defaults().withCapacity(4));
    assertThat(node.sit().room().node()).isEqualTo("b");
    assertThat(node.placement.config().capacity()).isEqualTo(4);
  }

  @Test
  void nodesAreAskedOneAfterTheOtherUntilOneHasASeat() {
    node.announce("a");
    node.announce("c");
    assertThat(requests.knowsRoom(1)).isTrue();
    requests.askElsewhere(1, Optional.empty(), Newcomer.unnamed(CLIENT), answers::add);
    requests.notGiven("a", new NotGiven(asked("a").id(), Refusal.NO_SEAT));
    assertThat(answers).isEmpty();
    Given given = seat(asked("c").id(), "c");
    requests.given("c", given);
    assertThat(answers).containsExactly(Optional.of(given));
    assertThat(node.letters()).isEmpty();
    assertThat(node.count(ClusterEvent.ASKED)).isEqualTo(2);
    assertThat(node.count(ClusterEvent.GIVEN)).isEqualTo(1);
  }

  @Test
  void threeAreAskedAtMost() {
    for (String peer : List.of("a", "c", "d", "e")) {
      node.announce(peer);
    }
    requests.askElsewhere(1, Optional.empty(), Newcomer.unnamed(CLIENT), answers::add);
    for (String peer : List.of("a", "c", "d")) {
      requests.notGiven(peer, new NotGiven(asked(peer).id(), Refusal.NO_SEAT));
    }
    assertThat(answers).containsExactly(Optional.empty());
    assertThat(node.letters()).isEmpty();
  }

  @Test
  void nextNewcomerIsNotSentToTheSameLonelyMember() {
    node.announce("a");
    node.announce("c");
    requests.askElsewhere(1, Optional.empty(), Newcomer.unnamed(CLIENT), answers::add);
    asked("a");
    requests.askElsewhere(1, Optional.empty(), Newcomer.unnamed(CLIENT), answers::add);
    asked("c");
    assertThat(requests.knowsRoom(1)).isFalse();
  }

  @Test
  void silenceIsANoAndASeatThatComesLaterIsGivenBack() {
    node.announce("c");
    requests.askElsewhere(1, Optional.empty(), Newcomer.unnamed(CLIENT), answers::add);
    long id = asked("c").id();
    requests.expire(node.now + 149 * MILLI);
    assertThat(answers).isEmpty();
    requests.expire(node.now + 150 * MILLI);
    assertThat(answers).containsExactly(Optional.empty());
    assertThat(node.count(ClusterEvent.UNANSWERED)).isEqualTo(1);
    requests.given("c", seat(id, "c"));
    assertThat(answers).hasSize(1);
    assertThat(node.letter("c", GiveBack.class))
        .isEqualTo(new GiveBack(roomAt("c", 7), 2, "secret"));
  }

  @Test
  void secondAnswerIsGivenBackToo() {
    node.announce("c");
    requests.askElsewhere(1, Optional.empty(), Newcomer.unnamed(CLIENT), answers::add);
    long id = asked("c").id();
    requests.given("c", seat(id, "c"));
    requests.given("c", seat(id, "c"));
    assertThat(answers).hasSize(1);
    node.letter("c", GiveBack.class);
  }

  @Test
  void onlyWhoWasAskedAnswers() {
    node.announce("c");
    requests.askElsewhere(1, Optional.empty(), Newcomer.unnamed(CLIENT), answers::add);
    long id = asked("c").id();
    requests.given("d", seat(id, "d"));
    requests.notGiven("d", new NotGiven(id, Refusal.NO_SEAT));
    assertThat(answers).isEmpty();
    node.letter("d", GiveBack.class);
    requests.given("c", seat(id, "c"));
    assertThat(answers).hasSize(1);
  }

  @Test
  void nodeThatIsGoneHasNoSeat() {
    node.announce("c");
    node.whenGone = peer -> requests.nodeGone(peer.name());
    requests.askElsewhere(1, Optional.empty(), Newcomer.unnamed(CLIENT), answers::add);
    asked("c");
    node.nodes.expire(node.now + 4 * SECOND);
    assertThat(answers).containsExactly(Optional.empty());
    assertThat(node.count(ClusterEvent.UNANSWERED)).isZero(); // it is known why
  }

  @Test
  void nobodyIsAskedByANodeThatGoesOnAlone() {
    node.announce("c");
    node.nodes.metNamesake(Long.MIN_VALUE, node.now);
    node.announce("c");
    assertThat(requests.knowsRoom(1)).isFalse();
    requests.askElsewhere(1, Optional.empty(), Newcomer.unnamed(CLIENT), answers::add);
    assertThat(answers).containsExactly(Optional.empty());
    assertThat(node.letters()).isEmpty();
  }

  @Test
  void askedForCompanyANodeReservesASeatAtWhoSitsAlone() {
    JoinResult.Taken alone = node.sit();
    requests.answer("c", ask(9, AskFor.COMPANY, 1, Optional.empty()));
    Given given = node.letter("c", Given.class);
    assertThat(given.id()).isEqualTo(9);
    assertThat(given.room()).isEqualTo(node.tokens.key(alone.room()));
    assertThat(node.enter(given.secret())).isInstanceOf(JoinResult.Taken.class);
  }

  @Test
  void roomThatIsToBeAvoidedIsNotGiven() {
    RoomId first = node.sit().room();
    node.sit();
    requests.answer("c", avoiding(first));
    assertThat(node.letter("c", NotGiven.class)).isEqualTo(new NotGiven(9, Refusal.NOWHERE_ELSE));
    node.sit(); // the first room is full
    RoomId second = node.sit().room();
    node.sit();
    assertThat(second).isNotEqualTo(first);
    requests.answer("c", avoiding(second));
    assertThat(node.letter("c", NotGiven.class).id()).isEqualTo(9);
    requests.answer("c", avoiding(first));
    assertThat(node.letter("c", Given.class).room().id()).isEqualTo(second);
  }

  @Test
  void seatInARoomThatIsToBeAvoidedIsGivenBackToANodeThatDoesNotLookAtIt() {
    node.announce("a");
    node.announce("c");
    requests.askElsewhere(
        1, Optional.of(roomAt("a", 7).id()), Newcomer.unnamed(CLIENT), answers::add);
    Ask first = asked("a");
    assertThat(first.avoid()).contains(new RoomId(7, "a"));
    requests.given("a", seat(first.id(), "a"));
    assertThat(answers).isEmpty();
    List<Letter> letters = node.letters();
    assertThat(letters.getFirst())
        .isEqualTo(new Letter("a", new GiveBack(roomAt("a", 7), 2, "secret")));
    Ask second = (Ask) letters.getLast().message();
    requests.given("c", seat(second.id(), "c"));
    assertThat(answers).containsExactly(Optional.of(seat(second.id(), "c")));
  }

  @Test
  void seatThatIsGivenBackIsFree() {
    node.sit();
    requests.answer("c", ask(9, AskFor.COMPANY, 1, Optional.empty()));
    Given given = node.letter("c", Given.class);
    RoomKey earlier = new RoomKey(given.room().id(), given.room().epoch() ^ 2);
    requests.takeBack(new GiveBack(earlier, given.place(), given.secret()));
    assertThat(node.placement.opens(given.secret())).isTrue(); // that is another room
    requests.takeBack(new GiveBack(given.room(), given.place(), given.secret()));
    assertThat(node.placement.opens(given.secret())).isFalse();
  }

  @Test
  void emptyNodeHasNoCompany() {
    requests.answer("c", ask(9, AskFor.COMPANY, 8, Optional.empty()));
    assertThat(node.letter("c", NotGiven.class).id()).isEqualTo(9);
  }

  @Test
  void seatInARoomIsGivenWhereThatRoomIs() {
    RoomKey room = node.tokens.key(node.sit().room());
    requests.answer("c", ask(1, AskFor.ROOM, 0, Optional.of(room)));
    assertThat(node.letter("c", Given.class).room()).isEqualTo(room);
    RoomKey earlier = new RoomKey(new RoomId(room.id().number(), "b"), room.epoch() ^ 2);
    requests.answer("c", ask(2, AskFor.ROOM, 0, Optional.of(earlier)));
    assertThat(node.letters())
        .containsExactly(new Letter("c", new NotGiven(2, Refusal.UNKNOWN_ROOM)));
  }

  @Test
  void seatThatIsHeldForAMemberOfARoomThatMovedIsTakenBackFromWhoKnowsItsSecretOnly() {
    RoomId room =
        node.placement
            .openReunion(false, Optional.empty(), List.of(CLIENT), true, node.now)
            .orElseThrow();
    RoomKey key = node.tokens.key(room);
    assertThat(
            node.placement.keepSeat(
                room, 2, CLIENT, List.of("secret"), true, Duration.ZERO, node.now))
        .isTrue();
    requests.takeBack(new GiveBack(key, 2, "another"));
    assertThat(node.placement.seatsOf(room)).hasSize(1);
    requests.takeBack(new GiveBack(key, 2, "secret"));
    assertThat(node.placement.seatsOf(room)).isEmpty();
  }
}
