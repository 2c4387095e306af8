package prosa.server.limits;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import prosa.protocol.Rate;

/**
 * The budgets of one connection and of its address.
 *
 * @param joins {@link Resource#JOINS} of a connection
 * @param requests {@link Resource#REQUESTS} of a connection
 * @param frames {@link Resource#FRAMES} of a connection; at least {@link #leastFrames}, whatever is
 *     given here
 * @param bytes {@link Resource#BYTES} of a connection; at least {@link #leastBytes}, whatever is
 *     given here
 * @param addressFactor the budget of an address, as a multiple of one connection's
 * @param questionWithin how long a REQ peer at the door may wait before a complete request
 */
public record BudgetConfig(
    Rate joins,
    Rate requests,
    Rate frames,
    Rate bytes,
    int addressFactor,
    Duration questionWithin) {
  private static final int FRAMES_PER_MESSAGE = 4;
  private static final int FRAMES_OF_BYTES_PER_MESSAGE = 2;
  private static final Rate TYPING = new Rate(3, 1);
  private static final Rate PRIVATE_ROOMS = new Rate(3, 1);
  private static final Rate REFUSALS = new Rate(50, 10);
  private static final Rate PAGES = new Rate(100, 10);

  /**
   * Connections that an address may open; a browser opens a few for each page, and one WebSocket.
   */
  static final Rate CONNECTIONS = new Rate(512, 64);

  /** Handshakes of CURVE of an address; a classic client has three. */
  static final Rate HANDSHAKES = new Rate(64, 16);

  /** The same of all addresses that have limits: on a slow machine each takes a millisecond. */
  static final Rate HANDSHAKES_IN_ALL = new Rate(256, 128);

  /** As many more of addresses that have had few lately, so that a flood leaves them some. */
  static final Rate HANDSHAKES_OF_NEWCOMERS = new Rate(64, 64);

  public BudgetConfig {
    if (addressFactor < 1 || addressFactor > 1_000) {
      throw new IllegalArgumentException("an address may do 1 to 1000 times what a connection may");
    }
    if (!questionWithin.isPositive()) {
      throw new IllegalArgumentException("a question must be given some time");
    }
  }

  /** The defaults of docs/operations.md. */
  public static BudgetConfig defaults() {
    return new BudgetConfig(
        new Rate(20, 1),
        new Rate(10, 1),
        new Rate(256, 64),
        new Rate(4 << 20, 256 << 10),
        20,
        Duration.ofSeconds(60));
  }

  /** The rate of each resource for one connection. */
  Map<Resource, Rate> perConnection(Rate messages, int frameBytes) {
    EnumMap<Resource, Rate> rates = new EnumMap<>(Resource.class);
    rates.put(Resource.MESSAGES, messages);
    rates.put(Resource.TYPING, TYPING);
    rates.put(Resource.REQUESTS, requests);
    rates.put(Resource.JOINS, joins);
    rates.put(Resource.PRIVATE_ROOMS, PRIVATE_ROOMS);
    rates.put(Resource.REFUSALS, REFUSALS);
    rates.put(Resource.PAGES, PAGES);
    rates.put(Resource.FRAMES, atLeast(frames, leastFrames(messages)));
    rates.put(Resource.BYTES, atLeast(bytes, leastBytes(messages, frameBytes)));
    return Collections.unmodifiableMap(rates);
  }

  /** The rate of each resource for all connections of an address. */
  Map<Resource, Rate> perAddress(Rate messages, int frameBytes) {
    EnumMap<Resource, Rate> rates = new EnumMap<>(perConnection(messages, frameBytes));
    rates.replaceAll((resource, rate) -> times(rate, addressFactor));
    rates.put(Resource.CONNECTIONS, CONNECTIONS);
    rates.put(Resource.HANDSHAKES, HANDSHAKES);
    return Collections.unmodifiableMap(rates);
  }

  /** The frames that a connection has to be allowed, so that it may send its messages. */
  public static Rate leastFrames(Rate messages) {
    return times(messages, FRAMES_PER_MESSAGE);
  }

  /** The same in bytes, for frames of up to {@code frameBytes}. */
  public static Rate leastBytes(Rate messages, int frameBytes) {
    return times(messages, FRAMES_OF_BYTES_PER_MESSAGE * (long) frameBytes);
  }

  private static Rate atLeast(Rate given, Rate needed) {
    if (given.off()) {
      return given;
    }
    return new Rate(
        Math.max(given.burst(), needed.burst()), Math.max(given.perSecond(), needed.perSecond()));
  }

  private static Rate times(Rate rate, long factor) {
    return new Rate(
        (int) Math.min(Integer.MAX_VALUE, rate.burst() * factor),
        (int) Math.min(Integer.MAX_VALUE, rate.perSecond() * factor));
  }
}
