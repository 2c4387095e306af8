package prosa.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The files that the packages are made from, checked by the programs that will read them. */
final class PackagingTest {
  private static final Path ROOT = Path.of(System.getProperty("prosa.root", "..")).toAbsolutePath();
  private static final Path PACKAGING = ROOT.resolve("packaging");
  private static final Path UNIT = PACKAGING.resolve("debian/prosa.service");

  @TempDir private Path folder;

  private record Said(int exit, String text) {}

  private static Said said(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(ROOT.toFile())
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Said(process.exitValue(), text);
  }

  private static boolean there(String program) {
    return Stream.of("/usr/bin", "/usr/sbin", "/bin")
        .anyMatch(path -> Files.isExecutable(Path.of(path, program)));
  }

  /** The unit of NATS that is hardened scores 1.7 with systemd 252. */
  @Test
  void theServiceIsHardenedBetterThanThatOfNats() throws Exception {
    assumeThat(there("systemd-analyze")).isTrue();
    Said said =
        said("systemd-analyze", "security", "--offline=true", "--threshold=16", UNIT.toString());
    assertThat(said.exit()).as(said.text()).isZero();
  }

  @Test
  void systemdUnderstandsEveryLineOfTheService() throws Exception {
    assumeThat(there("systemd-analyze")).isTrue();
    Path copy = folder.resolve("prosa.service"); // with a program that exists here
    String unit = Files.readString(UNIT);
    Files.writeString(
        copy,
        unit.replace("/usr/bin/prosa", "/bin/true").replaceFirst("(?m)^Documentation=.*$", ""));
    Said said = said("systemd-analyze", "verify", copy.toString());
    assertThat(said.text().lines().filter(line -> line.contains("prosa.service"))).isEmpty();
    assertThat(unit).contains("Type=notify", "ExecReload=/bin/kill -HUP $MAINPID", "LimitNOFILE=");
  }

  /** Each setting that the shipped file shows is one, and it sets the operator's port alone. */
  @Test
  void theShippedSettingsTurnTheOperatorsPortOnAndNothingElse() throws IOException {
    Path file = PACKAGING.resolve("debian/prosa.properties");
    CommandLine prosa = Main.commandLine();
    List<String> shown = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      assertThat(line).matches("#.*||admin = 127\\.0\\.0\\.1:5556");
      if (line.matches("# {3}[a-z-]+ = .*")) {
        shown.add(line.substring(1, line.indexOf('=')).strip());
      }
    }
    assertThat(shown).isNotEmpty();
    assertThat(ServeCommand.keys(prosa, "config")).containsAll(shown);
    assertThat(
            Main.run(
                prosa.setOut(new java.io.PrintWriter(new java.io.StringWriter())),
                new String[] {"config", "--config", file.toString()},
                Map.of(),
                List.of()))
        .isZero();
  }

  @Test
  void shellsUnderstandTheScripts() throws Exception {
    for (String script :
        List.of(
            "packaging/launcher.sh",
            "packaging/debian/prosa.postinst",
            "packaging/debian/prosa.prerm",
            "packaging/debian/prosa.postrm")) {
      assertThat(said("sh", "-n", script)).as(script).isEqualTo(new Said(0, ""));
    }
    for (String script :
        List.of(
            "package",
            "prosa",
            "packaging/program.sh",
            "packaging/jvm-flags.sh",
            "packaging/trial.sh",
            "packaging/trial-inside.sh")) {
      assertThat(said("bash", "-n", script)).as(script).isEqualTo(new Said(0, ""));
    }
  }

  @Test
  void theEntryOfTheMenuIsValid() throws Exception {
    if (there("desktop-file-validate")) {
      assertThat(said("desktop-file-validate", "packaging/desktop/prosa.desktop"))
          .isEqualTo(new Said(0, ""));
    }
    if (there("appstreamcli")) {
      Said said =
          said(
              "appstreamcli",
              "validate",
              "--no-net",
              "packaging/desktop/chat.prosa.Prosa.metainfo.xml");
      assertThat(said.exit()).as(said.text()).isZero();
    }
  }

  /** No engine runs where this is tried, so it is looked at what an image must not lack. */
  @Test
  void theImageRunsAsNobodyOnAReadOnlyRootAndTellsItsHealth() throws IOException {
    List<String> image = Files.readAllLines(PACKAGING.resolve("docker/Dockerfile"));
    assertThat(image.stream().filter(line -> line.startsWith("FROM "))).hasSize(2);
    assertThat(image)
        .anyMatch(line -> line.matches("USER [1-9]\\d*:[1-9]\\d*"))
        .anyMatch(line -> line.matches("HEALTHCHECK .*CMD \\[.*\"health\"]"))
        .anyMatch(line -> line.contains("org.opencontainers.image.licenses=\"Apache-2.0\""))
        .noneMatch(line -> line.contains("apt-get") || line.contains("curl"));
    assertThat(Files.readAllLines(PACKAGING.resolve("docker/compose.yaml")))
        .contains("    read_only: true", "      - no-new-privileges:true", "      - ALL");
  }

  /** The lists of classes belong to this program: most of its own classes in them exist. */
  @Test
  void theListsOfClassesAreNotStale() throws IOException {
    for (String command : List.of("serve", "chat", "desktop", "any")) {
      List<String> own =
          Files.readAllLines(PACKAGING.resolve("classes").resolve(command)).stream()
              .filter(line -> line.startsWith("prosa/app/"))
              .map(line -> line.split(" ", 2)[0].replace('/', '.'))
              .toList();
      long known = own.stream().filter(PackagingTest::exists).count();
      assertThat(own).as(command).isNotEmpty();
      assertThat(known).as(command).isGreaterThan(own.size() * 3L / 4);
    }
  }

  private static boolean exists(String type) {
    try {
      Class.forName(type, false, PackagingTest.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
