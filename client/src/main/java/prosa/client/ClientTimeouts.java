package prosa.client;

import java.time.Duration;
import prosa.zmtp.Backoff;
import prosa.zmtp.ZmtpLimits;

/**
 * The timeouts of a client.
 *
 * @param unreachable without a seat for so long, {@link ChatEvent.Unreachable} is told
 * @param answer the longest wait for an answer of the server, whatever was asked; a server that
 *     does not answer is connected to again
 * @param heartbeat silence after which the server is asked whether it is there
 * @param dead silence after which it is not
 * @param backoff the waits between connection attempts
 */
public record ClientTimeouts(
    Duration unreachable, Duration answer, Duration heartbeat, Duration dead, Backoff backoff) {
  /**
   * The longest wait for a connection, and from there for the peer's side of the handshake, which
   * every server begins by itself: time for two repeats of a lost packet, after 1 and 3 s. A member
   * whose seat is held for 30 s can wait for the first of its doors ({@link #dead}) and two silent
   * ones.
   */
  private static final Duration HANDSHAKE = Duration.ofSeconds(5);

  /** The longest message of a server with any limits: {@code seated} with 1,000 names. */
  private static final int LONGEST_FRAME = 1024 * 1024;

  public ClientTimeouts {
    if (!unreachable.isPositive() || !answer.isPositive() || !heartbeat.isPositive()) {
      throw new IllegalArgumentException("These times are longer than nothing");
    }
    if (dead.compareTo(heartbeat) <= 0) {
      throw new IllegalArgumentException("The server's end must come after the heartbeat");
    }
  }

  /** 5 s, 10 s, 5 s, 15 s; attempts after 100 ms to 5 s. */
  public static ClientTimeouts defaults() {
    return new ClientTimeouts(
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5)));
  }

  /** The limits of a connection to a server. */
  ZmtpLimits wireLimits() {
    ZmtpLimits usual = ZmtpLimits.defaults();
    return new ZmtpLimits(
        answer.compareTo(HANDSHAKE) < 0 ? answer : HANDSHAKE,
        usual.handshakeFrame(),
        LONGEST_FRAME,
        0,
        usual.parts(),
        usual.subscriptions(),
        usual.prefix(),
        heartbeat,
        dead);
  }
}
