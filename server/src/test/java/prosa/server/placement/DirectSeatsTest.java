package prosa.server.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static prosa.server.placement.TestPlacement.HERE;
import static prosa.server.placement.TestPlacement.THERE;
import static prosa.server.placement.TestPlacement.chat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The uses of a seat's secret. */
class DirectSeatsTest {

  private final TestPlacement seatService = TestPlacement.of(3);

  @Test
  void reservedSeatIsTakenWithItsSecret() {
    Reservation.Reserved reserved = reserve(JoinRequest.anywhere());
    TestPlacement.Member other = seatService.enter();
    TestPlacement.Member member = seatService.enter(JoinRequest.forSeat(reserved.seat()));
    assertThat(member.place()).isEqualTo(reserved.place());
    assertThat(other.place()).isNotEqualTo(reserved.place());
    assertThat(seatService.placement.totals()).isEqualTo(new Totals(1, 0, 0, 2, 0));
  }

  @Test
  void operatorTakesOneSeatOrAllOfARoom() {
    TestPlacement.Member first = seatService.enter();
    TestPlacement.Member second = seatService.enter();
    assertThat(seatService.placement.removeSeat(first.room(), 9, seatService.now)).isFalse();
    assertThat(seatService.placement.removeSeat(first.room(), first.place(), seatService.now))
        .isTrue();
    assertThat(seatService.heard.events)
        .endsWith(Event.removed(first.room(), first.place(), Removal.SEAT));
    assertThat(seatService.placement.closeRoom(first.room(), seatService.now)).isTrue();
    assertThat(seatService.heard.events)
        .endsWith(
            Event.removed(second.room(), second.place(), Removal.ROOM), Event.closed(first.room()));
    assertThat(seatService.placement.closeRoom(first.room(), seatService.now)).isFalse();
  }

  @Test
  void reservedSeatTimesOutSilently() {
    Reservation.Reserved reserved = reserve(JoinRequest.anywhere());
    seatService.pass(seatService.rules.reservation());
    assertThat(seatService.refused(JoinRequest.forSeat(reserved.seat())))
        .isEqualTo(Refusal.STALE_SEAT);
    assertThat(seatService.heard.events).containsExactly(Event.opened(chat(0), false));
  }

  @Test
  void lostSeatIsHeldAndThenGivenUp() {
    TestPlacement.Member member = seatService.enter();
    seatService.lost(member);
    assertThat(seatService.state(chat(0), 1)).contains(SeatState.HELD);
    seatService.pass(seatService.rules.hold().minusNanos(1));
    assertThat(seatService.state(chat(0), 1)).contains(SeatState.HELD);
    seatService.pass(Duration.ofNanos(1));
    assertThat(seatService.heard.events).endsWith(Event.expired(chat(0), 1));
    assertThat(seatService.refused(JoinRequest.forSeat(member.seat())))
        .isEqualTo(Refusal.STALE_SEAT);
  }

  @Test
  void seatThatIsOverdueCannotBeResumedHoweverLateTheTimerIs() {
    TestPlacement.Member member = seatService.enter();
    seatService.lost(member);
    seatService.now += seatService.rules.hold().toNanos();
    assertThat(seatService.refused(JoinRequest.forSeat(member.seat())))
        .isEqualTo(Refusal.STALE_SEAT);
    assertThat(seatService.heard.events).contains(Event.expired(chat(0), 1));
  }

  @Test
  void whoComesBackGetsTheSameSeatAndANewSecret() {
    seatService.enter();
    TestPlacement.Member member = seatService.enter();
    seatService.lost(member);
    TestPlacement.Member back = seatService.enter(JoinRequest.forSeat(member.seat()));
    assertThat(back.place()).isEqualTo(member.place());
    assertThat(back.seat()).isNotEqualTo(member.seat());
    assertThat(seatService.placement.totals()).isEqualTo(new Totals(1, 0, 0, 2, 0));
  }

  @Test
  void whoComesBackTakesItsOwnHeldSeat() {
    TestPlacement.Member heldSeat = seatService.enter();
    TestPlacement.Member back = seatService.enter(JoinRequest.forSeat(heldSeat.seat()));
    assertThat(back.place()).isEqualTo(heldSeat.place());
    seatService.lost(heldSeat);
    seatService.leave(heldSeat);
    assertThat(seatService.state(chat(0), 1))
        .as("the old connection has no say")
        .contains(SeatState.SEATED);
  }

  @Test
  void previousSecretIsGoodUntilTheMemberIsHeard() {
    TestPlacement.Member first = seatService.enter();
    TestPlacement.Member second = seatService.enter(JoinRequest.forSeat(first.seat()));
    seatService.lost(second);
    TestPlacement.Member third = seatService.enter(JoinRequest.forSeat(first.seat()));
    assertThat(seatService.refused(JoinRequest.forSeat(second.seat())))
        .as("who comes with the old one never heard of it")
        .isEqualTo(Refusal.STALE_SEAT);
    seatService.heardFrom(second);
    seatService.heardFrom(third);
    assertThat(seatService.refused(JoinRequest.forSeat(first.seat())))
        .isEqualTo(Refusal.STALE_SEAT);
    assertThat(seatService.enter(JoinRequest.forSeat(third.seat())).place())
        .isEqualTo(third.place());
  }

  @Test
  void whoLeavesFreesItsSeatAtOnce() {
    TestPlacement.Member member = seatService.enter();
    seatService.leave(member);
    seatService.leave(member);
    seatService.lost(member);
    assertThat(seatService.placement.totals()).isEqualTo(new Totals(1, 0, 0, 0, 0));
    assertThat(seatService.refused(JoinRequest.forSeat(member.seat())))
        .isEqualTo(Refusal.STALE_SEAT);
  }

  @Test
  void seatedConnectionCannotEnterAgain() {
    TestPlacement.Member member = seatService.enter();
    assertThat(
            seatService.placement.enter(
                JoinRequest.anywhere(), member.connection(), HERE, seatService.now))
        .isEqualTo(new JoinResult.Refused(Refusal.ALREADY_SEATED));
  }

  @Test
  void friendsSitWhereTheCodeLeads() {
    TestPlacement.Member host = seatService.enter();
    String code = seatService.code(host);
    assertThat(seatService.code(host)).isEqualTo(code);
    seatService.enter();
    TestPlacement.Member friend = seatService.enter(JoinRequest.withInvite(code));
    assertThat(friend.room()).isEqualTo(host.room());
    assertThat(seatService.refused(JoinRequest.withInvite(code))).isEqualTo(Refusal.TABLE_FULL);
    assertThat(seatService.refused(JoinRequest.withInvite("guess")))
        .isEqualTo(Refusal.UNKNOWN_INVITE);
  }

  @Test
  void onlyWhoSitsThereMayInvite() {
    TestPlacement.Member member = seatService.enter();
    assertThat(seatService.placement.invite(chat(0), 1, 99, seatService.now))
        .isEqualTo(new InviteResult.Refused(Refusal.STALE_SEAT));
    assertThat(seatService.placement.invite(chat(0), 2, member.connection(), seatService.now))
        .isEqualTo(new InviteResult.Refused(Refusal.STALE_SEAT));
  }

  @Test
  void strangersAreNeverSeatedAtAPrivateTable() {
    TestPlacement.Member host = seatService.enter(JoinRequests.forPrivateRoom());
    assertThat(seatService.enter().room()).isNotEqualTo(host.room());
    assertThat(seatService.findChat(THERE).room()).isNotEqualTo(host.room());
    assertThat(seatService.enter(JoinRequest.withInvite(seatService.code(host))).room())
        .isEqualTo(host.room());
    assertThat(seatService.placement.totals()).isEqualTo(new Totals(2, 1, 1, 3, 0));
  }

  @Test
  void seatAtATableIsReservedByCode() {
    TestPlacement.Member host = seatService.enter(JoinRequests.forPrivateRoom());
    Reservation.Reserved seat = reserve(JoinRequest.withInvite(seatService.code(host)));
    assertThat(seat.room()).isEqualTo(host.room());
    assertThat(seatService.enter(JoinRequest.forSeat(seat.seat())).room()).isEqualTo(host.room());
  }

  @Test
  void privateTableWaitsForThoseWithItsCode() {
    TestPlacement.Member host = seatService.enter(JoinRequests.forPrivateRoom());
    String code = seatService.code(host);
    seatService.leave(host);
    seatService.pass(seatService.rules.privateLinger().minusNanos(1));
    TestPlacement.Member friend = seatService.enter(JoinRequest.withInvite(code));
    seatService.leave(friend);
    seatService.pass(seatService.rules.privateLinger());
    assertThat(seatService.refused(JoinRequest.withInvite(code))).isEqualTo(Refusal.UNKNOWN_INVITE);
    assertThat(PlacementInspector.retained(seatService.placement)).isEmpty();
  }

  @Test
  void privateTableWithoutACodeDoesNotWait() {
    seatService.leave(seatService.enter(JoinRequests.forPrivateRoom()));
    seatService.pass(seatService.rules.linger());
    assertThat(seatService.heard.events)
        .containsExactly(Event.opened(chat(0), true), Event.closed(chat(0)));
  }

  @Test
  void drainingSeatsNobody() {
    TestPlacement.Member member = seatService.enter();
    seatService.enter();
    seatService.lost(member);
    seatService.placement.drain();
    assertThat(seatService.refused(JoinRequest.anywhere())).isEqualTo(Refusal.DRAINING);
    assertThat(seatService.refused(JoinRequest.forSeat(member.seat()))).isEqualTo(Refusal.DRAINING);
    assertThat(seatService.turnedAway(chat(0), ClassicSide.PUBLISHER, HERE))
        .isEqualTo(Refusal.DRAINING);
    assertThat(seatService.placement.reserveClassic(HERE, seatService.now))
        .isEqualTo(new Reservation.Refused(Refusal.DRAINING));
    assertThat(seatService.placement.totals()).isEqualTo(new Totals(1, 0, 0, 1, 1));
  }

  private Reservation.Reserved reserve(JoinRequest request) {
    return (Reservation.Reserved)
        seatService.placement.reserveDirect(
            request, seatService.newConnection(), HERE, seatService.now);
  }
}
