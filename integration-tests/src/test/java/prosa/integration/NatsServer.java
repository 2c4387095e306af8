package prosa.integration;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A nats-server of the system's package, as a process of its own, on loopback. */
final class NatsServer implements AutoCloseable {
  private final int port;
  private final List<String> flags;
  private Process process;

  private NatsServer(int port, List<String> flags) throws IOException {
    this.port = port;
    this.flags = flags;
    this.process = run();
  }

  /** One that takes connections. */
  static NatsServer start(String... flags) throws IOException {
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
    Await.until("a nats-server", this::answers);
    return started;
  }

  private boolean answers() {
    try (Socket socket = new Socket(InetAddress.ofLiteral(Prosa.HOST), port)) {
      return socket.isConnected();
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

  String url() {
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

  @Override
  public void close() {
    stop();
  }
}
