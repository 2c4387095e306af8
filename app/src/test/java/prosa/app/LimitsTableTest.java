package prosa.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The table of everything that is bounded, in {@code docs/operations.md}, against the flags of
 * {@code prosa serve} and the tests of the project: no flag without a row, no row with a wrong
 * default, no row without a test.
 */
final class LimitsTableTest {
  static final Path ROOT = Path.of(System.getProperty("prosa.root", ".."));

  /** What bounds nothing. */
  private static final Set<String> NO_LIMITS =
      Set.of(
          "--help",
          "--version",
          "--config",
          "--port",
          "--bind",
          "--console",
          "--threads",
          "--tls-cert",
          "--tls-key",
          "--curve-key",
          "--curve",
          "--host",
          "--admin",
          "--name",
          "--contact",
          "--welcome",
          "--terms",
          "--handover",
          "--proxy",
          "--base-path",
          "--admin-token-file",
          "--log-format",
          "--log-level",
          "--cluster",
          "--node",
          "--cluster-name",
          "--cluster-user",
          "--cluster-password-file",
          "--cluster-ca",
          "--advertise");

  private static final Set<String> BOUNDED_PER = Set.of("connection", "address", "room", "server");

  private static final Pattern FLAG = Pattern.compile("`(--[a-z-]+)`");
  private static final Pattern TEST =
      Pattern.compile("`([A-Z][A-Za-z0-9]*Test)(?:\\.([a-z][A-Za-z0-9]*))?`");
  private static final Pattern SIZE = Pattern.compile("(\\d+)([KMG]?)");
  private static final Pattern TIME = Pattern.compile("(\\d+)(ms|s|m|h)");
  private static final Pattern RATE = Pattern.compile("(\\d+):(\\d+)");

  /** A row: its cells by the names of their columns. */
  record Row(Map<String, String> cells) {
    String cell(String column) {
      return cells.getOrDefault(column, "");
    }

    @Override
    public String toString() {
      return "'" + cell("what") + "'";
    }
  }

  static List<Row> table() throws IOException {
    List<String> lines = Files.readAllLines(ROOT.resolve("docs/operations.md"));
    int head = lines.indexOf("| what | per | flag | default | beyond it | tried by |");
    assertThat(head).as("the head of the table").isNotNegative();
    List<String> columns = cells(lines.get(head));
    List<Row> rows = new ArrayList<>();
    for (String line : lines.subList(head + 2, lines.size())) {
      if (!line.startsWith("|")) {
        return rows;
      }
      List<String> cells = cells(line);
      assertThat(cells).as(line).hasSameSizeAs(columns);
      Map<String, String> row = new TreeMap<>();
      for (int i = 0; i < columns.size(); i++) {
        row.put(columns.get(i), cells.get(i));
      }
      rows.add(new Row(row));
    }
    return rows;
  }

  private static List<String> cells(String line) {
    return Arrays.stream(line.substring(1, line.length() - 1).split("\\|", -1))
        .map(String::strip)
        .toList();
  }

  private static Map<String, OptionSpec> flags() {
    CommandLine serve = new CommandLine(new ServeCommand().spec());
    return serve.getCommandSpec().options().stream()
        .collect(Collectors.toMap(OptionSpec::longestName, option -> option));
  }

  @Test
  void everyFlagThatBoundsSomethingHasARow() throws IOException {
    Set<String> bounded = new TreeSet<>(flags().keySet());
    bounded.removeAll(NO_LIMITS);
    Set<String> told = new TreeSet<>();
    for (Row row : table()) {
      FLAG.matcher(row.cell("flag")).results().forEach(flag -> told.add(flag.group(1)));
    }
    assertThat(told).isEqualTo(bounded);
  }

  @Test
  void everyRowWithAFlagHasTheFlagsDefault() throws IOException {
    Map<String, OptionSpec> flags = flags();
    for (Row row : table()) {
      Matcher flag = FLAG.matcher(row.cell("flag"));
      if (flag.find()) {
        OptionSpec option = flags.get(flag.group(1));
        if (option == null) {
          throw new AssertionError("there is no flag as in the row " + row);
        }
        if (option.defaultValue() == null) {
          continue; // it is reckoned at the start; the row says how
        }
        String told = told(option.paramLabel(), option.defaultValue());
        assertThat(row.cell("default"))
            .as("the default of %s", row)
            .matches(Pattern.quote(told) + "(?![A-Za-z0-9]).*");
      }
    }
  }

  /** A flag's value as the page writes it. */
  private static String told(String label, String value) {
    Matcher time = TIME.matcher(value);
    Matcher rate = RATE.matcher(value);
    Matcher size = SIZE.matcher(value);
    if (rate.matches()) {
      return rate.group(1) + " at once, then " + rate.group(2) + "/s";
    }
    if (time.matches()) {
      return time.group(1) + " " + (time.group(2).equals("m") ? "min" : time.group(2));
    }
    if (label.equals("SIZE") && size.matches()) {
      return size.group(1) + " " + (size.group(2).isEmpty() ? "B" : size.group(2) + "iB");
    }
    return label.equals("PERCENT") ? value + " %" : value.replace(",", ", ");
  }

  @Test
  void everyRowSaysWhatItCountsForAndWhatHappensBeyondIt() throws IOException {
    for (Row row : table()) {
      assertThat(row.cell("what")).isNotEmpty();
      assertThat(BOUNDED_PER).as("what %s counts for", row).contains(row.cell("per"));
      assertThat(row.cell("default")).as("the default of %s", row).isNotEmpty();
      assertThat(row.cell("beyond it")).as("what comes beyond %s", row).isNotEmpty();
    }
  }

  /** A row names a test's class or, where the class tries much else, its method. */
  @Test
  void everyRowIsTriedByATest() throws IOException {
    Map<String, Path> tests = tests();
    for (Row row : table()) {
      List<MatchResult> named = TEST.matcher(row.cell("tried by")).results().toList();
      assertThat(named).as("the tests of %s", row).isNotEmpty();
      for (MatchResult test : named) {
        assertThat(tests).as("the tests of %s", row).containsKey(test.group(1));
        if (test.group(2) != null) {
          assertThat(Files.readString(tests.get(test.group(1))))
              .as("a test of %s", row)
              .contains("void " + test.group(2) + "(");
        }
      }
    }
  }

  private static Map<String, Path> tests() throws IOException {
    Map<String, Path> tests = new TreeMap<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path sources : modules.map(module -> module.resolve("src/test/java")).toList()) {
        if (Files.isDirectory(sources)) {
          try (Stream<Path> files = Files.walk(sources)) {
            files
                .filter(file -> file.toString().endsWith("Test.java"))
                .forEach(
                    file -> tests.put(file.getFileName().toString().replace(".java", ""), file));
          }
        }
      }
    }
    return tests;
  }
}
