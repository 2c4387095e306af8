package prosa.websocket;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Optional;

/**
 * What HTTP needs from the server around it: the peer's identity, the cost of requests, and a place
 * to report errors. Called on a connection's event loop; must not block.
 */
public interface HttpEnvironment {
  /**
   * A peer, as limits count it.
   *
   * @param address one key for all that count as one
   * @param trusted whether it is in a trusted network
   */
  record Peer(String address, boolean trusted) {}

  /** What becomes of a request whose head arrived. */
  sealed interface Arrival {}

  /** It is answered with this status. */
  record NotServed(HttpResponseStatus why) implements Arrival {}

  /**
   * It is served. What a proxy that may say so tells of a request.
   *
   * @param proxied whether it came through one
   * @param host the name and port by which the person reached the proxy; empty if it does not say
   * @param encrypted whether the person reached the proxy by https; empty if it does not say
   */
  record Forwarding(boolean proxied, Optional<String> host, Optional<Boolean> encrypted)
      implements Arrival {
    /** It came without a proxy. */
    public static final Forwarding NONE = new Forwarding(false, Optional.empty(), Optional.empty());
  }

  /** The head of a request arrived. */
  default Arrival arrived(Channel channel, HttpRequest request) {
    return Forwarding.NONE;
  }

  /** The peer; empty if it is gone already. */
  Optional<Peer> peer(Channel channel);

  /** {@code host:port} of this server as the peer reached it. */
  String addressOf(Channel channel);

  /** Whether the server is draining. */
  boolean draining();

  /** A request was answered: the milliseconds for which the next one has to wait, or 0. */
  long charge(Channel channel);

  /** A TLS handshake came to an end, or failed. */
  void handshake(boolean done);

  /** A connection is not read from for a while, because of what it was charged. */
  void paused();

  /** A request is answered with this status, which is 400 or more. */
  void refused(int status);

  /** A connection broke HTTP or TLS, or asked for more than is kept, and is closed. */
  void broken();

  /** The answer to a request for a host name that is not this server's. */
  String unknownName(String name);
}
