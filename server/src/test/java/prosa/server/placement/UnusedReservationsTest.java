package prosa.server.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When nobody's reservation is believed in any more. */
final class UnusedReservationsTest {
  private static final ClientAddress CLIENT = new ClientAddress("192.0.2.1", false);

  private final UnusedReservations unused = new UnusedReservations(() -> 64);

  private static long seconds(int seconds) {
    return TimeUnit.SECONDS.toNanos(seconds);
  }

  @Test
  void threeLateOnesInHalfAMinuteMakeAllUnreliable() {
    unused.late(CLIENT, seconds(1));
    unused.late(CLIENT, seconds(2));
    assertThat(unused.unreliable(seconds(2))).isFalse();
    unused.late(CLIENT, seconds(3));
    assertThat(unused.unreliable(seconds(31))).isTrue();
    assertThat(unused.unreliable(seconds(32))).as("two are left").isFalse();
  }

  @Test
  void whoComesAfterAllWasOnlyLate() {
    for (int i = 1; i <= 4; i++) {
      unused.late(CLIENT, seconds(i));
    }
    unused.cameLate(CLIENT, seconds(2));
    assertThat(unused.unreliable(seconds(5))).isTrue();
    unused.cameLate(CLIENT, seconds(4));
    assertThat(unused.unreliable(seconds(5))).isFalse();
    unused.cameLate(CLIENT, seconds(4));
    unused.late(CLIENT, seconds(5));
    assertThat(unused.unreliable(seconds(5))).as("each came once").isTrue();
  }

  @Test
  void noneIsUnreliableWhileMoreAreUsedThanAreLate() {
    for (int i = 1; i <= 4; i++) {
      unused.late(CLIENT, seconds(i));
      unused.used(CLIENT, seconds(i));
    }
    assertThat(unused.unreliable(seconds(5))).isFalse();
    unused.late(CLIENT, seconds(5));
    assertThat(unused.unreliable(seconds(5))).isTrue();
  }

  @Test
  void anAddressComesForHalfAMinuteOrUntilOneOfItsReservationsTimesOut() {
    unused.used(CLIENT, seconds(1));
    assertThat(unused.comes(CLIENT, seconds(31))).isTrue();
    assertThat(unused.comes(CLIENT, seconds(32))).isFalse();
    unused.used(CLIENT, seconds(40));
    unused.expired(CLIENT, seconds(41));
    assertThat(unused.comes(CLIENT, seconds(41))).isFalse();
  }

  @Test
  void aFloodIsRememberedWithoutGrowingForEver() {
    for (int i = 0; i < 100_000; i++) {
      unused.late(CLIENT, seconds(1) + i);
    }
    assertThat(unused.unreliable(seconds(2))).isTrue();
    unused.cameLate(CLIENT, seconds(1)); // was forgotten
    assertThat(unused.unreliable(seconds(32))).isFalse();
    for (int i = 0; i < 5_000; i++) {
      unused.late(CLIENT, seconds(40) + i);
    }
    for (int i = 0; i < 4_500; i++) {
      unused.used(CLIENT, seconds(40) + i);
    }
    assertThat(unused.unreliable(seconds(41))).as("as many of each are remembered").isFalse();
  }

  @Test
  void ofMoreAddressesThanSoManyTheFirstIsForgotten() {
    for (int i = 0; i < 1_024; i++) {
      unused.expired(new ClientAddress("address " + i, false), 0);
    }
    int fewer = unused.allowed("address 0");
    unused.expired(new ClientAddress("one more", false), 0);
    assertThat(unused.allowed("address 0")).isGreaterThan(fewer);
    assertThat(unused.allowed("address 1")).isEqualTo(fewer);
  }
}
