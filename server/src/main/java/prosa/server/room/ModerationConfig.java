package prosa.server.room;

import java.time.Duration;

/**
 * How rooms protect themselves.
 *
 * @param votes whether members may vote to move another one away
 * @param voteAfter how long members must have sat in a room to count in votes
 * @param newcomers what members in their first minute may not do
 */
public record ModerationConfig(boolean votes, Duration voteAfter, NewcomerBrake newcomers) {

  /** The documented default of {@code voteAfter}. */
  static final Duration VOTE_AFTER = Duration.ofMinutes(2);

  public ModerationConfig {
    if (!voteAfter.isPositive()) {
      throw new IllegalArgumentException("the time until one may vote must be longer than nothing");
    }
  }

  /** The documented defaults. */
  public static ModerationConfig defaults() {
    return new ModerationConfig(true, VOTE_AFTER, NewcomerBrake.MILD);
  }
}
