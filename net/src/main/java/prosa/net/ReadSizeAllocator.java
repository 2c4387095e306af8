package prosa.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * Decides how much is read of a connection in one round of its loop: one read, of so many bytes at
 * most; then the loop's other sockets have their turn. The size of the buffer adapts to what comes.
 *
 * <p>Unlike Netty's own allocators, one with another limit may be set on a channel that has been
 * read from already: a channel's handle looks at its present allocator before each read.
 */
@SuppressWarnings("deprecation") // Netty's interface demands the Handle that it calls deprecated
final class ReadSizeAllocator implements RecvByteBufAllocator {
  /** What the first read of a connection may bring. */
  private static final int FIRST = 2048;

  private final int most;

  /** At most so many bytes in one read. */
  ReadSizeAllocator(int most) {
    this.most = most;
  }

  @Override
  public Handle newHandle() {
    return new ReadSizeHandle(
        new AdaptiveRecvByteBufAllocator(FIRST / 16, FIRST, PausableDecoder.MOST_BYTES)
            .maxMessagesPerRead(1)
            .newHandle());
  }

  /** Netty's transports know this kind of handle only. */
  private final class ReadSizeHandle extends DelegatingHandle implements ExtendedHandle {
    private int limit = most;

    private ReadSizeHandle(Handle adapting) {
      super(adapting);
    }

    @Override
    public void reset(ChannelConfig config) {
      super.reset(config);
      if (config.getRecvByteBufAllocator() instanceof ReadSizeAllocator present) {
        limit = present.most;
      }
    }

    @Override
    public int guess() {
      return Math.min(super.guess(), limit);
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
      return allocator.ioBuffer(guess());
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
      return delegate() instanceof ExtendedHandle extended && extended.continueReading(maybeMore);
    }
  }
}
