package prosa.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import prosa.app.SettingsTable.SettingRow;
import prosa.zmtp.CurveKeyPair;

/**
 * The table of all settings, against the document that shows it and the program that reads them.
 */
final class SettingsTableTest {
  private static final Path ROOT = Path.of(System.getProperty("prosa.root", ".."));
  private static final String BEGIN = "<!-- made by SettingsTable -->\n";
  private static final String END = "<!-- end -->\n";

  /** Asked a thousand times: what it is made of is read from its classes once. */
  private static final CommandLine PROSA = Main.commandLine();

  @TempDir private Path folder;

  private record Outcome(int exit, String err) {}

  private static Outcome config(Map<String, String> environment, String... flags) {
    StringWriter err = new StringWriter();
    var _ = PROSA.setOut(new PrintWriter(new StringWriter())).setErr(new PrintWriter(err));
    String[] arguments =
        Stream.concat(Stream.of("config"), Stream.of(flags)).toArray(String[]::new);
    return new Outcome(Main.run(PROSA, arguments, environment, List.of()), err.toString());
  }

  static List<SettingRow> rows() {
    return SettingsTable.rows();
  }

  /** With {@code -DargLine=-Dprosa.write=true} the document is written anew first. */
  @Test
  void theDocumentHasTheTable() throws IOException {
    Path page = ROOT.resolve("docs/operations.md");
    String document = Files.readString(page);
    if (Boolean.getBoolean("prosa.write")) {
      document =
          document.substring(0, document.indexOf(BEGIN) + BEGIN.length())
              + SettingsTable.markdown()
              + document.substring(document.indexOf(END));
      Files.writeString(page, document);
    }
    assertThat(document).contains(BEGIN, END);
    String table =
        document.substring(document.indexOf(BEGIN) + BEGIN.length(), document.indexOf(END));
    assertThat(table).isEqualTo(SettingsTable.markdown());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aRowIsWholeAndItsDefaultIsAllowed(SettingRow row) {
    assertThat(row.range()).isNotEmpty();
    assertThat(row.sentence()).endsWith(".");
    if (!row.usual().isEmpty()) {
      assertThat(config(Map.of(), "--" + row.key() + "=" + row.usual()).exit()).isZero();
    }
  }

  /** A value that this setting cannot have, whatever the others are. */
  private static String bad(SettingRow row) {
    return switch (row.range().replaceFirst(";.*", "")) {
      case "0 to 65535" -> "65536";
      case "1 to 1000", "1 to 1024", "1 to 100", "1 or more" -> "0";
      case "1ms to 8760h" -> "0s";
      case "0s to 8760h" -> "8761h";
      case "64 to 1024M" -> "63";
      case "1 to 1024M", "1 to 1013" -> "1025M";
      case "`off`, or two numbers from 1 on such as 10:4" -> "5";
      case "auto, full, plain, off", "text, json", "debug, info, warn, error", "true, false" ->
          "loud";
      case "an address or a name of this machine" -> "203.0.113.9";
      case "two or more ports from 1 to 65535" -> "9-1";
      case "a path such as /chat" -> "chat room";
      case "a file", "a file with a token" -> "/no/such/file";
      case "a text of up to 200 characters" -> "x".repeat(201);
      case "networks such as 10.0.0.0/8 or ::1, with commas between them" -> "10.0.0.0/99";
      case "`none`, or an address and a port" -> "127.0.0.1:x";
      case "nats://HOST:PORT or tls://HOST:PORT, or several with commas between them" ->
          "http://127.0.0.1:4222";
      case "1 to 15 lower-case letters, digits and hyphens" -> "Node";
      case "1 to 31 letters, digits and hyphens" -> "two words";
      case "a name or an address, and a port" -> "chat.example.org:65536";
      default -> "";
    };
  }

  /** Two that do not go together: the sentence names the one that was given, and both values. */
  @ParameterizedTest
  @CsvSource({
    "dead-after, 10s, heartbeat, 20s",
    "heartbeat, 90s, dead-after, 60s",
    "frame-limit, 4K, text-limit, 8K",
    "text-limit, 32K, frame-limit, 16K",
    "skip-limit, 8K, frame-limit, 16K",
    "queue-limit, 16K, frame-limit, 16K",
    "outgoing-limit, 1K, queue-limit, 256K",
    "longest-hold, 29s, hold, 30s",
    "frame-rate, 39:16, message-rate, 10:4",
    "frame-rate, 40:15, message-rate, 10:4",
    "byte-rate, 327679:131072, message-rate, 10:4",
    "byte-rate, 327680:131071, frame-limit, 16K"
  })
  void whatDoesNotGoTogetherIsTold(String key, String value, String other, String otherValue) {
    Outcome outcome =
        config(Map.of("PROSA_" + key.toUpperCase(Locale.ROOT).replace('-', '_'), value));
    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.err().lines()).hasSize(1);
    assertThat(outcome.err())
        .contains("PROSA_", ": " + key + " = " + value + ": ", other, otherValue, "has to be");
  }

  @Test
  void aFrameLimitThatNoHandshakeOfCurveKeepsIsRefused() throws IOException {
    Path key = folder.resolve("server.key");
    CurveKeyFile.write(key, CurveKeyPair.generate(new SecureRandom()));
    Map<String, String> environment = Map.of("PROSA_CURVE_KEY", key.toString());
    Outcome refused = config(environment, "--handshake-frame-limit", "599");
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err().lines()).hasSize(1);
    assertThat(refused.err())
        .contains("handshake-frame-limit (599) has to be at least 600 with curve-key");
    assertThat(config(environment, "--handshake-frame-limit", "600").err()).isEmpty();
    assertThat(config(Map.of(), "--handshake-frame-limit", "64").err()).isEmpty();
  }

  /** What is just large enough is taken, and so is a default that grows. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--longest-hold 30s",
        "--hold 1h",
        "--frame-rate 40:16",
        "--frame-rate off",
        "--byte-rate 327680:131072",
        "--byte-rate off",
        "--message-rate 1000:1000",
        "--message-rate off --frame-rate 1:1 --byte-rate 1:1",
        "--message-rate off --byte-rate 1:1 --frame-limit 1023M --skip-limit 1024M"
            + " --queue-limit 1024M --text-limit 1M",
        "--frame-limit 1M --queue-limit 2M",
        "--heartbeat 59s",
        "--queue-limit 17K"
      })
  void whatGoesTogetherIsTaken(String flags) {
    assertThat(config(Map.of(), flags.split(" ")).err()).isEmpty();
  }

  /** Values of a setting that is a number, with whether each may be. */
  private static Map<String, Boolean> numbers(SettingRow row) {
    return switch (row.range().replaceFirst(";.*", "")) {
      case "0 to 65535" -> numbers(List.of("0", "65535"), List.of("-1", "65536", "80.5", "http"));
      case "1 to 1000" -> numbers(List.of("1", "1000"), List.of("0", "1001", "-1", "10s", "ten"));
      case "1 to 1024" -> numbers(List.of("1", "1024"), List.of("0", "1025", "-1", "2K", "two"));
      case "1 to 100" -> numbers(List.of("1", "100"), List.of("0", "101", "-1", "95%", "most"));
      case "1 or more" ->
          numbers(List.of("1", "2147483647"), List.of("0", "2147483648", "-1", "1K", "many"));
      case "1ms to 8760h" ->
          numbers(
              List.of("1ms", "8760h"),
              List.of("0s", "0ms", "-1s", "8761h", "10", "1.5s", "1 s", "10S", "1d", "soon"));
      case "0s to 8760h" ->
          numbers(
              List.of("0s", "8760h"),
              List.of("-1s", "8761h", "10", "1.5s", "1 s", "10S", "1d", "soon"));
      case "64 to 1024M" ->
          numbers(
              List.of("64", "1024M"), List.of("63", "0", "-1", "1025M", "1G", "1 K", "1k", "big"));
      case "1 to 1024M" ->
          numbers(List.of("1", "1024M"), List.of("0", "-1", "1025M", "1G", "1 K", "1k", "big"));
      case "1 to 1013" ->
          numbers(List.of("1", "1013"), List.of("0", "-1", "1014", "1K", "1G", "long"));
      case "`off`, or two numbers from 1 on such as 10:4" ->
          numbers(
              List.of("off", "2147483647:2147483647"),
              List.of(
                  "0:1",
                  "1:0",
                  "0:0",
                  "-1:1",
                  "10",
                  "10:",
                  ":4",
                  "10:4:1",
                  "2147483648:1",
                  "1:9999999999",
                  "99999999999999999999:1",
                  "1K:1K",
                  "OFF",
                  "fast"));
      default -> Map.of();
    };
  }

  private static Map<String, Boolean> numbers(List<String> good, List<String> bad) {
    Map<String, Boolean> values = new LinkedHashMap<>();
    good.forEach(value -> values.put(value, true));
    bad.forEach(value -> values.put(value, false));
    values.put("", false);
    return values;
  }

  /** Below, above, without its unit, no number, nothing: wherever it stands. */
  @ParameterizedTest
  @MethodSource("rows")
  void aNumberIsWithinItsBoundsOrRefused(SettingRow row) throws IOException {
    Map<String, Boolean> values = numbers(row);
    boolean numeric = row.usual().matches("\\d.*") && !row.key().matches("trusted|classic-ports");
    assertThat(numeric && values.isEmpty()).as("no values for " + row.range()).isFalse();
    for (Map.Entry<String, Boolean> each : values.entrySet()) {
      String value = each.getKey();
      Path file =
          Files.writeString(folder.resolve("settings"), "\n" + row.key() + " = " + value + "\n");
      Map<String, Outcome> outcomes =
          Map.of(
              "--" + row.key(),
              config(Map.of(), "--" + row.key() + "=" + value),
              row.variable(),
              config(Map.of(row.variable(), value)),
              file + ", line 2",
              config(Map.of(), "--config", file.toString()));
      outcomes.forEach(
          (place, outcome) -> {
            String what = place + " = '" + value + "': " + outcome.err();
            if (each.getValue()) {
              // It may only be refused for not going together with another setting.
              boolean alone = outcome.exit() == 0 || outcome.err().contains("has to be");
              assertThat(alone).as(what).isTrue();
            } else {
              assertThat(outcome.exit()).as(what).isEqualTo(2);
              assertThat(outcome.err().lines()).as(what).hasSize(1);
              assertThat(outcome.err())
                  .as(what)
                  .contains(row.key(), value, "it may be " + range(row))
                  .doesNotContain("Exception", "has to be");
              if (!place.startsWith("--")) {
                assertThat(outcome.err()).as(what).contains(place);
              }
            }
          });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0:5556", "[::]:5556", "203.0.113.9:5556", "[2001:db8::1]:5556"})
  void anOperatorsPortForOthersNeedsATokenBeforeItStarts(String admin) {
    Outcome outcome = config(Map.of("PROSA_ADMIN", admin));
    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.err())
        .contains("PROSA_ADMIN: admin = " + admin + ": ", "--admin-token-file");
  }

  /** Values that look like good ones, with what is wrong about them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "admin | ::1:5556 | an IPv6 address stands in brackets",
        "admin | 127.0.0.1 | is no address with a port",
        "admin | [::1] | is no address with a port",
        "admin | 127.0.0.1:65536 | is no address with a port",
        "admin | off | is no address with a port",
        "host | a b | 'a b' is no name",
        "host | chat.example.org:5555 | is no name",
        "host | https://chat.example.org | is no name",
        "host | a.example, | '' is no name",
        "host | *.*.example | is no name",
        "host | café.example | is no name",
        "base-path | chat/.. | is no path",
        "base-path | /.. | is no path",
        "base-path | /a/./b | is no path",
        "trusted | 192.168/16 | is not a network",
        "proxy | 10.0.0.0/33 | prefix length must be 0 to 32",
        "proxy | ::1/129 | prefix length must be 0 to 128",
        "trusted | 10.0.0.0/8 192.0.2.0/24 | 10.0.0.0/8 192.0.2.0/24",
        "tls-cert | /dev/null | there is no tls-key",
        "tls-key | /dev/null | there is no tls-cert",
        "classic-ports | 20000 | two or more ports",
        "log-format | JSON | neither text nor json",
        "handover | yes | is not a boolean"
      })
  void whatLooksLikeAGoodValueIsToldApart(String key, String value, String why) throws IOException {
    String variable = "PROSA_" + key.toUpperCase(Locale.ROOT).replace('-', '_');
    Path file = Files.writeString(folder.resolve("settings"), "\n" + key + " = " + value + "\n");
    Map<String, Outcome> outcomes =
        Map.of(
            key,
            config(Map.of(), "--" + key + "=" + value),
            variable,
            config(Map.of(variable, value)),
            file + ", line 2",
            config(Map.of(), "--config", file.toString()));
    outcomes.forEach(
        (place, outcome) -> {
          assertThat(outcome.exit()).as(place).isEqualTo(2);
          assertThat(outcome.err().lines()).as(place).hasSize(1);
          assertThat(outcome.err()).contains(place, key, value, why);
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--host=chat.example.org,*.example.org,localhost",
        "--host=*",
        "--host=xn--caf-dma.example.",
        "--admin=[::1]:0",
        "--admin=localhost:0",
        "--bind=::1",
        "--proxy=::1,2001:db8::/32,10.0.0.0/8",
        "--base-path=/",
        "--base-path=/..a/b..c/.d"
      })
  void whatIsGoodIsTaken(String flag) {
    assertThat(config(Map.of(), flag).err()).isEmpty();
  }

  /** One sentence, exit code 2: key, value, place, what it may be, wherever it stands. */
  @ParameterizedTest
  @MethodSource("rows")
  void aBadValueIsToldWithKeyValuePlaceAndWhatItMayBe(SettingRow row) throws IOException {
    String bad = bad(row);
    if (bad.isEmpty()) {
      return; // any text is one, such as a file's name
    }
    Outcome flag = config(Map.of(), "--" + row.key() + "=" + bad);
    assertThat(flag.err()).contains("on the command line: " + row.key() + " = " + bad + ": ");
    Outcome variable = config(Map.of(row.variable(), bad));
    assertThat(variable.err()).contains(row.variable(), row.key(), bad);
    Path file =
        Files.writeString(folder.resolve("settings"), "\n" + row.key() + " = " + bad + "\n");
    Outcome line = config(Map.of(), "--config", file.toString());
    assertThat(line.err()).contains(file + ", line 2", row.key(), bad);
    assertThat(List.of(flag, variable, line))
        .allSatisfy(outcome -> assertThat(outcome.exit()).isEqualTo(2))
        .allSatisfy(outcome -> assertThat(outcome.err().lines()).hasSize(1))
        .allSatisfy(outcome -> assertThat(outcome.err()).contains("it may be " + range(row)));
  }

  private static String range(SettingRow row) {
    return row.range().replace("`", "");
  }
}
