package prosa.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static prosa.server.cluster.RecordedNode.CLIENT;
import static prosa.server.cluster.RecordedNode.SECOND;
import static prosa.server.cluster.RecordedNode.roomAt;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import prosa.server.cluster.ClusterCounters.ClusterEvent;
import prosa.server.cluster.ClusterMessage.Adopt;
import prosa.server.cluster.ClusterMessage.Adoption;
import prosa.server.cluster.ClusterMessage.GiveBack;
import prosa.server.cluster.ClusterMessage.Given;
import prosa.server.cluster.ClusterMessage.MovedSeat;
import prosa.server.cluster.RecordedNode.Letter;
import prosa.server.placement.JoinResult;
import prosa.server.placement.Reservation;
import prosa.server.placement.RoomId;

/** Rooms that go to another node, or stay because that does not take them. */
final class RoomMovesTest {
  private static final RoomKey THERE = roomAt("c", 2);

  private final RecordedNode node = new RecordedNode();
  private final RoomMoves moves = node.moves;
  private JoinResult.Taken member;
  private RoomId room;
  private RoomKey key;

  @BeforeEach
  void open() {
    member = node.sit();
    room = member.room();
    key = node.tokens.key(room);
    node.announce("c");
  }

  /** The room is on its way to c; the number of that question. */
  private long askedFor() {
    moves.moveAll();
    assertThat(node.rooms.calls()).containsExactly("freeze " + room);
    return node.letter("c", Adopt.class).id();
  }

  // ---- the node drains

  @Test
  void roomIsHandedOverWithItsSeatsAndItsNumbers() {
    moves.moveAll();
    Adopt asked = node.letter("c", Adopt.class);
    assertThat(asked.before()).containsExactly(key);
    assertThat(asked.force()).isTrue();
    assertThat(asked.room().number()).isEqualTo(OptionalLong.of(41));
    assertThat(asked.room().seats())
        .extracting(MovedSeat::place, MovedSeat::secrets)
        .containsExactly(tuple(member.place(), List.of(member.seat())));
  }

  /** Of a table of a thousand the whole question has to be less than NATS takes at once. */
  @Test
  void largeTableTakesOnlyTheLatestIdsAlong() {
    String id = "i".repeat(30);
    List<ClusterMessage.RememberedId> ids = new ArrayList<>();
    for (int number = 1; number <= 64; number++) {
      ids.add(new ClusterMessage.RememberedId(id + number, number, 1, 2));
    }
    List<MovedSeat> seats = new ArrayList<>();
    for (int place = 1; place <= 1_000; place++) {
      seats.add(new MovedSeat(place, List.of(), "Ana", false, place, CLIENT, ids, 3, 0, 40));
    }
    node.rooms.frozen =
        Optional.of(
            new ClusterMessage.MovedRoom(false, OptionalLong.of(64), Optional.empty(), seats));
    moves.moveAll();
    MovedSeat told = node.letter("c", Adopt.class).room().seats().getFirst();
    assertThat(told.ids()).containsExactly(ids.get(60), ids.get(61), ids.get(62), ids.get(63));
    assertThat(told.heard()).isEqualTo(40);
    assertThat(1_000 * 4 * (26 + 3 * 32)).isLessThanOrEqualTo(RoomMoves.MOST_ID_BYTES);
  }

  @Test
  void earlierRoomsWhoseNumbersGoOnAreToldWithARoomThatIsHandedOver() {
    node.directory.goOn(List.of(roomAt("z", 9), roomAt("y", 8)), room);
    node.directory.numbersGoOn(List.of(roomAt("z", 9).epoch()), room);
    moves.moveAll();
    assertThat(node.letter("c", Adopt.class).room().sameNumbers())
        .containsExactly(roomAt("z", 9).epoch());
  }

  @Test
  void howLongAMemberAskedItsSeatToBeHeldForIsToldWithARoomThatIsHandedOver() {
    node.placement.hold(
        room, member.place(), node.lastConnection(), Duration.ofMinutes(2), node.now);
    moves.moveAll();
    assertThat(node.letter("c", Adopt.class).room().seats())
        .extracting(MovedSeat::holdSeconds)
        .containsExactly(120);
  }

  @Test
  void howLongAMemberAskedItsSeatToBeHeldForIsToldWhatStandsHereForTheRoom() {
    var _ = node.sit();
    node.placement.hold(room, 2, node.lastConnection(), Duration.ofMinutes(2), node.now);
    moves.moveAll();
    long id = node.letter("c", Adopt.class).id();
    assertThat(moves.adopted(id, THERE)).contains(room);
    assertThat(node.rooms.held).isEqualTo(Map.of(2, 120));
  }

  @Test
  void whoLeavesWhileTheRoomIsOnItsWayLeavesAtTheOtherNodeToo() {
    JoinResult.Taken left = node.sit();
    long connection = node.lastConnection();
    moves.moveAll();
    long id = node.letter("c", Adopt.class).id();
    node.placement.leave(room, left.place(), connection, node.now);
    assertThat(moves.adopted(id, THERE)).contains(room);
    assertThat(node.letters())
        .extracting(Letter::message)
        .filteredOn(GiveBack.class::isInstance)
        .containsExactly(new GiveBack(THERE, left.place(), left.seat()));
  }

  @Test
  void theSeatOfTheLastMemberWhoLeavesWhileTheRoomIsOnItsWayIsGivenBack() {
    moves.moveAll();
    long id = node.letter("c", Adopt.class).id();
    node.placement.leave(room, member.place(), node.lastConnection(), node.now);
    assertThat(moves.adopted(id, THERE)).contains(room);
    assertThat(node.letters())
        .extracting(Letter::message)
        .contains(new GiveBack(THERE, member.place(), member.seat()));
  }

  @Test
  void seatsOfARoomThatIsClosedWhileItIsOnItsWayAreGivenBackAtTheOtherNode() {
    moves.moveAll();
    long id = node.letter("c", Adopt.class).id();
    node.placement.leave(room, member.place(), node.lastConnection(), node.now);
    node.now += Duration.ofMinutes(1).toNanos();
    node.placement.expire(node.now);
    assertThat(node.placement.isOpen(room)).isFalse();
    moves.roomClosed(room);
    assertThat(moves.adopted(id, THERE)).isEmpty();
    assertThat(node.letter("c", GiveBack.class))
        .isEqualTo(new GiveBack(THERE, member.place(), member.seat()));
    assertThat(moves.adopted(id, THERE)).isEmpty();
    assertThat(node.letters()).as("once").isEmpty();
  }

  @Test
  void aLateAnswerAboutARoomThatWasClosedIsNoAnswer() {
    moves.moveAll();
    long id = node.letter("c", Adopt.class).id();
    moves.roomClosed(room);
    moves.expire(node.now + Duration.ofSeconds(3).toNanos());
    assertThat(moves.adopted(id, THERE)).isEmpty();
    assertThat(node.letters()).isEmpty();
  }

  @Test
  void placeOfAClassicMemberGetsASecret() {
    Reservation.Reserved classic =
        (Reservation.Reserved) node.placement.reserveClassic(CLIENT, node.now);
    assertThat(classic.room()).isEqualTo(room);
    moves.moveAll();
    assertThat(node.letter("c", Adopt.class).room().seats())
        .filteredOn(seat -> seat.place() == classic.place())
        .allMatch(
            seat -> SeatToken.parse(seat.secrets().getFirst()).orElseThrow().room().equals(key))
        .hasSize(1);
  }

  @Test
  void soManyRoomsAreMovedAtATime() {
    for (int i = 0; i < RoomMoves.MOST_DRAINED; i++) {
      node.placement.openReunion(false, Optional.empty(), List.of(CLIENT), true, node.now);
    }
    moves.moveAll();
    List<Letter> asked = node.letters();
    assertThat(asked).hasSize(RoomMoves.MOST_DRAINED);
    moves.moveAll();
    assertThat(node.letters()).isEmpty();
    moves.adopted(((Adopt) asked.getFirst().message()).id(), THERE);
    moves.moveAll();
    assertThat(node.letters()).hasSize(1);
  }

  @Test
  void roomsStayIfAllNodesDrain() {
    node.announce("c", true, List.of(), List.of(), 0, List.of());
    moves.moveAll();
    assertThat(node.letters()).isEmpty();
    assertThat(moves.isMoving(room)).isFalse();
  }

  // ---- the other node agrees, or not

  @Test
  void roomThatIsAdoptedIsAtTheOtherNodeFromThenOn() {
    long id = askedFor();
    assertThat(moves.adopted(id + 1, THERE)).isEmpty();
    assertThat(moves.adopted(id, THERE)).contains(room);
    assertThat(node.rooms.calls()).containsExactly("follow " + room + " to " + THERE.id());
    assertThat(node.directory.whereIs(key)).contains(THERE);
    assertThat(node.directory.redirectOf(key)).contains(THERE);
    assertThat(node.relays.to(THERE)).isSameAs(node.relays.find(room));
    assertThat(node.count(ClusterEvent.HANDED_OVER)).isEqualTo(1);
    assertThat(moves.isMoving(room)).isFalse();
  }

  @Test
  void gatewaysOfARoomThatIsAdoptedAreToldWhereItIs() {
    node.ownerLinks.up("c", RecordedNode.START, new ClusterMessage.Up(70, 0, key, 1, List.of()));
    moves.adopted(askedFor(), THERE);
    assertThat(node.letter("c", ClusterMessage.NoRoom.class))
        .isEqualTo(new ClusterMessage.NoRoom(70, key, Optional.of(THERE)));
  }

  @Test
  void roomThatIsNotAdoptedStaysAndMayMoveLater() {
    long id = askedFor();
    moves.notAdopted(id + 1);
    assertThat(moves.isMoving(room)).isTrue();
    moves.notAdopted(id);
    assertThat(node.rooms.calls()).containsExactly("unfreeze " + room);
    assertThat(moves.adopted(id, THERE)).isEmpty(); // too late
    assertThat(node.rooms.calls()).isEmpty();
    askedFor();
  }

  @Test
  void roomStaysIfThereIsNoAnswerForTwoSeconds() {
    askedFor();
    moves.expire(node.now + 2 * SECOND);
    assertThat(node.rooms.calls()).isEmpty();
    moves.expire(node.now + 2 * SECOND + 1);
    assertThat(node.rooms.calls()).containsExactly("unfreeze " + room);
  }

  @Test
  void roomStaysIfTheOtherNodeIsGone() {
    askedFor();
    moves.nodeGone("d");
    assertThat(moves.isMovingTo("c", room)).isTrue();
    moves.nodeGone("c");
    assertThat(node.rooms.calls()).containsExactly("unfreeze " + room);
    assertThat(moves.isMovingTo("c", room)).isFalse();
  }

  @Test
  void roomThatIsClosedOnItsWayIsForgotten() {
    long id = askedFor();
    moves.roomClosed(room);
    moves.expire(node.now + 3 * SECOND);
    assertThat(moves.adopted(id, THERE)).isEmpty();
    assertThat(node.rooms.calls()).isEmpty();
  }

  // ---- a room of another node goes on in its place

  @Test
  void roomThatWasAdoptedElsewhereGoesThereWithoutItsNumbers() {
    RoomKey earlier = roomAt("z", 9);
    node.directory.goOn(List.of(earlier), room);
    moves.heardOf(new Adoption(key, THERE));
    Adopt asked = node.letter("c", Adopt.class);
    assertThat(asked.before()).containsExactly(key, THERE, earlier);
    assertThat(asked.room().number()).isEmpty();
    moves.heardOf(new Adoption(key, THERE));
    assertThat(node.letters()).isEmpty(); // it is on its way
  }

  @Test
  void roomThatIsNotHereOrWhoseNodeIsNotThereDoesNotMove() {
    moves.heardOf(new Adoption(new RoomKey(room, key.epoch() ^ 2), THERE));
    moves.heardOf(new Adoption(key, roomAt("d", 4)));
    moves.heardOf(new Adoption(key, key));
    assertThat(node.rooms.calls()).isEmpty();
    assertThat(node.letters()).isEmpty();
  }

  @Test
  void ofTwoRoomsInWhichOneGoesOnTheOneMovesThatNobodyPrefers() {
    RoomKey preferredHere = before("b");
    RoomKey preferredThere = before("c");
    node.directory.goOn(List.of(preferredHere, preferredThere), room);
    moves.heardOf(new Adoption(preferredHere, THERE));
    assertThat(node.letters()).isEmpty();
    moves.heardOf(new Adoption(preferredThere, THERE));
    assertThat(node.letter("c", Adopt.class).before())
        .containsExactly(key, THERE, preferredThere, preferredHere);
  }

  /** A room that this one of b and c goes on for. */
  private static RoomKey before(String preferred) {
    for (int number = 0; ; number++) {
      RoomKey one = roomAt("z", number);
      if (Rendezvous.choose(one, List.of("b", "c")).equals(preferred)) {
        return one;
      }
    }
  }

  // ---- its only member gets company

  @Test
  void loneMemberGetsTheSeatThatWasAskedForIt() {
    node.directory.goOn(List.of(roomAt("z", 9)), room);
    RoomMoves.Move move = moves.begin(room, "c");
    assertThat(moves.isUnderWay(move)).isTrue();
    moves.moveAll();
    assertThat(node.letters()).isEmpty(); // one way at a time
    moves.goOn(move, new Given(5, THERE, 3, "seat"));
    List<Letter> letters = node.letters();
    assertThat(letters.getFirst()).isEqualTo(new Letter("c", new GiveBack(THERE, 3, "seat")));
    Adopt asked = (Adopt) letters.getLast().message();
    assertThat(asked.before()).containsExactly(key, THERE);
    assertThat(asked.room().number()).isEmpty();
    assertThat(asked.room().seats()).extracting(MovedSeat::place).containsExactly(3);
    assertThat(moves.isUnderWay(move)).isFalse(); // it is another one now
    assertThat(moves.isMovingTo("c", room)).isTrue();
  }

  @Test
  void seatIsGivenBackIfItsNodeIsGone() {
    RoomMoves.Move move = moves.begin(room, "d");
    moves.goOn(move, new Given(5, roomAt("d", 4), 3, "seat"));
    assertThat(node.letter("d", GiveBack.class).secret()).isEqualTo("seat");
    assertThat(node.rooms.calls()).isEmpty();
    assertThat(moves.isMoving(room)).isFalse();
  }
}
