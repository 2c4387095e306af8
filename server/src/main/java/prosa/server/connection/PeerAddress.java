package prosa.server.connection;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The client address of a connection: that of the connection, or the one reported by a trusted
 * proxy. Thread-safe.
 */
final class PeerAddress {
  private static final AttributeKey<InetAddress> TOLD = AttributeKey.valueOf("prosa.peer");

  private PeerAddress() {}

  /** The address; null if the connection is gone and no proxy reported one. */
  static @Nullable InetAddress of(Channel channel) {
    InetAddress told = channel.attr(TOLD).get();
    if (told != null) {
      return told;
    }
    return channel.remoteAddress() instanceof InetSocketAddress remote ? remote.getAddress() : null;
  }

  /** Whether it was set: its connection counts for it. */
  static boolean isTold(Channel channel) {
    return channel.attr(TOLD).get() != null;
  }

  /** Sets the address: that of the connection when it is let in, then what a proxy reports. */
  static void tell(Channel channel, InetAddress person) {
    channel.attr(TOLD).set(person);
  }
}
