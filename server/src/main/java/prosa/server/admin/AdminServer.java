package prosa.server.admin;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import prosa.net.AcceptFailureHandler;
import prosa.net.ConnectionTimeouts;
import prosa.net.LoopShutdown;
import prosa.net.Transport;
import prosa.server.operations.CidrBlock;
import prosa.websocket.HostNames;
import prosa.websocket.HttpEnvironment;
import prosa.websocket.HttpExchange;
import prosa.websocket.HttpHandler;
import prosa.websocket.HttpInitializer;
import prosa.websocket.HttpResponses;
import prosa.websocket.HttpRoute;
import prosa.websocket.HttpRouter;
import prosa.websocket.StaticFileHandler;

/**
 * The operator's port: HTTP without TLS, on a separate thread, {@code admin}.
 *
 * <p>Access: without a token, every client on this machine; with one, requests with {@code
 * Authorization: Bearer …}. {@code /live}, {@code /ready} and the dashboard's own files need none,
 * since they contain nothing private. The Host of a request must be a known name of this machine,
 * and an Origin must be that of this port: this keeps out pages of other sites and DNS rebinding.
 * There is no cookie.
 *
 * <p>Limits: {@link AdminConnections#MOST} connections, shared out among the addresses.
 */
public final class AdminServer implements AutoCloseable {
  private static final Duration HANDSHAKE = Duration.ofSeconds(5);
  private static final ConnectionTimeouts TIMEOUTS =
      new ConnectionTimeouts(HANDSHAKE, Duration.ofSeconds(20), Duration.ofSeconds(60));
  private static final Duration STOP = Duration.ofSeconds(1);

  /** The scheme before a token, in capitals or not (RFC 9110, section 11.1). */
  private static final String BEARER = "Bearer ";

  private static final String JSON = "application/json; charset=utf-8";

  private final OperatedServer server;
  private volatile Optional<byte[]> token;
  private final EventLoopGroup loop;
  private final HttpInitializer http;
  private final Channel listening;
  private final MetricsHistory history;
  private final HttpHandler files = new StaticFileHandler(new DashboardFiles());
  private final AdminConnections connections = new AdminConnections();

  /**
   * Listens.
   *
   * @param hosts names by which it may be reached, besides addresses and {@code localhost}
   * @throws IOException with a sentence for the operator, if the port cannot be opened
   */
  public AdminServer(AdminConfig config, OperatedServer server, HostNames hosts)
      throws IOException {
    this.server = server;
    this.token = shown(config);
    Transport transport = Transport.best();
    loop =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("admin", true), transport.ioHandlerFactory());
    history = new MetricsHistory(server, loop.next());
    Map<String, HttpRoute> routes = new HashMap<>();
    routes.put("/live", HttpRoute.get(HttpRoute.HostCheck.ANY, this::live));
    routes.put("/ready", HttpRoute.get(HttpRoute.HostCheck.ANY, this::ready));
    routes.put("/metrics", asked(this::metrics));
    routes.put("/state", asked(this::state));
    routes.put("/history", asked(exchange -> json(exchange, history.json())));
    new AdminActions(server).routes().forEach((path, handler) -> routes.put(path, posted(handler)));
    http =
        new HttpInitializer(
            new Environment(),
            new HttpRouter(
                routes,
                new HttpRoute(
                    List.of(HttpMethod.GET, HttpMethod.POST),
                    HttpRoute.HostCheck.KNOWN,
                    this::others)),
            Optional.empty(),
            hosts,
            HANDSHAKE);
    listening = listen(config, transport);
  }

  /** Requires another token from now on, or none; the rest of {@code next} is ignored. */
  public void token(AdminConfig next) {
    token = shown(next);
  }

  private static Optional<byte[]> shown(AdminConfig config) {
    return config.token().map(text -> text.getBytes(StandardCharsets.US_ASCII));
  }

  private Channel listen(AdminConfig config, Transport transport) throws IOException {
    InetSocketAddress at = config.address();
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loop, loop)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accepted(channel);
                  }
                });
    transport.configure(bootstrap, TIMEOUTS);
    bootstrap.handler(new AcceptFailureHandler((port, _) -> pause(port)));
    if (transport == Transport.EPOLL) {
      // the next process of a restart opens it while this one drains
      bootstrap.option(UnixChannelOption.SO_REUSEPORT, config.shared());
    }
    var bound = bootstrap.bind(at).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      var _ = LoopShutdown.begin(loop, STOP);
      throw new IOException(
          "cannot listen on the operator's port "
              + at.getAddress().getHostAddress()
              + ":"
              + at.getPort()
              + ": it is in use, or not allowed; choose another with --admin, or none",
          bound.cause());
    }
    return bound.channel();
  }

  /** There is no descriptor left, which the door tells. */
  private static void pause(Channel port) {
    port.config().setAutoRead(false);
    var _ = port.eventLoop().schedule(() -> port.config().setAutoRead(true), 1, TimeUnit.SECONDS);
  }

  private void accepted(Channel channel) {
    if (!(channel.remoteAddress() instanceof InetSocketAddress remote)
        || !connections.admit(CidrBlock.limitKey(remote.getAddress()), channel)) {
      var _ = channel.close();
      return;
    }
    http.plain(
        channel.pipeline(),
        channel
            .eventLoop()
            .schedule(
                (Runnable)
                    () -> {
                      var _ = channel.close();
                    },
                HANDSHAKE.toMillis(),
                TimeUnit.MILLISECONDS));
  }

  /** The address on which it listens. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listening.localAddress();
  }

  /** Stops listening, and ends its thread. */
  @Override
  public void close() {
    http.close();
    LoopShutdown.begin(loop, STOP).awaitUninterruptibly(STOP.toMillis(), TimeUnit.MILLISECONDS);
  }

  // ---- who may ask

  private HttpRoute asked(HttpHandler handler) {
    return HttpRoute.get(HttpRoute.HostCheck.KNOWN, exchange -> ifAllowed(exchange, handler));
  }

  private HttpRoute posted(HttpHandler handler) {
    return new HttpRoute(
        List.of(HttpMethod.POST),
        HttpRoute.HostCheck.KNOWN,
        exchange -> ifAllowed(exchange, handler));
  }

  /** The dashboard's files; and paths that are unknown, those of actions among them. */
  private void others(HttpExchange exchange) {
    if (!exchange.request().method().equals(HttpMethod.POST)) {
      files.handle(exchange);
    } else if (exchange.target().path().startsWith(AdminActions.PATH)) {
      ifAllowed(exchange, AdminActions::unknown);
    } else {
      var answer =
          HttpResponses.text(
              HttpResponseStatus.METHOD_NOT_ALLOWED, "This is asked for with GET or HEAD.\n");
      answer.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD, OPTIONS");
      exchange.send(answer);
    }
  }

  private void ifAllowed(HttpExchange exchange, HttpHandler handler) {
    if (!ownOrigin(exchange)) {
      exchange.send(
          HttpResponses.text(
              HttpResponseStatus.FORBIDDEN, "This is for pages of this port only.\n"));
    } else if (!showsToken(exchange)) {
      var answer =
          HttpResponses.text(
              HttpResponseStatus.UNAUTHORIZED,
              "The operator's token is needed: Authorization: Bearer …\n");
      answer.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"prosa\"");
      exchange.send(answer);
    } else {
      handler.handle(exchange);
    }
  }

  private static boolean ownOrigin(HttpExchange exchange) {
    String origin = exchange.request().headers().get(HttpHeaderNames.ORIGIN);
    return origin == null || origin.equalsIgnoreCase("http://" + exchange.host());
  }

  private boolean showsToken(HttpExchange exchange) {
    String header = exchange.request().headers().get(HttpHeaderNames.AUTHORIZATION, "");
    String shown =
        header.regionMatches(true, 0, BEARER, 0, BEARER.length())
            ? header.substring(BEARER.length())
            : "";
    return token
        .map(wanted -> MessageDigest.isEqual(wanted, shown.getBytes(StandardCharsets.UTF_8)))
        .orElse(true);
  }

  // ---- reports

  private void live(HttpExchange exchange) {
    exchange.send(
        server.loops().live()
            ? HttpResponses.text(HttpResponseStatus.OK, "live\n")
            : HttpResponses.text(
                HttpResponseStatus.SERVICE_UNAVAILABLE, "an event loop is stuck\n"));
  }

  private void ready(HttpExchange exchange) {
    exchange.send(
        server
            .notReady()
            .map(why -> HttpResponses.text(HttpResponseStatus.SERVICE_UNAVAILABLE, why + "\n"))
            .orElseGet(() -> HttpResponses.text(HttpResponseStatus.OK, readyText())));
  }

  /** Ready, and, in a cluster, with which other nodes, and whether it is alone or apart. */
  private String readyText() {
    return "ready" + server.cluster().map(AdminServer::inCluster).orElse("") + "\n";
  }

  private static String inCluster(ClusterStatus cluster) {
    String others =
        cluster.nodes().stream()
            .map(node -> node.draining() ? node.name() + " (draining)" : node.name())
            .filter(name -> !name.equals(cluster.node()))
            .collect(Collectors.joining(", "));
    return cluster.trouble().map(why -> ", " + why).orElse("")
        + (others.isEmpty() ? "" : ", with " + others);
  }

  private void metrics(HttpExchange exchange) {
    if (ofOtherNode(exchange, NodeReport.METRICS, MetricsReport.textType())) {
      return;
    }
    String accept = exchange.request().headers().get(HttpHeaderNames.ACCEPT, "");
    withSeats(exchange, seats -> exchange.send(MetricsReport.write(server, seats, accept)));
  }

  private void state(HttpExchange exchange) {
    if (!ofOtherNode(exchange, NodeReport.STATE, JSON)) {
      withSeats(exchange, seats -> json(exchange, StateReport.json(server, seats)));
    }
  }

  /**
   * Answers with the report of another node of the cluster, if the parameter {@code node} names
   * one: 404 if it is not there, or does not answer.
   */
  private boolean ofOtherNode(HttpExchange exchange, NodeReport report, String type) {
    Optional<String> node = AdminActions.parameter(exchange, "node");
    if (node.isEmpty() || node.equals(server.cluster().map(ClusterStatus::node))) {
      return false;
    }
    var _ =
        server
            .reportOf(node.get(), report)
            .exceptionally(_ -> Optional.empty())
            .thenAcceptAsync(
                found ->
                    exchange.send(
                        found
                            .map(bytes -> HttpResponses.content(type, bytes))
                            .orElseGet(
                                () ->
                                    HttpResponses.text(
                                        HttpResponseStatus.NOT_FOUND,
                                        "no such node, or it does not answer\n"))),
                exchange.channel().eventLoop());
    return true;
  }

  /**
   * Requests the seats from placement, and continues with the answer on the connection's thread.
   */
  private void withSeats(HttpExchange exchange, Consumer<OperatedServer.Seats> next) {
    var _ =
        server
            .seats()
            .orTimeout(HANDSHAKE.toMillis(), TimeUnit.MILLISECONDS)
            .whenCompleteAsync(
                (seats, late) -> {
                  if (late != null) {
                    exchange.send(
                        HttpResponses.text(
                            HttpResponseStatus.SERVICE_UNAVAILABLE, "the server is stuck\n"));
                  } else {
                    next.accept(seats);
                  }
                },
                exchange.channel().eventLoop());
  }

  private static void json(HttpExchange exchange, String text) {
    exchange.send(HttpResponses.content(JSON, text.getBytes(StandardCharsets.UTF_8)));
  }

  /** The settings of this port for HTTP. */
  private static final class Environment implements HttpEnvironment {
    @Override
    public Optional<Peer> peer(Channel channel) {
      return channel.remoteAddress() instanceof InetSocketAddress remote
          ? Optional.of(new Peer(CidrBlock.limitKey(remote.getAddress()), true))
          : Optional.empty();
    }

    @Override
    public String addressOf(Channel channel) {
      return channel.localAddress() instanceof InetSocketAddress local
          ? local.getAddress().getHostAddress() + ":" + local.getPort()
          : "gone";
    }

    @Override
    public boolean draining() {
      return false;
    }

    @Override
    public long charge(Channel channel) {
      return 0;
    }

    @Override
    public void handshake(boolean done) {}

    @Override
    public void paused() {}

    @Override
    public void refused(int status) {}

    @Override
    public void broken() {}

    @Override
    public String unknownName(String name) {
      return "The operator's port does not know that it is called " + name + "; see --host.\n";
    }
  }
}
