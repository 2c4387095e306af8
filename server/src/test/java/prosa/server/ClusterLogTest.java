package prosa.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ClusterLogTest {
  private static final long TICK = Duration.ofMillis(25).toNanos();
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final List<String> lines = new ArrayList<>();
  private final ClusterLog log = new ClusterLog(lines::add, 0);

  private void stands(String trouble, long from, long until) {
    for (long now = from; now < until; now += TICK) {
      log.standing(trouble, now);
    }
  }

  @Test
  void eachSentenceIsToldInItsOwnWords() {
    log.notice("node y speaks version 3", 0);
    log.notice("node z speaks version 4", 0);
    stands("apart from y, z", 0, TICK);
    assertThat(lines)
        .containsExactly("node y speaks version 3", "node z speaks version 4", "apart from y, z");
  }

  @Test
  void whatChangesTwiceWithinASecondIsToldAsItStandsInTheEnd() {
    stands("alone: NATS is away", 0, SECOND / 5);
    stands("", SECOND / 5, SECOND / 3);
    stands("alone: another has the name", SECOND / 3, 3 * SECOND);
    assertThat(lines).containsExactly("alone: NATS is away", "alone: another has the name");
  }

  @Test
  void whatComesAndGoesIsToldAtOnceEachTimeIfItIsSeldom() {
    stands("", 0, SECOND);
    stands("alone", SECOND, SECOND + TICK);
    stands("", 5 * SECOND, 5 * SECOND + TICK);
    stands("alone", 9 * SECOND, 9 * SECOND + TICK);
    assertThat(lines).containsExactly("alone", "with the others again", "alone");
  }

  @Test
  void whatNeverRestsIsToldMoreAndMoreSeldom() {
    for (long now = 0; now < 600 * SECOND; now += TICK) {
      log.standing("trouble " + now, now);
      log.notice("notice " + now, now);
    }
    assertThat(lines).filteredOn(line -> line.startsWith("trouble")).hasSizeBetween(10, 17);
    assertThat(lines.stream().filter(line -> line.startsWith("notice")).count())
        .isCloseTo(632, within(2L));
  }
}
