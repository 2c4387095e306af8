package prosa.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import prosa.testing.PemFiles;
import prosa.testing.TlsSockets;
import prosa.websocket.HostNames;
import prosa.websocket.TlsCertificate;

/** TLS on the door's port. */
final class CertificateTest {
  private static final byte ALERT = 21;
  private static final byte HANDSHAKE = 22;
  private static final byte FATAL = 2;
  private static final byte PROTOCOL_VERSION = 70;

  /** Unfinished handshakes; docs/operations.md. */
  private static final int MOST_OF_A_TRUSTED_ADDRESS = 128;

  @TempDir Path folder;

  private PemFiles files() {
    return new PemFiles(folder);
  }

  private static String subject(SSLSocket socket) throws IOException {
    return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
        .getSubjectX500Principal()
        .getName();
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "Ed25519"})
  void membersTalkInsideTls(String algorithm) throws Exception {
    files().write("first", algorithm);
    try (var certificate =
            TlsCertificate.watched(files().chain(), files().key(), new CertificateLog());
        OpenServer server = OpenServer.open(Optional.of(certificate));
        RawBrowser ana = new RawBrowser(TlsSockets.connect(server.port()));
        RawBrowser bia = server.talker()) {
      ana.upgrade();
      ana.say("{\"type\": \"enter\", \"user\": \"Ana\"}");
      ana.hears("seated");
      bia.say("{\"type\": \"enter\", \"user\": \"Bia\"}");
      bia.hears("seated");
      ana.hears("joined");

      String long1 = "x".repeat(8_000);
      ana.say("{\"type\": \"say\", \"message\": \"" + long1 + "\"}");
      assertThat(bia.hears("said")).contains(long1);
      bia.say("{\"type\": \"say\", \"message\": \"heard\"}");
      assertThat(ana.hears("said")).contains(long1);
      assertThat(ana.hears("said")).contains("heard");
    }
  }

  @Test
  void pagesInTheClearAreSentToTheEncryptedOnes() throws Exception {
    files().write("first", "EC");
    try (var certificate =
            TlsCertificate.watched(files().chain(), files().key(), new CertificateLog());
        OpenServer server = OpenServer.open(Optional.of(certificate));
        RawBrowser plain = server.connect();
        RawBrowser secret = new RawBrowser(TlsSockets.connect(server.port()))) {
      RawBrowser.Answer moved = plain.ask("GET", "/r/code?x");

      assertThat(moved.status()).startsWith("HTTP/1.1 307");
      assertThat(moved.headers()).containsEntry("location", "https://here:1/r/code?x");
      assertThat(plain.ask("GET", "/healthz").body()).isEqualTo("ok\n");
      assertThat(secret.ask("GET", "/").body()).isEqualTo(OpenServer.PAGE);
    }
  }

  @Test
  void invitationOfAZmtpMemberLeadsToTheEncryptedPage() throws Exception {
    files().write("first", "EC");
    try (var certificate =
            TlsCertificate.watched(files().chain(), files().key(), new CertificateLog());
        OpenServer server = OpenServer.open(Optional.of(certificate))) {
      assertThat(invitationOfDealer(server.port()))
          .contains("\"link\": \"https://127.0.0.1:" + server.port() + "/r/");
    }
  }

  /** What a DEALER socket (RFC 37) is told that sits down and asks for an invitation. */
  private static String invitationOfDealer(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      OutputStream out = socket.getOutputStream();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      byte[] greeting = Arrays.copyOf(latin("\u00FF\0\0\0\0\0\0\0\1\u007F\3\1NULL"), 64);
      out.write(greeting);
      in.readFully(greeting);
      frame(out, 4, "\5READY\13Socket-Type\0\0\0\6DEALER");
      frame(out, 0, "{\"type\": \"enter\", \"user\": \"Ana\"}");
      frame(out, 0, "{\"type\": \"invite\"}");
      String heard = "";
      while (!heard.contains("\"invited\"")) {
        boolean isLong = (in.readByte() & 2) != 0;
        byte[] body = new byte[isLong ? (int) in.readLong() : in.readUnsignedByte()];
        in.readFully(body);
        heard = new String(body, StandardCharsets.UTF_8);
      }
      return heard;
    }
  }

  private static void frame(OutputStream out, int flags, String body) throws IOException {
    out.write(new byte[] {(byte) flags, (byte) body.length()});
    out.write(latin(body));
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void changedFilesAreReadAgainAndConnectionsGoOn() throws Exception {
    files().write("first", "EC");
    try (var certificate =
            TlsCertificate.watched(files().chain(), files().key(), new CertificateLog());
        OpenServer server = OpenServer.open(Optional.of(certificate));
        SSLSocket before = TlsSockets.connect(server.port());
        RawBrowser ana = new RawBrowser(before)) {
      assertThat(subject(before)).isEqualTo("CN=first");
      ana.upgrade();
      ana.say("{\"type\": \"enter\", \"user\": \"Ana\"}");
      assertThat(ana.hears("seated")).contains("Ana");

      files().write("second", "RSA");

      long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      String now = "";
      while (!now.equals("CN=second") && System.nanoTime() < deadline) {
        try (SSLSocket after = TlsSockets.connect(server.port())) {
          now = subject(after);
        }
        LockSupport.parkNanos(50_000_000);
      }
      assertThat(now).isEqualTo("CN=second");
      ana.say("{\"type\": \"say\", \"message\": \"still here\"}");
      assertThat(ana.hears("said")).contains("still here");
    }
  }

  private static SSLSocket older(int port, String... suites) throws Exception {
    SSLContext context = TlsSockets.trusting();
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
    socket.setEnabledProtocols(new String[] {"TLSv1.2"});
    if (suites.length > 0) {
      socket.setEnabledCipherSuites(suites);
    }
    return socket;
  }

  @Test
  void whoAsksForAnotherHandshakeOnTheSameConnectionIsClosed() throws Exception {
    files().write("first", "RSA");
    try (var certificate =
            TlsCertificate.watched(files().chain(), files().key(), new CertificateLog());
        OpenServer server = OpenServer.open(Optional.of(certificate));
        SSLSocket socket = older(server.port())) {
      socket.startHandshake();
      RawBrowser ana = new RawBrowser(socket);
      ana.upgrade();
      ana.say("{\"type\": \"enter\", \"user\": \"Ana\"}");
      assertThat(ana.hears("seated")).contains("Ana");

      assertThatThrownBy(
              () -> {
                socket.startHandshake();
                while (socket.getInputStream().read() >= 0) {
                  // what was on its way
                }
                throw new IOException("ended");
              })
          .isInstanceOf(IOException.class);
      assertThat(socket.getHandshakeSession()).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
        "TLS_RSA_WITH_AES_128_GCM_SHA256",
        "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"
      })
  void ciphersWithoutForwardSecrecyOrAuthenticationAreNotSpoken(String suite) throws Exception {
    files().write("first", "RSA");
    try (var certificate =
            TlsCertificate.watched(files().chain(), files().key(), new CertificateLog());
        OpenServer server = OpenServer.open(Optional.of(certificate));
        SSLSocket socket = older(server.port(), suite)) {
      socket.setSoTimeout(10_000);
      assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void bothVersionsOfTlsThatAreNamedAreSpoken(String version) throws Exception {
    files().write("first", "EC");
    try (var certificate =
            TlsCertificate.watched(files().chain(), files().key(), new CertificateLog());
        OpenServer server = OpenServer.open(Optional.of(certificate));
        SSLSocket socket = older(server.port())) {
      socket.setEnabledProtocols(new String[] {version});
      socket.startHandshake();
      assertThat(socket.getSession().getProtocol()).isEqualTo(version);
    }
  }

  /** SSL 3.0, TLS 1.0 and 1.1, by a client that could agree to everything else. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void earlierVersionsOfTlsAreRefused(int minor) throws Exception {
    files().write("first", "EC");
    try (var certificate =
            TlsCertificate.watched(files().chain(), files().key(), new CertificateLog());
        OpenServer server = OpenServer.open(Optional.of(certificate))) {
      assertThat(answerTo(server.port(), 3)).as("the same with TLS 1.2").startsWith(HANDSHAKE);
      assertThat(answerTo(server.port(), minor))
          .startsWith(ALERT)
          .endsWith(FATAL, PROTOCOL_VERSION)
          .hasSize(7);
    }
  }

  /** The first bytes of the answer to a hello of version 3.{@code minor}. */
  private static byte[] answerTo(int port, int minor) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(hello(minor));
      return socket.getInputStream().readNBytes(7);
    }
  }

  private static void extension(ByteBuffer into, int type, int... values) {
    int length = 2 * values.length;
    into.putShort((short) type).putShort((short) (2 + length)).putShort((short) length);
    Arrays.stream(values).forEach(value -> into.putShort((short) value));
  }

  private static byte[] hello(int minor) {
    ByteBuffer body = ByteBuffer.allocate(256);
    body.put((byte) 3).put((byte) minor).put(new byte[32]).put((byte) 0);
    body.putShort((short) 6); // ECDHE with ECDSA and AES: GCM of TLS 1.2, CBC of all; plain RSA
    body.putShort((short) 0xC02B).putShort((short) 0xC009).putShort((short) 0x002F);
    body.put((byte) 1).put((byte) 0); // no compression
    body.putShort((short) 30);
    extension(body, 10, 23, 24, 25); // the curves of NIST
    body.putShort((short) 11).putShort((short) 2).putShort((short) 0x0100);
    extension(body, 13, 0x0403, 0x0503, 0x0603); // ECDSA with SHA-2
    int length = body.position();
    return ByteBuffer.allocate(9 + length)
        .put(HANDSHAKE)
        .putShort((short) 0x0301)
        .putShort((short) (4 + length))
        .putInt(0x0100_0000 | length)
        .put(body.array(), 0, length)
        .array();
  }

  @Test
  void aCertificatesNamesAreNamesOfTheServer() throws Exception {
    files().write("chat.example.org", "EC");
    try (var certificate =
            TlsCertificate.watched(files().chain(), files().key(), new CertificateLog());
        OpenServer server =
            OpenServer.called(HostNames.of(java.util.Set.of()), Optional.of(certificate))) {
      for (String host : new String[] {"chat.example.org", "CHAT.example.org:5555"}) {
        try (RawBrowser browser = new RawBrowser(TlsSockets.connect(server.port()))) {
          browser.send("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
          assertThat(browser.answer(false).status()).contains("200");
        }
      }
      try (RawBrowser browser = new RawBrowser(TlsSockets.connect(server.port()))) {
        browser.send("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n");
        assertThat(browser.answer(false).status()).contains("421");
      }
    }
  }

  @Test
  void bareHellosDoNotKeepANewcomerWaiting() throws Exception {
    files().write("first", "RSA");
    try (var certificate =
            TlsCertificate.watched(files().chain(), files().key(), new CertificateLog());
        OpenServer server = OpenServer.open(Optional.of(certificate))) {
      byte[] hello = hello();
      List<Socket> flood = new ArrayList<>();
      try {
        for (int i = 0; i < 400; i++) {
          Socket socket = new Socket();
          flood.add(socket);
          socket.bind(new InetSocketAddress("127.0.0.9", 0));
          socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
          socket.getOutputStream().write(hello);
        }
        TlsSockets.connect(server.port()).close();
        assertThat(flood.stream().filter(CertificateTest::isAnswered).count())
            .as("the others wait or are closed")
            .isLessThanOrEqualTo(MOST_OF_A_TRUSTED_ADDRESS);
      } finally {
        for (Socket socket : flood) {
          socket.close();
        }
      }
    }
  }

  /** Whether the server has said its first words. */
  private static boolean isAnswered(Socket socket) {
    try {
      return socket.getInputStream().available() > 0;
    } catch (IOException e) {
      return false; // it was closed
    }
  }

  /** A client's first words. */
  private static byte[] hello() throws Exception {
    SSLContext context = TlsSockets.trusting();
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(true);
    ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.beginHandshake();
    engine.wrap(ByteBuffer.allocate(0), out);
    return Arrays.copyOf(out.array(), out.position());
  }
}
