package prosa.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The settings of the environment and of the file, as {@code prosa config} prints them. */
final class SettingsTest {
  private record Outcome(int exit, String out, String err) {
    /** The line of a setting, with its spaces folded. */
    String of(String key) {
      return out.lines()
          .filter(line -> line.startsWith(key + " = "))
          .map(line -> line.replaceAll(" +", " "))
          .findFirst()
          .orElse("");
    }
  }

  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("prosa.properties"), text);
  }

  private Outcome config(Map<String, String> environment, String... flags) {
    return run(environment, "config", flags);
  }

  private Outcome run(Map<String, String> environment, String command, String... flags) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine prosa =
        Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    String[] args = new String[flags.length + 1];
    args[0] = command;
    System.arraycopy(flags, 0, args, 1, flags.length);
    int exit =
        Main.run(
            prosa,
            args,
            environment,
            List.of(folder.resolve("none"), folder.resolve("prosa.properties")));
    return new Outcome(exit, out.toString(), err.toString());
  }

  @Test
  void aFlagGoesBeforeTheEnvironmentThatBeforeTheFileAndThatBeforeTheDefault() throws IOException {
    Path file = file("# mine\n\ncapacity = 4\nhold=1m\nport = 1\n");
    Map<String, String> environment = Map.of("PROSA_HOLD", "2m", "PROSA_PORT", "2");
    Outcome outcome = config(environment, "--port", "3");
    assertThat(outcome.exit()).isZero();
    assertThat(outcome.of("port")).isEqualTo("port = 3 # --port");
    assertThat(outcome.of("hold")).isEqualTo("hold = 2m # PROSA_HOLD");
    assertThat(outcome.of("capacity")).isEqualTo("capacity = 4 # " + file + ", line 3");
    assertThat(outcome.of("reservation")).isEqualTo("reservation = 15s # default");
  }

  @Test
  void everyFlagIsASettingButThoseThatAskForHelpAndNameTheFile() {
    Outcome outcome = config(Map.of());
    assertThat(outcome.of("tls-cert")).isEqualTo("tls-cert = # default");
    assertThat(outcome.of("trusted")).isEqualTo("trusted = 127.0.0.0/8,::1 # default");
    assertThat(outcome.out()).doesNotContain("help").doesNotContain("config");
  }

  @Test
  void theNamedFileGoesBeforeTheUsualOneAndMustExist() throws IOException {
    file("capacity = 4\n");
    Path other = Files.writeString(folder.resolve("other"), "capacity = 5\n");
    assertThat(config(Map.of("PROSA_CONFIG", other.toString())).of("capacity"))
        .startsWith("capacity = 5 ");
    assertThat(config(Map.of("PROSA_CONFIG", "/none"), "--config=" + other).of("capacity"))
        .startsWith("capacity = 5 ");
    Outcome none = config(Map.of(), "--config", folder.resolve("gone").toString());
    assertThat(none.exit()).isEqualTo(2);
    assertThat(none.err())
        .isEqualTo("prosa: there is no file " + folder.resolve("gone") + ", given as --config.\n");
    assertThat(config(Map.of("PROSA_CONFIG", "/none")).err())
        .isEqualTo("prosa: there is no file /none, given as PROSA_CONFIG.\n");
  }

  @Test
  void aFileWithoutANameIsToldByWhoGaveIt() {
    assertThat(config(Map.of("PROSA_CONFIG", "")).err())
        .isEqualTo("prosa: PROSA_CONFIG names no file.\n");
    assertThat(config(Map.of(), "--config=").err()).isEqualTo("prosa: --config names no file.\n");
  }

  @Test
  void aSwitchMaySayThatItIsOff() {
    assertThat(config(Map.of(), "--handover").of("handover")).startsWith("handover = true #");
    assertThat(config(Map.of("PROSA_HANDOVER", "true"), "--handover=false").of("handover"))
        .isEqualTo("handover = false # --handover");
  }

  /** picocli knows variables; with them a server would run with another value than is told. */
  @Test
  void aDollarSignInASettingIsNoVariable() throws IOException {
    file("capacity = ${user.name}\n");
    assertThat(config(Map.of()).err()).contains("'${user.name}' is not a whole number");
    assertThat(config(Map.of("PROSA_CAPACITY", "${DEFAULT-VALUE}")).err())
        .contains("'${DEFAULT-VALUE}' is not a whole number");
  }

  /** Kubernetes sets it for each container of a namespace with a service that is called prosa. */
  @Test
  void thePortOfAServiceCalledProsaIsNoSetting() {
    assertThat(config(Map.of("PROSA_PORT", "tcp://10.0.0.7:5555")).of("port"))
        .isEqualTo("port = 5555 # default");
    assertThat(config(Map.of("PROSA_PORT", "10.0.0.7:5555")).exit()).isEqualTo(2);
  }

  @Test
  void aVariableIsWrittenInCapitals() {
    assertThat(config(Map.of("PROSA_port", "7")).err())
        .contains("PROSA_port is no setting; did you mean PROSA_PORT?");
  }

  /** What the start would read is read, each file and each language of a text. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tls-cert = text, tls-key = text | there is no PEM certificate in",
        "welcome = text.txt | text.es.txt', given as --welcome: it is not UTF-8",
        "node = a | line 1: node = a: --node, --advertise and --cluster-… go with --cluster",
        "cluster-ca = text | line 1: cluster-ca = ",
        "cluster = nats://here, cluster-user = x | line 2: cluster-user = x: --cluster-user goes",
        "cluster = nats://here, cluster-ca = text | --cluster-ca goes with --cluster tls://",
        "cluster = nats://here, cluster-password-file = empty | is empty",
      })
  void whatWouldNotStartIsToldWithoutStarting(String lines, String why) throws IOException {
    Files.writeString(folder.resolve("text"), "text\n");
    Files.writeString(folder.resolve("text.txt"), "text\n");
    Files.write(folder.resolve("text.es.txt"), new byte[] {(byte) 0xE9});
    Files.createFile(folder.resolve("empty"));
    file(lines.replaceAll("= (text|empty)", "= " + folder + "/$1").replace(", ", "\n") + "\n");
    for (String command : List.of("config", "serve")) {
      Outcome outcome = run(Map.of(), command);
      assertThat(outcome.exit()).as(command).isEqualTo(2);
      assertThat(outcome.err()).as(command).contains(why).hasLineCount(1);
    }
  }

  /** The sentence is logged. */
  @ParameterizedTest
  @ValueSource(
      strings = {"nats://prosa:s3cr3t@here:4222", "nats://prosa:s3@cr3t@here", "nats://s3cr3t@h:"})
  void aPasswordInAnAddressIsNotRepeated(String url) throws IOException {
    file("cluster = " + url + "\n");
    for (Outcome outcome :
        List.of(
            config(Map.of()),
            config(Map.of("PROSA_CLUSTER", url)),
            run(Map.of(), "serve", "--cluster", url))) {
      assertThat(outcome.exit()).isEqualTo(2);
      assertThat(outcome.err())
          .contains("cluster = nats://…@h", "it may be nats://HOST:PORT")
          .doesNotContain("s3", "cr3t")
          .hasLineCount(1);
    }
  }

  /** To open a pipe may take forever, and a device may have no end. */
  @ParameterizedTest
  @CsvSource({
    "config, pipe",
    "config, /dev/full",
    "config, /dev/zero",
    "config, large",
    "welcome, pipe",
    "welcome, /dev/zero",
    "welcome, large",
    "terms, pipe",
    "terms, with-pipe.txt",
    "tls-cert, pipe",
    "tls-key, pipe",
    "tls-key, large",
    "admin-token-file, pipe",
    "cluster-password-file, pipe",
    "cluster-ca, pipe",
    "curve-key, pipe",
    "curve-key, /dev/zero"
  })
  void onlyFilesOfASensibleSizeAreRead(String key, String what) throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(
            new ProcessBuilder("mkfifo", pipe.toString(), folder + "/with-pipe.es.txt")
                .start()
                .waitFor())
        .isZero();
    Files.writeString(folder.resolve("with-pipe.txt"), "text\n");
    Files.writeString(folder.resolve("other"), "text\n");
    try (RandomAccessFile large = new RandomAccessFile(folder.resolve("large").toFile(), "rw")) {
      large.setLength(3L << 30);
    }
    String other = folder.resolve("other").toString();
    List<String> flags = new ArrayList<>(List.of("--" + key, folder.resolve(what).toString()));
    switch (key) {
      case "tls-cert" -> flags.addAll(List.of("--tls-key", other));
      case "tls-key" -> flags.addAll(List.of("--tls-cert", other));
      case "cluster-ca", "cluster-password-file" ->
          flags.addAll(List.of("--cluster", "tls://127.0.0.1:4222"));
      default -> {}
    }
    Outcome outcome =
        assertTimeoutPreemptively(
            Duration.ofSeconds(20), () -> config(Map.of(), flags.toArray(String[]::new)));
    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.err())
        .hasLineCount(1)
        .contains(key, folder.resolve(what.replace("pipe.txt", "pipe.es.txt")).toString())
        .contains(
            what.equals("large")
                ? "it has more than 1024 KiB"
                : "it is a pipe or a device, and not a file");
  }

  /** Ports that others have are skipped, and so are the server's own: two have to be left. */
  @ParameterizedTest
  @CsvSource({
    "--classic-ports=5555-5556, --port=5555, 5555",
    "--classic-ports=5556-5557, --admin=127.0.0.1:5556, 5556",
    "--classic-ports=5555-5557, --admin=127.0.0.1:5557, 5555 and 5557",
  })
  void classicPortsThatTheServerHasItselfServeNobody(String ports, String other, String own) {
    for (String command : List.of("config", "serve")) {
      Outcome outcome = run(Map.of(), command, ports, other);
      assertThat(outcome.exit()).isEqualTo(2);
      assertThat(outcome.err())
          .hasLineCount(1)
          .contains("on the command line: classic-ports = ")
          .contains("the server itself listens on " + own + ", and a classic client needs two");
    }
    assertThat(config(Map.of(), "--classic-ports=5555-5558", other).exit()).isZero();
  }

  @Test
  void whyAStartFailsIsOneObjectWhereTheLogIsJson() throws IOException {
    Map<String, String> json = Map.of("PROSA_LOG_FORMAT", "json");
    Map<String, String> nothing = Map.of();
    Path none = folder.resolve("nowhere");
    for (Outcome outcome :
        List.of(
            run(nothing, "serve", "--log-format", "json", "--capacity", "four"),
            run(nothing, "serve", "--log-format=json", "--frame-limit=1"),
            run(nothing, "serve", "--config=" + none, "--log-format=json"),
            run(json, "serve", "--no-such-flag"),
            run(json, "serve", "--config", none.toString()))) {
      assertThat(outcome.exit()).isEqualTo(2);
      assertThat(outcome.err())
          .hasLineCount(1)
          .startsWith("{\"@timestamp\":")
          .contains("\"log.level\":\"ERROR\"")
          .endsWith("\"}\n")
          .doesNotContain("\"prosa: ");
    }
    file("log-format = json\ncapacity = 0\n");
    assertThat(run(nothing, "serve").err()).startsWith("{").contains("line 2: capacity = 0");
    assertThat(run(nothing, "serve", "--log-format=text").err()).startsWith("prosa: ");
    assertThat(run(nothing, "config").err()).startsWith("prosa: ");
  }

  @Test
  void aLinkToAFileIsReadAndDevNullIsEmpty() throws IOException {
    Path other = Files.writeString(folder.resolve("other"), "capacity = 4\n");
    Path link = Files.createSymbolicLink(folder.resolve("link"), other);
    assertThat(config(Map.of(), "--config", link.toString()).of("capacity"))
        .isEqualTo("capacity = 4 # " + link + ", line 1");
    assertThat(config(Map.of(), "--config", "/dev/null").of("capacity"))
        .isEqualTo("capacity = 10 # default");
  }

  @Test
  void listsAreTakenWithAndWithoutSpaces() throws IOException {
    file("trusted = 10.0.0.0/8, ::1 ,192.0.2.0/24\nhost = a.example , b.example\n");
    assertThat(config(Map.of()).exit()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"serve", "config"})
  void aBadValueIsToldWithItsPlaceAndItsMeaning(String command) throws IOException {
    Path file = file("# a\ncapacity = four\n");
    Outcome outcome = run(Map.of(), command);
    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.err())
        .isEqualTo(
            "prosa: "
                + file
                + ", line 2: capacity = four: 'four' is not a whole number; it may be 1 to 1000"
                + " (Seats at a table); see `prosa "
                + command
                + " --help`.\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"serve", "config"})
  void aValueThatServesNobodyIsToldWithItsPlace(String command) {
    Outcome outcome = run(Map.of("PROSA_HOLD", "0s"), command);
    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.err().lines()).hasSize(1);
    assertThat(outcome.err())
        .contains("PROSA_HOLD: hold = 0s: it may be 1ms to 8760h")
        .contains("(How long the seat of a lost member is held)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "prot = 1 | line 1: 'prot' is no setting; did you mean 'port'? `prosa config` lists them",
        "flavour = x | line 1: 'flavour' is no setting; `prosa config` lists them",
        "Port = 1 | line 1: 'Port' is no setting; did you mean 'port'? `prosa config` lists them",
        "--port = 1 | line 1: '--port' is no setting; did you mean 'port'?",
        "port 1 | line 1: 'port 1' is no setting; a line is `key = value` or begins with #",
        "config = x | line 1: 'config' is no setting",
      })
  void whatIsNoSettingIsRefused(String line, String sentence) throws IOException {
    file(line + "\n");
    Outcome outcome = config(Map.of());
    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.err()).contains(sentence);
    assertThat(outcome.err().lines()).hasSize(1);
  }

  @Test
  void twiceIsOnceTooOften() throws IOException {
    Path file = file("port = 1\nport = 2\n");
    assertThat(config(Map.of()).err())
        .contains(file + ", line 2: 'port' was set already in " + file + ", line 1");
  }

  @Test
  void aFileThatIsNoTextIsRefused() throws IOException {
    Files.write(
        folder.resolve("prosa.properties"), "host = olá".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(config(Map.of()).err()).contains("is not UTF-8");
    Files.delete(folder.resolve("prosa.properties"));
    Files.createDirectory(folder.resolve("prosa.properties"));
    assertThat(config(Map.of()).err()).contains("cannot read");
  }

  @Test
  void aSlipInTheEnvironmentIsRefusedAndOthersVariablesAreNot() {
    Outcome slip = config(Map.of("PROSA_PROT", "1"));
    assertThat(slip.exit()).isEqualTo(2);
    assertThat(slip.err()).contains("PROSA_PROT is no setting; did you mean PROSA_PORT?");
    assertThat(
            config(Map.of("PROSA_HOME", "x", "PROSA_JAVA_OPTS", "-Xmx1g", "PROSA_TRAIN", "no"))
                .exit())
        .isZero();
  }

  @Test
  void whoChatsIsNotConfiguredByTheServersFile() throws IOException {
    file("prot = 1\n");
    assertThat(run(Map.of(), "chat", "--wait", "0s").err()).doesNotContain("prot");
  }

  /** systemd's credentials are files by the names of settings. */
  @Test
  void aCredentialIsTheFileOfASettingUnlessAFlagOrTheEnvironmentSaysOtherwise() throws IOException {
    Path other = Files.createFile(folder.resolve("other"));
    file("terms = " + other + "\nwelcome = " + other + "\n");
    Path credentials = Files.createDirectory(folder.resolve("credentials"));
    Path key = Files.writeString(credentials.resolve("terms"), "secret");
    Files.writeString(credentials.resolve("port"), "1"); // no setting that takes a file
    Map<String, String> environment = Map.of("CREDENTIALS_DIRECTORY", credentials.toString());
    Outcome outcome = config(environment);
    assertThat(outcome.of("terms")).isEqualTo("terms = " + key + " # the credential terms");
    assertThat(outcome.of("welcome")).startsWith("welcome = " + other + " # ");
    assertThat(outcome.of("port")).isEqualTo("port = 5555 # default");
    assertThat(outcome.out()).doesNotContain("secret");
    assertThat(
            config(
                    Map.of(
                        "CREDENTIALS_DIRECTORY",
                        credentials.toString(),
                        "PROSA_TERMS",
                        other.toString()))
                .of("terms"))
        .isEqualTo("terms = " + other + " # PROSA_TERMS");
    assertThat(config(environment, "--terms", other.toString()).of("terms"))
        .isEqualTo("terms = " + other + " # --terms");
  }
}
