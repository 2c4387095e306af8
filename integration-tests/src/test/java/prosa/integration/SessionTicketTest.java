package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import prosa.testing.TlsSockets;

/**
 * Tickets with which a client resumes a session of TLS: they spare it a handshake, the key that
 * they are encrypted with is replaced, and no ticket outlives the server.
 */
final class SessionTicketTest {
  private static final String KEY_LASTS_A_SECOND =
      "export _JAVA_OPTIONS=-Djdk.tls.server.statelessKeyTimeout=1";

  private final SSLContext tls;
  @TempDir private Path folder;

  SessionTicketTest() throws Exception {
    tls = TlsSockets.trusting();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aSessionIsResumedUntilTheServerStartsAnew(String version) throws Exception {
    int port = FreePort.find();
    String[] flags = Prosa.withTls(folder, "--port", Integer.toString(port));
    long begun;
    try (Prosa _ = Prosa.serve(flags)) {
      begun = visit(port, version).getCreationTime();
      Await.within(Duration.ofMillis(5), () -> false); // two sessions have two times
      assertThat(visit(port, version).getCreationTime()).as("resumed").isEqualTo(begun);
    }
    try (Prosa _ = Prosa.serve(flags)) {
      assertThat(visit(port, version).getCreationTime()).as("anew").isNotEqualTo(begun);
    }
  }

  /** The first four bytes of a ticket of the JDK are the number of its key. */
  @Tag("long")
  @Test
  void theKeyOfTicketsIsReplaced() throws Exception {
    try (Prosa prosa = Prosa.serveAfter(KEY_LASTS_A_SECOND, Prosa.withTls(folder))) {
      int first = keyOfATicket(prosa.port());
      Await.until("another key", () -> keyOfATicket(prosa.port()) != first);
    }
  }

  @Tag("long")
  @Test
  void theKeyOfTicketsIsKeptForAWhile() throws Exception {
    try (Prosa prosa = Prosa.serve(Prosa.withTls(folder))) {
      int first = keyOfATicket(prosa.port());
      assertThat(Await.within(Duration.ofSeconds(2), () -> keyOfATicket(prosa.port()) != first))
          .as("another key within two seconds")
          .isFalse();
    }
  }

  /** A request and its answer; the session that it used. */
  private SSLSession visit(int port, String version) throws IOException {
    return visit(tls, new Recorded(), port, version);
  }

  private static SSLSession visit(SSLContext tls, Recorded plain, int port, String version)
      throws IOException {
    plain.connect(new InetSocketAddress(InetAddress.ofLiteral(Prosa.HOST), port));
    try (SSLSocket socket =
        (SSLSocket) tls.getSocketFactory().createSocket(plain, "localhost", port, true)) {
      socket.setEnabledProtocols(new String[] {version});
      socket
          .getOutputStream()
          .write(
              "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(answer).startsWith("HTTP/1.1 200 ");
      return socket.getSession();
    }
  }

  /** By TLS 1.2, where a ticket is sent before encryption begins (RFC 5077, 3.3). */
  private static int keyOfATicket(int port) {
    try {
      Recorded plain = new Recorded();
      var _ = visit(TlsSockets.trusting(), plain, port, "TLSv1.2");
      return keyOfTheTicketIn(plain.received.toByteArray());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static int keyOfTheTicketIn(byte[] received) throws IOException {
    ByteArrayOutputStream handshake = new ByteArrayOutputStream();
    try (DataInputStream records = new DataInputStream(new ByteArrayInputStream(received))) {
      for (int type = records.read(); type == 22; type = records.read()) {
        records.skipNBytes(2); // the version
        handshake.write(records.readNBytes(records.readUnsignedShort()));
      }
    }
    try (DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(handshake.toByteArray()))) {
      while (true) {
        int type = in.readUnsignedByte();
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        if (type == 4) {
          in.skipNBytes(4 + 2); // how long it lasts, and its length
          return in.readInt();
        }
        in.skipNBytes(length);
      }
    } catch (EOFException e) {
      throw new AssertionError("no ticket was sent", e);
    }
  }

  /** A socket that keeps what it receives. */
  private static final class Recorded extends Socket {
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();

    @Override
    public InputStream getInputStream() throws IOException {
      return new FilterInputStream(super.getInputStream()) {
        @Override
        public int read() throws IOException {
          int one = super.read();
          if (one >= 0) {
            received.write(one);
          }
          return one;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
          int n = super.read(into, from, length);
          if (n > 0) {
            received.write(into, from, n);
          }
          return n;
        }
      };
    }
  }
}
