package prosa.server.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static prosa.server.placement.House.HERE;
import static prosa.server.placement.House.chat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import prosa.server.placement.House.Member;

/** Company for those who sit alone, and elsewhere for those who want it. */
class NextAndOffersTest {

  private final House house = House.of(3);

  @Test
  void twoWhoSitAloneHearOfEachOther() {
    alone();
    alone();
    assertThat(house.heard.offers)
        .containsExactlyInAnyOrder(
            new Recorder.Offer(chat(0), 1, chat(1)), new Recorder.Offer(chat(1), 1, chat(0)));
  }

  @Test
  void secretOfTheSeatThatWasLeftLeadsToTheNewOneUntilTheMemberIsHeardThere() {
    Member one = alone();
    alone();
    Member moved = house.next(one);
    house.lost(moved);
    Member back = house.enter(Wish.forSeat(one.seat()));
    assertThat(back.room()).isEqualTo(moved.room());
    assertThat(back.place()).isEqualTo(moved.place());
    house.heardFrom(back);
    assertThat(house.refused(Wish.forSeat(one.seat()))).isEqualTo(Refusal.STALE_SEAT);
    assertThat(house.refused(Wish.forSeat(moved.seat()))).isEqualTo(Refusal.STALE_SEAT);
  }

  @Test
  void offerIsMadeOnce() {
    Member one = alone();
    alone();
    house.heard.forget();
    house.lost(house.enter(Wish.withInvite(house.code(one))));
    house.pass(house.rules.hold());
    assertThat(house.heard.offers).as("alone anew: one each").hasSize(2);
    house.heard.forget();
    house.heardFrom(one);
    house.placement.expire(house.now);
    assertThat(house.heard.offers).isEmpty();
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
    Member moved = house.next(one);
    boolean toOther = moved.room().equals(other.room());
    house.heard.forget();
    house.leave(toOther ? other : third);
    RoomId left = toOther ? third.room() : other.room();
    assertThat(house.heard.offers)
        .containsExactlyInAnyOrder(
            new Recorder.Offer(moved.room(), moved.place(), left),
            new Recorder.Offer(left, 1, moved.room()));
  }

  @Test
  void whoseOfferFellIsOfferedSomebodyElse() {
    Member one = alone();
    Member other = alone();
    alone();
    house.heard.forget();
    house.leave(one);
    assertThat(offeredTo(other)).isEqualTo(chat(2));
  }

  @Test
  void classicMembersAreOfferedToOthersButNothingToThem() {
    House.Member member = alone();
    house.leave(house.enter(Wish.notAt(member.room())));
    house.heard.forget();
    house.publisher(chat(1), HERE);
    house.subscriber(chat(1), HERE);
    assertThat(house.heard.offers).containsExactly(new Recorder.Offer(chat(0), 1, chat(1)));
  }

  @Test
  void privateTablesAreLeftOut() {
    alone();
    house.enter(Wish.forPrivateTable());
    assertThat(house.heard.offers).isEmpty();
  }

  @Test
  void somebodyOnTheWayIsCompany() {
    Member one = alone();
    house.placement.reserveDirect(
        Wish.withInvite(house.code(one)), house.newConnection(), HERE, house.now);
    alone();
    assertThat(house.heard.offers).isEmpty();
    house.pass(house.rules.reservation());
    assertThat(house.heard.offers).hasSize(2);
  }

  @Test
  void heldSeatIsNoCompany() {
    Member one = alone();
    Member friend = house.enter(Wish.withInvite(house.code(one)));
    alone();
    assertThat(house.heard.offers).isEmpty();
    house.lost(friend);
    assertThat(house.heard.offers).hasSize(2);
  }

  @Test
  void nextLeadsToTheRoomThatWasOffered() {
    alone();
    alone();
    Member third = alone();
    RoomId offered = offeredTo(third);
    assertThat(house.next(third).room()).isEqualTo(offered);
  }

  @Test
  void nextGivesTheOldSeatUp() {
    Member one = alone();
    Member other = alone();
    Member moved = house.next(one);
    assertThat(moved.room()).isEqualTo(other.room());
    assertThat(moved.seat()).isNotEqualTo(one.seat());
    assertThat(house.seated(one.room())).isZero();
    house.heardFrom(moved);
    assertThat(house.refused(Wish.forSeat(one.seat()))).isEqualTo(Refusal.STALE_SEAT);
    assertThat(house.nextRefused(one)).isEqualTo(Refusal.STALE_SEAT);
  }

  @Test
  void twoWhoSwapDoNotMissEachOther() {
    Member one = alone();
    Member other = alone();
    house.next(one);
    assertThat(house.nextRefused(other)).isEqualTo(Refusal.NOWHERE_ELSE);
    assertThat(house.seated(other.room())).isEqualTo(2);
  }

  @Test
  void nowhereElseKeepsTheSeat() {
    Member member = house.enter();
    house.leave(house.enter(Wish.notAt(member.room())));
    assertThat(house.nextRefused(member))
        .as("an empty room is nowhere")
        .isEqualTo(Refusal.NOWHERE_ELSE);
    assertThat(house.state(member.room(), member.place())).contains(SeatState.SEATED);
  }

  @Test
  void fullAndPrivateRoomsAreNowhere() {
    House small = House.of(1);
    Member member = small.enter();
    small.enter();
    small.enter(Wish.forPrivateTable());
    assertThat(small.nextRefused(member)).isEqualTo(Refusal.NOWHERE_ELSE);
  }

  @Test
  void nextDoesNotLeadBackIfThereIsAChoice() {
    House large = House.of(5);
    List<Member> hosts = List.of(alone(large), alone(large), alone(large));
    for (int room = 0; room < 3; room++) {
      for (int i = 0; i <= room; i++) {
        large.enter(Wish.withInvite(large.code(hosts.get(room))));
      }
    }
    Member first = large.enter(Wish.withInvite(large.code(hosts.getFirst())));
    Member second = large.next(first);
    assertThat(second.room()).isEqualTo(chat(1));
    Member third = large.next(second);
    assertThat(third.room()).as("Chat0 has fewer, but it came from there").isEqualTo(chat(2));
    assertThat(large.next(third).room()).isEqualTo(chat(0));
  }

  @Test
  void nextLeadsBackIfThereIsNoChoice() {
    Member host = alone();
    Member other = house.enter(Wish.withInvite(house.code(host)));
    Member far = alone();
    house.enter(Wish.withInvite(house.code(far)));
    Member moved = house.next(other);
    assertThat(moved.room()).isEqualTo(far.room());
    assertThat(house.next(moved).room()).isEqualTo(host.room());
  }

  private Member alone() {
    return alone(house);
  }

  /** Somebody in a public room of their own; who had to fill the others for it has left again. */
  private static Member alone(House house) {
    List<Member> others = new ArrayList<>();
    Member member = house.enter();
    while (house.seated(member.room()) > 1) {
      others.add(member);
      member = house.enter();
    }
    others.forEach(house::leave);
    return member;
  }

  private RoomId offeredTo(Member member) {
    return house.heard.offers.stream()
        .filter(offer -> offer.room().equals(member.room()))
        .map(Recorder.Offer::other)
        .reduce((earlier, later) -> later)
        .orElseThrow();
  }
}
