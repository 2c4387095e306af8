package prosa.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.TypeConversionException;

/** The errors of the command line before anything starts. */
final class OptionsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "serve --hold 999999999h",
        "serve --hold 8761h",
        "serve --room-linger 999999999h",
        "serve --private-linger 999999999h",
        "serve --reservation 999999999h",
        "serve --handshake 999999999h",
        "serve --heartbeat 999999998h --dead-after 999999999h",
        "serve --classic-rest 999999999h",
        "serve --enter-within 999999999h",
        "serve --stuck-after 999999999h",
        "chat --wait 999999999h",
      })
  void longestTimeIsAYear(String line) {
    assertThat(refusal(line)).contains("a time is at most 8760h");
  }

  @ParameterizedTest
  @CsvSource({
    "serve --enter-within 0ms, enter-within = 0ms: it may be 1ms to 8760h",
    "serve --stuck-after 0s, stuck-after = 0s: it may be 1ms to 8760h",
    "serve --handshake 0s, handshake = 0s: it may be 1ms to 8760h",
    "serve --hold 0s, hold = 0s: it may be 1ms to 8760h",
    "serve --queue-limit 1, queue-limit (1) has to be at least frame-limit and 1K",
    "serve --queue-limit 17407, at least frame-limit and 1K (frame-limit = 16K)",
    "serve --queue-limit 256K --frame-limit 256K, at least frame-limit and 1K (frame-limit = 256K)",
    "serve --subscriptions 0, subscriptions = 0: it may be 1 or more",
    "chat --wait 0s, the time to wait must be longer than nothing",
  })
  void whatServesNobodyIsRefused(String line, String sentence) {
    assertThat(refusal(line)).contains(sentence);
  }

  @ParameterizedTest
  @CsvSource({
    "203.0.113.9, is no address of this machine",
    "nowhere.invalid, is no address of this machine",
    "224.0.0.1, is an address of many machines",
    "ff02::1, is an address of many machines",
    "255.255.255.255, is an address of many machines",
    "'', --bind needs an address",
  })
  void addressToListenOnIsOneOfThisMachine(String address, String sentence) {
    assertThat(refusal("serve --bind " + address)).contains(sentence);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.0.0.2", "0.0.0.0", "::", "localhost"})
  void addressOfThisMachineIsTaken(String address) {
    assertThat(BindAddress.parse(address)).isNotNull();
  }

  @Test
  void modesOfTheConsoleAreNamedAsTheyAreWritten() {
    assertThat(refusal("serve --console loud"))
        .contains(
            "on the command line: console = loud: 'loud' is none of auto, full, plain and off");
  }

  @Test
  void processesMeetInTheFirstOfSeveralRuntimeDirectories() {
    Path run = Path.of("/run/prosa");
    assertThat(HandoverOptions.folder(Map.of("RUNTIME_DIRECTORY", "/run/prosa:/run/more")))
        .isEqualTo(run);
    assertThat(HandoverOptions.folder(Map.of("RUNTIME_DIRECTORY", "/run/prosa"))).isEqualTo(run);
    assertThat(HandoverOptions.folder(Map.of("XDG_RUNTIME_DIR", "/run"))).isEqualTo(run);
    assertThat(HandoverOptions.folder(Map.of()).getFileName().toString()).startsWith("prosa-");
  }

  /** Each piece begins a new line: only whole sentences are broken where the terminal ends. */
  @Test
  void helpIsWrittenInWholeSentences() {
    assertThat(Main.commandLine().getUsageMessage())
        .containsPattern("(?m)^  serve +Runs a chat server\\.$");
    for (CommandLine command : Main.commandLine().getSubcommands().values()) {
      CommandSpec spec = command.getCommandSpec();
      assertThat(spec.usageMessage().description()).allMatch(piece -> piece.endsWith("."));
      assertThat(spec.args())
          .filteredOn(flag -> !flag.hidden())
          .allSatisfy(flag -> assertThat(flag.description()).hasSize(1));
    }
  }

  /** A start describes one command, which reads the same as if all were described. */
  @Test
  void aCommandLineHasTheCommandAloneThatIsNamed() {
    CommandLine all = Main.commandLine();
    for (String name : all.getSubcommands().keySet()) {
      CommandLine one = Main.commandLine(new String[] {name, "--help"});
      assertThat(ServeCommand.subcommand(one, name).getUsageMessage())
          .isEqualTo(ServeCommand.subcommand(all, name).getUsageMessage());
      boolean aboutAll = name.equals("completion") || name.equals("man");
      assertThat(one.getSubcommands()).hasSize(aboutAll ? all.getSubcommands().size() : 1);
    }
    for (String[] other : new String[][] {{}, {"--help"}, {"sreve"}}) {
      assertThat(Main.commandLine(other).getSubcommands().keySet())
          .isEqualTo(all.getSubcommands().keySet());
    }
  }

  @Test
  void timesAreReadToTheirLimit() {
    assertThat(DurationConverter.parse("500ms")).isEqualTo(Duration.ofMillis(500));
    assertThat(DurationConverter.parse("8760h")).isEqualTo(Duration.ofDays(365));
    assertThatThrownBy(() -> DurationConverter.parse("1d"))
        .isInstanceOf(TypeConversionException.class);
  }

  /** The one sentence that a command line which must not begin is refused with. */
  private static String refusal(String line) {
    StringWriter said = new StringWriter();
    CommandLine command = Main.commandLine().setErr(new PrintWriter(said, true));

    assertThat(command.execute(line.split(" ", -1))).isEqualTo(2);
    assertThat(said.toString().lines())
        .singleElement()
        .asString()
        .startsWith("prosa: ")
        .endsWith(".")
        .doesNotContain("Exception");
    return said.toString();
  }
}
