package prosa.integration;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A nats-server of the system's package, as a process of its own, on loopback. */
public final class NatsServer implements AutoCloseable {
  private static final String GREETING = "INFO ";
  private static final int GREETING_MILLIS = 5_000;

  private final int port;
  private List<String> flags;
  private Process process;

  private NatsServer(int port, List<String> flags) throws IOException {
    this.port = port;
    this.flags = flags;
    this.process = run();
  }

  /** One that takes connections. */
  public static NatsServer start(String... flags) throws IOException {
    return new NatsServer(FreePort.find(), List.of(flags));
  }

  private Process run() throws IOException {
    List<String> command = new ArrayList<>(List.of("nats-server", "-a", Prosa.HOST));
    command.addAll(List.of("-p", Integer.toString(port)));
    command.addAll(flags);
    Process started =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Await.until("a nats-server", () -> answers() || !started.isAlive());
    if (!started.isAlive()) {
      throw new IOException("nats-server ended with " + started.exitValue() + ", at port " + port);
    }
    return started;
  }

  /** Whether it takes connections: it greets those who come. */
  private boolean answers() {
    try (Socket socket = new Socket(InetAddress.ofLiteral(Prosa.HOST), port)) {
      socket.setSoTimeout(GREETING_MILLIS);
      byte[] beginning = socket.getInputStream().readNBytes(GREETING.length());
      return new String(beginning, StandardCharsets.UTF_8).equals(GREETING);
    } catch (IOException e) {
      return false;
    }
  }

  long pid() {
    return process.pid();
  }

  int port() {
    return port;
  }

  /** The flags of a node of this name with an operator's port, and further ones. */
  String[] node(String name, String... more) {
    return nodeAt(url(), name, more);
  }

  /** The same for a node that finds NATS elsewhere. */
  static String[] nodeAt(String url, String name, String... more) {
    return Stream.concat(
            Stream.of("--cluster", url, "--node", name, "--admin", Prosa.HOST + ":0"),
            Stream.of(more))
        .toArray(String[]::new);
  }

  /** Its address. */
  public String url() {
    return "nats://" + Prosa.HOST + ":" + port;
  }

  String address() {
    return Prosa.HOST + ":" + port;
  }

  /** It is away. */
  void stop() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** It is there again, at the same address. */
  void startAgain() throws IOException {
    process = run();
  }

  /** It is there again, at the same address, with other flags. */
  void startAgainWith(String... others) throws IOException {
    flags = List.of(others);
    startAgain();
  }

  @Override
  public void close() {
    stop();
  }
}
