package prosa.server.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static prosa.server.placement.TestPlacement.HERE;
import static prosa.server.placement.TestPlacement.THERE;
import static prosa.server.placement.TestPlacement.chat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import prosa.server.placement.TestPlacement.Member;

/** The limits per address, per connection and in total, and which seats give way. */
class SeatLimitsTest {

  private static final ClientAddress HOLDER = new ClientAddress("203.0.113.7", false);
  private static final ClientAddress PROXY = new ClientAddress("127.0.0.1", true);

  private static ClientAddress somebody(int number) {
    return new ClientAddress("198.51.100." + number, false);
  }

  private static SeatLimits limits(int seats, int rooms, int codes) {
    return new SeatLimits(64, seats, rooms, codes, 2, 1000, 1000, 1000, 10);
  }

  private static void heldSeat(TestPlacement seatService, ClientAddress client) {
    seatService.lost(seatService.enter(JoinRequest.anywhere(), client));
  }

  // ---- the living are brought together

  @Test
  void heldSeatsOfOneAddressDoNotKeepConnectedMembersApart() {
    TestPlacement seatService = TestPlacement.of(10);
    List<Member> honest = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      honest.add(seatService.enter(JoinRequest.anywhere(), somebody(i)));
      for (int g = 0; g < 20; g++) {
        heldSeat(seatService, HOLDER);
        seatService.pass(Duration.ofMillis(300));
      }
    }
    assertThat(honest).extracting(Member::room).containsOnly(chat(0));
    assertThat(seatService.placement.totals().rooms()).isEqualTo(1);
  }

  @Test
  void heldSeatsThatCameFirstAreNoCompanyEither() {
    TestPlacement seatService = TestPlacement.of(10);
    for (int g = 0; g < 60; g++) {
      heldSeat(seatService, HOLDER);
    }
    Member first = seatService.enter(JoinRequest.anywhere(), somebody(1));
    Member second = seatService.enter(JoinRequest.anywhere(), somebody(2));
    assertThat(second.room()).isEqualTo(first.room());
  }

  @Test
  void reservationsThatNobodyComesForDoNotKeepTheLivingApartForLong() {
    TestPlacement seatService = TestPlacement.of(10);
    Member first = seatService.enter(JoinRequest.anywhere(), somebody(1));
    for (int round = 0; round < 4; round++) {
      for (int i = 0; i < 64; i++) {
        seatService.placement.reserveClassic(HOLDER, seatService.now);
      }
      seatService.pass(seatService.rules.reservation());
    }
    for (int i = 0; i < 64; i++) {
      seatService.placement.reserveClassic(HOLDER, seatService.now);
    }
    assertThat(seatService.placement.totals().reserved()).isEqualTo(2);
    assertThat(seatService.enter(JoinRequest.anywhere(), somebody(2)).room())
        .isEqualTo(first.room());
  }

  @Test
  void whoIsAloneWithReservationsThatTimeOutAgainAndAgainIsOfferedCompany() {
    TestPlacement seatService = TestPlacement.of(10);
    Member one = seatService.enter(JoinRequest.anywhere(), somebody(1));
    Member other = seatService.enter(JoinRequests.notAt(one.room()), somebody(2));
    for (int i = 0; i < 3; i++) {
      seatService.placement.reserveClassic(HOLDER, seatService.now);
      seatService.pass(seatService.rules.reservation());
    }
    assertReservationsAreNoCompany(seatService, one, other);
  }

  @Test
  void reservationThatNobodyComesForIsCompanyForAMomentOnly() {
    TestPlacement seatService = TestPlacement.of(10);
    Member one = seatService.enter(JoinRequest.anywhere(), somebody(1));
    Member other = seatService.enter(JoinRequests.notAt(one.room()), somebody(2));
    seatService.placement.reserveClassic(HOLDER, seatService.now);
    seatService.placement.reserveClassic(HOLDER, seatService.now);
    seatService.heard.forget();
    seatService.pass(seatService.rules.arrivalGrace());
    assertThat(seatService.heard.offers).as("both sit alone again").isNotEmpty();
    assertThat(seatService.next(one).room()).isEqualTo(other.room());
    assertThat(seatService.placement.totals().reserved()).isEqualTo(2);
  }

  @Test
  void reservationsBesideOnesThatNobodyCameForAreNoCompanyAtAll() {
    TestPlacement seatService = TestPlacement.of(10);
    Member one = seatService.enter(JoinRequest.anywhere(), somebody(1));
    Member other = seatService.enter(JoinRequests.notAt(one.room()), somebody(2));
    for (int i = 0; i < 3; i++) {
      seatService.placement.reserveClassic(HOLDER, seatService.now);
    }
    seatService.pass(seatService.rules.arrivalGrace());
    assertReservationsAreNoCompany(seatService, one, other);
    assertThat(seatService.placement.totals().reserved()).isEqualTo(5);
  }

  @Test
  void newcomersAreSeatedBesideTheLivingWhileNobodyComesForMostReservations() {
    TestPlacement seatService = TestPlacement.of(10);
    Member living = seatService.enter(JoinRequest.anywhere(), somebody(1));
    seatService.enter(JoinRequest.anywhere(), somebody(2));
    Member gone = seatService.enter(JoinRequests.notAt(living.room()), somebody(3));
    RoomId emptyRoom = gone.room();
    seatService.leave(gone);
    for (int i = 4; i < 7; i++) {
      seatService.findChat(somebody(i));
    }
    seatService.pass(seatService.rules.arrivalGrace());
    RoomId first = seatService.enter(JoinRequest.anywhere(), somebody(7)).room();
    assertThat(first).isEqualTo(living.room()).isNotEqualTo(emptyRoom);
    assertThat(seatService.findChat(somebody(8)).room()).isEqualTo(living.room());
    seatService.pass(Duration.ofSeconds(31));
    assertThat(seatService.enter(JoinRequest.anywhere(), somebody(9)).room())
        .as("by the three rules again")
        .isEqualTo(emptyRoom);
  }

  @Test
  void whoIsAloneAmongReservationsIsOfferedCompanyWhileNobodyComesForMostOfThem() {
    TestPlacement seatService = TestPlacement.of(4);
    Member one = seatService.enter(JoinRequest.anywhere(), somebody(1));
    Member two = seatService.enter(JoinRequests.notAt(one.room()), somebody(2));
    for (int i = 3; i < 6; i++) {
      seatService.placement.reserveDirect(
          JoinRequests.forPrivateRoom(), i, somebody(i), seatService.now);
    }
    Duration half = seatService.rules.arrivalGrace().dividedBy(2);
    seatService.pass(half);
    assertThat(seatService.findChat(somebody(6)).room()).isEqualTo(one.room());
    assertThat(seatService.findChat(somebody(7)).room()).isEqualTo(two.room());
    seatService.heard.forget();
    seatService.pass(half.minusNanos(1));
    assertThat(seatService.heard.offers).as("somebody may come to both").isEmpty();
    seatService.pass(Duration.ofNanos(1));
    assertThat(seatService.heard.offers)
        .containsExactlyInAnyOrder(
            new PlacementRecorder.Offer(one.room(), one.place(), two.room()),
            new PlacementRecorder.Offer(two.room(), two.place(), one.room()));
  }

  @Test
  void placesThatNobodyComesForGiveWayWhileThatHappensOften() {
    TestPlacement seatService = TestPlacement.of(4);
    Member living = seatService.enter(JoinRequest.anywhere(), somebody(1));
    for (int i = 2; i < 5; i++) {
      assertThat(seatService.findChat(somebody(i)).room()).isEqualTo(living.room());
    }
    assertThat(seatService.enter(JoinRequest.anywhere(), somebody(5)).room())
        .as("the table is full of those who may come")
        .isNotEqualTo(living.room());
    seatService.findChat(somebody(6));
    seatService.pass(seatService.rules.arrivalGrace());
    String code = seatService.code(living);
    assertThat(seatService.enter(JoinRequest.withInvite(code), somebody(7)).room())
        .isEqualTo(living.room());
  }

  @Test
  void aCrowdThatComesLateMakesNoReservationUnreliable() {
    TestPlacement seatService = TestPlacement.of(4);
    Map<ClientAddress, RoomId> told = new LinkedHashMap<>();
    for (int i = 1; i <= 12; i++) {
      told.put(somebody(i), seatService.findChat(somebody(i)).room());
    }
    seatService.pass(seatService.rules.arrivalGrace().plusSeconds(1));
    told.forEach(
        (client, room) -> {
          seatService.publisher(room, client);
          seatService.subscriber(room, client);
        });
    assertThat(seatService.placement.totals().seated()).isEqualTo(12);
    Member living = seatService.enter(JoinRequest.anywhere(), somebody(13));
    String code = seatService.code(living);
    seatService.findChat(somebody(14));
    seatService.findChat(somebody(15));
    seatService.pass(seatService.rules.arrivalGrace());
    assertThat(seatService.findChat(somebody(16)).room()).isEqualTo(living.room());
    assertThat(seatService.refused(JoinRequest.withInvite(code), somebody(17)))
        .as("two are late, who may still come")
        .isEqualTo(Refusal.TABLE_FULL);
  }

  /** Everybody asks within five seconds and comes three seconds after the answer. */
  @ParameterizedTest
  @CsvSource({"false, false", "false, true", "true, false", "true, true"})
  void aSlowCrowdFromOneAddressIsSeatedWhole(boolean trusted, boolean othersSitThere) {
    ClientAddress crowd = trusted ? new ClientAddress("127.0.0.1", true) : HOLDER;
    TestPlacement seatService = TestPlacement.of(10);
    if (othersSitThere) {
      seatService.enter(JoinRequest.anywhere(), somebody(1));
      seatService.placement.reserveClassic(THERE, seatService.now);
    }
    List<RoomId> told = new ArrayList<>();
    for (int step = 0; step < 160; step++) {
      if (step >= 60) {
        RoomId room = told.get(step - 60);
        seatService.publisher(room, crowd);
        seatService.subscriber(room, crowd);
      }
      if (step < 100) {
        Reservation answer = seatService.placement.reserveClassic(crowd, seatService.now);
        assertThat(answer).as("%s", step).isInstanceOf(Reservation.Reserved.class);
        told.add(((Reservation.Reserved) answer).room());
      }
      seatService.pass(Duration.ofMillis(50));
    }
    assertThat(seatService.placement.totals().seated()).isEqualTo(othersSitThere ? 101 : 100);
  }

  /** As they always are where the way is long: most come later than a seat is company. */
  @Test
  void slowPeopleFromManyAddressesLoseNoSeatWhileMoreComeThanAreAwaited() {
    TestPlacement seatService = TestPlacement.of(4);
    for (int i = 200; i < 210; i++) {
      RoomId room = seatService.findChat(somebody(i)).room();
      seatService.publisher(room, somebody(i));
      seatService.subscriber(room, somebody(i));
    }
    List<RoomId> told = new ArrayList<>();
    for (int step = 0; step < 120; step++) {
      told.add(seatService.findChat(somebody(step)).room());
      if (step >= 20) {
        seatService.publisher(told.get(step - 20), somebody(step - 20));
        seatService.subscriber(told.get(step - 20), somebody(step - 20));
      }
      seatService.pass(Duration.ofMillis(100));
    }
    assertThat(seatService.placement.totals().seated()).isEqualTo(110);
  }

  @Test
  void lateReservationsGiveWayOnlyWhereSomebodySits() {
    TestPlacement seatService = TestPlacement.of(4);
    RoomId first = seatService.findChat(somebody(1)).room();
    for (int i = 2; i < 5; i++) {
      assertThat(seatService.findChat(somebody(i)).room()).isEqualTo(first);
    }
    seatService.pass(seatService.rules.arrivalGrace());
    assertThat(seatService.findChat(somebody(5)).room()).as("a new one").isNotEqualTo(first);
  }

  @Test
  void reservationsOfAnAddressThatLetSomeTimeOutDoNotHideTheOneMember() {
    TestPlacement seatService = TestPlacement.of(4);
    letReservationsTimeOut(seatService, HOLDER);
    Member alone = seatService.enter(JoinRequest.anywhere(), somebody(1));
    String code = seatService.code(alone);
    for (int i = 0; i < 2; i++) {
      seatService.placement.reserveDirect(JoinRequest.withInvite(code), i, HOLDER, seatService.now);
    }
    seatService.findChat(HOLDER);
    assertThat(seatService.placement.totals().reserved()).isEqualTo(3);
    assertThat(seatService.enter(JoinRequest.anywhere(), somebody(3)).room())
        .isEqualTo(alone.room());
    assertThat(seatService.enter(JoinRequest.withInvite(code), somebody(4)).room())
        .isEqualTo(alone.room());
    assertThat(seatService.enter(JoinRequest.withInvite(code), somebody(5)).room())
        .isEqualTo(alone.room());
    assertThat(seatService.refused(JoinRequest.withInvite(code), somebody(6)))
        .isEqualTo(Refusal.TABLE_FULL);
  }

  @Test
  void whoMerelyComesLateFindsItsSeat() {
    TestPlacement seatService = TestPlacement.of(4);
    RoomId room = seatService.findChat(HOLDER).room();
    for (int i = 0; i < 3; i++) {
      assertThat(seatService.findChat(HOLDER).room()).isEqualTo(room);
    }
    seatService.pass(seatService.rules.reservation().minusSeconds(1));
    Member newcomer = seatService.enter(JoinRequest.anywhere(), somebody(1));
    assertThat(newcomer.room()).as("all four may still come").isNotEqualTo(room);
    for (int i = 0; i < 4; i++) {
      seatService.publisher(room, HOLDER);
      seatService.subscriber(room, HOLDER);
    }
    assertThat(seatService.placement.totals().seated()).isEqualTo(5);
  }

  /** Two more reservations change no offer, and whoever sits alone still gets to the other. */
  private static void assertReservationsAreNoCompany(
      TestPlacement seatService, Member one, Member other) {
    seatService.heard.forget();
    seatService.placement.reserveClassic(HOLDER, seatService.now);
    seatService.placement.reserveClassic(HOLDER, seatService.now);
    assertThat(seatService.heard.offers).as("the offers stand").isEmpty();
    assertThat(seatService.next(one).room()).isEqualTo(other.room());
  }

  /** From then on its reservations are not trusted. */
  private static void letReservationsTimeOut(TestPlacement seatService, ClientAddress client) {
    for (int i = 0; i < 3; i++) {
      seatService.findChat(client);
      seatService.pass(seatService.rules.reservation());
    }
  }

  @Test
  void incompleteClassicClientsDoNotHideAMemberEither() {
    TestPlacement seatService = TestPlacement.of(3);
    letReservationsTimeOut(seatService, HOLDER);
    Member alone = seatService.enter(JoinRequest.anywhere(), somebody(1));
    long first = seatService.publisher(alone.room(), HOLDER);
    long second = seatService.admit(alone.room(), ClassicSide.PUBLISHER, THERE);
    seatService.pass(seatService.rules.arrivalGrace());
    Member friend = seatService.enter(JoinRequest.withInvite(seatService.code(alone)), somebody(2));
    assertThat(friend.room()).isEqualTo(alone.room());
    assertThat(seatService.heard.events)
        .contains(Event.timedOut(alone.room(), first))
        .doesNotContain(Event.timedOut(alone.room(), second));
  }

  @Test
  void classicMemberWhoseSubscriberIsGoneForAMomentKeepsItsPlace() {
    TestPlacement seatService = TestPlacement.of(2);
    letReservationsTimeOut(seatService, HOLDER);
    Member alone = seatService.enter(JoinRequest.anywhere(), somebody(1));
    seatService.publisher(alone.room(), HOLDER);
    long subscriber = seatService.subscriber(alone.room(), HOLDER);
    seatService.disconnected(alone.room(), subscriber);
    seatService.pass(seatService.rules.arrivalGrace());
    assertThat(seatService.refused(JoinRequest.withInvite(seatService.code(alone)), somebody(2)))
        .isEqualTo(Refusal.TABLE_FULL);
  }

  @Test
  void addressWhoseReservationsAreUsedHasAllOfThem() {
    TestPlacement seatService = TestPlacement.of(10);
    seatService.placement.reserveDirect(JoinRequest.anywhere(), 1, HOLDER, seatService.now);
    seatService.pass(seatService.rules.reservation());
    for (int i = 0; i < 63; i++) {
      assertThat(
              seatService.placement.reserveDirect(
                  JoinRequest.anywhere(), 1, HOLDER, seatService.now))
          .isInstanceOf(Reservation.Reserved.class);
    }
    Reservation tooMany =
        seatService.placement.reserveDirect(JoinRequest.anywhere(), 1, HOLDER, seatService.now);
    assertThat(tooMany).isEqualTo(new Reservation.Refused(Refusal.TOO_MANY_RESERVATIONS));
  }

  @Test
  void twoWhoAreAloneAmongHeldSeatsHearOfEachOther() {
    TestPlacement seatService = TestPlacement.of(3);
    Member one = seatService.enter(JoinRequest.anywhere(), somebody(1));
    Member other = seatService.enter(JoinRequests.notAt(one.room()), somebody(2));
    for (Member host : List.of(one, other)) {
      for (int i = 0; i < 2; i++) {
        seatService.lost(seatService.enter(JoinRequest.withInvite(seatService.code(host)), HOLDER));
      }
    }
    seatService.heard.forget();
    seatService.pass(Duration.ofSeconds(1));
    Member moved = seatService.next(one);
    assertThat(moved.room())
        .as("the offer stands, and a held seat makes room")
        .isEqualTo(other.room());
    assertThat(seatService.heard.events).contains(Event.evicted(other.room(), 2));
  }

  @Test
  void oldestHeldSeatOfTheAddressThatHasMostGoesFirst() {
    TestPlacement seatService = TestPlacement.of(4);
    Member host = seatService.enter(JoinRequest.anywhere(), somebody(1));
    String code = seatService.code(host);
    seatService.lost(seatService.enter(JoinRequest.withInvite(code), THERE));
    seatService.lost(seatService.enter(JoinRequest.withInvite(code), HOLDER));
    seatService.lost(seatService.enter(JoinRequest.withInvite(code), HOLDER));
    Member next = seatService.enter(JoinRequest.anywhere(), somebody(2));
    assertThat(next.place()).as("not the older held seat of who has one only").isEqualTo(3);
    assertThat(seatService.enter(JoinRequest.anywhere(), somebody(3)).place()).isEqualTo(2);
  }

  @Test
  void invitedFriendIsNotKeptOutByHeldSeats() {
    TestPlacement seatService = TestPlacement.of(2);
    Member host = seatService.enter(JoinRequests.forPrivateRoom());
    String code = seatService.code(host);
    seatService.lost(seatService.enter(JoinRequest.withInvite(code), HOLDER));
    assertThat(seatService.enter(JoinRequest.withInvite(code), somebody(2)).room())
        .isEqualTo(host.room());
    assertThat(seatService.refused(JoinRequest.withInvite(code), somebody(3)))
        .isEqualTo(Refusal.TABLE_FULL);
  }

  // ---- per address

  @Test
  void oldestHeldSeatOfAnAddressMakesRoomForItsNextSeat() {
    TestPlacement seatService = TestPlacement.of(10, limits(3, 64, 64));
    Member oldest = seatService.enter(JoinRequests.forPrivateRoom(), HOLDER);
    Member newer = seatService.enter(JoinRequests.forPrivateRoom(), HOLDER);
    seatService.lost(oldest);
    seatService.lost(newer);
    seatService.enter(JoinRequest.anywhere(), HOLDER);
    seatService.enter(JoinRequest.anywhere(), HOLDER);
    assertThat(seatService.heard.events).contains(Event.evicted(oldest.room(), 1));
    assertThat(seatService.state(newer.room(), 1)).contains(SeatState.HELD);
    seatService.enter(JoinRequest.anywhere(), HOLDER);
    assertThat(seatService.refused(JoinRequest.anywhere(), HOLDER))
        .isEqualTo(Refusal.TOO_MANY_SEATS);
    seatService.enter(JoinRequest.anywhere(), somebody(1));
  }

  @Test
  void incompleteClassicClientsCountToo() {
    TestPlacement seatService = TestPlacement.of(10, limits(2, 64, 64));
    seatService.findChat(HOLDER);
    seatService.findChat(HOLDER);
    assertThat(seatService.placement.reserveClassic(HOLDER, seatService.now))
        .isEqualTo(new Reservation.Refused(Refusal.TOO_MANY_SEATS));
    seatService.publisher(chat(0), HOLDER);
    seatService.publisher(chat(0), HOLDER);
    assertThat(seatService.turnedAway(chat(0), ClassicSide.PUBLISHER, HOLDER))
        .isEqualTo(Refusal.TOO_MANY_SEATS);
  }

  @Test
  void longestIdleRoomOfAnAddressMakesRoomForItsNextRoom() {
    TestPlacement seatService = TestPlacement.of(2, limits(256, 3, 64));
    for (int i = 0; i < 3; i++) {
      Member host = seatService.enter(JoinRequests.forPrivateRoom(), HOLDER);
      seatService.code(host);
      if (i < 2) {
        seatService.leave(host);
      }
    }
    seatService.enter(JoinRequests.forPrivateRoom(), HOLDER);
    seatService.enter(JoinRequests.forPrivateRoom(), HOLDER);
    assertThat(seatService.heard.events)
        .containsSubsequence(Event.closed(chat(0)), Event.closed(chat(1)));
    assertThat(seatService.refused(JoinRequests.forPrivateRoom(), HOLDER))
        .isEqualTo(Refusal.TOO_MANY_ROOMS);
    assertThat(seatService.refused(JoinRequest.anywhere(), HOLDER))
        .isEqualTo(Refusal.TOO_MANY_ROOMS);
    Member other = seatService.enter(JoinRequest.anywhere(), somebody(1));
    assertThat(seatService.enter(JoinRequest.anywhere(), HOLDER).room()).isEqualTo(other.room());
  }

  @Test
  void whoMayOpenNoMoreRoomsIsSeatedWhereItWouldRatherNot() {
    TestPlacement seatService = TestPlacement.of(10, limits(256, 1, 64));
    Member member = seatService.enter(JoinRequest.anywhere(), HOLDER);
    assertThat(seatService.enter(JoinRequests.notAt(member.room()), HOLDER).room())
        .isEqualTo(member.room());
  }

  @Test
  void addressHasSoManyCodesOnly() {
    TestPlacement seatService = TestPlacement.of(10, limits(256, 64, 2));
    seatService.code(seatService.enter(JoinRequests.forPrivateRoom(), HOLDER));
    Member second = seatService.enter(JoinRequests.forPrivateRoom(), HOLDER);
    seatService.code(second);
    seatService.code(second);
    Member third = seatService.enter(JoinRequests.forPrivateRoom(), HOLDER);
    assertThat(
            seatService.placement.invite(
                third.room(), third.place(), third.connection(), seatService.now))
        .isEqualTo(new InviteResult.Refused(Refusal.TOO_MANY_INVITES));
    seatService.leave(second);
    seatService.pass(seatService.rules.privateLinger());
    seatService.code(third);
  }

  // ---- per connection, and in all

  @Test
  void trustedConnectionHasSoManyPrivateRoomsOnly() {
    TestPlacement seatService = TestPlacement.of(10, limits(256, 64, 64));
    for (int i = 0; i < 2; i++) {
      seatService.placement.reserveDirect(JoinRequests.forPrivateRoom(), 7, PROXY, seatService.now);
    }
    assertThat(
            seatService.placement.reserveDirect(
                JoinRequests.forPrivateRoom(), 7, PROXY, seatService.now))
        .isEqualTo(new Reservation.Refused(Refusal.TOO_MANY_ROOMS));
    seatService.placement.reserveDirect(JoinRequest.anywhere(), 7, PROXY, seatService.now);
    assertThat(
            seatService.placement.reserveDirect(
                JoinRequests.forPrivateRoom(), 8, PROXY, seatService.now))
        .isInstanceOf(Reservation.Reserved.class);
  }

  @Test
  void trustedConnectionThatComesAgainAndAgainHasItsLatestPrivateRooms() {
    TestPlacement seatService = TestPlacement.of(10, limits(256, 64, 64));
    for (long i = 0; i < 1000; i++) {
      Member host = enter(seatService, JoinRequests.forPrivateRoom(), 7, PROXY);
      seatService.code(host);
      seatService.leave(host);
    }
    assertThat(seatService.placement.totals()).isEqualTo(new Totals(2, 2, 0, 0, 0));
  }

  @Test
  void heldSeatsInAllAreLimited() {
    TestPlacement seatService =
        TestPlacement.of(10, new SeatLimits(64, 256, 64, 64, 4, 1000, 1000, 20, 10));
    Member away = seatService.enter(JoinRequests.forPrivateRoom(), somebody(1));
    seatService.lost(away);
    for (int i = 0; i < 500; i++) {
      seatService.lost(seatService.enter(JoinRequests.forPrivateRoom(), PROXY));
    }
    assertThat(seatService.placement.totals().held()).isEqualTo(20);
    assertThat(seatService.state(away.room(), 1))
        .as("who has few is let be")
        .contains(SeatState.HELD);
  }

  @Test
  void privateRoomsInAllAreLimitedAndIdleOnesMakeRoom() {
    TestPlacement seatService =
        TestPlacement.of(10, new SeatLimits(64, 256, 64, 64, 4, 1000, 5, 1000, 10));
    for (int i = 0; i < 100; i++) {
      Member host = seatService.enter(JoinRequests.forPrivateRoom(), PROXY);
      seatService.code(host);
      seatService.lost(host);
    }
    assertThat(seatService.placement.totals()).isEqualTo(new Totals(5, 5, 0, 0, 5));
    for (int i = 1; i <= 5; i++) {
      seatService.enter(JoinRequests.forPrivateRoom(), somebody(i));
    }
    assertThat(seatService.refused(JoinRequests.forPrivateRoom(), somebody(6)))
        .isEqualTo(Refusal.NO_SEAT);
    seatService.enter(JoinRequest.anywhere(), somebody(6));
  }

  @Test
  void roomsInAllAreLimitedAndNewcomersAreSeatedAllTheSame() {
    TestPlacement seatService =
        TestPlacement.of(2, new SeatLimits(64, 256, 64, 64, 4, 5, 5, 1000, 10));
    for (int i = 0; i < 100; i++) {
      seatService.lost(
          seatService.enter(
              i % 2 == 0 ? JoinRequests.forPrivateRoom() : JoinRequest.anywhere(), PROXY));
    }
    assertThat(seatService.placement.totals().rooms()).isEqualTo(5);
    for (int i = 1; i <= 10; i++) {
      seatService.enter(JoinRequest.anywhere(), somebody(i));
    }
    assertThat(seatService.placement.totals()).isEqualTo(new Totals(5, 0, 0, 10, 0));
    assertThat(seatService.refused(JoinRequest.anywhere(), somebody(11)))
        .isEqualTo(Refusal.NO_SEAT);
  }

  /** Its node counts it; here only the places are known that it lends. */
  @Test
  void aRoomThatAnotherNodeHasByNowIsNoneOfThoseThatMayBeOpen() {
    TestPlacement seatService =
        TestPlacement.of(3, new SeatLimits(64, 256, 64, 64, 4, 1, 1, 1000, 10));
    Member ana = seatService.enter(JoinRequest.anywhere(), somebody(1));
    seatService.publisher(ana.room(), somebody(2));
    seatService.subscriber(ana.room(), somebody(2));
    assertThat(seatService.refused(JoinRequests.forPrivateRoom(), somebody(3)))
        .isEqualTo(Refusal.NO_SEAT);
    seatService.placement.becomeLent(ana.room(), seatService.now);
    Member eva = seatService.enter(JoinRequests.forPrivateRoom(), somebody(3));
    assertThat(eva.room()).isNotEqualTo(ana.room());
  }

  // ---- classic ports

  @Test
  void whoMayOpenNoMorePortsIsSeatedWhereTheyAreOpen() {
    TestPlacement seatService = TestPlacement.of(3);
    Member alone = seatService.enter(JoinRequest.anywhere(), somebody(1));
    assertThat(seatService.placement.reserveClassicAtOpenPorts(HERE, seatService.now))
        .isEqualTo(new Reservation.Refused(Refusal.NO_SEAT));
    Member other = seatService.enter(JoinRequests.notAt(alone.room()), somebody(2));
    seatService.enter(JoinRequest.withInvite(seatService.code(other)), somebody(3));
    seatService.placement.portsOpened(other.room(), seatService.now);
    Reservation.Reserved reserved =
        (Reservation.Reserved)
            seatService.placement.reserveClassicAtOpenPorts(HERE, seatService.now);
    assertThat(reserved.room()).as("not beside who is alone").isEqualTo(other.room());
    assertThat(seatService.findChat(HERE).room()).isEqualTo(alone.room());
  }

  private static Member enter(
      TestPlacement seatService, JoinRequest request, long connection, ClientAddress client) {
    JoinResult.Taken taken =
        (JoinResult.Taken)
            seatService.placement.enter(request, connection, client, seatService.now);
    return new Member(taken.room(), taken.place(), connection, taken.seat());
  }
}
