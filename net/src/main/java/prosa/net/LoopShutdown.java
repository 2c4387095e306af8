package prosa.net;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Ends event loops with all channels that are registered with them.
 *
 * <p>Netty's own shutdown without a quiet time may leave sockets open for ever: a loop that is told
 * to end right after it looked whether it should closes no channel before it ends (Netty 4.2). With
 * a quiet time it goes round once more, which takes about a tenth of a second. Any thread but the
 * loops'.
 */
public final class LoopShutdown {
  private static final long QUIET_MILLIS = 50;

  private LoopShutdown() {}

  /**
   * Begins to end the loops.
   *
   * @param most how long tasks that are still submitted may put the end off
   * @return done when their threads have ended
   */
  public static Future<?> begin(EventLoopGroup loops, Duration most) {
    long millis = Math.max(QUIET_MILLIS, most.toMillis());
    return loops.shutdownGracefully(QUIET_MILLIS, millis, TimeUnit.MILLISECONDS);
  }
}
