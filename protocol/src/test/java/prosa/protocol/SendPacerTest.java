package prosa.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The pace of a client against the budget that a server keeps of it. */
final class SendPacerTest {
  private static final long MILLI = Duration.ofMillis(1).toNanos();
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  /** However unevenly the network carries it: the first slowly and the rest at once, say. */
  @Test
  void theServerNeverFindsItTooFast() {
    for (long seed = 0; seed < 300; seed++) {
      pacedBySeed(seed);
    }
  }

  private static void pacedBySeed(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int burst = random.nextInt(1, 21);
    int perSecond = random.nextInt(1, 51);
    long skew = random.nextLong(-500, 501); // the server's clock, in millionths
    long now = random.nextLong();
    TokenBucket server = new TokenBucket(new Rate(burst, perSecond), 0);
    SendPacer pace = fresh(burst, perSecond, now);
    long start = now;
    for (int i = 0; i < 200; i++) {
      now += random.nextInt(4) == 0 ? random.nextLong(SECOND) : 0;
      now += pace.until(now);
      long arrival = now + random.nextLong(1000, 300 * MILLI);
      long there = arrival - start;
      assertThat(server.take(there + there / 1_000_000 * skew))
          .as("seed %d, message %d", seed, i)
          .isZero();
      now = arrival + random.nextLong(1000, 300 * MILLI);
      pace.counted(now);
    }
  }

  @Test
  void aBurstFliesAtOnceAndTheRestAtTheRate() {
    SendPacer pace = fresh(5, 20, 0);
    long now = 0;
    for (int i = 0; i < 5; i++) {
      assertThat(pace.until(now)).isZero();
      pace.counted(now);
    }
    for (int i = 0; i < 20; i++) {
      now += pace.until(now);
      pace.counted(now);
    }
    assertThat(now).isBetween(SECOND, SECOND + 2 * MILLI);
  }

  @Test
  void whatIsHeldWaitsAndAFreshSeatDoesNot() {
    SendPacer pace = fresh(5, 20, 0);
    pace.hold(700, 0);
    assertThat(pace.until(0)).isEqualTo(700 * MILLI);
    assertThat(pace.until(700 * MILLI)).isZero();

    pace.set(Optional.of(new Rate(5, 20)), true, MILLI);
    assertThat(pace.until(MILLI)).isZero();
  }

  @Test
  void withoutARateNothingWaitsUnlessTheServerAsks() {
    SendPacer pace = new SendPacer();
    pace.set(Optional.empty(), true, 0);
    pace.counted(0);
    assertThat(pace.until(0)).isZero();
    pace.hold(3, 0);
    assertThat(pace.until(0)).isEqualTo(3 * MILLI);
  }

  private static SendPacer fresh(int burst, int perSecond, long now) {
    SendPacer pace = new SendPacer();
    pace.set(Optional.of(new Rate(burst, perSecond)), true, now);
    return pace;
  }
}
