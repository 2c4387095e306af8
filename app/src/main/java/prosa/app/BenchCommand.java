package prosa.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
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
final class BenchCommand extends ProsaCommand {
  /** What a shell tells of a program that SIGINT ended: 128 and the number of the signal. */
  private static final int INTERRUPTED = 130;

  private final Flag<String> address =
      argument("ADDRESS", "0..1")
          .usually("localhost")
          .saying("host, host:port or [IPv6]:port. Default: ${DEFAULT-VALUE}.");

  private final Flag<Protocol> protocol =
      value("--protocol", "NAME", Protocol.class, BenchCommand::protocol)
          .oneOf("classic", "direct", "browser")
          .usually("classic")
          .saying(
              "What the members speak: classic, direct (a DEALER socket) or browser (a WebSocket)."
                  + " Default: ${DEFAULT-VALUE}.");

  private final Flag<Boolean> tls = toggle("--tls").saying("Browser members come over TLS.");

  private final Flag<Path> authority =
      file("--ca").saying("Certificates to trust, PEM. Default: any certificate is taken.");

  private final Flag<Integer> users =
      number("--users", "N")
          .usually("100")
          .saying("How many there are. Default: ${DEFAULT-VALUE}.");

  private final Flag<Double> rate =
      number("--rate", "N", double.class)
          .usually("0")
          .saying(
              "Messages a second of all users together, sent when they are due (open loop); 0 for a"
                  + " closed loop. Default: ${DEFAULT-VALUE}.");

  private final Flag<Integer> window =
      number("--window", "N")
          .usually("1")
          .saying(
              "Closed loop: messages of a user that are on their way at a time. Default:"
                  + " ${DEFAULT-VALUE}.");

  private final Flag<Double> churn =
      number("--churn", "N", double.class)
          .usually("0")
          .saying(
              "Users that leave a second, and others that come in their place. Default:"
                  + " ${DEFAULT-VALUE}.");

  private final Flag<Integer> size =
      number("--size", "BYTES")
          .usually("64")
          .saying("Padding of each message. Default: ${DEFAULT-VALUE}.");

  private final Flag<Duration> warmup =
      time("--warmup")
          .usually("5s")
          .saying("Load before it is measured. Default: ${DEFAULT-VALUE}.");

  private final Flag<Duration> time =
      time("--time").usually("10s").saying("How long it is measured. Default: ${DEFAULT-VALUE}.");

  private final Flag<Long> pid =
      number("--pid", "PID", long.class)
          .saying("The server's process on this machine: its CPU time and memory are told, too.");

  private final Flag<Boolean> json =
      toggle("--json").saying("Print the result as one JSON object.");

  private final Flag<Path> report =
      file("--report").saying("Write a page with plots, HTML in one file.");

  BenchCommand() {
    super(
        "bench",
        "Loads a server with members that talk, and measures how long messages take.",
        "It sends as much as it can or is told to: use it on a server of your own. A server lets a"
            + " member say four messages a second and an address open a seat a second, unless it is"
            + " started with --message-rate off --join-rate off.");
    footer(
        "Examples",
        "  prosa serve --message-rate off --join-rate off --console off &",
        "  prosa bench --users 1000 --rate 1000 --pid $!     a hundred tables, 10,000 deliveries/s",
        "  prosa bench --users 10 --window 8                 one table, as fast as it goes",
        "  prosa bench --protocol browser --tls --churn 20 --report load.html",
        "",
        "Exit codes: 0 everything was heard by everybody; 1 something was not; 2 it could not begin;",
        "130 Ctrl-C ended it early, and what was measured until then is told.");
  }

  @Override
  public Integer call() {
    PrintWriter err = commandLine().getErr();
    LoadPlan plan = plan();
    checkReport();
    CompletableFuture<Void> stop = new CompletableFuture<>();
    ProcessSignals.on("INT", () -> interrupt(stop));
    try {
      LoadResult result = LoadRun.carryOut(plan, second -> tell(err, second), stop);
      if (TERMINAL) {
        err.print(BACK);
        err.flush();
      }
      PrintWriter out = commandLine().getOut();
      out.print(json.value() ? LoadReport.json(result) : LoadReport.table(result));
      out.flush();
      if (report.given().isPresent()) {
        Files.writeString(report.given().get(), LoadReport.html(result));
      }
      return stop.isDone() ? INTERRUPTED : result.clean() ? ExitCode.OK : ExitCode.SOFTWARE;
    } catch (LoadException e) {
      err.println((TERMINAL && stop.isDone() ? BACK : "") + "prosa: " + e.getMessage() + ".");
      return stop.isDone() ? INTERRUPTED : ExitCode.USAGE;
    } catch (IOException e) {
      err.println("prosa: " + notWritten() + ".");
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
    if (report.given().isEmpty()) {
      return;
    }
    Path file = report.given().get();
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null
        || Files.isDirectory(file)
        || !Files.isWritable(Files.exists(file) ? file : folder)) {
      throw new ParameterException(commandLine(), notWritten());
    }
  }

  private String notWritten() {
    return "the report cannot be written to '%s', given as --report"
        .formatted(report.given().map(Path::toString).orElse(""));
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
    try {
      authority.given().ifPresent(BenchCommand::readable);
      ServerAddress to =
          ServerAddress.parse(address.value())
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "'" + address.value() + "' is no address of a server"));
      return new LoadPlan(
          to.host(),
          to.port(),
          protocol.value(),
          tls.value(),
          authority.given(),
          users.value(),
          rate.value(),
          window.value(),
          churn.value(),
          size.value(),
          warmup.value(),
          time.value(),
          pid.given());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(commandLine(), String.valueOf(e.getMessage()), e);
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

  private static Protocol protocol(String name) {
    for (Protocol each : Protocol.values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(name)) {
        return each;
      }
    }
    throw new TypeConversionException("'" + name + "' is none of classic, direct and browser");
  }
}
