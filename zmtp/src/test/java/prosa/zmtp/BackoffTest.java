package prosa.zmtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BackoffTest {
  @Property(tries = 300)
  void aWaitIsBetweenHalfAndAllOfTheDoubledWaitAndNeverAboveTheLongest(
      @ForAll @IntRange(min = 1, max = 1_000_000) int failures, @ForAll long seed) {
    Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));
    long full = Math.min(10_000, 100L << Math.min(failures - 1, 20));

    assertThat(backoff.after(failures, new Random(seed)))
        .isBetween(Duration.ofMillis(full / 2), Duration.ofMillis(full));
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
