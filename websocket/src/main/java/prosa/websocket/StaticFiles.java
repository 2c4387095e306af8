package prosa.websocket;

import java.nio.ByteBuffer;
import java.util.Optional;

/** The static files for browsers. Thread-safe; must not block. */
@FunctionalInterface
public interface StaticFiles {
  /** A site without pages. */
  StaticFiles NONE = request -> Optional.empty();

  /** The asset for a request; empty if there is none. */
  Optional<Asset> at(Request request);

  /** The body of a 404 answer; empty for a plain sentence. */
  default Optional<Asset> missing(Request request) {
    return Optional.empty();
  }

  /**
   * A request.
   *
   * @param path from the slash on, as it was sent
   * @param query what follows the question mark, as it was sent; empty if nothing does
   * @param host the name and port by which this server was reached, checked for its form only
   * @param peer whose limits it counts to; empty if the peer is gone
   */
  record Request(String path, String query, String host, Optional<HttpEnvironment.Peer> peer) {}

  /**
   * An asset. The buffers are shared: their positions must not be moved.
   *
   * @param type its media type
   * @param plain its bytes
   * @param gzip the same bytes compressed; empty if that is not worth it
   * @param tag names this content; empty if it is to be kept by nobody
   * @param immutable whether its path never has other content
   */
  record Asset(String type, ByteBuffer plain, ByteBuffer gzip, String tag, boolean immutable) {}
}
