package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import prosa.net.LoopShutdown;
import prosa.net.Transport;
import prosa.zmtp.Bytes;
import prosa.zmtp.Connector;
import prosa.zmtp.CurveClient;
import prosa.zmtp.CurvePublicKey;
import prosa.zmtp.ZmtpLimits;
import prosa.zmtp.ZmtpRequest;

/** CURVE black-box: a server with a key, and members on libzmq and JeroMQ with it and without. */
@Timeout(150)
final class CurveTest {
  private static final int HELLO_WITHIN_MILLIS = 3_000;

  @TempDir private Path folder;
  private Path keyFile = Path.of("");
  private String publicKey = "";

  @BeforeEach
  void makeKey() throws IOException, InterruptedException {
    keyFile = folder.resolve("server.key");
    Outcome made = prosa("keygen", keyFile.toString());
    assertThat(made.exit()).as(made.err()).isZero();
    publicKey = made.out().strip();
  }

  private static Outcome prosa(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(JavaCommand.of(JavaCommand.Program.SERVER));
    command.add("prosa.app.Main");
    command.addAll(List.of(arguments));
    return Outcome.of(Path.of("."), command.toArray(String[]::new));
  }

  private static Process python(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("/usr/bin/python3", "-u"));
    command.add(Outcome.ROOT.resolve("integration-tests/src/test/python/curve.py").toString());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  @Test
  void theSecretKeyIsItsOwnersAndIsNotOverwritten() throws IOException, InterruptedException {
    String content = Files.readString(keyFile);
    assertThat(publicKey).hasSize(40);
    assertThat(content).doesNotContain(publicKey);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keyFile)))
        .isEqualTo("rw-------");

    Outcome again = prosa("keygen", keyFile.toString());

    assertThat(again.exit()).isEqualTo(2);
    assertThat(again.out()).isEmpty();
    assertThat(again.err())
        .isEqualTo("prosa: '" + keyFile + "' is there already, and stays as it is.\n");
    assertThat(Files.readString(keyFile)).isEqualTo(content);
  }

  /** Umask 777 would take even the owner's right away; a full disk has no room for the key. */
  @Test
  void theSecretKeyHasItsModeUnderAnyUmaskAndIsWrittenWholeOrNotAtAll()
      throws IOException, InterruptedException {
    Path strict = folder.resolve("strict.key");
    assertThat(keygenAfter("umask 777", strict).exit()).isZero();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(strict)))
        .isEqualTo("rw-------");

    Path full = folder.resolve("full.key");
    Outcome vain = keygenAfter("ulimit -f 0; trap '' XFSZ", full); // not even its sentence
    assertThat(vain.exit()).isEqualTo(2);
    assertThat(full).doesNotExist();
  }

  private static Outcome keygenAfter(String first, Path file)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("bash", "-c", first + "; exec \"$@\"", "keygen"));
    command.addAll(JavaCommand.of(JavaCommand.Program.SERVER));
    command.addAll(List.of("prosa.app.Main", "keygen", file.toString()));
    return Outcome.of(Path.of("."), command.toArray(String[]::new));
  }

  /** Both are 40 characters of Z85, and the public one is what `prosa keygen` prints. */
  @Test
  void aKeyThatMayBeThePublicOneIsNamedInTheLog() throws Exception {
    String warning = "nothing in the file of --curve-key says that it is a secret key";
    Path other = Files.writeString(folder.resolve("other"), publicKey + "\n");
    try (Prosa server = Prosa.serve("--curve-key", other.toString())) {
      Await.until("the warning", () -> server.err().contains(warning));
    }
    Files.writeString(other, "# my secret key\n" + Files.readAllLines(keyFile).getLast() + "\n");
    try (Prosa server = Prosa.serve("--curve-key", other.toString());
        Prosa made = Prosa.serve("--curve-key", keyFile.toString())) {
      assertThat(server.err()).contains(publicKey).doesNotContain(warning);
      assertThat(made.err()).contains(publicKey).doesNotContain(warning);
    }
  }

  @Test
  void aServerWithoutAKeyThatCanBeUsedDoesNotStart() throws IOException, InterruptedException {
    Path other = Files.writeString(folder.resolve("other"), "no key\n");

    assertThat(Prosa.serveInVain("--curve-key", other.toString()).err())
        .contains("it has no secret key of `prosa keygen`")
        .doesNotContain("no key\n");
    assertThat(Prosa.serveInVain("--curve", "required").err())
        .contains("--curve required needs --curve-key");
  }

  /**
   * Four members on libzmq, two on JeroMQ, direct and classic, half of them with CURVE. Those on
   * JeroMQ may come more than once, and each time takes a seat for a while.
   */
  @Test
  void membersWithAndWithoutCurveTalkAtOneTable() throws Exception {
    Process python = null;
    AtomicBoolean over = new AtomicBoolean();
    Set<String> direct = ConcurrentHashMap.newKeySet();
    Set<String> classic = ConcurrentHashMap.newKeySet();
    try (Prosa server = Prosa.serve("--curve-key", keyFile.toString(), "--capacity", "100");
        ZContext context = new ZContext()) {
      assertThat(server.err()).contains(publicKey).contains("/#");
      Process talking =
          python("talk", Integer.toString(server.port()), publicKey, "JeroCurve", "JeroClassic");
      python = talking;
      Thread one = Thread.ofPlatform().start(() -> direct(context, server.port(), direct, over));
      Thread two = Thread.ofPlatform().start(() -> classic(context, server.port(), classic, over));
      try (BufferedReader said = python.inputReader(StandardCharsets.UTF_8)) {
        assertThat(said.readLine()).isEqualTo("all heard all");
      }
      List<String> all =
          List.of(
              "PyCurve", "PyNull", "PyClassicCurve", "PyClassicNull", "JeroCurve", "JeroClassic");
      Await.until("JeroMQ's member hears all: " + direct, () -> direct.containsAll(all));
      Await.until("its classic member hears all: " + classic, () -> classic.containsAll(all));
      over.set(true);
      one.join();
      two.join();
      String secret = Files.readAllLines(keyFile).getLast();
      assertThat(server.err() + server.out()).doesNotContain(secret);
    } finally {
      over.set(true);
      if (python != null) {
        python.destroyForcibly();
      }
    }
  }

  private ZMQ.Socket curve(ZContext context, SocketType type, int port) {
    return JeroCurve.connected(context, type, port, publicKey, 100);
  }

  /** A socket that hears nothing for a while is made anew: JeroMQ forgets one now and then. */
  private void direct(ZContext context, int port, Set<String> heard, AtomicBoolean over) {
    while (!over.get()) {
      try (ZMQ.Socket socket = curve(context, SocketType.DEALER, port)) {
        long last = System.nanoTime();
        long said = last;
        boolean seated = false;
        while (!over.get()
            && System.nanoTime() - last < TimeUnit.MILLISECONDS.toNanos(HELLO_WITHIN_MILLIS)) {
          String text = socket.recvStr();
          if (text != null) {
            last = System.nanoTime();
            seated |= text.contains("\"type\": \"seated\"");
            if (text.contains("\"type\": \"hello\"")) {
              socket.send("{\"type\": \"enter\", \"user\": \"JeroCurve\"}");
            }
            if (text.contains("\"type\": \"said\"")) {
              hear(text, heard);
            }
          }
          if (seated && System.nanoTime() - said > TimeUnit.SECONDS.toNanos(1)) {
            said = System.nanoTime();
            socket.send("{\"type\": \"say\", \"message\": \"I am on JeroMQ\"}");
          }
        }
      }
    }
  }

  private void classic(ZContext context, int port, Set<String> heard, AtomicBoolean over) {
    while (!over.get()) {
      String answer;
      try (ZMQ.Socket door = curve(context, SocketType.REQ, port)) {
        door.setReceiveTimeOut(HELLO_WITHIN_MILLIS);
        door.send("FindChat");
        answer = door.recvStr();
      }
      if (answer == null || answer.contains("error")) {
        continue;
      }
      List<String> ports = List.of(answer.replaceAll("[^0-9,]", "").split(",", 2));
      try (ZMQ.Socket publisher =
              curve(context, SocketType.PUB, Integer.parseInt(ports.getFirst()));
          ZMQ.Socket subscriber =
              curve(context, SocketType.SUB, Integer.parseInt(ports.getLast()))) {
        long last = System.nanoTime();
        while (!over.get()
            && System.nanoTime() - last < TimeUnit.MILLISECONDS.toNanos(2L * HELLO_WITHIN_MILLIS)) {
          publisher.send("{\"user\": \"JeroClassic\", \"message\": \"I am on JeroMQ\"}");
          for (String text = subscriber.recvStr(); text != null; text = subscriber.recvStr()) {
            last = System.nanoTime();
            hear(text, heard);
            if (System.nanoTime() % 20 == 0) {
              break;
            }
          }
        }
      }
    }
  }

  private static void hear(String text, Set<String> heard) {
    heard.add(text.replaceFirst(".*\"user\": \"([^\"]*)\".*", "$1"));
  }

  @Test
  void whoHasNoCurveIsRefusedWithASentenceWhereItIsRequired() throws Exception {
    try (Prosa server = Prosa.serve("--curve-key", keyFile.toString(), "--curve", "required")) {
      try (Socket raw = new Socket(InetAddress.ofLiteral(Prosa.HOST), server.port())) {
        raw.setSoTimeout((int) Await.LONG.toMillis());
        byte[] greeting = new byte[64];
        greeting[0] = (byte) 0xFF;
        greeting[9] = 0x7F;
        greeting[10] = 3;
        greeting[11] = 1;
        System.arraycopy("NULL".getBytes(StandardCharsets.US_ASCII), 0, greeting, 12, 4);
        raw.getOutputStream().write(greeting);
        InputStream in = raw.getInputStream();
        String answer = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        assertThat(answer.substring(12, 16)).isEqualTo("NULL");
        assertThat(answer.substring(64))
            .contains("\5ERROR")
            .endsWith("this server requires CURVE: connect with its public key");
      }
      Process python = python("refused", Integer.toString(server.port()));
      try (BufferedReader said = python.inputReader(StandardCharsets.UTF_8)) {
        assertThat(said.readLine()).isEqualTo("refused");
      } finally {
        python.destroyForcibly();
      }
      Process plain = python("plain", Integer.toString(server.port()));
      try (BufferedReader said = plain.inputReader(StandardCharsets.UTF_8)) {
        assertThat(said.readLine()).as("it does not connect again").isEqualTo("1");
      } finally {
        plain.destroyForcibly();
      }
      assertThat(ask(server.port(), publicKey).utf8()).contains("to_server");
    }
  }

  /** The address that the server prints, in the terminal's filter; then with another key. */
  @Tag("long")
  @Test
  void theTerminalUsesTheAddressAndRemembersItsKey() throws Exception {
    try (Prosa server = Prosa.serve("--curve-key", keyFile.toString(), "--curve", "required")) {
      String address = server.err().replaceAll("(?s).*?(prosa://\\S+).*", "$1");

      Outcome said = chat(address);
      assertThat(said.exit()).as(said.err()).isZero();
      String plain = Prosa.HOST + ":" + server.port();
      assertThat(Files.readString(folder.resolve("prosa").resolve("known-servers")))
          .isEqualTo(plain + " " + address.substring(address.indexOf('#') + 1) + "\n");
      Outcome again = chat(plain);
      assertThat(again.exit()).as(again.err()).isZero();

      Path other = folder.resolve("other.key");
      CurvePublicKey otherKey =
          CurvePublicKey.ofZ85(prosa("keygen", other.toString()).out().strip()).orElseThrow();
      Outcome changed = chat("prosa://" + plain + "/#" + otherKey.urlText());
      assertThat(changed.exit()).isEqualTo(1);
      assertThat(changed.err())
          .contains("is not the one that " + plain + " had before")
          .contains("known-servers");
    }
  }

  private Outcome chat(String address) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("env", "XDG_CONFIG_HOME=" + folder));
    command.addAll(JavaCommand.of(JavaCommand.Program.SERVER));
    command.addAll(List.of("prosa.app.Main", "chat", address, "--user", "Ana", "--language", "en"));
    command.addAll(List.of("--wait", "20s"));
    return Outcome.of(Path.of("."), command.toArray(String[]::new));
  }

  @Test
  void ourClientAsksAServerOnLibzmq() throws Exception {
    Process python = python("serve");
    try (BufferedReader said = python.inputReader(StandardCharsets.UTF_8)) {
      String line = said.readLine();
      int space = line.indexOf(' ');
      int port = Integer.parseInt(line.substring(0, space));
      assertThat(ask(port, line.substring(space + 1)).utf8()).isEqualTo("you said FindChat");
    } finally {
      python.destroyForcibly();
    }
  }

  private static Bytes ask(int port, String z85) throws Exception {
    CurvePublicKey key = CurvePublicKey.ofZ85(z85).orElseThrow();
    MultiThreadIoEventLoopGroup group =
        new MultiThreadIoEventLoopGroup(1, Transport.best().ioHandlerFactory());
    try {
      return new ZmtpRequest(
              new Connector(
                  group,
                  Transport.best(),
                  ZmtpLimits.defaults(),
                  CurveClient.of(key, new SecureRandom())))
          .ask(
              new InetSocketAddress(InetAddress.ofLiteral(Prosa.HOST), port),
              Bytes.of("FindChat"),
              Duration.ofSeconds(20))
          .get(30, TimeUnit.SECONDS)
          .body();
    } finally {
      LoopShutdown.begin(group, Duration.ofSeconds(5)).syncUninterruptibly();
    }
  }
}
