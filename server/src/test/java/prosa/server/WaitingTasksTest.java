package prosa.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a cluster brings while the door's loop is busy. */
final class WaitingTasksTest {
  @Test
  void moreMessagesThanMayWaitForTheLoopAreDroppedUntilItHasRunSome() {
    Queue<Runnable> loop = new ArrayDeque<>();
    WaitingTasks messages = new WaitingTasks(loop::add, ServerCluster.MOST_WAITING);
    AtomicInteger received = new AtomicInteger();
    for (int i = 0; i < 20_100; i++) {
      messages.add(received::incrementAndGet);
    }
    assertThat(loop).hasSize(20_000);
    for (int i = 0; i < 10; i++) {
      loop.remove().run();
    }
    for (int i = 0; i < 100; i++) {
      messages.add(received::incrementAndGet);
    }
    assertThat(loop).hasSize(20_000);
    loop.forEach(Runnable::run);
    assertThat(received).hasValue(20_010);
  }
}
