package prosa.server.placement;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimeoutCounterTest {
  @Test
  void ofMoreAddressesThanSoManyTheFirstHasItsTriesAgain() {
    TimeoutCounter counter = new TimeoutCounter();
    for (int i = 0; i < 1_024; i++) {
      counter.add("address " + i);
      counter.add("address " + i);
    }
    assertThat(counter.tooOften("address 0")).isTrue();
    counter.add("one more");
    assertThat(counter.tooOften("address 0")).isFalse();
    assertThat(counter.tooOften("address 1")).isTrue();
  }
}
