package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A server with too little memory for its members, by the launcher and its flags: it serves until
 * it ends, with one sentence and exit code 3, so that whoever supervises it starts it again.
 */
@Timeout(180)
final class NoMemoryTest {
  private static final int EXIT = 3;

  /** Far more than fit into such a heap. */
  private static final int MEMBERS = 6000;

  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(10);

  @Test
  void aServerWhoseHeapIsFullEndsAtOnceWithOneSentence() throws Exception {
    Prosa prosa = Prosa.serveByLauncher(List.of("env", "PROSA_JAVA_OPTS=-Xmx10m"));
    List<RawPeer> crowd = new ArrayList<>();
    try {
      fill(prosa, crowd);
      assertThat(prosa.exit(ANSWERED_WITHIN)).isEqualTo(EXIT);
    } finally {
      prosa.kill();
      for (RawPeer peer : crowd) {
        peer.abort();
      }
    }
    assertThat(prosa.err()).containsOnlyOnce("java.lang.OutOfMemoryError: Java heap space");
    assertThat(prosa.err()).doesNotContain("\tat ").doesNotContain("Exception");
    assertThat(prosa.out()).doesNotContain("OutOfMemoryError");
    try (ServerSocket again = new ServerSocket()) {
      again.setReuseAddress(true);
      again.bind(new InetSocketAddress(InetAddress.ofLiteral(Prosa.HOST), prosa.port()));
    }
  }

  /** Each has its seat in time, or the server has ended. */
  private static void fill(Prosa prosa, List<RawPeer> crowd) throws IOException {
    for (int i = 0; i < MEMBERS; i++) {
      long began = System.nanoTime();
      try {
        RawPeer peer = RawPeer.connect(prosa.port(), "127.0.2." + (i % 200 + 1));
        crowd.add(peer);
        peer.greet();
        peer.sendReady("DEALER");
        peer.send(RawPeer.message("{\"type\": \"enter\", \"user\": \"member\"}"));
        peer.command();
        assertThat(peer.messageBetweenPings()).contains("hello");
        assertThat(peer.messageBetweenPings()).contains("seated");
      } catch (IOException e) {
        return; // the server ends, or has ended
      } finally {
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(ANSWERED_WITHIN);
      }
    }
    throw new AssertionError("all of them fit");
  }

  @Test
  void aServerWithoutMemoryForItsPageDoesNotBegin() throws Exception {
    Outcome ended =
        Outcome.of(
            Outcome.ROOT,
            "env",
            "PROSA_JAVA_OPTS=-XX:MaxDirectMemorySize=256k",
            "./prosa",
            "serve",
            "--bind",
            Prosa.HOST,
            "--port",
            "0");
    assertThat(ended.exit()).isEqualTo(EXIT);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).matches("prosa: no memory is left: .*direct buffer memory.*\\.\\R");
  }
}
