package prosa.server.connection;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The address of the person at the other end of a connection: that of the connection, or what a
 * proxy said that may say so. Any thread.
 */
final class PeerAddress {
  private static final AttributeKey<InetAddress> TOLD = AttributeKey.valueOf("prosa.peer");

  private PeerAddress() {}

  /** The address; null if the connection is gone and nobody told another. */
  static @Nullable InetAddress of(Channel channel) {
    InetAddress told = channel.attr(TOLD).get();
    if (told != null) {
      return told;
    }
    return channel.remoteAddress() instanceof InetSocketAddress remote ? remote.getAddress() : null;
  }

  /** Whoever is there is at this address from now on. */
  static void tell(Channel channel, InetAddress person) {
    channel.attr(TOLD).set(person);
  }
}
