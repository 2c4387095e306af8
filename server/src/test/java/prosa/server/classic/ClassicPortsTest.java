package prosa.server.classic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassicPortsTest {
  private static final Duration REST = Duration.ofMinutes(10);
  private static final long LATER = REST.toNanos();

  private final ClassicPorts ports = new ClassicPorts(new PortRange(20_000, 20_003), REST, 2, 0);

  private int take(long now) {
    return ports.take(now).orElseThrow();
  }

  @Test
  void eachPortIsHandedOutOnce() {
    Set<Integer> taken = new HashSet<>();
    for (int i = 0; i < 4; i++) {
      taken.add(take(0));
    }
    assertThat(taken).containsExactlyInAnyOrder(20_000, 20_001, 20_002, 20_003);
    assertThat(ports.take(0)).isEqualTo(OptionalInt.empty());
  }

  @Test
  void firstPortIsTheOneThatWasDrawn() {
    assertThat(take(0)).isEqualTo(20_002);
  }

  @Test
  void usedPortRests() {
    int used = take(0);
    for (int i = 0; i < 3; i++) {
      take(0);
    }
    ports.rest(used, 0);
    assertThat(ports.take(LATER - 1)).isEqualTo(OptionalInt.empty());
    assertThat(take(LATER)).isEqualTo(used);
  }

  @Test
  void leastRecentlyUsedIsNext() {
    int first = take(0);
    int second = take(0);
    ports.rest(second, 0);
    ports.rest(first, 1);
    take(LATER + 1);
    take(LATER + 1);
    assertThat(take(LATER + 1)).isEqualTo(second);
    assertThat(take(LATER + 1)).isEqualTo(first);
  }

  @Test
  void portThatCouldNotBeBoundIsTriedAgainAfterTheOthers() {
    int occupied = take(0);
    ports.putBack(occupied, 0);
    int used = take(0);
    ports.rest(used, 0);
    take(0);
    take(0);
    assertThat(take(0)).isEqualTo(occupied);
    assertThat(ports.take(0)).isEqualTo(OptionalInt.empty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "20000", "20000-", "-20000", "20001-20000", "0-10", "20000-70000", "a-b"})
  void whatIsNoRangeIsOneSentence(String text) {
    assertThatThrownBy(() -> PortRange.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .contains("is not a port range");
  }
}
