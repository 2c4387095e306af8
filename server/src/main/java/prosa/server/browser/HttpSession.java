package prosa.server.browser;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import prosa.server.operations.Counters.Count;

/**
 * One connection that speaks HTTP/1.1: answers GET and HEAD, one after the other, until it is
 * closed or becomes a WebSocket (RFC 9112).
 *
 * <p>No request has a body here; one that announces a body is answered and the connection closed,
 * so nobody waits for a body to come. Deadlines: the head of the first request within the time of a
 * handshake, counted from accept, each further one within {@link #NEXT_REQUEST}; an answer of which
 * nothing is taken for that long ends the connection, and so does asking on without reading what
 * was answered.
 */
final class HttpSession extends ChannelInboundHandlerAdapter {
  private static final Duration NEXT_REQUEST = Duration.ofSeconds(15);

  private final BrowserDoor door;
  private final HttpServerCodec codec;
  private final boolean secret;
  private @Nullable HttpRequest asked;
  private @Nullable ScheduledFuture<?> deadline;
  private long left;
  private boolean over;

  /**
   * A session that has not begun.
   *
   * @param patience closes the connection, unless a request has come before
   */
  HttpSession(
      BrowserDoor door,
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
      if (received instanceof LastHttpContent && asked != null) {
        HttpRequest request = asked;
        asked = null;
        answer(ctx, request);
      }
    } finally {
      ReferenceCountUtil.release(received);
    }
  }

  private void head(ChannelHandlerContext ctx, HttpRequest request) {
    HttpHeaders headers = request.headers();
    Throwable broken = request.decoderResult().cause();
    if (broken != null) {
      refuse(ctx, request, status(broken));
    } else if (!request.method().equals(HttpMethod.GET)
        && !request.method().equals(HttpMethod.HEAD)) {
      refuse(ctx, request, HttpResponseStatus.METHOD_NOT_ALLOWED);
    } else if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
        || !headers.get(HttpHeaderNames.CONTENT_LENGTH, "0").equals("0")) {
      refuse(ctx, request, HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE);
    } else if (!Answers.hasOneHost(request)) {
      refuse(ctx, request, HttpResponseStatus.BAD_REQUEST);
    } else if (!ctx.channel().isWritable()) {
      end(ctx); // asks on and does not read what it was answered
    } else {
      asked = request;
    }
  }

  private static HttpResponseStatus status(Throwable broken) {
    return switch (broken) {
      case TooLongHttpLineException line -> HttpResponseStatus.REQUEST_URI_TOO_LONG;
      case TooLongHttpHeaderException header -> HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
      default -> HttpResponseStatus.BAD_REQUEST;
    };
  }

  private void answer(ChannelHandlerContext ctx, HttpRequest request) {
    String path = Answers.path(request);
    if (path.equals("/talk")) {
      talk(ctx, request);
    } else if (path.equals("/healthz")) {
      boolean well = !door.draining();
      HttpResponseStatus status =
          well ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE;
      send(ctx, request, Answers.text(status, well ? "ok\n" : "draining\n"));
    } else if (door.encrypts() && !secret) {
      send(ctx, request, Answers.moved(request));
    } else {
      Site.Visit visit = new Site.Visit(path, Answers.query(request), Answers.host(request));
      FullHttpResponse found =
          door.site()
              .at(visit)
              .map(asset -> Answers.asset(request, asset))
              .orElseGet(
                  () -> Answers.text(HttpResponseStatus.NOT_FOUND, "There is no such page.\n"));
      send(ctx, request, found);
    }
  }

  private void talk(ChannelHandlerContext ctx, HttpRequest request) {
    if (door.draining()) {
      send(ctx, request, Answers.text(HttpResponseStatus.SERVICE_UNAVAILABLE, "draining\n"));
      return;
    }
    switch (Handshake.judge(request)) {
      case Handshake.Refused(FullHttpResponse why) -> send(ctx, request, why);
      case Handshake.Agreed(String answer) -> {
        over = true;
        door.welcome(ctx.pipeline(), codec, this, answer);
      }
    }
  }

  /** Says no to something that must not go on: the connection is closed after it. */
  private void refuse(ChannelHandlerContext ctx, HttpRequest request, HttpResponseStatus status) {
    door.gatehouse().counters().add(Count.REFUSED);
    HttpUtil.setKeepAlive(request, false);
    FullHttpResponse answer = Answers.text(status, status.reasonPhrase() + ".\n");
    if (status.equals(HttpResponseStatus.METHOD_NOT_ALLOWED)) {
      answer.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD");
    }
    send(ctx, request, answer);
  }

  private void send(ChannelHandlerContext ctx, HttpRequest request, FullHttpResponse answer) {
    Answers.finish(answer, request);
    boolean stays = HttpUtil.isKeepAlive(request);
    HttpUtil.setKeepAlive(answer, stays);
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
      expect(ctx, Duration.ofMillis(WebSocket.LINGER_MILLIS));
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
      door.gatehouse().counters().add(Count.VIOLATIONS); // no TLS after all, or broken
    }
    end(ctx);
  }
}
