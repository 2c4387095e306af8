package prosa.server.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static prosa.server.placement.House.HERE;
import static prosa.server.placement.House.THERE;
import static prosa.server.placement.House.chat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the secret of a seat is good for. */
class DirectSeatsTest {

  private final House house = House.of(3);

  @Test
  void reservedSeatIsTakenWithItsSecret() {
    Reservation.Reserved reserved = reserve(Wish.anywhere());
    House.Member other = house.enter();
    House.Member member = house.enter(Wish.forSeat(reserved.seat()));
    assertThat(member.place()).isEqualTo(reserved.place());
    assertThat(other.place()).isNotEqualTo(reserved.place());
    assertThat(house.placement.tally()).isEqualTo(new Tally(1, 0, 0, 2, 0));
  }

  @Test
  void reservedSeatLapsesSilently() {
    Reservation.Reserved reserved = reserve(Wish.anywhere());
    house.pass(house.rules.reservation());
    assertThat(house.refused(Wish.forSeat(reserved.seat()))).isEqualTo(Refusal.STALE_SEAT);
    assertThat(house.heard.events).containsExactly(Event.opened(chat(0), false));
  }

  @Test
  void lostSeatIsHeldAndThenGivenUp() {
    House.Member member = house.enter();
    house.lost(member);
    assertThat(house.state(chat(0), 1)).contains(SeatState.HELD);
    house.pass(house.rules.hold().minusNanos(1));
    assertThat(house.state(chat(0), 1)).contains(SeatState.HELD);
    house.pass(Duration.ofNanos(1));
    assertThat(house.heard.events).endsWith(Event.expired(chat(0), 1));
    assertThat(house.refused(Wish.forSeat(member.seat()))).isEqualTo(Refusal.STALE_SEAT);
  }

  @Test
  void seatThatIsOverdueCannotBeResumedHoweverLateTheTimerIs() {
    House.Member member = house.enter();
    house.lost(member);
    house.now += house.rules.hold().toNanos();
    assertThat(house.refused(Wish.forSeat(member.seat()))).isEqualTo(Refusal.STALE_SEAT);
    assertThat(house.heard.events).contains(Event.expired(chat(0), 1));
  }

  @Test
  void whoComesBackGetsTheSameSeatAndANewSecret() {
    house.enter();
    House.Member member = house.enter();
    house.lost(member);
    House.Member back = house.enter(Wish.forSeat(member.seat()));
    assertThat(back.place()).isEqualTo(member.place());
    assertThat(back.seat()).isNotEqualTo(member.seat());
    assertThat(back.evicted()).isEmpty();
    assertThat(house.placement.tally()).isEqualTo(new Tally(1, 0, 0, 2, 0));
  }

  @Test
  void whoComesBackEvictsItsOwnGhost() {
    House.Member ghost = house.enter();
    House.Member back = house.enter(Wish.forSeat(ghost.seat()));
    assertThat(back.evicted()).hasValue(ghost.connection());
    house.lost(ghost);
    house.leave(ghost);
    assertThat(house.state(chat(0), 1)).as("a ghost has no say").contains(SeatState.SEATED);
  }

  @Test
  void previousSecretIsGoodUntilTheMemberIsHeard() {
    House.Member first = house.enter();
    House.Member second = house.enter(Wish.forSeat(first.seat()));
    house.lost(second);
    House.Member third = house.enter(Wish.forSeat(first.seat()));
    assertThat(house.refused(Wish.forSeat(second.seat())))
        .as("who comes with the old one never heard of it")
        .isEqualTo(Refusal.STALE_SEAT);
    house.heardFrom(second);
    house.heardFrom(third);
    assertThat(house.refused(Wish.forSeat(first.seat()))).isEqualTo(Refusal.STALE_SEAT);
    assertThat(house.enter(Wish.forSeat(third.seat())).evicted()).hasValue(third.connection());
  }

  @Test
  void whoLeavesFreesItsSeatAtOnce() {
    House.Member member = house.enter();
    house.leave(member);
    house.leave(member);
    house.lost(member);
    assertThat(house.placement.tally()).isEqualTo(new Tally(1, 0, 0, 0, 0));
    assertThat(house.refused(Wish.forSeat(member.seat()))).isEqualTo(Refusal.STALE_SEAT);
  }

  @Test
  void seatedConnectionCannotEnterAgain() {
    House.Member member = house.enter();
    assertThat(house.placement.enter(Wish.anywhere(), member.connection(), HERE, house.now))
        .isEqualTo(new Seating.Refused(Refusal.ALREADY_SEATED));
  }

  @Test
  void friendsSitWhereTheCodeLeads() {
    House.Member host = house.enter();
    String code = house.code(host);
    assertThat(house.code(host)).isEqualTo(code);
    house.enter();
    House.Member friend = house.enter(Wish.withInvite(code));
    assertThat(friend.room()).isEqualTo(host.room());
    assertThat(house.refused(Wish.withInvite(code))).isEqualTo(Refusal.TABLE_FULL);
    assertThat(house.refused(Wish.withInvite("guess"))).isEqualTo(Refusal.UNKNOWN_INVITE);
  }

  @Test
  void onlyWhoSitsThereMayInvite() {
    House.Member member = house.enter();
    assertThat(house.placement.invite(chat(0), 1, 99, house.now))
        .isEqualTo(new Invitation.Refused(Refusal.STALE_SEAT));
    assertThat(house.placement.invite(chat(0), 2, member.connection(), house.now))
        .isEqualTo(new Invitation.Refused(Refusal.STALE_SEAT));
  }

  @Test
  void strangersAreNeverSeatedAtAPrivateTable() {
    House.Member host = house.enter(Wish.forPrivateTable());
    assertThat(house.enter().room()).isNotEqualTo(host.room());
    assertThat(house.findChat(THERE).room()).isNotEqualTo(host.room());
    assertThat(house.enter(Wish.withInvite(house.code(host))).room()).isEqualTo(host.room());
    assertThat(house.placement.tally()).isEqualTo(new Tally(2, 1, 1, 3, 0));
  }

  @Test
  void seatAtATableIsReservedByCode() {
    House.Member host = house.enter(Wish.forPrivateTable());
    Reservation.Reserved seat = reserve(Wish.withInvite(house.code(host)));
    assertThat(seat.room()).isEqualTo(host.room());
    assertThat(house.enter(Wish.forSeat(seat.seat())).room()).isEqualTo(host.room());
  }

  @Test
  void privateTableWaitsForThoseWithItsCode() {
    House.Member host = house.enter(Wish.forPrivateTable());
    String code = house.code(host);
    house.leave(host);
    house.pass(house.rules.privateLinger().minusNanos(1));
    House.Member friend = house.enter(Wish.withInvite(code));
    house.leave(friend);
    house.pass(house.rules.privateLinger());
    assertThat(house.refused(Wish.withInvite(code))).isEqualTo(Refusal.UNKNOWN_INVITE);
    assertThat(house.placement.leftovers()).isZero();
  }

  @Test
  void privateTableWithoutACodeDoesNotWait() {
    house.leave(house.enter(Wish.forPrivateTable()));
    house.pass(house.rules.linger());
    assertThat(house.heard.events)
        .containsExactly(Event.opened(chat(0), true), Event.closed(chat(0)));
  }

  @Test
  void drainingSeatsNobody() {
    House.Member member = house.enter();
    house.enter();
    house.lost(member);
    house.placement.drain();
    assertThat(house.refused(Wish.anywhere())).isEqualTo(Refusal.DRAINING);
    assertThat(house.refused(Wish.forSeat(member.seat()))).isEqualTo(Refusal.DRAINING);
    assertThat(house.turnedAway(chat(0), Half.PUBLISHER, HERE)).isEqualTo(Refusal.DRAINING);
    assertThat(house.placement.reserveClassic(HERE, house.now))
        .isEqualTo(new Reservation.Refused(Refusal.DRAINING));
    assertThat(house.placement.tally()).isEqualTo(new Tally(1, 0, 0, 1, 1));
  }

  private Reservation.Reserved reserve(Wish wish) {
    return (Reservation.Reserved)
        house.placement.reserveDirect(wish, house.newConnection(), HERE, house.now);
  }
}
