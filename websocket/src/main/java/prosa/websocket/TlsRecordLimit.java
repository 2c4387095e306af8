package prosa.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import prosa.net.IncomingMemory;
import prosa.net.PausableDecoder;

/**
 * Ends a connection inside TLS that sends too many records without data: updates of its keys (RFC
 * 8446, section 4.6.3), empty records, alerts, and a handshake in small pieces. They cost the
 * connection's thread work, and what is inside TLS is not told of them.
 *
 * <p>Two handlers, around the one that decrypts: each record is taken from a budget as it comes in,
 * and given back when data comes out. A read is handed on in pieces, so that little is done for who
 * is to be closed.
 *
 * <p>It decrypts nothing of a connection that is not read from ({@code autoRead} is off: a budget
 * is used up, or it is another's turn). What was read by then waits here, and is handed on in order
 * when the connection is read from again: epoll reads on to the end when a peer closes, however
 * long ago we stopped, and decrypting what it left would cost much more than its bytes. Beyond
 * {@link PausableDecoder#MOST_KEPT} bytes the connection is closed. At its end, who decodes what is
 * inside TLS may ask for what waits, piece by piece; what it does not ask for is dropped, and so is
 * what comes after we began to close it. What waits, and what is kept of an unfinished record, is
 * counted in the channel's share of the {@link IncomingMemory}. On the connection's event loop.
 */
final class TlsRecordLimit extends ChannelDuplexHandler {
  /** A handshake has a handful of them, and a connection that lives for days a few more. */
  private static final int BURST = 128;

  private static final long EACH_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private static final int RECORDS_AT_ONCE = 16;
  private static final int HEADER = 5;
  private static final int LENGTH = 3;

  private final IntSupplier undecrypted;
  private final Runnable onExcess;

  /** Until when those are spent that were sent: by now at most, and not longer ago than a burst. */
  private long spentUntil = System.nanoTime() - BURST * EACH_NANOS;

  /** How much of a record's header was seen; then how much of its content is to come. */
  private int header;

  private int left;
  private boolean over;

  /** Whether we close it: the close_notify may take a while to be written. */
  private boolean closing;

  /** What was read and is not decrypted yet, and its bytes. */
  private final Deque<ByteBuf> waiting = new ArrayDeque<>(2);

  private int kept;
  private int counted;
  private boolean resuming;

  private TlsRecordLimit(IntSupplier undecrypted, Runnable onExcess) {
    this.undecrypted = undecrypted;
    this.onExcess = onExcess;
  }

  /**
   * Adds what decrypts, with the limit around it.
   *
   * @param undecrypted how many bytes what decrypts keeps, as of unfinished records
   * @param onExcess runs before the connection is closed for it
   */
  static void addLast(
      ChannelPipeline pipeline, ChannelHandler tls, IntSupplier undecrypted, Runnable onExcess) {
    TlsRecordLimit limit = new TlsRecordLimit(undecrypted, onExcess);
    pipeline.addLast(limit, tls, limit.new Decrypted());
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object received) {
    if (!(received instanceof ByteBuf in)) {
      ctx.fireChannelRead(received);
      return;
    }
    if (over || closing) {
      in.release();
    } else if (waiting.isEmpty() && reads(ctx)) {
      handOn(ctx, in);
    } else {
      keep(ctx, in);
    }
  }

  private static boolean reads(ChannelHandlerContext ctx) {
    return ctx.channel().config().isAutoRead();
  }

  /** Hands it on while the connection is read from; keeps the rest, in front of what waits. */
  private void handOn(ChannelHandlerContext ctx, ByteBuf in) {
    try {
      while (in.isReadable() && !over && reads(ctx)) {
        take(ctx, in);
      }
      putBack(in);
    } finally {
      in.release();
    }
  }

  private void putBack(ByteBuf in) {
    if (in.isReadable() && !over) {
      kept += in.readableBytes();
      waiting.addFirst(in.retain());
    }
  }

  private void keep(ChannelHandlerContext ctx, ByteBuf in) {
    kept += in.readableBytes();
    waiting.addLast(in);
    if (kept > PausableDecoder.MOST_KEPT) {
      end(ctx);
    } else {
      count(ctx);
    }
  }

  private void count(ChannelHandlerContext ctx) {
    count(ctx, kept + undecrypted.getAsInt());
  }

  private void count(ChannelHandlerContext ctx, int now) {
    if (now == counted) {
      return;
    }
    counted = now;
    IncomingMemory.@Nullable Share share = IncomingMemory.of(ctx.channel());
    if (share != null) {
      share.keepsEncrypted(now);
    }
  }

  /** The connection is read from again, or goes on being: first comes what waits. */
  @Override
  public void read(ChannelHandlerContext ctx) {
    if (waiting.isEmpty()) {
      ctx.read();
    } else if (!resuming) {
      resuming = true;
      // a task that is due at once still runs after the loop's other sockets
      var _ = ctx.executor().schedule(() -> resume(ctx), 1, TimeUnit.NANOSECONDS);
    }
  }

  /** Hands on one of what waits; the connection may be on another loop by now. */
  private void resume(ChannelHandlerContext ctx) {
    if (!ctx.executor().inEventLoop()) {
      ctx.executor().execute(() -> resume(ctx));
      return;
    }
    resuming = false;
    if (over || !reads(ctx)) {
      return;
    }
    @Nullable ByteBuf next = waiting.poll();
    if (next != null) {
      kept -= next.readableBytes();
      handOn(ctx, next);
      ctx.fireChannelReadComplete();
    }
    if (!over && reads(ctx)) {
      read(ctx);
    }
  }

  /**
   * Hands on a few records of what waits, though nothing is read any more; to be called when the
   * connection has ended, before its handlers are told.
   *
   * @return whether some waited; false without TLS
   */
  static boolean handOnRest(ChannelPipeline pipeline) {
    ChannelHandlerContext ctx = pipeline.context(TlsRecordLimit.class);
    return ctx != null
        && ctx.executor().inEventLoop()
        && ctx.handler() instanceof TlsRecordLimit limit
        && limit.handOnRest(ctx);
  }

  private boolean handOnRest(ChannelHandlerContext ctx) {
    @Nullable ByteBuf next = waiting.poll();
    if (next == null) {
      return false;
    }
    kept -= next.readableBytes();
    try {
      take(ctx, next);
      putBack(next);
    } finally {
      next.release();
    }
    return true;
  }

  /** Hands on some records, and looks whether data came out of them. */
  private void take(ChannelHandlerContext ctx, ByteBuf in) {
    int from = in.readerIndex();
    int records = 0;
    while (in.isReadable() && records < RECORDS_AT_ONCE) {
      records += skipped(in) ? 1 : 0;
    }
    spend(records);
    ctx.fireChannelRead(in.retainedSlice(from, in.readerIndex() - from));
    if (!over && spentUntil - System.nanoTime() > 0) {
      end(ctx);
    }
  }

  private void end(ChannelHandlerContext ctx) {
    discard();
    onExcess.run();
    var _ = ctx.close();
  }

  private void discard() {
    over = true;
    kept = 0;
    @Nullable ByteBuf next;
    while ((next = waiting.poll()) != null) {
      next.release();
    }
  }

  private void spend(int records) {
    long fullBucket = System.nanoTime() - BURST * EACH_NANOS;
    long from = spentUntil - fullBucket < 0 ? fullBucket : spentUntil;
    spentUntil = from + records * EACH_NANOS;
  }

  /** Skips a byte of a header, or content; whether a header is complete. */
  private boolean skipped(ByteBuf in) {
    if (header == HEADER) {
      int there = Math.min(left, in.readableBytes());
      in.skipBytes(there);
      left -= there;
      header = left == 0 ? 0 : HEADER;
      return false;
    }
    int next = in.readUnsignedByte();
    left = header < LENGTH ? 0 : left << Byte.SIZE | next;
    header++;
    if (header < HEADER) {
      return false;
    }
    header = left == 0 ? 0 : HEADER;
    return true;
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    discard();
    ctx.fireChannelInactive();
    count(ctx);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    discard();
    count(ctx, 0);
  }

  private final class Decrypted extends ChannelDuplexHandler {
    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
      closing = true;
      var _ = ctx.close(promise);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object received) {
      spend(-1);
      if (counted > 0) {
        count(ctx); // before what came out is counted
      }
      ctx.fireChannelRead(received);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      count(ctx);
      ctx.fireChannelReadComplete();
    }
  }
}
