package prosa.server.connection;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.util.List;
import prosa.server.operations.Counters.Count;

/**
 * Reads the header of the PROXY protocol, version 1 or 2, at the beginning of a proxy's connection.
 * A connection without the header counts as the proxy's own until an HTTP header says more. On the
 * connection's event loop; removed once the header is read.
 *
 * <p>A header that is broken, or names somebody who may not come in, ends the connection. So does
 * one that is not complete in the time of a handshake, by the deadline of what comes behind it.
 */
final class ProxyProtocolHandler extends ByteToMessageDecoder {
  private static final byte[] VERSION_1 = "PROXY".getBytes(US_ASCII);
  private static final byte[] VERSION_2 = {
    0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A
  };

  private final ServerContext context;

  ProxyProtocolHandler(ServerContext context) {
    this.context = context;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    boolean first = begins(in, VERSION_1);
    boolean second = begins(in, VERSION_2);
    int needed = first ? VERSION_1.length : VERSION_2.length;
    if ((first || second) && in.readableBytes() < needed) {
      return;
    }
    if (first || second) {
      ctx.pipeline().addAfter(ctx.name(), null, new PersonHandler(context));
      ctx.pipeline().addAfter(ctx.name(), null, new HAProxyMessageDecoder());
    }
    ctx.pipeline().remove(this); // hands on what was read
  }

  /** Whether as much as there is of these bytes agrees with what came. */
  private static boolean begins(ByteBuf in, byte[] signature) {
    int length = Math.min(signature.length, in.readableBytes());
    for (int i = 0; i < length; i++) {
      if (in.getByte(in.readerIndex() + i) != signature[i]) {
        return false;
      }
    }
    return true;
  }

  /** Takes the header, once it is decoded. */
  private static final class PersonHandler extends ChannelInboundHandlerAdapter {
    private final ServerContext context;

    /** The connection ends: what the decoder still finds in what it read is nobody's. */
    private boolean over;

    PersonHandler(ServerContext context) {
      this.context = context;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object received) {
      if (over) {
        ReferenceCountUtil.release(received);
        return;
      }
      if (!(received instanceof HAProxyMessage header)) {
        ctx.fireChannelRead(received);
        return;
      }
      String source = header.sourceAddress();
      header.release();
      boolean isAddress =
          source != null
              && (NetUtil.isValidIpV4Address(source) || NetUtil.isValidIpV6Address(source));
      if (isAddress && !context.become(ctx.channel(), InetAddress.ofLiteral(source))) {
        over = true;
        var _ = ctx.close();
      } else {
        ctx.pipeline().remove(this);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      if (over) {
        return;
      }
      over = true;
      context.counters().add(Count.VIOLATIONS);
      context.counters().refusals().http();
      var _ = ctx.close();
    }
  }
}
