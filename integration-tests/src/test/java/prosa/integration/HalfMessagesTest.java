package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import prosa.integration.HonestMembers.Figures;
import prosa.testing.MaskedFrames;

/**
 * As many connections of one network as may be, each with nearly a whole message that never ends,
 * at a server with little memory: those who keep most are closed, and the others talk on.
 */
@Timeout(180)
final class HalfMessagesTest {
  private static final String SMALL =
      "export _JAVA_OPTIONS='-Xms24m -Xmx24m -XX:MaxDirectMemorySize=8m"
          + " -Dio.netty.leakDetection.level=simple -XX:+ExitOnOutOfMemoryError'";
  private static final int CONNECTIONS = 256;
  private static final String FROM = "127.0.2.1";
  private static final int PART = 16_000;
  private static final Duration HELD = Duration.ofSeconds(5);

  /** A heap of this size is collected often, and a busy machine is slow at it. */
  private static final double SERVED_WITHIN = 1500;

  @Test
  void halfMessagesOfOneNetworkNeitherEndNorDeafenTheServer() throws Exception {
    try (Prosa prosa = Prosa.serveAfter(SMALL, "--trusted", HonestMembers.NO_NETWORK);
        HonestMembers members = HonestMembers.gather(prosa.port(), 1)) {
      Figures quiet = members.measure(Duration.ofSeconds(2));
      List<RawPeer> crowd = new ArrayList<>();
      Figures attacked =
          members.during(
              () -> {
                for (int i = 0; i < CONNECTIONS; i++) {
                  crowd.add(holder(prosa.port(), i % 2 == 0));
                }
                Await.within(HELD, () -> false);
              });
      int closed = 0;
      for (RawPeer peer : crowd) {
        closed += peer.endsWithin(Duration.ofMillis(10)) ? 1 : 0;
        peer.abort();
      }
      String all = "quiet: " + quiet + "; under attack: " + attacked + "; " + prosa.err();
      attacked.assertServed(quiet, SERVED_WITHIN, all);
      assertThat(closed).as("closed, " + all).isPositive();
      assertThat(prosa.err()).contains("those who keep most are closed");
    }
  }

  /** A connection with a part of a message and most of the next part. */
  private static RawPeer holder(int port, boolean browser) throws IOException {
    byte[] part = new byte[PART];
    Arrays.fill(part, (byte) 'x');
    RawPeer peer = RawPeer.connect(port, FROM);
    try {
      if (browser) {
        peer.send(
            ("GET /talk HTTP/1.1\r\nHost: localhost:"
                    + port
                    + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        peer.send(MaskedFrames.frame(0x01, part));
      } else {
        peer.greet();
        peer.sendReady("DEALER");
        peer.send(RawPeer.frame(1, part));
        peer.send(RawPeer.longHeader(2, PART + 1));
        peer.send(part);
      }
    } catch (IOException e) {
      // closed already
    }
    return peer;
  }
}
