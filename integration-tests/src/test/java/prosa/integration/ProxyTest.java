package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server behind nginx and HAProxy, which terminate TLS. */
final class ProxyTest {
  private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);
  private static final String UPGRADE =
      String.join(
          "\r\n",
          "Upgrade: websocket",
          "Connection: Upgrade",
          "Sec-WebSocket-Version: 13",
          "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
          "");

  private static void makeCertificate(Path folder) throws Exception {
    Process openssl =
        new ProcessBuilder(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=chat.example.org",
                "-keyout",
                folder.resolve("key.pem").toString(),
                "-out",
                folder.resolve("cert.pem").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("openssl.log").toFile())
            .start();
    assertThat(openssl.waitFor()).isZero();
    Files.writeString(
        folder.resolve("both.pem"),
        Files.readString(folder.resolve("cert.pem")) + Files.readString(folder.resolve("key.pem")));
  }

  private static Socket tls(String from, String to, int port) throws Exception {
    SSLContext anybody = SSLContext.getInstance("TLS");
    anybody.init(null, new TrustManager[] {new TrustsAll()}, null);
    return anybody
        .getSocketFactory()
        .createSocket(plain(from, to, port), "chat.example.org", port, true);
  }

  private static Socket plain(String from, String to, int port) throws IOException {
    Socket plain = new Socket();
    plain.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
    plain.connect(new InetSocketAddress(InetAddress.ofLiteral(to), port));
    plain.setSoTimeout((int) Await.LONG.toMillis());
    return plain;
  }

  private static final class TrustsAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  /** A member over WebSocket, whose bytes are written by hand. */
  private record Browser(Socket socket) implements AutoCloseable {
    static Browser open(Socket socket, String path, String headers) throws IOException {
      socket
          .getOutputStream()
          .write(
              ("GET "
                      + path
                      + " HTTP/1.1\r\nHost: chat.example.org\r\n"
                      + headers
                      + UPGRADE
                      + "\r\n")
                  .getBytes(StandardCharsets.UTF_8));
      return new Browser(socket);
    }

    /** The head of the answer. */
    String head() throws IOException {
      StringBuilder head = new StringBuilder();
      InputStream in = socket.getInputStream();
      while (head.indexOf("\r\n\r\n") < 0) {
        int next = in.read();
        if (next < 0) {
          return head.toString();
        }
        head.append((char) next);
      }
      return head.toString();
    }

    void send(String text) throws IOException {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      assertThat(bytes.length).isLessThan(126);
      OutputStream out = socket.getOutputStream();
      out.write(new byte[] {(byte) 0x81, (byte) (0x80 | bytes.length), 0, 0, 0, 0});
      out.write(bytes);
      out.flush();
    }

    String hear() throws IOException {
      InputStream in = socket.getInputStream();
      while (true) {
        int first = in.read();
        int length = in.read() & 0x7F;
        if (length == 126) {
          length = (in.read() << 8) | in.read();
        }
        String text = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        if ((first & 0x0F) == 1) {
          return text;
        }
        if (first < 0 || (first & 0x0F) == 8) {
          throw new IOException("the connection ended: " + text);
        }
      }
    }

    String hear(String part) throws IOException {
      for (String text = hear(); ; text = hear()) {
        if (text.contains(part)) {
          return text;
        }
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void nginxEndsTlsUnderAPathAndLimitsSeeThePerson(@TempDir Path folder) throws Exception {
    makeCertificate(folder);
    int port = FreePort.find();
    try (Prosa prosa =
        Prosa.serve(
            "--proxy",
            "127.0.0.1",
            "--trusted",
            "192.0.2.0/24",
            "--base-path",
            "/chat",
            "--host",
            "chat.example.org",
            "--connections-per-address",
            "2",
            "--admin",
            "127.0.0.1:0")) {
      String listen =
          """
          listen 127.0.0.1:%2$d ssl; listen [::1]:%2$d ssl;
          ssl_certificate %1$s/cert.pem; ssl_certificate_key %1$s/key.pem;
          """
              .formatted(folder, port);
      try (ReverseProxy _ = ReverseProxy.nginx(folder, port, listen, prosa.port());
          Browser ana =
              Browser.open(
                  tls("127.0.0.31", Prosa.HOST, port),
                  "/chat/talk",
                  "Origin: https://chat.example.org\r\nX-Forwarded-For: 203.0.113.1\r\n")) {
        assertThat(ana.head()).startsWith("HTTP/1.1 101");
        ana.hear("hello");
        ana.send("{\"type\": \"enter\", \"user\": \"Ana\", \"private\": true}");
        ana.hear("seated");
        ana.send("{\"type\": \"invite\"}");
        assertThat(ana.hear("invited")).contains("\"link\": \"https://chat.example.org/chat/r/");

        try (Browser second = Browser.open(tls("127.0.0.31", Prosa.HOST, port), "/chat/talk", "")) {
          assertThat(second.head()).startsWith("HTTP/1.1 101");
          try (Browser third =
              Browser.open(
                  tls("127.0.0.31", Prosa.HOST, port),
                  "/chat/talk",
                  "X-Forwarded-For: 203.0.113.2\r\n")) {
            assertThat(third.head()).as("a third of one person").startsWith("HTTP/1.1 429");
          }
          try (Browser liar =
              Browser.open(
                  tls("127.0.0.31", Prosa.HOST, port),
                  "/chat/talk",
                  "Forwarded: for=192.0.2.1\r\n")) {
            assertThat(liar.head()).as("by the other header").startsWith("HTTP/1.1 400");
          }
          try (Browser other =
              Browser.open(tls("127.0.0.32", Prosa.HOST, port), "/chat/talk", "")) {
            assertThat(other.head()).as("another person").startsWith("HTTP/1.1 101");
          }
        }
        try (Browser six = Browser.open(tls("::1", "::1", port), "/chat/talk", "")) {
          assertThat(six.head()).as("by IPv6").startsWith("HTTP/1.1 101");
        }
        try (Browser page = new Browser(tls("127.0.0.33", Prosa.HOST, port))) {
          page.socket()
              .getOutputStream()
              .write(
                  "GET /chat/ HTTP/1.1\r\nHost: chat.example.org\r\n\r\n"
                      .getBytes(StandardCharsets.UTF_8));
          assertThat(page.head()).startsWith("HTTP/1.1 200").contains("wss://chat.example.org");
        }
        // blocked by the person's address, not the proxy's
        AdminPort admin = AdminPort.of(prosa);
        admin.post("/actions/block?network=127.0.0.31&minutes=5");
        try (Browser again = Browser.open(tls("127.0.0.31", Prosa.HOST, port), "/chat/talk", "")) {
          assertThat(again.head()).startsWith("HTTP/1.1 429");
        }
        try (Browser other = Browser.open(tls("127.0.0.34", Prosa.HOST, port), "/chat/talk", "")) {
          assertThat(other.head()).startsWith("HTTP/1.1 101");
        }
      }
    }
  }

  /** A server whose proxy is on this machine. */
  private static Prosa behindAProxy(String connectionsOfAnAddress) throws IOException {
    return Prosa.serve(
        "--proxy",
        "127.0.0.1",
        "--trusted",
        "192.0.2.0/24",
        "--host",
        "chat.example.org",
        "--connections-per-address",
        connectionsOfAnAddress);
  }

  /** Two people of one address, which may have two connections. */
  private static void theyTalkAndNoThirdOfThatAddressIsLetIn(
      int port, String address, RawMember ana, RawMember bia) throws IOException {
    ana.say("oi");
    Await.until("Bia to hear Ana", () -> bia.heard() == 1);
    try (RawPeer third = RawPeer.connect(port, address)) {
      third.send(RawPeer.greeting());
      assertThat(third.endsWithin(FIVE_SECONDS)).as("a third of one person").isTrue();
    }
  }

  @Test
  void haproxyTellsWhoComesByEachVersionOfItsProtocol(@TempDir Path folder) throws Exception {
    makeCertificate(folder);
    for (String version : List.of("send-proxy", "send-proxy-v2")) {
      int port = FreePort.find();
      int secure = FreePort.find();
      try (Prosa prosa = behindAProxy("2")) {
        Path conf = folder.resolve(version + ".cfg");
        Files.writeString(
            conf,
            """
            defaults
              mode tcp
              timeout connect 5s
              timeout client 60s
              timeout server 60s
            listen plain
              bind 127.0.0.1:%d
              server prosa 127.0.0.1:%d %s
            listen secure
              bind 127.0.0.1:%d ssl crt %s
              bind [::1]:%d ssl crt %s
              server prosa 127.0.0.1:%d %s
            """
                .formatted(
                    port,
                    prosa.port(),
                    version,
                    secure,
                    folder.resolve("both.pem"),
                    secure,
                    folder.resolve("both.pem"),
                    prosa.port(),
                    version));
        try (ReverseProxy _ =
                ReverseProxy.start(
                    port,
                    folder.resolve(version + ".log"),
                    "haproxy",
                    "-db",
                    "-f",
                    conf.toString());
            RawMember ana = RawMember.enter(port, "127.0.0.41", "Ana");
            RawMember bia = RawMember.enter(port, "127.0.0.41", "Bia")) {
          theyTalkAndNoThirdOfThatAddressIsLetIn(port, "127.0.0.41", ana, bia);
          RawPeer.join(port, "DEALER", "127.0.0.42").close();
          try (Browser six = Browser.open(tls("::1", "::1", secure), "/talk", "")) {
            assertThat(six.head()).startsWith("HTTP/1.1 101");
          }
        }
      }
    }
  }

  /** HAProxy says who comes by Forwarded only, and passes on what the client says itself. */
  @Test
  void whatTheClientSaysByTheOtherHeaderNeverCounts(@TempDir Path folder) throws Exception {
    int port = FreePort.find();
    try (Prosa prosa = behindAProxy("1")) {
      Path conf = folder.resolve("forwarded.cfg");
      Files.writeString(
          conf,
          """
          defaults
            mode http
            timeout connect 5s
            timeout client 60s
            timeout server 60s
          listen web
            bind 127.0.0.1:%d
            http-request set-header Forwarded "for=%%[src];proto=http"
            server prosa 127.0.0.1:%d
          """
              .formatted(port, prosa.port()));
      try (ReverseProxy _ =
              ReverseProxy.start(
                  port, folder.resolve("forwarded.log"), "haproxy", "-db", "-f", conf.toString());
          Browser ana = Browser.open(plain("127.0.0.51", Prosa.HOST, port), "/talk", "")) {
        assertThat(ana.head()).startsWith("HTTP/1.1 101");
        for (String lie : List.of("192.0.2.1", "127.0.0.52", "unknown", "")) {
          try (Browser again =
              Browser.open(
                  plain("127.0.0.51", Prosa.HOST, port),
                  "/talk",
                  "X-Forwarded-For: " + lie + "\r\n")) {
            assertThat(again.head()).as("X-Forwarded-For: %s", lie).startsWith("HTTP/1.1 400");
          }
        }
        try (Browser again =
            Browser.open(
                plain("127.0.0.51", Prosa.HOST, port), "/talk", "Forwarded: for=192.0.2.1\r\n")) {
          assertThat(again.head()).as("a second of one person").startsWith("HTTP/1.1 429");
        }
        try (Browser other = Browser.open(plain("127.0.0.52", Prosa.HOST, port), "/talk", "")) {
          assertThat(other.head()).as("another person").startsWith("HTTP/1.1 101");
        }
      }
    }
  }

  /** As docs/operations.md has it: one port of nginx for ZeroMQ and browsers alike. */
  @Test
  void nginxPassesOnWhateverComesAndTellsWhoByTheProxyProtocol(@TempDir Path folder)
      throws Exception {
    makeCertificate(folder);
    int port = FreePort.find();
    int secure = FreePort.find();
    try (Prosa prosa = behindAProxy("2")) {
      String servers =
          """
          server { listen 127.0.0.1:%2$d; proxy_pass 127.0.0.1:%3$d; }
          server {
            listen 127.0.0.1:%4$d ssl;
            listen [::1]:%4$d ssl;
            ssl_certificate %1$s/cert.pem;
            ssl_certificate_key %1$s/key.pem;
            proxy_pass 127.0.0.1:%3$d;
          }
          """
              .formatted(folder, port, prosa.port(), secure);
      try (ReverseProxy _ = nginxStream(folder, Prosa.HOST, port, servers);
          RawMember ana = RawMember.enter(port, "127.0.0.61", "Ana");
          RawMember bia = RawMember.enter(port, "127.0.0.61", "Bia")) {
        theyTalkAndNoThirdOfThatAddressIsLetIn(port, "127.0.0.61", ana, bia);
        RawPeer.join(port, "DEALER", "127.0.0.62").close();
        try (Browser inside = Browser.open(tls("127.0.0.63", Prosa.HOST, secure), "/talk", "")) {
          assertThat(inside.head()).startsWith("HTTP/1.1 101");
        }
        try (Browser six = Browser.open(tls("::1", "::1", secure), "/talk", "")) {
          assertThat(six.head()).startsWith("HTTP/1.1 101");
        }
      }
    }
  }

  /**
   * HAProxy has the door's port and the classic ones under the same numbers, at another address.
   */
  @Test
  void classicClientsTalkBehindHaproxyAndAreLimitedByThePersonsAddress(@TempDir Path folder)
      throws Exception {
    String ports = Prosa.somePorts(20);
    String front = "127.0.0.3";
    try (Prosa prosa = withClassicPortsBehindAProxy(ports)) {
      Path conf = folder.resolve("classic.cfg");
      Files.writeString(
          conf,
          """
          defaults
            mode tcp
            timeout connect 5s
            timeout client 60s
            timeout server 60s
            source 127.0.0.8
          listen door
            bind %1$s:%2$d
            server prosa 127.0.0.1:%2$d send-proxy-v2
          listen rooms
            bind %1$s:%3$s
            server prosa 127.0.0.1 send-proxy-v2
          """
              .formatted(front, prosa.port(), ports));
      try (ReverseProxy _ =
          ReverseProxy.start(
              front,
              prosa.port(),
              folder.resolve("classic.log"),
              "haproxy",
              "-db",
              "-f",
              conf.toString())) {
        classicClientsTalkAndAreLimited(front, prosa);
      }
    }
  }

  /** nginx, too, has all these ports in one line. */
  @Test
  void classicClientsTalkBehindNginxAndAreLimitedByThePersonsAddress(@TempDir Path folder)
      throws Exception {
    String ports = Prosa.somePorts(20);
    String front = "127.0.0.3";
    try (Prosa prosa = withClassicPortsBehindAProxy(ports)) {
      String servers =
          """
          proxy_bind 127.0.0.8;
          server { listen %1$s:%2$d; proxy_pass 127.0.0.1:%2$d; }
          server { listen %1$s:%3$s; proxy_pass 127.0.0.1:$server_port; }
          """
              .formatted(front, prosa.port(), ports);
      try (ReverseProxy _ = nginxStream(folder, front, prosa.port(), servers)) {
        classicClientsTalkAndAreLimited(front, prosa);
      }
    }
  }

  /** An nginx that passes on all that comes, and says who by the PROXY protocol. */
  private static ReverseProxy nginxStream(Path folder, String front, int port, String servers)
      throws Exception {
    Path conf = folder.resolve("stream.conf");
    Files.writeString(
        conf,
        """
        load_module /usr/lib/nginx/modules/ngx_stream_module.so;
        daemon off; master_process off; pid %1$s/nginx.pid; error_log stderr;
        events { worker_connections 200; }
        stream {
          proxy_protocol on;
          proxy_timeout 1h;
          %2$s
        }
        """
            .formatted(folder, servers));
    return ReverseProxy.start(
        front,
        port,
        folder.resolve("nginx.log"),
        "nginx",
        "-p",
        folder.toString(),
        "-c",
        conf.toString());
  }

  private static Prosa withClassicPortsBehindAProxy(String ports) throws IOException {
    return Prosa.serve(
        "--proxy",
        "127.0.0.8",
        "--trusted",
        "192.0.2.0/24",
        "--classic-ports",
        ports,
        "--connections-per-address",
        "8",
        "--admin",
        "127.0.0.1:0");
  }

  private static void classicClientsTalkAndAreLimited(String front, Prosa prosa) throws Exception {
    try (PythonClients python = PythonClients.of(front, prosa.port())) {
      PythonClients.Client ana = python.join("ana");
      ana.settle(); // the ports of their chat are open then
      PythonClients.Client bia = python.join("bia");
      bia.settle();
      prosa.awaitUsers("Chat0", 2);
      ana.say("oi");
      Await.until("Bia to hear Ana", () -> bia.heard().contains("ana: oi"));

      // Each has two connections, by which their address is known; others have room.
      List<Socket> more = new ArrayList<>();
      int let = 0;
      try {
        while (let < 8 && isLetIn(front, prosa.port(), "127.0.0.1", more)) {
          let++;
        }
        assertThat(let).as("more connections of their address").isBetween(1, 4);
        assertThat(isLetIn(front, prosa.port(), "127.0.0.12", more)).as("another").isTrue();
      } finally {
        for (Socket each : more) {
          each.close();
        }
      }
      AdminPort.of(prosa).post("/actions/block?network=127.0.0.1&minutes=1");
      Await.until("nobody to be seated", () -> prosa.users() == 0);
    }
  }

  /** Whether a connection to the door's port is greeted. */
  private static boolean isLetIn(String to, int port, String from, List<Socket> all)
      throws IOException {
    Socket socket = new Socket();
    all.add(socket);
    socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
    socket.connect(new InetSocketAddress(InetAddress.ofLiteral(to), port));
    socket.setSoTimeout((int) Await.LONG.toMillis());
    try {
      socket.getOutputStream().write(RawPeer.greeting());
      return socket.getInputStream().read() >= 0;
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      return false; // reset
    }
  }

  @Test
  void whatOthersSayOfThemselvesIsIgnored() throws Exception {
    try (Prosa prosa =
        Prosa.serve(
            "--proxy",
            "127.0.0.77",
            "--trusted",
            "192.0.2.0/24",
            "--connections-per-address",
            "2")) {
      try (Browser ana = spoof(prosa.port(), "127.0.0.5", "203.0.113.1");
          Browser bia = spoof(prosa.port(), "127.0.0.5", "203.0.113.2")) {
        assertThat(ana.head()).startsWith("HTTP/1.1 101");
        assertThat(bia.head()).startsWith("HTTP/1.1 101");
        assertThat(RawPeer.isClosedAtAccept(prosa.port(), "127.0.0.5")).as("one address").isTrue();
      }
      try (RawPeer proxied = RawPeer.connect(prosa.port(), "127.0.0.6")) {
        proxied.send(
            "PROXY TCP4 203.0.113.9 127.0.0.1 5 6\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(proxied.endsWithin(FIVE_SECONDS)).isTrue();
      }
      try (RawPeer broken = RawPeer.connect(prosa.port(), "127.0.0.77")) {
        broken.send("PROXY TCP4 nonsense\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(broken.endsWithin(FIVE_SECONDS)).isTrue();
      }
    }
  }

  private static Browser spoof(int port, String from, String as) throws IOException {
    return Browser.open(
        plain(from, Prosa.HOST, port),
        "/talk",
        "X-Forwarded-For: " + as + "\r\nForwarded: for=" + as + "\r\n");
  }
}
