package prosa.net;

import java.time.Duration;

/**
 * How long a connection is waited for.
 *
 * @param handshake from the begin of a connection until both sides have agreed to talk; a channel
 *     that dials gets as long to be connected
 * @param heartbeat silence after which the peer is asked for a sign of life
 * @param dead silence after which the peer is given up
 */
public record ConnectionTimeouts(Duration handshake, Duration heartbeat, Duration dead) {
  public ConnectionTimeouts {
    require(handshake.isPositive(), "The handshake deadline must be positive");
    require(heartbeat.isPositive(), "The heartbeat must be positive");
    require(dead.compareTo(heartbeat) > 0, "The peer's end must come after the heartbeat");
  }

  private static void require(boolean condition, String sentence) {
    if (!condition) {
      throw new IllegalArgumentException(sentence);
    }
  }
}
