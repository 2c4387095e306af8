package prosa.server.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import prosa.server.connection.ServerContext;
import prosa.server.door.EnterHandler;
import prosa.server.door.HttpAcceptor;
import prosa.server.door.JoinService;
import prosa.server.limits.ConnectionBudgets;
import prosa.server.limits.Resource;
import prosa.server.operations.Counters.Count;
import prosa.server.operations.RateLimitedLogger.Event;
import prosa.server.placement.ClientAddress;
import prosa.websocket.HostNames;
import prosa.websocket.HttpEnvironment;
import prosa.websocket.HttpExchange;
import prosa.websocket.HttpInitializer;
import prosa.websocket.HttpResponses;
import prosa.websocket.HttpRoute;
import prosa.websocket.HttpRouter;
import prosa.websocket.StaticFileHandler;
import prosa.websocket.StaticFiles;
import prosa.websocket.TlsCertificate;
import prosa.websocket.WebSocketHandshake;

/**
 * HTTP at the door: the routes of the chat, {@code /healthz} for balancers, {@code /talk} for the
 * WebSocket of a member, and the page on all other paths. On the door's loop.
 */
public final class ChatHttpAcceptor implements HttpAcceptor, HttpEnvironment, AutoCloseable {
  private final ServerContext context;
  private final JoinService joinService;
  private final BooleanSupplier draining;
  private final HttpInitializer http;

  /**
   * HTTP for connections at the door.
   *
   * @param certificate for TLS; empty for none
   * @param hosts the host names by which pages and the chat may be reached
   * @param draining whether the server is draining
   */
  public ChatHttpAcceptor(
      ServerContext context,
      JoinService joinService,
      StaticFiles site,
      Optional<TlsCertificate> certificate,
      HostNames hosts,
      BooleanSupplier draining) {
    this.context = context;
    this.joinService = joinService;
    this.draining = draining;
    HttpRouter router =
        new HttpRouter(
            Map.of(
                "/healthz", HttpRoute.get(HttpRoute.HostCheck.ANY, this::health),
                "/talk", HttpRoute.get(HttpRoute.HostCheck.KNOWN_TO_BROWSERS, this::talk)),
            HttpRoute.get(HttpRoute.HostCheck.KNOWN, new StaticFileHandler(site)));
    this.http =
        new HttpInitializer(
            this, router, certificate, hosts, context.handshake(), context.proxies().basePath());
  }

  // ---- connections

  @Override
  public void plain(ChannelPipeline pipeline, @Nullable ScheduledFuture<?> deadline) {
    http.plain(pipeline, deadline);
  }

  @Override
  public boolean encrypted(ChannelPipeline pipeline, @Nullable ScheduledFuture<?> deadline) {
    return http.encrypted(pipeline, deadline);
  }

  /** Then pages are not served in plain text. */
  @Override
  public boolean encrypts() {
    return http.encrypts();
  }

  @Override
  public void close() {
    http.close();
  }

  // ---- routes

  private void health(HttpExchange exchange) {
    exchange.send(
        draining()
            ? HttpResponses.text(HttpResponseStatus.SERVICE_UNAVAILABLE, "draining\n")
            : HttpResponses.text(HttpResponseStatus.OK, "ok\n"));
  }

  private void talk(HttpExchange exchange) {
    if (draining()) {
      exchange.send(HttpResponses.text(HttpResponseStatus.SERVICE_UNAVAILABLE, "draining\n"));
      return;
    }
    switch (WebSocketHandshake.judge(exchange.request(), exchange.target().host())) {
      case WebSocketHandshake.Refused(FullHttpResponse why) -> exchange.send(why);
      case WebSocketHandshake.Agreed(String answer) -> welcome(exchange, answer);
    }
  }

  /** From here on the connection is a member's, without a seat. */
  private void welcome(HttpExchange exchange, String answer) {
    context.counters().add(Count.WEBSOCKET_READY);
    Channel channel = exchange.channel();
    EnterHandler enterHandler = new EnterHandler(context, joinService);
    WebSocketMemberConnection connection =
        new WebSocketMemberConnection(
            context,
            channel,
            exchange.encrypted(),
            exchange.pageThroughProxy(),
            draining,
            enterHandler);
    exchange.upgrade(answer, connection.socket());
    enterHandler.welcome(connection);
    connection.resume(); // what came along with the request waited until the greeting was out
  }

  // ---- what HTTP needs of the server

  @Override
  public Arrival arrived(Channel channel, HttpRequest request) {
    if (!(channel.remoteAddress() instanceof InetSocketAddress remote)
        || !context.proxies().isProxy(remote.getAddress())) {
      return Forwarding.NONE;
    }
    Optional<ForwardedHeaders> told =
        ForwardedHeaders.of(request.headers(), address -> context.proxies().isProxy(address));
    if (told.isEmpty()) {
      context.log().log(Event.TWO_CLIENTS, "");
      return new NotServed(HttpResponseStatus.BAD_REQUEST);
    }
    Optional<InetAddress> person = told.get().person();
    if (person.isPresent() && !context.become(channel, person.get())) {
      return new NotServed(HttpResponseStatus.TOO_MANY_REQUESTS);
    }
    return new Forwarding(true, told.get().host(), told.get().encrypted());
  }

  @Override
  public Optional<Peer> peer(Channel channel) {
    ClientAddress client = context.clientAddress(channel);
    return channel.isActive()
        ? Optional.of(new Peer(client.key(), client.trusted()))
        : Optional.empty();
  }

  @Override
  public String addressOf(Channel channel) {
    return ServerContext.addressOf(channel);
  }

  @Override
  public boolean draining() {
    return draining.getAsBoolean();
  }

  @Override
  public long charge(Channel channel) {
    return ConnectionBudgets.of(channel).charge(Resource.PAGES);
  }

  @Override
  public void handshake(boolean done) {
    context.counters().add(done ? Count.TLS_READY : Count.TLS_FAILED);
  }

  @Override
  public void paused() {
    context.counters().add(Count.PAGES_PAUSED);
  }

  @Override
  public void refused(int status) {
    context.counters().refusedOverHttp(status);
  }

  @Override
  public void broken() {
    context.counters().add(Count.VIOLATIONS);
    context.counters().refusals().http();
  }

  @Override
  public String unknownName(String name) {
    return "This is a Prosa server, but it does not know that it is called "
        + name
        + ".\nWhoever runs it can tell it so: prosa serve --host "
        + name
        + "\n";
  }
}
