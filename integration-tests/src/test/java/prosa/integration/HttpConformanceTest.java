package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import prosa.testing.ConformanceRun;

/**
 * {@code conformance/http.py}: odd requests to the door and to nginx. What differs is in {@code
 * docs/conformance.md}, each with its reason.
 */
final class HttpConformanceTest {
  @Test
  void whatDiffersFromNginxIsWrittenDownWithItsReason() throws Exception {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/sbin/nginx")), "nginx is not installed (nginx-light)");
    try (Prosa prosa = Prosa.serve("--handshake", "30s")) {
      assertThat(ConformanceRun.http(prosa.port()).compare("door")).isGreaterThan(80);
    }
  }
}
