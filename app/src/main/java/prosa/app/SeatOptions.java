package prosa.app;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import prosa.server.placement.PlacementConfig;
import prosa.server.placement.SeatLimits;

/** Flags about seats: how long each kind of seat is kept without a connection. */
final class SeatOptions extends Flags {
  private final Flag<Duration> reservation =
      time("--reservation")
          .usually("15s")
          .saying(
              "How long a reserved seat, or half a classic client, waits. Default: ${DEFAULT-VALUE}.");

  private final Flag<Duration> hold =
      time("--hold")
          .usually("30s")
          .saying("How long the seat of a lost member is held. Default: ${DEFAULT-VALUE}.");

  private final Flag<Duration> longestHold =
      time("--longest-hold")
          .usually("5m")
          .saying(
              "The same at most, for a page on a phone that goes to the background; the default grows"
                  + " with --hold."
                  + " Default: ${DEFAULT-VALUE}.");

  private final Flag<Duration> linger =
      time("--room-linger")
          .usually("10s")
          .saying("How long an empty chat stays open. Default: ${DEFAULT-VALUE}.");

  private final Flag<Duration> privateLinger =
      time("--private-linger")
          .usually("10m")
          .saying("How long an empty private table waits. Default: ${DEFAULT-VALUE}.");

  /** The rules of placement, for tables of {@code capacity} seats. */
  PlacementConfig rules(int capacity, SeatLimits limits) {
    return new PlacementConfig(
        capacity,
        reservation.value(),
        hold.value(),
        linger.value(),
        privateLinger.value(),
        limits,
        Collections.max(List.of(hold.value(), longestHold.value())));
  }
}
