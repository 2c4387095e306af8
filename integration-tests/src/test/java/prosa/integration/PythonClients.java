package prosa.integration;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * Classic clients on pyzmq, all in one process of the system's own Python, which is killed when
 * this is closed.
 */
final class PythonClients implements AutoCloseable {
  private static final String SCRIPT = "integration-tests/src/test/python/classic.py";

  private final Process process;
  private final BufferedWriter commands;
  private final Map<String, List<Map<String, String>>> events = new ConcurrentHashMap<>();
  private final String host;
  private final int door;

  private PythonClients(Process process, String host, int door) {
    this.process = process;
    this.commands = process.outputWriter(StandardCharsets.UTF_8);
    this.host = host;
    this.door = door;
    Thread.ofVirtual().start(this::read);
  }

  /** A process for clients of the server whose door is at this port. */
  static PythonClients of(int door) throws IOException {
    return of(Prosa.HOST, door);
  }

  /** The same at another address of this machine. */
  static PythonClients of(String host, int door) throws IOException {
    Path script = Outcome.ROOT.resolve(SCRIPT);
    return new PythonClients(
        new ProcessBuilder("/usr/bin/python3", "-u", script.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start(),
        host,
        door);
  }

  private void read() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        Map<String, String> event = FlatJson.read(line);
        events
            .computeIfAbsent(event.getOrDefault("name", ""), n -> new CopyOnWriteArrayList<>())
            .add(event);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void command(String what, String name, Object... more) {
    Map<String, Object> command = new LinkedHashMap<>();
    command.put("do", what);
    command.put("name", name);
    for (int i = 0; i < more.length; i += 2) {
      command.put(more[i].toString(), more[i + 1]);
    }
    try {
      commands.write(FlatJson.write(command));
      commands.newLine();
      commands.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the clients' process ended", e);
    }
  }

  /** Asks the door, and connects to what it says. */
  Client join(String name) {
    command("join", name, "host", host, "port", door);
    return new Client(name);
  }

  /** Asks the door only. */
  Client ask(String name) {
    command("ask", name, "host", host, "port", door);
    return new Client(name);
  }

  /** Connects without having asked the door. */
  Client connect(String name, ClassicClient.Ports ports) {
    command(
        "connect", name, "host", host, "to", ports.publisherPort(), "broadcast", ports.broadcast());
    return new Client(name);
  }

  /** A socket of any type, connected to a port; it never says anything. */
  Client open(String name, String kind, int port) {
    command("open", name, "host", host, "kind", kind, "to", port);
    return new Client(name);
  }

  /** Ends the process at once, as SIGKILL does. */
  void kill() {
    process.toHandle().destroyForcibly(); // Process.destroyForcibly would close its streams, too
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
    kill();
    process.onExit().orTimeout(Await.LONG.toSeconds(), TimeUnit.SECONDS).join();
  }

  /** One of the clients. */
  final class Client implements ClassicClient {
    private final String name;

    private Client(String name) {
      this.name = name;
    }

    private List<Map<String, String>> events(String kind) {
      return events.getOrDefault(name, List.of()).stream()
          .filter(e -> kind.equals(e.get("event")))
          .toList();
    }

    private static String field(Map<String, String> event, String key) {
      return event.getOrDefault(key, "");
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Ports ports() {
      Await.until("the door's answer to " + name, this::answered);
      Map<String, String> told = events("told").getLast();
      return new Ports(
          Integer.parseInt(field(told, "to")), Integer.parseInt(field(told, "broadcast")));
    }

    /** Whether the door has told it ports. */
    boolean answered() {
      return !events("told").isEmpty();
    }

    /** The errors that the door answered with. */
    List<String> refusals() {
      return events("refused").stream().map(e -> field(e, "error")).toList();
    }

    /**
     * How often its library's monitor saw something of a socket, {@code to} or {@code broadcast}.
     */
    long seen(String socket, String what) {
      return events("seen").stream()
          .filter(e -> socket.equals(e.get("socket")) && what.equals(e.get("what")))
          .count();
    }

    @Override
    public void say(String text) {
      command("say", name, "message", text);
    }

    /** Sends these bytes, in hexadecimal, one part each, through its PUB. */
    void sayRaw(String... parts) {
      command("raw", name, "parts", String.join(",", parts));
    }

    @Override
    public void settle() {
      int before = events("settled").size();
      beginToSettle();
      Await.until(name + " to hear itself", () -> events("settled").size() > before);
    }

    /** Begins to say something again and again until it hears it. */
    void beginToSettle() {
      command("settle", name);
    }

    /** Whether it has ever heard itself. */
    boolean settled() {
      return !events("settled").isEmpty();
    }

    @Override
    public List<String> heard() {
      return events("heard").stream()
          .map(e -> field(e, "user") + ": " + field(e, "message"))
          .toList();
    }

    @Override
    public List<String> broken() {
      return events("broken").stream().map(e -> field(e, "error")).toList();
    }

    @Override
    public void leave() {
      command("leave", name);
    }
  }
}
