package prosa.server.door;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import prosa.server.line.Gatehouse;
import prosa.server.operations.Counters.Count;

/**
 * The first handler of a connection at the door: tells by the first byte who is there, and hands
 * over.
 *
 * <p>0xFF begins a ZMTP greeting (RFC 23). Says nothing itself, since browsers connect ahead and
 * stay silent; whoever stays silent for the time of a handshake is closed.
 */
public final class Doorstep extends ChannelInboundHandlerAdapter {
  private static final int ZMTP = 0xFF;

  private final Gatehouse gatehouse;
  private final Reception reception;
  private @Nullable ScheduledFuture<?> patience;

  /** A doorstep for one connection. */
  public Doorstep(Gatehouse gatehouse, Reception reception) {
    this.gatehouse = gatehouse;
    this.reception = reception;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    patience =
        ctx.executor()
            .schedule(
                (Runnable) () -> end(ctx), gatehouse.handshake().toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (patience != null) {
      patience.cancel(false);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object received) {
    if (!(received instanceof ByteBuf bytes) || !bytes.isReadable()) {
      ReferenceCountUtil.release(received);
      return;
    }
    int first = bytes.getUnsignedByte(bytes.readerIndex());
    if (first == ZMTP) {
      DoorSession session = new DoorSession(gatehouse, reception, patience);
      patience = null; // goes on until READY: one deadline from accept
      ctx.pipeline().addLast(gatehouse.atDoor(session)).remove(this);
      ctx.pipeline().fireChannelRead(bytes);
    } else {
      gatehouse.counters().add(Count.VIOLATIONS);
      bytes.release();
      end(ctx);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    end(ctx); // reset by a peer that had not said anything
  }

  private static void end(ChannelHandlerContext ctx) {
    var _ = ctx.close();
  }
}
