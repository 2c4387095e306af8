package prosa.server.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static prosa.server.placement.TestPlacement.HERE;
import static prosa.server.placement.TestPlacement.chat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import prosa.server.placement.TestPlacement.Member;

/** Offers to members who are alone, and moves to another room. */
class NextAndOffersTest {

  private final TestPlacement seatService = TestPlacement.of(3);

  @Test
  void twoWhoSitAloneHearOfEachOther() {
    alone();
    alone();
    assertThat(seatService.heard.offers)
        .containsExactlyInAnyOrder(
            new PlacementRecorder.Offer(chat(0), 1, chat(1)),
            new PlacementRecorder.Offer(chat(1), 1, chat(0)));
  }

  @Test
  void secretOfTheSeatThatWasLeftLeadsToTheNewOneUntilTheMemberIsHeardThere() {
    Member one = alone();
    alone();
    Member moved = seatService.next(one);
    seatService.lost(moved);
    Member back = seatService.enter(JoinRequest.forSeat(one.seat()));
    assertThat(back.room()).isEqualTo(moved.room());
    assertThat(back.place()).isEqualTo(moved.place());
    seatService.heardFrom(back);
    assertThat(seatService.refused(JoinRequest.forSeat(one.seat()))).isEqualTo(Refusal.STALE_SEAT);
    assertThat(seatService.refused(JoinRequest.forSeat(moved.seat())))
        .isEqualTo(Refusal.STALE_SEAT);
  }

  @Test
  void seatThatWasLeftIsHeldForTenSecondsIfThatWasAskedFor() {
    Member one = alone();
    alone();
    Member moved = seatService.nextKeeping(one);
    assertThat(seatService.placement.totals().held()).isOne();
    assertThat(seatService.goBack(moved))
        .isInstanceOfSatisfying(
            JoinResult.Taken.class,
            taken -> {
              assertThat(taken.room()).isEqualTo(one.room());
              assertThat(taken.place()).isEqualTo(one.place());
              assertThat(taken.resumed()).isTrue();
              assertThat(taken.seat()).isNotEqualTo(one.seat());
            });
    assertThat(seatService.placement.totals().held()).isZero();
  }

  @Test
  void wayBackEndsAfterTenSeconds() {
    Member one = alone();
    alone();
    Member moved = seatService.nextKeeping(one);
    seatService.pass(Duration.ofSeconds(Placement.WAY_BACK_SECONDS));
    assertThat(seatService.placement.totals().held()).isZero();
    assertThat(seatService.goBack(moved)).isEqualTo(new JoinResult.Refused(Refusal.NOWHERE_ELSE));
    assertThat(RoomView.of(seatService.placement, moved.room()).orElseThrow().seats()).hasSize(2);
  }

  @Test
  void seatThatWasLeftMakesRoomForWhoComes() {
    TestPlacement small = TestPlacement.of(2);
    Member one = small.enter(JoinRequest.anywhere());
    Member two = small.enter(JoinRequest.anywhere());
    Member other = small.enter(JoinRequest.anywhere());
    Member moved = small.nextKeeping(one);
    assertThat(moved.room()).isEqualTo(other.room());
    Member third = small.enter(JoinRequest.withInvite(small.code(two)));
    assertThat(third.place()).isEqualTo(one.place());
    assertThat(small.goBack(moved)).isEqualTo(new JoinResult.Refused(Refusal.NOWHERE_ELSE));
  }

  @Test
  void seatIsHeldForAsLongAsItsMemberAskedForWithinTheLimit() {
    Member one = alone();
    Duration longest = seatService.rules.longestHold();
    seatService.placement.hold(
        one.room(), one.place(), one.connection(), longest.multipliedBy(9), seatService.now);
    seatService.lost(one);
    seatService.pass(longest.minusSeconds(1));
    assertThat(seatService.placement.totals().held()).isOne();
    seatService.pass(Duration.ofSeconds(1));
    assertThat(seatService.placement.totals().held()).isZero();
  }

  @Test
  void offerIsMadeOnce() {
    Member one = alone();
    alone();
    seatService.heard.forget();
    seatService.lost(seatService.enter(JoinRequest.withInvite(seatService.code(one))));
    seatService.pass(seatService.rules.hold());
    assertThat(seatService.heard.offers).as("alone anew: one each").hasSize(2);
    seatService.heard.forget();
    seatService.heardFrom(one);
    seatService.placement.expire(seatService.now);
    assertThat(seatService.heard.offers).isEmpty();
  }

  @Test
  void thirdIsOfferedCompanyToo() {
    alone();
    alone();
    assertThat(offeredTo(alone())).isIn(chat(0), chat(1));
  }

  @Test
  void whoIsLeftAloneAgainGetsAnotherOffer() {
    Member one = alone();
    Member other = alone();
    Member third = alone();
    Member moved = seatService.next(one);
    boolean toOther = moved.room().equals(other.room());
    seatService.heard.forget();
    seatService.leave(toOther ? other : third);
    RoomId left = toOther ? third.room() : other.room();
    assertThat(seatService.heard.offers)
        .containsExactlyInAnyOrder(
            new PlacementRecorder.Offer(moved.room(), moved.place(), left),
            new PlacementRecorder.Offer(left, 1, moved.room()));
  }

  @Test
  void whoseOfferFellIsOfferedSomebodyElse() {
    Member one = alone();
    Member other = alone();
    alone();
    seatService.heard.forget();
    seatService.leave(one);
    assertThat(offeredTo(other)).isEqualTo(chat(2));
  }

  @Test
  void classicMembersAreOfferedToOthersButNothingToThem() {
    TestPlacement.Member member = alone();
    seatService.leave(seatService.enter(JoinRequests.notAt(member.room())));
    seatService.heard.forget();
    seatService.publisher(chat(1), HERE);
    seatService.subscriber(chat(1), HERE);
    assertThat(seatService.heard.offers)
        .containsExactly(new PlacementRecorder.Offer(chat(0), 1, chat(1)));
  }

  @Test
  void privateTablesAreLeftOut() {
    alone();
    seatService.enter(JoinRequests.forPrivateRoom());
    assertThat(seatService.heard.offers).isEmpty();
  }

  @Test
  void somebodyOnTheWayIsCompany() {
    Member one = alone();
    seatService.placement.reserveDirect(
        JoinRequest.withInvite(seatService.code(one)),
        seatService.newConnection(),
        HERE,
        seatService.now);
    alone();
    assertThat(seatService.heard.offers).isEmpty();
    seatService.pass(seatService.rules.reservation());
    assertThat(seatService.heard.offers).hasSize(2);
  }

  @Test
  void heldSeatIsNoCompany() {
    Member one = alone();
    Member friend = seatService.enter(JoinRequest.withInvite(seatService.code(one)));
    alone();
    assertThat(seatService.heard.offers).isEmpty();
    seatService.lost(friend);
    assertThat(seatService.heard.offers).hasSize(2);
  }

  @Test
  void nextLeadsToTheRoomThatWasOffered() {
    alone();
    alone();
    Member third = alone();
    RoomId offered = offeredTo(third);
    assertThat(seatService.next(third).room()).isEqualTo(offered);
  }

  @Test
  void nextGivesTheOldSeatUp() {
    Member one = alone();
    Member other = alone();
    Member moved = seatService.next(one);
    assertThat(moved.room()).isEqualTo(other.room());
    assertThat(moved.seat()).isNotEqualTo(one.seat());
    assertThat(seatService.seated(one.room())).isZero();
    seatService.heardFrom(moved);
    assertThat(seatService.refused(JoinRequest.forSeat(one.seat()))).isEqualTo(Refusal.STALE_SEAT);
    assertThat(seatService.nextRefused(one)).isEqualTo(Refusal.STALE_SEAT);
  }

  @Test
  void twoWhoSwapDoNotMissEachOther() {
    Member one = alone();
    Member other = alone();
    seatService.next(one);
    assertThat(seatService.nextRefused(other)).isEqualTo(Refusal.NOWHERE_ELSE);
    assertThat(seatService.seated(other.room())).isEqualTo(2);
  }

  @Test
  void nowhereElseKeepsTheSeat() {
    Member member = seatService.enter();
    seatService.leave(seatService.enter(JoinRequests.notAt(member.room())));
    assertThat(seatService.nextRefused(member))
        .as("an empty room is nowhere")
        .isEqualTo(Refusal.NOWHERE_ELSE);
    assertThat(seatService.state(member.room(), member.place())).contains(SeatState.SEATED);
  }

  @Test
  void fullAndPrivateRoomsAreNowhere() {
    TestPlacement small = TestPlacement.of(1);
    Member member = small.enter();
    small.enter();
    small.enter(JoinRequests.forPrivateRoom());
    assertThat(small.nextRefused(member)).isEqualTo(Refusal.NOWHERE_ELSE);
  }

  @Test
  void nextDoesNotLeadBackIfThereIsAChoice() {
    TestPlacement large = TestPlacement.of(5);
    List<Member> hosts = List.of(alone(large), alone(large), alone(large));
    for (int room = 0; room < 3; room++) {
      for (int i = 0; i <= room; i++) {
        large.enter(JoinRequest.withInvite(large.code(hosts.get(room))));
      }
    }
    Member first = large.enter(JoinRequest.withInvite(large.code(hosts.getFirst())));
    Member second = large.next(first);
    assertThat(second.room()).isEqualTo(chat(1));
    Member third = large.next(second);
    assertThat(third.room()).as("Chat0 has fewer, but it came from there").isEqualTo(chat(2));
    assertThat(large.next(third).room()).isEqualTo(chat(0));
  }

  @Test
  void nextLeadsBackIfThereIsNoChoice() {
    Member host = alone();
    Member other = seatService.enter(JoinRequest.withInvite(seatService.code(host)));
    Member far = alone();
    seatService.enter(JoinRequest.withInvite(seatService.code(far)));
    Member moved = seatService.next(other);
    assertThat(moved.room()).isEqualTo(far.room());
    assertThat(seatService.next(moved).room()).isEqualTo(host.room());
  }

  private Member alone() {
    return alone(seatService);
  }

  /** Somebody in a public room of their own; who had to fill the others for it has left again. */
  private static Member alone(TestPlacement seatService) {
    List<Member> others = new ArrayList<>();
    Member member = seatService.enter();
    while (seatService.seated(member.room()) > 1) {
      others.add(member);
      member = seatService.enter();
    }
    others.forEach(seatService::leave);
    return member;
  }

  private RoomId offeredTo(Member member) {
    return seatService.heard.offers.stream()
        .filter(offer -> offer.room().equals(member.room()))
        .map(PlacementRecorder.Offer::other)
        .reduce((earlier, later) -> later)
        .orElseThrow();
  }
}
