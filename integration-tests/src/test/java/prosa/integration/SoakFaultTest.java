package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The faults of a soak are those of its seed, and all kinds are among them. */
final class SoakFaultTest {
  private static final Duration TWO_MINUTES = Duration.ofMinutes(2);

  @Test
  void aSeedHasOneSchedule() {
    List<SoakFault> one = SoakFault.schedule(new Random(7), TWO_MINUTES);
    assertThat(SoakFault.schedule(new Random(7), TWO_MINUTES)).isEqualTo(one);
    assertThat(SoakFault.schedule(new Random(8), TWO_MINUTES)).isNotEqualTo(one);
  }

  @Test
  void eachKindHappensWithinTheTime() {
    List<SoakFault> all = SoakFault.schedule(new Random(7), TWO_MINUTES);
    assertThat(all).extracting(SoakFault::kind).contains(SoakFault.Kind.values());
    assertThat(all).extracting(SoakFault::at).isSorted();
    assertThat(all.getLast().at()).isLessThan(TWO_MINUTES);
  }
}
