package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A minute of ordinary life among faults: see {@link Soak}. {@code ./check --soak} sets {@code
 * -Dprosa.soak.seconds} for another time, and {@code -Dprosa.soak.seed} to repeat a run's choices.
 * Only then, when nothing else runs, a stall of an event loop fails it.
 */
final class SoakTest {
  private static final long SECONDS = Long.getLong("prosa.soak.seconds", 20);
  private static final Duration BESIDES = Duration.ofMinutes(5); // start, settling, end

  @Test
  @Timeout(value = 1, unit = TimeUnit.DAYS) // it has a deadline of its own
  void everyMessageIsAccountedForAndNothingRemains() throws Exception {
    assumeTrue(ClusterLab.isPossible(), "needs root and network namespaces");
    long seed = Long.getLong("prosa.soak.seed", System.nanoTime() % 1_000_000);
    Process soak =
        new ProcessBuilder(
                "unshare",
                "--net",
                "--mount",
                "sh",
                "-c",
                "ip link set lo up && exec \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Djdk.internal.httpclient.disableHostnameVerification=true",
                "-Dprosa.root=" + Outcome.ROOT,
                "-cp",
                System.getProperty("java.class.path"),
                Soak.class.getName(),
                Long.toString(SECONDS),
                Long.toString(seed),
                System.getProperty("prosa.soak.seconds") == null ? "beside others" : "alone")
            .redirectErrorStream(true)
            .start();
    try (var told = soak.inputReader()) {
      Thread printer = Thread.ofVirtual().start(() -> told.lines().forEach(System.out::println));
      boolean ended = soak.waitFor(SECONDS + BESIDES.toSeconds(), TimeUnit.SECONDS);
      if (!ended) {
        soak.destroyForcibly(); // the end of its output is waited for, whatever is asserted
      }
      assertThat(ended).as("the soak with seed %d has ended", seed).isTrue();
      assertThat(printer.join(Await.LONG)).as("its output has ended").isTrue();
      assertThat(soak.exitValue()).as("the soak with seed %d, see its output", seed).isZero();
    } finally {
      soak.destroyForcibly();
    }
  }
}
