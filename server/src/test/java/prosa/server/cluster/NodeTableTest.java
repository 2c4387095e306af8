package prosa.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import prosa.server.cluster.ClusterCounters.ClusterEvent;
import prosa.server.cluster.NodeTable.Heard;
import prosa.server.placement.RoomId;

/** Who is there, by announcements, silence and names; and whose keys are known. */
final class NodeTableTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** The part of an epoch that tells one start of a node from another. */
  private static final long START = 1L << 40;

  private final Random random = new Random(1);
  private final ClusterCounters counters = new ClusterCounters();
  private final List<String> gone = new ArrayList<>();
  private final NodeTable nodes =
      new NodeTable("b", tokens(5 * START), counters, 0, peer -> gone.add(peer.name()));

  private ClusterTokens tokens(long epoch) {
    return new ClusterTokens(() -> "0123456789012345678901", random::nextLong, epoch);
  }

  private static ClusterMessage.Announce said(
      long number, boolean draining, boolean leaving, Optional<String> key) {
    return said(number, draining, leaving, key, Optional.empty());
  }

  private static ClusterMessage.Announce said(
      long number,
      boolean draining,
      boolean leaving,
      Optional<String> key,
      Optional<Set<Long>> hears) {
    return new ClusterMessage.Announce(
        number,
        draining,
        leaving,
        1,
        1,
        1,
        List.of(7),
        List.of(),
        1,
        Optional.empty(),
        List.of(),
        key,
        hears);
  }

  private Heard hear(String from, long start, long number, Set<Long> hears, long now) {
    return nodes.announced(
        from, start * START, said(number, false, false, Optional.empty(), Optional.of(hears)), now);
  }

  private Heard hear(String from, long start, long number, long now) {
    return nodes.announced(from, start * START, said(number, false, false, Optional.empty()), now);
  }

  @Test
  void peerIsThereUntilItIsSilentForThreeSeconds() {
    assertThat(hear("c", 1, 1, 0)).isEqualTo(Heard.NEW_PEER);
    assertThat(hear("c", 1, 2, SECOND)).isEqualTo(Heard.NEWS);
    nodes.expire(4 * SECOND);
    assertThat(nodes.names()).containsExactly("b", "c");
    nodes.expire(4 * SECOND + 1);
    assertThat(nodes.names()).containsExactly("b");
    assertThat(gone).containsExactly("c");
    assertThat(hear("c", 1, 3, 5 * SECOND)).isEqualTo(Heard.NEW_PEER); // it was only cut off
  }

  private static final Set<Long> US = Set.of(5 * START, 77L);
  private static final Set<Long> OTHERS = Set.of(77L);

  @Test
  void nodeIsNoPeerBeforeItHearsThisOne() {
    assertThat(hear("c", 1, 1, OTHERS, 0)).isEqualTo(Heard.NOT_HEARD_BY);
    assertThat(hear("c", 1, 2, OTHERS, SECOND)).isEqualTo(Heard.NOTHING_NEW);
    assertThat(nodes.names()).containsExactly("b");
    assertThat(nodes.heard()).containsExactly(START); // it is told so
    assertThat(nodes.deafNodes(3 * SECOND)).isEmpty();
    assertThat(hear("c", 1, 3, OTHERS, 2 * SECOND)).isEqualTo(Heard.NOTHING_NEW);
    assertThat(nodes.deafNodes(3 * SECOND + 1)).containsExactly("c");
    assertThat(hear("c", 1, 4, US, 3 * SECOND + 1)).isEqualTo(Heard.NEW_PEER);
    assertThat(nodes.deafNodes(10 * SECOND)).isEmpty();
  }

  @Test
  void peerThatSaysForTwoSecondsThatItDoesNotHearThisNodeIsGone() {
    hear("c", 1, 1, US, 0);
    for (int second = 1; second <= 3; second++) {
      assertThat(hear("c", 1, 1 + second, OTHERS, second * SECOND)).isEqualTo(Heard.NEWS);
    }
    nodes.expire(3 * SECOND);
    assertThat(gone).isEmpty();
    nodes.expire(3 * SECOND + 1);
    assertThat(gone).containsExactly("c");
    assertThat(nodes.heard()).containsExactly(START);
    assertThat(hear("c", 1, 5, OTHERS, 4 * SECOND)).isEqualTo(Heard.NOTHING_NEW);
    assertThat(nodes.deafNodes(4 * SECOND + 1)).containsExactly("c");
    nodes.expire(7 * SECOND + 1); // and now it is silent, too
    assertThat(nodes.heard()).isEmpty();
    assertThat(nodes.deafNodes(7 * SECOND + 1)).isEmpty();
    assertThat(hear("c", 1, 6, US, 8 * SECOND)).isEqualTo(Heard.NEW_PEER);
  }

  /** It was cut off for so long that the other one gave it up, and is heard again. */
  @Test
  void peerThatHearsThisNodeAgainIsThereAllTheTime() {
    hear("c", 1, 1, US, 0);
    hear("c", 1, 2, OTHERS, 3 * SECOND);
    nodes.expire(3 * SECOND);
    hear("c", 1, 3, US, 4 * SECOND);
    hear("c", 1, 4, OTHERS, 5 * SECOND);
    nodes.expire(7 * SECOND);
    assertThat(gone).isEmpty();
  }

  /** It was not heard meanwhile, and says so before it has heard that this one is awake. */
  @Test
  void afterASleepNobodyIsGoneBeforeItCouldHearThisNodeAgain() {
    hear("c", 1, 1, US, 0);
    nodes.slept(60 * SECOND);
    hear("c", 1, 2, OTHERS, 60 * SECOND);
    nodes.expire(61 * SECOND);
    hear("c", 1, 3, US, 61 * SECOND);
    nodes.expire(64 * SECOND);
    assertThat(gone).isEmpty();
  }

  @Test
  void deafNodeThatLeavesOrWasStartedAnewIsForgotten() {
    hear("c", 1, 1, OTHERS, 0);
    assertThat(hear("c", 2, 1, OTHERS, 0)).isEqualTo(Heard.NOT_HEARD_BY);
    assertThat(nodes.heard()).containsExactly(2 * START);
    nodes.announced("c", 2 * START, said(2, false, true, Optional.empty()), 0);
    assertThat(nodes.heard()).isEmpty();
  }

  @Test
  void announcementThatComesLateIsASignOfLifeAndNoNews() {
    hear("c", 1, 5, 0);
    assertThat(hear("c", 1, 4, 2 * SECOND)).isEqualTo(Heard.NOTHING_NEW);
    nodes.expire(4 * SECOND);
    assertThat(nodes.names()).contains("c");
  }

  @Test
  void newcomersThatWereSentToAPeerAreForgottenWithItsNextAnnouncement() {
    hear("c", 1, 1, 0);
    ClusterPeer peer = nodes.peers().iterator().next();
    peer.solosTaken++;
    assertThat(peer.solos()).isZero();
    hear("c", 1, 1, 0);
    assertThat(peer.solos()).isZero();
    hear("c", 1, 2, 0);
    assertThat(peer.solos()).isEqualTo(1);
  }

  @Test
  void nodeThatWasStartedAnewIsGoneFirstAndItsEarlierEpochNeverComesBack() {
    hear("c", 1, 9, 0);
    assertThat(hear("c", 2, 1, 0)).isEqualTo(Heard.NEW_PEER);
    assertThat(gone).containsExactly("c");
    assertThat(hear("c", 1, 10, 0)).isEqualTo(Heard.NOTHING_NEW);
    assertThat(nodes.isThere(roomOf(2))).isTrue();
    assertThat(nodes.isThere(roomOf(1))).isFalse();
    assertThat(gone).hasSize(1);
  }

  /** It was stopped, another one was started in its place, and it goes on for a moment. */
  @Test
  void earlierNodeThatIsHeardOnceMoreDoesNotKeepTheLaterOneOut() {
    hear("c", 1, 1, 0);
    nodes.expire(4 * SECOND);
    assertThat(hear("c", 2, 1, 5 * SECOND)).isEqualTo(Heard.NEW_PEER);
    assertThat(hear("c", 1, 2, 6 * SECOND)).isEqualTo(Heard.NOTHING_NEW);
    assertThat(hear("c", 2, 2, 7 * SECOND)).isEqualTo(Heard.NEWS);
    assertThat(nodes.isThere(roomOf(2))).isTrue();
  }

  @Test
  void ofTwoOfOneNameTheOneThatGoesOnIsThereAgainWhenTheOtherIsSilent() {
    hear("c", 1, 1, 0);
    hear("c", 2, 1, 0);
    assertThat(hear("c", 1, 2, SECOND)).isEqualTo(Heard.NOTHING_NEW);
    nodes.expire(4 * SECOND);
    assertThat(nodes.names()).containsExactly("b");
    assertThat(hear("c", 1, 5, 4 * SECOND)).isEqualTo(Heard.NEW_PEER);
    assertThat(hear("c", 1, 6, 5 * SECOND)).isEqualTo(Heard.NEWS);
  }

  @Test
  void ofTwoOfOneNameTheOneThatStaysIsThereAgainWhenTheOtherLeaves() {
    hear("c", 1, 1, 0);
    hear("c", 2, 1, 0);
    nodes.announced("c", 2 * START, said(2, false, true, Optional.empty()), 0);
    assertThat(hear("c", 1, 5, SECOND)).isEqualTo(Heard.NEW_PEER);
    assertThat(hear("c", 2, 3, SECOND)).isEqualTo(Heard.NOTHING_NEW);
  }

  /** It was not let in, or went on alone, because another one has its name: that one stays. */
  @Test
  void namesakeThatLeavesTakesNobodyAlong() {
    hear("c", 1, 1, 0);
    assertThat(nodes.announced("c", 2 * START, said(1, false, true, Optional.empty()), 0))
        .isEqualTo(Heard.NOTHING_NEW);
    assertThat(gone).isEmpty();
    assertThat(hear("c", 1, 2, 0)).isEqualTo(Heard.NEWS);
    assertThat(hear("c", 2, 2, 0)).isEqualTo(Heard.NOTHING_NEW);
  }

  @Test
  void whoLeavesIsGoneAtOnceAndDoesNotComeBack() {
    hear("c", 1, 1, 0);
    Optional<String> noKey = Optional.empty();
    assertThat(nodes.announced("c", START, said(2, false, true, noKey), 0))
        .isEqualTo(Heard.NOTHING_NEW);
    assertThat(gone).containsExactly("c");
    assertThat(hear("c", 1, 3, 0)).isEqualTo(Heard.NOTHING_NEW);
    assertThat(nodes.names()).containsExactly("b");
  }

  @Test
  void noMoreThanSoManyEpochsAreKeptOut() {
    for (int start = 1; start <= NodeTable.MOST_RETIRED + 2; start++) {
      hear("c", start, 1, 0);
    }
    assertThat(hear("d", 2, 1, 0)).isEqualTo(Heard.NOTHING_NEW);
    assertThat(hear("d", 1, 1, 0)).isEqualTo(Heard.NEW_PEER); // the oldest is forgotten
  }

  @Test
  void afterASleepNobodyIsGoneBeforeItCouldBeHeard() {
    hear("c", 1, 1, 0);
    nodes.slept(60 * SECOND);
    nodes.expire(62 * SECOND);
    assertThat(nodes.names()).contains("c");
    nodes.expire(64 * SECOND);
    assertThat(gone).containsExactly("c");
  }

  @Test
  void ofTwoNamesakesTheOneWithTheHigherEpochGoesOnAloneForGood() {
    hear("c", 1, 1, 0);
    assertThat(nodes.metNamesake(6 * START, 0)).isFalse();
    assertThat(nodes.isAlone()).isFalse();
    assertThat(nodes.metNamesake(4 * START, 0)).isTrue();
    assertThat(nodes.isAlone()).isTrue();
    assertThat(gone).containsExactly("c");
    assertThat(nodes.metNamesake(3 * START, 0)).isFalse(); // it is known
  }

  @Test
  void epochThatWasLeftIsNoNamesake() {
    hear("c", 4, 1, 0);
    hear("c", 6, 1, 0);
    assertThat(nodes.metNamesake(4 * START, 0)).isFalse();
    assertThat(nodes.isAlone()).isFalse();
  }

  @Test
  void versionOfANodeIsNewsOnceUntilItIsUnderstood() {
    assertThat(nodes.speaks("c", 3, 0)).isTrue();
    assertThat(nodes.speaks("c", 3, 0)).isFalse();
    assertThat(nodes.speaks("c", 4, 0)).isTrue();
    assertThat(nodes.ofOtherVersions()).containsExactly("c");
    hear("c", 1, 1, 0);
    assertThat(nodes.ofOtherVersions()).isEmpty();
  }

  @Test
  void nodeOfAnotherVersionThatIsSilentIsGoneToo() {
    assertThat(nodes.speaks("c", 3, 0)).isTrue();
    nodes.expire(TimeUnit.SECONDS.toNanos(3));
    assertThat(nodes.ofOtherVersions()).containsExactly("c");
    nodes.expire(TimeUnit.SECONDS.toNanos(4));
    assertThat(nodes.ofOtherVersions()).isEmpty();
  }

  @Test
  void roomsAreAdoptedByNodesThatDoNotDrainAndHereIfNoneIsLeft() {
    hear("a", 1, 1, 0);
    nodes.announced("c", 2 * START, said(1, true, false, Optional.empty()), 0);
    assertThat(nodes.adopters()).containsExactlyInAnyOrder("a", "b");
    nodes.draining(true);
    assertThat(nodes.adopters()).containsExactly("a");
    nodes.expire(10 * SECOND);
    assertThat(nodes.adopters()).containsExactly("b");
  }

  private static RoomKey roomOf(long start) {
    return new RoomKey(new RoomId(3, "c"), RoomKey.epoch(start * START, 77, false));
  }

  @Test
  void secretIsForgedIfItsNodeIsOrWasKnownAndDidNotMarkIt() {
    ClusterTokens ofC = tokens(START);
    String genuine = ofC.seat(new RoomId(3, "c"), false, 1);
    String invented = SeatToken.make("0123456789012345678901", roomOf(1), 1);
    assertThat(nodes.isForged(invented)).isFalse(); // its node was never here
    nodes.announced("c", START, said(1, false, false, Optional.of(ofC.tokenKey().text())), 0);
    assertThat(nodes.isForged(invented)).isTrue();
    assertThat(nodes.isForged(genuine)).isFalse();
    nodes.expire(10 * SECOND);
    assertThat(nodes.peer("c")).isNull();
    assertThat(nodes.isForged(invented)).isTrue();
    assertThat(nodes.isForged(genuine)).isFalse();
    assertThat(nodes.isForged("no secret of a cluster")).isFalse();
    assertThat(counters.of(ClusterEvent.FORGED)).isEqualTo(2);
  }

  @Test
  void ownSecretsAreTried() {
    RoomKey here = new RoomKey(new RoomId(1, "b"), RoomKey.epoch(5 * START, 3, false));
    assertThat(nodes.isForged(SeatToken.make("0123456789012345678901", here, 1))).isTrue();
  }

  @Test
  void noMoreThanSoManyNodesAreRememberedWhenTheyAreGone() {
    for (int start = 1; start <= NodeTable.MOST_GONE + 1; start++) {
      hear("c" + start, start, 1, start);
      nodes.expire(start + 4 * SECOND);
    }
    assertThat(nodes.goneSince(roomOf(1))).isEmpty();
    assertThat(nodes.goneSince(roomOf(2))).hasValue(2 + 4 * SECOND);
    hear("c2", 2, 1, 0);
    assertThat(nodes.goneSince(roomOf(2))).isEmpty(); // it is back
  }

  @Test
  void peerThatIsNewIsToldWhoWentInTheLastNinetySeconds() {
    ClusterTokens ofC = tokens(START);
    nodes.announced("c", START, said(1, false, false, Optional.of(ofC.tokenKey().text())), 0);
    nodes.expire(4 * SECOND);
    hear("d", 2, 1, 50 * SECOND);
    nodes.announced("e", 3 * START, said(1, false, false, Optional.empty()), 50 * SECOND);
    nodes.announced("e", 3 * START, said(2, false, false, Optional.empty()), 54 * SECOND);
    nodes.expire(54 * SECOND);
    assertThat(nodes.newPeers(54 * SECOND)).containsExactly("e");
    assertThat(nodes.newPeers(55 * SECOND)).isEmpty();
    NodeTable young = new NodeTable("f", tokens(6 * START), counters, 7 * SECOND, _ -> {});
    young.remember(nodes.remembered(60 * SECOND), 10 * SECOND);
    String invented = SeatToken.make("0123456789012345678901", roomOf(1), 1);
    assertThat(young.isForged(invented)).isTrue();
    assertThat(young.isForged(ofC.seat(new RoomId(3, "c"), false, 1))).isFalse();
    assertThat(young.goneSince(roomOf(1))).hasValue((10 - 56) * SECOND);
    assertThat(young.goneSince(roomOf(2))).hasValue((10 - 6) * SECOND);
    assertThat(nodes.remembered(94 * SECOND).gone()).hasSize(2);
    assertThat(nodes.remembered(94 * SECOND + 1).gone()).hasSize(1);
  }

  @Test
  void unknownNodeMayHaveGoneBeforeAnybodyWhoIsThereWasStarted() {
    assertThat(nodes.mayHaveJustGone(roomOf(9), 90 * SECOND)).isTrue();
    assertThat(nodes.mayHaveJustGone(roomOf(9), 90 * SECOND + 1)).isFalse();
    NodeTable young = new NodeTable("f", tokens(6 * START), counters, 100 * SECOND, _ -> {});
    assertThat(young.mayHaveJustGone(roomOf(9), 101 * SECOND)).isTrue();
    young.remember(new ClusterMessage.Remembered(60_000, List.of()), 101 * SECOND);
    assertThat(young.mayHaveJustGone(roomOf(9), 131 * SECOND)).isTrue();
    assertThat(young.mayHaveJustGone(roomOf(9), 131 * SECOND + 1)).isFalse();
    young.remember(nodes.remembered(101 * SECOND), 101 * SECOND);
    assertThat(young.mayHaveJustGone(roomOf(9), 101 * SECOND)).isFalse();
  }

  @Test
  void unknownNodeIsWaitedForUntilAllWhoAreThereWereHeard() {
    long all = ClusterNode.ALL_HEARD.toNanos();
    List<String> tried = new ArrayList<>();
    assertThat(nodes.waits(all - 1, () -> tried.add("first"))).isTrue();
    assertThat(nodes.waits(all, () -> tried.add("late"))).isFalse();
    nodes.tryAgain();
    nodes.tryAgain();
    assertThat(tried).containsExactly("first"); // it is to wait anew
    long later = 100 * SECOND;
    assertThat(nodes.waits(later, () -> {})).isFalse(); // nobody else is there
    hear("c", 1, 1, later);
    hear("d", 2, 1, later + SECOND);
    assertThat(nodes.waits(later + all - 1, () -> tried.add("second"))).isTrue();
    assertThat(nodes.waits(later + all, () -> tried.add("late"))).isFalse();
    nodes.tryAgain();
    assertThat(tried).containsExactly("first", "second");
  }

  /** It listened before it said anything, and all who are there are about to hear it. */
  @Test
  void unknownNodeIsWaitedForWhileOthersAreAboutToHearThisOne() {
    long later = 100 * SECOND;
    hear("c", 1, 1, OTHERS, later);
    assertThat(nodes.isMeeting(later)).isTrue();
    assertThat(nodes.waits(later + 2 * SECOND, () -> {})).isTrue();
    hear("c", 1, 2, OTHERS, later + 3 * SECOND);
    assertThat(nodes.isMeeting(later + 3 * SECOND + 1)).isFalse();
    assertThat(nodes.waits(later + 3 * SECOND + 1, () -> {})).isFalse(); // it does not hear us
  }

  @Test
  void noMoreThanSoManyWait() {
    for (int i = 0; i < NodeTable.MOST_WAITING; i++) {
      assertThat(nodes.waits(0, () -> {})).isTrue();
    }
    assertThat(nodes.waits(0, () -> {})).isFalse();
  }

  @Test
  void nodeThatIsThereIsNotGoneBecauseAnotherMissesIt() {
    hear("c", 1, 1, 0);
    nodes.remember(
        new ClusterMessage.Remembered(
            1, List.of(departed(1), departed(5), departed(2))), // 5 is this one
        SECOND);
    assertThat(nodes.goneSince(roomOf(1))).isEmpty();
    assertThat(nodes.goneSince(roomOf(5))).isEmpty();
    assertThat(nodes.goneSince(roomOf(2))).hasValue(SECOND - 1_000_000);
  }

  private static ClusterMessage.DepartedNode departed(long start) {
    return new ClusterMessage.DepartedNode(start, 1, Optional.empty());
  }
}
