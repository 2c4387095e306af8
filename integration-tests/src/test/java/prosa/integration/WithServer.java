package prosa.integration;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import prosa.server.ChatServer;
import prosa.server.StartException;
import prosa.server.classic.PortRange;
import prosa.server.operations.Console;
import prosa.server.operations.Counters.Count;
import prosa.server.placement.Totals;
import prosa.websocket.HostNames;
import prosa.websocket.StaticFiles;
import prosa.websocket.TlsCertificate;

/** A server within the test's own process, with everything on its console. */
final class WithServer implements AutoCloseable {
  private static final int CLASSIC_PORTS = 60;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final Console console;
  private final ChatServer server;
  private boolean closed;

  private WithServer(
      TestServerConfig config, String classicPorts, Optional<TlsCertificate> certificate)
      throws StartException {
    console =
        new Console(Console.Mode.FULL, new PrintStream(printed, true, StandardCharsets.UTF_8));
    server =
        ChatServer.start(
            config.on(Prosa.HOST, PortRange.parse(classicPorts)),
            console,
            StaticFiles.NONE,
            certificate,
            HostNames.any());
  }

  /** A server with the defaults, but for the message rate, which is off. */
  static WithServer start() throws StartException {
    return with(TestServerConfig.defaults());
  }

  static WithServer with(TestServerConfig config) throws StartException {
    return with(config, Prosa.somePorts(CLASSIC_PORTS));
  }

  static WithServer with(TestServerConfig config, String classicPorts) throws StartException {
    return new WithServer(config, classicPorts, Optional.empty());
  }

  /** One that can be reached inside TLS, too; the certificate stays open. */
  static WithServer with(TestServerConfig config, TlsCertificate certificate)
      throws StartException {
    return new WithServer(config, Prosa.somePorts(CLASSIC_PORTS), Optional.of(certificate));
  }

  int port() {
    return server.port();
  }

  Totals tally() {
    return server.totals().orTimeout(Await.LONG.toSeconds(), TimeUnit.SECONDS).join();
  }

  long count(Count what) {
    return server.counters().of(what);
  }

  /** Everything on the console so far. */
  String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  /** Ends it; once. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      server.close();
      console.close();
    }
  }
}
