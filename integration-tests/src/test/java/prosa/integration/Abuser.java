package prosa.integration;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program that does to a server whatever a peer can do, in random order and at full speed: valid
 * and invalid commands of every type over DEALER and WebSocket, questions and half clients at the
 * door and at classic ports, HTTP, half greetings, rubbish, and every way to end a connection or
 * not to read from it. What it finds (secrets, invitation codes, rooms, ports) it uses again.
 *
 * <p>Each of its connections is a thread that plays one random part after the other, with
 * randomness of its own, so a seed repeats what is tried, though not when. {@link AttackProcess}
 * runs it.
 */
final class Abuser {
  /** Connections come from 127.0.20.1 and the following addresses. */
  static final String NETWORK = "127.0.20.";

  private static final int LONGEST_PART_MILLIS = 600;
  private static final int KEPT = 64;
  private static final int LOOKED_AT = 1 << 16;
  private static final Pattern FOUND =
      Pattern.compile(
          "\"(seat|code|room)\": \"([^\"]{1,64})\"|\"to_server\": (\\d+), \"from_server\": (\\d+)");

  private final int door;
  private final long end;
  private final Found found = new Found();
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
  private final Set<Peer> peers = ConcurrentHashMap.newKeySet();

  private Abuser(int door, long end) {
    this.door = door;
    this.end = end;
  }

  /** Arguments: the door's port, a seed, seconds, connections at a time, addresses. */
  static void main(String[] arguments) throws Exception {
    int door = Integer.parseInt(arguments[0]);
    long seed = Long.parseLong(arguments[1]);
    int seconds = Integer.parseInt(arguments[2]);
    int connections = Integer.parseInt(arguments[3]);
    int addresses = Integer.parseInt(arguments[4]);
    Abuser abuser = new Abuser(door, System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds));
    Thread[] threads = new Thread[connections];
    for (int i = 0; i < connections; i++) {
      String from = NETWORK + (1 + i % addresses);
      Random chance = new Random(seed * 1_000_003 + i);
      threads[i] = Thread.ofPlatform().start(() -> abuser.play(from, chance));
    }
    for (Thread thread : threads) {
      while (!thread.join(Duration.ofMillis(50))) {
        abuser.peers.forEach(Peer::closeIfLate);
      }
    }
    System.out.println(new TreeMap<>(abuser.counts));
  }

  /** Runs it until it ends; what it did, for the trial's log. */
  static String run(int door, long seed, int seconds, int connections, int addresses)
      throws IOException, InterruptedException {
    return AttackProcess.run(
        Abuser.class,
        seconds,
        List.of(
            Integer.toString(door),
            Long.toString(seed),
            Integer.toString(seconds),
            Integer.toString(connections),
            Integer.toString(addresses)));
  }

  /** What the server has told to any of the connections. */
  private static final class Found {
    private final Map<String, String[]> all = new ConcurrentHashMap<>();
    private final LongAdder count = new LongAdder();

    void add(String kind, String value) {
      String[] kept = all.computeIfAbsent(kind, k -> new String[KEPT]);
      count.increment();
      kept[(int) (count.sum() % KEPT)] = value;
    }

    String any(String kind, Random chance, String otherwise) {
      String[] kept = all.get(kind);
      String value = kept == null ? null : kept[chance.nextInt(KEPT)];
      return value == null ? otherwise : value;
    }
  }

  private void count(String what) {
    counts.computeIfAbsent(what, w -> new LongAdder()).increment();
  }

  private boolean over() {
    return System.nanoTime() > end;
  }

  private void play(String from, Random chance) {
    while (!over()) {
      try (Peer peer = new Peer(from, chance)) {
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
    private final String from;
    private final Socket socket = new Socket();
    private final long late;

    Peer(String from, Random chance) {
      this.from = from;
      this.chance = chance;
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
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral(Prosa.HOST), port), 5000);
      socket.setTcpNoDelay(true);
      count("connections");
      if (chance.nextInt(12) > 0) { // the others never read
        Thread.ofVirtual().start(this::read);
      }
    }

    void play() throws IOException {
      int part = chance.nextInt(100);
      if (part < 34) {
        connect(door);
        dealer();
      } else if (part < 58) {
        connect(door);
        browser();
      } else if (part < 68) {
        connect(door);
        asker();
      } else if (part < 82) {
        classic();
      } else if (part < 90) {
        connect(door);
        http();
      } else if (part < 96) {
        connect(anyPort());
        rubbish();
      } else {
        connect(anyPort());
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
        for (int n = socket.getInputStream().read(bytes);
            n >= 0;
            n = socket.getInputStream().read(bytes)) {
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
      OutputStream out = socket.getOutputStream();
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
          batch.writeBytes(maker.make());
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
      send(
          greeting,
          RawPeer.command(
              "READY", RawPeer.property("Socket-Type", type.getBytes(StandardCharsets.US_ASCII))));
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
        send(RawPeer.frame(0, enter()));
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
        try (Peer ear = new Peer(from, chance)) {
          if (chance.nextInt(3) > 0) {
            ear.connect(Integer.parseInt(pair[1]));
            ear.greet("SUB");
            ear.send(RawPeer.frame(0, new byte[] {1}));
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
      return switch (chance.nextInt(22)) {
        case 0, 1 -> enter();
        case 2 -> text("{\"type\": \"typing\"}");
        case 3 -> text("{\"type\": \"rename\", \"user\": \"" + name() + "\"}");
        case 4 -> text("{\"type\": \"leave\"}");
        case 5 -> text("{\"type\": \"next\"}");
        case 6 -> text("{\"type\": \"invite\"}");
        case 7 -> text("{\"type\": \"dance\"}");
        case 8 -> text("{\"type\": \"say\"}");
        case 9 ->
            text("{\"type\": \"say\", \"message\": \"" + "z".repeat(chance.nextInt(9000)) + "\"}");
        case 10 ->
            text("{\"type\": \"say\", \"message\": \"\\ud800\", \"id\": \"" + name() + "\"}");
        case 11 -> text("[".repeat(1 + chance.nextInt(100)));
        case 12 -> bytes(200);
        case 13 -> text("{\"type\": \"say\", \"message\": \"same\", \"id\": \"same\"}");
        case 14 -> text("{\"type\": \"rename\", \"user\": \"\\u202e\"}");
        default -> text("{\"type\": \"say\", \"message\": \"buy!\", \"action\": true}");
      };
    }

    private byte[] enter() {
      String more =
          switch (chance.nextInt(12)) {
            case 0 -> ", \"private\": true";
            case 1 -> ", \"seat\": \"" + found.any("seat", chance, "none") + "\"";
            case 2 ->
                ", \"heard\": %d, \"seat\": \"%s\""
                    .formatted(chance.nextInt(1000), found.any("seat", chance, "none"));
            case 3 -> ", \"seat\": \"AAAAAAAAAAAAAAAAAAAAAA\"";
            case 4 -> ", \"invite\": \"" + found.any("code", chance, "none") + "\"";
            case 5 -> ", \"invite\": \"AAAAAAAAAAAAAAAAAAAAAA\"";
            case 6 -> ", \"avoid\": \"" + found.any("room", chance, "Chat0") + "\"";
            default -> "";
          };
      return text("{\"type\": \"enter\", \"user\": \"" + name() + "\"" + more + "}");
    }

    private String name() {
      return chance.nextInt(4) == 0 ? "same" : "u" + chance.nextInt(100_000);
    }

    private static byte[] text(String text) {
      return text.getBytes(StandardCharsets.UTF_8);
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

  /** Makes what is sent next. */
  private interface Maker {
    byte[] make();
  }
}
