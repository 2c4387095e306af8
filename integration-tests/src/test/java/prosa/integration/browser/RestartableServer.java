package prosa.integration.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import prosa.integration.JavaCommand;

/** {@code prosa serve} in a separate process, which can be killed and started again on its port. */
final class RestartableServer implements AutoCloseable {
  private static final Pattern OPEN = Pattern.compile("(?m)^ {2}\\S+:(\\d+)( |$)");

  private final List<String> flags;
  private final Path log;
  private Process process;
  private int port;

  private RestartableServer(int at, List<String> flags) throws IOException {
    this.flags = flags;
    this.log = Files.createTempFile("prosa-browser-trial", ".log");
    this.process = start(at);
    this.port = awaitPort();
  }

  static RestartableServer open(String... flags) throws IOException {
    return openAt(0, flags);
  }

  /** At a certain port. */
  static RestartableServer openAt(int port, String... flags) throws IOException {
    return new RestartableServer(port, List.of(flags));
  }

  private Process start(int at) throws IOException {
    List<String> command =
        JavaCommand.of(
            JavaCommand.Program.SERVER, "-Xmx128m", "-Dio.netty.leakDetection.level=paranoid");
    command.addAll(
        List.of(
            "prosa.app.Main",
            "serve",
            "--bind",
            "127.0.0.1",
            "--port",
            Integer.toString(at),
            "--console",
            "off"));
    command.addAll(flags);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()))
        .start();
  }

  private int awaitPort() {
    String[] found = {""};
    Eventually.holds(
        "the server is open",
        () -> {
          if (!process.isAlive()) {
            throw new AssertionError("the server ended: " + said());
          }
          Matcher open = OPEN.matcher(said());
          if (open.find() && said().contains("Ctrl-C")) {
            found[0] = open.group(1);
          }
          return !found[0].isEmpty();
        });
    return Integer.parseInt(found[0]);
  }

  private String said() {
    try {
      return Files.readString(log, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return port;
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Ends it at once, as a power cut does. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** Sends it a signal. */
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /** Asks it to end, as the system does (SIGTERM); it drains first. */
  void drain() {
    process.destroy();
  }

  /** Starts it again, on the port that it had. */
  void startAgain() throws IOException {
    process = start(port);
    port = awaitPort();
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    String said = said();
    Files.delete(log);
    if (said.contains("Exception") || said.contains("LEAK") || said.contains("defect")) {
      throw new AssertionError("the server logged what must not happen: " + said);
    }
  }
}
