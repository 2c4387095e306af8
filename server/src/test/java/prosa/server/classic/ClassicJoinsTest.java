package prosa.server.classic;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import prosa.protocol.ErrorCode;
import prosa.server.ChatServer;
import prosa.server.ServerConfig;
import prosa.server.StartException;
import prosa.server.TestConfig;
import prosa.server.operations.Console;
import prosa.server.placement.PlacementConfig;
import prosa.websocket.HostNames;
import prosa.zmtp.ZmtpLimits;

/** The charge for classic seats with and without a request at the door. */
@Timeout(60)
final class ClassicJoinsTest {
  private static final int JOINS_AT_ONCE = 20;
  private static final Pattern PORTS =
      Pattern.compile("\"to_server\": ?\"?([0-9]+)\"?, ?\"from_server\": ?\"?([0-9]+)");
  private static final Pattern ANSWER = Pattern.compile("READY|ERROR.([a-z-]+)", Pattern.DOTALL);
  private static final byte[] SUBSCRIPTION = {0, 1, 1};

  private final Console console =
      new Console(Console.Mode.OFF, new PrintStream(OutputStream.nullOutputStream()));
  private ChatServer server;

  /** Nobody is trusted, so that the budgets stay with the address. */
  @BeforeEach
  void start() throws StartException {
    ServerConfig trusting =
        TestConfig.of(
            PortRange.parse("20000-29999"),
            Duration.ZERO,
            PlacementConfig.defaults(),
            Duration.ofSeconds(10),
            ZmtpLimits.defaults());
    ServerConfig config =
        new ServerConfig(
            trusting.bind(),
            trusting.port(),
            trusting.classicPorts(),
            trusting.classicRest(),
            trusting.rules(),
            trusting.room(),
            trusting.wire(),
            trusting.skippable(),
            trusting.enterWithin(),
            trusting.connectionsPerAddress(),
            List.of(),
            trusting.descriptorPercent(),
            trusting.roomLoops(),
            trusting.budgets());
    server =
        ChatServer.start(config, console, _ -> Optional.empty(), Optional.empty(), HostNames.any());
  }

  @AfterEach
  void stop() {
    server.close();
    console.close();
  }

  /** A ZMTP 3.0 peer of bytes. */
  private record Peer(Socket socket) implements AutoCloseable {
    static Peer open(int port, String type) throws IOException {
      Peer peer = new Peer(new Socket(InetAddress.getLoopbackAddress(), port));
      byte[] greeting = new byte[64];
      greeting[0] = (byte) 0xFF;
      greeting[9] = 0x7F;
      greeting[10] = 3;
      System.arraycopy("NULL".getBytes(ISO_8859_1), 0, greeting, 12, 4);
      ByteArrayOutputStream opening = new ByteArrayOutputStream();
      opening.writeBytes(greeting);
      byte[] metadata =
          ("\5READY\13Socket-Type\0\0\0" + (char) type.length() + type).getBytes(ISO_8859_1);
      opening.write(4);
      opening.write(metadata.length);
      opening.writeBytes(metadata);
      peer.socket.setSoTimeout(20_000);
      peer.send(opening.toByteArray());
      return peer;
    }

    void send(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
    }

    Matcher await(Pattern what) throws IOException {
      StringBuilder heard = new StringBuilder();
      byte[] some = new byte[4096];
      Matcher found = what.matcher(heard);
      while (!found.find()) {
        int n = socket.getInputStream().read(some);
        if (n < 0) {
          throw new IOException("closed before " + what + " after " + heard);
        }
        heard.append(new String(some, 0, n, ISO_8859_1));
        found = what.matcher(heard);
      }
      return found;
    }

    /** The code that it is refused with; empty if it is let in. */
    Optional<String> refusal() throws IOException {
      return Optional.ofNullable(await(ANSWER).group(1));
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private record Ports(int publisher, int subscriber) {}

  private Ports ask() throws IOException {
    try (Peer peer = Peer.open(server.port(), "REQ")) {
      peer.send("\1\0\0\10FindChat".getBytes(ISO_8859_1));
      Matcher ports = peer.await(PORTS);
      return new Ports(Integer.parseInt(ports.group(1)), Integer.parseInt(ports.group(2)));
    }
  }

  /**
   * At most three connections are open at a time, the one that is being closed and that of the
   * question among them, so that the address has three budgets at most.
   */
  private void connectUntilRefused(int port, String type) throws IOException {
    int seats = 0;
    long begun = System.nanoTime();
    Optional<String> refusal = Optional.empty();
    while (!refusal.equals(Optional.of(ErrorCode.RATE.code()))) {
      try (Peer peer = Peer.open(port, type)) {
        refusal = peer.refusal();
        seats += refusal.isEmpty() ? 1 : 0;
      }
      long seconds = 1 + Duration.ofNanos(System.nanoTime() - begun).toSeconds();
      assertThat(seats).isLessThanOrEqualTo((int) (1 + 3 * JOINS_AT_ONCE + seconds));
    }
    assertThat(seats).isPositive();
  }

  @Test
  void publishersThatComeAndGoWithoutAskingUseUpTheJoinsOfTheirAddress() throws IOException {
    connectUntilRefused(ask().publisher(), "PUB");
  }

  @Test
  void subscribersThatComeAndGoWithoutAskingUseUpTheJoinsOfTheirAddress() throws IOException {
    connectUntilRefused(ask().subscriber(), "SUB");
  }

  /**
   * The second one comes while the first is being refused, and must not find a seat that waits for
   * it. At most two connections are open at a time, so that the address has two budgets at most.
   */
  @Test
  void bothConnectionsOfWhoCannotPayAreRefusedHoweverCloseTheyCome() throws IOException {
    Ports ports = ask();
    int rounds = 100;
    int letIn = 0;
    long begun = System.nanoTime();
    for (int i = 0; i < rounds; i++) {
      awaitNobody();
      try (Peer publisher = Peer.open(ports.publisher(), "PUB");
          Peer subscriber = Peer.open(ports.subscriber(), "SUB")) {
        Optional<String> first = publisher.refusal();
        Optional<String> second = subscriber.refusal();
        letIn += first.isEmpty() || second.isEmpty() ? 1 : 0;
      }
    }
    long seconds = 1 + Duration.ofNanos(System.nanoTime() - begun).toSeconds();
    assertThat(letIn).isBetween(1, (int) (2 * (JOINS_AT_ONCE + seconds)));
  }

  private void awaitNobody() {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (server.connections() > 0 && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(server.connections()).isZero();
  }

  @Test
  void wholeClientPaysOnceAtTheDoor() throws IOException {
    for (int i = 0; i < JOINS_AT_ONCE - 1; i++) {
      Ports ports = ask();
      try (Peer publisher = Peer.open(ports.publisher(), "PUB");
          Peer subscriber = Peer.open(ports.subscriber(), "SUB")) {
        assertThat(publisher.refusal()).as("client %d", i).isEmpty();
        assertThat(subscriber.refusal()).as("client %d", i).isEmpty();
        subscriber.send(SUBSCRIPTION);
      }
    }
  }

  @Test
  void clientThatConnectsAgainWithoutAskingPaysOnceForBothConnections() throws IOException {
    Ports ports = ask();
    for (int i = 0; i < JOINS_AT_ONCE - 1; i++) {
      try (Peer subscriber = Peer.open(ports.subscriber(), "SUB")) {
        assertThat(subscriber.refusal()).as("time %d", i).isEmpty();
        try (Peer publisher = Peer.open(ports.publisher(), "PUB")) {
          assertThat(publisher.refusal()).as("time %d", i).isEmpty();
        }
      }
    }
  }
}
