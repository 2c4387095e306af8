package prosa.zmtp;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.concurrent.TimeUnit;

/**
 * How many commands with agreements of keys an event loop has computed in this turn: {@value #MOST}
 * at most, so that many handshakes that come at once hold up its other connections for a few
 * milliseconds, and not for a few hundred. A turn ends when the loop has looked at its other
 * sockets. On that loop only.
 */
final class KeyAgreementLimit {
  /**
   * The most commands of one turn. Each costs two agreements of X25519, a third of a millisecond
   * each on a slow machine.
   */
  static final int MOST = 4;

  private static final FastThreadLocal<KeyAgreementLimit> OF_THREAD = new FastThreadLocal<>();

  private final EventLoop loop;
  private int computed;

  private KeyAgreementLimit(EventLoop loop) {
    this.loop = loop;
  }

  /** Those of the loop whose thread this is. */
  static KeyAgreementLimit of(EventLoop loop) {
    KeyAgreementLimit turns = OF_THREAD.get();
    if (turns == null || !turns.loop.equals(loop)) {
      turns = new KeyAgreementLimit(loop);
      OF_THREAD.set(turns);
    }
    return turns;
  }

  /** Whether the next one has to wait for the other connections. */
  boolean isOver() {
    return computed >= MOST;
  }

  /** One more is computed. */
  void count() {
    if (computed++ == 0) {
      var _ =
          loop.schedule(
              () -> computed = 0, 1, TimeUnit.NANOSECONDS); // after the loop's other sockets
    }
  }
}
