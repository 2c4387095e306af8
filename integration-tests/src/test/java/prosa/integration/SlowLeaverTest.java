package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import prosa.protocol.ServerMessage.Joined;
import prosa.protocol.ServerMessage.Left;
import prosa.protocol.ServerMessage.Said;
import prosa.server.http.CertificateLog;
import prosa.server.operations.Counters.Count;
import prosa.testing.MaskedFrames;
import prosa.testing.PemFiles;
import prosa.websocket.TlsCertificate;

/**
 * What a member sent before it closed its connection counts, though the server was not reading from
 * it at that moment because too much waited for it.
 */
final class SlowLeaverTest {
  private static final int LITTLE = 4096;

  enum Transport {
    ZMTP {
      @Override
      RawPeer open(int port) throws IOException {
        RawPeer peer = RawPeer.connect(port, Prosa.HOST, LITTLE).greet();
        peer.sendReady("DEALER");
        return peer;
      }

      @Override
      byte[] framed(String message) {
        return RawPeer.message(message);
      }
    },
    WEBSOCKET {
      @Override
      RawPeer open(int port) throws IOException {
        return upgraded(RawPeer.connect(port, Prosa.HOST, LITTLE));
      }

      @Override
      byte[] framed(String message) {
        return MaskedFrames.frame(0x81, message);
      }
    },
    WEBSOCKET_IN_TLS {
      @Override
      RawPeer open(int port) throws GeneralSecurityException, IOException {
        return upgraded(RawPeer.connect(port, Prosa.HOST, LITTLE).inTls());
      }

      @Override
      byte[] framed(String message) {
        return MaskedFrames.frame(0x81, message);
      }
    };

    abstract RawPeer open(int port) throws GeneralSecurityException, IOException;

    abstract byte[] framed(String message);

    private static RawPeer upgraded(RawPeer peer) throws IOException {
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
      return peer;
    }
  }

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void whoReadsNothingAndLeavesHasLeft(Transport transport) throws Exception {
    String text = "x".repeat(8000);
    PemFiles files = new PemFiles(folder);
    files.write("localhost", "EC");
    try (TlsCertificate certificate =
            TlsCertificate.watched(files.chain(), files.key(), new CertificateLog());
        DirectTestServer here =
            DirectTestServer.meet(
                TestServerConfig.defaults().queue(256 * 1024, Duration.ofMinutes(5)), certificate);
        RawPeer slow = transport.open(here.server().port())) {
      DirectPeer ana = here.dealer("Ana");
      ana.enters();
      slow.send(transport.framed("{\"type\": \"enter\", \"user\": \"Slow\"}"));
      ana.next(Joined.class);
      while (here.server().count(Count.DROPPED) == 0) {
        ana.says(text);
        ana.next(Said.class);
      }

      slow.send(
          RawPeer.concat(
              transport.framed("{\"type\": \"say\", \"message\": \"the last words\"}"),
              transport.framed("{\"type\": \"leave\"}")));
      slow.endOutput();

      assertThat(ana.next(Said.class).message()).isEqualTo("the last words");
      ana.hears(new Left(2, "Slow", false));
    }
  }
}
