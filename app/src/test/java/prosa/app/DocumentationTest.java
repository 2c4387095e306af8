package prosa.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The manual pages and the completions: they contain what {@code --help} contains, and the programs
 * that read them accept them.
 */
final class DocumentationTest {
  private static final LocalDate DATE = LocalDate.of(2026, 1, 2);

  @TempDir private Path folder;

  private static Map<String, String> pages() {
    return ManPage.all(Main.commandLine(), DATE);
  }

  @Test
  void everyCommandHasAPageAndEveryOptionIsOnIt() {
    Map<String, String> pages = pages();
    assertThat(pages)
        .containsKeys("prosa.1", "prosa-serve.1", "prosa-chat.1", "prosa-config.1")
        .doesNotContainKey("prosa-man.1");
    for (CommandLine command : ManPage.visible(Main.commandLine())) {
      String name = "prosa-" + command.getCommandName() + ".1";
      String page = pages.getOrDefault(name, "");
      for (OptionSpec option : ManPage.options(command.getCommandSpec())) {
        for (String flag : option.names()) {
          String shown = option.negatable() ? flag.replaceFirst("^--", "--[no-]") : flag;
          assertThat(page).as(name).contains("\\fB" + shown.replace("-", "\\-") + "\\fR");
        }
        assertThat(page)
            .as("%s of %s", option.longestName(), name)
            .contains(ManPage.sentence(option).replace("\\", "\\e").replace("-", "\\-"))
            .doesNotContain("${");
      }
      assertThat(pages.getOrDefault("prosa.1", ""))
          .contains(name.replace("-", "\\-").replace(".1", " (1)"));
    }
  }

  @Test
  void thePageOfServeNamesTheVariableOfEverySetting() {
    String page = pages().getOrDefault("prosa-serve.1", "");
    for (String key : ServeCommand.keys(Main.commandLine(), "serve")) {
      assertThat(page).contains(".BR " + ServeSettings.variable(key) + " .");
    }
  }

  @Test
  void thePagesAreTheSameEachTime() {
    assertThat(pages()).isEqualTo(pages());
    assertThat(ManPage.date("0")).isEqualTo(LocalDate.of(1970, 1, 1));
  }

  /** groff is part of every Debian, and says what it does not understand. */
  @Test
  void whatReadsManualPagesUnderstandsThem() throws Exception {
    for (Map.Entry<String, String> page : pages().entrySet()) {
      Path file = Files.writeString(folder.resolve(page.getKey()), page.getValue());
      if (there("groff")) {
        assertThat(said("groff", "-ww", "-man", "-Tutf8", "-Z", file.toString()))
            .as(page.getKey())
            .doesNotContain("warning:")
            .doesNotContain("error:");
      }
      if (there("mandoc")) {
        assertThat(said("mandoc", "-T", "lint", "-W", "warning", file.toString())).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(ShellCompletion.class)
  void everyCommandAndOptionIsCompleted(ShellCompletion shell) {
    CommandLine prosa = Main.commandLine();
    String script = shell.script(prosa);
    for (CommandLine command : ManPage.visible(prosa)) {
      assertThat(script).contains(command.getCommandName());
      for (OptionSpec option : ManPage.options(command.getCommandSpec())) {
        String flag = option.longestName();
        assertThat(script)
            .contains(shell == ShellCompletion.FISH ? "-l " + flag.substring(2) + " " : flag);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(ShellCompletion.class)
  void theShellUnderstandsItsScript(ShellCompletion shell) throws Exception {
    String name = shell.name().toLowerCase(Locale.ROOT);
    if (there(name)) {
      Path file = Files.writeString(folder.resolve(name), shell.script(Main.commandLine()));
      assertThat(said(name, "-n", file.toString())).isEmpty();
    }
  }

  @Test
  void bashCompletesCommandsOptionsAndTheirValues() throws Exception {
    assertThat(completed("prosa", "se")).contains("serve");
    assertThat(completed("prosa", "serve", "--classic-p")).containsExactly("--classic-ports");
    assertThat(completed("prosa", "serve", "--console", ""))
        .containsExactlyInAnyOrder("auto", "full", "plain", "off");
    assertThat(completed("prosa", "chat", "--language", "p")).containsExactly("pt-BR");
  }

  private List<String> completed(String... words) throws Exception {
    Path file =
        Files.writeString(folder.resolve("bash"), ShellCompletion.BASH.script(Main.commandLine()));
    String line =
        "source '%s'; compopt() { :; }; COMP_WORDS=(%s); COMP_CWORD=%d; _complete_prosa; printf '%%s\\n' \"${COMPREPLY[@]}\""
            .formatted(
                file,
                String.join(" ", List.of(words).stream().map(word -> "'" + word + "'").toList()),
                words.length - 1);
    return said("bash", "--norc", "-c", line).lines().map(String::strip).toList();
  }

  @Test
  void theCommandPrintsTheScriptOfAShellAndKnowsNoOther() {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine prosa =
        Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    assertThat(prosa.execute("completion", "zsh")).isZero();
    assertThat(out.toString()).isEqualTo(ShellCompletion.ZSH.script(Main.commandLine()));
    assertThat(prosa.execute("completion", "ksh")).isEqualTo(2);
    assertThat(err.toString()).contains("'ksh' is none of bash, zsh and fish");
  }

  private static boolean there(String program) {
    for (String path : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      if (Files.isExecutable(Path.of(path, program))) {
        return true;
      }
    }
    return false;
  }

  /** Everything that a program writes. */
  private static String said(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(new java.io.File("/dev/null"))
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return said;
  }
}
