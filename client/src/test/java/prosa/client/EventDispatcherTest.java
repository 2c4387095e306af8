package prosa.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The events that reach a listener, with faulty executors and listeners. */
@Timeout(60)
final class EventDispatcherTest {
  private static final ChatEvent.Ended END = new ChatEvent.Ended(new EndReason.Left());

  private static ChatEvent event(int number) {
    return new ChatEvent.Missed(number, number);
  }

  @Test
  void everythingIsToldInOrderHoweverFarTheListenerLags() throws Exception {
    LinkedBlockingQueue<Runnable> held = new LinkedBlockingQueue<>();
    List<ChatEvent> told = new ArrayList<>();
    EventDispatcher dispatcher = new EventDispatcher(held::add, told::add);
    for (int i = 0; i < 2_000; i++) {
      dispatcher.report(event(i));
    }
    AtomicInteger ran = new AtomicInteger();
    dispatcher.whenDownTo(256, ran::incrementAndGet);
    dispatcher.report(END);
    while (!held.isEmpty()) {
      held.take().run();
    }

    assertThat(told).hasSize(2_001).endsWith(END);
    assertThat(told.getFirst()).isEqualTo(event(0));
    assertThat(ran).hasValue(1);
    assertThat(dispatcher.ended()).isCompletedWithValue(END.why());
  }

  @Test
  void anErrorOfTheListenerCostsOneEvent() {
    List<ChatEvent> told = new ArrayList<>();
    EventDispatcher dispatcher =
        new EventDispatcher(
            task -> {
              Thread thread = new Thread(task);
              thread.setUncaughtExceptionHandler(
                  (_, _) -> {
                    throw new IllegalStateException("the handler's own fault (meant)");
                  });
              thread.start();
              join(thread);
            },
            event -> {
              told.add(event);
              if (told.size() == 1) {
                throw new StackOverflowError("a listener's own fault (meant)");
              }
            });
    dispatcher.report(event(1));
    dispatcher.report(event(2));
    dispatcher.report(END);

    assertThat(told).containsExactly(event(1), event(2), END);
  }

  @Test
  void anExecutorThatIsFullIsAskedAgain() throws Exception {
    List<ChatEvent> told = new CopyOnWriteArrayList<>();
    CountDownLatch release = new CountDownLatch(1);
    try (ExecutorService full =
        new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1))) {
      full.execute(() -> await(release));
      full.execute(() -> {}); // its one place in the queue
      EventDispatcher dispatcher = new EventDispatcher(full, told::add);
      dispatcher.report(event(1));
      dispatcher.report(END);
      assertThat(told).isEmpty();
      release.countDown();

      assertThat(dispatcher.ended().get(30, TimeUnit.SECONDS)).isEqualTo(END.why());
      assertThat(told).containsExactly(event(1), END);
    }
  }

  @Test
  void anExecutorThatIsShutDownEndsTheTellingAndNothingPilesUp() {
    List<ChatEvent> told = new ArrayList<>();
    ExecutorService down = Executors.newSingleThreadExecutor();
    down.shutdown();
    EventDispatcher dispatcher = new EventDispatcher(down, told::add);
    assertThat(dispatcher.report(event(1))).isLessThanOrEqualTo(1);
    assertThat(dispatcher.report(event(2))).isZero();
    assertThat(dispatcher.ended()).isNotDone();
    dispatcher.report(END);

    assertThat(dispatcher.ended()).isCompleted();
    assertThat(told).isEmpty();
  }

  @Test
  void anExecutorThatHasNoThreadForATaskIsAskedAgain() throws Exception {
    List<ChatEvent> told = new CopyOnWriteArrayList<>();
    AtomicInteger asked = new AtomicInteger();
    EventDispatcher dispatcher =
        new EventDispatcher(
            task -> {
              switch (asked.incrementAndGet()) {
                case 1 -> throw new OutOfMemoryError("unable to create native thread (meant)");
                case 2 -> throw new IllegalStateException("not now (meant)");
                default -> Thread.ofVirtual().start(task);
              }
            },
            told::add);
    dispatcher.report(event(1));
    dispatcher.report(END);

    assertThat(dispatcher.ended().get(30, TimeUnit.SECONDS)).isEqualTo(END.why());
    assertThat(told).containsExactly(event(1), END);
  }

  @Test
  void anExecutorThatDropsItsTasksEndsTheTelling() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    ExecutorService busy = Executors.newSingleThreadExecutor();
    busy.execute(
        () -> {
          release.countDown();
          while (!Thread.currentThread().isInterrupted()) {
            LockSupport.park();
          }
        });
    await(release);
    EventDispatcher dispatcher = new EventDispatcher(busy, _ -> {});
    dispatcher.report(event(1));
    dispatcher.report(END);
    assertThat(busy.shutdownNow()).hasSize(1);

    assertThat(dispatcher.ended().get(30, TimeUnit.SECONDS)).isEqualTo(END.why());
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
