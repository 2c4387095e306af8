package prosa.integration;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import prosa.testing.PemFiles;

/**
 * A server in a separate process: {@code prosa serve}, on a port chosen by the system.
 *
 * <p>Its heap is small and touched from the start, Netty's leak detector is paranoid, and the JVM
 * listens for {@code jcmd}. When it is closed, a stack trace, a leak or a defect in its log fails
 * the test.
 */
final class Prosa implements AutoCloseable {
  /** Where every server listens, and where its clients come from unless a test says otherwise. */
  static final String HOST = "127.0.0.1";

  private static final int CLASSIC_PORTS = 100;
  private static final Pattern ADDRESS =
      Pattern.compile("(?:^|^<6>|\"message\":\") {2}[^ \"]+:(\\d+)( |\"|$)", Pattern.MULTILINE);

  private static final Pattern USERS =
      Pattern.compile("^(\\S+)\t\\|\tUsers connected: (\\d+)$", Pattern.MULTILINE);

  private final Process process;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<Thread> readers = new ArrayList<>();

  private Prosa(Process process) {
    this.process = process;
    copy(process.getInputStream(), out);
    copy(process.getErrorStream(), err);
  }

  private void copy(InputStream from, ByteArrayOutputStream to) {
    readers.add(
        Thread.ofVirtual()
            .start(
                () -> {
                  try (from) {
                    from.transferTo(to);
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                }));
  }

  /** A server that can be entered. */
  static Prosa serve(String... flags) throws IOException {
    return serveAfter("true", flags);
  }

  /** A server that can be entered, started by a shell that has run {@code first}. */
  static Prosa serveAfter(String first, String... flags) throws IOException {
    return entered(java(first), flags);
  }

  /** A server that can be entered, and is measured: Netty's leak detector only takes samples. */
  static Prosa serveMeasured(String... flags) throws IOException {
    return serveMeasuredAfter("true", flags);
  }

  /** The same, started by a shell that has run {@code first}. */
  static Prosa serveMeasuredAfter(String first, String... flags) throws IOException {
    List<String> command = java(first);
    command.replaceAll(flag -> flag.replace("=paranoid", "=simple"));
    return entered(command, flags);
  }

  /** A server that can be entered, which another program becomes. */
  static Prosa serveBy(List<String> program, String... flags) throws IOException {
    List<String> command = new ArrayList<>(program);
    List<String> java = java("true");
    command.addAll(java.subList(4, java.size()));
    return entered(command, flags);
  }

  /** A server whose standard input and output are a terminal, by way of the launcher. */
  static Prosa serveOnTerminal(String... flags) throws IOException {
    return entered(
        List.of(
            "/usr/bin/python3",
            Outcome.ROOT.resolve("integration-tests/src/test/python/terminal.py").toString(),
            Outcome.ROOT.resolve("prosa").toString(),
            "serve"),
        flags);
  }

  /** A server that can be entered, by the launcher, which the last of these programs becomes. */
  static Prosa serveByLauncher(List<String> programs, String... flags) throws IOException {
    List<String> command = new ArrayList<>(programs);
    command.addAll(List.of(Outcome.ROOT.resolve("prosa").toString(), "serve"));
    return entered(command, flags);
  }

  /**
   * The flags of a server with a certificate, which is written to this folder, and further ones.
   */
  static String[] withTls(Path folder, String... more)
      throws IOException, GeneralSecurityException {
    PemFiles files = new PemFiles(folder);
    files.write("localhost", "EC");
    return Stream.concat(
            Stream.of("--tls-cert", files.chain().toString(), "--tls-key", files.key().toString()),
            Stream.of(more))
        .toArray(String[]::new);
  }

  /** Runs {@code prosa serve} with exactly these flags, until it ends. */
  static Outcome serveInVain(String... flags) throws IOException, InterruptedException {
    List<String> command = java("true");
    command.addAll(List.of(flags));
    return Outcome.of(Path.of("."), command.toArray(String[]::new));
  }

  private static Prosa entered(List<String> program, String... flags) throws IOException {
    List<String> command = new ArrayList<>(program);
    if (!List.of(flags).contains("--bind")) {
      command.addAll(List.of("--bind", HOST));
    }
    if (!List.of(flags).contains("--port")) {
      command.addAll(List.of("--port", "0"));
    }
    if (!List.of(flags).contains("--classic-ports")) {
      command.addAll(List.of("--classic-ports", somePorts(CLASSIC_PORTS)));
    }
    command.addAll(List.of(flags));
    Prosa prosa = new Prosa(new ProcessBuilder(command).start());
    Await.within(Await.LONG, () -> prosa.open() || !prosa.process.isAlive());
    if (!prosa.open()) {
      String ran =
          prosa.process.info().totalCpuDuration().map(time -> "ran " + time).orElse("has ended");
      prosa.process.toHandle().destroy();
      throw new AssertionError(
          "the server did not open, and " + ran + " on a processor: " + prosa.err());
    }
    return prosa;
  }

  private static List<String> java(String first) {
    // What runs in the background, or under nohup, hands down that it ignores some signals.
    String script = first + "; exec env --default-signal=HUP,INT,QUIT,TERM \"$@\"";
    List<String> command = new ArrayList<>(List.of("sh", "-c", script, "sh"));
    command.addAll(
        JavaCommand.of(
            JavaCommand.Program.SERVER,
            "-Xms96m",
            "-Xmx96m",
            "-XX:+AlwaysPreTouch",
            "-XX:+StartAttachListener",
            "-Dio.netty.leakDetection.level=paranoid"));
    command.addAll(List.of("prosa.app.Main", "serve"));
    return command;
  }

  /** A range of ports that nobody listens on; tests that run at the same time seldom meet there. */
  static String somePorts(int size) {
    for (int tries = 0; tries < 200; tries++) {
      int first = 20_000 + ThreadLocalRandom.current().nextInt(12_000 - size);
      if (IntStream.range(first, first + size).allMatch(FreePort::isFree)) {
        return first + "-" + (first + size - 1);
      }
    }
    throw new AssertionError("no " + size + " ports in a row are free");
  }

  private boolean open() {
    return err().contains("Ctrl-C");
  }

  /** The door's port. */
  int port() {
    Matcher address = ADDRESS.matcher(err());
    if (!address.find()) {
      throw new AssertionError("no address: " + err());
    }
    return Integer.parseInt(address.group(1));
  }

  long pid() {
    return process.pid();
  }

  /** All of standard output so far, to the byte. */
  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  /** All of standard error so far. */
  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  /**
   * All of standard error, once each of these stands there: a thread of its own writes the log,
   * after what it tells of.
   */
  String errWith(String... parts) {
    Await.until(
        String.join(" and ", parts) + " on standard error",
        () -> Stream.of(parts).allMatch(err()::contains),
        this::err);
    return err();
  }

  /** The last number of users that the console told of a chat; 0 if it told none. */
  int users(String room) {
    String head = room + "\t|\tUsers connected: ";
    return out()
        .lines()
        .filter(line -> line.startsWith(head))
        .reduce((a, b) -> b)
        .map(line -> Integer.parseInt(line.substring(head.length())))
        .orElse(0);
  }

  /** The last numbers of users that the console told of all chats, together. */
  int users() {
    Map<String, Integer> users = new HashMap<>();
    Matcher line = USERS.matcher(out());
    while (line.find()) {
      users.put(line.group(1), Integer.parseInt(line.group(2)));
    }
    return users.values().stream().mapToInt(Integer::intValue).sum();
  }

  void awaitUsers(String room, int users) {
    Await.until(users + " users of " + room, () -> users(room) == users);
  }

  /** Asks it to end, as {@code kill} does. */
  void terminate() {
    process.toHandle().destroy(); // Process.destroy would close its streams, too
  }

  /** Sends it a signal, such as {@code HUP}. */
  void signal(String name) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start();
    if (kill.waitFor() != 0) {
      throw new AssertionError("SIG" + name + " could not be sent");
    }
  }

  /** Ends it at once, as SIGKILL does. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    exit(Await.LONG);
  }

  /** Its exit code, if it ends in time. */
  int exit(Duration time) throws InterruptedException {
    if (!process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("still running after " + time);
    }
    for (Thread reader : readers) {
      reader.join();
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.toHandle().destroy(); // Process.destroy would close its streams, too
    try {
      exit(Await.LONG);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.toHandle().destroyForcibly();
    }
    if (err().contains("Exception") || err().contains("LEAK") || err().contains("defect")) {
      throw new AssertionError("the server logged what must not happen: " + err());
    }
  }
}
