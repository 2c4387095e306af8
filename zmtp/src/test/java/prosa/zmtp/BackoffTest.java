package prosa.zmtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import prosa.testing.Tries;

class BackoffTest {
  @Test
  void aWaitIsBetweenHalfAndAllOfTheDoubledWaitAndNeverAboveTheLongest() {
    Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));
    Tries.of(
        300,
        random -> {
          int failures = 1 + random.nextInt(random.nextBoolean() ? 30 : 1_000_000);
          long full = Math.min(10_000, 100L << Math.min(failures - 1, 20));

          assertThat(backoff.after(failures, random))
              .isBetween(Duration.ofMillis(full / 2), Duration.ofMillis(full));
        });
  }

  @Test
  void waitsAreNotAllTheSame() {
    Backoff backoff = Backoff.defaults();
    Random random = new Random(1);
    assertThat(backoff.after(5, random)).isNotEqualTo(backoff.after(5, random));
  }

  @Test
  void aBackoffHasAPositiveWait() {
    assertThatThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
