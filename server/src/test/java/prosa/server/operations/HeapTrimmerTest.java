package prosa.server.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class HeapTrimmerTest {
  private int collections;
  private long seconds;
  private final HeapTrimmer trimmer = new HeapTrimmer(() -> collections++);

  /** So many connections for so many seconds, looked at ten times a second. */
  private void hold(int connections, int forSeconds) {
    hold(connections, connections, forSeconds);
  }

  /** The same with so many rooms and seats. */
  private void hold(int connections, int places, int forSeconds) {
    for (int i = 0; i <= forSeconds * 10; i++) {
      trimmer.look(
          connections,
          places,
          TimeUnit.SECONDS.toNanos(seconds) + TimeUnit.MILLISECONDS.toNanos(i * 100L));
    }
    seconds += forSeconds;
  }

  @Test
  void collectsOnceAfterMostHaveLeft() {
    hold(9000, 60);
    hold(0, HeapTrimmer.WAIT_SECONDS - 1);
    assertThat(collections).isZero();
    hold(0, 600);
    assertThat(collections).isOne();
  }

  @Test
  void collectsAgainWhenTheSeatsThatWereHeldAreFree() {
    hold(9000, 9900, 60);
    hold(0, 9900, 30);
    assertThat(collections).isOne();
    hold(0, 0, HeapTrimmer.WAIT_SECONDS - 1);
    assertThat(collections).isOne();
    hold(0, 0, 600);
    assertThat(collections).isEqualTo(2);
  }

  @Test
  void doesNotCollectWhileTheyComeBackWithinTheWait() {
    hold(2000, 10);
    for (int i = 0; i < 20; i++) {
      hold(100, 10);
      hold(1900, 10);
    }
    assertThat(collections).isZero();
  }

  @Test
  void doesNotCollectForAFew() {
    hold(HeapTrimmer.FEWEST_GONE - 1, 60);
    hold(0, 600);
    assertThat(collections).isZero();
  }

  @Test
  void doesNotCollectIfFewerThanHalfHaveLeft() {
    hold(9000, 60);
    hold(4501, 600);
    assertThat(collections).isZero();
  }

  @Test
  void collectsAgainAfterTheNextRush() {
    hold(3000, 10);
    hold(1000, 60);
    hold(400, 60); // 600 fewer than at the last collection, and less than half
    hold(0, 60); // but these 400 are too few
    hold(2000, 10);
    hold(0, 60);
    assertThat(collections).isEqualTo(3);
  }
}
