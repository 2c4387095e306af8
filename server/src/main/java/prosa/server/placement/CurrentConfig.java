package prosa.server.placement;

/** The {@link PlacementConfig} that holds at the moment. On placement's thread. */
final class CurrentConfig {
  private PlacementConfig config;

  CurrentConfig(PlacementConfig first) {
    config = first;
  }

  PlacementConfig config() {
    return config;
  }

  SeatLimits limits() {
    return config.limits();
  }

  /**
   * What holds from here on: limits for what is asked for, times for what begins to wait, the
   * capacity for rooms that are opened. What is there already stays.
   */
  void change(PlacementConfig next) {
    config = next;
  }
}
