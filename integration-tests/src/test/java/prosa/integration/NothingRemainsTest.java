package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import prosa.integration.PythonClients.Client;
import prosa.protocol.ErrorCode;
import prosa.protocol.ServerMessage.Hello;
import prosa.protocol.ServerMessage.Invited;
import prosa.protocol.ServerMessage.Said;
import zmq.util.Z85;

/**
 * Plants canaries, texts and names, in every way into a server, and then looks for them wherever it
 * could have written: what it prints and logs, its working and temporary directories, and every
 * file that it has open or mapped. Its memory is not looked into: it is released, not overwritten.
 */
final class NothingRemainsTest {
  /** Every planted text and name has this in it; none of the server's own words does. */
  private final String canary = "kanarie" + ThreadLocalRandom.current().nextInt(100_000, 999_999);

  @TempDir private Path folder;

  @Test
  void nothingIsWrittenAnywhereWhenTheConsoleIsRedirected() throws Exception {
    assertThat(canariesWrittenBy("--console", "auto")).isEmpty();
  }

  @Test
  void nothingIsWrittenAnywhereInModePlain() throws Exception {
    assertThat(canariesWrittenBy("--console", "plain")).isEmpty();
  }

  @Test
  void searchFindsWhatAFullConsoleWritesButNothingOfAPrivateTable() throws Exception {
    assertThat(canariesWrittenBy("--console", "full")).containsOnly(folder.resolve("console.txt"));
    assertThat(Files.readString(folder.resolve("console.txt")))
        .contains("Received from " + canary + "-classic: " + canary + " classic text")
        .doesNotContain("private");
  }

  /**
   * With the launcher's flags, a crash of the JVM leaves no report, no core and no recording, and
   * the secret key is nowhere but in its file.
   */
  @Test
  void aCrashLeavesNothing(@TempDir Path keys) throws Exception {
    Path keyFile = keys.resolve("server.key");
    CurveKeys.generate(keyFile);
    String[] flags =
        Outcome.of(
                Outcome.ROOT,
                "sh",
                "-c",
                ". packaging/jvm-flags.sh; jvm_flags serve; jvm_collector ''")
            .out()
            .lines()
            .map(String::strip)
            .toArray(String[]::new);
    assertThat(flags).hasSizeGreaterThan(10);
    List<String> command = JavaCommand.of(JavaCommand.Program.SERVER, flags);
    command.addAll(List.of("-Djava.io.tmpdir=" + folder, "prosa.app.Main", "serve"));
    command.addAll(List.of("--bind", Prosa.HOST, "--port", "0", "--console", "off"));
    command.addAll(List.of("--curve-key", keyFile.toString()));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process server =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      Await.until("the server", () -> read(err).contains("Ctrl-C") || !server.isAlive());
      Matcher port = Pattern.compile("(?m)^ {2}[^ ]+:(\\d+)").matcher(read(err));
      assertThat(port.find()).as(read(err)).isTrue();
      try (RawMember ana =
          RawMember.enter(Integer.parseInt(port.group(1)), Prosa.HOST, canary + "-crash")) {
        ana.say(canary + " before the crash");
        Await.until("it to be said", () -> ana.heard() == 1);
        assertThat(Outcome.of(folder, "kill", "-SEGV", Long.toString(server.pid())).exit())
            .isZero();
        assertThat(server.waitFor(Await.LONG.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
      }
      assertThat(read(out) + read(err)).contains("A fatal error has been detected");
      try (Stream<Path> left = Files.walk(folder)) {
        List<Path> files = left.filter(Files::isRegularFile).toList();
        assertThat(search(files)).isEmpty();
        for (Path file : files) {
          assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
              .as(file.toString())
              .doesNotContain(formsOfKey(keyFile));
        }
        assertThat(files)
            .extracting(file -> file.getFileName().toString())
            .noneMatch(name -> name.matches("(hs_err|core|replay|java_pid).*"));
      }
    } finally {
      server.destroyForcibly();
    }
  }

  /** A secret key as text, in hexadecimal and as it is in memory. */
  private static List<String> formsOfKey(Path keyFile) throws IOException {
    String text =
        Files.readAllLines(keyFile).stream()
            .map(String::strip)
            .filter(line -> line.matches("\\S{40}"))
            .findFirst()
            .orElseThrow();
    byte[] raw = Z85.decode(text);
    return List.of(
        text, HexFormat.of().formatHex(raw), new String(raw, StandardCharsets.ISO_8859_1));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }

  private List<Path> canariesWrittenBy(String... flags) throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    String first =
        "cd '%s'; export TMPDIR='%s' JAVA_TOOL_OPTIONS=-Djava.io.tmpdir='%s'; exec > console.txt"
            .formatted(folder, temporary, temporary);
    List<Path> found = new ArrayList<>();
    try (Prosa prosa = Prosa.serveAfter(first, flags);
        PythonClients classics = PythonClients.of(prosa.port());
        PythonDealers dealers = PythonDealers.start()) {
      plant(prosa, classics, dealers);
      found.addAll(search(filesOf(prosa.pid())));
      assertThat(prosa.err()).as("what it logged").doesNotContain(canary);
      prosa.terminate();
      assertThat(prosa.exit(Await.LONG)).isZero();
      assertThat(prosa.err()).as("what it logged").doesNotContain(canary);
    }
    try (Stream<Path> left = Files.walk(folder)) {
      found.addAll(search(left.filter(Files::isRegularFile).toList()));
    }
    return found.stream().distinct().toList();
  }

  private void plant(Prosa prosa, PythonClients classics, PythonDealers dealers) throws Exception {
    Client classic = classics.join(canary + "-classic");
    classic.settle();
    DirectPeer ana = dealers.connect(canary + "-ana", prosa.port());
    ana.next(Hello.class);
    ana.send("{\"type\": \"say\", \"message\": \"" + canary + " before entering\"}");
    ana.refused(ErrorCode.NOT_SEATED);
    ana.send("{\"type\": \"enter\", \"user\": \"" + canary + "\\u202e\"}");
    ana.refused(ErrorCode.BAD_NAME);
    ana.entersAgain("{\"type\": \"enter\", \"user\": \"" + ana.name() + "\"}");
    plantRefused(ana);
    ana.says(canary + " direct text", canary);
    Said said = ana.skipsTo(Said.class);
    while (!said.message().equals(canary + " direct text")) {
      said = ana.next(Said.class);
    }
    ana.send("{\"type\": \"rename\", \"user\": \"" + canary + "-renamed\"}");

    classic.sayRaw(HexFormat.of().formatHex(utf8("{\"user\": \"" + canary + "\", \"x")));
    classic.sayRaw(
        HexFormat.of()
            .formatHex(utf8("{\"user\": \"x\", \"message\": \"" + canary.repeat(700) + "\"}")));
    classic.sayRaw(
        HexFormat.of().formatHex(utf8("{\"user\": \"x\", \"message\": \"" + canary)),
        HexFormat.of().formatHex(utf8("\"}")));
    Client loud = classics.join(canary + "-loud");
    loud.settle();
    loud.sayRaw(HexFormat.of().formatHex(utf8(canary.repeat(2000)))); // closes its connection
    classic.say(canary + " classic text");
    Await.until(
        "the classic text to be heard",
        () -> classic.heard().contains(classic.name() + ": " + canary + " classic text"));

    DirectPeer host = dealers.connect(canary + "-private", prosa.port());
    host.enters("{\"type\": \"enter\", \"user\": \"" + host.name() + "\", \"private\": true}");
    host.says(canary + " private text");
    host.next(Said.class);
    host.send("{\"type\": \"invite\"}");
    host.next(Invited.class);
    DirectPeer long1 = dealers.connect("long", prosa.port());
    long1.enters();
    long1.send(utf8(canary.repeat(150_000))); // a frame that closes the connection
    plantAtTheDoor(prosa.port());
    plantByBrowser(prosa.port());
    plantGarbage(prosa.port());
    plantGarbage(classic.ports().publisherPort());
    plantGarbage(classic.ports().broadcast());
    classic.settle(); // after all of that
  }

  private void plantRefused(DirectPeer ana) {
    for (String text :
        List.of(
            "{\"type\": \"" + canary + "\", \"" + canary + "\": 1}",
            "{\"type\": \"say\", \"message\": \"" + canary,
            "{\"type\": \"say\", \"message\": {\"" + canary + "\": 1}}",
            "{\"type\": \"say\", \"message\": \"" + canary.repeat(800) + "\"}",
            canary.repeat(3000),
            canary)) {
      ana.send(text);
      ana.skipsTo(prosa.protocol.ServerMessage.Refused.class);
    }
    ana.send(List.of(utf8(canary), utf8(canary)));
    ana.skipsTo(prosa.protocol.ServerMessage.Refused.class);
  }

  private void plantAtTheDoor(int port) throws IOException {
    for (String question :
        List.of(
            "{\"request\": \"FindChat\", \"user\": \"" + canary + "\"}",
            "{\"request\": \"" + canary + "\", \"user\": \"x\"}",
            "{\"request\": \"FindChat\", \"user\": \"" + canary.repeat(9) + "\"}",
            "{\"request\": \"FindChat\", \"user\": \"x\", \"invite\": \"" + canary + "\"}",
            canary)) {
      try (RawPeer req = RawPeer.join(port, "REQ", Prosa.HOST)) {
        req.send(RawPeer.frame(1, new byte[0]));
        req.send(RawPeer.message(question));
        assertThat(req.quietFor(Await.LONG)).as("it is answered").isFalse();
      }
    }
  }

  private void plantByBrowser(int port) throws Exception {
    List<String> heard = new CopyOnWriteArrayList<>();
    try (HttpClient browser = HttpClient.newHttpClient()) {
      WebSocket socket =
          browser
              .newWebSocketBuilder()
              .buildAsync(
                  URI.create("ws://" + Prosa.HOST + ":" + port + "/talk"),
                  new WebSocket.Listener() {
                    @Override
                    public @Nullable CompletionStage<?> onText(
                        WebSocket from, CharSequence text, boolean last) {
                      heard.add(text.toString());
                      return WebSocket.Listener.super.onText(from, text, last);
                    }
                  })
              .join();
      for (String text :
          List.of(
              "{\"type\": \"enter\", \"user\": \"" + canary + "-web\"}",
              "{\"type\": \"say\", \"message\": \"" + canary + " web text\"}",
              canary)) {
        socket.sendText(text, true).join();
      }
      Await.until(
          "the browser to be refused after what it said",
          () -> heard.toString().contains("bad-json"));
      socket.abort();
    }
    assertThat(heard.toString()).contains(canary + " web text");
  }

  private void plantGarbage(int port) throws IOException {
    try (RawPeer peer = RawPeer.connect(port).greet()) {
      peer.send(
          RawPeer.command(
              "READY",
              RawPeer.concat(
                  RawPeer.property("Socket-Type", utf8(canary)),
                  RawPeer.property("Identity", utf8(canary)),
                  RawPeer.property(canary, utf8(canary)))));
      assertThat(peer.endsWithin(Await.LONG)).isTrue();
    }
    for (String garbage :
        List.of(
            canary,
            "GET /" + canary + " HTTP/1.1\r\nHost: " + canary + "\r\nX-" + canary + ": 1\r\n\r\n",
            "GET /talk?" + canary + " HTTP/1.1\r\nHost: x\r\nUpgrade: " + canary + "\r\n\r\n",
            "X" + canary.repeat(4000) + "\r\n\r\n")) {
      try (Socket socket = new Socket(InetAddress.ofLiteral(Prosa.HOST), port)) {
        socket.setSoTimeout(500);
        socket.getOutputStream().write(utf8(garbage));
        socket.getInputStream().readNBytes(1);
      } catch (IOException e) {
        // whatever it thinks of that
      }
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Its directories' files, and all that the process has open or mapped. */
  private List<Path> filesOf(long pid) throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> own = Files.walk(folder);
        Stream<Path> open = Files.list(Path.of("/proc/" + pid + "/fd"));
        Stream<String> mapped = Files.lines(Path.of("/proc/" + pid + "/maps"))) {
      own.filter(Files::isRegularFile).forEach(files::add);
      open.filter(Files::isRegularFile).map(NothingRemainsTest::target).forEach(files::add);
      mapped
          .filter(line -> line.contains(" /"))
          .map(line -> Path.of(line.substring(line.indexOf(" /") + 1)))
          .filter(Files::isRegularFile)
          .forEach(files::add);
    }
    assertThat(files)
        .as("the console's file is looked into")
        .contains(folder.resolve("console.txt"));
    return files.stream().distinct().filter(NothingRemainsTest::mayBeWritten).toList();
  }

  private static Path target(Path link) {
    try {
      return link.toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Everything but the programs themselves. */
  private static boolean mayBeWritten(Path file) {
    String name = file.toString();
    return !name.endsWith(".jar")
        && !name.endsWith(".so")
        && !name.contains(".so.")
        && !name.startsWith(System.getProperty("java.home"));
  }

  private List<Path> search(List<Path> files) throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path file : files) {
      if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(canary)) {
        found.add(file);
      }
    }
    return found;
  }
}
