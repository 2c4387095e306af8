package prosa.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The pacing of a client against the server's budget for it. */
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
    SendPacer pacer = fresh(burst, perSecond, now);
    long start = now;
    for (int i = 0; i < 200; i++) {
      now += random.nextInt(4) == 0 ? random.nextLong(SECOND) : 0;
      now += pacer.until(now);
      long arrival = now + random.nextLong(1000, 300 * MILLI);
      long there = arrival - start;
      assertThat(server.take(there + there / 1_000_000 * skew))
          .as("seed %d, message %d", seed, i)
          .isZero();
      now = arrival + random.nextLong(1000, 300 * MILLI);
      pacer.counted(now);
    }
  }

  @Test
  void aBurstFliesAtOnceAndTheRestAtTheRate() {
    SendPacer pacer = fresh(5, 20, 0);
    long now = 0;
    for (int i = 0; i < 5; i++) {
      assertThat(pacer.until(now)).isZero();
      pacer.counted(now);
    }
    for (int i = 0; i < 20; i++) {
      now += pacer.until(now);
      pacer.counted(now);
    }
    assertThat(now).isBetween(SECOND, SECOND + 2 * MILLI);
  }

  @Test
  void whatIsHeldWaitsAndAFreshSeatDoesNot() {
    SendPacer pacer = fresh(5, 20, 0);
    pacer.hold(700, 0);
    assertThat(pacer.until(0)).isEqualTo(700 * MILLI);
    assertThat(pacer.until(700 * MILLI)).isZero();

    pacer.set(Optional.of(new Rate(5, 20)), true, MILLI);
    assertThat(pacer.until(MILLI)).isZero();
  }

  @Test
  void withoutARateNothingWaitsUnlessTheServerAsks() {
    SendPacer pacer = new SendPacer();
    pacer.set(Optional.empty(), true, 0);
    pacer.counted(0);
    assertThat(pacer.until(0)).isZero();
    pacer.hold(3, 0);
    assertThat(pacer.until(0)).isEqualTo(3 * MILLI);
  }

  private static SendPacer fresh(int burst, int perSecond, long now) {
    SendPacer pacer = new SendPacer();
    pacer.set(Optional.of(new Rate(burst, perSecond)), true, now);
    return pacer;
  }
}
