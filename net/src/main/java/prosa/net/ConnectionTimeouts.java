package prosa.net;

import java.time.Duration;

/**
 * The timeouts of a connection.
 *
 * @param handshake from the begin of a connection until the handshake is complete; also the timeout
 *     for connecting
 * @param heartbeat silence after which the peer is sent a ping
 * @param dead silence after which the connection is closed
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
