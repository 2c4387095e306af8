package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Packages of npm, which its client fetches into this build's folder. */
final class Npm {
  private Npm() {}

  /**
   * Installs a package, without running what it brings.
   *
   * @param name the package with its version, for example {@code zeromq@6.8.0}
   */
  static Path install(Path folder, String name) throws IOException, InterruptedException {
    Outcome fetched =
        Outcome.of(
            Files.createDirectories(folder),
            "npm",
            "install",
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
            name);
    assertThat(fetched.exit()).as(fetched.toString()).isZero();
    return folder;
  }
}
