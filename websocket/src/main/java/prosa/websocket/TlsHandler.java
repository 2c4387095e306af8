package prosa.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import prosa.net.SocketCipher;

/**
 * What encrypts and decrypts a connection (RFC 8446). On its event loop.
 *
 * <p>As a {@link SocketCipher} it encrypts a record with the same engine as the pipeline does: they
 * take turns on one event loop, and whatever waits unencrypted in the pipeline goes first.
 */
final class TlsHandler extends SslHandler implements SocketCipher {
  /** The longest text that goes past the pipeline: one record, of which 16 KiB may be data. */
  private static final int LONGEST = 8 * 1024;

  /** Room for a record: in an array, where the JDK encrypts, and where a socket takes it from. */
  private static final class Scratch {
    private ByteBuffer record = ByteBuffer.allocate(0);
    private ByteBuf direct = Unpooled.EMPTY_BUFFER;

    private void fits(int size) {
      if (record.capacity() < size) {
        record = ByteBuffer.allocate(size);
        direct.release();
        direct = Unpooled.directBuffer(size, size);
      }
      record.clear();
    }
  }

  private static final FastThreadLocal<Scratch> SCRATCH =
      new FastThreadLocal<>() {
        @Override
        protected Scratch initialValue() {
          return new Scratch();
        }

        @Override
        protected void onRemoval(Scratch scratch) {
          scratch.direct.release(); // the loop has ended
        }
      };

  private @Nullable ChannelHandlerContext context;
  private boolean unflushed;

  /**
   * A handler of a connection whose handshake has not begun.
   *
   * @param tasks computes the handshake
   */
  TlsHandler(SSLEngine engine, Executor tasks) {
    super(engine, tasks);
  }

  /** The bytes that wait for the end of their record, or for a task of the handshake. */
  int kept() {
    return actualReadableBytes();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
    context = ctx;
    super.handlerAdded(ctx);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise)
      throws Exception {
    unflushed = true;
    super.write(ctx, message, promise);
  }

  @Override
  public void flush(ChannelHandlerContext ctx) throws Exception {
    unflushed = false;
    super.flush(ctx);
  }

  @Override
  public @Nullable ByteBuf encrypt(ByteBuf plain, int from, int to) {
    if (unflushed
        || from == to
        || to - from > LONGEST
        || plain.nioBufferCount() != 1
        || !handshakeFuture().isSuccess()
        || engine().getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
      return null;
    }
    Scratch scratch = SCRATCH.get();
    scratch.fits(engine().getSession().getPacketBufferSize());
    ByteBuffer record = scratch.record;
    try {
      SSLEngineResult result = engine().wrap(plain.internalNioBuffer(from, to - from), record);
      if (result.bytesProduced() == 0) {
        return null; // closing
      }
    } catch (SSLException e) {
      return null; // as the pipeline will find, and tell
    }
    return scratch.direct.clear().writeBytes(record.flip());
  }

  @Override
  public ChannelFuture sendRest(ByteBuf encrypted) {
    ChannelHandlerContext ctx = context;
    if (ctx == null) {
      throw new IllegalStateException("The handler is not in a pipeline yet");
    }
    return ctx.writeAndFlush(encrypted);
  }
}
