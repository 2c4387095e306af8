package prosa.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

/** How the size of a read adapts to what comes. */
@SuppressWarnings("deprecation") // Netty calls the Handle deprecated that its transports need
final class ReadSizeAllocatorTest {
  private static final int MOST = PausableDecoder.MOST_BYTES;

  private final EmbeddedChannel channel = new EmbeddedChannel();

  private RecvByteBufAllocator.Handle handle(int most) {
    channel.config().setRecvByteBufAllocator(new ReadSizeAllocator(most));
    return channel.config().<RecvByteBufAllocator>getRecvByteBufAllocator().newHandle();
  }

  /** A round in which so much is there to be read; what was read of it. */
  private int read(RecvByteBufAllocator.Handle handle, int there) {
    handle.reset(channel.config());
    int room = handle.guess();
    handle.attemptedBytesRead(room);
    int read = Math.min(room, there);
    handle.incMessagesRead(1);
    handle.lastBytesRead(read);
    assertThat(handle.continueReading()).as("one read a round").isFalse();
    handle.readComplete();
    return read;
  }

  @Test
  void growsAsSoonAsARoundWasFull() {
    RecvByteBufAllocator.Handle handle = handle(MOST);
    assertThat(read(handle, 1 << 20)).isEqualTo(ReadSizeAllocator.FIRST);
    assertThat(read(handle, 1 << 20)).isEqualTo(16 * ReadSizeAllocator.FIRST);
    assertThat(read(handle, 1 << 20)).isEqualTo(MOST);
    assertThat(read(handle, 1 << 20)).isEqualTo(MOST);
  }

  @Test
  void shrinksAfterTwoRoundsThatNeededHalfOrLess() {
    RecvByteBufAllocator.Handle handle = handle(MOST);
    read(handle, 100);
    assertThat(handle.guess()).isEqualTo(ReadSizeAllocator.FIRST);
    read(handle, 100);
    assertThat(handle.guess()).isEqualTo(ReadSizeAllocator.FIRST / 2);
    for (int i = 0; i < 20; i++) {
      read(handle, 1);
    }
    assertThat(handle.guess()).isEqualTo(ReadSizeAllocator.LEAST);
  }

  @Test
  void staysWhatFits() {
    RecvByteBufAllocator.Handle handle = handle(MOST);
    for (int i = 0; i < 20; i++) {
      read(handle, ReadSizeAllocator.FIRST - 1);
    }
    assertThat(handle.guess()).isEqualTo(ReadSizeAllocator.FIRST);
  }

  @Test
  void aLimitHoldsFromTheNextRoundOn() {
    RecvByteBufAllocator.Handle handle = handle(MOST);
    read(handle, 1 << 20);
    channel.config().setRecvByteBufAllocator(new ReadSizeAllocator(1_000));
    assertThat(read(handle, 1 << 20)).isEqualTo(1_000);
    for (int i = 0; i < 20; i++) {
      assertThat(read(handle, 1 << 20)).isEqualTo(1_000);
    }
  }
}
