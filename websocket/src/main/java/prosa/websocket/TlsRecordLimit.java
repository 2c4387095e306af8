package prosa.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.TimeUnit;

/**
 * Ends a connection inside TLS that sends too many records without data: updates of its keys (RFC
 * 8446, section 4.6.3), empty records, alerts, and a handshake in small pieces. They cost the
 * connection's thread work, and what is inside TLS is not told of them.
 *
 * <p>Two handlers, around the one that decrypts: each record is taken from a budget as it comes in,
 * and given back when data comes out. A read is handed on in pieces, so that little is done for who
 * is to be closed. On the connection's event loop.
 */
final class TlsRecordLimit extends ChannelInboundHandlerAdapter {
  /** A handshake has a handful of them, and a connection that lives for days a few more. */
  private static final int BURST = 128;

  private static final long EACH_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private static final int RECORDS_AT_ONCE = 32;
  private static final int HEADER = 5;
  private static final int LENGTH = 3;

  private final Runnable onExcess;

  /** Until when those are spent that were sent: by now at most, and not longer ago than a burst. */
  private long spentUntil = System.nanoTime() - BURST * EACH_NANOS;

  /** How much of a record's header was seen; then how much of its content is to come. */
  private int header;

  private int left;
  private boolean over;

  private TlsRecordLimit(Runnable onExcess) {
    this.onExcess = onExcess;
  }

  /**
   * Adds what decrypts, with the limit around it.
   *
   * @param onExcess runs before the connection is closed for it
   */
  static void addLast(ChannelPipeline pipeline, SslHandler tls, Runnable onExcess) {
    TlsRecordLimit limit = new TlsRecordLimit(onExcess);
    pipeline.addLast(limit, tls, limit.new Decrypted());
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object received) {
    if (!(received instanceof ByteBuf in)) {
      ctx.fireChannelRead(received);
      return;
    }
    try {
      while (in.isReadable() && !over) {
        take(ctx, in);
      }
    } finally {
      in.release();
    }
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
      over = true;
      onExcess.run();
      var _ = ctx.close();
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
    over = true;
    ctx.fireChannelInactive();
  }

  private final class Decrypted extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object received) {
      spend(-1);
      ctx.fireChannelRead(received);
    }
  }
}
