package prosa.client;

import java.time.Duration;
import prosa.zmtp.Backoff;

/**
 * How patient a client is.
 *
 * @param unreachable without a seat for so long, {@link ChatEvent.Unreachable} is told
 * @param answer the longest wait for an answer of the server, whatever was asked; a server that
 *     does not answer is dialled anew
 * @param heartbeat silence after which the server is asked whether it is there
 * @param dead silence after which it is not
 * @param backoff the waits between diallings
 */
public record ClientTimeouts(
    Duration unreachable, Duration answer, Duration heartbeat, Duration dead, Backoff backoff) {

  public ClientTimeouts {
    if (!unreachable.isPositive() || !answer.isPositive() || !heartbeat.isPositive()) {
      throw new IllegalArgumentException("These times are longer than nothing");
    }
    if (dead.compareTo(heartbeat) <= 0) {
      throw new IllegalArgumentException("The server's end must come after the heartbeat");
    }
  }

  /** 5 s, 10 s, 5 s, 15 s; diallings after 100 ms to 5 s. */
  public static ClientTimeouts defaults() {
    return new ClientTimeouts(
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5)));
  }
}
