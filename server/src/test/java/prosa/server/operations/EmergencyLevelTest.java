package prosa.server.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the operator slows or stops. With a manual clock. */
final class EmergencyLevelTest {
  private long now;
  private final EmergencyLevel emergency = new EmergencyLevel(() -> now);

  private int joins() {
    int joins = 0;
    while (joins < 100 && emergency.joinWait() == 0) {
      joins++;
    }
    return joins;
  }

  @Test
  void fourJoinAtOnceThenTwoASecond() {
    assertThat(joins()).as("normally").isEqualTo(100);
    emergency.level(EmergencyLevel.Level.SLOW_JOINS);
    assertThat(joins()).isEqualTo(4);
    now += TimeUnit.SECONDS.toNanos(1);
    assertThat(joins()).isEqualTo(2);
  }

  @Test
  void whoIsNewSpeaksOnceInFiveSeconds() {
    now = TimeUnit.MINUTES.toNanos(1) - 1;
    assertThat(emergency.speakWait(0, now)).as("normally").isZero();
    emergency.level(EmergencyLevel.Level.SLOW_NEWCOMERS);
    assertThat(emergency.speakWait(0, -1)).as("for the first time").isZero();
    assertThat(emergency.speakWait(0, now)).isEqualTo(5_000);
    long spoke = now;
    now += 1;
    assertThat(emergency.speakWait(0, spoke)).as("after a minute").isZero();
  }
}
