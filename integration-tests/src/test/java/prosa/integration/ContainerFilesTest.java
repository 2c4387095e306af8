package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The files for containers as other programs read them; none of these needs an engine. What is in
 * the image, and that it serves, is tried by {@code packaging/trial.sh} in a folder of its own.
 */
@Tag("long")
final class ContainerFilesTest {
  private static final Path FILES = Outcome.ROOT.resolve("packaging/docker");

  /** Fetches the linter by npm's client, into this build's folder. */
  private static Path linter() throws Exception {
    Path folder =
        Npm.install(
            Outcome.ROOT.resolve("integration-tests/target/dockerfile-utils"),
            "dockerfile-utils@" + System.getProperty("prosa.dockerfile.utils"));
    return folder.resolve("node_modules/.bin/dockerfile-utils");
  }

  @Test
  void noLinterComplainsOfTheDockerfile() throws Exception {
    String linter = linter().toString();
    Outcome clean = Outcome.of(FILES, linter, "lint", FILES.resolve("Dockerfile").toString());
    assertThat(clean.exit()).as(clean.toString()).isZero();

    Path broken = Files.createTempDirectory("docker").resolve("Dockerfile");
    Files.writeString(
        broken, Files.readString(FILES.resolve("Dockerfile")).replace("USER 5555:5555", "USER"));
    Outcome told = Outcome.of(FILES, linter, "lint", broken.toString());
    assertThat(told.exit()).as("the linter does look").isNotZero();
  }

  @Test
  void composeAcceptsItsFile() throws Exception {
    Outcome read =
        Outcome.of(
            FILES, "docker-compose", "-f", FILES.resolve("compose.yaml").toString(), "config");
    assertThat(read.exit()).as(read.toString()).isZero();
    assertThat(read.toString()).contains("read_only: true", "no-new-privileges");

    Path broken = Files.createTempDirectory("compose").resolve("compose.yaml");
    Files.copy(FILES.resolve("compose.yaml"), broken, StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(
        broken, Files.readString(broken).replace("read_only: true", "read_only: [yes]"));
    Outcome told = Outcome.of(FILES, "docker-compose", "-f", broken.toString(), "config");
    assertThat(told.exit()).as("it does look").isNotZero();
  }
}
