package prosa.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static prosa.server.cluster.RecordedNode.CLIENT;
import static prosa.server.cluster.RecordedNode.MILLI;
import static prosa.server.cluster.RecordedNode.SECOND;
import static prosa.server.cluster.RecordedNode.roomAt;

import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import prosa.server.cluster.ClusterCounters.ClusterEvent;
import prosa.server.cluster.ClusterMessage.Adopt;
import prosa.server.cluster.ClusterMessage.Adopted;
import prosa.server.cluster.ClusterMessage.Adoption;
import prosa.server.cluster.ClusterMessage.MovedRoom;
import prosa.server.cluster.ClusterMessage.MovedSeat;
import prosa.server.cluster.ClusterMessage.NotAdopted;
import prosa.server.placement.JoinResult;
import prosa.server.placement.Placement;
import prosa.server.placement.RandomTokens;
import prosa.server.placement.RoomBans;
import prosa.server.placement.RoomId;

/** Rooms that this node is asked to adopt. */
final class RoomAdoptionsTest {
  private static final RoomKey ROOM = roomAt("z", 1);
  private static final RoomKey EARLIER = roomAt("y", 2);
  private static final OptionalLong NUMBER = OptionalLong.of(41);

  private final RecordedNode node = new RecordedNode();
  private final RoomAdoptions adoptions =
      new RoomAdoptions(
          node.nodes,
          node.messenger,
          node.directory,
          node.tokens,
          node.placement,
          node.rooms,
          node.moves,
          node.counters,
          node::clock);

  private static String secret(int place) {
    return SeatToken.make("0123456789012345678901", ROOM, place);
  }

  private static MovedSeat seat(int place, String... secrets) {
    return new MovedSeat(place, List.of(secrets), "Bia", false, 0, CLIENT, List.of());
  }

  private static Adopt adoptOf(
      boolean force, OptionalLong number, List<RoomKey> before, MovedSeat... seats) {
    return new Adopt(
        9, before, force, new MovedRoom(false, number, Optional.empty(), List.of(seats)));
  }

  /** The room that node a was told of, when it asked for this. */
  private RoomKey adopted(Adopt adopt) {
    adoptions.answer("a", adopt);
    Adopted answer = node.letter("a", Adopted.class);
    assertThat(answer.id()).isEqualTo(adopt.id());
    return answer.now();
  }

  private boolean notAdopted(Adopt adopt) {
    adoptions.answer("a", adopt);
    return node.letter("a", NotAdopted.class).forGood();
  }

  // ---- what is opened

  @Test
  void roomThatIsHandedOverIsOpenedWithItsSeatsAndItsNumbers() {
    RoomKey here = adopted(adoptOf(true, NUMBER, List.of(ROOM, EARLIER), seat(2, secret(2))));
    assertThat(node.directory.here(ROOM)).contains(here.id());
    assertThat(node.directory.here(EARLIER)).contains(here.id());
    assertThat(node.directory.hasNumbersOf(ROOM.epoch(), here.id())).isTrue();
    assertThat(node.directory.hasNumbersOf(EARLIER.epoch(), here.id())).isFalse();
    assertThat(node.rooms.expected)
        .containsExactly(
            new MovedRoom(false, NUMBER, Optional.empty(), List.of(seat(2, secret(2)))));
    assertThat(node.rooms.formerly).containsExactly(ROOM.id().name(), EARLIER.id().name());
    JoinResult.Taken back = (JoinResult.Taken) node.enter(secret(2));
    assertThat(back.room()).isEqualTo(here.id());
    assertThat(back.place()).isEqualTo(2);
    assertThat(node.count(ClusterEvent.ADOPTED)).isEqualTo(1);
    assertThat(node.changes).isPositive(); // that is announced
  }

  /** Its company was parted while nodes did not hear each other. */
  @Test
  void openRoomThatGoesOnInAnotherOneHereGoesThereToo() {
    RoomKey own = node.tokens.key(node.sit().room());
    RoomKey here =
        adopted(adoptOf(false, OptionalLong.empty(), List.of(ROOM, own), seat(2, secret(2))));
    assertThat(here).isNotEqualTo(own);
    adoptions.joinParted();
    Adopt asked = node.letter("b", Adopt.class);
    assertThat(asked.before()).startsWith(own, here);
    adoptions.answer("b", asked);
    assertThat(node.letter("b", Adopted.class)).isEqualTo(new Adopted(asked.id(), here));
    adoptions.joinParted();
    assertThat(node.letters()).as("it is on its way").isEmpty();
  }

  @Test
  void whoWasMovedAwayFromARoomThatIsHandedOverIsBannedHereToo() {
    RoomBans there = new RoomBans(new RandomTokens(new SecureRandom()));
    there.add(List.of("network " + CLIENT.network()), 0);
    RoomKey here =
        adopted(
            new Adopt(
                9,
                List.of(ROOM),
                true,
                new MovedRoom(
                    false,
                    NUMBER,
                    Optional.empty(),
                    List.of(seat(2, secret(2))),
                    there.passOn(0),
                    List.of(new RoomBans.Passed("names", Map.of("00", 1_000L))))));
    RoomBans known = new RoomBans(new RandomTokens(new SecureRandom()));
    known.take(node.placement.bansOf(here.id(), node.clock()), 0);
    assertThat(known.has(List.of("network " + CLIENT.network()), 0)).isTrue();
    assertThat(node.rooms.expected.getFirst().names()).hasSize(1);
  }

  /** Somebody who heard it last at the first of them is told what it missed since then. */
  @Test
  void numbersOfARoomThatWasHandedOverTwiceAreThoseOfTheFirstOneToo() {
    RoomKey here =
        adopted(
            new Adopt(
                9,
                List.of(ROOM, EARLIER),
                true,
                new MovedRoom(
                    false,
                    NUMBER,
                    Optional.empty(),
                    List.of(seat(2, secret(2))),
                    List.of(),
                    List.of(),
                    List.of(EARLIER.epoch()))));
    assertThat(node.directory.hasNumbersOf(ROOM.epoch(), here.id())).isTrue();
    assertThat(node.directory.hasNumbersOf(EARLIER.epoch(), here.id())).isTrue();
  }

  @Test
  void numbersOfARoomWhoseOwnerIsGoneBeginAnew() {
    RoomKey here = adopted(adoptOf(false, OptionalLong.empty(), List.of(ROOM), seat(2, secret(2))));
    assertThat(node.directory.hasNumbersOf(ROOM.epoch(), here.id())).isFalse();
  }

  @Test
  void seatIsHeldForAsLongAsItsMemberAskedForAtTheNodeBefore() {
    MovedSeat asked = seat(2, secret(2)).with(0, 120, -1);
    RoomKey here = adopted(adoptOf(true, NUMBER, List.of(ROOM), asked, seat(3, secret(3))));
    node.pass(119 * SECOND);
    assertThat(node.placement.seatsOf(here.id()))
        .extracting(Placement.KnownSeat::place)
        .containsExactly(2);
  }

  @Test
  void allGatewaysOfARoomMeetInOne() {
    RoomKey here = adopted(adoptOf(false, OptionalLong.empty(), List.of(ROOM), seat(1, secret(1))));
    assertThat(adopted(adoptOf(false, OptionalLong.empty(), List.of(ROOM), seat(3, secret(3)))))
        .isEqualTo(here);
    assertThat(node.placement.totals().rooms()).isEqualTo(1);
    assertThat(node.enter(secret(3))).isInstanceOf(JoinResult.Taken.class);
  }

  @Test
  void companyThatPartedMeetsOnlyIfItMust() {
    RoomKey here = adopted(adoptOf(true, NUMBER, List.of(EARLIER), seat(1, secret(1))));
    RoomKey forced = roomAt("x", 3);
    assertThat(
            adopted(
                adoptOf(true, OptionalLong.empty(), List.of(forced, EARLIER), seat(3, secret(3)))))
        .isEqualTo(here);
    assertThat(
            adopted(
                adoptOf(false, OptionalLong.empty(), List.of(ROOM, EARLIER), seat(2, secret(2)))))
        .isNotEqualTo(here);
  }

  // ---- those who return

  /** A room in which three sat, at a node that is gone or hands it over; how many come. */
  private RoomKey adoptedOfThree(OptionalLong number, int come) {
    RoomKey here =
        adopted(
            adoptOf(
                true,
                number,
                List.of(ROOM),
                seat(1, secret(1)),
                seat(2, secret(2)),
                seat(3, secret(3))));
    for (int place = 1; place <= come; place++) {
      assertThat(node.enter(secret(place))).isInstanceOf(JoinResult.Taken.class);
    }
    return here;
  }

  /** Whether strangers are seated with this many, so long after the adoption. */
  private boolean isForAll(int members, long after) {
    adoptions.expire(node.now + after);
    int fewest = node.placement.fewestInCompany();
    assertThat(fewest).isIn(0, members);
    return fewest > 0;
  }

  @Test
  void roomIsForThoseWhoReturnForTenSecondsWhileSomebodyIsExpected() {
    adoptedOfThree(OptionalLong.empty(), 2);
    assertThat(isForAll(2, 10 * SECOND)).isFalse();
    assertThat(isForAll(2, 10 * SECOND + 1)).isTrue();
  }

  @Test
  void roomOfANodeThatIsGoneIsForThoseWhoReturnUnexpectedForThreeSeconds() {
    adopted(
        adoptOf(
            false, OptionalLong.empty(), List.of(ROOM), seat(1, secret(1)), seat(2, secret(2))));
    node.enter(secret(1));
    node.enter(secret(2));
    assertThat(isForAll(2, 3 * SECOND)).isFalse();
    assertThat(isForAll(2, 3 * SECOND + 1)).isTrue();
  }

  @Test
  void whoReturnsAloneIsKeptFromOthersForThreeSecondsOnly() {
    adoptedOfThree(OptionalLong.empty(), 1);
    assertThat(isForAll(1, 3 * SECOND)).isFalse();
    assertThat(isForAll(1, 3 * SECOND + 1)).isTrue();
  }

  @Test
  void roomThatIsHandedOverIsForAllAndMayBeSpokenInWhenAllHaveCome() {
    RoomKey here = adoptedOfThree(NUMBER, 2);
    assertThat(node.rooms.calls()).containsExactly("freeze " + here.id());
    assertThat(isForAll(2, 0)).isFalse();
    assertThat(node.rooms.calls()).isEmpty();
    node.enter(secret(3));
    adoptions.expire(node.now);
    assertThat(node.rooms.calls()).containsExactly("unfreeze " + here.id());
    node.placement.leave(here.id(), 3, node.lastConnection(), node.now);
    assertThat(isForAll(2, 0)).isTrue();
  }

  @Test
  void nobodyWaitsLongerThanHalfASecondToSpeakThoughSomebodyIsExpected() {
    RoomKey here = adoptedOfThree(NUMBER, 2);
    node.rooms.calls();
    adoptions.expire(node.now + 500 * MILLI);
    assertThat(node.rooms.calls()).isEmpty();
    assertThat(isForAll(2, 500 * MILLI + 1)).isFalse();
    assertThat(node.rooms.calls()).containsExactly("unfreeze " + here.id());
  }

  @Test
  void roomThatMovesOnStaysSilent() {
    RoomKey here = adoptedOfThree(NUMBER, 2);
    node.rooms.calls();
    node.moves.begin(here.id(), "c");
    adoptions.expire(node.now + SECOND);
    assertThat(node.rooms.calls()).isEmpty();
  }

  @Test
  void roomThatIsForgottenIsNoneOfTheseAnyMore() {
    RoomKey here = adoptedOfThree(NUMBER, 2);
    node.rooms.calls();
    adoptions.forget(here.id());
    assertThat(isForAll(2, 11 * SECOND)).isFalse();
    assertThat(node.rooms.calls()).isEmpty();
  }

  // ---- what is not

  @Test
  void roomWhoseNodeIsThereIsNotAdoptedUnlessItMust() {
    node.announce("z");
    Adopt asked = adoptOf(false, OptionalLong.empty(), List.of(ROOM), seat(1, secret(1)));
    assertThat(notAdopted(asked)).isFalse();
    assertThat(node.placement.totals().rooms()).isZero();
    adopted(adoptOf(true, OptionalLong.empty(), List.of(ROOM), seat(1, secret(1))));
    assertThat(node.placement.totals().rooms()).isEqualTo(1);
  }

  @Test
  void whoeverAsksIsToldThatTheRoomIsAtAnotherNode() {
    RoomKey there = roomAt("c", 5);
    node.announce("c", new Adoption(ROOM, there));
    assertThat(adopted(adoptOf(false, OptionalLong.empty(), List.of(ROOM), seat(1, secret(1)))))
        .isEqualTo(there);
    assertThat(node.placement.totals().rooms()).isZero();
  }

  @Test
  void nodeThatDrainsAdoptsOnlyWhatItsOwnMembersNeed() {
    node.nodes.draining(true);
    Adopt asked = adoptOf(true, OptionalLong.empty(), List.of(ROOM), seat(1, secret(1)));
    assertThat(notAdopted(asked)).isFalse();
    adoptions.answer("b", asked);
    node.letter("b", Adopted.class);
  }

  @Test
  void roomWithoutANameIsNotAdopted() {
    assertThat(notAdopted(adoptOf(true, NUMBER, List.of(), seat(1, secret(1))))).isFalse();
  }

  @Test
  void roomIsNotOpenedForForgedSecrets() {
    RoomKey own = node.tokens.opened(new RoomId(77, "b"), false);
    String forged = SeatToken.make("0123456789012345678901", own, 1);
    Adopt asked = adoptOf(false, OptionalLong.empty(), List.of(ROOM), seat(1, forged));
    assertThat(notAdopted(asked)).isTrue();
    assertThat(node.count(ClusterEvent.NOT_ADOPTED)).isEqualTo(1);
    assertThat(node.placement.totals().rooms()).isZero();
  }

  @Test
  void seatsWithoutSecretsAndThoseWithForgedOnesAreNotHeld() {
    RoomKey own = node.tokens.opened(new RoomId(77, "b"), false);
    String forged = SeatToken.make("0123456789012345678901", own, 2);
    adopted(adoptOf(true, NUMBER, List.of(ROOM), seat(1, secret(1)), seat(2, forged), seat(3)));
    assertThat(node.rooms.expected.getFirst().seats()).containsExactly(seat(1, secret(1)));
    assertThat(node.placement.opens(forged)).isFalse();
  }

  // ---- two rooms on their way to each other

  private RoomKey movingTo(String other) {
    node.announce(other);
    RoomKey mine = node.tokens.key(node.sit().room());
    node.moves.begin(mine.id(), other);
    return mine;
  }

  @Test
  void roomOfTheNodeWithTheGreaterNameMoves() {
    RoomKey mine = movingTo("a");
    assertThat(notAdopted(adoptOf(true, OptionalLong.empty(), List.of(ROOM, mine)))).isFalse();
    assertThat(node.moves.isMoving(mine.id())).isTrue();
  }

  @Test
  void roomOfTheNodeWithTheLesserNameStays() {
    RoomKey mine = movingTo("c");
    adoptions.answer(
        "c", adoptOf(true, OptionalLong.empty(), List.of(ROOM, mine), seat(2, secret(2))));
    assertThat(node.letter("c", Adopted.class).now()).isEqualTo(mine);
    assertThat(node.rooms.calls()).containsExactly("unfreeze " + mine.id());
    assertThat(node.moves.isMoving(mine.id())).isFalse();
  }
}
