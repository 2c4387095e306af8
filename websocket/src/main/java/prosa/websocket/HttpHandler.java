package prosa.websocket;

/**
 * Answers the requests of a route. Called on the connection's event loop, for one request of a
 * connection at a time; must not block.
 */
@FunctionalInterface
public interface HttpHandler {
  /** Answers, now or later, with exactly one call of the exchange. */
  void handle(HttpExchange exchange);
}
