package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alert rules and the dashboard of docs/operations, against the metrics of a server. */
final class MonitoringFilesTest {
  private static final Path FOLDER = Outcome.ROOT.resolve("docs/operations");
  private static final Pattern METRIC = Pattern.compile("\\b((?:prosa|jvm|process)_[a-z_]+)\\b");

  @Test
  void rulesAreValidAndFireAsTheyShould() throws Exception {
    Outcome check = Outcome.of(FOLDER, "promtool", "check", "rules", "prosa-alerts.yml");
    assertThat(check.exit()).as(check.out() + check.err()).isZero();
    Outcome test = Outcome.of(FOLDER, "promtool", "test", "rules", "prosa-alerts-test.yml");
    assertThat(test.exit()).as(test.out() + test.err()).isZero();
  }

  @Test
  void everyRuleIsTriedAndFiresInItsTrial() throws IOException {
    Set<String> rules = matches("prosa-alerts.yml", "- alert: (\\w+)");
    Set<String> fired = matches("prosa-alerts-test.yml", "alertname: (\\w+)\n\\s+exp_alerts:\n");
    Set<String> quiet =
        matches("prosa-alerts-test.yml", "alertname: (\\w+)\n\\s+exp_alerts: \\[\\]");
    assertThat(rules).hasSizeGreaterThan(5);
    assertThat(fired).isEqualTo(rules);
    assertThat(quiet).as("not before its time").isEqualTo(rules);
  }

  private static Set<String> matches(String file, String pattern) throws IOException {
    Set<String> found = new TreeSet<>();
    Pattern.compile(pattern)
        .matcher(Files.readString(FOLDER.resolve(file)))
        .results()
        .forEach(match -> found.add(match.group(1)));
    return found;
  }

  /** Grafana itself is not needed for that: it sends these queries to Prometheus as they are. */
  @Test
  void prometheusAnswersEachQueryOfTheDashboard(@TempDir Path folder) throws Exception {
    Set<String> queries = matches("prosa-grafana.json", "\"expr\": \"((?:[^\"\\\\]|\\\\.)*)\"");
    assertThat(queries).hasSizeGreaterThan(15);
    try (Prosa prosa = Prosa.serve("--admin", "127.0.0.1:0", "--message-rate", "1:1");
        RawMember ana = RawMember.enter(prosa.port(), Prosa.HOST, "Ana")) {
      AdminPort admin = AdminPort.of(prosa);
      int port = FreePort.find();
      Process prometheus = prometheus(folder, port, admin.port());
      try (HttpClient http = HttpClient.newHttpClient()) {
        String instance = "127.0.0.1:" + admin.port();
        for (String query : queries) {
          String asked = query.replace("\\\"", "\"").replace("$instance", instance);
          Await.until(
              "an answer to " + asked,
              () -> {
                happens(prosa, ana); // so that there is something of each kind
                return prometheus.isAlive() && answers(http, port, asked);
              });
        }
        assertThat(answers(http, port, "prosa_connections{job=\"prosa\"}")).isTrue();
        assertThat(answers(http, port, "prosa_no_such_metric")).isFalse();
      } finally {
        prometheus.destroy();
        assertThat(prometheus.waitFor(20, TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  private static void happens(Prosa prosa, RawMember member) {
    try {
      member.say("something");
      RawPeer.join(prosa.port(), "DEALER", Prosa.HOST).close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Process prometheus(Path folder, int port, int scraped) throws IOException {
    Path config = folder.resolve("prometheus.yml");
    Files.writeString(
        config,
        """
        global: {scrape_interval: 500ms, scrape_timeout: 400ms}
        scrape_configs:
          - job_name: prosa
            static_configs: [{targets: ["127.0.0.1:%d"]}]
        """
            .formatted(scraped));
    return new ProcessBuilder(
            "prometheus",
            "--config.file=" + config,
            "--storage.tsdb.path=" + folder.resolve("data"),
            "--web.listen-address=127.0.0.1:" + port)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }

  /** Whether Prometheus knows at least one series for it now. */
  private static boolean answers(HttpClient http, int port, String query) {
    String encoded = URLEncoder.encode(query, StandardCharsets.UTF_8);
    try {
      String answer =
          http.send(
                  HttpRequest.newBuilder(
                          URI.create("http://127.0.0.1:" + port + "/api/v1/query?query=" + encoded))
                      .timeout(Duration.ofSeconds(5))
                      .build(),
                  BodyHandlers.ofString())
              .body();
      assertThat(answer).as(query).doesNotContain("\"status\":\"error\"");
      return answer.contains("\"status\":\"success\"") && answer.contains("\"value\":");
    } catch (IOException e) {
      return false; // it does not listen yet
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Test
  void theyAskForMetricsThatThereAre() throws Exception {
    try (Prosa prosa = Prosa.serve("--admin", "127.0.0.1:0")) {
      Set<String> told = new TreeSet<>();
      AdminPort.of(prosa)
          .get("/metrics")
          .body()
          .lines()
          .filter(line -> !line.startsWith("#"))
          .forEach(line -> told.add(line.replaceAll("[{ ].*", "")));
      for (String file : Set.of("prosa-alerts.yml", "prosa-grafana.json")) {
        assertThat(asked(file)).as(file).hasSizeGreaterThan(8).isSubsetOf(told);
      }
    }
  }

  private static Set<String> asked(String file) throws IOException {
    Set<String> asked = new TreeSet<>();
    for (String line : Files.readAllLines(FOLDER.resolve(file))) {
      if (line.contains("expr")) {
        Matcher metric = METRIC.matcher(line);
        while (metric.find()) {
          asked.add(metric.group(1));
        }
      }
    }
    return asked;
  }
}
