package prosa.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import prosa.net.AcceptFailureHandler;
import prosa.server.operations.RateLimitedLogger;

class AcceptThrottleTest {
  private final AtomicInteger open = new AtomicInteger();
  private final EmbeddedChannel port = new EmbeddedChannel();
  private final AcceptThrottle throttle =
      new AcceptThrottle(open::get, 10, new RateLimitedLogger());

  @Test
  void pausesAtTheLimitAndResumesBelowIt() {
    throttle.add(port);
    open.set(9); // and the port itself
    throttle.pauseIfFull();
    assertThat(port.config().isAutoRead()).isFalse();
    throttle.resumeIfPossible();
    assertThat(port.config().isAutoRead()).isFalse();
    open.set(8);
    throttle.resumeIfPossible();
    assertThat(port.config().isAutoRead()).isTrue();
  }

  /** Without descriptors the kernel says again and again that somebody waits. */
  @Test
  void aFailureToAcceptPausesForAMoment() {
    EmbeddedChannel failing =
        new EmbeddedChannel(
            new AcceptFailureHandler((channel, _) -> throttle.pauseAfterFailure(channel)));
    throttle.add(failing);
    throttle.add(port);
    failing.pipeline().fireExceptionCaught(new IOException("too many open files"));
    failing.checkException(); // nobody else hears of it
    assertThat(List.of(failing, port)).noneMatch(channel -> channel.config().isAutoRead());
    for (int look = 0; look < AcceptThrottle.LOOKS_AFTER_FAILURE; look++) {
      throttle.resumeIfPossible();
      assertThat(port.config().isAutoRead()).isFalse();
    }
    throttle.resumeIfPossible();
    assertThat(List.of(failing, port)).allMatch(channel -> channel.config().isAutoRead());
  }

  @Test
  void aPortThatIsAddedWhilePausedDoesNotAccept() {
    open.set(10);
    throttle.pauseIfFull();
    throttle.add(port);
    assertThat(port.config().isAutoRead()).isFalse();
    open.set(0);
    throttle.resumeIfPossible();
    assertThat(port.config().isAutoRead()).isTrue();
  }

  @Test
  void aPortThatFailedBeforeItWasAddedAcceptsOnceAllDo() {
    throttle.pauseAfterFailure(port);
    for (int look = 0; look <= AcceptThrottle.LOOKS_AFTER_FAILURE; look++) {
      throttle.resumeIfPossible();
    }
    assertThat(port.config().isAutoRead()).isFalse();
    throttle.add(port);
    assertThat(port.config().isAutoRead()).isTrue();
  }

  @Test
  void aClosedPortIsForgotten() {
    throttle.add(port);
    open.set(9);
    var _ = port.close(); // its descriptor is free again
    throttle.pauseIfFull(); // nine of ten: the port's descriptor is free again
    EmbeddedChannel another = new EmbeddedChannel();
    throttle.add(another);
    assertThat(another.config().isAutoRead()).isTrue();
  }

  /** A pause that raced with a resume left the port closed for ever. */
  @Test
  void pausesThatRaceWithResumesNeverLeaveThePortClosed() throws Exception {
    throttle.add(port);
    for (int round = 0; round < 2_000; round++) {
      CyclicBarrier together = new CyclicBarrier(3);
      List<Thread> threads = new ArrayList<>();
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    await(together);
                    open.set(9);
                    throttle.pauseIfFull();
                    open.set(0);
                  }));
      for (int i = 0; i < 2; i++) {
        threads.add(
            Thread.ofVirtual()
                .start(
                    () -> {
                      await(together);
                      throttle.resumeIfPossible();
                    }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      throttle.resumeIfPossible();
      assertThat(port.config().isAutoRead()).as("round %d", round).isTrue();
    }
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
