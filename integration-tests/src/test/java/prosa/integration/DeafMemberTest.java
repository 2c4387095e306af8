package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Members that stop reading while another one talks: ten seconds later they are disconnected, and
 * no messages are queued for them any more, neither in the server nor in the kernel.
 */
final class DeafMemberTest {
  private static final String TALKER = "127.0.2.9";
  private static final int LITTLE = 2048;

  /** What the kernel may keep for one connection: twice SO_SNDBUF, in its own way of counting. */
  private static final long MOST_IN_KERNEL = 320 << 10;

  /** {@code --stuck-after}, and what a busy machine takes besides. */
  private static final Duration CUT_WITHIN = Duration.ofSeconds(10 + 6);

  private static RawPeer dealer(int door, String from) throws IOException {
    RawPeer peer = RawPeer.connect(door, from, LITTLE).greet();
    peer.sendReady("DEALER");
    peer.send(RawPeer.message("{\"type\": \"enter\", \"user\": \"dealer\"}"));
    return peer;
  }

  private static RawPeer browser(int door, String from) throws IOException {
    RawPeer peer = RawPeer.connect(door, from, LITTLE);
    peer.send(
        """
        GET /talk HTTP/1.1\r
        Host: 127.0.0.1\r
        Upgrade: websocket\r
        Connection: Upgrade\r
        Sec-WebSocket-Version: 13\r
        Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r
        \r
        """
            .getBytes(StandardCharsets.US_ASCII));
    byte[] enter = "{\"type\": \"enter\", \"user\": \"browser\"}".getBytes(StandardCharsets.UTF_8);
    byte[] head = {(byte) 0x81, (byte) (0x80 | enter.length), 0, 0, 0, 0};
    peer.send(RawPeer.concat(head, enter));
    return peer;
  }

  /** A classic client whose SUB reads nothing; its PUB has nothing to read. */
  private static List<RawPeer> classic(int door, String from) throws IOException {
    ClassicClient.Ports ports = RawClient.ask(door, from);
    RawPeer pub = RawPeer.join(ports.publisherPort(), "PUB", from);
    RawPeer sub = RawPeer.connect(ports.broadcast(), from, LITTLE).greet();
    sub.sendReady("SUB");
    sub.send(RawPeer.frame(0, new byte[] {1}));
    return List.of(pub, sub);
  }

  @ParameterizedTest(name = "behind proxies: {0}")
  @ValueSource(booleans = {false, true})
  void whoReadsNothingIsCutOffAfterTenSecondsAndNothingIsKept(boolean behindProxies)
      throws Exception {
    UnaryOperator<String> from =
        address ->
            behindProxies
                ? address
                    + " for 2001:db8:"
                    + address.substring(address.lastIndexOf('.') + 1)
                    + "::1"
                : address;
    try (Prosa prosa =
            Prosa.serve(
                "--message-rate",
                "off",
                "--trusted",
                HonestMembers.NO_NETWORK,
                "--proxy",
                behindProxies ? "127.0.2.80/29" : "127.0.3.0/24");
        RawMember talker = RawMember.enter(prosa.port(), TALKER, "Ana")) {
      List<RawPeer> deaf = new ArrayList<>(classic(prosa.port(), from.apply("127.0.2.83")));
      deaf.add(dealer(prosa.port(), from.apply("127.0.2.81")));
      deaf.add(browser(prosa.port(), from.apply("127.0.2.82")));
      talker.awaits("\"joined\"", "\"dealer\"");
      talker.awaits("\"joined\"", "\"browser\"");
      talker.awaits("\"joined\"", "\"classic\": true");

      String text = "x".repeat(8000);
      Map<String, Long> most = new TreeMap<>();
      long begun = System.nanoTime();
      boolean cut =
          Await.within(
              CUT_WITHIN,
              () -> {
                say(talker, text);
                waiting().forEach((who, bytes) -> most.merge(who, bytes, Math::max));
                Await.within(Duration.ofMillis(100), () -> false);
                return isGone(talker, "away", "dealer")
                    && isGone(talker, "away", "browser")
                    && isGone(talker, "away", "\"classic\": true");
              });
      long seconds = (System.nanoTime() - begun) / 1_000_000_000;
      assertThat(cut).as("all three to be gone after %d s: %s", seconds, talker.told()).isTrue();
      assertThat(seconds).as("a short silence is no reason").isGreaterThanOrEqualTo(7);
      assertThat(most).as("what the kernel kept at most").hasSize(3);
      assertThat(most.values()).allSatisfy(bytes -> assertThat(bytes).isLessThan(MOST_IN_KERNEL));
      Await.until("nothing to wait in the kernel, not " + waiting(), () -> waiting().isEmpty());
      for (RawPeer peer : deaf) {
        peer.close();
      }
    }
  }

  private static boolean isGone(RawMember talker, String how, String who) {
    return talker.wasTold("\"" + how + "\"", who);
  }

  private static void say(RawMember talker, String text) {
    try {
      talker.say(text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Bytes that this machine's kernel keeps for each of the three, written and not acknowledged. */
  private static Map<String, Long> waiting() {
    Map<String, Long> waiting = new TreeMap<>();
    for (String peer : List.of("127.0.2.81", "127.0.2.82", "127.0.2.83")) {
      String[] bytes = peer.split("\\.", -1);
      String to =
          "%02X%02X%02X%02X:"
              .formatted(
                  Integer.parseInt(bytes[3]),
                  Integer.parseInt(bytes[2]),
                  Integer.parseInt(bytes[1]),
                  Integer.parseInt(bytes[0]));
      try {
        List<String> connections = new ArrayList<>(Files.readAllLines(Path.of("/proc/net/tcp")));
        connections.addAll(Files.readAllLines(Path.of("/proc/net/tcp6"))); // IPv4 is mapped there
        long sum =
            connections.stream()
                .map(line -> line.strip().split(" +"))
                .filter(field -> field.length > 4 && field[2].contains(to))
                .mapToLong(field -> Long.parseLong(field[4].split(":", 2)[0], 16))
                .sum();
        if (sum > 0) {
          waiting.put(peer, sum);
        }
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
    return waiting;
  }
}
