package prosa.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.internal.PlatformDependent;
import org.junit.jupiter.api.Test;

final class OutgoingMemoryTest {
  @Test
  void aQuarterOfTheMemoryIsLeftForWhatIsReadHoweverMuchMayWait() {
    OutgoingMemory memory = new OutgoingMemory(Long.MAX_VALUE);
    long all = PlatformDependent.maxDirectMemory();
    assertThat(memory.allows(0)).isTrue();
    assertThat(memory.allows(all / 4 * 3 + 1)).isFalse();
    assertThat(memory.take(all / 4 * 3 + 1)).isFalse();
    assertThat(memory.held()).isZero();
  }
}
