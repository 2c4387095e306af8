package prosa.websocket;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import prosa.net.GracefulClose;
import prosa.net.IncomingMemory;
import prosa.net.InputMeter;
import prosa.net.MovableConnection;

/**
 * One HTTP/1.1 or 1.0 connection: its requests are answered by the routes of a {@link HttpRouter},
 * one after the other, until it is closed or becomes something else, as a WebSocket (RFC 9112).
 *
 * <p>OPTIONS, which balancers ask, is answered by whatever name the server was reached; all else
 * only as its route says ({@link HttpRoute.HostCheck}).
 *
 * <p>No request has a body here; one that announces a body is answered and the connection closed,
 * so nobody waits for a body to come. Deadlines: the head of the first request within the time of a
 * handshake, counted from accept, each further one within {@link #NEXT_REQUEST}; an answer of which
 * nothing is taken for that long ends the connection, and so does asking on without reading what
 * was answered. Requests are charged to a budget, and so is each read, whether it completes a
 * request or not; beyond these, requests are answered late, and nothing more is read until then.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {
  private static final Duration NEXT_REQUEST = Duration.ofSeconds(15);

  /** Methods of HTTP that a path may have or not; others are not known here at all. */
  private static final Set<HttpMethod> KNOWN =
      Set.of(
          HttpMethod.GET,
          HttpMethod.HEAD,
          HttpMethod.OPTIONS,
          HttpMethod.POST,
          HttpMethod.PUT,
          HttpMethod.PATCH,
          HttpMethod.DELETE,
          HttpMethod.TRACE,
          HttpMethod.CONNECT);

  /** Requests that are kept until they may be answered. */
  private static final int MOST_EARLY = 16;

  /** What these take together, as {@link #sizeOf} has it. */
  private static final int MOST_EARLY_BYTES = 32 * 1024;

  /** What a header takes beside its characters, at least. */
  private static final int HEADER_BYTES = 64;

  private final HttpInitializer http;
  private final HttpEnvironment environment;
  private final HttpServerCodec codec;
  private final boolean encrypted;

  private @Nullable ChannelHandlerContext context;
  private @Nullable HttpExchange asked;
  private String host = "";
  private @Nullable ScheduledFuture<?> deadline;
  private long left;
  private boolean over;
  private boolean answering;
  private boolean waiting;

  /** How many debts have to be waited for. */
  private int rests;

  private final InputMeterHandler meter = new InputMeterHandler();
  private final Deque<HttpExchange> early = new ArrayDeque<>(0);
  private int earlyBytes;

  /**
   * A connection on which nothing was asked yet.
   *
   * @param headTimeout closes the connection, unless a request has come before
   */
  HttpConnection(
      HttpInitializer http,
      HttpServerCodec codec,
      boolean encrypted,
      @Nullable ScheduledFuture<?> headTimeout) {
    this.http = http;
    this.environment = http.environment();
    this.codec = codec;
    this.encrypted = encrypted;
    this.deadline = headTimeout;
  }

  /** Whether it is inside TLS. */
  boolean encrypted() {
    return encrypted;
  }

  String basePath() {
    return http.basePath();
  }

  boolean encrypts() {
    return http.encrypts();
  }

  String localAddress() {
    return environment.addressOf(channel());
  }

  Optional<HttpEnvironment.Peer> peer() {
    return environment.peer(channel());
  }

  Channel channel() {
    return context().channel();
  }

  private ChannelHandlerContext context() {
    if (context == null) {
      throw new IllegalStateException("not in a pipeline");
    }
    return context;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    expectNothing();
  }

  // ---- requests

  /** To stand in front of what decodes HTTP. */
  ChannelHandler meter() {
    return meter;
  }

  /** Has each read paid for, once it is decoded: a proxy's connection serves somebody else then. */
  private final class InputMeterHandler extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object received) {
      int size = received instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
      ctx.fireChannelRead(received);
      InputMeter budget = ctx.channel().attr(InputMeter.KEY).get();
      if (!over && budget != null) {
        rest(TimeUnit.NANOSECONDS.toMillis(budget.pay(0, size)));
      }
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object received) {
    try {
      if (over) {
        return;
      }
      if (received instanceof HttpRequest request) {
        head(request);
      }
      HttpExchange whole = asked;
      if (received instanceof LastHttpContent && whole != null) {
        asked = null;
        take(whole);
      }
    } finally {
      ReferenceCountUtil.release(received);
    }
  }

  private void head(HttpRequest request) {
    host = "";
    Throwable malformed = request.decoderResult().cause();
    if (malformed != null) {
      refuse(request, status(malformed), List.of());
    } else if (request.protocolVersion().majorVersion() != 1) {
      // "PRI * HTTP/2.0", among others
      refuse(request, HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED, List.of());
    } else if (!KNOWN.contains(request.method())) {
      refuse(request, HttpResponseStatus.NOT_IMPLEMENTED, List.of());
    } else {
      switch (environment.arrived(channel(), request)) {
        case HttpEnvironment.NotServed(HttpResponseStatus why) -> refuse(request, why, List.of());
        case HttpEnvironment.Forwarding forwarding ->
            head(
                request,
                forwarding,
                RequestTarget.of(request)
                    .map(target -> target.reachedBy(forwarding.host()).below(http.basePath())));
      }
    }
  }

  private void head(
      HttpRequest request, HttpEnvironment.Forwarding forwarding, Optional<RequestTarget> target) {
    List<HttpMethod> methods =
        target
            .filter(of -> !of.path().equals("*"))
            .map(of -> http.router().at(of.path()).methods())
            .orElse(http.router().methods());
    if (!methods.contains(request.method())) {
      refuse(request, HttpResponseStatus.METHOD_NOT_ALLOWED, methods);
    } else if (hasBody(request)) {
      refuse(request, HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, List.of());
    } else if (target.isEmpty()) {
      refuse(request, HttpResponseStatus.BAD_REQUEST, List.of());
    } else if (!channel().isWritable()) {
      environment.broken();
      end(); // keeps asking without reading the answers
    } else {
      asked = new HttpExchange(this, request, target.get(), forwarding);
      host = target.get().host();
    }
  }

  private static boolean hasBody(HttpRequest request) {
    HttpHeaders headers = request.headers();
    return headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
        || !headers.get(HttpHeaderNames.CONTENT_LENGTH, "0").equals("0");
  }

  private static HttpResponseStatus status(Throwable malformed) {
    return switch (malformed) {
      case TooLongHttpLineException line -> HttpResponseStatus.REQUEST_URI_TOO_LONG;
      case TooLongHttpHeaderException header -> HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
      default -> HttpResponseStatus.BAD_REQUEST;
    };
  }

  /** Answers in order, as fast as the budget allows; nothing more is read until then. */
  private void take(HttpExchange exchange) {
    if (answering || rests > 0) {
      keep(exchange);
      return;
    }
    host = exchange.target().host();
    answering = true;
    handle(exchange);
    long wait = environment.charge(channel());
    if (over) {
      return;
    }
    if (wait > 0) {
      environment.paused();
      expect(NEXT_REQUEST.plusMillis(wait));
      rest(wait);
    }
    if (answering) {
      waiting = true;
      channel().config().setAutoRead(false); // until it is answered
    }
  }

  private void keep(HttpExchange exchange) {
    early.add(exchange);
    earlyBytes += sizeOf(exchange);
    if (early.size() > MOST_EARLY || earlyBytes > MOST_EARLY_BYTES) {
      over = true;
      early.clear();
      environment.broken();
      end();
    } else {
      countEarly();
    }
  }

  private void countEarly() {
    IncomingMemory.@Nullable Share share = IncomingMemory.of(channel());
    if (share != null) {
      share.keeps(earlyBytes);
    }
  }

  private static int sizeOf(HttpExchange exchange) {
    int size = exchange.request().uri().length();
    Iterator<Map.Entry<CharSequence, CharSequence>> headers =
        exchange.request().headers().iteratorCharSequence();
    while (headers.hasNext()) {
      Map.Entry<CharSequence, CharSequence> header = headers.next();
      size += header.getKey().length() + header.getValue().length() + HEADER_BYTES;
    }
    return size;
  }

  /** Stops reading and answering for so many milliseconds, if any. */
  private void rest(long millis) {
    if (millis > 0) {
      rests++;
      channel().config().setAutoRead(false);
      var _ = context().executor().schedule(this::rested, millis, TimeUnit.MILLISECONDS);
    }
  }

  private void rested() {
    rests--;
    goOn();
  }

  /** Answers the requests that have waited, and reads on. */
  private void goOn() {
    while (!answering && rests == 0 && !over && channel().isActive()) {
      HttpExchange next = early.poll();
      if (next == null) {
        channel().config().setAutoRead(true);
        return;
      }
      earlyBytes -= sizeOf(next);
      countEarly();
      take(next);
    }
  }

  private void handle(HttpExchange exchange) {
    RequestTarget target = exchange.target();
    if (exchange.request().method().equals(HttpMethod.OPTIONS)) {
      List<HttpMethod> methods =
          target.path().equals("*")
              ? http.router().methods()
              : http.router().at(target.path()).methods();
      exchange.send(HttpResponses.options(!environment.draining(), HttpRoute.allow(methods)));
      return;
    }
    if (target.path().equals("*")) {
      exchange.refuse(HttpResponseStatus.BAD_REQUEST); // only OPTIONS is about all
      return;
    }
    if (!http.basePath().isEmpty() && target.path().equals(http.basePath())) {
      exchange.send(HttpResponses.moved(http.basePath() + "/"));
      return;
    }
    HttpRoute route = http.router().at(target.path());
    if (mayAsk(exchange, route.hosts())) {
      route.handler().handle(exchange);
    } else {
      int port = target.host().lastIndexOf(':');
      String name = port < 0 ? target.host() : target.host().substring(0, port);
      exchange.send(
          HttpResponses.text(
              HttpResponseStatus.MISDIRECTED_REQUEST, environment.unknownName(name)));
    }
  }

  private boolean mayAsk(HttpExchange exchange, HttpRoute.HostCheck rule) {
    return switch (rule) {
      case ANY -> true;
      case KNOWN -> http.answersTo(exchange.target().host());
      case KNOWN_TO_BROWSERS ->
          !exchange.request().headers().contains(HttpHeaderNames.ORIGIN)
              || http.answersTo(exchange.target().host());
    };
  }

  // ---- answers

  void answer(HttpExchange exchange, FullHttpResponse answer) {
    send(exchange.request(), answer);
    answered();
  }

  void refuse(HttpExchange exchange, HttpResponseStatus status) {
    refuse(exchange.request(), status, List.of());
    answered();
  }

  private void answered() {
    answering = false;
    if (waiting) {
      waiting = false;
      goOn();
    }
  }

  /** Ends HTTP on the connection and hands it to {@code next}, paused. */
  void upgrade(String answer, MovableConnection next) {
    over = true;
    Channel channel = channel();
    channel.pipeline().addLast(next).remove(this);
    next.pause();
    channel.pipeline().remove(codec);
    channel.pipeline().remove(meter);
    var _ = channel.writeAndFlush(Unpooled.copiedBuffer(answer, US_ASCII));
  }

  /** Refuses a request and closes the connection after the answer. */
  private void refuse(HttpRequest request, HttpResponseStatus status, List<HttpMethod> allowed) {
    HttpUtil.setKeepAlive(request, false);
    FullHttpResponse answer = HttpResponses.text(status, status.reasonPhrase() + ".\n");
    if (!allowed.isEmpty()) {
      answer.headers().set(HttpHeaderNames.ALLOW, HttpRoute.allow(allowed));
    }
    send(request, answer);
  }

  private void send(HttpRequest request, FullHttpResponse answer) {
    if (answer.status().code() >= HttpResponseStatus.BAD_REQUEST.code()) {
      environment.refused(answer.status().code());
    }
    HttpResponses.finish(answer, host);
    boolean stays = HttpUtil.isKeepAlive(request);
    HttpUtil.setKeepAlive(answer, stays);
    if (stays && request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
      answer.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE); // not implied
    }
    FullHttpResponse sent = answer;
    if (request.method().equals(HttpMethod.HEAD)) {
      sent = answer.replace(Unpooled.EMPTY_BUFFER); // its length stays that of the body
      answer.release();
    }
    ChannelFuture written = context().writeAndFlush(sent);
    expect(NEXT_REQUEST);
    if (!stays) {
      over = true;
      written.addListener(done -> closeWhenWritten(written));
    }
  }

  /** Lets the peer read the last answer: closing over unread bytes would reset the connection. */
  private void closeWhenWritten(ChannelFuture written) {
    expectNothing();
    GracefulClose.after(written, HttpInitializer::endOfData);
  }

  private void end() {
    var _ = context().close();
  }

  // ---- deadlines

  private void expect(Duration within) {
    expectNothing();
    deadline =
        context()
            .executor()
            .schedule((Runnable) this::late, within.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void expectNothing() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  private void late() {
    ChannelOutboundBuffer buffer = channel().unsafe().outboundBuffer();
    long now = buffer == null ? 0 : buffer.totalPendingWriteBytes();
    boolean moves = now > 0 && now != left;
    left = now;
    if (moves) {
      expect(NEXT_REQUEST); // a slow reader, but it reads
    } else {
      end();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!over && !(cause instanceof IOException)) {
      environment.broken(); // no TLS after all, or broken
    }
    end();
  }
}
