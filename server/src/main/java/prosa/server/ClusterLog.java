package prosa.server;

import java.util.function.Consumer;
import prosa.logging.RepeatLimit;
import prosa.protocol.Rate;
import prosa.protocol.TokenBucket;

/**
 * What the log tells of a node's place in its cluster: each sentence in its own words, since one
 * says something else than the next.
 *
 * <p>How the node stands is told at once when it changes; if it changes again and again, more and
 * more seldom, up to once in {@value RepeatLimit#LONGEST_SECONDS} s, but never not at all: the last
 * line is how it stands. Of single events {@link #NOTICES} are told. On one thread; times are
 * nanoseconds of a monotonic clock.
 */
final class ClusterLog {
  /** How many events are told; others could cause any number of them. */
  static final Rate NOTICES = new Rate(32, 1);

  private final Consumer<String> lines;
  private final RepeatLimit changes = new RepeatLimit();
  private final TokenBucket notices;
  private String told = "";

  /** A log that takes these lines, of a node that is well. */
  ClusterLog(Consumer<String> lines, long now) {
    this.lines = lines;
    this.notices = new TokenBucket(NOTICES, now);
  }

  /** Something happened. */
  void notice(String sentence, long now) {
    if (notices.take(now) == 0) {
      lines.accept(sentence);
    }
  }

  /**
   * How the node stands; to be called a few times a second.
   *
   * @param trouble what is amiss, empty if all is well
   */
  void standing(String trouble, long now) {
    if (!trouble.equals(told) && changes.admit(now) >= 0) {
      told = trouble;
      lines.accept(trouble.isEmpty() ? "with the others again" : trouble);
    }
  }
}
