package prosa.websocket;

import io.netty.channel.Channel;
import java.util.Optional;

/**
 * What HTTP needs of the server around it: who a peer is, what requests cost, and somebody to tell
 * what went wrong. Called on a connection's event loop; must not block.
 */
public interface HttpEnvironment {
  /**
   * A peer, as limits count it.
   *
   * @param address one key for all that count as one
   * @param trusted whether it is in a trusted network
   */
  record Peer(String address, boolean trusted) {}

  /** Who is at the other end; empty if it is gone already. */
  Optional<Peer> peer(Channel channel);

  /** {@code host:port} of this server as the peer reached it. */
  String addressOf(Channel channel);

  /** Whether the server is going away. */
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

  /** What is said to whoever came by a name that is not known to be this server's. */
  String unknownName(String name);
}
