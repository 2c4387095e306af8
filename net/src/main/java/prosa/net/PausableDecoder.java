package prosa.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The input of a connection that was read and not yet handed out, with the loop that decodes it,
 * for any protocol. On the channel's event loop.
 *
 * <p>It can be halted, for several reasons at once: then nothing more is read from the socket or
 * handed out, and the rest of what has been read waits, in order. Its channel's {@link InputMeter}
 * is one reason: beyond what it grants nothing is read until there is room again. In one round of
 * the loop it hands out {@link #MOST_FRAMES} frames and {@link #MOST_BYTES} at most (and the frame
 * that goes beyond these), or less where the meter says so; with more, the other connections have
 * their turn before it goes on. What cannot be decoded ends it: nothing behind it is looked at. A
 * peer that half-closes while we are halted makes epoll read to the end regardless; what it had
 * sent is gone by then, so beyond {@link #MOST_KEPT} bytes the connection ends. What waits, and
 * what is kept of an unfinished frame or message, is counted in the channel's share of the {@link
 * IncomingMemory}.
 */
public abstract class PausableDecoder {
  /** Halted by the connection's owner. */
  public static final int PAUSED = 1;

  /** Halted while too much waits for the peer. */
  static final int UNWRITABLE = 4;

  /** Halted for a while by the connection's owner. */
  private static final int RESTING = 32;

  /** Halted because the peer used up what its meter grants. */
  private static final int METERED = 16;

  /** Halted until the other connections of the loop have had their turn. */
  private static final int YIELDING = 8;

  /** Frames handed out in one turn. */
  public static final int MOST_FRAMES = 64;

  /** Bytes handed out in one turn, and read from the socket. */
  public static final int MOST_BYTES = 64 * 1024;

  /** Bytes that may wait of a connection that is not read from. */
  public static final int MOST_KEPT = 256 * 1024;

  /** Null while nothing waits, as it is nearly always. */
  private @Nullable Deque<ByteBuf> waiting;

  /** The bytes that wait. */
  private int kept;

  private int halts;
  private boolean decoding;
  private boolean over;
  private @Nullable InputMeter meter;
  private IncomingMemory.@Nullable Share share;
  private long counted;
  private @Nullable Future<?> endOfRest;
  private @Nullable Future<?> endOfMetering;

  /** A decoder that is open. */
  protected PausableDecoder() {}

  /**
   * Takes bytes out of {@code in} and hands them out: up to the end of one frame, or all.
   *
   * @return whether a frame ended
   */
  protected abstract boolean decode(ByteBuf in) throws Exception;

  /** Where the bytes come from. */
  protected abstract Channel channel();

  /** What the peer sent cannot be decoded, or its receiver threw. */
  protected abstract void failed(Throwable thrown);

  /** More waits than may. */
  protected abstract void overfull();

  /** All that waited has been handed out, unless it was halted again. */
  protected void drained() {}

  /**
   * At the end, while that may be handed out: reads ({@link #read}) a little of what an encryption
   * below keeps, since nobody could pay for it before it was decrypted.
   *
   * @return whether there was something
   */
  protected boolean readRest() {
    return false;
  }

  /** The bytes that are kept of a frame or message of which only a part has come. */
  protected int unfinished() {
    return 0;
  }

  /**
   * Whether what comes next costs so much that it has to wait for the loop's other connections,
   * since others have cost as much in this turn of the loop; asked before each further frame.
   */
  protected boolean isHeldUp() {
    return false;
  }

  /** Whether nothing is handed out. */
  public final boolean halted() {
    return halts != 0;
  }

  /** Takes over a buffer that was read. */
  public final void read(ByteBuf in) {
    if (over) {
      in.release();
    } else if (halts != 0 || decoding || waiting != null) {
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
      readOn(config, false);
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
      readOn(config, true);
    }
  }

  /** A socket that the loop can no longer be told to watch, or not to, costs its peer alone. */
  private void readOn(ChannelConfig config, boolean on) {
    try {
      config.setAutoRead(on);
    } catch (UncheckedIOException e) {
      var _ = channel().close();
    }
  }

  /** Halts for this long, wherever the connection is by then; not longer if it rests already. */
  public final void rest(long nanos) {
    rest(RESTING, nanos);
  }

  /**
   * Nothing more will be read or written: hands out what waits for its turn, or for the peer to
   * read, here or below an encryption. What waits for the meter, for a rest or for the owner is
   * dropped by {@link #discard}.
   */
  public final void finish() {
    boolean more = !decoding;
    while (more && (halts & (YIELDING | UNWRITABLE)) == halts && !over) {
      halts = 0;
      drain();
      more = (halts != 0 && !isHeldUp()) || readRest();
    }
  }

  /** The end: drops what waits and what is still to come, and no timer remains. */
  public final void discard() {
    over = true;
    cancel(endOfRest);
    cancel(endOfMetering);
    @Nullable ByteBuf in;
    while ((in = poll()) != null) {
      in.release();
    }
    kept = 0;
    count();
  }

  /** Counts what is kept now; also to be called when the connection has let go of it. */
  final void count() {
    long now = (long) kept + unfinished();
    if (now == counted) {
      return;
    }
    counted = now;
    if (share == null) {
      share = IncomingMemory.of(channel());
    }
    if (share != null) {
      share.keeps(now);
    }
  }

  private Deque<ByteBuf> queue() {
    Deque<ByteBuf> queue = waiting == null ? new ArrayDeque<>(2) : waiting;
    waiting = queue;
    return queue;
  }

  /** Takes out what has waited longest; null if nothing waits. */
  private @Nullable ByteBuf poll() {
    Deque<ByteBuf> queue = waiting;
    if (queue == null) {
      return null;
    }
    ByteBuf first = queue.poll();
    if (queue.isEmpty()) {
      waiting = null;
    }
    return first;
  }

  private void drain() {
    if (decoding || waiting == null) {
      return;
    }
    @Nullable ByteBuf in;
    while (halts == 0 && !over && (in = poll()) != null) {
      kept -= in.readableBytes();
      handOut(in);
    }
    drained();
  }

  // No exception may leave this method: an error in the input or in its receiver ends this
  // connection only.
  private void handOut(ByteBuf in) {
    decoding = true;
    int before = in.readableBytes();
    int frames = 0;
    try {
      while (halts == 0
          && !over
          && in.isReadable()
          && !isHeldUp()
          && hasTurn(frames, before - in.readableBytes())) {
        frames += decode(in) ? 1 : 0;
      }
    } catch (Throwable thrown) {
      discard(); // where the next frame begins is not known any more
      failed(thrown);
    }
    decoding = false;
    int taken = before - in.readableBytes();
    boolean more = in.isReadable();
    if (!over && more) {
      kept += in.readableBytes();
      queue().addFirst(compact(in));
    } else {
      in.release();
    }
    if (!over) {
      boolean isHeldUp = more && halts == 0 && isHeldUp();
      boolean isTurnOver = isHeldUp || !hasTurn(frames, taken);
      if (!isHeldUp || taken > 0) {
        rest(METERED, meter().pay(frames, taken));
      }
      if (isTurnOver && (more || waiting != null)) {
        rest(YIELDING, 1);
      }
    }
    count();
  }

  private boolean hasTurn(int frames, int bytes) {
    return frames < MOST_FRAMES && bytes < MOST_BYTES && (frames == 0 || !meter().isTurnOver());
  }

  private InputMeter meter() {
    InputMeter own = meter;
    if (own == null) {
      own = channel().attr(InputMeter.KEY).get();
      own = own == null ? InputMeter.UNLIMITED : own;
      meter = own;
    }
    return own;
  }

  /** Halts for a while. A task that is due at once still runs after the loop's other sockets. */
  private void rest(int reason, long nanos) {
    if (nanos > 0 && !over && (halts & reason) == 0) {
      Channel channel = channel();
      halt(reason, channel.config());
      Future<?> end =
          channel.eventLoop().schedule(() -> rested(reason, channel), nanos, TimeUnit.NANOSECONDS);
      if (reason == RESTING) {
        endOfRest = end;
      } else if (reason == METERED) {
        endOfMetering = end;
      }
    }
  }

  private static void cancel(@Nullable Future<?> timer) {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  /** Runs on the loop that the channel was on when it had to rest; it may be on another now. */
  private void rested(int reason, Channel channel) {
    if (channel.eventLoop().inEventLoop()) {
      proceed(reason, channel.config());
    } else {
      channel.eventLoop().execute(() -> rested(reason, channel));
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
    kept += in.readableBytes();
    queue().addLast(compact(in));
    if (kept > MOST_KEPT) {
      overfull();
    } else {
      count();
    }
  }
}
