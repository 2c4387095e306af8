package prosa.server.door;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import prosa.server.connection.ServerContext;

/**
 * The first handler of a connection at the door: detects the protocol by the first byte and hands
 * the connection over.
 *
 * <p>0xFF begins a ZMTP greeting (RFC 23), a letter of ASCII or a line end a request in HTTP, 0x16
 * a TLS handshake (RFC 8446, section 5.1). Sends nothing itself, since browsers connect ahead and
 * stay silent. A connection that stays silent for the time of a handshake is closed. The deadline
 * moves along with the connection, because its first request has to be complete by then.
 */
public final class ProtocolDetector extends ChannelInboundHandlerAdapter {
  private static final int ZMTP = 0xFF;
  private static final int TLS = 0x16;

  /** The length of an empty identity's frame, which ZMTP 1.0 begins with. */
  private static final int ZMTP_1 = 0x01;

  private final ServerContext context;
  private final JoinService joinService;
  private final HttpAcceptor browsers;
  private @Nullable ScheduledFuture<?> handshakeTimeout;

  /** A detector for one connection. */
  public ProtocolDetector(ServerContext context, JoinService joinService, HttpAcceptor browsers) {
    this.context = context;
    this.joinService = joinService;
    this.browsers = browsers;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    handshakeTimeout =
        ctx.executor()
            .schedule(
                (Runnable) () -> late(ctx), context.handshake().toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (handshakeTimeout != null) {
      handshakeTimeout.cancel(false);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object received) {
    if (!(received instanceof ByteBuf bytes) || !bytes.isReadable()) {
      ReferenceCountUtil.release(received);
      return;
    }
    int first = bytes.getUnsignedByte(bytes.readerIndex());
    if (opens(first, ctx.pipeline())) {
      ctx.pipeline().remove(this).fireChannelRead(bytes);
    } else {
      if (first == ZMTP_1) {
        context.tooOld("Door");
      } else {
        context.unknownProtocol(first == TLS);
      }
      bytes.release();
      end(ctx);
    }
  }

  /** Fills the pipeline for the protocol that begins with this byte; false if none does. */
  private boolean opens(int first, ChannelPipeline pipeline) {
    if (first == ZMTP) {
      ZmtpDoorHandler session =
          new ZmtpDoorHandler(context, joinService, browsers.encrypts(), handshakeTimeout);
      handshakeTimeout = null; // goes on until READY: one deadline from accept
      pipeline.addLast(context.atDoor(session));
      return true;
    }
    if (isHttp(first)) {
      browsers.plain(pipeline, handshakeTimeout);
      handshakeTimeout = null; // goes on until the first request's head is there
      return true;
    }
    if (first == TLS && browsers.encrypted(pipeline, handshakeTimeout)) {
      handshakeTimeout = null;
      return true;
    }
    return false;
  }

  /**
   * A method begins with a letter. No known method begins with a lower-case one, but such requests
   * are answered, too; an empty line before the request is ignored (RFC 9112, section 2.2).
   */
  private static boolean isHttp(int first) {
    return (first >= 'A' && first <= 'Z')
        || (first >= 'a' && first <= 'z')
        || first == '\r'
        || first == '\n';
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    end(ctx); // reset by a peer that had not said anything
  }

  /** Counted only while it is open: a browser that connected ahead and left is not late. */
  private void late(ChannelHandlerContext ctx) {
    if (ctx.channel().isActive()) {
      context.late();
    }
    end(ctx);
  }

  private static void end(ChannelHandlerContext ctx) {
    var _ = ctx.close();
  }
}
