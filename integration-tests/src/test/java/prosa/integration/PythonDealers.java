package prosa.integration;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Direct members on pyzmq, all in one process, which is killed when this is closed. */
final class PythonDealers implements AutoCloseable {
  private final Process process;
  private final BufferedWriter commands;
  private final Map<String, Dealer> dealers = new ConcurrentHashMap<>();
  private final AtomicInteger opened = new AtomicInteger();

  private PythonDealers(Process process) {
    this.process = process;
    this.commands = process.outputWriter(StandardCharsets.UTF_8);
    Thread.ofVirtual().start(this::read);
  }

  static PythonDealers start() throws IOException {
    return new PythonDealers(
        new ProcessBuilder(
                "/usr/bin/python3",
                "-u",
                Outcome.ROOT.resolve("integration-tests/src/test/python/dealers.py").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  private void read() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        Map<String, String> event = FlatJson.read(line);
        Dealer dealer = dealers.get(event.getOrDefault("name", ""));
        if (dealer != null) {
          dealer.saw(event);
        }
      }
    } catch (IOException e) {
      if (process.isAlive()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void command(String what, String name, Object... more) {
    Map<String, Object> command = new LinkedHashMap<>();
    command.put("do", what);
    command.put("name", name);
    for (int i = 0; i < more.length; i += 2) {
      command.put(more[i].toString(), more[i + 1]);
    }
    String line = FlatJson.write(command) + "\n";
    try {
      synchronized (commands) {
        commands.write(line);
        commands.flush();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the dealers' process ended", e);
    }
  }

  /** A socket, connecting to a door. */
  Dealer connect(String name, int port) {
    return connect(name, Prosa.HOST, port, 0);
  }

  /**
   * A socket, connecting to a door.
   *
   * @param buffer bytes that it can keep unread in the kernel, 0 for as much as usual
   */
  Dealer connect(String name, String host, int port, int buffer) {
    return connect(name, host, port, buffer, "");
  }

  /**
   * The same with CURVE.
   *
   * @param serverKey the server's public key in Z85; empty for a member without CURVE
   */
  Dealer connect(String name, String host, int port, int buffer, String serverKey) {
    Dealer dealer = new Dealer(name, name + "#" + opened.incrementAndGet());
    dealers.put(dealer.key, dealer);
    command("open", dealer.key, "host", host, "port", port, "buffer", buffer, "curve", serverKey);
    return dealer;
  }

  long pid() {
    return process.pid();
  }

  /** Stops the process where it is, until {@link #go}. */
  void freeze() throws IOException, InterruptedException {
    signal("STOP");
  }

  void go() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().orTimeout(Await.LONG.toSeconds(), TimeUnit.SECONDS).join();
  }

  /** One of the sockets. */
  final class Dealer extends DirectPeer {
    private final String key;

    private Dealer(String name, String key) {
      super(name);
      this.key = key;
    }

    private void saw(Map<String, String> event) {
      switch (event.getOrDefault("event", "")) {
        case "heard" -> {
          List<byte[]> parts = new ArrayList<>();
          for (String part : event.getOrDefault("parts", "").split(",", -1)) {
            parts.add(HexFormat.of().parseHex(part));
          }
          received(parts);
        }
        case "unsent" -> {} // as with every DEALER whose peer is away
        default -> breaks(event.toString());
      }
    }

    @Override
    void send(List<byte[]> parts) {
      String hex = parts.stream().map(HexFormat.of()::formatHex).collect(Collectors.joining(","));
      command("send", key, "parts", hex);
    }

    /** Reads nothing any more, until {@link #listen}. */
    void deafen() {
      command("deafen", key);
    }

    void listen() {
      command("listen", key);
    }

    @Override
    public void close() {
      command("close", key);
    }
  }
}
