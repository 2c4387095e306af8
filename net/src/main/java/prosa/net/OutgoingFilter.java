package prosa.net;

import io.netty.buffer.ByteBuf;

/**
 * Transforms whole frames for the wire of one connection, as encryption does. On that connection's
 * event loop. What it wrote goes out in order, but may be dropped.
 */
public interface OutgoingFilter {
  /** The bytes that {@link #write} appends for the same frames. */
  int sizeOf(ByteBuf frames, int from, int to);

  /**
   * Appends what is sent for the whole frames from {@code from} up to {@code to} of {@code frames},
   * whose indices stay as they are: other connections are sent them, too.
   */
  void write(ByteBuf out, ByteBuf frames, int from, int to);
}
