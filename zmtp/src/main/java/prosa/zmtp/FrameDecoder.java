package prosa.zmtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a peer's bytes into its greeting and frames. It does no I/O: bytes are fed in pieces of
 * any size.
 *
 * <p>{@link #decode} takes one step and hands out at most one thing, so its caller can stop between
 * any two frames and go on later. Each step takes at least one byte. A frame that lies whole in the
 * fed buffer is handed out as that very buffer, its indices set around the body for the time of the
 * call: no copy and no object. Only a frame that is cut off is copied, and what is kept for it
 * grows with what came, never with the size announced.
 *
 * <p>Sizes are unsigned 64-bit numbers and are judged before anything is allocated. A frame that is
 * too long to be taken but may be skipped is skipped, and nothing of it is kept. After a {@link
 * ZmtpException} the decoder is not to be used again.
 *
 * @see <a href="https://rfc.zeromq.org/spec/37/">RFC 37, "Formal Grammar", "Framing"</a>
 */
public final class FrameDecoder {
  /** The receiver of decoded frames. Bodies are views, valid during the call. */
  public interface FrameSink {
    void greeting(Greeting greeting) throws ZmtpException;

    /** A frame of a message; {@code more} if it is not the last one. */
    void message(ByteBuf body, boolean more) throws ZmtpException;

    void command(ByteBuf body) throws ZmtpException;

    /**
     * A frame that is skipped for its size begins.
     *
     * @param flags {@link FrameEncoder#MORE}, {@link FrameEncoder#COMMAND} or 0
     */
    default void skipping(int flags) throws ZmtpException {}

    /** The next bytes of the body that is skipped. */
    default void passing(ByteBuf piece) throws ZmtpException {}

    /** The end of a frame that was skipped for its size. */
    void skipped(long size, boolean more) throws ZmtpException;
  }

  private enum Stage {
    GREETING,
    FRAME,
    HEADER,
    BODY,
    SKIP
  }

  private static final int LONG_HEADER = 9;
  private static final int FIRST_PIECE = 256;

  private static final byte[] NOTHING = {};

  /** The greeting, or a frame's header, as far as it came, and room for the rest. */
  private byte[] begun = NOTHING;

  private int begunLength;
  private Stage stage = Stage.GREETING;

  private int longestMessage;
  private int longestCommand;
  private int longestSkipped;
  private int longestSkippedCommand;

  private int flags;
  private int size;
  private long toSkip;
  private @Nullable ByteBuf tail;

  /** A decoder that takes the greeting, then frames of up to {@code longest} bytes. */
  public FrameDecoder(int longest) {
    limit(longest, longest, 0);
  }

  /** Sets the longest bodies from the next frame on; {@code skipped} is 0 where none is skipped. */
  public void limit(int message, int command, int skipped) {
    longestMessage = message;
    longestCommand = command;
    longestSkipped = skipped;
    longestSkippedCommand = 0;
  }

  /**
   * The same where any frame may carry anything, so that commands are taken and skipped as messages
   * are.
   */
  void limitOfAnyFrame(int taken, int skipped) {
    limit(taken, taken, skipped);
    longestSkippedCommand = skipped;
  }

  /** Takes one step with {@code in}, which must be readable. */
  public void decode(ByteBuf in, FrameSink sink) throws ZmtpException {
    switch (stage) {
      case FRAME -> frame(in, sink);
      case BODY -> body(in, sink);
      case HEADER -> header(in, sink);
      case SKIP -> skip(in, sink);
      case GREETING -> greeting(in, sink);
    }
  }

  /** Whether the greeting has come and no frame has begun. */
  boolean betweenFrames() {
    return stage == Stage.FRAME;
  }

  /** The size of the buffer of an incomplete frame; 0 without one. */
  int kept() {
    return tail == null ? 0 : tail.capacity();
  }

  /** Releases the buffer of an incomplete frame. */
  public void release() {
    if (tail != null) {
      tail.release();
      tail = null;
    }
  }

  private void greeting(ByteBuf in, FrameSink sink) throws ZmtpException {
    if (begunLength == 0) {
      begun = new byte[Greeting.LENGTH];
    }
    while (in.isReadable() && begunLength < Greeting.LENGTH) {
      byte value = in.readByte();
      Greeting.judge(begunLength, value);
      begun[begunLength++] = value;
    }
    if (begunLength == Greeting.LENGTH) {
      byte[] whole = begun;
      begun = NOTHING;
      begunLength = 0;
      stage = Stage.FRAME;
      sink.greeting(Greeting.read(whole));
    }
  }

  private void frame(ByteBuf in, FrameSink sink) throws ZmtpException {
    int start = in.readerIndex();
    int readable = in.readableBytes();
    int first = in.getByte(start);
    judgeFlags(first);
    if ((first & FrameEncoder.LONG) == 0) {
      if (readable >= 2) {
        in.readerIndex(start + 2);
        open(in, sink, first, in.getUnsignedByte(start + 1));
        return;
      }
    } else if (readable >= LONG_HEADER) {
      in.readerIndex(start + LONG_HEADER);
      open(in, sink, first, in.getLong(start + 1));
      return;
    }
    begun = new byte[LONG_HEADER];
    in.readBytes(begun, 0, readable);
    begunLength = readable;
    stage = Stage.HEADER;
  }

  private void header(ByteBuf in, FrameSink sink) throws ZmtpException {
    int needed = (begun[0] & FrameEncoder.LONG) == 0 ? 2 : LONG_HEADER;
    while (in.isReadable() && begunLength < needed) {
      begun[begunLength++] = in.readByte();
    }
    if (begunLength == needed) {
      byte[] whole = begun;
      begun = NOTHING;
      begunLength = 0;
      stage = Stage.FRAME;
      open(in, sink, whole[0], needed == 2 ? whole[1] & 0xFF : longAt(whole, 1));
    }
  }

  /** The header has been taken: judges the size, then hands out, keeps or skips the body. */
  private void open(ByteBuf in, FrameSink sink, int flags, long size) throws ZmtpException {
    boolean command = (flags & FrameEncoder.COMMAND) != 0;
    if (Long.compareUnsigned(size, command ? longestCommand : longestMessage) <= 0) {
      if (size <= in.readableBytes()) {
        handView(in, sink, flags, (int) size);
      } else {
        keep(in, flags, (int) size);
      }
    } else if (Long.compareUnsigned(size, command ? longestSkippedCommand : longestSkipped) <= 0) {
      this.flags = flags;
      this.size = (int) size;
      toSkip = size;
      stage = Stage.SKIP;
      sink.skipping(flags & (FrameEncoder.MORE | FrameEncoder.COMMAND));
      skip(in, sink);
    } else {
      throw new ZmtpException(ZmtpError.FRAME_SIZE);
    }
  }

  private void keep(ByteBuf in, int flags, int size) {
    this.flags = flags;
    this.size = size;
    int piece = Math.min(size, Math.max(FIRST_PIECE, in.readableBytes()));
    tail = in.alloc().buffer(piece, size).writeBytes(in);
    stage = Stage.BODY;
  }

  private void body(ByteBuf in, FrameSink sink) throws ZmtpException {
    ByteBuf kept = tail;
    if (kept == null) {
      throw new IllegalStateException("The decoder was released");
    }
    kept.writeBytes(in, Math.min(in.readableBytes(), size - kept.readableBytes()));
    if (kept.readableBytes() == size) {
      tail = null;
      stage = Stage.FRAME;
      try {
        hand(kept, sink, flags);
      } finally {
        kept.release();
      }
    }
  }

  private void skip(ByteBuf in, FrameSink sink) throws ZmtpException {
    int skipped = (int) Math.min(in.readableBytes(), toSkip);
    int end = in.writerIndex();
    int pieceEnd = in.readerIndex() + skipped;
    in.writerIndex(pieceEnd);
    sink.passing(in);
    in.setIndex(pieceEnd, end);
    toSkip -= skipped;
    if (toSkip == 0) {
      stage = Stage.FRAME;
      sink.skipped(size, (flags & FrameEncoder.MORE) != 0);
    }
  }

  private static void handView(ByteBuf in, FrameSink sink, int flags, int size)
      throws ZmtpException {
    int end = in.writerIndex();
    int bodyEnd = in.readerIndex() + size;
    in.writerIndex(bodyEnd);
    hand(in, sink, flags);
    in.setIndex(bodyEnd, end);
  }

  private static void hand(ByteBuf body, FrameSink sink, int flags) throws ZmtpException {
    if ((flags & FrameEncoder.COMMAND) == 0) {
      sink.message(body, (flags & FrameEncoder.MORE) != 0);
    } else {
      sink.command(body);
    }
  }

  private static void judgeFlags(int flags) throws ZmtpException {
    if ((flags & FrameEncoder.RESERVED) != 0
        || (flags & (FrameEncoder.COMMAND | FrameEncoder.MORE))
            == (FrameEncoder.COMMAND | FrameEncoder.MORE)) {
      throw new ZmtpException(ZmtpError.FLAGS);
    }
  }

  private static long longAt(byte[] bytes, int index) {
    return Unpooled.wrappedBuffer(bytes, index, Long.BYTES).readLong();
  }
}
