package prosa.websocket;

import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Finds the route of a request by its exact path; a default route takes all other paths. Immutable;
 * any thread.
 */
public final class HttpRouter {
  private final Map<String, HttpRoute> routes;
  private final HttpRoute others;
  private final List<HttpMethod> methods;

  /**
   * A router.
   *
   * @param routes by path, from the slash on
   * @param others for every other path
   */
  public HttpRouter(Map<String, HttpRoute> routes, HttpRoute others) {
    this.routes = Map.copyOf(routes);
    this.others = others;
    this.methods =
        Stream.concat(Stream.of(others), routes.values().stream())
            .flatMap(route -> route.methods().stream())
            .distinct()
            .toList();
  }

  /** The route of a path. */
  HttpRoute at(String path) {
    return routes.getOrDefault(path, others);
  }

  /** The methods of all routes together: those of the server as a whole. */
  List<HttpMethod> methods() {
    return methods;
  }
}
