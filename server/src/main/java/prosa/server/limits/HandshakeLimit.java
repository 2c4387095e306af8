package prosa.server.limits;

import prosa.protocol.TokenBucket;

/**
 * The handshakes of CURVE that all addresses with limits may have together, and as many more as
 * only addresses may have that have had few lately. Any thread.
 */
final class HandshakeLimit {
  private final TokenBucket all;
  private final TokenBucket newcomers;

  /** One of which nothing is used. */
  HandshakeLimit(long now) {
    all = new TokenBucket(BudgetConfig.HANDSHAKES_IN_ALL, now);
    newcomers = new TokenBucket(BudgetConfig.HANDSHAKES_OF_NEWCOMERS, now);
  }

  /** Takes one if there is one. */
  synchronized boolean take(boolean newcomer, long now) {
    return all.take(now) == 0 || (newcomer && newcomers.take(now) == 0);
  }
}
