package prosa.bench;

import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * The measurements of a load test. Times are in nanoseconds.
 *
 * @param tables how many the users were seated at
 * @param seating from the first user's connecting to the last one's seat, in seconds
 * @param seats how long each user waited for its seat
 * @param sent messages
 * @param delivered messages that reached a user, its own among them
 * @param lost messages that did not reach a user that sat at the table; empty where users come and
 *     go, since the recipients are not known then
 * @param refused messages that the server refused
 * @param missed `missed` notices of the server
 * @param broken connections that the server closed
 * @param joined users that replaced others
 * @param seconds from the first message to the last delivery
 * @param latency from when a message was due (open loop) or sent (closed loop) to each delivery
 * @param server the process, if its pid was given
 * @param intervals second by second
 */
public record LoadResult(
    LoadPlan plan,
    int tables,
    double seating,
    Histogram seats,
    long sent,
    long delivered,
    Optional<Long> lost,
    long refused,
    long missed,
    long broken,
    long joined,
    double seconds,
    Histogram latency,
    Optional<Server> server,
    List<Interval> intervals) {

  /**
   * The server's process during the measurement.
   *
   * @param cpuSeconds user and system time
   * @param residentBytes at the end
   * @param descriptors at the end; -1 if that may not be known
   */
  public record Server(double cpuSeconds, long residentBytes, int descriptors) {}

  /**
   * A second of it.
   *
   * @param at seconds since the beginning
   * @param cores CPU time of the server in it per time that went by; NaN if no pid was given
   */
  public record Interval(double at, double deliveries, long p50, long p99, double cores) {}

  /** Deliveries a second. */
  public double throughput() {
    return seconds > 0 ? delivered / seconds : 0;
  }

  /** Microseconds of the server's CPU time for each delivery, if its pid was given. */
  public Optional<Double> cpuPerDelivery() {
    return server.filter(_ -> delivered > 0).map(s -> s.cpuSeconds() * 1e6 / delivered);
  }

  /** Whether every message was delivered to every member. */
  public boolean clean() {
    return lost.orElse(0L) == 0 && refused == 0 && missed == 0 && broken == 0;
  }
}
