package prosa.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import prosa.server.placement.Totals;
import prosa.testing.MaskedFrames;
import prosa.testing.TlsSockets;
import prosa.zmtp.Bytes;
import prosa.zmtp.CurveClient;
import prosa.zmtp.CurveKeyPair;
import prosa.zmtp.ZmtpException;

/**
 * A connection may end at any step, in any way, on any transport: nothing of it stays, neither a
 * seat nor a room nor a socket, and the next two members sit at one table.
 *
 * <p>Each step is ended sixty times (inside TLS and CURVE and behind a proxy, seven times; a
 * thousand times in {@link EndAtEachStepManyTimesTest}), from four threads at once: by FIN, by RST,
 * and by FIN with data before it, at once or some microseconds later, so that the end meets the
 * connection on one event loop, on the other, and between the two.
 */
@Execution(ExecutionMode.CONCURRENT) // each has a server of its own, and mostly waits
class EndAtEachStepTest {
  private static final long SEED = Long.getLong("prosa.ends.seed", new SecureRandom().nextLong());
  private static final Pattern SEAT = Pattern.compile("\"seat\": ?\"([^\"]+)\"");
  private static final Pattern ROOM = Pattern.compile("\"room\": ?\"([^\"]+)\"");
  private static final Pattern PORTS =
      Pattern.compile("to_server\": ?(\\d+).*?from_server\": ?(\\d+)");

  private static final String ENTER = "{\"type\": \"enter\", \"user\": \"x\"}";
  private static final String SAY = "{\"type\": \"say\", \"message\": \"x\"}";
  private static final String LEAVE = "{\"type\": \"leave\"}";
  private static final String NEXT = "{\"type\": \"next\"}";
  private static final String INVITE = "{\"type\": \"invite\"}";
  private static final String KEEP = "{\"type\": \"next\", \"keep\": true}";
  private static final String RETURN = "{\"type\": \"return\"}";
  private static final String HOLD = "{\"type\": \"hold\", \"seconds\": 1}";
  private static final String VOTE = "{\"type\": \"vote\", \"place\": 1, \"reason\": \"spam\"}";
  private static final String BALLOT = "{\"type\": \"ballot\", \"vote\": 1, \"yes\": true}";

  @TempDir private Path folder;

  /** How often each step is ended. */
  int times() {
    return 60;
  }

  /** How far a member of a transport that carries JSON texts comes. */
  enum Step {
    CONNECTED,
    HALF_OPENED,
    OPENED,
    GREETED,
    ENTERS,
    ENTERS_AND_SAYS,
    ENTERS_AND_LEAVES,
    ENTERS_AND_ASKS_FOR_ANOTHER_TABLE,
    ENTERS_AND_INVITES,
    SEATED,
    ASKS_FOR_ANOTHER_TABLE,
    LEAVES,
    LEAVES_AND_ENTERS,
    RESUMES,
    RESUMES_BESIDE_ITS_OLD_CONNECTION,
    KEEPS_ITS_SEAT_AND_GOES_ON,
    KEEPS_ITS_SEAT_AND_RETURNS,
    RETURNS,
    HOLDS_ITS_SEAT,
    VOTES
  }

  @ParameterizedTest
  @EnumSource
  void nothingStaysOfADirectMember(Step step) throws Exception {
    try (OpenServer server = OpenServer.fleeting(Optional.empty())) {
      endsAtEachStep(server, times(), () -> Peer.zmtp(server.port(), "DEALER"), step);
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingStaysOfABrowser(Step step) throws Exception {
    try (OpenServer server = OpenServer.fleeting(Optional.empty())) {
      endsAtEachStep(server, times(), () -> Peer.webSocket(plain(server.port())), step);
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingStaysOfADirectMemberInsideCurve(Step step) throws Exception {
    CurveKeyPair key = CurveKeyPair.generate(new SecureRandom());
    try (OpenServer server = OpenServer.fleeting(key)) {
      Supplier<CurveClient> keys = CurveClient.of(key.publicKey(), new SecureRandom());
      endsAtEachStep(server, few(), () -> Peer.curve(server.port(), keys.get()), step);
    }
  }

  /** Half of them are browsers; the header is in one packet with what follows, or before it. */
  @ParameterizedTest
  @EnumSource
  void nothingStaysOfAMemberBehindAProxy(Step step) throws Exception {
    try (OpenServer server = OpenServer.fleetingBehindProxies()) {
      AtomicInteger turn = new AtomicInteger();
      endsAtEachStep(
          server,
          few(),
          () -> {
            int number = turn.getAndIncrement();
            Peer peer =
                number % 2 == 0
                    ? Peer.zmtp(server.port(), "DEALER")
                    : Peer.webSocket(plain(server.port()));
            return peer.behindProxy(number);
          },
          step);
    }
  }

  /** What takes much longer than the rest of it. */
  private int few() {
    return times() < 1_000 ? times() / 8 : times();
  }

  @ParameterizedTest
  @EnumSource
  void nothingStaysOfABrowserInsideTls(Step step) throws Exception {
    try (var certificate = TestCertificate.in(folder);
        OpenServer server = OpenServer.fleeting(Optional.of(certificate))) {
      SSLContext trusting = TlsSockets.trusting();
      endsAtEachStep(
          server,
          few(),
          () ->
              Peer.webSocket(
                  trusting
                      .getSocketFactory()
                      .createSocket(plain(server.port()), "here", server.port(), true)),
          step);
    }
  }

  @Test
  void nothingStaysOfAHandshakeOfTls() throws Exception {
    try (var certificate = TestCertificate.in(folder);
        OpenServer server = OpenServer.fleeting(Optional.of(certificate))) {
      byte[] begun = {0x16, 3, 1, 0, 40, 1, 0, 0, 36, 3, 3};
      many(
          times(),
          chance -> {
            Peer peer = new Peer(plain(server.port()), true);
            peer.send(begun);
            peer.end(chance);
          });
      nothingIsLeft(server);
    }
  }

  /** How far a classic client comes. */
  enum ClassicStep {
    ASKS,
    HALF_ASKED,
    HAS_PORTS,
    HALF_GREETED,
    SPEAKS_ONLY,
    HEARS_ONLY,
    SITS,
    SITS_AND_CANCELS
  }

  @ParameterizedTest
  @EnumSource
  void nothingStaysOfAClassicClient(ClassicStep step) throws Exception {
    try (OpenServer server = OpenServer.fleeting(Optional.empty())) {
      many(times(), chance -> classic(server.port(), step, chance));
      nothingIsLeft(server);
    }
  }

  private static void classic(int door, ClassicStep step, Random chance) throws IOException {
    Peer asks = Peer.zmtp(door, "REQ");
    asks.open();
    if (step == ClassicStep.HALF_ASKED) {
      asks.send(new byte[] {1, 0, 0, 8, 'F', 'i'});
      asks.end(chance);
      return;
    }
    asks.send(Peer.join(new byte[] {1, 0, 0, 8}, Peer.ascii("FindChat")));
    if (step == ClassicStep.ASKS) {
      asks.end(chance);
      return;
    }
    Matcher ports = asks.await(PORTS);
    int toServer = Integer.parseInt(ports.group(1));
    int fromServer = Integer.parseInt(ports.group(2));
    asks.end(chance);
    if (step == ClassicStep.HAS_PORTS) {
      return;
    }
    Peer publisher = Peer.zmtp(toServer, "PUB");
    if (step == ClassicStep.HALF_GREETED) {
      publisher.send(new byte[] {(byte) 0xFF, 0, 0});
      publisher.end(chance);
      return;
    }
    if (step != ClassicStep.HEARS_ONLY) {
      publisher.open();
      publisher.send(Peer.zmtpText("{\"user\": \"x\", \"message\": \"a\"}"));
    }
    if (step != ClassicStep.SPEAKS_ONLY) {
      Peer subscriber = Peer.zmtp(fromServer, "SUB");
      subscriber.open();
      subscriber.send(new byte[] {0, 1, 1});
      if (step == ClassicStep.SITS_AND_CANCELS) {
        subscriber.send(new byte[] {0, 1, 0});
      }
      if (chance.nextBoolean()) {
        pause(chance);
      }
      subscriber.end(chance);
    }
    publisher.end(chance);
  }

  // ---- members that carry JSON texts

  private interface Connects {
    Peer connect() throws Exception;
  }

  private interface Ends {
    void once(Random chance) throws Exception;
  }

  private static void endsAtEachStep(OpenServer server, int times, Connects connects, Step step)
      throws Exception {
    many(times, chance -> once(connects, step, chance));
    nothingIsLeft(server);
  }

  private static void once(Connects connects, Step step, Random chance) throws Exception {
    Peer peer = connects.connect();
    switch (step) {
      case CONNECTED -> {}
      case HALF_OPENED -> peer.halfOpen(chance);
      case OPENED -> peer.beginToOpen();
      case GREETED -> peer.greeted();
      case ENTERS -> peer.greeted().texts(ENTER);
      case ENTERS_AND_SAYS -> peer.greeted().texts(ENTER, SAY);
      case ENTERS_AND_LEAVES -> peer.greeted().texts(ENTER, LEAVE);
      case ENTERS_AND_ASKS_FOR_ANOTHER_TABLE -> peer.greeted().texts(ENTER, NEXT);
      case ENTERS_AND_INVITES -> peer.greeted().texts(ENTER, INVITE);
      case SEATED -> peer.seated();
      case ASKS_FOR_ANOTHER_TABLE -> {
        peer.seated();
        peer.texts(NEXT);
      }
      case LEAVES -> {
        peer.seated();
        peer.texts(LEAVE);
      }
      case LEAVES_AND_ENTERS -> {
        peer.seated();
        peer.texts(LEAVE, ENTER);
      }
      case RESUMES -> {
        String seat = peer.seated();
        peer.end(chance);
        peer = connects.connect();
        peer.greeted().texts(resume(seat));
      }
      case KEEPS_ITS_SEAT_AND_GOES_ON -> {
        peer.seated();
        peer.texts(KEEP);
      }
      case KEEPS_ITS_SEAT_AND_RETURNS -> {
        peer.seated();
        peer.texts(KEEP, RETURN);
      }
      case RETURNS -> {
        String seat = peer.seated();
        peer.texts(KEEP);
        peer.movedFrom(seat);
        peer.texts(RETURN);
      }
      case HOLDS_ITS_SEAT -> {
        peer.seated();
        peer.texts(HOLD);
      }
      case VOTES -> {
        peer.seated();
        peer.texts(VOTE, BALLOT);
      }
      case RESUMES_BESIDE_ITS_OLD_CONNECTION -> {
        String seat = peer.seated();
        Peer next = connects.connect();
        next.greeted().texts(resume(seat));
        pause(chance);
        next.end(chance);
      }
    }
    pause(chance);
    peer.end(chance);
  }

  /** How far a request comes that asks for no WebSocket. */
  enum HttpStep {
    HALF_ASKED,
    HALF_A_BODY,
    ASKS,
    ASKS_FOR_MUCH,
    ASKS_MANY_TIMES,
    IS_REFUSED,
    READS_THE_BEGINNING
  }

  @ParameterizedTest
  @EnumSource
  void nothingStaysOfARequest(HttpStep step) throws Exception {
    try (OpenServer server = OpenServer.fleeting(Optional.empty())) {
      many(times(), chance -> request(new Peer(plain(server.port()), true), step, chance));
      nothingIsLeft(server);
    }
  }

  private static void request(Peer peer, HttpStep step, Random chance) throws IOException {
    String page = RawBrowser.request("GET", "/");
    String much = RawBrowser.request("GET", "/a/1/x.js");
    switch (step) {
      case HALF_ASKED ->
          peer.send(Arrays.copyOf(Peer.ascii(page), 1 + chance.nextInt(page.length() - 1)));
      case HALF_A_BODY ->
          peer.send(Peer.ascii(RawBrowser.request("POST", "/", "Content-Length: 100") + "half"));
      case ASKS -> peer.send(Peer.ascii(page));
      case ASKS_FOR_MUCH -> peer.send(Peer.ascii(much));
      case ASKS_MANY_TIMES -> peer.send(Peer.ascii(much.repeat(8)));
      case IS_REFUSED -> {
        peer.send(Peer.ascii("GET  / HTTP/9\r\n\r\n"));
        peer.await(Pattern.compile("HTTP/1.1 [45]"));
      }
      case READS_THE_BEGINNING -> {
        peer.send(Peer.ascii(much));
        peer.await(Pattern.compile("HTTP/1.1 200"));
      }
    }
    pause(chance);
    peer.end(chance);
  }

  private static String resume(String seat) {
    return "{\"type\": \"enter\", \"user\": \"x\", \"seat\": \"" + seat + "\"}";
  }

  private static void many(int times, Ends ends) throws Exception {
    int threads = 4;
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> running = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        Random chance = new Random(SEED + thread);
        Callable<?> work =
            () -> {
              for (int i = 0; i < (times + threads - 1) / threads; i++) {
                ends.once(chance);
              }
              return null;
            };
        running.add(pool.submit(work));
      }
      for (Future<?> thread : running) {
        thread.get(2, TimeUnit.MINUTES);
      }
    }
  }

  private static void pause(Random chance) {
    long until = System.nanoTime() + (chance.nextBoolean() ? 0 : chance.nextInt(400_000));
    while (System.nanoTime() < until) {
      Thread.onSpinWait();
    }
  }

  private static Socket plain(int port) throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout(20_000);
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return socket;
  }

  private static void nothingIsLeft(OpenServer server) throws Exception {
    Totals none = new Totals(0, 0, 0, 0, 0);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    Totals totals = server.server().totals().get(10, TimeUnit.SECONDS);
    while ((!totals.equals(none) || server.server().connections() != 0)
        && System.nanoTime() < deadline) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      totals = server.server().totals().get(10, TimeUnit.SECONDS);
    }
    assertThat(totals).as("seats and rooms, seed %d", SEED).isEqualTo(none);
    assertThat(server.server().connections()).as("sockets, seed %d", SEED).isZero();
    assertThat(server.server().connectionsAtDoor().get(10, TimeUnit.SECONDS))
        .as("lines at the door, seed %d", SEED)
        .isZero();

    try (Peer first = Peer.zmtp(server.port(), "DEALER");
        Peer second = Peer.zmtp(server.port(), "DEALER")) {
      first.seated();
      second.seated();
      assertThat(first.room()).as("seed %d", SEED).isEqualTo(second.room());
      assertThat(second.heard()).contains("\"place\": 2").containsOnlyOnce("\"here\"");
    }
  }

  /** One peer with a socket of its own, WebSocket or ZMTP. */
  static final class Peer implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final boolean web;
    private final StringBuilder heard = new StringBuilder();
    private byte[] opening = {};
    private byte[] header = {};
    private String type = "";
    private @Nullable CurveClient keys;

    Peer(Socket socket, boolean web) throws IOException {
      this.socket = socket;
      this.in = socket.getInputStream();
      this.out = socket.getOutputStream();
      this.web = web;
    }

    static Peer webSocket(Socket socket) throws IOException {
      Peer peer = new Peer(socket, true);
      peer.opening =
          ascii(RawBrowser.request("GET", "/talk", RawBrowser.handshake("Origin: http://here:1")));
      return peer;
    }

    static Peer zmtp(int port, String type) throws IOException {
      Peer peer = new Peer(plain(port), false);
      peer.opening = opening(type);
      peer.type = type;
      return peer;
    }

    /** A DEALER with keys of CURVE. */
    static Peer curve(int port, CurveClient keys) throws IOException {
      Peer peer = zmtp(port, "DEALER");
      peer.keys = keys;
      peer.opening = join(greeting("CURVE"), peer.command(keys));
      return peer;
    }

    /** Begins with a header of the PROXY protocol that names one of many persons. */
    Peer behindProxy(int person) throws IOException {
      String named =
          person % 4 < 2
              ? "PROXY TCP4 203.0.113.%d 127.0.0.1 50000 5555\r\n".formatted(1 + person % 200)
              : "PROXY TCP6 2001:db8:0:%x::1 ::1 50000 5555\r\n".formatted(1 + person % 200);
      header = ascii(named);
      if (person % 3 == 0) {
        send(header);
        header = new byte[0];
      }
      opening = join(header, opening);
      return this;
    }

    private static byte[] greeting(String mechanism) {
      byte[] greeting = new byte[64];
      greeting[0] = (byte) 0xFF;
      greeting[9] = 0x7F;
      greeting[10] = 3;
      System.arraycopy(ascii(mechanism), 0, greeting, 12, mechanism.length());
      return greeting;
    }

    private static byte[] socketType(String type) {
      byte[] name = ascii("Socket-Type");
      return join(
          new byte[] {(byte) name.length},
          name,
          new byte[] {0, 0, 0, (byte) type.length()},
          ascii(type));
    }

    /** Greeting and READY of a ZMTP 3.0 peer of a type. */
    static byte[] opening(String type) {
      byte[] metadata = socketType(type);
      return join(
          greeting("NULL"),
          new byte[] {4, (byte) (6 + metadata.length), 5},
          ascii("READY"),
          metadata);
    }

    /** The next command of the handshake of CURVE, as a frame. */
    private byte[] command(CurveClient mechanism) throws IOException {
      ByteBuf out = Unpooled.buffer();
      if (!mechanism.next(out, Bytes.of(socketType("DEALER")), true)) {
        throw new IOException("no command is due");
      }
      byte[] head = ByteBuffer.allocate(9).put((byte) 6).putLong(out.readableBytes()).array();
      return join(head, ByteBufUtil.getBytes(out));
    }

    private byte[] frame() throws IOException {
      DataInputStream data = new DataInputStream(in);
      int flags = data.readUnsignedByte();
      byte[] body = new byte[(flags & 2) == 0 ? data.readUnsignedByte() : (int) data.readLong()];
      data.readFully(body);
      return body;
    }

    /** Reads the server's WELCOME, after which INITIATE may be sent. */
    private void welcomed(CurveClient mechanism) throws IOException {
      new DataInputStream(in).readFully(new byte[64]);
      took(mechanism, frame());
    }

    private static void took(CurveClient mechanism, byte[] command) throws IOException {
      try {
        mechanism.process(Unpooled.wrappedBuffer(command));
      } catch (ZmtpException e) {
        throw new IOException(e);
      }
    }

    static byte[] ascii(String text) {
      return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] join(byte[]... parts) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (byte[] part : parts) {
        all.writeBytes(part);
      }
      return all.toByteArray();
    }

    static byte[] zmtpText(String text) {
      return join(new byte[] {0, (byte) text.length()}, ascii(text));
    }

    private byte[] framed(String text) {
      CurveClient mechanism = keys;
      if (mechanism != null) {
        ByteBuf out = Unpooled.buffer();
        byte[] body = ascii(text);
        mechanism.encode(out, 0, Unpooled.wrappedBuffer(body), 0, body.length);
        return ByteBufUtil.getBytes(out);
      }
      return web ? MaskedFrames.frame(0x81, text) : zmtpText(text);
    }

    void send(byte[] bytes) throws IOException {
      try {
        out.write(bytes);
        out.flush();
      } catch (IOException e) {
        if (!socket.isConnected()) {
          throw e;
        } // the server may have closed it before
      }
    }

    void texts(String... texts) throws IOException {
      byte[][] all = new byte[texts.length][];
      for (int i = 0; i < texts.length; i++) {
        all[i] = framed(texts[i]);
      }
      send(join(all));
    }

    void halfOpen(Random chance) throws IOException {
      CurveClient mechanism = keys;
      if (mechanism != null && chance.nextBoolean()) {
        send(opening);
        welcomed(mechanism);
        byte[] initiate = command(mechanism);
        send(Arrays.copyOf(initiate, 1 + chance.nextInt(initiate.length)));
        return;
      }
      send(Arrays.copyOf(opening, 1 + chance.nextInt(opening.length - 1)));
    }

    void beginToOpen() throws IOException {
      send(opening);
    }

    /** Opens a classic connection: heard are greeting and READY. */
    void open() throws IOException {
      send(opening);
      await(Pattern.compile(type.equals("REQ") ? "ROUTER" : "Socket-Type"));
    }

    Peer greeted() throws IOException {
      send(opening);
      CurveClient mechanism = keys;
      if (mechanism != null) {
        welcomed(mechanism);
        send(command(mechanism));
        took(mechanism, frame());
      }
      await(Pattern.compile("\"hello\""));
      return this;
    }

    /** Sits down; the seat's secret. */
    String seated() throws IOException {
      greeted().texts(ENTER);
      return await(SEAT).group(1);
    }

    /** Has another seat than this one, or is told that there is none. */
    void movedFrom(String seat) throws IOException {
      String another = "\"seat\": ?\"(?!" + Pattern.quote(seat) + ")";
      await(Pattern.compile(another + "|\"refused\""));
    }

    String room() throws IOException {
      return await(ROOM).group(1);
    }

    String heard() {
      return heard.toString();
    }

    Matcher await(Pattern what) throws IOException {
      byte[] some = new byte[4096];
      Matcher found = what.matcher(heard);
      while (!found.find()) {
        CurveClient mechanism = keys;
        if (mechanism != null) {
          heard.append(opened(mechanism, frame()));
          found = what.matcher(heard);
          continue;
        }
        int n = in.read(some);
        if (n < 0) {
          throw new IOException("closed before " + what + " after " + heard);
        }
        heard.append(new String(some, 0, n, StandardCharsets.ISO_8859_1));
        found = what.matcher(heard);
      }
      return found;
    }

    private static String opened(CurveClient mechanism, byte[] frame) throws IOException {
      ByteBuf body = Unpooled.wrappedBuffer(frame);
      try {
        var _ = mechanism.decode(0, body);
      } catch (ZmtpException e) {
        throw new IOException(e);
      }
      return body.toString(StandardCharsets.ISO_8859_1);
    }

    /** Ends in one of three ways. */
    void end(Random chance) throws IOException {
      switch (chance.nextInt(3)) {
        case 0 -> socket.setSoLinger(true, 0);
        case 1 -> {
          try {
            socket.shutdownOutput();
          } catch (IOException | UnsupportedOperationException e) {
            // closed already
          }
        }
        default -> {}
      }
      socket.close();
    }

    /** Says that nothing more comes. */
    void halfClose() throws IOException {
      socket.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
