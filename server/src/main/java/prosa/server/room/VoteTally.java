package prosa.server.room;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import prosa.protocol.ErrorCode;

/**
 * The votes of a room about moving a member away: one at a time, decided by more than half of the
 * distinct networks within {@link #OPEN}. Knows members as numbers and networks as texts; time
 * comes in. On the room's loop.
 *
 * <p>How it works: the electorate is fixed when the vote begins. It has those who have sat for a
 * time, so that a crowd that comes for a vote decides nothing. Each network among them counts once,
 * that of the member in question too, whoever is behind it: so many members behind one address are
 * one voice, and two networks never decide about a third one's member alone. A network agrees if
 * more of its members said yes than no; who says nothing, and a classic member, who cannot be
 * asked, does not agree. If all of them are in one network, as in a school, members count instead.
 * The member in question has no vote.
 *
 * <p>Whoever began a vote waits {@link #COOLDOWN} until the next one, and twice as long after each
 * further one, up to {@link #LONGEST_COOLDOWN}; that is kept by network, and forgotten when it has
 * been over for as long again. At most {@value #MOST_COOLDOWNS} are kept; beyond that the one that
 * ends first is forgotten.
 */
final class VoteTally {
  static final Duration OPEN = Duration.ofSeconds(30);
  static final Duration COOLDOWN = Duration.ofMinutes(2);
  static final Duration LONGEST_COOLDOWN = Duration.ofHours(1);
  static final int LEAST_MEMBERS = 4;
  static final int MOST_COOLDOWNS = 64;

  /**
   * A connected member.
   *
   * @param member the id of its stay
   * @param network what it counts as; of a trusted network's member something of its own
   * @param satDown when it sat down, in monotonic nanoseconds
   * @param canVote whether it can be asked
   */
  record Sitter(long member, String network, long satDown, boolean canVote) {}

  /** The answer to who wants to begin a vote. */
  sealed interface Beginning {
    /** The vote is open. */
    record Opened(long vote) implements Beginning {}

    /** There is no vote; {@code millis} until there may be one, 0 if that is not known. */
    record Refused(ErrorCode why, long millis) implements Beginning {}
  }

  private record Cooldown(long end, Duration length) {}

  private final Supplier<Duration> seatedFor;
  private final Map<String, Cooldown> cooldowns = new LinkedHashMap<>();
  private long votes;
  private @Nullable Ballots open;
  private long opened;

  /**
   * No vote yet.
   *
   * @param seatedFor how long members must have sat in the room to count and to vote
   */
  VoteTally(Supplier<Duration> seatedFor) {
    this.seatedFor = seatedFor;
  }

  /**
   * A member wants to begin a vote.
   *
   * @param target the member in question, who may be gone or away
   * @param present all that are connected, both of these among them
   */
  Beginning begin(Sitter starter, Sitter target, Collection<Sitter> present, long now) {
    if (isOpen(now)) {
      return new Beginning.Refused(ErrorCode.VOTE_LATER, millis(opened + OPEN.toNanos() - now));
    }
    if (!hasSatLong(starter, now)) {
      return new Beginning.Refused(
          ErrorCode.TOO_NEW_TO_VOTE, millis(starter.satDown() + seatedFor.get().toNanos() - now));
    }
    List<Sitter> seatedLong = present.stream().filter(one -> hasSatLong(one, now)).toList();
    if (seatedLong.size() < LEAST_MEMBERS) {
      return new Beginning.Refused(ErrorCode.TOO_FEW_TO_VOTE, 0);
    }
    Cooldown last = cooldowns.get(starter.network());
    if (last != null && last.end() - now > 0) {
      return new Beginning.Refused(ErrorCode.VOTE_LATER, millis(last.end() - now));
    }
    coolDown(starter.network(), now);
    opened = now;
    open = new Ballots(++votes, seatedLong, target);
    open.cast(starter.member(), true);
    return new Beginning.Opened(votes);
  }

  /** Whether this member may vote in the open vote. */
  boolean mayVote(long member, long now) {
    return open != null && isOpen(now) && open.voters.contains(member);
  }

  /** Whether this member may vote in the open vote, and has not. */
  boolean awaits(long member, long now) {
    return open != null && mayVote(member, now) && !open.cast.containsKey(member);
  }

  /** For how long the vote is open yet, in seconds, rounded up; 0 if there is none. */
  int secondsLeft(long now) {
    Duration left = Duration.ofNanos(OPEN.toNanos() - (now - opened));
    return isOpen(now) ? (int) left.plusSeconds(1).minusNanos(1).toSeconds() : 0;
  }

  /** A member votes, or changes its vote; false if it may not. */
  boolean cast(long vote, long member, boolean yes, long now) {
    if (open == null || open.vote != vote || !mayVote(member, now)) {
      return false;
    }
    open.cast(member, yes);
    return true;
  }

  /** Whether more than half of the networks agree by now. */
  boolean isDecided() {
    return open != null && open.isDecided();
  }

  /** The vote is over. */
  void end() {
    open = null;
  }

  /** How many cooldowns are kept. */
  int cooldowns() {
    return cooldowns.size();
  }

  private boolean isOpen(long now) {
    return open != null && now - opened < OPEN.toNanos();
  }

  private boolean hasSatLong(Sitter one, long now) {
    return now - one.satDown() >= seatedFor.get().toNanos();
  }

  private static long millis(long nanos) {
    return Math.max(1, Duration.ofNanos(nanos).toMillis());
  }

  private void coolDown(String network, long now) {
    cooldowns.values().removeIf(one -> now - one.end() >= LONGEST_COOLDOWN.toNanos());
    Cooldown last = cooldowns.get(network);
    Duration length = last == null ? COOLDOWN : last.length().multipliedBy(2);
    if (length.compareTo(LONGEST_COOLDOWN) > 0) {
      length = LONGEST_COOLDOWN;
    }
    cooldowns.put(network, new Cooldown(now + length.toNanos(), length));
    if (cooldowns.size() > MOST_COOLDOWNS) {
      cooldowns.entrySet().stream()
          .min((a, b) -> Long.signum(a.getValue().end() - b.getValue().end()))
          .map(Map.Entry::getKey)
          .ifPresent(cooldowns::remove);
    }
  }

  /** An open vote. */
  private static final class Ballots {
    private final long vote;
    private final Set<Long> voters = new HashSet<>();
    private final Map<Long, String> networks = new HashMap<>();
    private final Map<Long, Boolean> cast = new HashMap<>();

    Ballots(long vote, List<Sitter> electorate, Sitter target) {
      this.vote = vote;
      for (Sitter one : electorate) {
        networks.put(one.member(), one.network());
        if (one.canVote() && one.member() != target.member()) {
          voters.add(one.member());
        }
      }
      networks.put(target.member(), target.network());
      if (new HashSet<>(networks.values()).size() == 1) {
        networks.replaceAll((member, _) -> "member " + member);
      }
    }

    void cast(long member, boolean yes) {
      cast.put(member, yes);
    }

    boolean isDecided() {
      Map<String, Integer> agreement = new HashMap<>();
      networks.forEach(
          (member, network) -> {
            Boolean yes = cast.get(member);
            agreement.merge(network, yes == null ? 0 : yes ? 1 : -1, Integer::sum);
          });
      long agree = agreement.values().stream().filter(sum -> sum > 0).count();
      return 2 * agree > agreement.size();
    }
  }
}
