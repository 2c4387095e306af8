package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import prosa.integration.ClassicClient.Ports;
import prosa.integration.PythonClients.Client;

/**
 * Hostile peers at the door and at both classic ports. After each attack the two members of the
 * attacked room still receive each other's messages and nothing else, and the server uses no more
 * resources than before.
 */
final class HostilePeersTest {
  /** Where a peer can connect, and the socket type that belongs there. */
  enum Gate {
    DOOR("DEALER"),
    PUBLISHER_PORT("PUB"),
    BROADCAST("SUB");

    private final String type;

    Gate(String type) {
      this.type = type;
    }

    int port() {
      return switch (this) {
        case DOOR -> prosa.port();
        case PUBLISHER_PORT -> ports.publisherPort();
        case BROADCAST -> ports.broadcast();
      };
    }

    /** A new connection, from an address that nobody else comes from. */
    RawPeer connect() throws IOException {
      return RawPeer.connect(port(), stranger());
    }

    /** A connection that is past the handshake. */
    RawPeer join() throws IOException {
      return RawPeer.join(port(), type, stranger());
    }
  }

  private static final Duration HANDSHAKE = Duration.ofSeconds(2);
  private static final Duration SOON = Duration.ofSeconds(15);
  private static final int MANY = 10_000;

  private static Prosa prosa;
  private static PythonClients python;
  private static JeroClient jero;
  private static List<ClassicClient> table;
  private static Ports ports;
  private static int round;

  private ResourceSnapshot before;

  @BeforeAll
  static void seatTwo() throws IOException {
    prosa =
        Prosa.serve(
            "--message-rate", "off",
            "--handshake", HANDSHAKE.toMillis() + "ms",
            "--reservation", "1s",
            "--enter-within", "3s",
            "--queue-limit", "64K",
            "--stuck-after", "2s");
    python = PythonClients.of(prosa.port());
    Client ana = python.join("ana");
    ports = ana.ports();
    jero = JeroClient.join("jero", prosa.port());
    table = List.of(ana, jero);
    table.forEach(ClassicClient::settle);
    for (Gate gate : Gate.values()) { // what is loaded at a first visit is no leak
      comeAndGo(gate, 100);
    }
    prosa.awaitUsers("Chat0", 2);
  }

  @AfterAll
  static void close() {
    jero.close();
    python.close();
    prosa.close();
  }

  @BeforeEach
  void takeSnapshot() throws IOException {
    before = ResourceSnapshot.of(prosa);
  }

  @AfterEach
  void nobodyHasNoticed() throws IOException {
    DeliveryAssertions.everybodyHearsEverybodyOnce("after attack " + round++, table);
    before.areBack();
    assertThat(prosa.users("Chat0")).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void frameOfHalfTheAddressSpace(Gate gate) throws IOException {
    long size = 0x8000_0000_7fff_ffffL;
    for (int flags : new int[] {0, 1, 4}) {
      try (RawPeer early = gate.connect().greet();
          RawPeer late = gate.join()) {
        for (RawPeer peer : List.of(early, late)) {
          peer.flood(RawPeer.longHeader(flags, size), 1);
          assertThat(peer.endsWithin(SOON)).isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void silenceAfterNothingOrPartOfGreeting(Gate gate) throws IOException {
    byte[] greeting = RawPeer.greeting();
    try (RawPeer nothing = gate.connect();
        RawPeer signature = gate.connect();
        RawPeer greeted = gate.connect().greet();
        RawPeer lacksReady = gate.connect().greet()) {
      signature.send(Arrays.copyOf(greeting, 10));
      lacksReady.send(new byte[] {4, 25, 5, 'R'});
      for (RawPeer peer : List.of(nothing, signature, greeted, lacksReady)) {
        assertThat(peer.endsWithin(HANDSHAKE.plus(SOON))).isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void oneByteNowAndThen(Gate gate) throws IOException {
    try (RawPeer slow = gate.connect()) {
      byte[] greeting = RawPeer.greeting();
      long begun = System.nanoTime();
      int sent = 0;
      while (sent < greeting.length && !slow.endsWithin(Duration.ofMillis(100))) {
        slow.flood(Arrays.copyOfRange(greeting, sent, ++sent), 1);
      }
      assertThat(sent).as("bytes taken").isLessThan(greeting.length);
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(HANDSHAKE.plus(SOON));
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNoGreetingOrAnOldOne(Gate gate) throws IOException {
    byte[] version1 = {1, 0};
    byte[] version2 = {(byte) 0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, 1, 2, 0, 0};
    byte[] version2Long = Arrays.copyOf(version2, 64);
    byte[] otherMechanism = RawPeer.greeting();
    otherMechanism[12] = 'B';
    for (byte[] greeting :
        List.of(
            version1,
            version2,
            version2Long,
            otherMechanism,
            "SSH-2.0-OpenSSH_9.2\r\n".getBytes(StandardCharsets.US_ASCII),
            new byte[512])) {
      try (RawPeer peer = gate.connect()) {
        peer.flood(greeting, 1);
        assertThat(peer.endsWithin(HANDSHAKE.plus(SOON))).isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void readyOfOneMebibyte(Gate gate) throws IOException {
    byte[] ready = RawPeer.command("READY", RawPeer.property("Socket-Type", new byte[1 << 20]));
    try (RawPeer peer = gate.connect().greet()) {
      peer.flood(ready, 1);
      assertThat(peer.endsWithin(SOON)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void tenThousandSubscriptions(Gate gate) throws IOException {
    try (RawPeer messages = gate.join();
        RawPeer commands = gate.join()) {
      messages.flood(RawPeer.frame(0, new byte[] {1, 'x'}), MANY);
      commands.flood(RawPeer.command("SUBSCRIBE", new byte[] {'x'}), MANY);
      assertThat(messages.endsWithin(SOON)).isTrue();
      assertThat(commands.endsWithin(SOON)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void pingOfSixtyKibibytes(Gate gate) throws IOException {
    try (RawPeer peer = gate.join()) {
      peer.flood(RawPeer.command("PING", new byte[60 << 10]), 1);
      assertThat(peer.endsWithin(SOON)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void floodOfPingsWhoseAnswersNobodyReads(Gate gate) throws IOException {
    byte[] ping = RawPeer.command("PING", new byte[2 + 16]);
    byte[] pings = new byte[ping.length * 1000];
    for (int i = 0; i < pings.length; i++) {
      pings[i] = ping[i % ping.length];
    }
    try (RawPeer peer = RawPeer.connect(gate.port(), stranger(), 4096).greet()) {
      peer.sendReady(gate.type);
      peer.flood(pings, 300);
    }
  }

  @Test
  void portScan() throws IOException {
    for (int i = 0; i < 300; i++) {
      for (Gate gate : Gate.values()) {
        try (RawPeer peer = gate.connect()) {
          if (i % 2 == 0) {
            peer.abort();
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void comeAndGoThousandsOfTimes(Gate gate) throws IOException {
    comeAndGo(gate, MANY);
  }

  /** Each attack comes from an address of its own: none pays for another's lapsed halves. */
  private static String stranger() {
    return "127.0.1." + (1 + round);
  }

  /** Some say nothing, some greet, some come in; some close, some reset. */
  private static void comeAndGo(Gate gate, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      try (RawPeer peer = gate.connect()) {
        if (i % 4 == 1) {
          peer.send(RawPeer.greeting());
        } else if (i % 4 == 2) {
          peer.greet();
        } else if (i % 20 == 3) {
          peer.greet().sendReady(gate.type);
        }
        if (i % 3 != 0) {
          peer.abort();
        }
      }
    }
  }

  @Test
  void readerThatNeverReads() throws IOException {
    try (RawPeer mouth = RawPeer.join(ports.publisherPort(), Gate.PUBLISHER_PORT.type, stranger());
        RawPeer deaf = RawPeer.connect(ports.broadcast(), stranger(), 4096).greet()) {
      deaf.sendReady(Gate.BROADCAST.type);
      deaf.command();
      deaf.send(RawPeer.frame(0, new byte[] {1}));
      prosa.awaitUsers("Chat0", 3);
      ClassicClient ana = table.getFirst();
      String text = "x".repeat(7000);
      List<Integer> earlier = table.stream().map(client -> client.heard().size()).toList();

      int sent = 0;
      do {
        ana.say("do you hear?");
        sent++;
      } while (deaf.quietFor(Duration.ofMillis(100)));
      long begun = System.nanoTime();
      while (prosa.users("Chat0") == 3 && System.nanoTime() - begun < Await.LONG.toNanos()) {
        for (int i = 0; i < 5; i++, sent++) {
          ana.say(text);
        }
        for (int i = 0; i < table.size(); i++) {
          ClassicClient client = table.get(i);
          int all = earlier.get(i) + sent;
          Await.until(client.name() + " to hear it all", () -> client.heard().size() == all);
        }
      }

      assertThat(deaf.endsWithin(SOON)).as("it is cut off").isTrue();
      assertThat(mouth.endsWithin(SOON)).as("its other half lapses").isTrue();
    }
  }
}
