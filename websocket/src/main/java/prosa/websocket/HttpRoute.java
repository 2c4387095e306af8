package prosa.websocket;

import io.netty.handler.codec.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The route of a path: its methods, its host check and its handler.
 *
 * @param methods without the implied ones: HEAD with GET, and OPTIONS
 * @param hosts by which names of the server it may be reached
 */
public record HttpRoute(List<HttpMethod> methods, HostCheck hosts, HttpHandler handler) {
  /** By which names of the server something may be reached (see {@link HostNames}). */
  public enum HostCheck {
    /** By any: for balancers and monitors. */
    ANY,
    /** By those that are known to be the server's. */
    KNOWN,
    /**
     * By any, from what is no browser. A browser always sends an Origin with a WebSocket (RFC 6455,
     * section 10.2), and only browsers can be affected by DNS rebinding.
     */
    KNOWN_TO_BROWSERS
  }

  public HttpRoute {
    List<HttpMethod> all = new ArrayList<>(methods);
    if (all.contains(HttpMethod.GET) && !all.contains(HttpMethod.HEAD)) {
      all.add(all.indexOf(HttpMethod.GET) + 1, HttpMethod.HEAD);
    }
    if (!all.contains(HttpMethod.OPTIONS)) {
      all.add(HttpMethod.OPTIONS);
    }
    methods = List.copyOf(all);
  }

  /** Something that is asked for with GET or HEAD. */
  public static HttpRoute get(HostCheck hosts, HttpHandler handler) {
    return new HttpRoute(List.of(HttpMethod.GET), hosts, handler);
  }

  /** The methods, as an Allow header lists them (RFC 9110, section 10.2.1). */
  String allow() {
    return allow(methods);
  }

  static String allow(List<HttpMethod> methods) {
    return methods.stream().map(HttpMethod::name).collect(Collectors.joining(", "));
  }
}
