package prosa.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import prosa.protocol.ErrorCode;
import prosa.server.room.VoteTally.Beginning;
import prosa.server.room.VoteTally.Sitter;
import prosa.testing.Tries;

/** Votes in virtual time, members and networks being numbers and texts. */
final class VoteTallyTest {
  private static final long LONG_AGO = -Duration.ofMinutes(10).toNanos();

  private final VoteTally votes = new VoteTally(() -> ModerationConfig.VOTE_AFTER);
  private long now;
  private long members;

  private Sitter sitter(String network) {
    return new Sitter(++members, network, now + LONG_AGO, true);
  }

  private Sitter newcomer(String network) {
    return new Sitter(++members, network, now, true);
  }

  private Sitter classic(String network) {
    return new Sitter(++members, network, now + LONG_AGO, false);
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private long opened(Sitter starter, Sitter target, List<Sitter> present) {
    return ((Beginning.Opened) votes.begin(starter, target, present, now)).vote();
  }

  private Beginning.Refused refused(Sitter starter, Sitter target, List<Sitter> present) {
    return (Beginning.Refused) votes.begin(starter, target, present, now);
  }

  private boolean agree(long vote, Sitter... voters) {
    for (Sitter voter : voters) {
      assertThat(votes.cast(vote, voter.member(), true, now)).isTrue();
    }
    return votes.isDecided();
  }

  // ---- what decides

  @Test
  void moreThanHalfOfTheNetworksDecide() {
    Sitter a = sitter("a");
    Sitter b = sitter("b");
    Sitter c = sitter("c");
    Sitter d = sitter("d");
    Sitter target = sitter("t");
    long vote = opened(a, target, List.of(a, b, c, d, target));
    assertThat(votes.isDecided()).isFalse();
    assertThat(agree(vote, b)).as("2 of 5").isFalse();
    assertThat(agree(vote, c)).as("3 of 5").isTrue();
  }

  @Test
  void halfOfTheNetworksIsNotEnough() {
    Sitter a = sitter("a");
    Sitter b = sitter("b");
    Sitter c = sitter("c");
    Sitter target = sitter("t");
    long vote = opened(a, target, List.of(a, b, c, target));
    assertThat(agree(vote, b)).isFalse();
    assertThat(agree(vote, c)).isTrue();
  }

  @Test
  void aNetworkIsForWhatMostOfItsVotersAreFor() {
    Sitter a = sitter("a");
    Sitter b1 = sitter("b");
    Sitter b2 = sitter("b");
    Sitter target = sitter("t");
    long vote = opened(a, target, List.of(a, b1, b2, target));
    assertThat(agree(vote, b1)).as("2 of 3").isTrue();
    assertThat(votes.cast(vote, b2.member(), false, now)).isTrue();
    assertThat(votes.isDecided()).as("b is divided").isFalse();
    assertThat(votes.cast(vote, b2.member(), true, now)).as("changed its mind").isTrue();
    assertThat(votes.isDecided()).isTrue();
  }

  @Test
  void classicMembersCountAndCannotAgree() {
    Sitter a = sitter("a");
    Sitter b = sitter("b");
    Sitter c = classic("c");
    Sitter d = classic("d");
    Sitter target = classic("t");
    long vote = opened(a, target, List.of(a, b, c, d, target));
    assertThat(votes.cast(vote, c.member(), true, now)).isFalse();
    assertThat(agree(vote, b)).as("2 of 5").isFalse();
    votes.end();
    pass(VoteTally.COOLDOWN);
    Sitter e = sitter("e");
    long next = opened(a, target, List.of(a, b, c, e, target));
    assertThat(agree(next, b, e)).as("3 of 5").isTrue();
  }

  @Test
  void theTargetHasNoVote() {
    Sitter a = sitter("a");
    Sitter b = sitter("b");
    Sitter c = sitter("c");
    Sitter target = sitter("t");
    long vote = opened(a, target, List.of(a, b, c, target));
    assertThat(votes.mayVote(target.member(), now)).isFalse();
    assertThat(votes.cast(vote, target.member(), false, now)).isFalse();
  }

  @Test
  void aVoteIsOpenForHalfAMinute() {
    Sitter a = sitter("a");
    Sitter b = sitter("b");
    Sitter c = sitter("c");
    Sitter target = sitter("t");
    long vote = opened(a, target, List.of(a, b, c, target));
    pass(VoteTally.OPEN.minusNanos(1));
    assertThat(agree(vote, b)).isFalse();
    pass(Duration.ofNanos(1));
    assertThat(votes.cast(vote, c.member(), true, now)).isFalse();
    assertThat(votes.isDecided()).isFalse();
  }

  // ---- who may begin one

  @Test
  void fourMustHaveSatForTwoMinutes() {
    Sitter a = sitter("a");
    Sitter b = sitter("b");
    Sitter c = sitter("c");
    Sitter fresh = newcomer("d");
    assertThat(refused(a, fresh, List.of(a, b, c, fresh)))
        .isEqualTo(new Beginning.Refused(ErrorCode.TOO_FEW_TO_VOTE, 0));
    assertThat(refused(fresh, a, List.of(a, b, c, fresh)))
        .isEqualTo(
            new Beginning.Refused(
                ErrorCode.TOO_NEW_TO_VOTE, ModerationConfig.VOTE_AFTER.toMillis()));
    pass(ModerationConfig.VOTE_AFTER);
    long vote = opened(a, fresh, List.of(a, b, c, fresh));
    assertThat(agree(vote, b, c)).isTrue();
  }

  @Test
  void aNewcomerCanBeMovedAwayByThoseWhoSatBefore() {
    Sitter a = sitter("a");
    Sitter b = sitter("b");
    Sitter c = sitter("c");
    Sitter d = sitter("d");
    Sitter fresh = newcomer("t");
    long vote = opened(a, fresh, List.of(a, b, c, d, fresh));
    assertThat(agree(vote, b, c)).isTrue();
  }

  @Test
  void oneVoteAtATimeAndTheStarterWaitsTwiceAsLongEachTime() {
    List<Sitter> present = new ArrayList<>();
    for (String network : List.of("a", "b", "c", "t")) {
      present.add(sitter(network));
    }
    Sitter a = present.get(0);
    Sitter b = present.get(1);
    Sitter target = present.get(3);
    Duration cooldown = VoteTally.COOLDOWN;
    for (int round = 0; round < 9; round++) {
      opened(a, target, present);
      assertThat(refused(b, target, present))
          .isEqualTo(new Beginning.Refused(ErrorCode.VOTE_LATER, VoteTally.OPEN.toMillis()));
      pass(VoteTally.OPEN);
      votes.end();
      assertThat(refused(a, target, present))
          .isEqualTo(
              new Beginning.Refused(
                  ErrorCode.VOTE_LATER, cooldown.minus(VoteTally.OPEN).toMillis()));
      Sitter sameNetwork = sitter("a");
      assertThat(refused(sameNetwork, target, present).why())
          .as("leaving and coming back does not help")
          .isEqualTo(ErrorCode.VOTE_LATER);
      pass(cooldown.minus(VoteTally.OPEN));
      Duration doubled = cooldown.multipliedBy(2);
      cooldown =
          doubled.compareTo(VoteTally.LONGEST_COOLDOWN) > 0 ? VoteTally.LONGEST_COOLDOWN : doubled;
    }
    assertThat(cooldown).isEqualTo(VoteTally.LONGEST_COOLDOWN);
    pass(VoteTally.LONGEST_COOLDOWN);
    opened(a, target, present);
    votes.end();
    pass(VoteTally.COOLDOWN);
    assertThat(votes.begin(a, target, present, now))
        .as("forgotten after an hour without one")
        .isInstanceOf(Beginning.Opened.class);
  }

  @Test
  void noMoreCooldownsAreKeptThanSoMany() {
    List<Sitter> present = List.of(sitter("a"), sitter("b"), sitter("c"), sitter("t"));
    for (int i = 0; i < 10 * VoteTally.MOST_COOLDOWNS; i++) {
      opened(sitter("network " + i), present.getLast(), present);
      votes.end();
    }
    assertThat(votes.cooldowns()).isEqualTo(VoteTally.MOST_COOLDOWNS);
  }

  // ---- simulations

  /** However many puppets sit behind one address, they are one voice. */
  @Test
  void sockPuppetsBehindOneAddressMoveNobodyAway() {
    Tries.of(
        300,
        random -> {
          VoteTally table = new VoteTally(() -> ModerationConfig.VOTE_AFTER);
          List<Sitter> puppets = new ArrayList<>();
          for (int i = 1 + random.nextInt(9); i > 0; i--) {
            puppets.add(sitter("puppets"));
          }
          List<Sitter> honest = new ArrayList<>();
          for (int i = 2 + random.nextInt(4); i > 0; i--) {
            honest.add(sitter("honest " + random.nextInt(6)));
          }
          List<Sitter> present = new ArrayList<>(puppets);
          present.addAll(honest);
          Sitter target = honest.get(random.nextInt(honest.size()));
          Beginning begun = table.begin(puppets.getFirst(), target, present, now);
          if (begun instanceof Beginning.Opened(long vote)) {
            puppets.forEach(one -> table.cast(vote, one.member(), true, now));
            assertThat(table.isDecided()).isFalse();
          }
        });
  }

  /** Strangers who come together for a vote cannot vote before they have sat for a while. */
  @Test
  void aBrigadeThatJustCameDecidesNothing() {
    Tries.of(
        300,
        random -> {
          VoteTally table = new VoteTally(() -> ModerationConfig.VOTE_AFTER);
          List<Sitter> residents = new ArrayList<>();
          for (int i = 0; i < 4 + random.nextInt(3); i++) {
            residents.add(sitter("resident " + i));
          }
          List<Sitter> brigade = new ArrayList<>();
          for (int i = 0; i < 1 + random.nextInt(20); i++) {
            brigade.add(newcomer("brigade " + i));
          }
          List<Sitter> present = new ArrayList<>(residents);
          present.addAll(brigade);
          Sitter target = residents.getFirst();
          assertThat(table.begin(brigade.getFirst(), target, present, now))
              .isInstanceOf(Beginning.Refused.class);
          long vote =
              ((Beginning.Opened) table.begin(residents.get(1), target, present, now)).vote();
          for (Sitter one : brigade) {
            assertThat(table.cast(vote, one.member(), true, now)).isFalse();
          }
          assertThat(table.isDecided()).isFalse();
        });
  }

  /** A brigade that has sat there decides only what more than half of all networks want. */
  @Test
  void aVoteIsDecidedExactlyIfMoreThanHalfOfTheNetworksAgree() {
    Tries.of(
        2000,
        random -> {
          VoteTally table = new VoteTally(() -> ModerationConfig.VOTE_AFTER);
          List<Sitter> present = new ArrayList<>();
          for (int i = 0; i < 4 + random.nextInt(8); i++) {
            String network = "network " + random.nextInt(1 + random.nextInt(8));
            present.add(random.nextInt(5) == 0 ? classic(network) : sitter(network));
          }
          Sitter target = present.get(random.nextInt(present.size()));
          Sitter starter = present.get(random.nextInt(present.size()));
          if (starter.equals(target) || !starter.canVote()) {
            return;
          }
          long vote = ((Beginning.Opened) table.begin(starter, target, present, now)).vote();
          Map<Long, Boolean> cast = new HashMap<>();
          cast.put(starter.member(), true);
          for (int i = 0; i < 20; i++) {
            Sitter voter = present.get(random.nextInt(present.size()));
            boolean yes = random.nextInt(3) > 0;
            boolean counts = table.cast(vote, voter.member(), yes, now);
            assertThat(counts).isEqualTo(voter.canVote() && !voter.equals(target));
            if (counts) {
              cast.put(voter.member(), yes);
            }
            assertThat(table.isDecided()).isEqualTo(decides(present, cast));
          }
        });
  }

  /** Written down anew: the networks that agree against all. */
  private static boolean decides(List<Sitter> present, Map<Long, Boolean> cast) {
    Set<String> networks = new HashSet<>();
    present.forEach(one -> networks.add(one.network()));
    if (networks.size() == 1) {
      return 2 * cast.values().stream().filter(yes -> yes).count() > present.size();
    }
    int agree = 0;
    for (String network : networks) {
      int balance = 0;
      for (Sitter one : present) {
        if (one.network().equals(network) && cast.containsKey(one.member())) {
          balance += cast.getOrDefault(one.member(), false) ? 1 : -1;
        }
      }
      agree += balance > 0 ? 1 : 0;
    }
    return 2 * agree > networks.size();
  }

  /** In a school everybody has the same address: there, more than half of the members decide. */
  @Test
  void aSchoolBehindOneAddressDecidesByItsMembers() {
    Tries.of(
        300,
        random -> {
          VoteTally table = new VoteTally(() -> ModerationConfig.VOTE_AFTER);
          List<Sitter> pupils = new ArrayList<>();
          for (int i = 0; i < 4 + random.nextInt(7); i++) {
            pupils.add(sitter("school"));
          }
          Sitter target = pupils.getLast();
          long vote =
              ((Beginning.Opened) table.begin(pupils.getFirst(), target, pupils, now)).vote();
          int agree = 1;
          assertThat(table.isDecided()).as("one pupil alone").isFalse();
          for (Sitter pupil : pupils.subList(1, pupils.size() - 1)) {
            table.cast(vote, pupil.member(), true, now);
            agree++;
            assertThat(table.isDecided()).isEqualTo(2 * agree > pupils.size());
          }
          assertThat(table.isDecided()).isTrue();
        });
  }

  /**
   * A friend at a school's table is not moved away by the school alone, nor a pupil by the friend.
   */
  @Test
  void aSchoolIsOneVoiceWhereOthersSit() {
    Random random = new Random(1);
    List<Sitter> present = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      present.add(sitter("school"));
    }
    Sitter friend = sitter("friend");
    present.add(friend);
    long vote = opened(present.getFirst(), friend, present);
    for (int i = 0; i < 20; i++) {
      votes.cast(vote, present.get(random.nextInt(6)).member(), true, now);
      assertThat(votes.isDecided()).isFalse();
    }
    votes.end();
    long other = opened(friend, present.getFirst(), present);
    assertThat(votes.isDecided()).isFalse();
    assertThat(agree(other, present.get(1))).as("the school agrees").isTrue();
  }
}
