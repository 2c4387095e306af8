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
import prosa.integration.HonestMembers.Figures;

/**
 * Fifty thousand handshakes that are begun and not finished, of ZMTP with NULL and with CURVE, HTTP
 * and TLS, from 250 addresses, thousands open at a time: nothing is lost, members hear each other
 * as well as otherwise, and newcomers are seated.
 */
@Tag("alone")
@Tag("long")
final class HalfOpenFloodTest {
  private static final int TOTAL = 50_000;
  private static final int AT_ONCE = 8_000;

  /** In quiet times it is a tenth to a fifth of this. */
  private static final double WITHIN_MILLIS = 50;

  private static final Duration QUIET = Duration.ofSeconds(5);

  @TempDir private Path folder;

  private Prosa serve() throws Exception {
    Path own = Files.createTempDirectory(folder, "server");
    Path key = own.resolve("server.key");
    CurveKeys.generate(key);
    // by the launcher: with the heap that a server has, not with that of the other tests
    return Prosa.serveByLauncher(
        List.of(),
        Prosa.withTls(own, "--trusted", HonestMembers.NO_NETWORK, "--curve-key", key.toString()));
  }

  @Timeout(900)
  @Test
  void fiftyThousandHalfOpenHandshakesKeepNobodyFromTalking() throws Exception {
    try (Prosa prosa = serve();
        HonestMembers members = HonestMembers.gather(prosa.port())) {
      List<String> done = new ArrayList<>();
      var _ = HalfOpenFlooder.run(prosa.port(), 500, 100); // loads the server's classes
      Figures quiet = members.measure(QUIET);
      Figures attacked =
          members.during(() -> done.add(HalfOpenFlooder.run(prosa.port(), TOTAL, AT_ONCE)));
      String all = "quiet: %s; attacked: %s; flood: %s".formatted(quiet, attacked, done);
      System.out.println(all);
      attacked.assertServed(quiet, WITHIN_MILLIS, all);
      assertThat(done).allMatch(told -> told.contains(TOTAL + " half-open"));
      ResourceSnapshot.isAtRest(prosa);
    }
  }
}
