package prosa.integration.browser;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A member on the system's pyzmq: a classic client, or a plain DEALER. */
final class PythonMember implements AutoCloseable {
  private final Process process;
  private final BufferedWriter mouth;
  private final List<String> heard = new CopyOnWriteArrayList<>();

  private PythonMember(Process process) {
    this.process = process;
    this.mouth = process.outputWriter(StandardCharsets.UTF_8);
    Thread.ofVirtual().start(this::listen);
  }

  static PythonMember classic(int port, String name) throws IOException {
    return start("classic", port, name);
  }

  static PythonMember dealer(int port, String name) throws IOException {
    return start("dealer", port, name);
  }

  private static PythonMember start(String kind, int port, String name) throws IOException {
    Path script =
        Path.of(System.getProperty("prosa.root", ".."))
            .resolve("integration-tests/src/test/python/member.py");
    return new PythonMember(
        new ProcessBuilder(
                "/usr/bin/python3", script.toString(), kind, Integer.toString(port), name)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  private void listen() {
    try (BufferedReader ear = process.inputReader(StandardCharsets.UTF_8)) {
      ear.lines().forEach(heard::add);
    } catch (IOException | UncheckedIOException e) {
      // it was closed
    }
  }

  /** Says a text; what begins with a brace is sent as it is. */
  void say(String text) {
    try {
      mouth.write(text);
      mouth.newLine();
      mouth.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<String> heard() {
    return heard;
  }

  void hears(String line) {
    Eventually.holds("a member hears: " + line, () -> heard.contains(line));
  }

  void hearsSomethingOf(String part) {
    Eventually.holds(
        "a member hears of: " + part, () -> heard.stream().anyMatch(line -> line.contains(part)));
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
