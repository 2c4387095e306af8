package prosa.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts what is sent on one connection for its socket, past the pipeline that encrypts it
 * otherwise. On that connection's event loop.
 */
public interface SocketCipher {
  /**
   * Encrypts the bytes from {@code from} up to {@code to} of {@code plain}, whose indices stay as
   * they are. What it returns has to be sent next: the peer counts.
   *
   * @return a buffer of the event loop's own, until the next call on the same loop; null if these
   *     bytes have to go through the pipeline now, and nothing was encrypted
   */
  @Nullable ByteBuf encrypt(ByteBuf plain, int from, int to);

  /** Sends what the socket did not take of encrypted bytes, behind what waits; takes them over. */
  ChannelFuture sendRest(ByteBuf encrypted);
}
