package prosa.client;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Tells events through somebody's executor, one after the other and in order, though the executor
 * may have many threads. Any thread may report; none waits.
 *
 * <p>How it works: events wait in a queue, and at most one task of ours is with the executor. A
 * task tells a few and makes place for others, so that a window stays alive in a flood.
 */
final class EventDispatcher {
  private static final int AT_ONCE = 64;

  private final Executor executor;
  private final Consumer<ChatEvent> listener;
  private final Queue<ChatEvent> waiting = new ArrayDeque<>();
  private boolean running;
  private Runnable relieved = () -> {};
  private int relief = -1;

  EventDispatcher(Executor executor, Consumer<ChatEvent> listener) {
    this.executor = executor;
    this.listener = listener;
  }

  /**
   * Adds an event.
   *
   * @return how many wait now
   */
  int report(ChatEvent event) {
    synchronized (waiting) {
      waiting.add(event);
      if (running) {
        return waiting.size();
      }
      running = true;
    }
    submit();
    return 1;
  }

  /** Runs {@code task} once no more than {@code most} events wait. */
  void whenDownTo(int most, Runnable task) {
    boolean now;
    synchronized (waiting) {
      now = waiting.size() <= most;
      if (!now) {
        relief = most;
        relieved = task;
      }
    }
    if (now) {
      task.run();
    }
  }

  private void submit() {
    try {
      executor.execute(this::tell);
    } catch (RejectedExecutionException e) {
      // The executor is shut down: nobody listens any more, and nothing may pile up.
      synchronized (waiting) {
        waiting.clear();
        running = false;
      }
    }
  }

  private void tell() {
    for (int told = 0; told < AT_ONCE; told++) {
      ChatEvent event = take();
      if (event == null) {
        return;
      }
      try {
        listener.accept(event);
      } catch (RuntimeException thrown) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
      }
    }
    submit();
  }

  private @org.jspecify.annotations.Nullable ChatEvent take() {
    ChatEvent event;
    Runnable task = null;
    synchronized (waiting) {
      event = waiting.poll();
      if (event == null) {
        running = false;
      }
      if (waiting.size() <= relief) {
        relief = -1;
        task = relieved;
      }
    }
    if (task != null) {
      task.run();
    }
    return event;
  }
}
