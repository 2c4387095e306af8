package prosa.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import prosa.server.Handover;

/** Flags about taking the port over from a server that is running, or from systemd. */
final class HandoverOptions extends Flags {
  /** The first descriptor that systemd passes (sd_listen_fds(3)). */
  private static final int FIRST_PASSED = 3;

  private final Flag<Boolean> handover =
      toggle("--handover")
          .saying(
              "Take the port over from a server of this user that runs with this flag on the same port,"
                  + " which then drains and ends; and hand it on in the same way. Nobody is refused"
                  + " meanwhile. Linux only.");

  /** Whether the port is handed over. */
  boolean given() {
    return handover.value();
  }

  /**
   * Where the servers of one port meet; empty without the flag.
   *
   * @throws IOException with a sentence for the host
   */
  Optional<Handover> place(Optional<String> bind, int port) throws IOException {
    if (!handover.value()) {
      return Optional.empty();
    }
    String where = bind.map(one -> one.replaceAll("[^0-9A-Za-z.]", "_")).orElse("all");
    return Optional.of(new Handover(folder(System.getenv()), "handover-" + where + "-" + port));
  }

  /** The folder in which they meet. A unit with several runtime directories has the first one's. */
  static Path folder(Map<String, String> environment) {
    String given = environment.get("RUNTIME_DIRECTORY");
    if (given != null) {
      return Path.of(given.replaceFirst(":.*", "")); // systemd.exec(5)
    }
    String ofUser = environment.get("XDG_RUNTIME_DIR");
    return ofUser != null
        ? Path.of(ofUser, "prosa")
        : Path.of(System.getProperty("java.io.tmpdir"), "prosa-" + System.getProperty("user.name"));
  }

  /** The descriptor of a listening socket that systemd passed, if it passed one to this process. */
  static OptionalInt passed(Map<String, String> environment, long pid) {
    return "1".equals(environment.get("LISTEN_FDS"))
            && Long.toString(pid).equals(environment.get("LISTEN_PID"))
        ? OptionalInt.of(FIRST_PASSED)
        : OptionalInt.empty();
  }
}
