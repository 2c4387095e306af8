package prosa.logging;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import prosa.testing.Tries;

final class RepeatLimitTest {
  private final RepeatLimit limit = new RepeatLimit();

  @Test
  void theFirstPassesAtOnceAndTheRestIsCounted() {
    assertThat(limit.admit(0)).isZero();
    assertThat(limit.admit(1)).isEqualTo(-1);
    assertThat(limit.admit(2)).isEqualTo(-1);
    assertThat(limit.admit(SECONDS.toNanos(1))).isEqualTo(2);
  }

  @Test
  void aFloodOfSevenSecondsIsAHandfulOfLines() {
    int lines = 0;
    long told = 0;
    int caused = 123_500;
    for (int i = 0; i < caused; i++) {
      long more = limit.admit(i * SECONDS.toNanos(7) / caused);
      if (more >= 0) {
        lines++;
        told += 1 + more;
      }
    }
    told += limit.rest(SECONDS.toNanos(600));
    assertThat(lines).isBetween(2, 5);
    assertThat(told).as("each is told, or counted").isEqualTo(caused);
  }

  @Test
  void anHourOfFloodHasAboutSixtyLines() {
    int lines = 0;
    for (long ms = 0; ms < 3_600_000; ms += 5) {
      lines += limit.admit(MILLISECONDS.toNanos(ms)) >= 0 ? 1 : 0;
    }
    assertThat(lines).isBetween(50, 70);
  }

  @Test
  void whatComesSeldomPassesAlways() {
    for (int i = 0; i < 20; i++) {
      assertThat(limit.admit(SECONDS.toNanos(2L * i))).isZero();
    }
  }

  @Test
  void theRestIsToldWhenItsTimeHasComeAndOnce() {
    var _ = limit.admit(0);
    var _ = limit.admit(1);
    assertThat(limit.keepsBack()).isTrue();
    assertThat(limit.rest(2)).isZero();
    assertThat(limit.rest(SECONDS.toNanos(1))).isEqualTo(1);
    assertThat(limit.rest(SECONDS.toNanos(100))).isZero();
    assertThat(limit.keepsBack()).isFalse();
  }

  @Test
  void nothingIsLostAndNoSecondHasTwoLines() {
    Tries.of(
        200,
        random -> {
          RepeatLimit tried = new RepeatLimit();
          long now = Long.MAX_VALUE - SECONDS.toNanos(100); // the clock may turn over
          long last = now - SECONDS.toNanos(10);
          long told = 0;
          int lines = random.nextInt(301);
          for (int i = 0; i < lines; i++) {
            now += MILLISECONDS.toNanos(random.nextInt(random.nextBoolean() ? 20 : 3_001));
            long more = tried.admit(now);
            if (more >= 0) {
              assertThat(now - last).isGreaterThanOrEqualTo(SECONDS.toNanos(1));
              last = now;
              told += 1 + more;
            }
          }
          told += tried.rest(now + SECONDS.toNanos(200));
          assertThat(told).isEqualTo(lines);
        });
  }
}
