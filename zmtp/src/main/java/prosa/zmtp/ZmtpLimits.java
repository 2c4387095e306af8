package prosa.zmtp;

import java.time.Duration;
import prosa.net.ConnectionTimeouts;

/**
 * The limits of a connection for its peer. Sizes are bytes.
 *
 * @param handshake from the connection's begin to our READY; beyond it the connection is closed
 * @param handshakeFrame longest frame before READY
 * @param frame longest message after READY, all of its parts together
 * @param skippable longest message that is skipped and told as oversized; 0 for none. What is
 *     longer than {@code frame} and this closes the connection
 * @param parts most frames of a message
 * @param subscriptions most subscriptions of one peer, doubles included
 * @param prefix longest prefix of a subscription
 * @param heartbeat silence after which a peer of ZMTP 3.1 is sent a PING
 * @param dead silence after which such a peer is given up
 */
public record ZmtpLimits(
    Duration handshake,
    int handshakeFrame,
    int frame,
    int skippable,
    int parts,
    int subscriptions,
    int prefix,
    Duration heartbeat,
    Duration dead) {

  /** Longest body of a command after READY. */
  static final int COMMAND = 1024;

  public ZmtpLimits {
    require(handshake.isPositive(), "The handshake deadline must be positive");
    require(handshakeFrame >= 64, "A frame before READY must be allowed 64 bytes or more");
    require(frame >= 1, "A frame must be allowed 1 byte or more");
    require(skippable >= 0, "The longest skipped message must not be negative");
    require(parts >= 1, "A message must be allowed 1 part or more");
    require(subscriptions >= 0, "The number of subscriptions must not be negative");
    require(prefix >= 0 && prefix < COMMAND - 10, "A prefix has 0 to 1013 bytes");
    require(heartbeat.isPositive(), "The heartbeat must be positive");
    require(dead.compareTo(heartbeat) > 0, "The peer's end must come after the heartbeat");
  }

  /** 5 s, 1 KiB, 16 KiB, none, 8, 16, 256, 20 s, 60 s. */
  public static ZmtpLimits defaults() {
    return new ZmtpLimits(
        Duration.ofSeconds(5),
        1024,
        16 * 1024,
        0,
        8,
        16,
        256,
        Duration.ofSeconds(20),
        Duration.ofSeconds(60));
  }

  /** The same with another time for the handshake. */
  public ZmtpLimits withHandshake(Duration within) {
    return new ZmtpLimits(
        within, handshakeFrame, frame, skippable, parts, subscriptions, prefix, heartbeat, dead);
  }

  /** The same with other times for PINGs. */
  public ZmtpLimits withHeartbeat(Duration ping, Duration givenUp) {
    return new ZmtpLimits(
        handshake, handshakeFrame, frame, skippable, parts, subscriptions, prefix, ping, givenUp);
  }

  /** The same with another longest message that is skipped. */
  public ZmtpLimits withSkippable(int bytes) {
    return new ZmtpLimits(
        handshake, handshakeFrame, frame, bytes, parts, subscriptions, prefix, heartbeat, dead);
  }

  /** The times alone. */
  public ConnectionTimeouts timeouts() {
    return new ConnectionTimeouts(handshake, heartbeat, dead);
  }

  private static void require(boolean condition, String sentence) {
    if (!condition) {
      throw new IllegalArgumentException(sentence);
    }
  }
}
