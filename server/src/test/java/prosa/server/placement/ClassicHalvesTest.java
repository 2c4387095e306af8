package prosa.server.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static prosa.server.placement.House.HERE;
import static prosa.server.placement.House.THERE;
import static prosa.server.placement.House.chat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How members are made of classic connections. */
class ClassicHalvesTest {

  private static final RoomId ROOM = chat(0);
  private static final Duration MOMENT = Duration.ofSeconds(1);

  private final House house = House.of(3);

  @Test
  void memberIsSeatedWhenItsSubscriberHasSubscribed() {
    house.findChat(HERE);
    long subscriber = house.admit(ROOM, Half.SUBSCRIBER, HERE);
    long publisher = house.publisher(ROOM, HERE);
    assertThat(house.state(ROOM, 1)).contains(SeatState.RESERVED);
    house.placement.subscribed(ROOM, subscriber, house.now);
    assertThat(house.state(ROOM, 1)).contains(SeatState.SEATED);
    assertThat(house.heard.events).contains(Event.paired(ROOM, 1, publisher, subscriber));
    assertThat(house.placement.tally()).isEqualTo(new Tally(1, 0, 0, 1, 0));
  }

  @Test
  void bothHalvesOfOneClientTakeOneReservation() {
    house.findChat(HERE);
    house.findChat(HERE);
    house.publisher(ROOM, HERE);
    house.subscriber(ROOM, HERE);
    assertThat(house.state(ROOM, 1)).contains(SeatState.SEATED);
    assertThat(house.state(ROOM, 2)).contains(SeatState.RESERVED);
  }

  @Test
  void leftoverStrangerDoesNotStealAPair() {
    house.findChat(HERE);
    house.publisher(ROOM, HERE);
    house.pass(MOMENT);
    house.findChat(HERE);
    long publisher = house.publisher(ROOM, HERE);
    long subscriber = house.subscriber(ROOM, HERE);
    assertThat(house.heard.events).contains(Event.paired(ROOM, 2, publisher, subscriber));
    assertThat(house.state(ROOM, 1)).as("the stranger is still alone").contains(SeatState.RESERVED);
  }

  @Test
  void halvesOfDifferentAddressesAreNoPair() {
    house.findChat(HERE);
    house.publisher(ROOM, HERE);
    house.subscriber(ROOM, THERE);
    assertThat(house.placement.tally()).isEqualTo(new Tally(1, 0, 2, 0, 0));
    assertThat(house.heard.events).containsExactly(Event.opened(ROOM, false));
  }

  @Test
  void reservationsOfOthersAreNotTaken() {
    House pair = House.of(1);
    pair.findChat(THERE);
    assertThat(pair.turnedAway(ROOM, Half.PUBLISHER, HERE)).isEqualTo(Refusal.NO_SEAT);
    pair.publisher(ROOM, THERE);
  }

  @Test
  void whoNeverAskedTheDoorGetsAFreeSeat() {
    house.findChat(HERE);
    long publisher = house.publisher(ROOM, THERE);
    long subscriber = house.subscriber(ROOM, THERE);
    assertThat(house.heard.events).contains(Event.paired(ROOM, 2, publisher, subscriber));
  }

  @Test
  void closedRoomTurnsAway() {
    house.findChat(HERE);
    house.pass(house.rules.reservation());
    house.pass(house.rules.linger());
    assertThat(house.turnedAway(ROOM, Half.SUBSCRIBER, HERE)).isEqualTo(Refusal.UNKNOWN_ROOM);
  }

  @Test
  void reservationLapses() {
    house.findChat(HERE);
    house.pass(house.rules.reservation().minusNanos(1));
    assertThat(house.state(ROOM, 1)).contains(SeatState.RESERVED);
    house.pass(Duration.ofNanos(1));
    assertThat(house.state(ROOM, 1)).isEmpty();
    assertThat(house.heard.events)
        .as("nobody is cut off")
        .containsExactly(Event.opened(ROOM, false));
  }

  @Test
  void loneHalfLapsesWithItsSeat() {
    house.findChat(HERE);
    house.pass(MOMENT);
    long publisher = house.publisher(ROOM, HERE);
    house.pass(house.rules.reservation().minus(MOMENT));
    assertThat(house.state(ROOM, 1)).as("full time from its arrival").contains(SeatState.RESERVED);
    house.pass(MOMENT);
    assertThat(house.state(ROOM, 1)).isEmpty();
    assertThat(house.heard.events).contains(Event.lapsed(ROOM, publisher));
  }

  @Test
  void pairThatNeverSubscribesLapsesWhole() {
    house.findChat(HERE);
    long publisher = house.publisher(ROOM, HERE);
    long subscriber = house.admit(ROOM, Half.SUBSCRIBER, HERE);
    house.pass(house.rules.reservation());
    assertThat(house.heard.events)
        .contains(Event.lapsed(ROOM, publisher), Event.lapsed(ROOM, subscriber));
  }

  @Test
  void seatIsFreedAtOnceWhenThePublisherCloses() {
    Member member = seated(HERE);
    house.gone(ROOM, member.publisher);
    assertThat(house.placement.tally()).isEqualTo(new Tally(1, 0, 0, 0, 0));
    assertThat(house.heard.events).containsExactly(Event.parted(ROOM, 1, member.subscriber));
    house.findChat(THERE);
    assertThat(house.state(ROOM, 1)).as("the place is somebody else's").isPresent();
  }

  @Test
  void publisherThatComesBackTakesItsSubscriberIn() {
    Member member = seated(HERE);
    house.gone(ROOM, member.publisher);
    house.findChat(THERE);
    long again = house.publisher(ROOM, HERE);
    assertThat(house.heard.events).endsWith(Event.paired(ROOM, 2, again, member.subscriber));
  }

  @Test
  void subscriberThatComesBackIsPairedOnItsOldSeat() {
    Member member = seated(HERE);
    house.gone(ROOM, member.subscriber);
    assertThat(house.state(ROOM, 1)).contains(SeatState.RESERVED);
    long again = house.subscriber(ROOM, HERE);
    assertThat(house.heard.events)
        .containsExactly(
            Event.parted(ROOM, 1, member.publisher),
            Event.paired(ROOM, 1, member.publisher, again));
  }

  @Test
  void twoHalvesThatWereLeftAreOneMember() {
    Member one = seated(HERE);
    Member other = seated(HERE);
    house.gone(ROOM, one.publisher);
    house.heard.forget();
    house.gone(ROOM, other.subscriber);
    assertThat(house.heard.events)
        .containsExactly(
            Event.parted(ROOM, 2, other.publisher),
            Event.paired(ROOM, 2, other.publisher, one.subscriber));
  }

  @Test
  void orphanLapses() {
    Member member = seated(HERE);
    house.gone(ROOM, member.publisher);
    house.enter();
    house.pass(house.rules.reservation());
    assertThat(house.heard.events).contains(Event.lapsed(ROOM, member.subscriber));
    assertThat(house.placement.room(ROOM).orElseThrow().orphans()).isEmpty();
  }

  @Test
  void orphanIsCutOffWhenItsRoomCloses() {
    Member member = seated(HERE);
    house.gone(ROOM, member.publisher);
    house.pass(house.rules.linger());
    assertThat(house.heard.events)
        .endsWith(Event.lapsed(ROOM, member.subscriber), Event.closed(ROOM));
    assertThat(house.placement.leftovers()).isZero();
  }

  @Test
  void addressThatLapsedTwiceIsRefusedUntilItAsksTheDoor() {
    house.enter();
    for (int i = 0; i < 2; i++) {
      house.subscriber(ROOM, HERE);
      house.pass(house.rules.reservation());
    }
    assertThat(house.turnedAway(ROOM, Half.SUBSCRIBER, HERE)).isEqualTo(Refusal.LAPSED_TOO_OFTEN);
    house.publisher(ROOM, THERE);
    house.findChat(HERE);
    house.subscriber(ROOM, HERE);
  }

  @Test
  void addressThatLapsesIsStillLetInToItsReservation() {
    house.findChat(THERE);
    house.publisher(ROOM, HERE);
    house.pass(MOMENT);
    house.subscriber(ROOM, THERE);
    house.publisher(ROOM, THERE);
    house.pass(house.rules.reservation().minus(MOMENT));
    house.publisher(ROOM, HERE);
    house.pass(house.rules.reservation().minus(MOMENT));
    house.findChat(HERE);
    house.pass(MOMENT);
    assertThat(house.placement.tally().seated()).isEqualTo(1);
    house.subscriber(ROOM, HERE);
    house.publisher(ROOM, HERE);
    assertThat(house.placement.tally().seated()).isEqualTo(2);
  }

  @Test
  void pairingForgivesALapse() {
    house.enter();
    house.publisher(ROOM, HERE);
    house.pass(house.rules.reservation());
    Member member = seated(HERE);
    house.gone(ROOM, member.publisher);
    house.gone(ROOM, member.subscriber);
    house.publisher(ROOM, HERE);
    house.pass(house.rules.reservation());
    house.publisher(ROOM, HERE);
  }

  @Test
  void withdrawnReservationIsFreeAtOnceAndOnlyOnce() {
    Reservation.Reserved first = house.findChat(HERE);
    house.placement.withdraw(ROOM, first.place(), first.seat(), house.now);
    assertThat(house.placement.tally().reserved()).isZero();
    house.findChat(HERE);
    house.placement.withdraw(ROOM, first.place(), first.seat(), house.now);
    assertThat(house.placement.tally().reserved()).as("the next one's").isEqualTo(1);
  }

  @Test
  void reservationThatSomebodyCameForIsNotWithdrawn() {
    Reservation.Reserved reserved = house.findChat(HERE);
    house.publisher(ROOM, HERE);
    house.placement.withdraw(ROOM, reserved.place(), reserved.seat(), house.now);
    assertThat(house.state(ROOM, 1)).contains(SeatState.RESERVED);
  }

  @Test
  void classicSeatCannotBeResumed() {
    Reservation.Reserved reserved = house.findChat(HERE);
    assertThat(house.refused(Wish.forSeat(reserved.seat()))).isEqualTo(Refusal.STALE_SEAT);
  }

  @Test
  void addressMayNotReserveEverything() {
    Rules rules = Rules.defaults();
    House strict = new House(rules);
    for (int i = 0; i < rules.limits().reservationsPerAddress(); i++) {
      strict.findChat(HERE);
    }
    assertThat(strict.placement.reserveClassic(HERE, 0))
        .isEqualTo(new Reservation.Refused(Refusal.TOO_MANY_RESERVATIONS));
    assertThat(strict.placement.reserveDirect(Wish.anywhere(), 1, HERE, 0))
        .isEqualTo(new Reservation.Refused(Refusal.TOO_MANY_RESERVATIONS));
    strict.findChat(THERE);
  }

  @Test
  void loneHalvesAreReservationsToo() {
    Rules usual = Rules.defaults();
    House strict =
        new House(
            new Rules(
                5,
                usual.reservation(),
                usual.hold(),
                usual.linger(),
                usual.privateLinger(),
                new SeatLimits(2, 256, 64, 64, 4, 1000, 1000, 1000, 100)));
    strict.enter();
    strict.publisher(ROOM, HERE);
    strict.publisher(ROOM, HERE);
    assertThat(strict.turnedAway(ROOM, Half.PUBLISHER, HERE))
        .isEqualTo(Refusal.TOO_MANY_RESERVATIONS);
    strict.subscriber(ROOM, HERE);
    strict.publisher(ROOM, HERE);
  }

  @Test
  void trustedAddressMayReserveAsItLikes() {
    ClientAddress proxy = new ClientAddress("127.0.0.1", true);
    for (int i = 0; i < 1000; i++) {
      house.findChat(proxy);
    }
    assertThat(house.placement.tally().reserved()).isEqualTo(1000);
  }

  @Test
  void sameConnectionIsAdmittedOnce() {
    house.findChat(HERE);
    long publisher = house.publisher(ROOM, HERE);
    assertThat(house.placement.admit(ROOM, Half.PUBLISHER, publisher, HERE, house.now))
        .isEqualTo(new Admission.Refused(Refusal.ALREADY_SEATED));
    house.gone(ROOM, publisher);
    house.gone(ROOM, publisher);
    assertThat(house.placement.tally().reserved()).isZero();
  }

  @Test
  void lapsesAreForgottenBeforeTheyFillTheMemory() {
    Lapses lapses = new Lapses();
    for (String address : List.of("first", "last")) {
      lapses.add(address);
      lapses.add(address);
      for (int i = 0; i < 1000; i++) {
        lapses.add(address + i);
      }
    }
    assertThat(lapses.tooOften("first")).isFalse();
    assertThat(lapses.tooOften("last")).isTrue();
  }

  private record Member(long publisher, long subscriber) {}

  private Member seated(ClientAddress client) {
    house.findChat(client);
    Member member = new Member(house.publisher(ROOM, client), house.subscriber(ROOM, client));
    house.heard.forget();
    return member;
  }
}
