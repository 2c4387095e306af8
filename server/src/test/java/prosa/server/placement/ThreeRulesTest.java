package prosa.server.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static prosa.server.placement.TestPlacement.HERE;
import static prosa.server.placement.TestPlacement.chat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The choice of the room for a newcomer. */
class ThreeRulesTest {

  private final TestPlacement seatService = TestPlacement.of(10);

  @Test
  void firstRoomIsChat0() {
    assertThat(seatService.findChat(HERE).room()).isEqualTo(chat(0));
    assertThat(seatService.heard.events).containsExactly(Event.opened(chat(0), false));
  }

  @Test
  void aloneComesFirst() {
    List<TestPlacement.Member> members = enter(11);
    seatService.leave(members.get(9));
    assertThat(seatService.seated(chat(0))).isEqualTo(9);
    assertThat(seatService.enter().room())
        .as("not the lower number, not the fuller")
        .isEqualTo(chat(1));
  }

  @Test
  void reservedSeatIsCompanyOnItsWay() {
    seatService.findChat(HERE);
    assertThat(seatService.findChat(HERE).room()).isEqualTo(chat(0));
    assertThat(seatService.placement.totals().reserved()).isEqualTo(2);
  }

  @Test
  void emptyRoomComesBeforeFullerOnes() {
    List<TestPlacement.Member> members = enter(20);
    seatService.leave(members.getFirst());
    members.subList(10, 20).forEach(seatService::leave);
    assertThat(seatService.enter().room()).isEqualTo(chat(1));
  }

  @Test
  void fewestComeNextAndTheLowestNumberWinsATie() {
    List<TestPlacement.Member> members = enter(30);
    seatService.leave(members.get(10));
    seatService.leave(members.get(20));
    assertThat(seatService.enter().room()).isEqualTo(chat(1));
    assertThat(seatService.enter().room()).isEqualTo(chat(2));
  }

  @Test
  void eleventhUserIsNeverAdmitted() {
    for (int i = 0; i < 10; i++) {
      assertThat(seatService.findChat(HERE).room()).isEqualTo(chat(0));
    }
    assertThat(seatService.findChat(HERE).room()).isEqualTo(chat(1));
    assertThat(seatService.turnedAway(chat(0), ClassicSide.PUBLISHER, TestPlacement.THERE))
        .isEqualTo(Refusal.NO_SEAT);
  }

  @Test
  void twentyFiveSitTenTenFive() {
    enter(25);
    assertThat(
            List.of(
                seatService.seated(chat(0)),
                seatService.seated(chat(1)),
                seatService.seated(chat(2))))
        .containsExactly(10, 10, 5);
  }

  @Test
  void heldSeatMakesRoomForWhoWouldSitAloneElsewhere() {
    TestPlacement small = TestPlacement.of(2);
    TestPlacement.Member heldSeat = small.enter();
    small.enter();
    small.lost(heldSeat);
    assertThat(small.enter().room()).isEqualTo(chat(0));
    assertThat(small.heard.events).contains(Event.evicted(chat(0), 1));
    assertThat(small.refused(JoinRequest.forSeat(heldSeat.seat()))).isEqualTo(Refusal.STALE_SEAT);
  }

  @Test
  void heldSeatIsKeptWhileThereAreOthers() {
    List<TestPlacement.Member> members = enter(9);
    seatService.lost(members.getFirst());
    assertThat(seatService.enter().place()).isEqualTo(10);
    assertThat(seatService.state(chat(0), 1)).contains(SeatState.HELD);
  }

  @Test
  void nobodyIsSeatedBesideAHeldSeatOnly() {
    List<TestPlacement.Member> members = enter(11);
    seatService.leave(members.getFirst());
    seatService.lost(members.get(10));
    assertThat(seatService.enter().room()).as("not where only a held seat is").isEqualTo(chat(0));
    assertThat(seatService.enter().room()).isEqualTo(chat(2));
    assertThat(seatService.placement.totals()).isEqualTo(new Totals(3, 0, 0, 11, 1));
  }

  @Test
  void oneSeatMakesARoomToo() {
    TestPlacement single = TestPlacement.of(1);
    assertThat(single.enter().room()).isEqualTo(chat(0));
    assertThat(single.enter().room()).isEqualTo(chat(1));
    assertThat(single.findChat(HERE).room()).isEqualTo(chat(2));
  }

  @Test
  void lowestFreePlaceIsGiven() {
    List<TestPlacement.Member> members = enter(5);
    seatService.leave(members.get(3));
    seatService.leave(members.get(1));
    assertThat(seatService.enter().place()).isEqualTo(2);
    assertThat(seatService.enter().place()).isEqualTo(4);
    assertThat(seatService.enter().place()).isEqualTo(6);
  }

  @Test
  void avoidedRoomIsNotChosen() {
    seatService.enter();
    assertThat(seatService.enter(JoinRequests.notAt(chat(0))).room()).isEqualTo(chat(1));
  }

  @Test
  void numberIsNeverUsedAgain() {
    seatService.leave(seatService.enter());
    seatService.pass(seatService.rules.linger());
    assertThat(seatService.heard.events).contains(Event.closed(chat(0)));
    assertThat(seatService.enter().room()).isEqualTo(chat(1));
  }

  @Test
  void choiceLooksAtFewRoomsHoweverManyThereAre() {
    for (boolean heldSeats : new boolean[] {false, true}) {
      assertThat(comparisonsFor(20_000, heldSeats)).isLessThan(4 * comparisonsFor(100, heldSeats));
      assertThat(comparisonsFor(20_000, heldSeats)).isLessThan(200);
    }
  }

  /**
   * What one more member costs when so many rooms have a seat to give, in comparisons of rooms.
   *
   * @param heldSeats whether these seats are held ones
   */
  private static long comparisonsFor(int rooms, boolean heldSeats) {
    long[] comparisons = {0};
    Comparator<RoomSeats> counting =
        (a, b) -> {
          comparisons[0]++;
          return RoomSeats.BY_OCCUPANCY.compare(a, b);
        };
    int[] tokens = {0};
    SeatLimits wide = new SeatLimits(64, 256, 64, 64, 4, rooms, rooms, rooms, 10);
    Placement placement =
        new Placement(
            TestPlacement.of(3, wide).rules,
            () -> "secret" + tokens[0]++,
            new PlacementRecorder(),
            counting);
    ClientAddress trusted = new ClientAddress("127.0.0.1", true);
    long connection = 0;
    for (int i = 0; i < rooms * 3; i++) {
      placement.enter(JoinRequest.anywhere(), ++connection, trusted, 0);
    }
    for (int room = 0; room < rooms; room++) {
      if (heldSeats) {
        placement.lost(chat(room), 1, room * 3L + 1, 0);
      } else {
        placement.leave(chat(room), 1, room * 3L + 1, 0);
      }
    }
    assertThat(placement.totals())
        .isEqualTo(new Totals(rooms, 0, 0, rooms * 2, heldSeats ? rooms : 0));
    comparisons[0] = 0;
    placement.enter(JoinRequest.anywhere(), ++connection, trusted, 0);
    assertThat(placement.totals().rooms()).isEqualTo(rooms);
    return comparisons[0];
  }

  private List<TestPlacement.Member> enter(int members) {
    List<TestPlacement.Member> all = new ArrayList<>();
    for (int i = 0; i < members; i++) {
      all.add(seatService.enter());
    }
    return all;
  }
}
