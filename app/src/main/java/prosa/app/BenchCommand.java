package prosa.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import prosa.bench.LoadException;
import prosa.bench.LoadPlan;
import prosa.bench.LoadPlan.Protocol;
import prosa.bench.LoadReport;
import prosa.bench.LoadResult;
import prosa.bench.LoadRun;
import prosa.client.ServerAddress;
import prosa.net.OperatorFile;
import prosa.terminal.TerminalChat;

/** {@code prosa bench}: loads a server with members that talk, and tells how it stood that. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Loads a server with members that talk, and measures how long messages take.",
      "It sends as much as it can or is told to: use it on a server of your own. A server lets a"
          + " member say four messages a second and an address open a seat a second, unless it is"
          + " started with --message-rate off --join-rate off."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prosa serve --message-rate off --join-rate off --console off &",
      "  prosa bench --users 1000 --rate 1000 --pid $!     a hundred tables, 10,000 deliveries/s",
      "  prosa bench --users 10 --window 8                 one table, as fast as it goes",
      "  prosa bench --protocol browser --tls --churn 20 --report load.html",
      "",
      "Exit codes: 0 everything was heard by everybody; 1 something was not; 2 it could not begin;",
      "130 Ctrl-C ended it early, and what was measured until then is told."
    })
final class BenchCommand implements Callable<Integer> {
  /** What a shell tells of a program that SIGINT ended: 128 and the number of the signal. */
  private static final int INTERRUPTED = 130;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "ADDRESS",
      defaultValue = "localhost",
      description = "host, host:port or [IPv6]:port. Default: ${DEFAULT-VALUE}.")
  private String address = "";

  @Option(
      names = "--protocol",
      paramLabel = "NAME",
      defaultValue = "classic",
      completionCandidates = CompletionCandidates.Protocols.class,
      description =
          "What the members speak: classic, direct (a DEALER socket) or browser (a WebSocket)."
              + " Default: ${DEFAULT-VALUE}.")
  private Protocol protocol = Protocol.CLASSIC;

  @Option(names = "--tls", description = "Browser members come over TLS.")
  private boolean tls;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "Certificates to trust, PEM. Default: any certificate is taken.")
  private @Nullable Path authority;

  @Option(
      names = "--users",
      paramLabel = "N",
      defaultValue = "100",
      description = "How many there are. Default: ${DEFAULT-VALUE}.")
  private int users;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Messages a second of all users together, sent when they are due (open loop); 0 for a"
              + " closed loop. Default: ${DEFAULT-VALUE}.")
  private double rate;

  @Option(
      names = "--window",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Closed loop: messages of a user that are on their way at a time. Default:"
              + " ${DEFAULT-VALUE}.")
  private int window;

  @Option(
      names = "--churn",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Users that leave a second, and others that come in their place. Default:"
              + " ${DEFAULT-VALUE}.")
  private double churn;

  @Option(
      names = "--size",
      paramLabel = "BYTES",
      defaultValue = "64",
      description = "Padding of each message. Default: ${DEFAULT-VALUE}.")
  private int size;

  @Option(
      names = "--warmup",
      paramLabel = "TIME",
      defaultValue = "5s",
      description = "Load before it is measured. Default: ${DEFAULT-VALUE}.")
  private Duration warmup = Duration.ZERO;

  @Option(
      names = "--time",
      paramLabel = "TIME",
      defaultValue = "10s",
      description = "How long it is measured. Default: ${DEFAULT-VALUE}.")
  private Duration time = Duration.ZERO;

  @Option(
      names = "--pid",
      paramLabel = "PID",
      description = "The server's process on this machine: its CPU time and memory are told, too.")
  private @Nullable Long pid;

  @Option(names = "--json", description = "Print the result as one JSON object.")
  private boolean json;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write a page with plots, HTML in one file.")
  private @Nullable Path report;

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    LoadPlan plan = plan();
    checkReport();
    CompletableFuture<Void> stop = new CompletableFuture<>();
    Signals.register("INT", () -> interrupt(stop));
    try {
      LoadResult result = LoadRun.carryOut(plan, second -> tell(err, second), stop);
      if (TERMINAL) {
        err.print(BACK);
        err.flush();
      }
      PrintWriter out = spec.commandLine().getOut();
      out.print(json ? LoadReport.json(result) : LoadReport.table(result));
      out.flush();
      if (report != null) {
        Files.writeString(report, LoadReport.html(result));
      }
      return stop.isDone() ? INTERRUPTED : result.clean() ? ExitCode.OK : ExitCode.SOFTWARE;
    } catch (LoadException e) {
      err.println((TERMINAL && stop.isDone() ? BACK : "") + "prosa: " + e.getMessage() + ".");
      return stop.isDone() ? INTERRUPTED : ExitCode.USAGE;
    } catch (IOException e) {
      err.println("prosa: " + notWritten(report) + ".");
      return ExitCode.SOFTWARE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.SOFTWARE;
    }
  }

  /** The first Ctrl-C ends the measurement, the second one the process. */
  private static void interrupt(CompletableFuture<Void> stop) {
    if (!stop.complete(null)) {
      Runtime.getRuntime().halt(INTERRUPTED);
    }
  }

  /** Before the load, which may take hours: a report that has nowhere to go is told at once. */
  private void checkReport() {
    if (report == null) {
      return;
    }
    Path folder = report.toAbsolutePath().getParent();
    if (folder == null
        || Files.isDirectory(report)
        || !Files.isWritable(Files.exists(report) ? report : folder)) {
      throw new ParameterException(spec.commandLine(), notWritten(report));
    }
  }

  private static String notWritten(@Nullable Path report) {
    return "the report cannot be written to '" + report + "', given as --report";
  }

  /** To the beginning of the line, of which nothing stays. */
  private static final String BACK = "\r\033[K";

  /** Where the progress stays in one line; elsewhere each second has its own. */
  private static final boolean TERMINAL = TerminalChat.errorsAtTerminal();

  private static void tell(PrintWriter err, LoadRun.Progress second) {
    LoadResult.Interval now = second.interval();
    err.print(
        String.format(
            Locale.ROOT,
            (TERMINAL ? BACK : "")
                + "%s %3.0f s  %,9.0f deliveries/s  p50 %.2f ms  p99 %.2f ms"
                + (TERMINAL ? "" : "%n"),
            second.measuring() ? "measuring" : "warming up",
            now.at(),
            now.deliveries(),
            now.p50() / 1e6,
            now.p99() / 1e6));
    err.flush();
  }

  private LoadPlan plan() {
    CommandLine command = spec.commandLine();
    try {
      if (authority != null) {
        readable(authority);
      }
      ServerAddress to =
          ServerAddress.parse(address)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException("'" + address + "' is no address of a server"));
      return new LoadPlan(
          to.host(),
          to.port(),
          protocol,
          tls,
          Optional.ofNullable(authority),
          users,
          rate,
          window,
          churn,
          size,
          warmup,
          time,
          Optional.ofNullable(pid));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command, String.valueOf(e.getMessage()), e);
    }
  }

  private static void readable(Path authority) {
    String why;
    try {
      why = OperatorFile.unfit(authority).orElse("");
    } catch (IOException e) {
      why = OperatorFile.why(e);
    }
    if (!why.isEmpty()) {
      throw new IllegalArgumentException("'" + authority + "', given as --ca: " + why);
    }
  }

  static Protocol protocol(String name) {
    for (Protocol each : Protocol.values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(name)) {
        return each;
      }
    }
    throw new CommandLine.TypeConversionException(
        "'" + name + "' is none of classic, direct and browser");
  }
}
