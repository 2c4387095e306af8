package prosa.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void burstThenPerSecond() {
    TokenBucket budget = new TokenBucket(new Rate(10, 4), 0);
    for (int i = 0; i < 10; i++) {
      assertThat(budget.take(0)).isZero();
    }
    assertThat(budget.take(0)).isEqualTo(250);
    assertThat(budget.take(SECOND / 4)).isZero();
    assertThat(budget.take(SECOND / 4)).isEqualTo(250);
  }

  @Test
  void refusedTakesNothing() {
    TokenBucket budget = new TokenBucket(new Rate(1, 1), 0);
    assertThat(budget.take(0)).isZero();
    for (int i = 0; i < 100; i++) {
      assertThat(budget.take(i)).isPositive();
    }
    assertThat(budget.take(SECOND)).isZero();
  }

  @Test
  void whatIsGivenBackCanBeTakenAgainAndIsNoMoreThanTheBurst() {
    TokenBucket budget = new TokenBucket(new Rate(2, 1), 0);
    assertThat(budget.take(0)).isZero();
    assertThat(budget.take(0)).isZero();
    for (int i = 0; i < 100; i++) {
      assertThat(budget.take(0)).isPositive();
      budget.giveBack(0);
      assertThat(budget.take(0)).isZero();
    }
    for (int i = 0; i < 100; i++) {
      budget.giveBack(0);
    }
    assertThat(budget.take(0)).isZero();
    assertThat(budget.take(0)).isZero();
    assertThat(budget.take(0)).isPositive();
  }

  @Test
  void restFillsUpToTheBurstOnly() {
    TokenBucket budget = new TokenBucket(new Rate(2, 1), 0);
    long later = 1_000 * SECOND;
    assertThat(budget.take(later)).isZero();
    assertThat(budget.take(later)).isZero();
    assertThat(budget.take(later)).isPositive();
  }

  @Test
  void waitingAsLongAsToldIsEnough() {
    TokenBucket budget = new TokenBucket(new Rate(3, 7), 0);
    long now = 0;
    for (int i = 0; i < 1_000; i++) {
      long wait = budget.until(now);
      now += wait * 1_000_000;
      assertThat(budget.take(now)).isZero();
    }
    assertThat(now).isBetween((1_000 - 3) * SECOND / 7, 1_000 * SECOND / 7 + 2 * SECOND);
  }

  @Test
  void offNeverSaysNo() {
    TokenBucket budget = new TokenBucket(Rate.OFF, 0);
    for (int i = 0; i < 1_000; i++) {
      assertThat(budget.take(0)).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "10:", ":4", "0:4", "10:0", "-1:4", "10:4:2", "fast"})
  void whatIsNoRateIsOneSentence(String text) {
    assertThatThrownBy(() -> Rate.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .contains("BURST:PER_SECOND or off");
  }
}
