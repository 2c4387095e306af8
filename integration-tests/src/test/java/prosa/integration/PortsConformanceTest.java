package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import prosa.testing.ConformanceRun;

/**
 * {@code conformance/zmtp.py} against the three ports of a running server: the door, and a room's
 * two for classic clients. What differs from libzmq is in {@code docs/protocol.md}.
 */
@Tag("long")
final class PortsConformanceTest {
  /** So many that no limit for one address is met. */
  private static final String SOURCES = "127.1.0.1-127.1.7.250";

  private static final String[] FLAGS = {"--handshake", "60s", "--reservation", "2s"};

  @Test
  void theDoorIsARouter() throws Exception {
    try (Prosa prosa = Prosa.serve(FLAGS)) {
      assertThat(
              on(prosa.port(), "ROUTER")
                  .with("--request", "FindChat", "--jobs", "16")
                  .compare("door"))
          .isGreaterThan(150);
    }
  }

  @Test
  void theDoorIsARouterWithCurve(@TempDir Path folder) throws Exception {
    List<String> keygen = new ArrayList<>(JavaCommand.of(JavaCommand.Program.SERVER));
    Path file = folder.resolve("server.key");
    keygen.addAll(List.of("prosa.app.Main", "keygen", file.toString()));
    String key = Outcome.of(Path.of("."), keygen.toArray(String[]::new)).out().strip();
    try (Prosa prosa =
        Prosa.serve("--handshake", "60s", "--reservation", "2s", "--curve-key", file.toString())) {
      assertThat(
              ConformanceRun.curve(prosa.port(), "ROUTER", key)
                  .with("--sources", SOURCES, "--patience", "0.5", "--jobs", "8")
                  .with("--request", "FindChat")
                  .compare("curve-door"))
          .isGreaterThan(70);
    }
  }

  @Test
  void theClassicPortsAreASubscriberAndAPublisher() throws Exception {
    try (Prosa prosa = Prosa.serve(FLAGS);
        PythonClients python = PythonClients.of(prosa.port())) {
      PythonClients.Client ana = python.join("ana");
      ana.settle();
      // Each of them holds one of the room's seats while it lasts.
      assertThat(on(ana.ports().publisherPort(), "SUB").with("--jobs", "4").compare("to_server"))
          .isGreaterThan(150);
      assertThat(
              on(ana.ports().broadcast(), "PUB")
                  .with("--jobs", "4", "--only", "greeting/", "--only", "handshake/")
                  .with("--only", "frames/", "--only", "ping/")
                  .compare("from_server"))
          .isGreaterThan(150);
    }
  }

  private static ConformanceRun on(int port, String socket) {
    return ConformanceRun.zmtp(port, socket).with("--sources", SOURCES, "--patience", "0.5");
  }
}
