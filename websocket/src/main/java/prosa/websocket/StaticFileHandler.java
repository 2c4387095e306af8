package prosa.websocket;

import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;

/** Serves {@link StaticFiles}; inside TLS only, where there is TLS. */
public final class StaticFileHandler implements HttpHandler {
  private final StaticFiles files;

  /** Serves {@code files}. */
  public StaticFileHandler(StaticFiles files) {
    this.files = files;
  }

  @Override
  public void handle(HttpExchange exchange) {
    RequestTarget target = exchange.target();
    if (exchange.encrypts() && !exchange.secure()) {
      exchange.send(HttpResponses.moved(exchange.host(), target));
      return;
    }
    StaticFiles.Request asked =
        new StaticFiles.Request(target.path(), target.query(), target.host(), exchange.peer());
    FullHttpResponse found =
        files
            .at(asked)
            .map(asset -> HttpResponses.asset(exchange.request(), asset))
            .or(
                () ->
                    files
                        .missing(asked)
                        .map(asset -> HttpResponses.missing(exchange.request(), asset)))
            .orElseGet(
                () -> HttpResponses.text(HttpResponseStatus.NOT_FOUND, "There is no such page.\n"));
    exchange.send(found);
  }
}
