package prosa.integration;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Classic members on pyzmq, in a separate process, which send messages and reconnect automatically.
 */
final class PythonClassicMembers implements AutoCloseable {

  /** How one of them is: the intake it is connected to, and whether it hears itself. */
  record State(String name, int port, boolean hears, int joins, long messages) {}

  private final Process process;
  private final OutputStream commands;
  private final Queue<String> faults;
  private final Queue<String> refused;
  private final BlockingQueue<List<State>> answers = new LinkedBlockingQueue<>();

  private PythonClassicMembers(Process process, Queue<String> faults, Queue<String> refused) {
    this.process = process;
    this.commands = process.getOutputStream();
    this.faults = faults;
    this.refused = refused;
    Thread.ofVirtual().start(this::read);
  }

  /** Members {@code c}<em>first</em> and the following ones. */
  static PythonClassicMembers gather(
      String host, int door, int first, int count, long seed, Queue<String> faults)
      throws IOException {
    return gather(host, door, "", first, count, seed, faults, faults);
  }

  /**
   * The same with CURVE, or where the door may refuse.
   *
   * @param serverKey the server's public key in Z85; empty for members without CURVE
   * @param refused gets what the door refused
   */
  static PythonClassicMembers gather(
      String host,
      int door,
      String serverKey,
      int first,
      int count,
      long seed,
      Queue<String> faults,
      Queue<String> refused)
      throws IOException {
    return new PythonClassicMembers(
        new ProcessBuilder(
                "/usr/bin/python3",
                "-u",
                Outcome.ROOT.resolve("integration-tests/src/test/python/crowd.py").toString(),
                host,
                Integer.toString(door),
                Integer.toString(first),
                Integer.toString(count),
                Long.toString(seed),
                serverKey)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start(),
        faults,
        refused);
  }

  private void read() {
    List<State> states = new ArrayList<>();
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        Map<String, String> event = FlatJson.read(line);
        switch (event.getOrDefault("event", "")) {
          case "state" -> states.add(state(event));
          case "refused" -> refused.add(line);
          case "states" -> {
            answers.add(List.copyOf(states));
            states.clear();
          }
          default -> faults.add(line);
        }
      }
    } catch (IOException e) {
      if (process.isAlive()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static State state(Map<String, String> event) {
    return new State(
        event.getOrDefault("name", ""),
        number(event, "port"),
        number(event, "hears") == 1,
        number(event, "joins"),
        number(event, "messages"));
  }

  private static int number(Map<String, String> event, String key) {
    return Integer.parseInt(event.getOrDefault(key, "0"));
  }

  private void command(String what) {
    try {
      commands.write((what + "\n").getBytes(StandardCharsets.UTF_8));
      commands.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the crowd's process ended", e);
    }
  }

  void talk(boolean on) {
    command(on ? "talk" : "quiet");
  }

  /** How each of them is now. */
  List<State> states() {
    command("state");
    try {
      List<State> answer = answers.poll(Await.LONG.toSeconds(), TimeUnit.SECONDS);
      if (answer == null) {
        throw new AssertionError("the crowd does not answer");
      }
      return answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().orTimeout(Await.LONG.toSeconds(), TimeUnit.SECONDS).join();
  }
}
