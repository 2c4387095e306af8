package prosa.client;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells events to a listener through its executor, one after the other and in order, though the
 * executor may have many threads. Any thread may report; none waits.
 *
 * <p>How it works: events wait in a queue, and at most one task of ours is with the executor. A
 * task tells at most {@value #BATCH} events and submits the next task, so that the executor's other
 * work is not held up. The queue has no bound of its own: {@link ClientSession} stops reading while
 * it is long. What the listener throws goes to the thread's handler of uncaught exceptions, and the
 * next event is told. An executor that is shut down ends the delivery of events, also if it drops a
 * task that it had taken; one that does not take a task for another reason is given it again every
 * {@value #AGAIN_MILLIS} ms.
 */
final class EventDispatcher {
  private static final int BATCH = 64;
  private static final int AGAIN_MILLIS = 20;

  private final Executor executor;
  private final Consumer<ChatEvent> listener;
  private final Queue<ChatEvent> waiting = new ArrayDeque<>();
  private final CompletableFuture<EndReason> ended = new CompletableFuture<>();
  private boolean running;
  private boolean stopped;
  private Runnable whenShort = () -> {};
  private int shortLength = -1;

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
      if (stopped) {
        end(event);
        return 0;
      }
      waiting.add(event);
      if (running) {
        if (event instanceof ChatEvent.Ended) {
          stopIfDropped();
        }
        return waiting.size();
      }
      running = true;
    }
    submit();
    if (event instanceof ChatEvent.Ended) {
      stopIfDropped();
    }
    return 1;
  }

  /** How many events wait to be told. */
  int waiting() {
    synchronized (waiting) {
      return waiting.size();
    }
  }

  /** Done when {@link ChatEvent.Ended} has been told, or cannot be told any more. */
  CompletableFuture<EndReason> ended() {
    return ended;
  }

  /** Runs {@code task} once no more than {@code most} events wait. */
  void whenDownTo(int most, Runnable task) {
    boolean now;
    synchronized (waiting) {
      now = waiting.size() <= most;
      if (!now) {
        shortLength = most;
        whenShort = task;
      }
    }
    if (now) {
      task.run();
    }
  }

  private void submit() {
    try {
      executor.execute(this::tellSome);
    } catch (RuntimeException | OutOfMemoryError e) { // it has no place, or no thread, for it
      if (executor instanceof ExecutorService service && service.isShutdown()) {
        stop();
      } else {
        later(this::submit);
      }
    }
  }

  /** An executor that is shut down now drops the tasks that wait: nobody would tell the end. */
  private void stopIfDropped() {
    if (!(executor instanceof ExecutorService service) || ended.isDone()) {
      return;
    }
    if (service.isTerminated()) {
      stop();
    } else {
      later(this::stopIfDropped);
    }
  }

  private static void later(Runnable task) {
    CompletableFuture.delayedExecutor(AGAIN_MILLIS, TimeUnit.MILLISECONDS).execute(task);
  }

  /** Nobody listens any more, and nothing may pile up. */
  private void stop() {
    Runnable task;
    synchronized (waiting) {
      stopped = true;
      waiting.forEach(this::end);
      waiting.clear();
      task = takeShortTask();
    }
    task.run();
  }

  private void end(ChatEvent event) {
    if (event instanceof ChatEvent.Ended(EndReason why)) {
      ended.complete(why);
    }
  }

  private void tellSome() {
    for (int told = 0; told < BATCH; told++) {
      ChatEvent event = take();
      if (event == null) {
        return;
      }
      tell(event);
    }
    submit();
  }

  private void tell(ChatEvent event) {
    try {
      listener.accept(event);
    } catch (Throwable thrown) { // also an Error: the events after it are still delivered
      uncaught(thrown);
    } finally {
      end(event);
    }
  }

  private static void uncaught(Throwable thrown) {
    Thread thread = Thread.currentThread();
    try {
      thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
    } catch (RuntimeException fromHandler) {
      // the handler's own fault, with nobody left to tell it to
    }
  }

  private @Nullable ChatEvent take() {
    ChatEvent event;
    Runnable task;
    synchronized (waiting) {
      event = waiting.poll();
      if (event == null) {
        running = false;
      }
      task = takeShortTask();
    }
    task.run();
    return event;
  }

  /** What is to run now that so few events wait; held under the lock. */
  private Runnable takeShortTask() {
    if (waiting.size() > shortLength) {
      return () -> {};
    }
    shortLength = -1;
    return whenShort;
  }
}
