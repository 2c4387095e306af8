package prosa.server.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import prosa.protocol.Rate;
import prosa.server.operations.Counters;
import prosa.server.operations.Counters.Count;
import prosa.server.operations.RefusalCounts.RefusalForm;

class AddressBudgetsTest {
  private static final Rate MESSAGES = new Rate(10, 4);
  private static final int FRAME = 16 * 1024;

  private final Counters counters = new Counters();
  private long now;

  private AddressBudgets budgets(Rate messages, int most) {
    return new AddressBudgets(BudgetConfig.defaults(), messages, FRAME, counters, () -> now, most);
  }

  private void pass(long millis) {
    now += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private static int takes(ConnectionBudgets budgets, Resource what, int tries) {
    int taken = 0;
    for (int i = 0; i < tries; i++) {
      taken += budgets.take(what) == 0 ? 1 : 0;
    }
    return taken;
  }

  @Test
  void aConnectionHasItsBurstAndThenItsRate() {
    ConnectionBudgets one = budgets(MESSAGES, 10).open(Optional.empty());
    assertThat(takes(one, Resource.MESSAGES, 100)).isEqualTo(10);
    pass(1_000);
    assertThat(takes(one, Resource.MESSAGES, 100)).isEqualTo(4);
  }

  /** A seat that is held keeps the budgets, but not the closed connection that they are told of. */
  @Test
  void whatIsDoneAtAnExcessIsForgottenWithTheConnection() {
    AddressBudgets budgets = budgets(MESSAGES, 10);
    ConnectionBudgets one = budgets.open(Optional.of("192.0.2.1"));
    List<String> excesses = new ArrayList<>();
    one.onExcess(() -> excesses.add("again"));
    takes(one, Resource.MESSAGES, 11);
    assertThat(excesses).hasSize(1);
    budgets.closed("192.0.2.1", one);
    takes(one, Resource.MESSAGES, 1);
    assertThat(excesses).hasSize(1);
  }

  @Test
  void aTurnIsOverAfterSoManyAnswersOfAnyKind() {
    ConnectionBudgets one = budgets(MESSAGES, 10).open(Optional.of("192.0.2.1"));
    List<Runnable> answers =
        List.of(() -> takes(one, Resource.REQUESTS, 1), () -> one.charge(Resource.REFUSALS));
    for (Runnable answer : answers) {
      for (int i = 0; i < ConnectionBudgets.MOST_ANSWERS; i++) {
        assertThat(one.isTurnOver()).isFalse();
        answer.run();
      }
      assertThat(one.isTurnOver()).isTrue();
      assertThat(one.pay(ConnectionBudgets.MOST_ANSWERS, 100)).isZero();
    }
    takes(one, Resource.MESSAGES, 10);
    assertThat(one.isTurnOver()).isFalse();
  }

  @Test
  void privateTablesOfOneConnection() {
    ConnectionBudgets one = budgets(MESSAGES, 10).open(Optional.empty());
    assertThat(takes(one, Resource.PRIVATE_ROOMS, 100)).isEqualTo(3);
    pass(1_000);
    assertThat(takes(one, Resource.PRIVATE_ROOMS, 100)).isEqualTo(1);
  }

  @Test
  void allConnectionsOfAnAddressHaveTwentyTimesAsMuchTogether() {
    AddressBudgets budgets = budgets(MESSAGES, 10);
    int taken = 0;
    for (int i = 0; i < 100; i++) {
      taken += takes(budgets.open(Optional.of("192.0.2.1")), Resource.MESSAGES, 10);
    }
    assertThat(taken).isEqualTo(200);
    assertThat(takes(budgets.open(Optional.of("192.0.2.2")), Resource.MESSAGES, 10))
        .as("another address pays for itself")
        .isEqualTo(10);
  }

  @Test
  void anAddressOpensSoManyConnectionsAtOnceAndThenSoManyASecond() {
    AddressBudgets budgets = budgets(MESSAGES, 10);
    assertThat(opened(budgets, Optional.of("192.0.2.1"), 1_000)).isEqualTo(512);
    pass(1_000);
    assertThat(opened(budgets, Optional.of("192.0.2.1"), 1_000)).isEqualTo(64);
    assertThat(opened(budgets, Optional.of("192.0.2.2"), 10)).isEqualTo(10);
    assertThat(opened(budgets, Optional.empty(), 1_000))
        .as("of a trusted address")
        .isEqualTo(1_000);
  }

  @Test
  void handshakesOfAnAddressAndOfAllTogether() {
    AddressBudgets budgets = budgets(MESSAGES, 100);
    assertThat(agreed(budgets, Optional.of("192.0.2.1"))).isEqualTo(64);
    assertThat(agreed(budgets, Optional.empty())).as("of a trusted address").isEqualTo(1_000);
    int others = 0;
    for (int i = 2; i <= 20; i++) {
      others += agreed(budgets, Optional.of("192.0.2." + i));
    }
    assertThat(64 + others).as("of all addresses, and a few of each").isEqualTo(256 + 64);
    pass(1_000);
    assertThat(agreed(budgets, Optional.of("192.0.2.1"))).isEqualTo(16);
    assertThat(counters.refusals().of(RefusalForm.ACCEPT, "handshakes"))
        .isEqualTo(20 * 1_000 - 256 - 64 + 1_000 - 16);
  }

  /** Each second, all addresses of the flood try before a newcomer, who tries again until then. */
  @ParameterizedTest
  @CsvSource({"12, 0", "100, 7"})
  void whoHadNoHandshakeLatelyHasSomeThoughManyAddressesFlood(int addresses, int longestWait) {
    AddressBudgets budgets = budgets(MESSAGES, 1_000);
    String newcomer = "192.0.2.0";
    int waited = 0;
    for (int second = 0; second < 60; second++) {
      int agreed = 0;
      for (int i = 0; i < addresses; i++) {
        agreed += agreed(budgets, Optional.of("198.51.100." + i));
      }
      if (agreed(budgets, Optional.of(newcomer), 3) == 3) {
        newcomer = "192.0.2." + (second + 1);
        agreed += 3;
        waited = 0;
      } else {
        assertThat(++waited).as(newcomer).isLessThanOrEqualTo(longestWait);
      }
      assertThat(agreed).as("second " + second).isLessThanOrEqualTo(second == 0 ? 320 : 192);
      pass(1_000);
      var _ = budgets.sweep();
    }
  }

  @Test
  void whoIsRefusedForTheFloodOfOthersKeepsItsOwnHandshakes() {
    AddressBudgets budgets = budgets(MESSAGES, 100);
    for (int i = 0; i < 20; i++) {
      assertThat(agreed(budgets, Optional.of("198.51.100." + i))).isPositive();
    }
    Optional<String> one = Optional.of("192.0.2.1");
    assertThat(agreed(budgets, one)).as("all of them are used up").isZero();
    pass(1_000);
    assertThat(agreed(budgets, one)).isEqualTo(64);
  }

  private static int agreed(AddressBudgets budgets, Optional<String> address) {
    return agreed(budgets, address, 1_000);
  }

  private static int agreed(AddressBudgets budgets, Optional<String> address, int tries) {
    int agreed = 0;
    for (int i = 0; i < tries; i++) {
      ConnectionBudgets one = budgets.open(address);
      agreed += one.mayAgreeOnKeys() ? 1 : 0;
      address.ifPresent(key -> budgets.closed(key, one));
    }
    return agreed;
  }

  private static int opened(AddressBudgets budgets, Optional<String> address, int tries) {
    int opened = 0;
    for (int i = 0; i < tries; i++) {
      ConnectionBudgets one = budgets.open(address);
      opened += one.take(Resource.CONNECTIONS) == 0 ? 1 : 0;
      address.ifPresent(key -> budgets.closed(key, one));
    }
    return opened;
  }

  @Test
  void whoSharesAnAddressIsNotShutOutForLongAfterItWasAbused() {
    AddressBudgets budgets = budgets(MESSAGES, 10);
    for (int i = 0; i < 1_000; i++) {
      var _ = budgets.open(Optional.of("192.0.2.1")).pay(1_000, 1 << 20);
    }
    pass(TimeUnit.SECONDS.toMillis(ResourceBuckets.MOST_DEBT_SECONDS) + 1_000);
    assertThat(budgets.open(Optional.of("192.0.2.1")).pay(1, 100)).isZero();
  }

  @Test
  void noDebtOfAConnectionTakesLongToPay() {
    ConnectionBudgets one = budgets(MESSAGES, 10).open(Optional.empty());
    long most = TimeUnit.SECONDS.toMillis(ResourceBuckets.MOST_DEBT_SECONDS);
    for (Resource what : List.of(Resource.REFUSALS, Resource.JOINS, Resource.MESSAGES)) {
      assertThat(one.charge(what, 1_000_000)).as("%s", what).isEqualTo(most);
    }
    assertThat(TimeUnit.NANOSECONDS.toMillis(one.pay(1_000_000, 1 << 30))).isEqualTo(most);
    pass(most);
    assertThat(one.charge(Resource.REFUSALS, 0)).isZero();
  }

  @Test
  void whatTheAddressRefusesIsNotTakenFromTheConnection() {
    AddressBudgets budgets = budgets(MESSAGES, 10);
    for (int i = 0; i < 20; i++) {
      takes(budgets.open(Optional.of("192.0.2.1")), Resource.MESSAGES, 10);
    }
    ConnectionBudgets late = budgets.open(Optional.of("192.0.2.1"));
    assertThat(late.take(Resource.MESSAGES)).isPositive();
    pass(1_000); // 80 come back to the address
    assertThat(takes(late, Resource.MESSAGES, 100)).isEqualTo(10);
  }

  @Test
  void comingBackOnANewConnectionRenewsNothing() {
    AddressBudgets budgets = budgets(MESSAGES, 10);
    int taken = 0;
    for (int i = 0; i < 1_000; i++) {
      ConnectionBudgets one = budgets.open(Optional.of("192.0.2.1"));
      taken += takes(one, Resource.JOINS, 20);
      budgets.closed("192.0.2.1", one);
      var _ = budgets.sweep();
    }
    assertThat(taken).isEqualTo(20);
    pass(2_000);
    ConnectionBudgets one = budgets.open(Optional.of("192.0.2.1"));
    assertThat(takes(one, Resource.JOINS, 20)).isEqualTo(2);
    assertThat(takes(one, Resource.MESSAGES, 20)).as("what was not used is there").isEqualTo(10);
  }

  @Test
  void anAddressHasAsManyBudgetsAsConnectionsAtATime() {
    AddressBudgets budgets = budgets(MESSAGES, 10);
    int taken = 0;
    for (int i = 0; i < 300; i++) {
      List<ConnectionBudgets> open = new ArrayList<>();
      for (int j = 0; j < 3; j++) {
        open.add(budgets.open(Optional.of("192.0.2.1")));
      }
      for (ConnectionBudgets one : open) {
        taken += takes(one, Resource.JOINS, 20);
        budgets.closed("192.0.2.1", one);
      }
    }
    assertThat(taken).isEqualTo(3 * 20);
  }

  @Test
  void whoseBudgetWasClosedLongestAgoIsTakenOverFirst() {
    AddressBudgets budgets = budgets(MESSAGES, 10);
    ConnectionBudgets first = budgets.open(Optional.of("192.0.2.1"));
    ConnectionBudgets second = budgets.open(Optional.of("192.0.2.1"));
    takes(first, Resource.JOINS, 20);
    budgets.closed("192.0.2.1", first);
    pass(3_000);
    takes(second, Resource.JOINS, 20);
    budgets.closed("192.0.2.1", second);
    assertThat(takes(budgets.open(Optional.of("192.0.2.1")), Resource.JOINS, 20)).isEqualTo(3);
    assertThat(takes(budgets.open(Optional.of("192.0.2.1")), Resource.JOINS, 20)).isZero();
    assertThat(takes(budgets.open(Optional.of("192.0.2.1")), Resource.JOINS, 20)).isEqualTo(20);
  }

  @Test
  void noMoreThanSoManyBudgetsOfClosedConnectionsAreKept() {
    AddressBudgets budgets = budgets(MESSAGES, AddressBudgets.MOST_ADDRESSES);
    for (int i = 0; i < AddressBudgets.MOST_PARKED + 100; i++) {
      ConnectionBudgets one = budgets.open(Optional.of("address " + i));
      takes(one, Resource.JOINS, 20);
      budgets.closed("address " + i, one);
    }
    assertThat(budgets.parked()).isEqualTo(AddressBudgets.MOST_PARKED);
    pass(60_000);
    sweepAll(budgets);
    assertThat(budgets.parked()).isZero();
    assertThat(budgets.size()).isZero();
  }

  private static void sweepAll(AddressBudgets budgets) {
    while (budgets.sweep()) {
      // until all had their turn
    }
  }

  @Test
  void noSweepLooksAtMoreThanASliceOfTheAddressesAndAllHaveTheirTurn() {
    AddressBudgets budgets = budgets(MESSAGES, AddressBudgets.MOST_ADDRESSES);
    List<ConnectionBudgets> stay = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      ConnectionBudgets one = budgets.open(Optional.of("address " + i));
      takes(one, Resource.JOINS, 20);
      if (i % 100 == 0) {
        stay.add(one);
      } else {
        budgets.closed("address " + i, one);
      }
    }
    pass(60_000);
    int before = budgets.size();
    var _ = budgets.sweep();
    assertThat(before - budgets.size()).isPositive().isLessThanOrEqualTo(AddressBudgets.SLICE);
    assertThat(budgets.open(Optional.of("one that comes meanwhile")).take(Resource.JOINS)).isZero();
    sweepAll(budgets);
    assertThat(budgets.size()).isEqualTo(stay.size() + 1);
    assertThat(budgets.parked()).isZero();
  }

  @Test
  void whoContinuesFromAnEarlierConnectionHasNoMoreThanThat() {
    AddressBudgets budgets = budgets(MESSAGES, 10);
    ConnectionBudgets earlier = budgets.open(Optional.empty());
    takes(earlier, Resource.REQUESTS, 10);
    ConnectionBudgets next = budgets.open(Optional.empty());
    takes(next, Resource.TYPING, 2);
    next.continueFrom(earlier);
    assertThat(takes(next, Resource.REQUESTS, 10)).isZero();
    assertThat(takes(next, Resource.TYPING, 10)).isEqualTo(1);
    pass(1_000);
    assertThat(takes(next, Resource.REQUESTS, 10)).isEqualTo(1);
  }

  @Test
  void aTrustedAddressHasNoBudgetButItsConnectionsDo() {
    AddressBudgets budgets = budgets(MESSAGES, 10);
    int taken = 0;
    for (int i = 0; i < 100; i++) {
      taken += takes(budgets.open(Optional.empty()), Resource.MESSAGES, 100);
    }
    assertThat(taken).isEqualTo(1_000);
    assertThat(budgets.size()).isZero();
  }

  @Test
  void anAddressIsForgottenWhenItIsGoneAndHasItsBudgetBack() {
    AddressBudgets budgets = budgets(MESSAGES, 10);
    ConnectionBudgets one = budgets.open(Optional.of("192.0.2.1"));
    takes(one, Resource.JOINS, 20);
    pass(60_000);
    var _ = budgets.sweep();
    assertThat(budgets.size()).as("connected").isOne();
    takes(one, Resource.JOINS, 20);
    budgets.closed("192.0.2.1", one);
    var _ = budgets.sweep();
    assertThat(budgets.size()).as("gone, but its budget is not back").isOne();
    pass(20_000);
    var _ = budgets.sweep();
    assertThat(budgets.size()).isZero();
  }

  @Test
  void addressesBeyondTheMostShareOneBudget() {
    AddressBudgets budgets = budgets(MESSAGES, 3);
    List<ConnectionBudgets> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      all.add(budgets.open(Optional.of("192.0.2." + i)));
    }
    assertThat(budgets.size()).isEqualTo(3);
    assertThat(counters.of(Count.ADDRESSES_SHARED)).isEqualTo(47);
    int taken = all.stream().mapToInt(one -> takes(one, Resource.MESSAGES, 10)).sum();
    assertThat(taken).isEqualTo(3 * 10 + 200);
    for (int i = 0; i < 50; i++) {
      budgets.closed("192.0.2." + i, all.get(i));
    }
    pass(60_000);
    var _ = budgets.sweep();
    assertThat(budgets.size()).isZero();
  }

  @Test
  void everyFrameIsPaidForAndTheDebtIsWaitedFor() {
    ConnectionBudgets one = budgets(MESSAGES, 10).open(Optional.empty());
    assertThat(one.pay(256, 10_000)).isZero();
    long pause = one.pay(64, 640);
    assertThat(TimeUnit.NANOSECONDS.toMillis(pause)).isEqualTo(1_000);
    assertThat(counters.of(Count.CONNECTION_PAUSED)).isOne();
    pass(1_000);
    assertThat(one.pay(0, 1)).as("a read that brings no frame costs one").isPositive();
  }

  @Test
  void everyByteIsPaidFor() {
    ConnectionBudgets one = budgets(MESSAGES, 10).open(Optional.empty());
    assertThat(one.pay(1, 4 << 20)).isZero();
    assertThat(TimeUnit.NANOSECONDS.toMillis(one.pay(1, 256 << 10))).isEqualTo(1_000);
  }

  @Test
  void framesOfOneConnectionAreHeldAgainstItsAddressToo() {
    AddressBudgets budgets = budgets(MESSAGES, 10);
    int paused = 0;
    for (int i = 0; i < 40; i++) {
      paused += budgets.open(Optional.of("192.0.2.1")).pay(256, 1_000) > 0 ? 1 : 0;
    }
    assertThat(paused).isEqualTo(20);
    assertThat(counters.of(Count.ADDRESS_PAUSED)).isEqualTo(20);
  }

  @Test
  void withoutAMessageRateMessagesAreFreeAndNothingElseIs() {
    ConnectionBudgets one = budgets(Rate.OFF, 10).open(Optional.empty());
    for (int round = 0; round < 1_000; round++) {
      for (int i = 0; i < 64; i++) {
        one.messageTaken();
      }
      assertThat(one.pay(64, 60_000)).isZero();
      assertThat(one.take(Resource.MESSAGES)).isZero();
    }
    int rounds = 0;
    while (one.pay(64, 640) == 0) {
      rounds++;
    }
    assertThat(rounds).isEqualTo(4);
  }

  @Test
  void aHighMessageRateRaisesWhatMayBeRead() {
    ConnectionBudgets one = budgets(new Rate(1_000, 500), 10).open(Optional.empty());
    assertThat(one.pay(4_000, 1_000)).isZero();
    assertThat(TimeUnit.NANOSECONDS.toMillis(one.pay(2_000, 1_000))).isEqualTo(1_000);
  }
}
