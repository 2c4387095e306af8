package prosa.server.http;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;
import prosa.server.ChatServer;
import prosa.server.ServerConfig;
import prosa.server.StartException;
import prosa.server.TestConfig;
import prosa.server.classic.PortRange;
import prosa.server.connection.ProxyConfig;
import prosa.server.operations.CidrBlock;
import prosa.server.operations.Console;
import prosa.server.placement.PlacementConfig;
import prosa.server.placement.SeatLimits;
import prosa.websocket.HostNames;
import prosa.websocket.StaticFiles;
import prosa.websocket.TlsCertificate;
import prosa.zmtp.CurveKeyPair;
import prosa.zmtp.CurveSelector;
import prosa.zmtp.ZmtpLimits;

/** A server in this process, on a port of the system's choice, with two small assets. */
final class OpenServer implements AutoCloseable {
  static final String PAGE = "<!doctype html><title>A table</title>";

  private final Console console =
      new Console(Console.Mode.OFF, new PrintStream(OutputStream.nullOutputStream()));
  private final ChatServer server;

  private OpenServer(ServerConfig config, Optional<TlsCertificate> certificate)
      throws StartException {
    this(config, certificate, HostNames.any());
  }

  private OpenServer(ServerConfig config, Optional<TlsCertificate> certificate, HostNames hosts)
      throws StartException {
    server = ChatServer.start(config, console, OpenServer::asset, certificate, hosts);
  }

  private OpenServer(ServerConfig config, CurveKeyPair key) throws StartException {
    server =
        ChatServer.start(
            config,
            console,
            OpenServer::asset,
            Optional.empty(),
            HostNames.any(),
            new CurveSelector(key, false, new SecureRandom()),
            OptionalInt.empty(),
            Optional.empty());
  }

  /** With deadlines short enough to be waited for. */
  static OpenServer impatient() throws StartException {
    return new OpenServer(
        config(Duration.ofMillis(600), Duration.ofMillis(200), Duration.ofMillis(700)),
        Optional.empty());
  }

  static OpenServer open() throws StartException {
    return open(Optional.empty());
  }

  /** That answers to these names only. */
  static OpenServer called(HostNames hosts, Optional<TlsCertificate> certificate)
      throws StartException {
    return new OpenServer(
        config(Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(60)),
        certificate,
        hosts);
  }

  static OpenServer open(Optional<TlsCertificate> certificate) throws StartException {
    return new OpenServer(
        config(Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(60)), certificate);
  }

  /** One that keeps seats, rooms, and who does not read, for a moment only. */
  static OpenServer fleeting(Optional<TlsCertificate> certificate) throws StartException {
    return new OpenServer(fleeting(), certificate);
  }

  /** The same, with a key for CURVE. */
  static OpenServer fleeting(CurveKeyPair key) throws StartException {
    return new OpenServer(fleeting(), key);
  }

  /** The same, for which this machine is a network of proxies. */
  static OpenServer fleetingBehindProxies() throws StartException {
    ServerConfig config = fleeting();
    return new OpenServer(
        new ServerConfig(
            config.bind(),
            config.port(),
            config.classicPorts(),
            config.classicRest(),
            config.rules(),
            config.room(),
            config.wire(),
            config.skippable(),
            config.enterWithin(),
            config.connectionsPerAddress(),
            config.trusted(),
            config.descriptorPercent(),
            config.roomLoops(),
            config.budgets(),
            new ProxyConfig(List.of(CidrBlock.parse("127.0.0.0/8")), "")),
        Optional.empty());
  }

  private static ServerConfig fleeting() {
    Duration moment = Duration.ofMillis(300);
    Duration reservation = Duration.ofSeconds(2); // a busy machine's client comes in time
    return config(
        Duration.ofSeconds(60), // a slow machine's TLS; and a leak does not end by it
        Duration.ofSeconds(20),
        Duration.ofSeconds(60),
        new PlacementConfig(10, reservation, moment, moment, moment, SeatLimits.defaults()),
        Duration.ofSeconds(1),
        Duration.ZERO);
  }

  private static ServerConfig config(Duration handshake, Duration heartbeat, Duration dead) {
    return config(
        handshake,
        heartbeat,
        dead,
        new PlacementConfig(
            10,
            Duration.ofSeconds(15),
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            Duration.ofMinutes(10),
            SeatLimits.defaults()),
        Duration.ofSeconds(10),
        Duration.ofMinutes(10));
  }

  private static ServerConfig config(
      Duration handshake,
      Duration heartbeat,
      Duration dead,
      PlacementConfig rules,
      Duration stuck,
      Duration classicRest) {
    ZmtpLimits wire = ZmtpLimits.defaults().withHandshake(handshake).withHeartbeat(heartbeat, dead);
    return TestConfig.of(PortRange.parse("20000-29999"), classicRest, rules, stuck, wire);
  }

  private static Optional<StaticFiles.Asset> asset(StaticFiles.Request request) {
    return switch (request.path()) {
      case "/" ->
          Optional.of(
              new StaticFiles.Asset(
                  "text/html; charset=utf-8",
                  StandardCharsets.UTF_8.encode(PAGE),
                  StandardCharsets.UTF_8.encode("(packed)"),
                  "tag",
                  false));
      case "/stops" -> {
        LockSupport.parkNanos(Duration.ofSeconds(1).toNanos()); // and the door's loop with it
        yield Optional.empty();
      }
      case "/a/1/x.js" ->
          Optional.of(
              new StaticFiles.Asset(
                  "text/javascript",
                  ByteBuffer.allocate(100_000),
                  ByteBuffer.allocate(0),
                  "t",
                  true));
      default -> Optional.empty();
    };
  }

  int port() {
    return server.port();
  }

  ChatServer server() {
    return server;
  }

  RawBrowser connect() throws IOException {
    return RawBrowser.to(port());
  }

  /** A WebSocket that has heard {@code hello}. */
  RawBrowser talker() throws IOException {
    RawBrowser browser = connect();
    browser.upgrade();
    return browser;
  }

  @Override
  public void close() {
    server.close();
    console.close();
  }
}
