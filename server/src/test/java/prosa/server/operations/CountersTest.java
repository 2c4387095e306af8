package prosa.server.operations;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import prosa.server.operations.Counters.Count;

final class CountersTest {
  /** Prometheus takes a counter that falls for that of a new process, and adds all of it again. */
  @Test
  void whatWasDeliveredNeverFalls() {
    Counters counters = new Counters();
    counters.add(Count.ADDRESSED, 10);
    assertThat(counters.delivered()).isEqualTo(10);
    counters.add(Count.DROPPED, 3); // of a round that is not over
    assertThat(counters.delivered()).isEqualTo(10);
    counters.add(Count.ADDRESSED, 10);
    assertThat(counters.delivered()).isEqualTo(17);
  }
}
