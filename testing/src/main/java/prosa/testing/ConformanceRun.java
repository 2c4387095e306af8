package prosa.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One run of a script in {@code conformance/} against a server, and its comparison with the table
 * of differences in a document: what differs from the oracle, libzmq or nginx, without a row there
 * fails, and so does a row that nothing matches any more.
 */
public final class ConformanceRun {
  private static final Path ROOT = Path.of(System.getProperty("prosa.root", "..")).toAbsolutePath();
  private static final Pattern CASE =
      Pattern.compile(
          "\"case\": \"([^\"]+)\".*?\"server\": \"([^\"]*)\".*?\"(?:libzmq|nginx)\": \"([^\"]*)\""
              + ".*?\"asked\": (true|false)",
          Pattern.DOTALL);
  private static final Pattern ROW =
      Pattern.compile(
          "^\\| `([^`|]+)` \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|$",
          Pattern.MULTILINE);
  private static final int MINUTES = 8;

  /** The cases of CURVE, and the argument with which they are tried, and no others. */
  private static final String CURVE = "curve/";

  private static final String SERVER_KEY = "--server-key";

  private final List<String> command = new ArrayList<>();
  private final Path document;

  /** What a case came to. */
  private record Result(String server, String oracle, boolean asked) {}

  /** A row of the table: which cases of which servers, and the two outcomes. */
  private record Difference(Pattern cases, Collection<String> servers, String oracle, String own) {
    boolean of(String server) {
      return servers.contains("all") || servers.contains(server);
    }

    boolean explains(String server, String name, Result result) {
      return shows(server, name, result) && oracle.equals(result.oracle());
    }

    /** Whether the server does what the row says, whatever the oracle did. */
    boolean shows(String server, String name, Result result) {
      return of(server) && cases.matcher(name).matches() && own.equals(result.server());
    }
  }

  private ConformanceRun(String script, int port, String document) {
    this.document = ROOT.resolve(document);
    command.addAll(
        List.of(
            "/usr/bin/python3",
            ROOT.resolve("conformance").resolve(script).toString(),
            "127.0.0.1:" + port,
            "--json"));
  }

  /** ZMTP and libzmq: a run against a port of this machine that is a socket of this type. */
  public static ConformanceRun zmtp(int port, String socket) {
    return new ConformanceRun("zmtp.py", port, "docs/protocol.md").with("--socket", socket);
  }

  /** CURVE and libzmq: the same of a server with this public key, in Z85. */
  public static ConformanceRun curve(int port, String socket, String publicKey) {
    return zmtp(port, socket).with(SERVER_KEY, publicKey);
  }

  /** HTTP and nginx: a run against a port of this machine. */
  public static ConformanceRun http(int port) {
    return new ConformanceRun("http.py", port, "docs/conformance.md");
  }

  /** The same with more arguments. */
  public ConformanceRun with(String... arguments) {
    command.addAll(List.of(arguments));
    return this;
  }

  /**
   * Runs it.
   *
   * @param server what the server is called in the table's second column
   * @return how many cases there were
   */
  public int compare(String server) throws IOException, InterruptedException {
    Map<String, Result> results = run();
    boolean curve = command.contains(SERVER_KEY);
    List<Difference> table =
        table().stream().filter(row -> row.cases().pattern().startsWith(CURVE) == curve).toList();
    TreeMap<String, String> unexplained = new TreeMap<>();
    TreeSet<String> unused = new TreeSet<>();
    boolean[] used = new boolean[table.size()];
    results.forEach(
        (name, result) -> {
          boolean explained = result.server().equals(result.oracle()) && result.asked();
          for (int i = 0; i < table.size(); i++) {
            used[i] |= table.get(i).shows(server, name, result);
            explained |= table.get(i).explains(server, name, result);
          }
          if (!explained) {
            unexplained.put(name, result.toString());
          }
        });
    for (int i = 0; i < used.length; i++) {
      if (!used[i] && table.get(i).of(server)) {
        unused.add(table.get(i).toString());
      }
    }
    if (!unexplained.isEmpty() || !unused.isEmpty()) {
      throw new AssertionError(
          server
              + ": differences without a row in "
              + document
              + ": "
              + unexplained
              + "; rows that nothing matches: "
              + unused);
    }
    return results.size();
  }

  private Map<String, Result> run() throws IOException, InterruptedException {
    Path out = Files.createTempFile("prosa-conformance", ".json");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(out.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new AssertionError("the conformance suite did not end");
      }
      String text = Files.readString(out);
      Map<String, Result> results = new LinkedHashMap<>();
      Matcher found = CASE.matcher(text);
      while (found.find()) {
        results.put(
            found.group(1),
            new Result(found.group(2), found.group(3), found.group(4).equals("true")));
      }
      if (process.exitValue() > 1 || results.isEmpty()) {
        throw new AssertionError("the conformance suite failed: " + text);
      }
      return results;
    } finally {
      Files.delete(out);
    }
  }

  private List<Difference> table() throws IOException {
    List<Difference> rows = new ArrayList<>();
    Matcher row = ROW.matcher(Files.readString(document));
    while (row.find()) {
      if (row.group(1).contains("/")) {
        rows.add(
            new Difference(
                Pattern.compile(row.group(1).replace(".", "\\.").replace("*", ".*")),
                List.of(row.group(2).split(", ")),
                row.group(3),
                row.group(4)));
      }
    }
    return rows;
  }
}
