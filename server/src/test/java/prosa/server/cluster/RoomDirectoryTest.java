package prosa.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import prosa.server.cluster.ClusterMessage.Adoption;
import prosa.server.placement.RoomId;
import prosa.server.placement.SeatLimits;

/** Where a room is that was adopted, went away, or did both at once. */
final class RoomDirectoryTest {
  private static final long START = 1L << 40;

  private int changes;
  private final Random random = new Random(1);
  private final ClusterTokens tokens =
      new ClusterTokens(() -> "0123456789012345678901", random::nextLong, 5 * START);
  private final NodeTable nodes = new NodeTable("b", tokens, new ClusterCounters(), 0, _ -> {});
  private final Set<RoomId> open = new HashSet<>();
  private final RoomDirectory directory =
      new RoomDirectory(nodes, tokens, open::contains, () -> changes++);
  private int announcements;

  private static RoomKey at(String node, long start, int number) {
    return new RoomKey(
        new RoomId(number, node), RoomKey.epoch(start * START, number * 1_000L, false));
  }

  private RoomId opened(int number) {
    RoomId room = new RoomId(number, "b");
    open.add(room);
    tokens.opened(room, false);
    return room;
  }

  private void announces(String node, long start, Adoption... adoptions) {
    nodes.announced(
        node,
        start * START,
        new ClusterMessage.Announce(
            ++announcements,
            false,
            false,
            0,
            0,
            0,
            List.of(),
            List.of(),
            0,
            Optional.empty(),
            List.of(adoptions),
            Optional.empty(),
            Optional.empty()),
        0);
  }

  @Test
  void roomIsAtItsNodeWhileThatIsThereAndWasNotStartedAnew() {
    RoomKey room = at("c", 1, 1);
    assertThat(directory.whereIs(room)).isEmpty();
    announces("c", 1);
    assertThat(directory.whereIs(room)).contains(room);
    announces("c", 2);
    assertThat(directory.whereIs(room)).isEmpty();
  }

  @Test
  void ownRoomIsOneThatIsOpenAndHasTheEpoch() {
    RoomId room = opened(1);
    RoomKey key = tokens.key(room);
    assertThat(directory.isMine(key)).isTrue();
    assertThat(directory.whereIs(key)).contains(key);
    assertThat(directory.isMine(new RoomKey(room, key.epoch() ^ 2))).isFalse(); // an earlier one
    assertThat(directory.isMine(new RoomKey(new RoomId(1, "c"), key.epoch()))).isFalse();
    open.remove(room);
    assertThat(directory.isMine(key)).isFalse();
  }

  @Test
  void adoptedRoomIsFoundByEachOfItsEarlierKeysUntilItIsClosed() {
    RoomId here = opened(1);
    RoomKey first = at("c", 1, 7);
    RoomKey second = at("d", 1, 8);
    directory.goOn(List.of(second, first, tokens.key(here)), here);
    assertThat(changes).isEqualTo(2);
    for (RoomKey before : List.of(first, second)) {
      assertThat(directory.here(before)).contains(here);
      assertThat(directory.whereIs(before)).contains(tokens.key(here));
      assertThat(directory.goesOnIn(before, here)).isTrue();
    }
    assertThat(directory.goesOnIn(tokens.key(here), here)).isFalse(); // it is that room
    assertThat(directory.goesOnIn(at("c", 1, 6), here)).isFalse();
    assertThat(directory.earlier(here)).containsExactly(second, first);
    assertThat(directory.told())
        .containsExactly(
            new Adoption(second, tokens.key(here)), new Adoption(first, tokens.key(here)));
    directory.goOn(List.of(first), here);
    assertThat(changes).isEqualTo(2); // nothing new
    directory.closed(here);
    assertThat(directory.here(first)).isEmpty();
    assertThat(directory.isAdopted(here)).isFalse();
    assertThat(directory.told()).isEmpty();
  }

  @Test
  void roomIsFollowedOverSeveralNodes() {
    RoomKey first = at("c", 1, 1);
    RoomKey second = at("d", 1, 2);
    RoomKey third = at("e", 1, 3);
    announces("e", 1, new Adoption(second, third));
    announces("a", 1, new Adoption(first, second));
    assertThat(directory.whereIs(first)).contains(third);
    RoomId here = opened(4);
    directory.goOn(List.of(third), here);
    assertThat(directory.goesOnIn(first, here)).isTrue();
  }

  @Test
  void roomsThatLeadToEachOtherAreNowhereElse() {
    RoomKey one = at("c", 1, 1);
    RoomKey other = at("d", 1, 2);
    announces("a", 1, new Adoption(one, other), new Adoption(other, one));
    assertThat(directory.whereIs(one)).isEmpty(); // and the search ends
  }

  @Test
  void earlierRoomIsTakenForTheFirstOnlyIfItWentSomewhere() {
    RoomKey lost = at("c", 1, 1);
    RoomKey before = at("d", 1, 2);
    announces("d", 1);
    assertThat(directory.whereAre(List.of(lost, before))).isEmpty();
    assertThat(directory.whereAre(List.of(before, lost))).contains(before);
    RoomKey next = at("a", 1, 3);
    announces("a", 1, new Adoption(before, next));
    assertThat(directory.whereAre(List.of(lost, before))).contains(next);
  }

  /** All nodes take the same of two rooms in which one goes on, in whatever order they hear it. */
  @Test
  void ofTwoAdoptionsOnePreferredByAllIsTaken() {
    for (int number = 1; number < 50; number++) {
      RoomKey lost = at("z", 1, number);
      RoomKey atC = at("c", 1, 100);
      RoomKey atD = at("d", 1, 200);
      boolean preferC = Rendezvous.weight(lost, "c") > Rendezvous.weight(lost, "d");
      announces("c", 1, new Adoption(lost, atC));
      announces("d", 1, new Adoption(lost, atD));
      assertThat(directory.whereIs(lost)).contains(preferC ? atC : atD);
    }
  }

  @Test
  void ofTwoAdoptionsTheOneThatWeighsLessGivesWay() {
    int gave = 0;
    for (int number = 1; number < 50; number++) {
      RoomId here = opened(number);
      RoomKey lost = at("z", 1, number);
      RoomKey there = at("c", 1, number);
      directory.goOn(List.of(lost), here);
      boolean heavier = Rendezvous.weight(lost, "c") > Rendezvous.weight(lost, "b");
      Optional<RoomId> gives = directory.givesWayTo(new Adoption(lost, there));
      assertThat(gives).isEqualTo(heavier ? Optional.of(here) : Optional.empty());
      gave += heavier ? 1 : 0;
      assertThat(directory.givesWayTo(new Adoption(at("y", 1, number), there))).isEmpty();
      directory.goOn(List.of(there), here); // that one goes on here: it is the one that comes
      assertThat(directory.givesWayTo(new Adoption(lost, there))).isEmpty();
    }
    assertThat(gave).isBetween(10, 40);
  }

  @Test
  void roomThatWentAwayIsForwardedWithAllThatWentOnInIt() {
    RoomId room = opened(1);
    RoomKey key = tokens.key(room);
    RoomKey before = at("c", 1, 7);
    RoomKey there = at("d", 1, 9);
    directory.goOn(List.of(before), room);
    directory.redirect(key, there);
    assertThat(directory.redirectOf(key)).contains(there);
    assertThat(directory.redirectOf(before)).isEmpty();
    directory.went(key, there);
    open.remove(room);
    announces("d", 1);
    assertThat(directory.whereIs(key)).contains(there);
    assertThat(directory.whereIs(before)).contains(there);
    assertThat(directory.isAdopted(room)).isFalse();
    assertThat(directory.told())
        .containsExactly(new Adoption(key, there), new Adoption(before, there));
  }

  @Test
  void noMoreThanSoManyRoomsThatWentAreForwarded() {
    for (int number = 0; number <= RoomDirectory.MOST_FORWARDED; number++) {
      directory.went(at("b", 5, number), at("d", 1, number));
    }
    assertThat(directory.told()).hasSize(RoomDirectory.MOST_FORWARDED);
    assertThat(directory.told().getFirst().before()).isEqualTo(at("b", 5, 1));
  }

  /** All rooms that a node has by default: their members come back while it drains. */
  @Test
  void whereRoomsWentIsRememberedOfAllThatANodeHandsOver() {
    int rooms = SeatLimits.defaults().rooms();
    for (int number = 0; number <= rooms; number++) {
      directory.redirect(at("b", 5, number), at("d", 1, number));
    }
    assertThat(directory.redirectOf(at("b", 5, 1))).contains(at("d", 1, 1));
    assertThat(directory.redirectOf(at("b", 5, 0))).isEmpty();
  }

  @Test
  void noMoreThanSoManyRoomsThatWentAreToldOfToWhoComesLate() {
    for (int number = 0; number <= RoomDirectory.MOST_REDIRECTED; number++) {
      directory.redirect(at("b", 5, number), at("d", 1, number));
    }
    assertThat(directory.redirectOf(at("b", 5, 0))).isEmpty();
    assertThat(directory.redirectOf(at("b", 5, 1))).contains(at("d", 1, 1));
  }

  @Test
  void noMoreThanSoManyEarlierRoomsAreRemembered() {
    RoomId here = opened(1);
    List<RoomKey> before = new ArrayList<>();
    for (int number = 0; number < RoomDirectory.MOST_EARLIER + 5; number++) {
      before.add(at("c", 1, number));
    }
    directory.goOn(before, here);
    assertThat(directory.earlier(here))
        .isEqualTo(before.subList(0, RoomDirectory.MOST_EARLIER))
        .hasSize(32);
  }

  @Test
  void numbersOfMessagesMeanTheSameInTheRoomItselfAndInTheOneThatHandedThemOver() {
    RoomId here = opened(1);
    RoomKey before = at("c", 1, 7);
    assertThat(directory.hasNumbersOf(tokens.key(here).epoch(), here)).isTrue();
    assertThat(directory.hasNumbersOf(before.epoch(), here)).isFalse();
    directory.numbersGoOn(List.of(before.epoch()), here);
    assertThat(directory.hasNumbersOf(before.epoch(), here)).isTrue();
    directory.closed(here);
    assertThat(directory.hasNumbersOf(before.epoch(), here)).isFalse();
  }
}
