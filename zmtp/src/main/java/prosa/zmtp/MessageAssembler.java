package prosa.zmtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a message until its last one is there: a message is handed out whole or not at all.
 *
 * <p>Bounded in its parts and, all together, in its bytes. A message that is too long but may be
 * skipped is forgotten at once and its size is counted to its end.
 */
final class MessageAssembler {
  private final ZmtpLimits limits;
  private @Nullable ByteBuf kept;
  private final List<Integer> sizes = new ArrayList<>(2);
  private long total;
  private boolean skipping;

  MessageAssembler(ZmtpLimits limits) {
    this.limits = limits;
  }

  /** Whether the message is too long and is being skipped. */
  boolean skipping() {
    return skipping;
  }

  /** The size of the buffer of the parts; 0 without one. */
  int kept() {
    return kept == null ? 0 : kept.capacity();
  }

  /** The bytes of all parts so far. */
  long total() {
    return total;
  }

  /** Keeps a copy of a part. */
  void add(ByteBuf part, ByteBufAllocator allocator) throws ZmtpException {
    count(part.readableBytes());
    if (!skipping) {
      if (kept == null) {
        kept = allocator.buffer(Math.max(64, part.readableBytes()), limits.frame());
      }
      kept.writeBytes(part, part.readerIndex(), part.readableBytes());
    }
  }

  /** Counts a part that was too long to be taken. */
  void skip(long size) throws ZmtpException {
    count(size);
    forget();
  }

  /** Views of the parts, until {@link #release()}. */
  List<ByteBuf> parts() {
    ByteBuf whole = kept;
    if (whole == null) {
      throw new IllegalStateException("No part is kept");
    }
    List<ByteBuf> parts = new ArrayList<>(sizes.size());
    int index = 0;
    for (int size : sizes) {
      parts.add(whole.slice(index, size));
      index += size;
    }
    return parts;
  }

  private void count(long size) throws ZmtpException {
    total += size;
    if (sizes.size() == limits.parts()) {
      throw new ZmtpException(ZmtpError.PARTS);
    }
    sizes.add((int) size);
    if (total > limits.frame()) {
      if (total > limits.skippable()) {
        throw new ZmtpException(ZmtpError.FRAME_SIZE);
      }
      forget();
    }
  }

  private void forget() {
    skipping = true;
    release();
  }

  /** Lets go of what is kept. */
  void release() {
    if (kept != null) {
      kept.release();
      kept = null;
    }
  }
}
