package prosa.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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

  /** What stands in the line after a tab, for each line that is typed at a real zsh. */
  private static final String ZSH_TYPIST =
      """
      zmodload zsh/zpty
      zpty z "cd '$2'; exec zsh -f -i"
      zpty -w z "PROMPT=; autoload -Uz compinit; compinit -D -u; source '$1'; \
        shown() { print -r -- \\"<<\\$BUFFER>>\\"; BUFFER=; zle .accept-line }; zle -N shown; \
        bindkey '^X' shown; bindkey '^I' expand-or-complete; print ready-'to'-go"
      zpty -r z line '*ready-to-go*'
      shift 2
      for typed in "$@"; do
        zpty -n -w z "$typed"$'\\t'$'\\x18'
        zpty -r z line '*<<*>>*'
        line=${line##*<<}
        print -r -- "${line%%>>*}"
      done
      zpty -d z
      """;

  @Test
  void zshCompletesCommandsOptionsFilesAndValues() throws Exception {
    assumeThat(there("zsh")).isTrue();
    Path script =
        Files.writeString(folder.resolve("_prosa"), ShellCompletion.ZSH.script(Main.commandLine()));
    Path typist = Files.writeString(folder.resolve("typist.zsh"), ZSH_TYPIST);
    Files.createFile(folder.resolve("key.pem"));
    Map<String, String> lines = new LinkedHashMap<>();
    for (CommandLine command : ManPage.visible(Main.commandLine())) {
      lines.put("prosa " + command.getCommandName() + " --versio", "--version");
    }
    lines.put("prosa se", "serve");
    lines.put("prosa chat -u Ana --langu", "--language=");
    lines.put("prosa chat --language p", "pt-BR");
    lines.put("prosa serve --console pl", "plain");
    lines.put("prosa serve --console=pl", "--console=plain");
    lines.put("prosa serve --tls-cert ke", "key.pem");
    lines.put("prosa keygen ke", "key.pem");
    lines.put("prosa completion z", "zsh");
    List<String> command =
        new ArrayList<>(List.of("timeout", "-k", "5", "50", "zsh", "-f", typist.toString()));
    command.addAll(List.of(script.toString(), folder.toString()));
    command.addAll(lines.keySet());
    List<String> last = new ArrayList<>();
    said(command.toArray(String[]::new))
        .lines()
        .map(String::strip)
        .forEach(line -> last.add(line.substring(line.lastIndexOf(' ') + 1)));
    assertThat(last).containsExactlyElementsOf(lines.values());
  }

  @Test
  void fishCompletesCommandsOptionsFilesAndValues() throws Exception {
    assumeThat(there("fish")).isTrue();
    assertThat(offeredByFish("prosa se")).containsExactly("serve");
    assertThat(offeredByFish("prosa serve --conso")).containsExactly("--console");
    for (CommandLine command : ManPage.visible(Main.commandLine())) {
      String line = "prosa " + command.getCommandName();
      assertThat(offeredByFish(line + " --versio")).containsExactly("--version");
    }
    assertThat(offeredByFish("prosa serve --console "))
        .containsExactlyInAnyOrder("auto", "full", "plain", "off");
    assertThat(offeredByFish("prosa completion ")).containsExactlyInAnyOrder("bash", "zsh", "fish");
    Files.createFile(folder.resolve("key.pem"));
    for (String line : List.of("prosa serve --tls-cert ", "prosa keygen ")) {
      assertThat(offeredByFish(line + folder + "/ke")).containsExactly(folder + "/key.pem");
    }
    assertThat(offeredByFish("prosa chat ")).contains("chat.example.org");
  }

  private List<String> offeredByFish(String line) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("prosa.fish"), ShellCompletion.FISH.script(Main.commandLine()));
    String command =
        "function __fish_print_hostnames; echo chat.example.org; end; source '%s'; complete -C '%s'"
            .formatted(file, line);
    return said("timeout", "-k", "5", "50", "fish", "--no-config", "-c", command)
        .lines()
        .map(offer -> offer.replaceFirst("\t.*", ""))
        .toList();
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
