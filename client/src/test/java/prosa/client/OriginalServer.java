package prosa.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An original server, in Python, in a separate process; its console is recorded. */
final class OriginalServer implements AutoCloseable {
  private static final Path SCRIPT =
      Path.of(
          System.getProperty("prosa.root", ".."),
          "integration-tests/src/test/python/original_server.py");

  private final Process process;
  private final BlockingQueue<String> console = new LinkedBlockingQueue<>();
  private final int port;

  private OriginalServer(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("/usr/bin/python3", SCRIPT.toString()));
    command.addAll(arguments);
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    Thread.ofVirtual().start(this::read);
    port = Integer.parseInt(line());
  }

  static OriginalServer open() throws IOException {
    return new OriginalServer(List.of());
  }

  static OriginalServer reopen(int port) throws IOException {
    return new OriginalServer(List.of(Integer.toString(port)));
  }

  private void read() {
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      out.lines().forEach(console::add);
    } catch (IOException | UncheckedIOException e) {
      console.add("(the server has ended: " + e.getMessage() + ")");
    }
  }

  int port() {
    return port;
  }

  ServerAddress address() {
    return new ServerAddress("127.0.0.1", port, Optional.empty());
  }

  /** The next line of its console. */
  String line() {
    try {
      String line = console.poll(30, TimeUnit.SECONDS);
      if (line == null) {
        throw new AssertionError("the original server prints nothing");
      }
      return line;
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  /** The lines up to the one that says this. */
  List<String> linesUpTo(String what) {
    List<String> lines = new ArrayList<>();
    do {
      lines.add(line());
    } while (!lines.getLast().endsWith(what));
    return lines;
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
