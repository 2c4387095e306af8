package prosa.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static prosa.server.cluster.RecordedNode.SECOND;
import static prosa.server.cluster.RecordedNode.roomAt;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import prosa.server.cluster.ClusterCounters.ClusterEvent;
import prosa.server.cluster.ClusterMessage.Adopt;
import prosa.server.cluster.ClusterMessage.Ask;
import prosa.server.cluster.ClusterMessage.AskFor;
import prosa.server.cluster.ClusterMessage.GiveBack;
import prosa.server.cluster.ClusterMessage.Given;
import prosa.server.cluster.ClusterMessage.MovedSeat;
import prosa.server.cluster.ClusterMessage.NotGiven;
import prosa.server.cluster.RecordedNode.Letter;
import prosa.server.placement.JoinResult;
import prosa.server.placement.Refusal;
import prosa.server.placement.RoomId;

/** Who sits alone at this node, b, while others do at other nodes, or have company. */
final class LoneMembersTest {
  private static final RoomKey THERE = roomAt("a", 7);

  private final RecordedNode node = new RecordedNode();
  private final LoneMembers loneMembers = node.loneMembers;
  private RoomId room;

  @BeforeEach
  void sit() {
    room = node.sit().room();
  }

  /** The node has these rooms with one member. */
  private void announce(String name, List<Integer> fresh, List<Integer> left) {
    node.announce(name, false, fresh, left, 0, List.of());
  }

  /** Somebody came, and left. */
  private void leftByCompany() {
    JoinResult.Taken other = node.sit();
    assertThat(other.room()).isEqualTo(room);
    node.placement.leave(room, other.place(), node.lastConnection(), node.now);
  }

  private Ask askedAt(String name) {
    loneMembers.bringTogether();
    return node.letter(name, Ask.class);
  }

  @Test
  void whoHadNoCompanyIsBroughtToSomebodyWhoIsAlone() {
    announce("a", List.of(), List.of(7));
    Ask asked = askedAt("a");
    assertThat(asked.what()).isEqualTo(AskFor.COMPANY);
    assertThat(asked.most()).isEqualTo(1);
    assertThat(node.moves.isMovingTo("a", room)).isTrue();
    node.seatRequests.given("a", new Given(asked.id(), THERE, 2, "secret"));
    List<Letter> letters = node.letters();
    assertThat(letters.getFirst()).isEqualTo(new Letter("a", new GiveBack(THERE, 2, "secret")));
    Adopt adopt = (Adopt) letters.getLast().message();
    assertThat(adopt.room().seats()).extracting(MovedSeat::place).containsExactly(2);
    assertThat(node.count(ClusterEvent.BROUGHT_TOGETHER)).isEqualTo(1);
  }

  @Test
  void ofTwoWhoHadNoCompanyThatOfTheNodeWithTheLesserNameStays() {
    announce("c", List.of(7), List.of());
    loneMembers.bringTogether();
    assertThat(node.letters()).isEmpty();
    announce("a", List.of(7), List.of());
    askedAt("a");
  }

  @Test
  void whoWasLeftByOthersStaysWhicheverNodeHasTheLesserName() {
    announce("c", List.of(), List.of(7));
    askedAt("c");
  }

  @Test
  void whoIsOnItsWayIsNotBroughtASecondTime() {
    announce("a", List.of(), List.of(7, 8));
    askedAt("a");
    loneMembers.bringTogether();
    assertThat(node.letters()).isEmpty();
  }

  @Test
  void whoIsAloneForASecondIsBroughtToATableWithAFreeSeat() {
    node.announce("a", false, List.of(), List.of(), 4, List.of());
    loneMembers.bringTogether();
    node.pass(SECOND);
    loneMembers.bringTogether();
    assertThat(node.letters()).isEmpty();
    node.pass(1);
    Ask asked = askedAt("a");
    assertThat(asked.most()).isEqualTo(PeerRanking.ANY_ROOM);
    node.seatRequests.notGiven("a", new NotGiven(asked.id(), Refusal.NOWHERE_ELSE));
    assertThat(node.rooms.calls()).containsExactly("unfreeze " + room);
    assertThat(node.moves.isMoving(room)).isFalse();
    loneMembers.bringTogether();
    assertThat(node.letters()).isEmpty(); // not all the time
    node.pass(SECOND + 1);
    askedAt("a");
  }

  @Test
  void whoIsNotTakenAtOneNodeIsBroughtToTheNextOne() {
    node.announce("a", false, List.of(), List.of(), 2, List.of());
    node.announce("c", false, List.of(), List.of(), 4, List.of());
    loneMembers.bringTogether();
    for (String name : List.of("a", "c", "a")) {
      node.pass(SECOND + 1);
      Ask asked = askedAt(name);
      node.seatRequests.notGiven(name, new NotGiven(asked.id(), Refusal.VOTED_AWAY));
    }
  }

  @Test
  void whoHasCompanyMeanwhileStays() {
    announce("a", List.of(), List.of(7));
    Ask asked = askedAt("a");
    node.sit();
    node.seatRequests.given("a", new Given(asked.id(), THERE, 2, "secret"));
    assertThat(node.letter("a", GiveBack.class)).isEqualTo(new GiveBack(THERE, 2, "secret"));
    assertThat(node.rooms.calls()).containsExactly("unfreeze " + room);
    assertThat(node.count(ClusterEvent.BROUGHT_TOGETHER)).isZero();
  }

  @Test
  void roomThatHasAnotherWayMeanwhileGoesThatOne() {
    announce("a", List.of(), List.of(7));
    Ask asked = askedAt("a");
    node.moves.stay(room);
    RoomMoves.Move other = node.moves.begin(room, "c");
    node.rooms.calls();
    node.seatRequests.given("a", new Given(asked.id(), THERE, 2, "secret"));
    node.letter("a", GiveBack.class);
    assertThat(node.rooms.calls()).isEmpty();
    assertThat(node.moves.isUnderWay(other)).isTrue();
  }

  @Test
  void whoWasLeftIsOfferedTheTableOfWhoWasLeftElsewhereOnce() {
    leftByCompany();
    announce("a", List.of(6), List.of());
    loneMembers.bringTogether();
    assertThat(node.rooms.calls()).isEmpty(); // that one is brought here
    announce("a", List.of(6), List.of(7));
    loneMembers.bringTogether();
    loneMembers.bringTogether();
    assertThat(node.rooms.calls()).containsExactly("offer " + room + " " + THERE.id());
    assertThat(node.letters()).isEmpty();
    loneMembers.forget(room);
    loneMembers.bringTogether();
    assertThat(node.rooms.calls()).hasSize(1);
  }

  @Test
  void whoIsInAnAdoptedRoomIsTakenForOneWhoWasLeft() {
    assertThat(loneMembers.rooms().fresh()).containsExactly(room);
    node.directory.goOn(List.of(roomAt("z", 1)), room);
    assertThat(loneMembers.rooms().fresh()).isEmpty();
    assertThat(loneMembers.rooms().left()).containsExactly(room);
  }

  @Test
  void nodeThatDrainsOrGoesOnAloneBringsNobody() {
    announce("a", List.of(), List.of(7));
    node.nodes.draining(true);
    loneMembers.bringTogether();
    node.nodes.draining(false);
    node.nodes.metNamesake(Long.MIN_VALUE, node.now);
    loneMembers.bringTogether();
    assertThat(node.letters()).isEmpty();
  }
}
