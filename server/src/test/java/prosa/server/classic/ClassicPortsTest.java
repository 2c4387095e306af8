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
import prosa.server.placement.ClientAddress;

class ClassicPortsTest {
  private static final Duration REST = Duration.ofMinutes(10);
  private static final long LATER = REST.toNanos();

  private static final ClientAddress PROXY = new ClientAddress("127.0.0.1", true);
  private static final ClientAddress STRANGER = new ClientAddress("192.0.2.1", false);

  private final PortPool ports = new PortPool(new PortRange(20_000, 20_003), REST, 4, 2, 0);

  private int take(long now) {
    return ports.take(PROXY, now).orElseThrow();
  }

  @Test
  void eachPortIsHandedOutOnce() {
    Set<Integer> taken = new HashSet<>();
    for (int i = 0; i < 4; i++) {
      taken.add(take(0));
    }
    assertThat(taken).containsExactlyInAnyOrder(20_000, 20_001, 20_002, 20_003);
    assertThat(ports.take(PROXY, 0)).isEqualTo(OptionalInt.empty());
  }

  @Test
  void firstPortIsTheOneThatWasDrawn() {
    assertThat(take(0)).isEqualTo(20_002);
  }

  @Test
  void usedPortRestsWhileThereAreOthers() {
    ports.rest(take(0), 0);
    Set<Integer> others = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      others.add(take(LATER - 1));
    }
    assertThat(others).hasSize(3).doesNotContain(20_002);
  }

  @Test
  void anotherRestAndShareHoldAtOnce() {
    ports.rest(take(0), 0);
    ports.limits(Duration.ofMinutes(1), 2);
    Set<Integer> all = new HashSet<>();
    for (int i = 0; i < 4; i++) {
      all.add(take(Duration.ofMinutes(1).toNanos()));
    }
    assertThat(all).as("the one that rested, too").hasSize(4);
    assertThat(ports.allows(STRANGER, 2, 0)).isTrue();
    assertThat(ports.allows(STRANGER, 3, 0)).isFalse();

    PortPool longer = new PortPool(new PortRange(20_000, 20_001), REST, 2, 0, 0);
    int used = longer.take(PROXY, 0).orElseThrow();
    var _ = longer.take(PROXY, 0);
    longer.rest(used, 0);
    longer.limits(REST.multipliedBy(20), 2);
    assertThat(longer.take(PROXY, LATER)).as("rests for longer now").isEmpty();
    assertThat(longer.take(PROXY, LATER * 20)).hasValue(used);
  }

  @Test
  void restingPortIsUsedAgainWhenThereIsNoOther() {
    int used = take(0);
    int usedLater = take(0);
    take(0);
    take(0);
    ports.rest(used, 0);
    ports.rest(usedLater, 1);
    assertThat(ports.take(PROXY, LATER / 10 - 1)).as("not at once").isEmpty();
    assertThat(take(LATER / 10)).isEqualTo(used);
    assertThat(ports.take(PROXY, LATER / 10)).isEmpty();
    assertThat(take(LATER / 10 + 1)).isEqualTo(usedLater);
  }

  @Test
  void addressHasItsShareOnly() {
    PortPool shared = new PortPool(new PortRange(20_000, 20_009), REST, 4, 0, 0);
    int one = shared.take(STRANGER, 0).orElseThrow();
    shared.take(STRANGER, 0);
    assertThat(shared.allows(STRANGER, 2, 0)).isTrue();
    assertThat(shared.allows(STRANGER, 3, 0)).isFalse();
    shared.take(STRANGER, 0);
    shared.take(STRANGER, 0);
    shared.rest(one, 0);
    assertThat(shared.allows(STRANGER, 1, LATER - 1)).as("a resting port counts").isFalse();
    assertThat(shared.allows(new ClientAddress("192.0.2.2", false), 4, 0)).isTrue();
    assertThat(shared.allows(PROXY, 1000, 0)).isTrue();
    assertThat(shared.allows(STRANGER, 1, LATER)).isTrue();
  }

  @Test
  void whatIsUsedAgainCountsToWhoHasIt() {
    PortPool two = new PortPool(new PortRange(20_000, 20_001), REST, 2, 0, 0);
    int port = two.take(STRANGER, 0).orElseThrow();
    two.take(PROXY, 0);
    two.rest(port, 0);
    two.take(PROXY, LATER / 10);
    assertThat(two.allows(STRANGER, 2, LATER / 10)).isTrue();
    two.rest(port, LATER / 2);
    assertThat(two.allows(STRANGER, 2, LATER))
        .as("the first rest is over, the second not")
        .isTrue();
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
    assertThat(ports.take(PROXY, 0)).isEqualTo(OptionalInt.empty());
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
