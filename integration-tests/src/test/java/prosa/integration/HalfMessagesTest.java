package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import prosa.integration.HonestMembers.Figures;
import prosa.testing.MaskedFrames;

/**
 * Many connections of one network, each with nearly a whole message, or a record of TLS, that never
 * ends, at a server with little memory: those who keep most are closed, and the others talk on.
 */
@Timeout(180)
final class HalfMessagesTest {
  private static final String SMALL =
      "export _JAVA_OPTIONS='-Xms24m -Xmx24m -XX:MaxDirectMemorySize=8m"
          + " -Dio.netty.leakDetection.level=simple -XX:+ExitOnOutOfMemoryError'";
  private static final int CONNECTIONS = 256;
  private static final String FROM = "127.0.2.1";
  private static final int CONNECTIONS_IN_TLS = 128;
  private static final int PART = 16_000;
  private static final Duration HELD = Duration.ofSeconds(5);

  /** Of data of 16,384 bytes (RFC 8446, section 5.1). */
  private static final byte[] RECORD_HEADER = {23, 3, 3, 0x40, 0};

  /** A heap of this size is collected often, and a busy machine is slow at it. */
  private static final double SERVED_WITHIN = 1500;

  @TempDir private Path folder;

  @Test
  void halfMessagesOfOneNetworkNeitherEndNorDeafenTheServer() throws Exception {
    String[] flags = {"--trusted", HonestMembers.NO_NETWORK};
    attack(CONNECTIONS, i -> port -> holder(port, i % 2 == 0), flags);
  }

  @Tag("long")
  @Test
  void norDoHalfRecordsInsideTls() throws Exception {
    String[] flags = Prosa.withTls(folder, "--trusted", HonestMembers.NO_NETWORK);
    attack(CONNECTIONS_IN_TLS, _ -> HalfMessagesTest::holderInTls, flags);
  }

  private interface Holder {
    RawPeer connect(int port) throws IOException;
  }

  private static void attack(int connections, IntFunction<Holder> holders, String... flags)
      throws Exception {
    try (Prosa prosa = Prosa.serveAfter(SMALL, flags);
        HonestMembers members = HonestMembers.gather(prosa.port(), 1)) {
      Figures quiet = members.measure(Duration.ofSeconds(2));
      List<RawPeer> crowd = new ArrayList<>();
      Figures attacked =
          members.during(
              () -> {
                for (int i = 0; i < connections; i++) {
                  crowd.add(holders.apply(i).connect(prosa.port()));
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
      prosa.errWith("those who keep most are closed");
    }
  }

  /** A connection with most of a record of TLS. */
  private static RawPeer holderInTls(int port) throws IOException {
    RawPeer peer = RawPeer.connect(port, FROM);
    try {
      peer.inTls().send(upgrade(port));
      peer.send(ByteBuffer.allocate(5 + PART).put(RECORD_HEADER).array());
    } catch (IOException e) {
      // closed already
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    return peer;
  }

  private static byte[] upgrade(int port) {
    return ("GET /talk HTTP/1.1\r\nHost: localhost:"
            + port
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** A connection with a part of a message and most of the next part. */
  private static RawPeer holder(int port, boolean browser) throws IOException {
    byte[] part = new byte[PART];
    Arrays.fill(part, (byte) 'x');
    RawPeer peer = RawPeer.connect(port, FROM);
    try {
      if (browser) {
        peer.send(upgrade(port));
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
