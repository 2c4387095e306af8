package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code prosa bench} against a server: it counts what was sent and received. */
@Execution(ExecutionMode.CONCURRENT) // each has a server of its own, and mostly waits
final class BenchTest {
  @TempDir private Path folder;

  private static Prosa server(String... more) throws Exception {
    List<String> flags =
        new ArrayList<>(
            List.of("--message-rate", "off", "--join-rate", "off", "--request-rate", "off"));
    flags.addAll(List.of(more));
    return Prosa.serve(flags.toArray(String[]::new));
  }

  private static Outcome bench(Prosa server, String... options) throws Exception {
    return benchAt(Prosa.HOST + ":" + server.port(), options);
  }

  private static Outcome benchAt(String address, String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of("./prosa", "bench", address));
    command.addAll(List.of("--warmup", "500ms", "--users", "20"));
    if (!List.of(options).contains("--time")) {
      command.addAll(List.of("--time", "1s"));
    }
    command.addAll(List.of(options));
    return Outcome.of(Outcome.ROOT, command.toArray(String[]::new));
  }

  private static String textOf(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What arrives is looked at between two messages, not when all are sent, after a second: then
   * half of them would take as long as this and longer. Only a machine that does much else is as
   * slow, and not each time.
   */
  private static final long LONG_MICROS = 250_000;

  private static final int TRIES = 5;

  private static long number(String json, String key) {
    Matcher number = Pattern.compile("\"" + key + "\": (-?\\d+)").matcher(json);
    assertThat(number.find()).as(key + " in " + json).isTrue();
    return Long.parseLong(number.group(1));
  }

  @ParameterizedTest
  @CsvSource({"classic, 0", "direct, 100", "browser, 0"})
  void everythingThatIsSentIsHeardByTheTenOfATable(String protocol, String rate) throws Exception {
    everythingIsHeard(protocol, rate);
  }

  @Tag("long")
  @ParameterizedTest
  @CsvSource({"classic, 100", "direct, 0", "browser, 100"})
  void everythingThatIsSentIsHeardAtTheOtherRatesToo(String protocol, String rate)
      throws Exception {
    everythingIsHeard(protocol, rate);
  }

  private static void everythingIsHeard(String protocol, String rate) throws Exception {
    try (Prosa server = server()) {
      boolean open = !rate.equals("0");
      for (int tries = 1; ; tries++) {
        Outcome load = bench(server, "--protocol", protocol, "--rate", rate, "--json");
        assertThat(load.exit()).as(load.err()).isZero();
        assertThat(number(load.out(), "tables")).isEqualTo(2);
        assertThat(number(load.out(), "sent")).isPositive();
        assertThat(number(load.out(), "delivered")).isEqualTo(10 * number(load.out(), "sent"));
        assertThat(number(load.out(), "lost")).isZero();
        if (open) { // said when it was due, however long the others took
          assertThat(number(load.out(), "sent")).isBetween(80L, 101L);
        }
        if (!open || number(load.out(), "latency\": \\{\"p50") < LONG_MICROS) {
          return;
        }
        assertThat(tries).as("tries in which half came late: %s", load.out()).isLessThan(TRIES);
      }
    }
  }

  /**
   * Over TLS, with the server's processor time and memory; only with a certificate it can check.
   */
  @Tag("long")
  @Test
  void browsersTalkOverTlsAndTheServersProcessIsRead() throws Exception {
    String[] flags = Prosa.withTls(folder, "--message-rate", "off", "--join-rate", "off");
    try (Prosa server = Prosa.serve(flags)) {
      String pid = Long.toString(server.pid());
      String address = "localhost:" + server.port(); // as the certificate has it
      Outcome load =
          benchAt(
              address, "--protocol", "browser", "--tls", "--ca", flags[1], "--pid", pid, "--json");
      assertThat(load.exit()).as(load.err()).isZero();
      assertThat(number(load.out(), "delivered"))
          .isPositive()
          .isEqualTo(10 * number(load.out(), "sent"));
      assertThat(load.out())
          .containsPattern(
              "\"cpuSeconds\": (?!0\\.00)\\d+\\.\\d+, \"cpuMicrosPerDelivery\": [1-9]");
      assertThat(number(load.out(), "residentBytes")).isGreaterThan(10_000_000);

      String another = Prosa.withTls(Files.createDirectory(folder.resolve("another")))[1];
      for (String wrong : List.of(another, folder.toString())) {
        Outcome refused = benchAt(address, "--protocol", "browser", "--tls", "--ca", wrong);
        assertThat(refused.exit()).as(refused.err()).isEqualTo(2);
        assertThat(refused.err()).hasLineCount(1).doesNotContain("Exception");
      }
      Outcome nobody = bench(server, "--protocol", "direct", "--pid", "4194999");
      assertThat(nobody.exit()).isEqualTo(2);
      assertThat(nobody.err()).contains("there is no process 4194999 here");
    }
  }

  @Tag("long")
  @Test
  void progressIsOneLineOnATerminalAndPlainInAFile(@TempDir Path folder) throws Exception {
    try (Prosa server = server()) {
      String bench =
          Outcome.ROOT.resolve("prosa")
              + " bench "
              + Prosa.HOST
              + ":"
              + server.port()
              + " --users 2 --rate 10 --warmup 1s --time 1s";
      Path log = folder.resolve("log");
      try (Tmux terminal = Tmux.running(bench + " 2>" + log)) {
        terminal.sees("exit=0");
      }
      assertThat(Files.readString(log)).contains(" deliveries/s ").doesNotContain("\u001b", "\r");
      Path report = folder.resolve("report");
      try (Tmux terminal = Tmux.running(bench + " >" + report)) {
        terminal.sees("exit=0");
        assertThat(terminal.screen().toString()).doesNotContain("deliveries/s  p50");
      }
      assertThat(Files.readString(report)).contains("seats        2 at 1 table in ", "delivered ");
    }
  }

  /** Messages that were due while the server stood still count as late: nothing is left out. */
  @Tag("long")
  @Test
  void whatWasDueWhileTheServerStoodStillIsInTheLatency() throws Exception {
    try (Prosa server = server("--admin", "127.0.0.1:0");
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      AdminPort admin = AdminPort.of(server);
      Future<Outcome> load =
          threads.submit(
              () ->
                  bench(server, "--protocol", "direct", "--rate", "100", "--time", "3s", "--json"));
      Await.until("the load to talk", () -> admin.sumOf("prosa_deliveries_total") > 800);
      server.signal("STOP");
      Thread.sleep(1_000);
      server.signal("CONT");
      Outcome told = load.get();
      assertThat(told.exit()).as(told.err()).isZero();
      assertThat(number(told.out(), "lost")).isZero();
      assertThat(number(told.out(), "sent")).isBetween(270L, 301L);
      // A third of the messages was due in that second, and waited for the rest of it.
      String latency = told.out().substring(told.out().indexOf("\"latency\": "));
      assertThat(number(latency, "p90")).isGreaterThan(500_000);
      assertThat(number(latency, "max")).isGreaterThan(800_000);
    }
  }

  /** Somebody else sits at a table of the load's: nothing of that person is in what is told. */
  @Tag("long")
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

  /** What was measured until then is worth knowing, and the code says that not all is well. */
  @Tag("long")
  @ParameterizedTest
  @ValueSource(strings = {"classic", "direct", "browser"})
  void aServerThatEndsMeanwhileLeavesWhatWasMeasured(String protocol) throws Exception {
    try (Prosa server =
        Prosa.serve("--message-rate", "off", "--join-rate", "off", "--admin", "127.0.0.1:0")) {
      AdminPort admin = AdminPort.of(server);
      Thread killer =
          Thread.ofVirtual()
              .start(
                  () -> {
                    Await.until("a load", () -> admin.sumOf("prosa_messages_total") > 200);
                    ProcessHandle.of(server.pid()).ifPresent(ProcessHandle::destroyForcibly);
                  });
      Outcome load =
          bench(
              server,
              "--protocol",
              protocol,
              "--rate",
              "100",
              "--churn",
              "5",
              "--time",
              "5s",
              "--pid",
              Long.toString(server.pid()));
      killer.join();
      assertThat(load.exit()).as(load.err()).isEqualTo(1);
      assertThat(load.out()).contains("delivered", "connections broken");
      assertThat(load.err()).doesNotContain("prosa: ");
    }
  }

  /** Ctrl-C ends the measurement; what was measured is told, and in all forms. */
  @Test
  void aLoadThatIsInterruptedTellsWhatItHasMeasured() throws Exception {
    Path page = folder.resolve("load.html");
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    try (Prosa server = server()) {
      Process load =
          new ProcessBuilder(
                  "env",
                  "--default-signal=INT", // which a shell in the background has its programs ignore
                  "./prosa",
                  "bench",
                  Prosa.HOST + ":" + server.port(),
                  "--protocol=direct",
                  "--users=20",
                  "--rate=100",
                  "--warmup=500ms",
                  "--time=1h",
                  "--json",
                  "--report=" + page)
              .directory(Outcome.ROOT.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      try {
        Await.until("a measurement", () -> textOf(err).contains("measuring"));
        Outcome kill = Outcome.of(Outcome.ROOT, "kill", "-INT", Long.toString(load.pid()));
        assertThat(kill.exit()).isZero();
        assertThat(load.waitFor(30, TimeUnit.SECONDS)).isTrue();
      } finally {
        load.destroyForcibly();
      }
      assertThat(load.exitValue()).as(Files.readString(err)).isEqualTo(130);
      String told = Files.readString(out);
      assertThat(number(told, "sent")).isPositive();
      assertThat(number(told, "delivered")).isEqualTo(10 * number(told, "sent"));
      assertThat(told).containsPattern("\"seconds\": [1-9]?\\d\\.");
      assertThat(Files.readString(page)).contains("<svg");
    }
  }

  @Test
  void certificatesWithoutTlsAreRefused() throws Exception {
    Outcome load = Outcome.of(Outcome.ROOT, "./prosa", "bench", "127.0.0.1:1", "--ca", "LICENSE");
    assertThat(load.exit()).isEqualTo(2);
    assertThat(load.err()).hasLineCount(1).contains("--ca goes with --tls");
  }

  @Tag("long")
  @Test
  void aReportThatHasNowhereToGoIsToldBeforeTheLoad() throws Exception {
    Path none = folder.resolve("none").resolve("load.html");
    for (Path nowhere : List.of(none, folder)) {
      Outcome load =
          Outcome.of(
              Outcome.ROOT, "./prosa", "bench", "127.0.0.1:1", "--report", nowhere.toString());
      assertThat(load.exit()).isEqualTo(2);
      assertThat(load.err()).contains(nowhere.toString(), "--report").hasLineCount(1);
    }
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
        .contains("nobody answers at 127.0.0.1:1");
  }
}
