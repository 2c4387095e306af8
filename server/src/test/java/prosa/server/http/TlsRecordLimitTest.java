package prosa.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import prosa.server.operations.RefusalCounts.RefusalForm;
import prosa.testing.SocketMember;
import prosa.testing.TlsSockets;

/** Records of TLS that carry no data: a member may send some, and not without end. */
@Timeout(120)
final class TlsRecordLimitTest {
  private static final String ENTER = "{\"type\": \"enter\", \"user\": \"x\"}";

  @TempDir private Path folder;

  private static SSLSocket connect(OpenServer server) throws Exception {
    Socket plain = new Socket();
    plain.setSoTimeout(20_000);
    plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    return (SSLSocket)
        TlsSockets.trusting().getSocketFactory().createSocket(plain, "here", server.port(), true);
  }

  /** In TLS 1.3, a further handshake of Java's is an update of the keys. */
  private static void updateKeys(SSLSocket socket, int times) throws IOException {
    assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
    for (int i = 0; i < times; i++) {
      socket.startHandshake();
    }
  }

  @Test
  void memberThatUpdatesItsKeysNowAndThenIsServed() throws Exception {
    try (var certificate = TestCertificate.in(folder);
        OpenServer server = OpenServer.open(Optional.of(certificate));
        SSLSocket socket = connect(server);
        SocketMember peer = SocketMember.webSocket(socket)) {
      peer.greeted();
      updateKeys(socket, 50);
      peer.texts(ENTER, "{\"type\": \"say\", \"message\": \"with new keys\"}");
      peer.await(Pattern.compile("with new keys"));
    }
  }

  @Test
  void memberThatUpdatesItsKeysWithoutEndIsClosed() throws Exception {
    try (var certificate = TestCertificate.in(folder);
        OpenServer server = OpenServer.open(Optional.of(certificate));
        SSLSocket socket = connect(server);
        SocketMember peer = SocketMember.webSocket(socket)) {
      peer.seated();
      assertThatThrownBy(() -> updateKeys(socket, 100_000)).isInstanceOf(IOException.class);
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (broken(server) == 0 && System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      assertThat(broken(server)).isEqualTo(1);
      assertThat(server.server().counters().refusals().of(RefusalForm.TIMEOUT, "unread")).isZero();
    }
  }

  private static long broken(OpenServer server) {
    return server.server().counters().refusals().of(RefusalForm.PROTOCOL, "http");
  }

  @Test
  void manySmallRecordsWithDataAreAllRead() throws Exception {
    try (var certificate = TestCertificate.in(folder);
        OpenServer server = OpenServer.open(Optional.of(certificate));
        SSLSocket socket = connect(server);
        SocketMember peer = SocketMember.webSocket(socket)) {
      peer.seated();
      for (int i = 0; i < 2_000; i++) {
        peer.texts("{\"type\": \"say\", \"message\": \"text " + i + "\"}");
      }
      peer.await(Pattern.compile("text 1999\""));
    }
  }
}
