package prosa.server.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class AddressBlocksTest {
  private final AtomicLong clock = new AtomicLong();
  private final AddressBlocks blocks = new AddressBlocks(clock::get);

  private boolean blocked(String address) {
    return blocks.blocks(InetAddress.ofLiteral(address));
  }

  @Test
  void aBlockHoldsForItsTimeAndItsNetwork() {
    blocks.block(CidrBlock.parse("203.0.113.0/24"), Duration.ofMinutes(1));
    assertThat(blocked("203.0.113.7")).isTrue();
    assertThat(blocked("::ffff:203.0.113.7")).isTrue();
    assertThat(blocked("203.0.114.7")).isFalse();
    assertThat(blocks.all())
        .singleElement()
        .extracting(AddressBlocks.Block::seconds)
        .isEqualTo(61L);
    clock.addAndGet(Duration.ofMinutes(1).toNanos());
    assertThat(blocked("203.0.113.7")).isFalse();
    assertThat(blocks.all()).isEmpty();
  }

  @Test
  void aBlockCanBeTakenBack() {
    CidrBlock network = CidrBlock.parse("2001:db8::/32");
    blocks.block(network, Duration.ofMinutes(1));
    assertThat(blocked("2001:db8:1::1")).isTrue();
    assertThat(blocks.unblock(network)).isTrue();
    assertThat(blocks.unblock(network)).isFalse();
    assertThat(blocked("2001:db8:1::1")).isFalse();
  }

  @Test
  void beyondTheMostTheOneThatEndsFirstGoes() {
    blocks.block(CidrBlock.parse("192.0.2.1"), Duration.ofSeconds(5));
    for (int i = 0; i < 1024; i++) {
      blocks.block(CidrBlock.parse("10." + i / 256 + "." + i % 256 + ".0/24"), Duration.ofHours(1));
    }
    assertThat(blocks.all()).hasSize(1024);
    assertThat(blocked("192.0.2.1")).isFalse();
    assertThat(blocked("10.0.0.1")).isTrue();
  }
}
