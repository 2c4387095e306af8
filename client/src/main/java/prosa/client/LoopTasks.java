package prosa.client;

import io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;

/** Posts tasks to an event loop that may have been shut down meanwhile. */
final class LoopTasks {
  private LoopTasks() {}

  /** Runs {@code task} on the loop, or never, if the session has ended. */
  static void post(EventLoop loop, Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      // The session has ended, and the loop with it: nothing is left to be done there.
    }
  }
}
