package prosa.server.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import prosa.server.connection.ServerContext;
import prosa.server.limits.ConnectionBudgets;
import prosa.server.limits.Resource;
import prosa.server.operations.Counters.Count;

/**
 * One connection that speaks HTTP/1.1 or 1.0: answers GET, HEAD and OPTIONS, one after the other,
 * until it is closed or becomes a WebSocket (RFC 9112).
 *
 * <p>{@code /healthz} and OPTIONS, which balancers ask, are answered by whatever name the server
 * was reached, and a WebSocket of a program that is no browser; all else only by one of {@link
 * HostNames}.
 *
 * <p>No request has a body here; one that announces a body is answered and the connection closed,
 * so nobody waits for a body to come. Deadlines: the head of the first request within the time of a
 * handshake, counted from accept, each further one within {@link #NEXT_REQUEST}; an answer of which
 * nothing is taken for that long ends the connection, and so does asking on without reading what
 * was answered. Requests are paid for; beyond the budget they are answered late, and what comes
 * meanwhile is not read.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {
  private static final Duration NEXT_REQUEST = Duration.ofSeconds(15);
  private static final Set<HttpMethod> ANSWERED =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
  private static final Set<HttpMethod> KNOWN =
      Set.of(
          HttpMethod.POST,
          HttpMethod.PUT,
          HttpMethod.PATCH,
          HttpMethod.DELETE,
          HttpMethod.TRACE,
          HttpMethod.CONNECT);

  /** Requests that are kept until the budget allows them to be answered. */
  private static final int MOST_EARLY = 64;

  /** A request whose head is there, and which host it was meant for. */
  private record Asked(HttpRequest request, RequestTarget target, String host) {}

  private final HttpInitializer door;
  private final HttpServerCodec codec;
  private final boolean secret;

  private @Nullable HttpRequest asked;
  private @Nullable RequestTarget askedFor;
  private String host = "";
  private @Nullable ScheduledFuture<?> deadline;
  private long left;
  private boolean over;
  private boolean resting;
  private final Deque<Asked> early = new ArrayDeque<>(0);

  /**
   * A session that has not begun.
   *
   * @param patience closes the connection, unless a request has come before
   */
  HttpConnection(
      HttpInitializer door,
      HttpServerCodec codec,
      boolean secret,
      @Nullable ScheduledFuture<?> patience) {
    this.door = door;
    this.codec = codec;
    this.secret = secret;
    this.deadline = patience;
  }

  /** Whether it is inside TLS. */
  boolean secret() {
    return secret;
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    expectNothing();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object received) {
    try {
      if (over) {
        return;
      }
      if (received instanceof HttpRequest request) {
        head(ctx, request);
      }
      RequestTarget target = askedFor;
      if (received instanceof LastHttpContent && asked != null && target != null) {
        HttpRequest request = asked;
        asked = null;
        askedFor = null;
        take(ctx, new Asked(request, target, host));
      }
    } finally {
      ReferenceCountUtil.release(received);
    }
  }

  private void head(ChannelHandlerContext ctx, HttpRequest request) {
    host = "";
    @Nullable HttpResponseStatus no = objection(request);
    Optional<RequestTarget> target = no == null ? RequestTarget.of(request) : Optional.empty();
    if (no != null) {
      refuse(ctx, request, no);
    } else if (target.isEmpty()) {
      refuse(ctx, request, HttpResponseStatus.BAD_REQUEST);
    } else if (!ctx.channel().isWritable()) {
      end(ctx); // asks on and does not read what it was answered
    } else {
      asked = request;
      askedFor = target.get();
      host = askedFor.host();
    }
  }

  /** What is wrong with a request whatever it is for. */
  private static @Nullable HttpResponseStatus objection(HttpRequest request) {
    HttpHeaders headers = request.headers();
    Throwable broken = request.decoderResult().cause();
    if (broken != null) {
      return status(broken);
    }
    if (request.protocolVersion().majorVersion() != 1) {
      return HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED; // "PRI * HTTP/2.0", among others
    }
    if (!ANSWERED.contains(request.method())) {
      return KNOWN.contains(request.method())
          ? HttpResponseStatus.METHOD_NOT_ALLOWED
          : HttpResponseStatus.NOT_IMPLEMENTED;
    }
    if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
        || !headers.get(HttpHeaderNames.CONTENT_LENGTH, "0").equals("0")) {
      return HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE;
    }
    return null;
  }

  private static HttpResponseStatus status(Throwable broken) {
    return switch (broken) {
      case TooLongHttpLineException line -> HttpResponseStatus.REQUEST_URI_TOO_LONG;
      case TooLongHttpHeaderException header -> HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
      default -> HttpResponseStatus.BAD_REQUEST;
    };
  }

  /** Answers, in order and as fast as the budget allows; meanwhile nothing more is read. */
  private void take(ChannelHandlerContext ctx, Asked request) {
    if (resting) {
      if (early.size() < MOST_EARLY) {
        early.add(request);
      } else {
        end(ctx);
      }
      return;
    }
    host = request.host();
    answer(ctx, request.request(), request.target());
    long wait = ConnectionBudgets.of(ctx.channel()).charge(Resource.PAGES);
    if (wait > 0 && !over) {
      door.context().counters().add(Count.PAGES_PAUSED);
      resting = true;
      ctx.channel().config().setAutoRead(false);
      expect(ctx, NEXT_REQUEST.plusMillis(wait));
      var _ = ctx.executor().schedule(() -> rested(ctx), wait, TimeUnit.MILLISECONDS);
    }
  }

  private void rested(ChannelHandlerContext ctx) {
    resting = false;
    while (!resting && !over && ctx.channel().isActive()) {
      Asked next = early.poll();
      if (next == null) {
        ctx.channel().config().setAutoRead(true);
        return;
      }
      take(ctx, next);
    }
  }

  private void answer(ChannelHandlerContext ctx, HttpRequest request, RequestTarget target) {
    boolean well = !door.draining();
    if (request.method().equals(HttpMethod.OPTIONS)) {
      send(ctx, request, HttpResponses.options(well));
    } else if (target.path().equals("*")) {
      refuse(ctx, request, HttpResponseStatus.BAD_REQUEST); // only OPTIONS is about all
    } else if (target.path().equals("/healthz")) {
      HttpResponseStatus status =
          well ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE;
      send(ctx, request, HttpResponses.text(status, well ? "ok\n" : "draining\n"));
    } else if (!door.answersTo(target.host()) && !isProgram(request, target)) {
      door.context().counters().add(Count.REFUSED);
      send(ctx, request, HttpResponses.misdirected(target.host()));
    } else if (target.path().equals("/talk")) {
      talk(ctx, request, target);
    } else if (door.encrypts() && !secret) {
      String name =
          target.host().isEmpty() ? ServerContext.addressOf(ctx.channel()) : target.host();
      send(ctx, request, HttpResponses.moved(name, target));
    } else {
      StaticFiles.Visit visit = new StaticFiles.Visit(target.path(), target.query(), target.host());
      FullHttpResponse found =
          door.site()
              .at(visit)
              .map(asset -> HttpResponses.asset(request, asset))
              .or(() -> door.site().missing().map(asset -> HttpResponses.missing(request, asset)))
              .orElseGet(
                  () ->
                      HttpResponses.text(HttpResponseStatus.NOT_FOUND, "There is no such page.\n"));
      send(ctx, request, found);
    }
  }

  /**
   * Whether this is a WebSocket that no page opens: a browser always sends an Origin with it (RFC
   * 6455, section 10.2), and only browsers can be led here by a name of somebody else's.
   */
  private static boolean isProgram(HttpRequest request, RequestTarget target) {
    return target.path().equals("/talk") && !request.headers().contains(HttpHeaderNames.ORIGIN);
  }

  private void talk(ChannelHandlerContext ctx, HttpRequest request, RequestTarget target) {
    if (door.draining()) {
      send(ctx, request, HttpResponses.text(HttpResponseStatus.SERVICE_UNAVAILABLE, "draining\n"));
      return;
    }
    switch (WebSocketHandshake.judge(request, target.host())) {
      case WebSocketHandshake.Refused(FullHttpResponse why) -> send(ctx, request, why);
      case WebSocketHandshake.Agreed(String answer) -> {
        over = true;
        door.welcome(ctx.pipeline(), codec, this, answer);
      }
    }
  }

  /** Says no to something that must not go on: the connection is closed after it. */
  private void refuse(ChannelHandlerContext ctx, HttpRequest request, HttpResponseStatus status) {
    door.context().counters().add(Count.REFUSED);
    HttpUtil.setKeepAlive(request, false);
    FullHttpResponse answer = HttpResponses.text(status, status.reasonPhrase() + ".\n");
    if (status.equals(HttpResponseStatus.METHOD_NOT_ALLOWED)) {
      answer.headers().set(HttpHeaderNames.ALLOW, HttpResponses.METHODS);
    }
    send(ctx, request, answer);
  }

  private void send(ChannelHandlerContext ctx, HttpRequest request, FullHttpResponse answer) {
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
    ChannelFuture written = ctx.writeAndFlush(sent);
    expect(ctx, NEXT_REQUEST);
    if (!stays) {
      over = true;
      written.addListener(done -> endGently(ctx));
    }
  }

  /** Lets the peer read the last answer: closing over unread bytes would reset the connection. */
  private void endGently(ChannelHandlerContext ctx) {
    if (!secret && ctx.channel() instanceof DuplexChannel duplex && ctx.channel().isActive()) {
      var _ = duplex.shutdownOutput();
      expect(ctx, Duration.ofMillis(WebSocketConnection.LINGER_MILLIS));
    } else {
      end(ctx);
    }
  }

  private static void end(ChannelHandlerContext ctx) {
    var _ = ctx.close();
  }

  // ---- deadlines

  private void expect(ChannelHandlerContext ctx, Duration within) {
    expectNothing();
    deadline =
        ctx.executor()
            .schedule((Runnable) () -> late(ctx), within.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void expectNothing() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  private void late(ChannelHandlerContext ctx) {
    ChannelOutboundBuffer buffer = ctx.channel().unsafe().outboundBuffer();
    long now = buffer == null ? 0 : buffer.totalPendingWriteBytes();
    boolean moves = now > 0 && now != left;
    left = now;
    if (moves) {
      expect(ctx, NEXT_REQUEST); // a slow reader, but it reads
    } else {
      end(ctx);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof IOException)) {
      door.context().counters().add(Count.VIOLATIONS); // no TLS after all, or broken
    }
    end(ctx);
  }
}
