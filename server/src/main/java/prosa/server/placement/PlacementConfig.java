package prosa.server.placement;

import java.time.Duration;

/**
 * The capacity of rooms, the timeouts of seats and rooms, and the limits.
 *
 * @param capacity seats of a room, 1 to 1000; held seats count against it
 * @param reservation how long a reserved seat, or a lone classic connection, waits to be completed
 * @param hold how long a lost member's seat is kept for its return
 * @param linger how long a room without anybody stays open
 * @param privateLinger the same for a private room that somebody has a code for
 * @param limits how much an address, a connection and all together may have
 * @param longestHold how long a lost member's seat is kept at most, if it asked for that
 * @param node the name of this node of a cluster; empty for a server that is alone
 */
public record PlacementConfig(
    int capacity,
    Duration reservation,
    Duration hold,
    Duration linger,
    Duration privateLinger,
    SeatLimits limits,
    Duration longestHold,
    String node) {

  private static final int MOST_SEATS = 1000;
  private static final Duration ARRIVAL_GRACE = Duration.ofSeconds(1);
  private static final Duration LONGEST_HOLD = Duration.ofMinutes(5);

  public PlacementConfig {
    if (capacity < 1 || capacity > MOST_SEATS) {
      throw new IllegalArgumentException("capacity must be 1 to " + MOST_SEATS + ": " + capacity);
    }
    mustBePositive("reservation", reservation);
    mustBePositive("hold", hold);
    mustBePositive("linger", linger);
    mustBePositive("private linger", privateLinger);
    if (longestHold.compareTo(hold) < 0) {
      throw new IllegalArgumentException(
          "the longest hold must not be shorter than the usual one: " + longestHold);
    }
  }

  /** Of a server that is alone. */
  public PlacementConfig(
      int capacity,
      Duration reservation,
      Duration hold,
      Duration linger,
      Duration privateLinger,
      SeatLimits limits,
      Duration longestHold) {
    this(capacity, reservation, hold, linger, privateLinger, limits, longestHold, "");
  }

  /** The same on a node of a cluster. */
  public PlacementConfig on(String name) {
    return new PlacementConfig(
        capacity, reservation, hold, linger, privateLinger, limits, longestHold, name);
  }

  /** The same with rooms of another size. */
  public PlacementConfig withCapacity(int seats) {
    return new PlacementConfig(
        seats, reservation, hold, linger, privateLinger, limits, longestHold, node);
  }

  /** With five minutes as the longest hold. */
  public PlacementConfig(
      int capacity,
      Duration reservation,
      Duration hold,
      Duration linger,
      Duration privateLinger,
      SeatLimits limits) {
    this(
        capacity,
        reservation,
        hold,
        linger,
        privateLinger,
        limits,
        hold.compareTo(LONGEST_HOLD) < 0 ? LONGEST_HOLD : hold);
  }

  /** The documented defaults. */
  public static PlacementConfig defaults() {
    return new PlacementConfig(
        10,
        Duration.ofSeconds(15),
        Duration.ofSeconds(30),
        Duration.ofSeconds(10),
        Duration.ofMinutes(10),
        SeatLimits.defaults());
  }

  /** How long a reserved seat counts as a member before anybody has come. */
  Duration arrivalGrace() {
    return reservation.compareTo(ARRIVAL_GRACE) < 0 ? reservation : ARRIVAL_GRACE;
  }

  private static void mustBePositive(String what, Duration time) {
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException(what + " must be longer than nothing: " + time);
    }
  }
}
