package prosa.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The parameters of a load test.
 *
 * @param host the server's
 * @param port the server's
 * @param protocol the protocol of the members
 * @param tls whether they connect over TLS, which only browsers can
 * @param authority a file with the certificates to trust, PEM; empty to trust any
 * @param users how many there are
 * @param rate messages each second of all users together, sent whether or not the earlier ones have
 *     arrived (open loop); 0 for a closed loop, where each user sends its next message when it has
 *     received its last one
 * @param window messages in flight of each user in a closed loop
 * @param churn users that leave and are replaced by others, each second
 * @param size bytes of padding in each message
 * @param warmup the load before anything is measured
 * @param duration of the measurement
 * @param pid the server's process, whose CPU time and memory are read; empty if it is elsewhere
 */
public record LoadPlan(
    String host,
    int port,
    Protocol protocol,
    boolean tls,
    Optional<Path> authority,
    int users,
    double rate,
    int window,
    double churn,
    int size,
    Duration warmup,
    Duration duration,
    Optional<Long> pid) {

  /** The protocol of a member. */
  public enum Protocol {
    /** A seat by REQ, then a PUB and a SUB socket: the protocol of the original server. */
    CLASSIC,
    /** One DEALER socket. */
    DIRECT,
    /** One WebSocket. */
    BROWSER
  }

  /**
   * A plan that can be carried out.
   *
   * @throws IllegalArgumentException with a sentence for the user
   */
  public LoadPlan {
    require(users >= 1 && users <= 100_000, "there are 1 to 100,000 users");
    require(rate >= 0 && rate <= 1e6, "the rate is 0 to 1,000,000 messages a second");
    require(window >= 1 && window <= 1_000, "a user has 1 to 1,000 messages in flight");
    require(churn >= 0 && churn <= 10_000, "0 to 10,000 users come and go a second");
    require(size >= 0 && size <= 8_000, "the padding is 0 to 8,000 bytes");
    require(!duration.isNegative() && !duration.isZero(), "a load lasts longer than nothing");
    require(!warmup.isNegative(), "a warm-up lasts no time or some");
    require(
        !tls || protocol == Protocol.BROWSER,
        "only browsers come over TLS, since ZeroMQ has none: --protocol browser");
    require(tls || authority.isEmpty(), "--ca goes with --tls");
  }

  /** The same for another time. */
  LoadPlan lasting(Duration other) {
    return new LoadPlan(
        host, port, protocol, tls, authority, users, rate, window, churn, size, warmup, other, pid);
  }

  /** A port of the server as {@code host:port}, with brackets around an IPv6 address. */
  String at(int port) {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  private static void require(boolean holds, String sentence) {
    if (!holds) {
      throw new IllegalArgumentException(sentence);
    }
  }

  /** Whether messages are sent at their times, and not when earlier ones have arrived. */
  public boolean openLoop() {
    return rate > 0;
  }
}
