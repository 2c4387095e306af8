package prosa.integration;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import prosa.testing.MaskedFrames;
import prosa.testing.TlsSockets;

/**
 * A program that floods a server with one kind of input, from many connections, as fast as it is
 * taken; a connection that is closed is made anew, from the next of its addresses. Over IPv4 or
 * IPv6, inside TLS or not, and as through a proxy or not. {@link AttackProcess} runs it.
 */
final class StreamFlooder {
  /** What it sends. */
  @SuppressWarnings("ImmutableEnumChecker") // nobody changes the bytes
  enum StreamFlood {
    /** A member's frames, each byte in a record of TLS of its own. */
    TINY_RECORDS(Opening.MEMBER, times(text("{\"type\": \"typing\"}"), 40), Trait.BYTE_BY_BYTE),
    /** Line ends before a request, each in a record of TLS of its own. */
    TINY_RECORDS_OF_HTTP(Opening.NOTHING, times(bytes("\r\n"), 500), Trait.BYTE_BY_BYTE),
    /** Line ends before a request, without end. */
    EMPTY_LINES(Opening.NOTHING, times(bytes("\r\n"), 20_000)),
    /** Lines of a request's head that does not end. */
    ENDLESS_HEAD(Opening.NOTHING, bytes("GET / HTTP/1.1\r\n" + "X: y\r\n".repeat(1_000))),
    /** Requests whose answers are not read. */
    REQUESTS_UNREAD(
        Opening.NOTHING, times(bytes("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"), 50), Trait.DEAF),
    /** Requests that are refused. */
    BAD_REQUESTS(Opening.NOTHING, times(bytes("get x y z\r\n\r\n"), 100)),
    /** Pictures of links, each of another one. */
    PICTURES_OF_LINKS(Opening.NOTHING, pictures(2_000)),
    /** The beginning of a message, and parts of one byte. */
    FRAGMENTS(
        Opening.MEMBER,
        RawPeer.concat(
            MaskedFrames.frame(0x01, "{"),
            times(MaskedFrames.frame(0x00, " "), 200),
            MaskedFrames.frame(0x80, "}"))),
    /** A message's first part, then parts without a byte. */
    EMPTY_FRAGMENTS(
        Opening.MEMBER,
        RawPeer.concat(
            MaskedFrames.frame(0x01, "{}"),
            times(MaskedFrames.frame(0x00, ""), 250),
            MaskedFrames.frame(0x80, ""))),
    /** Frames of text without a byte. */
    EMPTY_FRAMES(Opening.MEMBER, times(text(""), 200)),
    /** Pings with as much as they may have. */
    PINGS(Opening.MEMBER, times(MaskedFrames.frame(0x89, "p".repeat(125)), 100)),
    /** All that a member may ask for. */
    COMMANDS(
        Opening.MEMBER,
        RawPeer.concat(
            times(text("{\"type\": \"typing\"}"), 20),
            times(text("{\"type\": \"rename\", \"user\": \"somebody\"}"), 20),
            times(text("{\"type\": \"invite\"}"), 20),
            times(text("{\"type\": \"about\"}"), 20),
            times(text("{\"type\": \"next\"}"), 20))),
    /** Members that come, open a private table and leave. */
    PRIVATE_ROOMS(
        Opening.BROWSER,
        times(
            RawPeer.concat(
                text("{\"type\": \"enter\", \"user\": \"x\", \"private\": true}"),
                text("{\"type\": \"leave\"}")),
            20)),
    /** Members that talk and read nothing. */
    DEAF_MEMBERS(
        Opening.MEMBER,
        times(text("{\"type\": \"say\", \"message\": \"" + "buy! ".repeat(200) + "\"}"), 10),
        Trait.DEAF),
    /** Half of what begins a connection: of ZMTP, of a PROXY header, of TLS, of HTTP. */
    HALF_GREETINGS(Opening.HALF, new byte[0], Trait.WAITS),
    /** Members that ask to be let in by HTTP and then say nothing. */
    SILENT_BROWSERS(Opening.BROWSER, new byte[0], Trait.WAITS),
    /** Handshakes of TLS with nothing behind them. */
    HANDSHAKES(Opening.NOTHING, new byte[0]);

    private final Opening opening;
    private final byte[] again;
    private final Set<Trait> traits;

    StreamFlood(Opening opening, byte[] again, Trait... traits) {
      this.opening = opening;
      this.again = again;
      this.traits = Set.of(traits);
    }
  }

  /** What goes before the flood. */
  private enum Opening {
    NOTHING,
    BROWSER,
    MEMBER,
    HALF
  }

  private enum Trait {
    BYTE_BY_BYTE,
    DEAF,
    WAITS
  }

  /** In front of each connection. */
  enum Proxied {
    /** No proxy. */
    NO,
    /** A header of the PROXY protocol, as a proxy sends it. */
    HEADER,
    /** {@code X-Forwarded-For}, as a proxy sends it. */
    FORWARDED
  }

  /**
   * Where from and how.
   *
   * @param host the server's address
   * @param from addresses of this machine, taken in turn
   */
  record FloodSource(String host, int door, List<String> from, boolean tls, Proxied proxied) {
    private List<String> arguments() {
      return List.of(
          host,
          Integer.toString(door),
          String.join(",", from),
          Boolean.toString(tls),
          proxied.name());
    }
  }

  private static final int TLS_BATCH = 60_000;
  private static final Duration WAITING = Duration.ofMillis(500);
  private static final byte[] ENTER = text("{\"type\": \"enter\", \"user\": \"flood\"}");

  private final FloodSource way;
  private final StreamFlood what;

  /** When it is over; {@link Long#MAX_VALUE} until it has begun. */
  private volatile long end = Long.MAX_VALUE;

  private final SSLContext tls;
  private final AtomicInteger turn = new AtomicInteger();
  private final LongAdder taken = new LongAdder();
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private StreamFlooder(FloodSource way, StreamFlood what) throws GeneralSecurityException {
    this.way = way;
    this.what = what;
    this.tls = TlsSockets.trusting();
  }

  /** Runs it until it ends; what it did. */
  static String run(FloodSource way, StreamFlood what, int connections, int seconds)
      throws IOException, InterruptedException {
    return run(List.of(), way, what, connections, seconds);
  }

  /** The same as a program that another one becomes, such as {@code nsenter}. */
  static String run(
      List<String> by, FloodSource way, StreamFlood what, int connections, int seconds)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(way.arguments());
    arguments.addAll(
        List.of(what.name(), Integer.toString(connections), Integer.toString(seconds)));
    return AttackProcess.run(by, StreamFlooder.class, seconds, arguments);
  }

  /** Arguments: those of the way, the flood, connections, seconds. */
  static void main(String[] arguments) throws Exception {
    FloodSource way =
        new FloodSource(
            arguments[0],
            Integer.parseInt(arguments[1]),
            List.of(arguments[2].split(",", -1)),
            Boolean.parseBoolean(arguments[3]),
            Proxied.valueOf(arguments[4]));
    StreamFlood what = StreamFlood.valueOf(arguments[5]);
    int connections = Integer.parseInt(arguments[6]);
    StreamFlooder flooder = new StreamFlooder(way, what);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      threads.add(Thread.ofVirtual().start(flooder::flood));
    }
    // from then on: at the lowest priority, it may take longer to connect than to flood
    Await.until("the first connection", () -> flooder.counts.containsKey("connections"));
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Integer.parseInt(arguments[7]));
    flooder.end = end;
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(10_000_000);
    }
    for (Socket socket : flooder.open) {
      socket.close(); // a write that waits for the server ends with this
    }
    for (Thread thread : threads) {
      thread.join();
    }
    System.out.printf(
        "%s %s, %d connections at a time: %d bytes taken, %s%n",
        what, way.proxied(), connections, flooder.taken.sum(), new TreeMap<>(flooder.counts));
  }

  private void count(String what) {
    counts.computeIfAbsent(what, w -> new LongAdder()).increment();
  }

  private boolean over() {
    return end != Long.MAX_VALUE && System.nanoTime() > end;
  }

  private void flood() {
    while (!over()) {
      try (Held plain = new Held()) {
        open.add(plain);
        connect(plain);
        flood(plain);
      } catch (IOException e) {
        count("ended by " + (over() ? "us" : "the server"));
      } finally {
        open.removeIf(Socket::isClosed);
      }
      LockSupport.parkNanos(2_000_000);
    }
  }

  private void connect(Held plain) throws IOException {
    int number = turn.getAndIncrement();
    InetAddress from = InetAddress.ofLiteral(way.from().get(number % way.from().size()));
    plain.bind(new InetSocketAddress(from, 0));
    plain.connect(new InetSocketAddress(InetAddress.ofLiteral(way.host()), way.door()), 5_000);
    plain.setTcpNoDelay(true);
    plain.setSoLinger(true, 0); // leaves no source port behind
    count("connections");
    if (way.proxied() == Proxied.HEADER) {
      plain
          .getOutputStream()
          .write(bytes("PROXY TCP4 %s 127.0.0.1 4711 5555\r\n".formatted(somebody(number))));
    }
  }

  /** Whom a proxy speaks for. */
  private static String somebody(int number) {
    return "10.1.%d.%d".formatted(number / 200 % 50, 1 + number % 200);
  }

  private void flood(Held plain) throws IOException {
    if (!way.tls()) {
      flood(plain, plain);
      return;
    }
    if (what.opening == Opening.HALF) {
      flood(plain, plain);
      return;
    }
    try (SSLSocket encrypted =
        (SSLSocket) tls.getSocketFactory().createSocket(plain, "localhost", way.door(), true)) {
      encrypted.startHandshake();
      flood(encrypted, plain);
    }
  }

  private void flood(Socket socket, Held plain) throws IOException {
    OutputStream out = socket.getOutputStream();
    if (what.opening == Opening.HALF) {
      out.write(half(turn.getAndIncrement()));
    }
    if (what.opening == Opening.BROWSER || what.opening == Opening.MEMBER) {
      out.write(upgrade(turn.get()));
      awaitUpgrade(socket.getInputStream());
    }
    if (!what.traits.contains(Trait.DEAF)) {
      Thread.ofVirtual().start(() -> drain(socket));
    }
    if (what.opening == Opening.MEMBER) {
      out.write(ENTER);
    }
    if (what.traits.contains(Trait.WAITS)) {
      LockSupport.parkNanos(WAITING.toNanos());
      return;
    }
    boolean tiny = way.tls() && what.traits.contains(Trait.BYTE_BY_BYTE);
    plain.hold(tiny);
    while (!over() && what.again.length > 0) {
      if (tiny) {
        for (byte one : what.again) {
          out.write(one);
        }
      } else {
        out.write(what.again);
      }
      taken.add(what.again.length);
    }
  }

  private byte[] half(int number) {
    return switch (number % 4) {
      case 0 -> Arrays.copyOf(RawPeer.greeting(), 1 + number % 63);
      case 1 -> RawPeer.concat(RawPeer.greeting(), new byte[] {4, 30, 5});
      case 2 -> new byte[] {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xFC, 3, 3};
      default -> bytes("GET /talk HTTP/1.1\r\nHost: ");
    };
  }

  private byte[] upgrade(int number) {
    String host = (way.host().contains(":") ? "[::1]" : "localhost") + ":" + way.door();
    String forwarded =
        way.proxied() == Proxied.FORWARDED ? "X-Forwarded-For: " + somebody(number) + "\r\n" : "";
    return bytes(
        "GET /talk HTTP/1.1\r\nHost: "
            + host
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + forwarded
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  }

  private void awaitUpgrade(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("closed");
      }
      head.write(next);
    }
    String first = head.toString(StandardCharsets.ISO_8859_1).lines().findFirst().orElse("");
    count(first);
    if (!first.contains(" 101 ")) {
      throw new IOException(first);
    }
  }

  private static void drain(Socket socket) {
    try {
      InputStream in = socket.getInputStream();
      byte[] ignored = new byte[16 << 10];
      while (in.read(ignored) >= 0) {
        // what the server says is of no interest
      }
    } catch (IOException e) {
      // it is closed
    }
  }

  private static byte[] pictures(int links) {
    StringBuilder requests = new StringBuilder();
    for (int i = 0; i < links; i++) {
      requests.append("GET /qr?http://localhost/%23").append(i).append(" HTTP/1.1\r\n");
      requests.append("Host: localhost\r\n\r\n");
    }
    return bytes(requests.toString());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] text(String json) {
    return MaskedFrames.frame(0x81, json);
  }

  private static byte[] times(byte[] bytes, int n) {
    return Flooder.times(bytes, n);
  }

  /** A socket that can keep what is written until there is much, so that it is read in one go. */
  private static final class Held extends Socket {
    private boolean holds;

    void hold(boolean much) {
      holds = much;
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      OutputStream direct = super.getOutputStream();
      return new BufferedOutputStream(direct, TLS_BATCH) {
        @Override
        public synchronized void write(byte[] some, int from, int length) throws IOException {
          super.write(some, from, length);
          flush();
        }

        @Override
        public synchronized void flush() throws IOException {
          if (!holds || count > TLS_BATCH / 2) {
            super.flush();
          }
        }
      };
    }
  }
}
