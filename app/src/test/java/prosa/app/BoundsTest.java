package prosa.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

/**
 * The constants of the server's code that bound something, against the rows of the table in {@code
 * docs/operations.md}: no bound without a row or a reason, no row with another value.
 *
 * <p>{@code bounds.tsv} has a line for each: the constant, the beginning of its row's first cell,
 * and, where the row has the value in another form, the constant's expression and that form. In
 * place of a row there may be {@code -} and why nobody who connects comes up against it. A constant
 * may have several rows.
 *
 * <p>Found are constants with such a word in their names, all rates, and all times that are a
 * {@code Duration}; others are in the table because somebody read the code.
 */
final class BoundsTest {
  private static final Path ROOT = LimitsTableTest.ROOT;

  private static final List<String> MODULES =
      List.of("net", "zmtp", "websocket", "protocol", "server", "cluster", "logging", "app");

  private static final Pattern CONSTANT =
      Pattern.compile("static final (int|long|Duration|Rate) ([A-Z][A-Z0-9_]*)\\s*=\\s*([^;]*);");

  private static final Set<String> WORDS =
      Set.of(
          "MOST",
          "MAX",
          "LIMIT",
          "LARGEST",
          "LONGEST",
          "HIGHEST",
          "WITHIN",
          "TIMEOUT",
          "QUEUE",
          "CAPACITY",
          "BURST",
          "LATEST",
          "TRIES",
          "UNREAD",
          "HELD",
          "KEPT");

  private static final Pattern NUMBER = Pattern.compile("(\\d+)L?(?: (\\*|<<) (\\d+))?");
  private static final Pattern TIME =
      Pattern.compile(
          "Duration\\.of(Millis|Seconds|Minutes|Hours|Days)\\((\\d+)\\)"
              + "|TimeUnit\\.(MILLISECONDS|SECONDS|MINUTES|HOURS|DAYS)\\.toNanos\\((\\d+)\\)");
  private static final Pattern RATE = Pattern.compile("new Rate\\((\\d+), (\\d+)\\)");
  private static final Pattern OTHER_FORM = Pattern.compile("(.+) = (.+)");

  private static final Map<String, Duration> UNITS =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "min", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "days", Duration.ofDays(1));

  /** A constant: its type and the expression of its value, on one line. */
  private record Constant(String type, String name, String expression) {
    boolean bounds() {
      return type.equals("Rate")
          || type.equals("Duration")
          || Stream.of(name.split("_")).anyMatch(WORDS::contains);
    }

    /** The value as the page may write it; empty if it takes more than this to read it. */
    List<String> written() {
      String plain = expression.replaceAll("(?<=\\d)_(?=\\d)", "");
      Matcher number = NUMBER.matcher(plain);
      Matcher time = TIME.matcher(plain);
      Matcher rate = RATE.matcher(plain);
      if (rate.matches()) {
        return List.of(grouped(rate.group(1)) + " at once, then " + grouped(rate.group(2)) + "/s");
      }
      if (time.matches()) {
        return time.group(1) != null
            ? times(time.group(1), time.group(2))
            : times(time.group(3), time.group(4));
      }
      if (!number.matches()) {
        return List.of();
      }
      BigInteger value = new BigInteger(number.group(1));
      if (number.group(2) != null) {
        BigInteger by = new BigInteger(number.group(3));
        value =
            number.group(2).equals("*") ? value.multiply(by) : value.shiftLeft(by.intValueExact());
      }
      if (name.endsWith("_MILLIS") || name.endsWith("_SECONDS")) {
        return times(name.endsWith("_MILLIS") ? "MILLIS" : "SECONDS", value.toString());
      }
      return numbers(value);
    }

    private static String grouped(String digits) {
      return String.format(Locale.ROOT, "%,d", new BigInteger(digits));
    }

    private static List<String> numbers(BigInteger value) {
      List<String> all = new ArrayList<>(List.of(value.toString(), grouped(value.toString())));
      BigInteger left = value;
      for (String unit : List.of(" KiB", " MiB")) {
        BigInteger[] parts = left.divideAndRemainder(BigInteger.valueOf(1024));
        if (parts[0].signum() == 0 || parts[1].signum() != 0) {
          break;
        }
        left = parts[0];
        all.add(grouped(left.toString()) + unit);
      }
      return all;
    }

    private static List<String> times(String unit, String count) {
      long n = Long.parseLong(count);
      Duration time =
          switch (unit.toUpperCase(Locale.ROOT)) {
            case "MILLIS", "MILLISECONDS" -> Duration.ofMillis(n);
            case "SECONDS" -> Duration.ofSeconds(n);
            case "MINUTES" -> Duration.ofMinutes(n);
            case "HOURS" -> Duration.ofHours(n);
            default -> Duration.ofDays(n);
          };
      List<String> all = new ArrayList<>();
      UNITS.forEach(
          (written, one) -> {
            if (time.toMillis() % one.toMillis() == 0) {
              all.add(grouped(String.valueOf(time.dividedBy(one))) + " " + written);
            }
          });
      return all;
    }
  }

  /**
   * A line of {@code bounds.tsv}.
   *
   * @param row how the first cell of its row begins, or {@code -}
   * @param rest of a constant without a row the reason; otherwise empty, or its expression and how
   *     the row has it
   */
  private record Entry(String constant, String row, String rest) {
    @Override
    public String toString() {
      return constant + " in the row '" + row + "'";
    }
  }

  private static Map<String, Constant> constants() throws IOException {
    Map<String, Constant> all = new TreeMap<>();
    for (String module : MODULES) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
        for (Path file : files.filter(one -> one.toString().endsWith(".java")).toList()) {
          String owner = file.getFileName().toString().replace(".java", "");
          Matcher found = CONSTANT.matcher(Files.readString(file));
          for (MatchResult one : found.results().toList()) {
            String expression = one.group(3).strip().replaceAll("\\s+", " ");
            all.put(
                owner + "." + one.group(2), new Constant(one.group(1), one.group(2), expression));
          }
        }
      }
    }
    return all;
  }

  private static List<Entry> entries() throws IOException {
    List<Entry> all = new ArrayList<>();
    try (InputStream in = BoundsTest.class.getResourceAsStream("bounds.tsv")) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (!line.startsWith("#") && !line.isBlank()) {
          String[] cells = line.split("\t", -1);
          assertThat(cells).as(line).hasSizeBetween(2, 3);
          all.add(new Entry(cells[0], cells[1], cells.length == 3 ? cells[2] : ""));
        }
      }
    }
    return all;
  }

  @Test
  void everyBoundIsInTheTable() throws IOException {
    Set<String> bounds = new TreeSet<>();
    for (Map.Entry<String, Constant> one : constants().entrySet()) {
      if (one.getValue().bounds()) {
        bounds.add(one.getKey());
      }
    }
    assertThat(bounds).as("found").hasSizeGreaterThan(100);
    Set<String> told = entries().stream().map(Entry::constant).collect(Collectors.toSet());
    bounds.removeAll(told);
    assertThat(bounds).as("bounds that have no line in bounds.tsv").isEmpty();
  }

  @Test
  void everyLineIsAboutAConstantThatIsThereAndSaysItOnce() throws IOException {
    List<Entry> entries = entries();
    assertThat(constants().keySet()).containsAll(entries.stream().map(Entry::constant).toList());
    assertThat(entries.stream().map(Entry::toString)).doesNotHaveDuplicates();
    Set<String> without =
        entries.stream()
            .filter(one -> one.row().equals("-"))
            .map(Entry::constant)
            .collect(Collectors.toSet());
    for (Entry entry : entries) {
      if (entry.row().equals("-")) {
        assertThat(entry.rest()).as("why %s has no row", entry.constant()).isNotBlank();
      } else {
        assertThat(without).as("those without a row").doesNotContain(entry.constant());
      }
    }
  }

  @Test
  void everyRowHasTheValueOfItsConstant() throws IOException {
    Map<String, Constant> constants = constants();
    List<LimitsTableTest.Row> rows = LimitsTableTest.table();
    for (Entry entry : entries()) {
      Constant constant = constants.get(entry.constant());
      if (entry.row().equals("-") || constant == null) {
        continue;
      }
      List<LimitsTableTest.Row> itsRows =
          rows.stream().filter(row -> row.cell("what").startsWith(entry.row())).toList();
      assertThat(itsRows).as("the row of %s", entry).hasSize(1);
      assertThat(told(itsRows.getFirst()))
          .as("%s, which is %s", entry, constant.expression())
          .containsPattern(value(entry, constant));
    }
  }

  /** What a row says, without the names of flags and tests. */
  private static String told(LimitsTableTest.Row row) {
    return String.join(" | ", row.cell("what"), row.cell("default"), row.cell("beyond it"));
  }

  /** Finds the value, but not as a part of another number, or of another amount. */
  private static Pattern value(Entry entry, Constant constant) {
    Matcher otherForm = OTHER_FORM.matcher(entry.rest());
    if (otherForm.matches()) {
      assertThat(constant.expression()).as("the value of %s", entry).isEqualTo(otherForm.group(1));
      return Pattern.compile(Pattern.quote(otherForm.group(2)));
    }
    assertThat(entry.rest()).as("the other form of %s", entry).isEmpty();
    List<String> written = constant.written();
    assertThat(written).as("%s, which is %s", entry, constant.expression()).isNotEmpty();
    return Pattern.compile(
        written.stream()
            .map(one -> "(?<![\\d.])(?<!\\d,)" + Pattern.quote(one) + "(?!,?\\d)(?! [KM]iB)")
            .collect(Collectors.joining("|")));
  }
}
