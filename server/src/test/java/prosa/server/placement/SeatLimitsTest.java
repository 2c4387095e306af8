package prosa.server.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static prosa.server.placement.House.HERE;
import static prosa.server.placement.House.THERE;
import static prosa.server.placement.House.chat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import prosa.server.placement.House.Member;

/** What is limited per address, per connection and in all, and who makes room for whom. */
class SeatLimitsTest {

  private static final ClientAddress GHOSTS = new ClientAddress("203.0.113.7", false);
  private static final ClientAddress PROXY = new ClientAddress("127.0.0.1", true);

  private static ClientAddress somebody(int number) {
    return new ClientAddress("198.51.100." + number, false);
  }

  private static SeatLimits limits(int seats, int rooms, int codes) {
    return new SeatLimits(64, seats, rooms, codes, 2, 1000, 1000, 1000, 10);
  }

  private static void ghost(House house, ClientAddress client) {
    house.lost(house.enter(Wish.anywhere(), client));
  }

  // ---- the living are brought together

  @Test
  void ghostsOfOneAddressDoNotKeepTheLivingApart() {
    House house = House.of(10);
    List<Member> honest = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      honest.add(house.enter(Wish.anywhere(), somebody(i)));
      for (int g = 0; g < 20; g++) {
        ghost(house, GHOSTS);
        house.pass(Duration.ofMillis(300));
      }
    }
    assertThat(honest).extracting(Member::room).containsOnly(chat(0));
    assertThat(house.placement.tally().rooms()).isEqualTo(1);
  }

  @Test
  void ghostsThatCameFirstAreNoCompanyEither() {
    House house = House.of(10);
    for (int g = 0; g < 60; g++) {
      ghost(house, GHOSTS);
    }
    Member first = house.enter(Wish.anywhere(), somebody(1));
    Member second = house.enter(Wish.anywhere(), somebody(2));
    assertThat(second.room()).isEqualTo(first.room());
  }

  @Test
  void reservationsThatNobodyComesForDoNotKeepTheLivingApartForLong() {
    House house = House.of(10);
    Member first = house.enter(Wish.anywhere(), somebody(1));
    for (int round = 0; round < 4; round++) {
      for (int i = 0; i < 64; i++) {
        house.placement.reserveClassic(GHOSTS, house.now);
      }
      house.pass(house.rules.reservation());
    }
    for (int i = 0; i < 64; i++) {
      house.placement.reserveClassic(GHOSTS, house.now);
    }
    assertThat(house.placement.tally().reserved()).isEqualTo(2);
    assertThat(house.enter(Wish.anywhere(), somebody(2)).room()).isEqualTo(first.room());
  }

  @Test
  void whoIsAloneWithReservationsThatLapseAgainAndAgainIsOfferedCompany() {
    House house = House.of(10);
    Member one = house.enter(Wish.anywhere(), somebody(1));
    Member other = house.enter(Wish.notAt(one.room()), somebody(2));
    for (int i = 0; i < 3; i++) {
      house.placement.reserveClassic(GHOSTS, house.now);
      house.pass(house.rules.reservation());
    }
    house.heard.forget();
    house.placement.reserveClassic(GHOSTS, house.now);
    house.placement.reserveClassic(GHOSTS, house.now);
    assertThat(house.heard.offers).as("the offers stand").isEmpty();
    assertThat(house.next(one).room()).isEqualTo(other.room());
  }

  @Test
  void addressWhoseReservationsAreUsedHasAllOfThem() {
    House house = House.of(10);
    house.placement.reserveDirect(Wish.anywhere(), 1, GHOSTS, house.now);
    house.pass(house.rules.reservation());
    for (int i = 0; i < 63; i++) {
      assertThat(house.placement.reserveDirect(Wish.anywhere(), 1, GHOSTS, house.now))
          .isInstanceOf(Reservation.Reserved.class);
    }
    Reservation tooMany = house.placement.reserveDirect(Wish.anywhere(), 1, GHOSTS, house.now);
    assertThat(tooMany).isEqualTo(new Reservation.Refused(Refusal.TOO_MANY_RESERVATIONS));
  }

  @Test
  void twoWhoAreAloneAmongGhostsHearOfEachOther() {
    House house = House.of(3);
    Member one = house.enter(Wish.anywhere(), somebody(1));
    Member other = house.enter(Wish.notAt(one.room()), somebody(2));
    for (Member host : List.of(one, other)) {
      for (int i = 0; i < 2; i++) {
        house.lost(house.enter(Wish.withInvite(house.code(host)), GHOSTS));
      }
    }
    house.heard.forget();
    house.pass(Duration.ofSeconds(1));
    Member moved = house.next(one);
    assertThat(moved.room()).as("the offer stands, and a ghost makes room").isEqualTo(other.room());
    assertThat(house.heard.events).contains(Event.evicted(other.room(), 2));
  }

  @Test
  void oldestGhostOfTheAddressThatHasMostGoesFirst() {
    House house = House.of(4);
    Member host = house.enter(Wish.anywhere(), somebody(1));
    String code = house.code(host);
    house.lost(house.enter(Wish.withInvite(code), THERE));
    house.lost(house.enter(Wish.withInvite(code), GHOSTS));
    house.lost(house.enter(Wish.withInvite(code), GHOSTS));
    Member next = house.enter(Wish.anywhere(), somebody(2));
    assertThat(next.place()).as("not the older ghost of who has one only").isEqualTo(3);
    assertThat(house.enter(Wish.anywhere(), somebody(3)).place()).isEqualTo(2);
  }

  @Test
  void invitedFriendIsNotKeptOutByGhosts() {
    House house = House.of(2);
    Member host = house.enter(Wish.forPrivateTable());
    String code = house.code(host);
    house.lost(house.enter(Wish.withInvite(code), GHOSTS));
    assertThat(house.enter(Wish.withInvite(code), somebody(2)).room()).isEqualTo(host.room());
    assertThat(house.refused(Wish.withInvite(code), somebody(3))).isEqualTo(Refusal.TABLE_FULL);
  }

  // ---- per address

  @Test
  void oldestGhostOfAnAddressMakesRoomForItsNextSeat() {
    House house = House.of(10, limits(3, 64, 64));
    Member oldest = house.enter(Wish.forPrivateTable(), GHOSTS);
    Member newer = house.enter(Wish.forPrivateTable(), GHOSTS);
    house.lost(oldest);
    house.lost(newer);
    house.enter(Wish.anywhere(), GHOSTS);
    house.enter(Wish.anywhere(), GHOSTS);
    assertThat(house.heard.events).contains(Event.evicted(oldest.room(), 1));
    assertThat(house.state(newer.room(), 1)).contains(SeatState.HELD);
    house.enter(Wish.anywhere(), GHOSTS);
    assertThat(house.refused(Wish.anywhere(), GHOSTS)).isEqualTo(Refusal.TOO_MANY_SEATS);
    house.enter(Wish.anywhere(), somebody(1));
  }

  @Test
  void classicHalvesCountToo() {
    House house = House.of(10, limits(2, 64, 64));
    house.findChat(GHOSTS);
    house.findChat(GHOSTS);
    assertThat(house.placement.reserveClassic(GHOSTS, house.now))
        .isEqualTo(new Reservation.Refused(Refusal.TOO_MANY_SEATS));
    house.publisher(chat(0), GHOSTS);
    house.publisher(chat(0), GHOSTS);
    assertThat(house.turnedAway(chat(0), Half.PUBLISHER, GHOSTS)).isEqualTo(Refusal.TOO_MANY_SEATS);
  }

  @Test
  void longestIdleRoomOfAnAddressMakesRoomForItsNextRoom() {
    House house = House.of(2, limits(256, 3, 64));
    for (int i = 0; i < 3; i++) {
      Member host = house.enter(Wish.forPrivateTable(), GHOSTS);
      house.code(host);
      if (i < 2) {
        house.leave(host);
      }
    }
    house.enter(Wish.forPrivateTable(), GHOSTS);
    house.enter(Wish.forPrivateTable(), GHOSTS);
    assertThat(house.heard.events)
        .containsSubsequence(Event.closed(chat(0)), Event.closed(chat(1)));
    assertThat(house.refused(Wish.forPrivateTable(), GHOSTS)).isEqualTo(Refusal.TOO_MANY_ROOMS);
    assertThat(house.refused(Wish.anywhere(), GHOSTS)).isEqualTo(Refusal.TOO_MANY_ROOMS);
    Member other = house.enter(Wish.anywhere(), somebody(1));
    assertThat(house.enter(Wish.anywhere(), GHOSTS).room()).isEqualTo(other.room());
  }

  @Test
  void whoMayOpenNoMoreRoomsIsSeatedWhereItWouldRatherNot() {
    House house = House.of(10, limits(256, 1, 64));
    Member member = house.enter(Wish.anywhere(), GHOSTS);
    assertThat(house.enter(Wish.notAt(member.room()), GHOSTS).room()).isEqualTo(member.room());
  }

  @Test
  void addressHasSoManyCodesOnly() {
    House house = House.of(10, limits(256, 64, 2));
    house.code(house.enter(Wish.forPrivateTable(), GHOSTS));
    Member second = house.enter(Wish.forPrivateTable(), GHOSTS);
    house.code(second);
    house.code(second);
    Member third = house.enter(Wish.forPrivateTable(), GHOSTS);
    assertThat(house.placement.invite(third.room(), third.place(), third.connection(), house.now))
        .isEqualTo(new Invitation.Refused(Refusal.TOO_MANY_INVITES));
    house.leave(second);
    house.pass(house.rules.privateLinger());
    house.code(third);
  }

  // ---- per connection, and in all

  @Test
  void trustedConnectionHasSoManyPrivateRoomsOnly() {
    House house = House.of(10, limits(256, 64, 64));
    for (int i = 0; i < 2; i++) {
      house.placement.reserveDirect(Wish.forPrivateTable(), 7, PROXY, house.now);
    }
    assertThat(house.placement.reserveDirect(Wish.forPrivateTable(), 7, PROXY, house.now))
        .isEqualTo(new Reservation.Refused(Refusal.TOO_MANY_ROOMS));
    house.placement.reserveDirect(Wish.anywhere(), 7, PROXY, house.now);
    assertThat(house.placement.reserveDirect(Wish.forPrivateTable(), 8, PROXY, house.now))
        .isInstanceOf(Reservation.Reserved.class);
  }

  @Test
  void trustedConnectionThatComesAgainAndAgainHasItsLatestPrivateRooms() {
    House house = House.of(10, limits(256, 64, 64));
    for (long i = 0; i < 1000; i++) {
      Member host = enter(house, Wish.forPrivateTable(), 7, PROXY);
      house.code(host);
      house.leave(host);
    }
    assertThat(house.placement.tally()).isEqualTo(new Tally(2, 2, 0, 0, 0));
  }

  @Test
  void ghostsInAllAreLimited() {
    House house = House.of(10, new SeatLimits(64, 256, 64, 64, 4, 1000, 1000, 20, 10));
    Member away = house.enter(Wish.forPrivateTable(), somebody(1));
    house.lost(away);
    for (int i = 0; i < 500; i++) {
      house.lost(house.enter(Wish.forPrivateTable(), PROXY));
    }
    assertThat(house.placement.tally().held()).isEqualTo(20);
    assertThat(house.state(away.room(), 1)).as("who has few is let be").contains(SeatState.HELD);
  }

  @Test
  void privateRoomsInAllAreLimitedAndIdleOnesMakeRoom() {
    House house = House.of(10, new SeatLimits(64, 256, 64, 64, 4, 1000, 5, 1000, 10));
    for (int i = 0; i < 100; i++) {
      Member host = house.enter(Wish.forPrivateTable(), PROXY);
      house.code(host);
      house.lost(host);
    }
    assertThat(house.placement.tally()).isEqualTo(new Tally(5, 5, 0, 0, 5));
    for (int i = 1; i <= 5; i++) {
      house.enter(Wish.forPrivateTable(), somebody(i));
    }
    assertThat(house.refused(Wish.forPrivateTable(), somebody(6))).isEqualTo(Refusal.NO_SEAT);
    house.enter(Wish.anywhere(), somebody(6));
  }

  @Test
  void roomsInAllAreLimitedAndNewcomersAreSeatedAllTheSame() {
    House house = House.of(2, new SeatLimits(64, 256, 64, 64, 4, 5, 5, 1000, 10));
    for (int i = 0; i < 100; i++) {
      house.lost(house.enter(i % 2 == 0 ? Wish.forPrivateTable() : Wish.anywhere(), PROXY));
    }
    assertThat(house.placement.tally().rooms()).isEqualTo(5);
    for (int i = 1; i <= 10; i++) {
      house.enter(Wish.anywhere(), somebody(i));
    }
    assertThat(house.placement.tally()).isEqualTo(new Tally(5, 0, 0, 10, 0));
    assertThat(house.refused(Wish.anywhere(), somebody(11))).isEqualTo(Refusal.NO_SEAT);
  }

  // ---- classic ports

  @Test
  void whoMayOpenNoMorePortsIsSeatedWhereTheyAreOpen() {
    House house = House.of(3);
    Member alone = house.enter(Wish.anywhere(), somebody(1));
    assertThat(house.placement.reserveClassicAtOpenPorts(HERE, house.now))
        .isEqualTo(new Reservation.Refused(Refusal.NO_SEAT));
    Member other = house.enter(Wish.notAt(alone.room()), somebody(2));
    house.enter(Wish.withInvite(house.code(other)), somebody(3));
    house.placement.portsOpened(other.room(), house.now);
    Reservation.Reserved reserved =
        (Reservation.Reserved) house.placement.reserveClassicAtOpenPorts(HERE, house.now);
    assertThat(reserved.room()).as("not beside who is alone").isEqualTo(other.room());
    assertThat(house.findChat(HERE).room()).isEqualTo(alone.room());
  }

  private static Member enter(House house, Wish wish, long connection, ClientAddress client) {
    Seating.Taken taken =
        (Seating.Taken) house.placement.enter(wish, connection, client, house.now);
    return new Member(taken.room(), taken.place(), connection, taken.seat(), taken.evicted());
  }
}
