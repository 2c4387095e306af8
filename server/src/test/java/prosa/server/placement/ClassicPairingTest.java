package prosa.server.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static prosa.server.placement.TestPlacement.HERE;
import static prosa.server.placement.TestPlacement.THERE;
import static prosa.server.placement.TestPlacement.chat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The pairing of classic connections to members. */
class ClassicPairingTest {

  private static final RoomId ROOM = chat(0);
  private static final Duration MOMENT = Duration.ofSeconds(1);

  private final TestPlacement seatService = TestPlacement.of(3);

  @Test
  void memberIsSeatedWhenItsSubscriberHasSubscribed() {
    seatService.findChat(HERE);
    long subscriber = seatService.admit(ROOM, ClassicSide.SUBSCRIBER, HERE);
    long publisher = seatService.publisher(ROOM, HERE);
    assertThat(seatService.state(ROOM, 1)).contains(SeatState.RESERVED);
    seatService.placement.subscribed(ROOM, subscriber, seatService.now);
    assertThat(seatService.state(ROOM, 1)).contains(SeatState.SEATED);
    assertThat(seatService.heard.events).contains(Event.paired(ROOM, 1, publisher, subscriber));
    assertThat(seatService.placement.totals()).isEqualTo(new Totals(1, 0, 0, 1, 0));
  }

  /** The node that has the room counts whoever sits there, so that the sum of all is right. */
  @Test
  void placesThatAnotherNodeLendsAreNotCounted() {
    RoomId theirs = new RoomId(7, "two");
    assertThat(seatService.placement.lend(theirs, 2, HERE, seatService.now)).isTrue();
    seatService.publisher(theirs, HERE);
    seatService.subscriber(theirs, HERE);
    assertThat(seatService.state(theirs, 2)).contains(SeatState.SEATED);
    assertThat(seatService.placement.totals()).isEqualTo(new Totals(0, 0, 0, 0, 0));
  }

  @Test
  void membersOfARoomThatGoesToAnotherNodeAreNotCountedAnyMore() {
    seatService.findChat(HERE);
    long publisher = seatService.publisher(ROOM, HERE);
    seatService.subscriber(ROOM, HERE);
    seatService.placement.becomeLent(ROOM, seatService.now);
    assertThat(seatService.state(ROOM, 1)).contains(SeatState.SEATED);
    assertThat(seatService.placement.totals()).isEqualTo(new Totals(0, 0, 0, 0, 0));

    seatService.placement.disconnected(ROOM, publisher, seatService.now);
    seatService.findChat(THERE);
    assertThat(seatService.placement.totals()).isEqualTo(new Totals(1, 0, 1, 0, 0));
  }

  @Test
  void bothConnectionsOfOneClientTakeOneReservation() {
    seatService.findChat(HERE);
    seatService.findChat(HERE);
    seatService.publisher(ROOM, HERE);
    seatService.subscriber(ROOM, HERE);
    assertThat(seatService.state(ROOM, 1)).contains(SeatState.SEATED);
    assertThat(seatService.state(ROOM, 2)).contains(SeatState.RESERVED);
  }

  @Test
  void leftoverStrangerDoesNotStealAPair() {
    seatService.findChat(HERE);
    seatService.publisher(ROOM, HERE);
    seatService.pass(MOMENT);
    seatService.findChat(HERE);
    long publisher = seatService.publisher(ROOM, HERE);
    long subscriber = seatService.subscriber(ROOM, HERE);
    assertThat(seatService.heard.events).contains(Event.paired(ROOM, 2, publisher, subscriber));
    assertThat(seatService.state(ROOM, 1))
        .as("the stranger is still alone")
        .contains(SeatState.RESERVED);
  }

  @Test
  void connectionsOfDifferentAddressesAreNoPair() {
    seatService.findChat(HERE);
    seatService.publisher(ROOM, HERE);
    seatService.subscriber(ROOM, THERE);
    assertThat(seatService.placement.totals()).isEqualTo(new Totals(1, 0, 2, 0, 0));
    assertThat(seatService.heard.events).containsExactly(Event.opened(ROOM, false));
  }

  @Test
  void reservationsOfOthersAreNotTaken() {
    TestPlacement pair = TestPlacement.of(1);
    pair.findChat(THERE);
    assertThat(pair.turnedAway(ROOM, ClassicSide.PUBLISHER, HERE)).isEqualTo(Refusal.NO_SEAT);
    pair.publisher(ROOM, THERE);
  }

  @Test
  void whoNeverAskedTheDoorGetsAFreeSeat() {
    seatService.findChat(HERE);
    long publisher = seatService.publisher(ROOM, THERE);
    long subscriber = seatService.subscriber(ROOM, THERE);
    assertThat(seatService.heard.events).contains(Event.paired(ROOM, 2, publisher, subscriber));
  }

  @Test
  void closedRoomTurnsAway() {
    seatService.findChat(HERE);
    seatService.pass(seatService.rules.reservation());
    seatService.pass(seatService.rules.linger());
    assertThat(seatService.turnedAway(ROOM, ClassicSide.SUBSCRIBER, HERE))
        .isEqualTo(Refusal.UNKNOWN_ROOM);
  }

  @Test
  void reservationTimesOut() {
    seatService.findChat(HERE);
    seatService.pass(seatService.rules.reservation().minusNanos(1));
    assertThat(seatService.state(ROOM, 1)).contains(SeatState.RESERVED);
    seatService.pass(Duration.ofNanos(1));
    assertThat(seatService.state(ROOM, 1)).isEmpty();
    assertThat(seatService.heard.events)
        .as("nobody is cut off")
        .containsExactly(Event.opened(ROOM, false));
  }

  @Test
  void loneConnectionTimesOutWithItsSeat() {
    seatService.findChat(HERE);
    seatService.pass(MOMENT);
    long publisher = seatService.publisher(ROOM, HERE);
    seatService.pass(seatService.rules.reservation().minus(MOMENT));
    assertThat(seatService.state(ROOM, 1))
        .as("full time from its arrival")
        .contains(SeatState.RESERVED);
    seatService.pass(MOMENT);
    assertThat(seatService.state(ROOM, 1)).isEmpty();
    assertThat(seatService.heard.events).contains(Event.timedOut(ROOM, publisher));
  }

  @Test
  void pairThatNeverSubscribesTimesOutWhole() {
    seatService.findChat(HERE);
    long publisher = seatService.publisher(ROOM, HERE);
    long subscriber = seatService.admit(ROOM, ClassicSide.SUBSCRIBER, HERE);
    seatService.pass(seatService.rules.reservation());
    assertThat(seatService.heard.events)
        .contains(Event.timedOut(ROOM, publisher), Event.timedOut(ROOM, subscriber));
  }

  @Test
  void seatIsFreedAtOnceWhenThePublisherCloses() {
    Member member = seated(HERE);
    seatService.disconnected(ROOM, member.publisher);
    assertThat(seatService.placement.totals()).isEqualTo(new Totals(1, 0, 0, 0, 0));
    assertThat(seatService.heard.events)
        .containsExactly(Event.unpaired(ROOM, 1, member.subscriber));
    seatService.findChat(THERE);
    assertThat(seatService.state(ROOM, 1)).as("the place is somebody else's").isPresent();
  }

  @Test
  void publisherThatComesBackTakesItsSubscriberIn() {
    Member member = seated(HERE);
    seatService.disconnected(ROOM, member.publisher);
    seatService.findChat(THERE);
    long again = seatService.publisher(ROOM, HERE);
    assertThat(seatService.heard.events).endsWith(Event.paired(ROOM, 2, again, member.subscriber));
  }

  @Test
  void subscriberThatComesBackIsPairedOnItsOldSeat() {
    Member member = seated(HERE);
    seatService.disconnected(ROOM, member.subscriber);
    assertThat(seatService.state(ROOM, 1)).contains(SeatState.RESERVED);
    long again = seatService.subscriber(ROOM, HERE);
    assertThat(seatService.heard.events)
        .containsExactly(
            Event.unpaired(ROOM, 1, member.publisher),
            Event.paired(ROOM, 1, member.publisher, again));
  }

  @Test
  void twoConnectionsThatWereLeftAreOneMember() {
    Member one = seated(HERE);
    Member other = seated(HERE);
    seatService.disconnected(ROOM, one.publisher);
    seatService.heard.forget();
    seatService.disconnected(ROOM, other.subscriber);
    assertThat(seatService.heard.events)
        .containsExactly(
            Event.unpaired(ROOM, 2, other.publisher),
            Event.paired(ROOM, 2, other.publisher, one.subscriber));
  }

  @Test
  void unpairedSubscriberTimesOut() {
    Member member = seated(HERE);
    seatService.disconnected(ROOM, member.publisher);
    seatService.enter();
    seatService.pass(seatService.rules.reservation());
    assertThat(seatService.heard.events).contains(Event.timedOut(ROOM, member.subscriber));
    assertThat(RoomView.of(seatService.placement, ROOM).orElseThrow().orphans()).isEmpty();
  }

  @Test
  void orphanIsCutOffWhenItsRoomCloses() {
    Member member = seated(HERE);
    seatService.disconnected(ROOM, member.publisher);
    seatService.pass(seatService.rules.linger());
    assertThat(seatService.heard.events)
        .endsWith(Event.timedOut(ROOM, member.subscriber), Event.closed(ROOM));
    seatService.pass(Duration.ofNanos(ShortStays.WINDOW_NANOS)); // it was seated for a moment only
    assertThat(PlacementInspector.retained(seatService.placement)).isEmpty();
  }

  @Test
  void addressThatTimedOutTwiceIsRefusedUntilItAsksTheDoor() {
    seatService.enter();
    for (int i = 0; i < 2; i++) {
      seatService.subscriber(ROOM, HERE);
      seatService.pass(seatService.rules.reservation());
    }
    assertThat(seatService.turnedAway(ROOM, ClassicSide.SUBSCRIBER, HERE))
        .isEqualTo(Refusal.LAPSED_TOO_OFTEN);
    seatService.publisher(ROOM, THERE);
    seatService.findChat(HERE);
    seatService.subscriber(ROOM, HERE);
  }

  @Test
  void addressThatTimedOutIsStillLetInToItsReservation() {
    seatService.findChat(THERE);
    seatService.publisher(ROOM, HERE);
    seatService.pass(MOMENT);
    seatService.subscriber(ROOM, THERE);
    seatService.publisher(ROOM, THERE);
    seatService.pass(seatService.rules.reservation().minus(MOMENT));
    seatService.publisher(ROOM, HERE);
    seatService.pass(seatService.rules.reservation().minus(MOMENT));
    seatService.findChat(HERE);
    seatService.pass(MOMENT);
    assertThat(seatService.placement.totals().seated()).isEqualTo(1);
    seatService.subscriber(ROOM, HERE);
    seatService.publisher(ROOM, HERE);
    assertThat(seatService.placement.totals().seated()).isEqualTo(2);
  }

  @Test
  void pairingForgivesATimeout() {
    seatService.enter();
    seatService.publisher(ROOM, HERE);
    seatService.pass(seatService.rules.reservation());
    Member member = seated(HERE);
    seatService.disconnected(ROOM, member.publisher);
    seatService.disconnected(ROOM, member.subscriber);
    seatService.publisher(ROOM, HERE);
    seatService.pass(seatService.rules.reservation());
    seatService.publisher(ROOM, HERE);
  }

  @Test
  void withdrawnReservationIsFreeAtOnceAndOnlyOnce() {
    Reservation.Reserved first = seatService.findChat(HERE);
    seatService.placement.withdraw(ROOM, first.place(), first.seat(), seatService.now);
    assertThat(seatService.placement.totals().reserved()).isZero();
    seatService.findChat(HERE);
    seatService.placement.withdraw(ROOM, first.place(), first.seat(), seatService.now);
    assertThat(seatService.placement.totals().reserved()).as("the next one's").isEqualTo(1);
  }

  @Test
  void reservationThatSomebodyCameForIsNotWithdrawn() {
    Reservation.Reserved reserved = seatService.findChat(HERE);
    seatService.publisher(ROOM, HERE);
    seatService.placement.withdraw(ROOM, reserved.place(), reserved.seat(), seatService.now);
    assertThat(seatService.state(ROOM, 1)).contains(SeatState.RESERVED);
  }

  @Test
  void classicSeatCannotBeResumed() {
    Reservation.Reserved reserved = seatService.findChat(HERE);
    assertThat(seatService.refused(JoinRequest.forSeat(reserved.seat())))
        .isEqualTo(Refusal.STALE_SEAT);
  }

  @Test
  void addressMayNotReserveEverything() {
    PlacementConfig rules = PlacementConfig.defaults();
    TestPlacement strict = new TestPlacement(rules);
    for (int i = 0; i < rules.limits().reservationsPerAddress(); i++) {
      strict.findChat(HERE);
    }
    assertThat(strict.placement.reserveClassic(HERE, 0))
        .isEqualTo(new Reservation.Refused(Refusal.TOO_MANY_RESERVATIONS));
    assertThat(strict.placement.reserveDirect(JoinRequest.anywhere(), 1, HERE, 0))
        .isEqualTo(new Reservation.Refused(Refusal.TOO_MANY_RESERVATIONS));
    strict.findChat(THERE);
  }

  @Test
  void loneConnectionsAreReservationsToo() {
    PlacementConfig usual = PlacementConfig.defaults();
    TestPlacement strict =
        new TestPlacement(
            new PlacementConfig(
                5,
                usual.reservation(),
                usual.hold(),
                usual.linger(),
                usual.privateLinger(),
                new SeatLimits(2, 256, 64, 64, 4, 1000, 1000, 1000, 100)));
    strict.enter();
    strict.publisher(ROOM, HERE);
    strict.publisher(ROOM, HERE);
    assertThat(strict.turnedAway(ROOM, ClassicSide.PUBLISHER, HERE))
        .isEqualTo(Refusal.TOO_MANY_RESERVATIONS);
    strict.subscriber(ROOM, HERE);
    strict.publisher(ROOM, HERE);
  }

  @Test
  void trustedAddressMayReserveAsItLikes() {
    ClientAddress proxy = new ClientAddress("127.0.0.1", true);
    for (int i = 0; i < 1000; i++) {
      seatService.findChat(proxy);
    }
    assertThat(seatService.placement.totals().reserved()).isEqualTo(1000);
  }

  @Test
  void whoMayTakeNoNewSeatHasOnlyTheOneThatWaitsForIt() {
    seatService.findChat(HERE);
    assertThat(without(ClassicSide.PUBLISHER)).isEqualTo(new Admission.Admitted(1, false));
    assertThat(without(ClassicSide.SUBSCRIBER)).isEqualTo(new Admission.Admitted(1, false));
    for (ClassicSide side : ClassicSide.values()) {
      assertThat(without(side)).isEqualTo(new Admission.Refused(Refusal.JOINED_TOO_OFTEN));
    }
    assertThat(seatService.placement.totals().reserved()).isEqualTo(1);
    assertThat(admit(ClassicSide.SUBSCRIBER, true)).isEqualTo(new Admission.Admitted(2, true));
    assertThat(without(ClassicSide.PUBLISHER)).isEqualTo(new Admission.Admitted(2, false));
  }

  private Admission without(ClassicSide side) {
    return admit(side, false);
  }

  private Admission admit(ClassicSide side, boolean mayTakeNewSeat) {
    return seatService.placement.admit(
        ROOM, side, seatService.newConnection(), HERE, mayTakeNewSeat, seatService.now);
  }

  @Test
  void sameConnectionIsAdmittedOnce() {
    seatService.findChat(HERE);
    long publisher = seatService.publisher(ROOM, HERE);
    assertThat(
            seatService.placement.admit(
                ROOM, ClassicSide.PUBLISHER, publisher, HERE, true, seatService.now))
        .isEqualTo(new Admission.Refused(Refusal.ALREADY_SEATED));
    seatService.disconnected(ROOM, publisher);
    seatService.disconnected(ROOM, publisher);
    assertThat(seatService.placement.totals().reserved()).isZero();
  }

  @Test
  void timeoutsAreForgottenBeforeTheyFillTheMemory() {
    TimeoutCounter timeouts = new TimeoutCounter();
    for (String address : List.of("first", "last")) {
      timeouts.add(address);
      timeouts.add(address);
      for (int i = 0; i < 1000; i++) {
        timeouts.add(address + i);
      }
    }
    assertThat(timeouts.tooOften("first")).isFalse();
    assertThat(timeouts.tooOften("last")).isTrue();
  }

  private record Member(long publisher, long subscriber) {}

  private Member seated(ClientAddress client) {
    seatService.findChat(client);
    Member member =
        new Member(seatService.publisher(ROOM, client), seatService.subscriber(ROOM, client));
    seatService.heard.forget();
    return member;
  }
}
