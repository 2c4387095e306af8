package prosa.websocket;

import static io.netty.handler.codec.http.HttpHeaderNames.ACCEPT_ENCODING;
import static io.netty.handler.codec.http.HttpHeaderNames.ALLOW;
import static io.netty.handler.codec.http.HttpHeaderNames.CACHE_CONTROL;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_ENCODING;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_SECURITY_POLICY;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_TYPE;
import static io.netty.handler.codec.http.HttpHeaderNames.DATE;
import static io.netty.handler.codec.http.HttpHeaderNames.ETAG;
import static io.netty.handler.codec.http.HttpHeaderNames.IF_NONE_MATCH;
import static io.netty.handler.codec.http.HttpHeaderNames.LOCATION;
import static io.netty.handler.codec.http.HttpHeaderNames.VARY;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;

/** Creates the responses, with the headers that all of them have. */
public final class HttpResponses {
  private static final Pattern TAKES_GZIP =
      Pattern.compile("(?i)(?:^|[,\\s])gzip(?!\\s*;\\s*q=0(?:\\.0*)?\\s*(?:,|$))(?=[\\s,;]|$)");

  /** IMF-fixdate (RFC 9110, section 5.6.7): unlike Java's own RFC_1123, two digits for the day. */
  private static final DateTimeFormatter DATE_FORM =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  private HttpResponses() {}

  /** A short plain text. */
  public static FullHttpResponse text(HttpResponseStatus status, String text) {
    FullHttpResponse answer = answer(status, Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
    answer.headers().set(CONTENT_TYPE, "text/plain; charset=utf-8").set(CACHE_CONTROL, "no-store");
    return answer;
  }

  /** A response that is not cached. */
  public static FullHttpResponse content(String type, byte[] bytes) {
    FullHttpResponse answer = answer(HttpResponseStatus.OK, Unpooled.wrappedBuffer(bytes));
    answer.headers().set(CONTENT_TYPE, type).set(CACHE_CONTROL, "no-store");
    return answer;
  }

  /** The same page, encrypted. */
  static FullHttpResponse moved(String host, RequestTarget target) {
    FullHttpResponse answer =
        text(HttpResponseStatus.TEMPORARY_REDIRECT, "This page is served over https.\n");
    answer.headers().set(LOCATION, "https://" + host + target.whole());
    return answer;
  }

  /** Somewhere else on this server. */
  static FullHttpResponse moved(String path) {
    FullHttpResponse answer = text(HttpResponseStatus.TEMPORARY_REDIRECT, "This is elsewhere.\n");
    answer.headers().set(LOCATION, path);
    return answer;
  }

  /** The answer to OPTIONS. */
  static FullHttpResponse options(boolean well, String methods) {
    FullHttpResponse answer =
        text(well ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE, "");
    answer.headers().set(ALLOW, methods);
    return answer;
  }

  /** An asset, or the answer that it has not changed. */
  static FullHttpResponse asset(HttpRequest request, StaticFiles.Asset asset) {
    boolean packed = asset.gzip().hasRemaining() && takesGzip(request.headers());
    String tag = "\"" + asset.tag() + (packed ? "-gz" : "") + "\"";
    boolean known =
        !asset.tag().isEmpty() && request.headers().get(IF_NONE_MATCH, "").contains(tag);
    FullHttpResponse answer =
        known
            ? answer(HttpResponseStatus.NOT_MODIFIED, Unpooled.EMPTY_BUFFER)
            : answer(
                HttpResponseStatus.OK,
                Unpooled.wrappedBuffer(packed ? asset.gzip() : asset.plain()));
    HttpHeaders headers = answer.headers().set(CACHE_CONTROL, caching(asset));
    if (asset.gzip().hasRemaining()) {
      headers.set(VARY, ACCEPT_ENCODING);
    }
    if (!asset.tag().isEmpty()) {
      headers.set(ETAG, tag);
    }
    if (!known) {
      headers.set(CONTENT_TYPE, asset.type());
      if (packed) {
        headers.set(CONTENT_ENCODING, "gzip");
      }
    }
    return answer;
  }

  /** An asset as the answer for a missing path. */
  static FullHttpResponse missing(HttpRequest request, StaticFiles.Asset asset) {
    boolean packed = asset.gzip().hasRemaining() && takesGzip(request.headers());
    FullHttpResponse answer =
        answer(
            HttpResponseStatus.NOT_FOUND,
            Unpooled.wrappedBuffer(packed ? asset.gzip() : asset.plain()));
    answer
        .headers()
        .set(CONTENT_TYPE, asset.type())
        .set(CACHE_CONTROL, "no-store")
        .set(VARY, ACCEPT_ENCODING);
    if (packed) {
      answer.headers().set(CONTENT_ENCODING, "gzip");
    }
    return answer;
  }

  private static String caching(StaticFiles.Asset asset) {
    if (asset.immutable()) {
      return "public, max-age=31536000, immutable";
    }
    return asset.tag().isEmpty() ? "no-store" : "no-cache";
  }

  private static boolean takesGzip(HttpHeaders headers) {
    return TAKES_GZIP.matcher(headers.get(ACCEPT_ENCODING, "")).find();
  }

  private static FullHttpResponse answer(HttpResponseStatus status, ByteBuf content) {
    return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, content);
  }

  /**
   * Sets the common headers: the length and the security policy.
   *
   * @param host the name by which the request reached us; empty if that is not known
   */
  static void finish(FullHttpResponse answer, String host) {
    HttpHeaders headers = answer.headers();
    if (!answer.status().equals(HttpResponseStatus.NOT_MODIFIED)) {
      headers.set(CONTENT_LENGTH, answer.content().readableBytes());
    }
    headers
        .set(DATE, date(Instant.now()))
        .set(CONTENT_SECURITY_POLICY, policy(host))
        .set("x-content-type-options", "nosniff")
        .set("referrer-policy", "no-referrer")
        .set("cross-origin-opener-policy", "same-origin")
        .set("cross-origin-resource-policy", "same-origin")
        .set("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
  }

  static String date(Instant now) {
    return DATE_FORM.format(now);
  }

  /** Older browsers do not take 'self' to mean the WebSocket of the same host, so it is named. */
  private static String policy(String host) {
    String sockets = host.isEmpty() ? "" : " ws://" + host + " wss://" + host;
    return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
        + " manifest-src 'self'; connect-src 'self'"
        + sockets
        + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
        + " require-trusted-types-for 'script'; trusted-types prosa-worker";
  }
}
