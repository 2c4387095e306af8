package prosa.integration.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README's five steps to two browsers that talk over HTTPS, as they stand there: the first
 * three on a Debian with systemd that {@code packaging/trial.sh} boots, the last two by two
 * browsers outside of it. Needs root and the packages in target/packages.
 */
@Tag("long")
@Tag("graphical")
final class ReadmeStepsTest {
  private static final Path ROOT = Path.of(System.getProperty("prosa.root", ".."));
  private static final Duration LONGEST = Duration.ofMinutes(5);

  @Test
  void twoBrowsersTalkOverHttpsInLessThanFiveMinutes(@TempDir Path folder) throws Exception {
    Path log = folder.resolve("log");
    Process trial =
        new ProcessBuilder("packaging/trial.sh", "readme", folder.toString())
            .directory(ROOT.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    String browsing = "";
    try {
      long deadline = System.nanoTime() + LONGEST.toNanos();
      while (!Files.readString(log).contains("browsers may come")) {
        assertThat(trial.isAlive() && System.nanoTime() < deadline)
            .as("%s", Files.readString(log))
            .isTrue();
        var _ = trial.waitFor(50, TimeUnit.MILLISECONDS);
      }
      long began = System.nanoTime();
      browse(folder);
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      browsing = "trial: steps 4 and 5 took %.1f s%n".formatted(took.toMillis() / 1e3);
    } finally {
      Files.createFile(folder.resolve("done"));
      assertThat(trial.waitFor(60, TimeUnit.SECONDS)).isTrue();
      Files.writeString(ROOT.resolve("target/readme-steps.log"), Files.readString(log) + browsing);
    }
    assertThat(trial.exitValue()).isZero();
    assertThat(seconds(Files.readAllLines(ROOT.resolve("target/readme-steps.log"))))
        .isLessThan((double) LONGEST.toSeconds());
  }

  private static double seconds(List<String> told) {
    return told.stream()
        .filter(line -> line.contains(" took "))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll(".* took ([0-9.]+) s", "$1")))
        .sum();
  }

  /** Steps 4 and 5: each browser trusts the authority, then opens the page by its name. */
  private static void browse(Path folder) throws IOException, InterruptedException {
    try (Chromium first = trusting(folder, "first");
        Chromium second = trusting(folder, "second");
        PageUser ana = first.open("https://chat.lan:5555/");
        PageUser bia = second.open("https://chat.lan:5555/")) {
      ana.sitDown("Ana");
      bia.sitDown("Bia");
      ana.say("oi, Bia");
      bia.hears("oi, Bia");
      bia.say("oi, Ana");
      ana.hears("oi, Ana");
      assertThat(ana.page().evaluate("location.protocol")).isEqualTo("https:");
      assertThat(ana.page().evaluate("window.isSecureContext")).isEqualTo(true);
    }
  }

  private static Chromium trusting(Path folder, String name)
      throws IOException, InterruptedException {
    Path home = Files.createDirectory(folder.resolve(name));
    Path database = Files.createDirectories(home.resolve(".pki/nssdb"));
    certutil("-d", "sql:" + database, "-N", "--empty-password");
    certutil(
        "-d",
        "sql:" + database,
        "-A",
        "-t",
        "C,,",
        "-n",
        "Our own CA",
        "-i",
        folder.resolve("ca.crt").toString());
    return new Chromium(
        List.of("--host-resolver-rules=MAP chat.lan 192.0.2.7"),
        Map.of("HOME", home.toString(), "PATH", System.getenv("PATH")));
  }

  private static void certutil(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("certutil"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor()).as("%s", command).isZero();
  }
}
