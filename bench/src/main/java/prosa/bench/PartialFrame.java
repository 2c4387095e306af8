package prosa.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/** The beginning of a frame of one connection, kept until the rest arrives. On its event loop. */
final class PartialFrame {
  private static final int MORE = 8192;

  private @Nullable ByteBuf kept;

  /** What was kept with {@code in} behind it, which is released; or {@code in} itself. */
  ByteBuf with(ByteBuf in) {
    ByteBuf all = kept;
    if (all == null) {
      return in;
    }
    kept = null;
    all.writeBytes(in);
    in.release();
    return all;
  }

  /** Keeps what is unread of {@code in}, and releases it. */
  void keep(ByteBufAllocator allocator, ByteBuf in) {
    if (in.isReadable()) {
      kept = allocator.buffer(in.readableBytes() + MORE).writeBytes(in);
    }
    in.release();
  }

  void release() {
    if (kept != null) {
      kept.release();
      kept = null;
    }
  }
}
