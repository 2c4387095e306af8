package prosa.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * Decides how much is read of a connection in one round of its loop: one read, of so many bytes at
 * most; then the loop's other sockets have their turn. The size of the buffer adapts to what comes:
 * it grows when a read has filled it, and shrinks when two that follow each other needed half of it
 * or less.
 *
 * <p>Unlike Netty's own allocators, one with another limit may be set on a channel that has been
 * read from already: a channel's handle looks at its present allocator before each read. Its handle
 * takes 32 bytes of a connection, where Netty's adapting one takes 136.
 */
@SuppressWarnings("deprecation") // Netty's interface demands the Handle that it calls deprecated
final class ReadSizeAllocator implements RecvByteBufAllocator {
  /** What the first read of a connection may bring. */
  static final int FIRST = 2048;

  /** The smallest buffer that it shrinks to. */
  static final int LEAST = 128;

  private static final int GROWTH = 16;

  private final int most;

  /** At most so many bytes in one read. */
  ReadSizeAllocator(int most) {
    this.most = most;
  }

  @Override
  public Handle newHandle() {
    return new ReadSizeHandle(most);
  }

  /** Netty's transports know this kind of handle only. */
  private static final class ReadSizeHandle implements ExtendedHandle {
    private int limit;
    private int size = FIRST;
    private int attempted;
    private int last;
    private boolean neededLess;

    private ReadSizeHandle(int limit) {
      this.limit = limit;
    }

    @Override
    public void reset(ChannelConfig config) {
      if (config.getRecvByteBufAllocator() instanceof ReadSizeAllocator present) {
        limit = present.most;
      }
      last = 0;
    }

    @Override
    public int guess() {
      return Math.min(size, limit);
    }

    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
      return allocator.ioBuffer(guess());
    }

    @Override
    public void incMessagesRead(int messages) {
      // one a round, always
    }

    @Override
    public void attemptedBytesRead(int bytes) {
      attempted = bytes;
    }

    @Override
    public int attemptedBytesRead() {
      return attempted;
    }

    @Override
    public void lastBytesRead(int bytes) {
      last = bytes;
    }

    @Override
    public int lastBytesRead() {
      return last;
    }

    @Override
    public boolean continueReading() {
      return false;
    }

    @Override
    public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
      return false;
    }

    @Override
    public void readComplete() {
      if (last >= size) {
        size = Math.min(PausableDecoder.MOST_BYTES, size * GROWTH);
        neededLess = false;
      } else if (last <= size / 2) {
        size = neededLess ? Math.max(LEAST, size / 2) : size;
        neededLess = !neededLess;
      }
    }
  }
}
