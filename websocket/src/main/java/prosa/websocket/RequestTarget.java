package prosa.websocket;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The target of a request (RFC 9112, section 3.2): the server's name and port, the path and the
 * query. Of a target in absolute form, of http, https, ws or wss, the authority counts and not the
 * Host header.
 *
 * @param host checked for its form; empty in HTTP/1.0, where it need not be said
 * @param path from the slash on, as it was sent; {@code *} for the server as a whole
 * @param query what follows the question mark, as it was sent; empty if nothing does
 */
public record RequestTarget(String host, String path, String query) {
  /** A port may be empty (RFC 3986, section 3.2.3). */
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9._\\-]+(:\\d{0,5})?|\\[[0-9A-Fa-f:.]+](:\\d{0,5})?");

  private static final Pattern ABSOLUTE = Pattern.compile("(?i)(?:http|ws)s?://([^/?#]*)(.*)");

  /**
   * What a target may consist of (RFC 3986); in it, a percent sign begins two hexadecimal digits.
   */
  private static final Pattern TARGET =
      Pattern.compile("(?:[!$&-;=?-_a-z~\"|`{}^<>\\\\]|%[0-9A-Fa-f]{2})+");

  private static final int LONGEST_HOST = 255;

  /** Reads a request's; empty if it has none, or does not say once by which name it reached us. */
  static Optional<RequestTarget> of(HttpRequest request) {
    List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
    boolean older = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
    if (hosts.size() > 1 || (hosts.isEmpty() && !older)) {
      return Optional.empty();
    }
    String host = hosts.isEmpty() ? "" : hosts.getFirst();
    if (!hosts.isEmpty() && !isHost(host)) {
      return Optional.empty();
    }
    String uri = request.uri();
    if (!TARGET.matcher(uri).matches()) {
      return Optional.empty();
    }
    if (uri.startsWith("/") || uri.equals("*")) {
      return Optional.of(split(host, uri));
    }
    Matcher absolute = ABSOLUTE.matcher(uri);
    if (!absolute.matches() || !isHost(absolute.group(1))) {
      return Optional.empty();
    }
    String rest = absolute.group(2);
    return Optional.of(split(absolute.group(1), rest.startsWith("/") ? rest : "/" + rest));
  }

  /** The same as a proxy was reached by this name, if it may be one. */
  RequestTarget reachedBy(Optional<String> name) {
    return name.filter(RequestTarget::isHost)
        .map(host -> new RequestTarget(withoutEmptyPort(host), path, query))
        .orElse(this);
  }

  /** The same without the path that all is served under, if it has it: a proxy may leave it out. */
  RequestTarget below(String base) {
    return !base.isEmpty() && path.startsWith(base + "/")
        ? new RequestTarget(host, path.substring(base.length()), query)
        : this;
  }

  private static boolean isHost(String host) {
    return host.length() <= LONGEST_HOST && HOST.matcher(host).matches();
  }

  private static RequestTarget split(String host, String target) {
    String name = withoutEmptyPort(host);
    int end = target.indexOf('?');
    return end < 0
        ? new RequestTarget(name, target, "")
        : new RequestTarget(name, target.substring(0, end), target.substring(end + 1));
  }

  private static String withoutEmptyPort(String host) {
    return host.endsWith(":") ? host.substring(0, host.length() - 1) : host;
  }

  /** The path with the query. */
  String whole() {
    return query.isEmpty() ? path : path + "?" + query;
  }
}
