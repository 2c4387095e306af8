package prosa.zmtp;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * When a client dials again: it counts failures in a row and runs the one timer. On the loop only.
 */
final class ReconnectTimer {
  private final EventLoop loop;
  private final Backoff backoff;
  private int failures;
  private @Nullable ScheduledFuture<?> timer;

  ReconnectTimer(EventLoop loop, Backoff backoff) {
    this.loop = loop;
    this.backoff = backoff;
  }

  /** A connection came about; if it lasts, the failures before it are forgotten. */
  void connected() {
    set(backoff.longest(), () -> failures = 0);
  }

  /** Another failure: runs {@code dial} after the wait that is returned. */
  Duration failed(Runnable dial) {
    failures++;
    Duration wait = backoff.after(failures, ThreadLocalRandom.current());
    set(wait, dial);
    return wait;
  }

  /** Runs nothing any more. */
  void cancel() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private void set(Duration wait, Runnable task) {
    cancel();
    timer = loop.schedule(task, wait.toNanos(), TimeUnit.NANOSECONDS);
  }
}
