package prosa.net;

import io.netty.util.AttributeKey;

/**
 * Measures what a peer sends and decides when reading pauses. A channel that has one under {@link
 * #KEY} when the first bytes come is measured. On the channel's event loop.
 */
public interface InputMeter {
  /** Where a channel's meter is found. */
  AttributeKey<InputMeter> KEY = AttributeKey.valueOf("prosa.net.meter");

  /** Takes everything. */
  InputMeter UNLIMITED = (_, _) -> 0;

  /**
   * Counts what has just been handed out.
   *
   * @param frames whole frames; 0 if the bytes brought none
   * @param bytes all of their bytes
   * @return the nanoseconds for which nothing more is to be read or handed out, 0 to go on
   */
  long pay(int frames, long bytes);

  /**
   * Whether what was handed out since {@link #pay} was called last cost so much beyond being read
   * that the loop's other connections have their turn now; asked before each further frame.
   */
  default boolean isTurnOver() {
    return false;
  }

  /**
   * Whether the peer may have a handshake with agreements of keys now, which costs this side much
   * more than the peer; asked once for each. If not, the connection ends.
   */
  default boolean mayAgreeOnKeys() {
    return true;
  }
}
