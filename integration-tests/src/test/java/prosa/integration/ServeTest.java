package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import prosa.integration.PythonClients.Client;

/** How {@code prosa serve} begins and ends. */
final class ServeTest {
  private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);

  @Test
  void endsWithExitCodeZeroWhenAskedTo() throws Exception {
    try (Prosa prosa = Prosa.serve();
        PythonClients python = PythonClients.of(prosa.port())) {
      List<Client> table = List.of(python.join("ana"), python.join("bia"));
      table.forEach(Client::settle);
      try (RawPeer direct = RawPeer.join(prosa.port(), "DEALER", Prosa.HOST);
          RawPeer silent = RawPeer.connect(prosa.port())) {
        int port = prosa.port();

        prosa.terminate();

        assertThat(prosa.exit(FIVE_SECONDS)).isZero();
        assertThat(direct.endsWithin(FIVE_SECONDS)).isTrue();
        assertThat(silent.endsWithin(FIVE_SECONDS)).isTrue();
        assertThatThrownBy(() -> RawPeer.connect(port)).isInstanceOf(ConnectException.class);
        table.forEach(
            client ->
                Await.until(
                    client.name() + " to lose both connections",
                    () ->
                        client.seen("to", "DISCONNECTED") > 0
                            && client.seen("broadcast", "DISCONNECTED") > 0));
      }
    }
  }

  @Test
  void theJournalOfSystemdIsToldTheLevelOfEachLine() throws Exception {
    try (Prosa prosa =
        Prosa.serveAfter(
            "export JOURNAL_STREAM=$(stat -L -c %d:%i /proc/self/fd/2)",
            "--admin", "127.0.0.1:0")) {
      AdminPort.of(prosa).post("/actions/emergency?level=normal");
      Await.until("a warning", () -> prosa.err().contains("\n<4>WARN server - Server - "));
      prosa.errWith("\n<6>Ctrl-C closes it.\n");
    }
    try (Prosa prosa = Prosa.serveAfter("export JOURNAL_STREAM=1:1")) {
      assertThat(prosa.err()).doesNotContain("<6>");
    }
  }

  @Test
  void portInUseCostsOneSentenceAndExitCodeTwo() throws Exception {
    try (Prosa prosa = Prosa.serve()) {
      assertRefused("--bind", Prosa.HOST, "--port", Integer.toString(prosa.port()));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--no-such-flag",
        "--port 70000",
        "--bind nowhere.invalid",
        "--capacity 0",
        "--classic-ports 9-3",
        "--message-rate fast",
        "--frame-limit 1",
        "--trusted everybody",
        "--reservation 15",
        "--dead-after 1s",
        "--hold 999999999h",
        "--enter-within 0ms",
        "--queue-limit 1",
        "--bind 203.0.113.9",
        "--tls-cert / --tls-key /"
      })
  void whatCannotBeUnderstoodCostsOneSentenceAndExitCodeTwo(String flags) throws Exception {
    assertRefused(flags.split(" "));
  }

  private static void assertRefused(String... flags) throws IOException, InterruptedException {
    Outcome refused = Prosa.serveInVain(flags);

    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err().lines())
        .singleElement()
        .asString()
        .startsWith("prosa: ")
        .endsWith(".")
        .doesNotContain("Exception");
  }
}
