package prosa.server.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static prosa.server.placement.TestPlacement.HERE;
import static prosa.server.placement.TestPlacement.THERE;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rooms and seats for members of a node that is gone are limited as those of newcomers are. */
final class ReunionLimitsTest {
  private int secrets;

  private static TestPlacement of(int seats, int rooms, int allRooms, int privateRooms, int held) {
    return TestPlacement.of(
        10, new SeatLimits(64, seats, rooms, 64, 2, allRooms, privateRooms, held, 10));
  }

  private static Optional<RoomId> reunion(TestPlacement at, ClientAddress... expected) {
    return at.placement.openReunion(false, Optional.empty(), List.of(expected), false, at.now);
  }

  private boolean keep(TestPlacement at, RoomId room, int place, ClientAddress client) {
    return keep(at, room, place, client, Duration.ZERO);
  }

  private boolean keep(
      TestPlacement at, RoomId room, int place, ClientAddress client, Duration hold) {
    return at.placement.keepSeat(
        room, place, client, List.of("kept" + secrets++), false, hold, at.now);
  }

  /** A room with somebody in it. */
  private void sit(TestPlacement at, ClientAddress client) {
    RoomId room = reunion(at, client).orElseThrow();
    assertThat(keep(at, room, 1, client)).isTrue();
    assertThat(
            at.placement.enter(
                JoinRequest.forSeat("kept" + (secrets - 1)), at.newConnection(), client, at.now))
        .isInstanceOf(JoinResult.Taken.class);
  }

  @Test
  void roomsCountToTheAddressOfWhoReturns() {
    TestPlacement at = of(100, 3, 100, 100, 100);
    for (int i = 0; i < 3; i++) {
      sit(at, HERE);
    }
    assertThat(reunion(at, HERE)).isEmpty();
    assertThat(reunion(at, THERE)).isPresent();
  }

  @Test
  void aRoomOfSeveralIsCountedToTheFirstThatMayHaveOne() {
    TestPlacement at = of(100, 1, 100, 100, 100);
    sit(at, HERE);
    assertThat(reunion(at, HERE, THERE)).isPresent();
    assertThat(at.placement.totals().rooms()).isEqualTo(2);
  }

  @Test
  void aRoomToWhichNobodyCameMakesRoomForTheNextOfItsAddress() {
    TestPlacement at = of(100, 1, 100, 100, 100);
    RoomId first = reunion(at, HERE).orElseThrow();
    assertThat(keep(at, first, 1, HERE)).isTrue();
    assertThat(reunion(at, HERE)).isPresent();
    assertThat(at.placement.isOpen(first)).isFalse();
    assertThat(at.placement.totals().held()).isZero();
  }

  @Test
  void roomsCountInAll() {
    TestPlacement at = of(100, 100, 2, 100, 100);
    sit(at, HERE);
    sit(at, THERE);
    assertThat(reunion(at, new ClientAddress("192.0.2.3", false))).isEmpty();
    assertThat(reunion(at, new ClientAddress("127.0.0.1", true))).isEmpty();
  }

  @Test
  void privateRoomsCountInAll() {
    TestPlacement at = of(100, 100, 100, 1, 100);
    at.enter(JoinRequests.forPrivateRoom(), HERE);
    assertThat(at.placement.openReunion(true, Optional.empty(), List.of(THERE), false, at.now))
        .isEmpty();
    assertThat(reunion(at, THERE)).isPresent();
  }

  @Test
  void seatsCountToTheAddressOfWhoReturns() {
    TestPlacement at = of(3, 100, 100, 100, 100);
    RoomId room = reunion(at, HERE).orElseThrow();
    for (int place = 1; place <= 3; place++) {
      assertThat(keep(at, room, place, HERE)).isTrue();
    }
    assertThat(keep(at, room, 4, HERE)).isFalse();
    assertThat(keep(at, room, 4, THERE)).isTrue();
  }

  @Test
  void seatsCountToAllThatAreHeld() {
    TestPlacement at = of(100, 100, 100, 100, 3);
    RoomId room = reunion(at, HERE, THERE).orElseThrow();
    for (int place = 1; place <= 6; place++) {
      keep(at, room, place, HERE);
    }
    assertThat(at.placement.totals().held()).isEqualTo(3);
    assertThat(keep(at, room, 7, THERE)).isTrue(); // of whom has most, the oldest goes
    assertThat(at.placement.totals().held()).isEqualTo(3);
  }

  @Test
  void whatALivingNodeHandsOverIsTakenAsItIs() {
    TestPlacement at = of(1, 1, 1, 1, 100);
    sit(at, HERE);
    RoomId room =
        at.placement
            .openReunion(false, Optional.empty(), List.of(HERE), true, at.now)
            .orElseThrow();
    assertThat(
            at.placement.keepSeat(
                room, 1, HERE, List.of("handed over"), true, Duration.ZERO, at.now))
        .isTrue();
    at.placement.enter(JoinRequest.forSeat("handed over"), at.newConnection(), HERE, at.now);
    assertThat(at.placement.totals().seated()).isEqualTo(2);
    assertThat(reunion(at, THERE)).isEmpty();
  }

  @Test
  void aRoomToWhichNobodyCameIsCountedNoLonger() {
    TestPlacement at = of(100, 1, 100, 100, 100);
    RoomId room = reunion(at, HERE).orElseThrow();
    assertThat(keep(at, room, 1, HERE)).isTrue();
    at.pass(at.rules.hold());
    at.pass(at.rules.linger());
    assertThat(at.placement.totals()).isEqualTo(new Totals(0, 0, 0, 0, 0));
    sit(at, HERE);
  }

  @Test
  void aSeatIsHeldForAsLongAsItsMemberAskedForWhereItWasBefore() {
    TestPlacement at = of(100, 100, 100, 100, 100);
    RoomId room = reunion(at, HERE, THERE).orElseThrow();
    Duration asked = at.rules.hold().multipliedBy(3);
    assertThat(keep(at, room, 1, HERE, asked)).isTrue();
    assertThat(keep(at, room, 2, THERE, Duration.ofDays(1))).isTrue();
    assertThat(keep(at, room, 3, HERE, Duration.ofSeconds(1))).isTrue();
    at.pass(at.rules.hold().minusMillis(1));
    assertThat(at.placement.totals().held()).isEqualTo(3); // not for less than usual
    at.pass(asked.minus(at.rules.hold()));
    assertThat(at.placement.totals().held()).isEqualTo(2);
    long connection = at.newConnection();
    at.placement.enter(JoinRequest.forSeat("kept0"), connection, HERE, at.now);
    assertThat(at.placement.holdSecondsOf(room, 1)).isEqualTo((int) asked.toSeconds());
    at.placement.lost(room, 1, connection, at.now);
    at.pass(asked.minusMillis(1));
    assertThat(at.placement.totals().held()).isEqualTo(2);
    at.pass(at.rules.longestHold());
    assertThat(at.placement.totals().held()).isZero();
  }
}
