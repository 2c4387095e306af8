package prosa.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import prosa.testing.MaskedFrames;
import prosa.testing.TlsSockets;

/**
 * The last answer inside TLS arrives, followed by a close_notify, whatever the peer still sends.
 */
@Timeout(60)
final class CloseInsideTlsTest {
  /** Fits neither into one read nor into the socket's buffers. */
  private static final int MORE = 1024 * 1024;

  @TempDir Path folder;

  /** A client with its two layers. */
  private record Client(Socket tcp, SSLSocket tls) implements AutoCloseable {
    static Client connect(int port, String version) throws Exception {
      Socket tcp = new Socket(InetAddress.getLoopbackAddress(), port);
      tcp.setSoTimeout(20_000);
      SSLSocket tls =
          (SSLSocket)
              TlsSockets.trusting().getSocketFactory().createSocket(tcp, "here", port, false);
      tls.setEnabledProtocols(new String[] {version});
      tls.startHandshake();
      return new Client(tcp, tls);
    }

    void send(String text) throws IOException {
      tls.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** All up to the close_notify; there must be one, and no reset behind it. */
    String rest() throws IOException {
      String all = new String(tls.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      assertThat(tcp.getInputStream().read()).as("the end of the connection").isNegative();
      return all;
    }

    @Override
    public void close() throws IOException {
      tcp.close();
    }
  }

  /** Sends more and more beside, until nothing more is taken. */
  private static Thread sendMore(Client client) {
    return Thread.ofVirtual()
        .start(
            () -> {
              try {
                OutputStream out = client.tls().getOutputStream();
                byte[] piece = new byte[16 * 1024];
                for (int sent = 0; sent < MORE; sent += piece.length) {
                  out.write(piece);
                }
              } catch (IOException e) {
                // the server has closed
              }
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void answerArrivesBeforeTheConnectionIsClosed(String version) throws Exception {
    try (var certificate = TestCertificate.in(folder);
        OpenServer server = OpenServer.open(Optional.of(certificate))) {
      for (int i = 0; i < 2; i++) {
        try (Client client = Client.connect(server.port(), version)) {
          client.send(RawBrowser.request("GET", "/", "Connection: close"));
          Thread more = sendMore(client);

          assertThat(client.rest()).startsWith("HTTP/1.1 200").endsWith(OpenServer.PAGE);
          more.join();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void refusalOfABodyArrivesWhileTheBodyIsSent(String version) throws Exception {
    try (var certificate = TestCertificate.in(folder);
        OpenServer server = OpenServer.open(Optional.of(certificate))) {
      for (int i = 0; i < 2; i++) {
        try (Client client = Client.connect(server.port(), version)) {
          client.send(RawBrowser.request("GET", "/", "Content-Length: " + MORE));
          Thread more = sendMore(client);

          assertThat(client.rest()).startsWith("HTTP/1.1 413");
          more.join();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void closeFrameOfAWebSocketArrives(String version) throws Exception {
    try (var certificate = TestCertificate.in(folder);
        OpenServer server = OpenServer.open(Optional.of(certificate));
        Client client = Client.connect(server.port(), version)) {
      RawBrowser browser = new RawBrowser(client.tls());
      browser.upgrade();
      browser.send(MaskedFrames.frame(0x82, new byte[] {1})); // binary: closed with 1003

      RawBrowser.Frame last = browser.frame();
      assertThat(last.head() & 0x0F).isEqualTo(8);
      assertThat(last.code()).isEqualTo(1003);
      assertThat(client.rest()).isEmpty();
    }
  }
}
