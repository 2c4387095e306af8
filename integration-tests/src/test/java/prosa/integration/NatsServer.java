package prosa.integration;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

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
    return new NatsServer(freePort(), List.of(flags));
  }

  /** A port on which nobody listens. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral(Prosa.HOST))) {
      return socket.getLocalPort();
    }
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
