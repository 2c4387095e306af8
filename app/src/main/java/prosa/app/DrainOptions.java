package prosa.app;

import java.time.Duration;
import java.util.Optional;

/** Flags about the end of a server: how its members are sent away. */
final class DrainOptions extends Flags {
  private final Flag<Duration> drain =
      time("--drain")
          .saying(
              "Over how long SIGTERM closes the connections, one after the other; 0s closes all at"
                  + " once. Default: a tenth of a second for each member, 30s at most. Ctrl-C closes"
                  + " all at once.");

  /** Over how long; empty for what suits the number of members. */
  Optional<Duration> time() {
    return drain.given();
  }
}
