package prosa.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.util.function.BiConsumer;

/**
 * Hears that a listening channel could not accept a connection, which is so when the process or the
 * system has no descriptor left. The kernel keeps that connection waiting and says at once again
 * that it is there: whoever is told must pause the channel. On the channel's loop.
 */
@Sharable
public final class AcceptFailureHandler extends ChannelInboundHandlerAdapter {
  private final BiConsumer<Channel, IOException> told;

  /**
   * A handler for listening channels.
   *
   * @param told is given the listening channel, which it has to pause, and what the kernel said
   */
  public AcceptFailureHandler(BiConsumer<Channel, IOException> told) {
    this.told = told;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
    if (cause instanceof IOException failure) {
      told.accept(ctx.channel(), failure);
    } else {
      super.exceptionCaught(ctx, cause);
    }
  }
}
