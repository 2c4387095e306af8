package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import prosa.integration.ClassicClient.Ports;

/** The console on standard output: the original's lines, byte for byte. */
final class ConsoleOutputTest {
  private static final String STARTED = "Main Server Started\nChat0\t|\tStarted\n";
  private static final String SAYS_HI = "{\"user\": \"Ana\", \"message\": \"oi, açaí\"}";

  /** Ana comes, says two things and goes; returns when the last line must be there. */
  private static void visit(Prosa prosa) throws IOException {
    Ports ports = RawClient.ask(prosa.port(), Prosa.HOST);
    try (RawClient ana = RawClient.join(ports, Prosa.HOST)) {
      ana.say(SAYS_HI);
      assertThat(ana.hear()).isEqualTo(SAYS_HI);
      ana.say("{\"user\": \"A\\tna\", \"message\": \"\\u001b[31m\\r\\nred\\u202e\"}");
      ana.hear();
    }
  }

  @Test
  void fullPrintsWhatIsSaidWithControlCharactersEscaped() throws Exception {
    try (Prosa prosa = Prosa.serve("--console", "full")) {
      visit(prosa);
      String expected =
          STARTED
              + "Chat0\t|\tUsers connected: 1\n"
              + "Chat0\t|\tReceived from Ana: oi, açaí\n"
              + "Chat0\t|\tReceived from A\\tna: \\u001b[31m\\r\\nred\\u202e\n"
              + "Chat0\t|\tUsers connected: 0\n";
      Await.until("the visit on the console", () -> prosa.out().endsWith(": 0\n"));
      assertThat(prosa.out()).isEqualTo(expected);
    }
  }

  @Tag("long")
  @Test
  void autoLeavesOutWhatIsSaidWhenRedirectedAsPlainDoes() throws Exception {
    for (String mode : List.of("auto", "plain")) {
      try (Prosa prosa = Prosa.serve("--console", mode)) {
        visit(prosa);
        Await.until("the visit on the console", () -> prosa.out().endsWith(": 0\n"));
        assertThat(prosa.out())
            .isEqualTo(STARTED + "Chat0\t|\tUsers connected: 1\nChat0\t|\tUsers connected: 0\n");
        assertThat(prosa.err()).doesNotContain("Ana", "oi");
      }
    }
  }

  @Test
  void autoPrintsWhatIsSaidOnTerminal() throws Exception {
    Outcome.of(Outcome.ROOT, "./prosa", "--version"); // builds, if something has changed
    try (Prosa prosa = Prosa.serveOnTerminal()) {
      visit(prosa);
      Await.until("the visit on the console", () -> prosa.out().endsWith(": 0\r\n"));
      assertThat(prosa.out())
          .startsWith("Main Server Started\r\nChat0\t|\tStarted\r\n")
          .contains("\r\nChat0\t|\tReceived from Ana: oi, açaí\r\n");
    }
  }

  @Test
  void offPrintsNothing() throws Exception {
    try (Prosa prosa = Prosa.serve("--console", "off")) {
      visit(prosa);
      prosa.terminate();
      assertThat(prosa.exit(Await.LONG)).isZero();
      assertThat(prosa.out()).isEmpty();
      assertThat(prosa.err()).doesNotContain("Ana", "oi");
    }
  }
}
