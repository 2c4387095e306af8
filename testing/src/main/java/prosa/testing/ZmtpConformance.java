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
 * One run of {@code conformance/zmtp.py} against a server, and its comparison with the table of
 * differences in {@code docs/protocol.md}: what differs from libzmq without a row there fails, and
 * so does a row that nothing matches any more.
 */
public final class ZmtpConformance {
  private static final Path ROOT = Path.of(System.getProperty("prosa.root", "..")).toAbsolutePath();
  private static final Pattern CASE =
      Pattern.compile(
          "\"case\": \"([^\"]+)\".*?\"server\": \"([^\"]*)\".*?\"libzmq\": \"([^\"]*)\""
              + ".*?\"asked\": (true|false)",
          Pattern.DOTALL);
  private static final Pattern ROW =
      Pattern.compile(
          "^\\| `([^`|]+)` \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|$",
          Pattern.MULTILINE);
  private static final int MINUTES = 8;

  private final List<String> command = new ArrayList<>();

  /** What a case came to. */
  private record Result(String server, String libzmq, boolean asked) {}

  /** A row of the table: which cases of which servers, and the two outcomes. */
  private record Difference(Pattern cases, Collection<String> servers, String libzmq, String own) {
    boolean of(String server) {
      return servers.contains("all") || servers.contains(server);
    }

    boolean explains(String server, String name, Result result) {
      return shows(server, name, result) && libzmq.equals(result.libzmq());
    }

    /** Whether the server does what the row says; libzmq may have been in another mood. */
    boolean shows(String server, String name, Result result) {
      return of(server) && cases.matcher(name).matches() && own.equals(result.server());
    }
  }

  /** A run against a port of this machine. */
  public ZmtpConformance(int port, String socket) {
    command.addAll(
        List.of(
            "/usr/bin/python3",
            ROOT.resolve("conformance/zmtp.py").toString(),
            "127.0.0.1:" + port,
            "--socket",
            socket,
            "--json"));
  }

  /** The same with more arguments. */
  public ZmtpConformance with(String... arguments) {
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
    List<Difference> table = table();
    TreeMap<String, String> unexplained = new TreeMap<>();
    TreeSet<String> unused = new TreeSet<>();
    boolean[] used = new boolean[table.size()];
    results.forEach(
        (name, result) -> {
          boolean explained = result.server().equals(result.libzmq()) && result.asked();
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
              + ": differences without a row in docs/protocol.md: "
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

  private static List<Difference> table() throws IOException {
    List<Difference> rows = new ArrayList<>();
    Matcher row = ROW.matcher(Files.readString(ROOT.resolve("docs/protocol.md")));
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
