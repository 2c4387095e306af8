package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code prosa bench} against a server: it counts what was sent and received. */
final class BenchTest {
  @TempDir private Path folder;

  private static Prosa server() throws Exception {
    return Prosa.serve("--message-rate", "off", "--join-rate", "off", "--request-rate", "off");
  }

  private static Outcome bench(Prosa server, String... options) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("./prosa", "bench", Prosa.HOST + ":" + server.port()));
    command.addAll(List.of("--warmup", "500ms", "--time", "1s", "--users", "20"));
    command.addAll(List.of(options));
    return Outcome.of(Outcome.ROOT, command.toArray(String[]::new));
  }

  private static long number(String json, String key) {
    Matcher number = Pattern.compile("\"" + key + "\": (-?\\d+)").matcher(json);
    assertThat(number.find()).as(key + " in " + json).isTrue();
    return Long.parseLong(number.group(1));
  }

  @ParameterizedTest
  @CsvSource({
    "classic, 0",
    "classic, 100",
    "direct, 0",
    "direct, 100",
    "browser, 0",
    "browser, 100"
  })
  void everythingThatIsSentIsHeardByTheTenOfATable(String protocol, String rate) throws Exception {
    try (Prosa server = server()) {
      Outcome load = bench(server, "--protocol", protocol, "--rate", rate, "--json");
      assertThat(load.exit()).as(load.err()).isZero();
      assertThat(number(load.out(), "tables")).isEqualTo(2);
      assertThat(number(load.out(), "sent")).isPositive();
      assertThat(number(load.out(), "delivered")).isEqualTo(10 * number(load.out(), "sent"));
      assertThat(number(load.out(), "lost")).isZero();
      if (!rate.equals("0")) { // said when it was due, however long the others took
        assertThat(number(load.out(), "sent")).isBetween(80L, 101L);
        // what arrives is looked at between two messages, not when all are sent
        assertThat(number(load.out(), "latency\": \\{\"p50")).isLessThan(250_000L);
      }
    }
  }

  /** Somebody else sits at a table of the load's: nothing of that person is in what is told. */
  @Test
  void usersComeAndGoWhileItTalksAndAPageTellsOfIt() throws Exception {
    Path page = folder.resolve("load.html");
    Set<String> canaries = new HashSet<>(Set.of("Canaryname", "canarytext", "127.0.77.7"));
    try (Prosa server = server();
        RawMember canary = RawMember.enter(server.port(), "127.0.77.7", "Canaryname")) {
      canary.send("{\"type\": \"invite\"}");
      canary.awaits("\"invited\"");
      Matcher code = Pattern.compile("\"code\": \"([^\"]+)\"").matcher(canary.told().toString());
      assertThat(code.find()).as("a code in " + canary.told()).isTrue();
      canaries.add(code.group(1));
      canary.say("canarytext");
      Outcome load =
          bench(
              server,
              "--protocol",
              "direct",
              "--churn",
              "20",
              "--rate",
              "50",
              "--json",
              "--report",
              page.toString());
      assertThat(load.exit()).as(load.err()).isZero();
      assertThat(number(load.out(), "joined")).isBetween(1L, 25L);
      assertThat(load.out()).contains("\"lost\": null");
      assertThat(load.err()).contains("measuring");
      assertThat(canary.heard()).as("what the load said").isPositive();
      assertThat(load.out()).doesNotContain(canaries);
      assertThat(load.err()).doesNotContain(canaries);
    }
    assertThat(Files.readString(page))
        .contains("<svg", "20 of them replaced a second")
        .doesNotContain("http")
        .doesNotContain(canaries);
  }

  @Test
  void whatIsRefusedIsCountedAndEndsWithOne() throws Exception {
    try (Prosa server = Prosa.serve("--message-rate", "1:1", "--join-rate", "off")) {
      Outcome load = bench(server, "--protocol", "direct", "--rate", "400");
      assertThat(load.exit()).isEqualTo(1);
      assertThat(load.out()).containsPattern("[1-9][0-9,]* refused");
    }
  }

  @Test
  void aServerThatIsNotThereCostsOneSentence() throws Exception {
    Outcome load = Outcome.of(Outcome.ROOT, "./prosa", "bench", "127.0.0.1:1");
    assertThat(load.exit()).isEqualTo(2);
    assertThat(load.err().lines())
        .singleElement()
        .asString()
        .contains("no connection to 127.0.0.1:1");
  }
}
