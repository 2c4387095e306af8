package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import prosa.integration.HonestMembers.Figures;

/** A server whose standard output and standard error are pipes that are full and never read. */
final class BlockedOutputTest {
  private static final String STRANGER = "127.0.2.7";
  private static final String UNREAD =
      "exec /usr/bin/python3 "
          + Outcome.ROOT.resolve("integration-tests/src/test/python/unread.py")
          + " \"$@\"";
  private static final int GREETINGS = 150;
  private static final int TALKERS = 15;
  private static final int TEXTS = 10; // as many as may be said at once
  private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);

  @Test
  void membersAreServedAndTheServerEndsInTime() throws Exception {
    try (Prosa prosa =
        Prosa.serveAfter(UNREAD, "--console", "full", "--trusted", HonestMembers.NO_NETWORK)) {
      Figures blocked;
      try (HonestMembers members = HonestMembers.gather(prosa.port())) {
        Figures quiet = members.measure(Duration.ofSeconds(2));
        blocked = members.during(() -> writeMoreThanThePipesHold(prosa.port()));
        blocked.assertServedAsWellAs(quiet);
      }
      prosa.terminate();
      assertThat(prosa.exit(FIVE_SECONDS)).isZero();
      assertThat(prosa.out())
          .as("what stood in the pipe of the console")
          .startsWith("Main Server Started")
          .hasSizeGreaterThan(3000);
      prosa.errWith("wire protocol"); // what stood in the pipe of the log
    }
  }

  /** Each member is told of on the console, and so is its text; broken greetings are logged. */
  private static void writeMoreThanThePipesHold(int door) throws IOException {
    for (int i = 0; i < GREETINGS; i++) {
      try (RawPeer broken = RawPeer.connect(door, STRANGER)) {
        broken.flood(new byte[] {(byte) 0xFF, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, 1);
        assertThat(broken.endsWithin(FIVE_SECONDS)).isTrue();
      }
    }
    for (int i = 0; i < TALKERS; i++) {
      try (RawPeer talker = RawPeer.join(door, "DEALER", "127.0.2." + (10 + i))) {
        assertThat(talker.message()).contains("hello");
        talker.send(RawPeer.message("{\"type\": \"enter\", \"user\": \"somebody\"}"));
        for (int n = 1; n <= TEXTS; n++) {
          String text = "x".repeat(200) + (n == TEXTS ? " at last" : "");
          talker.send(RawPeer.message("{\"type\": \"say\", \"message\": \"" + text + "\"}"));
        }
        while (!talker.message().contains(" at last")) {
          // seated, and what the others say
        }
        talker.send(RawPeer.message("{\"type\": \"leave\"}"));
      }
    }
  }
}
