package prosa.app;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import prosa.net.OperatorFile;
import prosa.terminal.ServerTop;
import prosa.terminal.ServerTop.TopOutput;

/** {@code prosa top}: a server's tables by occupancy, live, from its operator's port. */
@Command(
    name = "top",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Shows the tables of a server by how many people sit there, live, at a terminal.",
      "It asks the operator's port (see `prosa serve --admin`), and shows numbers and the states of"
          + " seats: no name and no text is told there. Without a terminal it prints them once.",
      "q or Ctrl-C quits, s sorts the tables otherwise, arrows and PgUp and PgDn scroll. In the"
          + " picture of a table's seats # is a person, ~ the seat of somebody who is away, + a"
          + " reserved seat, and . a free one."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prosa top                              this machine's server",
      "  prosa top 10.0.0.7:5556 10.0.0.8:5556 --token-file token --every 5s",
      "  prosa top --once | head                how full it is, as text",
      "  prosa top --json                       the same for programs",
      "",
      "Exit codes: 0 done; 1 there is no operator's port, or it does not answer; 2 it could not"
          + " begin."
    })
final class TopCommand implements Callable<Integer> {
  private static final Duration SHORTEST = Duration.ofMillis(100);

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:5556",
      description =
          "Where the operator's port is. Of a cluster, one tells of all nodes; with several it does"
              + " so even while one of them is away. Default: where PROSA_ADMIN, or `admin` in the file"
              + " of settings, has it; else 127.0.0.1:5556.")
  private List<String> addresses = List.of();

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "A file with the token that the operator's port wants, in one line.")
  private @Nullable Path tokenFile;

  @Option(
      names = "--every",
      paramLabel = "TIME",
      defaultValue = "1s",
      description = "How often it asks; 100ms or more. Default: ${DEFAULT-VALUE}.")
  private Duration every = Duration.ZERO;

  @Option(names = "--once", description = "Print the state once, as text.")
  private boolean once;

  @Option(names = "--json", description = "Print the state once, as one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    List<InetSocketAddress> at;
    try {
      at = addresses.stream().map(BindAddress::withPort).toList();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    if (every.compareTo(SHORTEST) < 0) {
      throw new ParameterException(spec.commandLine(), "the time of --every must be 100ms or more");
    }
    Optional<String> token;
    try {
      token = token();
    } catch (IOException e) {
      spec.commandLine().getErr().println("prosa: " + e.getMessage() + ".");
      return ExitCode.USAGE;
    }
    return ServerTop.run(
        new ServerTop.TopOptions(
            at, token, every, json ? TopOutput.JSON : once ? TopOutput.TEXT : TopOutput.LIVE));
  }

  private Optional<String> token() throws IOException {
    if (tokenFile == null) {
      return Optional.empty();
    }
    String text;
    try {
      text = OperatorFile.text(tokenFile).strip();
    } catch (IOException e) {
      throw new IOException(
          "'" + tokenFile + "', given as --token-file: " + OperatorFile.why(e), e);
    }
    if (text.isEmpty() || !text.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new IOException(
          "'" + tokenFile + "', given as --token-file, is not one line of visible characters");
    }
    return Optional.of(text);
  }
}
