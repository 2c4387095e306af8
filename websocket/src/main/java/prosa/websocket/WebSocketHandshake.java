package prosa.websocket;

import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * The opening handshake of a WebSocket, the server's side (RFC 6455, section 4.2). No extension and
 * no subprotocol is agreed to.
 *
 * <p>A page may only talk to the server that it came from: the Origin that a browser sends must
 * name the Host that it reached. Programs that are no browsers need not send one.
 */
public sealed interface WebSocketHandshake {
  /** Accepted, with the whole response; frames follow it. */
  record Agreed(String answer) implements WebSocketHandshake {}

  /** Refused. */
  record Refused(FullHttpResponse why) implements WebSocketHandshake {}

  /**
   * Judges a request that wants to become a WebSocket.
   *
   * @param host the name and port by which it reached us
   */
  static WebSocketHandshake judge(HttpRequest request, String host) {
    HttpHeaders headers = request.headers();
    boolean asks =
        request.method().equals(HttpMethod.GET)
            && request.protocolVersion().compareTo(HttpVersion.HTTP_1_1) >= 0
            && headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
            && headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true);
    if (!asks) {
      return upgrade("This is where a WebSocket is opened.\n");
    }
    if (!headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "").strip().equals("13")) {
      return upgrade("Only version 13 of WebSocket is spoken here.\n");
    }
    String origin = headers.get(HttpHeaderNames.ORIGIN);
    if (origin != null && !isOf(origin, host)) {
      return new Refused(
          HttpResponses.text(
              HttpResponseStatus.FORBIDDEN, "Only this server's own page may talk here.\n"));
    }
    List<String> keys = headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_KEY);
    String key = keys.size() == 1 ? keys.getFirst().strip() : ""; // RFC 6455, section 11.3.1
    if (!isKey(key)) {
      return new Refused(
          HttpResponses.text(
              HttpResponseStatus.BAD_REQUEST, "The WebSocket's key is malformed.\n"));
    }
    String answer =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: "
            + accept(key)
            + "\r\n\r\n";
    return new Agreed(answer);
  }

  private static Refused upgrade(String sentence) {
    FullHttpResponse answer = HttpResponses.text(HttpResponseStatus.UPGRADE_REQUIRED, sentence);
    answer
        .headers()
        .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
        .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13");
    return new Refused(answer);
  }

  /**
   * Whether an origin is that of pages from {@code host}, the ports that go without saying added. A
   * library that is no browser may say ws for http (ws4py does).
   */
  static boolean isOf(String origin, String host) {
    try {
      URI page = new URI(origin);
      String scheme = page.getScheme();
      String authority = page.getRawAuthority();
      if (scheme == null || authority == null) {
        return false; // "null": a sandbox, or a file
      }
      boolean secret = scheme.equalsIgnoreCase("https") || scheme.equalsIgnoreCase("wss");
      boolean plain = scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("ws");
      if (!secret && !plain) {
        return false; // no page of ours
      }
      String usual = secret ? ":443" : ":80";
      return withPort(authority, usual).equals(withPort(host, usual));
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static String withPort(String authority, String usual) {
    String lower = authority.toLowerCase(Locale.ROOT);
    return lower.lastIndexOf(':') > lower.lastIndexOf(']') ? lower : lower + usual;
  }

  private static boolean isKey(String key) {
    try {
      return Base64.getDecoder().decode(key).length == 16;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String accept(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1")
              .digest(
                  (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                      .getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }
}
