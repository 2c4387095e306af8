package prosa.app;

import java.time.Duration;
import picocli.CommandLine.Option;
import prosa.server.placement.PlacementConfig;
import prosa.server.placement.SeatLimits;

/** Flags about seats: how long each kind of seat is kept without a connection. */
final class SeatOptions {
  @Option(
      names = "--reservation",
      paramLabel = "TIME",
      defaultValue = "15s",
      description =
          "How long a reserved seat, or half a classic client, waits. Default: ${DEFAULT-VALUE}.")
  private Duration reservation = Duration.ZERO;

  @Option(
      names = "--hold",
      paramLabel = "TIME",
      defaultValue = "30s",
      description = "How long the seat of a lost member is held. Default: ${DEFAULT-VALUE}.")
  private Duration hold = Duration.ZERO;

  @Option(
      names = "--longest-hold",
      paramLabel = "TIME",
      defaultValue = "5m",
      description =
          "The same at most, for a page on a phone that goes to the background; the default grows"
              + " with --hold."
              + " Default: ${DEFAULT-VALUE}.")
  private Duration longestHold = Duration.ZERO;

  @Option(
      names = "--room-linger",
      paramLabel = "TIME",
      defaultValue = "10s",
      description = "How long an empty chat stays open. Default: ${DEFAULT-VALUE}.")
  private Duration linger = Duration.ZERO;

  @Option(
      names = "--private-linger",
      paramLabel = "TIME",
      defaultValue = "10m",
      description = "How long an empty private table waits. Default: ${DEFAULT-VALUE}.")
  private Duration privateLinger = Duration.ZERO;

  /** The rules of placement, for tables of {@code capacity} seats. */
  PlacementConfig rules(int capacity, SeatLimits limits) {
    return new PlacementConfig(
        capacity,
        reservation,
        hold,
        linger,
        privateLinger,
        limits,
        longestHold.compareTo(hold) < 0 ? hold : longestHold);
  }
}
