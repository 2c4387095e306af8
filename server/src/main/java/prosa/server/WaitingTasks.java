package prosa.server;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tasks for another thread, of which so many wait at most; a further one is dropped. Thread-safe.
 */
final class WaitingTasks {
  private final Executor executor;
  private final int most;
  private final AtomicInteger waiting = new AtomicInteger();

  WaitingTasks(Executor executor, int most) {
    this.executor = executor;
    this.most = most;
  }

  void add(Runnable task) {
    if (waiting.incrementAndGet() > most) {
      waiting.decrementAndGet();
      return;
    }
    executor.execute(
        () -> {
          waiting.decrementAndGet();
          task.run();
        });
  }
}
