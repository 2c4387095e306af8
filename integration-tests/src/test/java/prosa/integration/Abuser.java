package prosa.integration;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import prosa.protocol.ClientMessage.CommandType;
import prosa.testing.TlsSockets;
import prosa.zmtp.CurveClient;
import prosa.zmtp.CurvePublicKey;

/**
 * A program that does to a server whatever a peer can do, in random order and at full speed: valid
 * and invalid commands of every type over DEALER and WebSocket, questions and half clients at the
 * door and at classic ports, HTTP, half greetings, rubbish, and every way to end a connection or
 * not to read from it; in the clear, inside TLS or CURVE, and as through a proxy that names many
 * people. What it finds (secrets, invitation codes, rooms, members, votes, ports) it uses again.
 *
 * <p>Each of its connections is a thread that plays one random part after the other, with
 * randomness of its own, so a seed repeats what is tried, though not when. {@link AttackProcess}
 * runs it.
 */
final class Abuser {
  /** Connections come from 127.0.20.1 and the following addresses. */
  static final String NETWORK = "127.0.20.";

  /** From the same addresses of this network come those who say that they are proxies. */
  static final String PROXIES = "127.0.21.";

  /** How its connections come to the server. */
  enum Way {
    PLAIN,
    TLS,
    CURVE,
    PROXY
  }

  /**
   * Whom it attacks, and how.
   *
   * @param curveKey the server's public key in Z85
   * @param ways each connection takes one of them
   */
  record Target(int door, String curveKey, Set<Way> ways) {}

  private static final int LONGEST_PART_MILLIS = 600;
  private static final int LOOKED_AT = 1 << 16;
  private static final Pattern FOUND =
      Pattern.compile(
          "\"(seat|code|room)\": \"([^\"]{1,64})\"|\"to_server\": (\\d+), \"from_server\": (\\d+)"
              + "|\"(n|member|vote)\": (\\d{1,16})");

  /** A proxy names so many people of each version of IP, those of IPv6 each in its own network. */
  private static final int PEOPLE = 100;

  private static final int LONGEST_GREETING_MILLIS = 5_000;

  private final int door;
  private final List<Way> ways;
  private final SSLContext tls;
  private final Supplier<CurveClient> curve;

  /** When it is over; {@link Long#MAX_VALUE} until it has begun. */
  private volatile long end = Long.MAX_VALUE;

  private final AbusiveCommands.Found found = new AbusiveCommands.Found();
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
  private final Set<Peer> peers = ConcurrentHashMap.newKeySet();

  private Abuser(int door, String curveKey, List<Way> ways) throws GeneralSecurityException {
    this.door = door;
    this.ways = ways;
    this.tls = TlsSockets.trusting();
    this.curve = CurveClient.of(CurvePublicKey.ofZ85(curveKey).orElseThrow(), new SecureRandom());
  }

  /**
   * Arguments: the door's port, a seed, seconds, connections at a time, addresses, the server's
   * key, the ways.
   */
  static void main(String[] arguments) throws Exception {
    int door = Integer.parseInt(arguments[0]);
    long seed = Long.parseLong(arguments[1]);
    int seconds = Integer.parseInt(arguments[2]);
    int connections = Integer.parseInt(arguments[3]);
    int addresses = Integer.parseInt(arguments[4]);
    List<Way> ways = Arrays.stream(arguments[6].split(",", -1)).map(Way::valueOf).toList();
    Abuser abuser = new Abuser(door, arguments[5], ways);
    Thread[] threads = new Thread[connections];
    for (int i = 0; i < connections; i++) {
      int host = 1 + i % addresses;
      Random chance = new Random(seed * 1_000_003 + i);
      threads[i] = Thread.ofPlatform().start(() -> abuser.play(host, chance));
    }
    // from then on: at the lowest priority, it may take longer to connect than to abuse
    Await.until("the first connection", () -> abuser.counts.containsKey("connections"));
    abuser.end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    for (Thread thread : threads) {
      while (!thread.join(Duration.ofMillis(50))) {
        abuser.peers.forEach(Peer::closeIfLate);
      }
    }
    System.out.println(new TreeMap<>(abuser.counts));
  }

  /** Runs it until it ends; what it did, for the test's log. */
  static String run(Target target, long seed, int seconds, int connections, int addresses)
      throws IOException, InterruptedException {
    return AttackProcess.run(
        Abuser.class,
        seconds,
        List.of(
            Integer.toString(target.door()),
            Long.toString(seed),
            Integer.toString(seconds),
            Integer.toString(connections),
            Integer.toString(addresses),
            target.curveKey(),
            target.ways().stream().sorted().map(Way::name).collect(Collectors.joining(","))));
  }

  private void count(String what) {
    counts.computeIfAbsent(what, w -> new LongAdder()).increment();
  }

  private boolean over() {
    return end != Long.MAX_VALUE && System.nanoTime() > end;
  }

  private void play(int host, Random chance) {
    while (!over()) {
      try (Peer peer = new Peer(host, ways.get(chance.nextInt(ways.size())), chance)) {
        peer.play();
      } catch (IOException e) {
        count("cut off");
        LockSupport.parkNanos(1_000_000); // a source port must be free again
      }
    }
  }

  /** One connection, from its beginning to its end. */
  private final class Peer implements AutoCloseable {
    private final Random chance;
    private final int host;
    private final Way way;
    private final Socket socket = new Socket();
    private final long late;
    private Socket talk = socket;
    private final AbusiveCommands commands;
    private @Nullable CurveClient agreed;

    Peer(int host, Way way, Random chance) {
      this.host = host;
      this.way = way;
      this.chance = chance;
      this.commands = new AbusiveCommands(chance, found);
      this.late =
          Math.min(end, System.nanoTime() + TimeUnit.SECONDS.toNanos(1 + chance.nextInt(8)));
      peers.add(this);
    }

    /** Whoever is not read from any more presses for a while, and is then cut. */
    void closeIfLate() {
      if (System.nanoTime() > late) {
        try {
          close();
        } catch (IOException e) {
          count("not closed");
        }
      }
    }

    private void connect(int port) throws IOException {
      if (chance.nextInt(20) == 0) {
        socket.setReceiveBufferSize(4096);
      }
      String from = (way == Way.PROXY ? PROXIES : NETWORK) + host;
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral(Prosa.HOST), port), 5000);
      socket.setTcpNoDelay(true);
      count("connections");
      if (way == Way.PROXY && chance.nextInt(50) > 0) {
        send(proxyHeader());
      }
    }

    /** As {@link #connect}, and what comes is read. */
    private void connectAndRead(int port) throws IOException {
      connect(port);
      beginToRead();
    }

    private void beginToRead() {
      if (chance.nextInt(12) > 0) { // the others never read
        Thread.ofVirtual().start(this::read);
      }
    }

    /** Connects to the door, on the way of this peer inside TLS. */
    private void connectToWeb() throws IOException {
      connect(door);
      if (way == Way.TLS) {
        socket.setSoTimeout(LONGEST_GREETING_MILLIS);
        SSLSocket inside =
            (SSLSocket) tls.getSocketFactory().createSocket(socket, "localhost", door, true);
        inside.startHandshake();
        socket.setSoTimeout(0);
        talk = inside;
        count("inside TLS");
      }
      beginToRead();
    }

    /** A header of the PROXY protocol, of either version, that names one of many people. */
    private byte[] proxyHeader() {
      int who = 1 + chance.nextInt(PEOPLE);
      boolean six = chance.nextBoolean();
      if (chance.nextInt(40) == 0) {
        return bytes(60);
      }
      count(six ? "PROXY, IPv6" : "PROXY, IPv4");
      if (chance.nextBoolean()) {
        int port = 1024 + chance.nextInt(60_000);
        return text(
            six
                ? "PROXY TCP6 2001:db8:0:%x::%x ::1 %d 5555\r\n"
                    .formatted(who, 1 + chance.nextInt(0xFFFF), port)
                : "PROXY TCP4 10.1.0.%d 127.0.0.1 %d 5555\r\n".formatted(who, port));
      }
      ByteBuffer header =
          ByteBuffer.allocate(52).put(text("\r\n\r\n\0\r\nQUIT\n")).put((byte) 0x21);
      if (six) {
        header.put((byte) 0x21).putShort((short) 36);
        header.putInt(0x20010db8).putInt(who).putLong(1 + chance.nextInt(0xFFFF));
        header.putLong(0).putLong(1);
      } else {
        header.put((byte) 0x11).putShort((short) 12).putInt(0x0A010000 | who).putInt(0x7F000001);
      }
      header.putShort((short) 50_000).putShort((short) 5555);
      return Arrays.copyOf(header.array(), header.position());
    }

    void play() throws IOException {
      int part = chance.nextInt(100);
      if (part < 34) {
        connect(door);
        dealer();
      } else if (part < 58) {
        connectToWeb();
        browser();
      } else if (part < 68) {
        connect(door);
        asker();
      } else if (part < 82) {
        classic();
      } else if (part < 90) {
        connectToWeb();
        http();
      } else if (part < 96) {
        connectAndRead(anyPort());
        rubbish();
      } else {
        connectAndRead(anyPort());
        count("come and go");
      }
      leave();
    }

    private int anyPort() {
      return chance.nextInt(3) > 0 ? door : Integer.parseInt(found.any("port", chance, "" + door));
    }

    // ---- reading and ending

    private void read() {
      byte[] bytes = new byte[16 << 10];
      int looked = 0;
      try {
        InputStream in = talk.getInputStream();
        for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
          if (looked < LOOKED_AT) {
            looked += n;
            find(new String(bytes, 0, n, StandardCharsets.ISO_8859_1));
          }
        }
      } catch (IOException e) {
        // it ended
      }
    }

    private void find(String text) {
      Matcher one = FOUND.matcher(text);
      while (one.find()) {
        if (one.group(1) != null) {
          found.add(one.group(1), one.group(2));
        } else if (one.group(5) != null) {
          found.add(one.group(5), one.group(6));
        } else {
          found.add("port", one.group(3));
          found.add("pair", one.group(3) + " " + one.group(4));
        }
      }
    }

    private void leave() throws IOException {
      switch (chance.nextInt(4)) {
        case 0 -> socket.setSoLinger(true, 0); // RST
        case 1 -> {
          socket.shutdownOutput(); // FIN, and the rest is heard
          LockSupport.parkNanos(chance.nextInt(50_000_000));
        }
        case 2 -> LockSupport.parkNanos(chance.nextInt(300_000_000)); // says nothing for a while
        default -> {} // FIN
      }
    }

    @Override
    public void close() throws IOException {
      peers.remove(this);
      if (!socket.isClosed()) {
        if (late % 3 > 0) {
          socket.setSoLinger(true, 0); // leaves no source port behind
        }
        socket.close();
      }
    }

    private void send(byte[]... pieces) throws IOException {
      OutputStream out = talk.getOutputStream();
      out.write(RawPeer.concat(pieces));
    }

    /** Writes batches of what is made, until the time of this part is over. */
    private void pour(String what, Maker maker) throws IOException {
      long until =
          Math.min(end, System.nanoTime() + 1_000_000L * (1 + chance.nextInt(LONGEST_PART_MILLIS)));
      boolean patient = chance.nextInt(4) == 0;
      do {
        ByteArrayOutputStream batch = new ByteArrayOutputStream();
        int many = 1 + chance.nextInt(40);
        for (int i = 0; i < many; i++) {
          batch.writeBytes(sealed(maker.make()));
          count(what);
        }
        byte[] bytes = batch.toByteArray();
        send(chance.nextInt(50) == 0 ? Arrays.copyOf(bytes, bytes.length / 2) : bytes);
        if (patient) {
          LockSupport.parkNanos(chance.nextInt(20_000_000));
        }
      } while (System.nanoTime() < until);
    }

    // ---- ZMTP

    private void greet(String type) throws IOException {
      byte[] greeting = RawPeer.greeting();
      if (chance.nextInt(5) == 0) {
        greeting[11] = 0; // ZMTP 3.0
      }
      byte[] metadata = RawPeer.property("Socket-Type", type.getBytes(StandardCharsets.US_ASCII));
      if (way == Way.CURVE) {
        greetWithKeys(greeting, metadata);
      } else {
        send(greeting, RawPeer.command("READY", metadata));
      }
      beginToRead();
    }

    private void greetWithKeys(byte[] greeting, byte[] metadata) throws IOException {
      CurveClient keys = curve.get();
      send(CurveFrames.named(greeting), CurveFrames.next(keys, metadata));
      if (chance.nextInt(10) == 0) {
        throw new IOException("in the middle of it");
      }
      socket.setSoTimeout(LONGEST_GREETING_MILLIS);
      CurveFrames.welcomed(keys, socket.getInputStream());
      socket.setSoTimeout(0);
      send(CurveFrames.next(keys, metadata));
      agreed = keys; // what follows may be sealed already
      count("inside CURVE");
    }

    /** The same frames inside CURVE, once there are keys. */
    private byte[] sealed(byte[] frames) {
      CurveClient keys = agreed;
      return keys == null ? frames : CurveFrames.sealed(keys, frames);
    }

    private void dealer() throws IOException {
      greet("DEALER");
      byte[] text = json();
      pour(
          "DEALER messages",
          () ->
              chance.nextInt(25) == 0
                  ? odd()
                  : RawPeer.frame(0, chance.nextInt(3) == 0 ? json() : text));
      for (int i = 0; i < 5 && !over(); i++) {
        send(sealed(RawPeer.frame(0, enter())));
        pour("DEALER messages", () -> RawPeer.frame(0, json()));
      }
    }

    private void asker() throws IOException {
      greet("REQ");
      byte[] delimiter = RawPeer.frame(1, new byte[0]);
      pour(
          "REQ questions",
          () ->
              switch (chance.nextInt(6)) {
                case 0 -> RawPeer.concat(delimiter, RawPeer.message("What is this?"));
                case 1 -> odd();
                case 2 ->
                    RawPeer.concat(
                        delimiter, RawPeer.message("{\"request\": \"FindChat\", \"user\": \"x\"}"));
                default -> RawPeer.concat(delimiter, RawPeer.message("FindChat"));
              });
    }

    private void classic() throws IOException {
      String[] pair = found.any("pair", chance, door + " " + door).split(" ", 2);
      boolean mouth = chance.nextBoolean();
      connect(Integer.parseInt(pair[mouth ? 0 : 1]));
      greet(mouth ? "PUB" : "SUB");
      if (mouth) {
        try (Peer ear = new Peer(host, way, chance)) {
          if (chance.nextInt(3) > 0) {
            ear.connect(Integer.parseInt(pair[1]));
            ear.greet("SUB");
            ear.send(ear.sealed(RawPeer.frame(0, new byte[] {1})));
          }
          pour(
              "classic messages",
              () -> chance.nextInt(10) == 0 ? odd() : RawPeer.message(classicText()));
        }
      } else {
        byte[] prefix = {'{'};
        pour(
            "subscriptions",
            () ->
                switch (chance.nextInt(6)) {
                  case 0 -> RawPeer.command("SUBSCRIBE", new byte[0]);
                  case 1 -> RawPeer.command("CANCEL", new byte[0]);
                  case 2 -> RawPeer.command("SUBSCRIBE", prefix);
                  case 3 -> RawPeer.command("CANCEL", prefix);
                  case 4 -> RawPeer.frame(0, new byte[] {(byte) chance.nextInt(2)});
                  default -> odd();
                });
      }
    }

    private String classicText() {
      return switch (chance.nextInt(6)) {
        case 0 -> "{\"user\": \"x\", \"message\": " + chance.nextInt() + "}";
        case 1 -> "{\"user\": \"x\"}";
        case 2 -> "{\"user\": \"x\", \"message\": \"" + "y".repeat(chance.nextInt(9000)) + "\"}";
        default -> "{\"user\": \"x\", \"message\": \"buy!\"}";
      };
    }

    /** A frame that no member sends. */
    private byte[] odd() {
      return switch (chance.nextInt(14)) {
        case 0, 1, 2, 3 -> RawPeer.command("PING", new byte[2 + chance.nextInt(17)]);
        case 4 -> RawPeer.command("PONG", new byte[chance.nextInt(17)]);
        case 5 -> RawPeer.command("PING", bytes(100));
        case 6, 7 -> RawPeer.command("WHATEVER", bytes(200));
        case 8 -> RawPeer.concat(RawPeer.frame(1, bytes(20)), RawPeer.frame(0, bytes(20)));
        case 9 -> RawPeer.frame(0, new byte[17 << 10]);
        case 10 -> RawPeer.frame(0, new byte[1 << 20]);
        case 11 -> RawPeer.longHeader(0, Long.MAX_VALUE);
        case 12 -> bytes(60);
        default -> RawPeer.command("SUBSCRIBE", bytes(300));
      };
    }

    private byte[] bytes(int most) {
      byte[] some = new byte[1 + chance.nextInt(most)];
      chance.nextBytes(some);
      return some;
    }

    // ---- the direct protocol

    private byte[] json() {
      CommandType[] all = CommandType.values();
      return switch (chance.nextInt(5)) {
        case 0 -> wrong();
        case 1 -> commands.make(CommandType.SAY);
        default -> commands.make(all[chance.nextInt(all.length)]);
      };
    }

    /** What is no command, or not one that may be given. */
    private byte[] wrong() {
      return switch (chance.nextInt(10)) {
        case 0 -> text("{\"type\": \"dance\"}");
        case 1 -> text("{\"type\": \"say\"}");
        case 2 ->
            text("{\"type\": \"say\", \"message\": \"" + "z".repeat(chance.nextInt(9000)) + "\"}");
        case 3 -> text("{\"type\": \"say\", \"message\": \"\\ud800\", \"id\": \"same\"}");
        case 4 -> text("[".repeat(1 + chance.nextInt(100)));
        case 5 -> bytes(200);
        case 6 -> text("{\"type\": \"rename\", \"user\": \"\\u202e\"}");
        case 7 -> text("{\"type\": \"hold\", \"seconds\": 86401}");
        case 8 -> text("{\"type\": \"vote\", \"place\": -1, \"reason\": \"spam\"}");
        default -> text("{\"type\": \"tell\", \"sealed\": \"" + "s".repeat(9000) + "\"}");
      };
    }

    private byte[] enter() {
      return commands.make(CommandType.ENTER);
    }

    // ---- HTTP and WebSockets

    private void browser() throws IOException {
      send(
          text(
              """
              GET /talk HTTP/1.1\r
              Host: %1$s:%2$d\r
              Origin: http://%1$s:%2$d\r
              Upgrade: websocket\r
              Connection: Upgrade\r
              Sec-WebSocket-Version: 13\r
              Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
              \r
              """
                  .formatted(Prosa.HOST, door)));
      if (chance.nextInt(3) > 0) {
        send(socketFrame(0x81, enter(), true));
      }
      pour(
          "WebSocket frames",
          () ->
              switch (chance.nextInt(30)) {
                case 0 -> socketFrame(0x01, text("{\"type\":"), true); // a fragment
                case 1 -> socketFrame(0x00, bytes(20), true);
                case 2 -> socketFrame(0x80, text("\"typing\"}"), true);
                case 3, 4 -> socketFrame(0x89, bytes(100), true); // ping
                case 5 -> socketFrame(0x8A, bytes(100), true); // pong
                case 6 -> chance.nextInt(4) == 0 ? socketFrame(0x82, bytes(50), true) : json();
                case 7 -> chance.nextInt(4) == 0 ? socketFrame(0x81, json(), false) : new byte[0];
                case 8 ->
                    chance.nextInt(4) == 0
                        ? socketFrame(0x88, new byte[] {3, (byte) 0xE8}, true)
                        : new byte[0];
                case 9 -> chance.nextInt(4) == 0 ? bytes(30) : new byte[0];
                default -> socketFrame(0x81, json(), true);
              });
    }

    private static byte[] socketFrame(int head, byte[] body, boolean masked) {
      ByteBuffer frame = ByteBuffer.allocate(body.length + 14).put((byte) head);
      int mask = masked ? 0x80 : 0;
      if (body.length < 126) {
        frame.put((byte) (mask | body.length));
      } else if (body.length < 1 << 16) {
        frame.put((byte) (mask | 126)).putShort((short) body.length);
      } else {
        frame.put((byte) (mask | 127)).putLong(body.length);
      }
      if (masked) {
        frame.putInt(0); // a mask that changes nothing
      }
      return Arrays.copyOf(frame.put(body).array(), frame.position());
    }

    private void http() throws IOException {
      pour(
          "HTTP requests",
          () ->
              switch (chance.nextInt(9)) {
                case 0 -> request("GET / HTTP/1.1", "");
                case 1 -> request("GET /healthz HTTP/1.1", "");
                case 2 -> request("GET /qr?http://x/r/" + chance.nextInt() + " HTTP/1.1", "");
                case 3 -> request("POST / HTTP/1.1", "Content-Length: 5\r\n");
                case 4 -> request("GET /" + "a".repeat(3000) + " HTTP/1.1", "");
                case 5 -> request("GET / HTTP/1.1", "X: " + "b".repeat(9000) + "\r\n");
                case 6 -> request("GET /nothing HTTP/1.0", "");
                case 7 -> request("GET /talk HTTP/1.1", "");
                default -> request("GET / HTTP/1.1", "Accept-Encoding: gzip\r\n");
              });
    }

    private byte[] request(String line, String headers) {
      return text(line + "\r\nHost: " + Prosa.HOST + ":" + door + "\r\n" + headers + "\r\n");
    }

    // ---- neither

    private void rubbish() throws IOException {
      count("rubbish");
      byte[] greeting = RawPeer.greeting();
      switch (chance.nextInt(6)) {
        case 0 -> send(Arrays.copyOf(greeting, 1 + chance.nextInt(63)));
        case 1 -> send(greeting, Arrays.copyOf(RawPeer.command("READY", bytes(40)), 5));
        case 2 -> send(greeting, RawPeer.command("READY", bytes(900)));
        case 3 -> send(bytes(2000));
        case 4 -> send(new byte[] {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xFC, 3, 3}, bytes(200));
        default -> send(text("GET /talk HTTP/1.1\r\nHost: "));
      }
      LockSupport.parkNanos(chance.nextInt(200_000_000));
    }
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Makes what is sent next. */
  private interface Maker {
    byte[] make();
  }
}
