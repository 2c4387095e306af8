package prosa.client;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A timer on an event loop. Starting it again replaces the pending task. On the event loop only.
 */
final class LoopTimer {
  private final EventLoop loop;
  private @Nullable ScheduledFuture<?> running;

  LoopTimer(EventLoop loop) {
    this.loop = loop;
  }

  void start(Duration wait, Runnable then) {
    stop();
    running =
        loop.schedule(
            () -> {
              running = null;
              then.run();
            },
            wait.toNanos(),
            TimeUnit.NANOSECONDS);
  }

  /** Whether a task is pending. */
  boolean runs() {
    return running != null;
  }

  void stop() {
    if (running != null) {
      running.cancel(false);
      running = null;
    }
  }
}
