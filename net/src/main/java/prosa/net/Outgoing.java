package prosa.net;

import io.netty.buffer.ByteBuf;

/**
 * The way out to a member: whole frames, of which too many are not taken. Used on one event loop.
 */
public interface Outgoing {

  /**
   * Takes the bytes from {@code from} up to {@code to} of a shared buffer, whose indices stay as
   * they are: whole frames. An empty way takes any size.
   *
   * @return false, and nothing is taken, if there would be too much
   */
  boolean write(ByteBuf shared, int from, int to);

  /** Takes a whole buffer and releases it. */
  boolean writeAndRelease(ByteBuf own);

  /** The bytes waiting. */
  long waiting();

  /** Whether a buffer of {@code size} bytes would be taken. */
  boolean takes(int size);

  /**
   * Whether something was sent {@code nanos} ago that the peer has not acknowledged yet; to be
   * asked about twice a second.
   *
   * @param now a monotonic clock, in nanoseconds
   */
  boolean stuck(long now, long nanos);

  /**
   * Whether {@link #stuck} need not be asked: nothing was sent since it found that all was
   * acknowledged.
   */
  boolean isSettled();

  /**
   * Closes the connection at once; what is queued is gone.
   *
   * @return false if it was closed before
   */
  boolean abort();
}
