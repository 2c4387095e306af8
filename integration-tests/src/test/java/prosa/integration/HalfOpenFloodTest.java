package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fifty thousand handshakes that are begun and not finished, of ZMTP with NULL and with CURVE, HTTP
 * and TLS, from 250 addresses, thousands open at a time: members are served as while another server
 * beside theirs is flooded so, and newcomers are seated.
 */
@Tag("alone")
@Tag("long")
final class HalfOpenFloodTest {
  private static final int TOTAL = 50_000;
  private static final int AT_ONCE = 8_000;
  private static final Duration QUIET = Duration.ofSeconds(5);

  @TempDir private Path folder;

  private Prosa serve() throws Exception {
    Path own = Files.createTempDirectory(folder, "server");
    Path key = own.resolve("server.key");
    CurveKeys.generate(key);
    return Prosa.serveMeasured(
        Prosa.withTls(own, "--trusted", HonestMembers.NO_NETWORK, "--curve-key", key.toString()));
  }

  @Timeout(900)
  @Test
  void fiftyThousandHalfOpenHandshakesCostTheOthersNothing() throws Exception {
    try (Prosa prosa = serve();
        Prosa other = serve();
        HonestMembers members = HonestMembers.gather(prosa.port())) {
      List<String> done = new ArrayList<>();
      var _ = HalfOpenFlooder.run(prosa.port(), 500, 100); // loads the server's classes
      var _ = HalfOpenFlooder.run(other.port(), 500, 100);
      try {
        members.assertServedAsWellAsBeside(
            1,
            QUIET,
            () -> done.add("elsewhere: " + HalfOpenFlooder.run(other.port(), TOTAL, AT_ONCE)),
            () -> done.add(HalfOpenFlooder.run(prosa.port(), TOTAL, AT_ONCE)));
      } finally {
        System.out.println("flood: " + done);
      }
      assertThat(done).allMatch(told -> told.contains(TOTAL + " half-open"));
      ResourceSnapshot.isAtRest(prosa);
    }
  }
}
