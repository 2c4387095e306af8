package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

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
