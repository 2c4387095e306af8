package prosa.app;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags about the end of a server: how its members are sent away. */
final class DrainOptions {
  @Option(
      names = "--drain",
      paramLabel = "TIME",
      description =
          "Over how long SIGTERM closes the connections, one after the other; 0s closes all at"
              + " once. Default: a tenth of a second for each member, 30s at most. Ctrl-C closes"
              + " all at once.")
  private @Nullable Duration drain;

  /** Over how long; empty for what suits the number of members. */
  Optional<Duration> time() {
    return Optional.ofNullable(drain);
  }
}
