package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import prosa.messages.Language;
import prosa.messages.Messages;

/** The {@code ./prosa} command as its users call it. */
final class LauncherTest {
  private static final String PROSA = Outcome.ROOT.resolve("prosa").toString();

  @Test
  void helpIsReadOnStandardOutput() throws Exception {
    Outcome help = Outcome.of(Outcome.ROOT, "./prosa", "--help");

    assertThat(help.exit()).isZero();
    assertThat(help.out()).startsWith("Usage: prosa");
  }

  @Test
  void unknownFlagCostsOneSentenceAndExitCodeTwo() throws Exception {
    Outcome refused = Outcome.of(Outcome.ROOT, "./prosa", "--no-such-flag");

    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err().lines()).singleElement().asString().contains("--no-such-flag");
  }

  /** No server is asked: there is none at that port. */
  @Test
  void whatIsNoNameCostsOneSentenceAndExitCodeTwo() throws Exception {
    for (String name : List.of("''", "$'Jos\\xe9'", "x".repeat(33))) {
      Outcome refused =
          Outcome.of(
              Outcome.ROOT, "bash", "-c", "./prosa chat 127.0.0.1:1 --language en --user " + name);

      assertThat(refused.exit()).isEqualTo(2);
      assertThat(refused.out()).isEmpty();
      assertThat(refused.err())
          .isEqualTo(
              "prosa: A name has 1 to 32 visible characters and begins with a letter, a digit or"
                  + " a symbol.\n");
    }
  }

  /** It leads to a table that the server reads, which is not what was asked for. */
  @Test
  void aLinkWithoutASecretLeadsToNoEncryptedTable() throws Exception {
    String link = "http://127.0.0.1:1/r/Zr4x1N0bQ5eW9oYk2LhS3g";
    Outcome refused =
        Outcome.of(
            Outcome.ROOT,
            "./prosa",
            "chat",
            link,
            "--encrypted",
            "--user",
            "Ana",
            "--language",
            "en");

    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err())
        .isEqualTo(
            "prosa: This link has no secret, so its table is not encrypted. It leads there if no"
                + " encrypted table is asked for.\n");
  }

  @Test
  void runsFromAnyFolderThroughAnyChainOfLinks(@TempDir Path folder) throws Exception {
    Path near = Files.createSymbolicLink(folder.resolve("near"), Path.of("far"));
    Path far = Files.createSymbolicLink(folder.resolve("far"), Path.of(PROSA));
    try {
      assertThat(Outcome.of(folder, near.toString(), "--version").out()).startsWith("prosa ");
      assertThat(Outcome.of(folder, "./near", "--version").out()).startsWith("prosa ");
    } finally { // JUnit warns of links that lead out of its folder
      Files.delete(near);
      Files.delete(far);
    }
  }

  @Test
  void becomesJavaSoThatSignalsArrive() throws IOException, InterruptedException {
    // The shell names its own pid, the launcher is the same process, and so must be the Java.
    Outcome both =
        Outcome.of(
            Outcome.ROOT,
            "sh",
            "-c",
            "echo $$; export PROSA_JAVA_OPTS=-Xlog:gc:stdout:pid; exec ./prosa --version");

    String pid = both.out().lines().findFirst().orElseThrow();
    assertThat(both.out()).contains("[" + pid + "] Using Serial");
  }

  /** What is made at each start anew instead costs a start a third of its time. */
  @Test
  void allClassesComeFromTheCacheOfTheBuild(@TempDir Path folder) throws Exception {
    Path loaded = folder.resolve("loaded");
    Outcome version =
        Outcome.of(
            Outcome.ROOT,
            "sh",
            "-c",
            "PROSA_JAVA_OPTS=-Xlog:class+load:file=" + loaded + " exec ./prosa --version");

    assertThat(version.exit()).isZero();
    List<String> sources =
        Files.readAllLines(loaded).stream()
            .filter(line -> line.contains(" source: "))
            .map(line -> line.substring(line.indexOf(" source: ")))
            .toList();
    assertThat(sources).filteredOn(source -> source.contains("shared objects file")).isNotEmpty();
    assertThat(sources).noneMatch(source -> source.contains(".jar"));
  }

  @Tag("long")
  @Test
  void whatIsClosedIsAsEmptyAndNotTheFirstFileThatJavaOpens() throws Exception {
    try (Prosa server = Prosa.serve("--console", "full")) {
      String chat = "./prosa chat " + Prosa.HOST + ":" + server.port() + " --user Ana ";

      Outcome deaf = Outcome.of(Outcome.ROOT, "sh", "-c", chat + "<&-");
      Outcome mute = Outcome.of(Outcome.ROOT, "sh", "-c", "echo oi | " + chat + ">&- 2>&-");

      assertThat(deaf.exit()).as(deaf.err()).isZero();
      assertThat(mute.exit()).isZero();
      Await.until("one is heard", () -> server.out().contains("Received from Ana: oi"));
      assertThat(server.out().lines().filter(line -> line.contains("Received"))).hasSize(1);
    }
  }

  /** None of these locales is installed, as where ssh brings the variables along. */
  @Test
  void thePersonsLanguageIsThatOfTheEnvironment() throws Exception {
    Map<String, Language> languages =
        Map.of(
            "LANG=pt_BR.UTF-8", Language.PORTUGUESE,
            "LC_ALL=es_MX.UTF-8", Language.SPANISH,
            "LANG=de_DE.UTF-8 LANGUAGE=fr:es", Language.SPANISH,
            "LANG=es_ES.UTF-8 LC_ALL=C.UTF-8", Language.ENGLISH);
    for (Map.Entry<String, Language> one : languages.entrySet()) {
      String clean = "env -i PATH=\"$PATH\" HOME=\"$HOME\" " + one.getKey();

      Outcome refused = Outcome.of(Outcome.ROOT, "sh", "-c", clean + " ./prosa chat </dev/null");

      assertThat(refused.err())
          .as(one.getKey())
          .contains(Messages.in(one.getValue()).text("userFlagNeeded"));
    }
  }

  @Tag("long")
  @Test
  void namesKeepTheirAccentsWithoutALocale() throws Exception {
    try (Prosa server = Prosa.serve("--console", "full")) {
      String chat = "./prosa chat " + Prosa.HOST + ":" + server.port() + " --user Relógio";
      for (String locale : new String[] {"", "LC_ALL=C ", "LANG=POSIX ", "LANG=pt_BR.UTF-8 "}) {
        String clean = "echo três | env -i PATH=\"$PATH\" HOME=\"$HOME\" " + locale;

        Outcome said = Outcome.of(Outcome.ROOT, "sh", "-c", clean + chat);

        assertThat(said.out()).isEqualTo("Relógio: três\n");
      }
    }
  }
}
