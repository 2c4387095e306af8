package prosa.app;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import prosa.net.OperatorFile;
import prosa.terminal.ServerTop;
import prosa.terminal.ServerTop.TopOutput;

/** {@code prosa top}: a server's tables by occupancy, live, from its operator's port. */
final class TopCommand extends ProsaCommand {
  private static final Duration SHORTEST = Duration.ofMillis(100);

  private final Flag<List<String>> addresses =
      arguments("HOST:PORT")
          .usually("127.0.0.1:5556")
          .saying(
              "Where the operator's port is. Of a cluster, one tells of all nodes; with several it does"
                  + " so even while one of them is away. Default: where PROSA_ADMIN, or `admin` in the file"
                  + " of settings, has it; else 127.0.0.1:5556.");

  private final Flag<Path> tokenFile =
      file("--token-file")
          .saying("A file with the token that the operator's port wants, in one line.");

  private final Flag<Duration> every =
      time("--every")
          .usually("1s")
          .saying("How often it asks; 100ms or more. Default: ${DEFAULT-VALUE}.");

  private final Flag<Boolean> once = toggle("--once").saying("Print the state once, as text.");

  private final Flag<Boolean> json =
      toggle("--json").saying("Print the state once, as one JSON object.");

  TopCommand() {
    super(
        "top",
        "Shows the tables of a server by how many people sit there, live, at a terminal.",
        "It asks the operator's port (see `prosa serve --admin`), and shows numbers and the states of"
            + " seats: no name and no text is told there. Without a terminal it prints them once.",
        "q or Ctrl-C quits, s sorts the tables otherwise, arrows and PgUp and PgDn scroll. In the"
            + " picture of a table's seats # is a person, ~ the seat of somebody who is away, + a"
            + " reserved seat, and . a free one.");
    footer(
        "Examples",
        "  prosa top                              this machine's server",
        "  prosa top 10.0.0.7:5556 10.0.0.8:5556 --token-file token --every 5s",
        "  prosa top --once | head                how full it is, as text",
        "  prosa top --json                       the same for programs",
        "",
        "Exit codes: 0 done; 1 there is no operator's port, or it does not answer; 2 it could not"
            + " begin.");
  }

  @Override
  public Integer call() {
    List<InetSocketAddress> at;
    try {
      at = addresses.value().stream().map(BindAddress::withPort).toList();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(commandLine(), e.getMessage(), e);
    }
    if (every.value().compareTo(SHORTEST) < 0) {
      throw new ParameterException(commandLine(), "the time of --every must be 100ms or more");
    }
    Optional<String> token;
    try {
      token = token();
    } catch (IOException e) {
      commandLine().getErr().println("prosa: " + e.getMessage() + ".");
      return ExitCode.USAGE;
    }
    return ServerTop.run(
        new ServerTop.TopOptions(
            at,
            token,
            every.value(),
            json.value() ? TopOutput.JSON : once.value() ? TopOutput.TEXT : TopOutput.LIVE));
  }

  private Optional<String> token() throws IOException {
    if (tokenFile.given().isEmpty()) {
      return Optional.empty();
    }
    Path file = tokenFile.given().get();
    String text;
    try {
      text = OperatorFile.text(file).strip();
    } catch (IOException e) {
      throw new IOException("'" + file + "', given as --token-file: " + OperatorFile.why(e), e);
    }
    if (text.isEmpty() || !text.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new IOException(
          "'" + file + "', given as --token-file, is not one line of visible characters");
    }
    return Optional.of(text);
  }
}
