package prosa.zmtp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelConfig;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What was read from a peer and is not yet handed out, and the one loop that decodes it, whatever
 * the peer speaks. On the channel's event loop.
 *
 * <p>It can be halted, for several reasons at once: then nothing more is read from the socket or
 * handed out, and the rest of what has been read waits, in order. A peer that half-closes while we
 * are halted makes epoll read to the end regardless; what it had sent is gone by then, so beyond
 * {@link #MOST_KEPT} bytes the connection ends.
 */
public abstract class Intake {
  /** Halted by whoever owns the connection. */
  public static final int PAUSED = 1;

  /** Halted while too much waits for the peer. */
  private static final int UNWRITABLE = 4;

  private static final int MOST_KEPT = 256 * 1024;

  private final Deque<ByteBuf> waiting = new ArrayDeque<>(2);
  private int halts;
  private boolean decoding;
  private boolean over;

  /** An intake that is open. */
  protected Intake() {}

  /** Takes bytes out of {@code in} and hands them out: up to the end of one frame, or all. */
  protected abstract void decode(ByteBuf in) throws Exception;

  /** What the peer sent cannot be decoded, or was not borne by whom it was handed to. */
  protected abstract void failed(Throwable thrown);

  /** More waits than may. */
  protected abstract void overfull();

  /** All that waited has been handed out, unless it was halted again. */
  protected void drained() {}

  /** Whether nothing is handed out. */
  public final boolean halted() {
    return halts != 0;
  }

  /** Takes over a buffer that was read. */
  public final void read(ByteBuf in) {
    if (over) {
      in.release();
    } else if (halts != 0 || decoding || !waiting.isEmpty()) {
      keep(in);
    } else {
      handOut(in);
      drain();
    }
  }

  /** Stops reading and handing out, right after the frame in hand. */
  public final void halt(int reason, ChannelConfig config) {
    halts |= reason;
    if (!over) {
      config.setAutoRead(false);
    }
  }

  /** Takes a reason away; when none is left, hands out what waits and reads on. */
  public final void proceed(int reason, ChannelConfig config) {
    if ((halts & reason) == 0) {
      return;
    }
    halts &= ~reason;
    drain();
    if (halts == 0 && !over) {
      config.setAutoRead(true);
    }
  }

  /** Halts while the peer does not take what it is sent. */
  final void haltUnwritable(ChannelConfig config) {
    halt(UNWRITABLE, config);
  }

  /** Reads on, since it does. */
  final void proceedWritable(ChannelConfig config) {
    proceed(UNWRITABLE, config);
  }

  /** The end: drops what waits and what is still to come. */
  public final void discard() {
    over = true;
    ByteBuf in;
    while ((in = waiting.poll()) != null) {
      in.release();
    }
  }

  private void drain() {
    if (decoding || waiting.isEmpty()) {
      return;
    }
    @Nullable ByteBuf in;
    while (halts == 0 && !over && (in = waiting.poll()) != null) {
      handOut(in);
    }
    drained();
  }

  // Nothing may get past this method: what the peer sent, or whoever is handed it threw, ends this
  // connection alone.
  private void handOut(ByteBuf in) {
    decoding = true;
    try {
      while (halts == 0 && !over && in.isReadable()) {
        decode(in);
      }
    } catch (Throwable thrown) {
      failed(thrown);
    }
    decoding = false;
    if (!over && in.isReadable()) {
      waiting.addFirst(compact(in));
    } else {
      in.release();
    }
  }

  /** What waits takes no more than twice its size: the rest of a large buffer is let go. */
  private static ByteBuf compact(ByteBuf in) {
    int size = in.readableBytes();
    if (size >= in.capacity() / 2) {
      return in;
    }
    try {
      ByteBuf small = in.alloc().directBuffer(size, size).writeBytes(in, in.readerIndex(), size);
      in.release();
      return small;
    } catch (OutOfMemoryError e) {
      return in; // what is there already has to do
    }
  }

  private void keep(ByteBuf in) {
    waiting.addLast(compact(in));
    int kept = 0;
    for (ByteBuf buffer : waiting) {
      kept += buffer.readableBytes();
    }
    if (kept > MOST_KEPT) {
      overfull();
    }
  }
}
