package prosa.server.line;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import prosa.server.operations.Counters.Count;

/**
 * Where a connection is accepted: it is counted, and turned away if its address has too many, or
 * made welcome. On the loop of the listening channel, or of the accepted one where these differ.
 */
public final class Gate extends ChannelInitializer<Channel> {
  private final Gatehouse gatehouse;
  private final Consumer<Channel> welcome;

  /**
   * A gate.
   *
   * @param welcome fills the pipeline of a connection that was let in
   */
  public Gate(Gatehouse gatehouse, Consumer<Channel> welcome) {
    this.gatehouse = gatehouse;
    this.welcome = welcome;
  }

  @Override
  protected void initChannel(Channel channel) {
    if (!(channel.remoteAddress() instanceof InetSocketAddress remote)) {
      var _ = channel.close(); // gone before it was looked at
      return;
    }
    InetAddress address = remote.getAddress();
    gatehouse.counters().add(Count.ACCEPTED);
    if (!gatehouse.enter(address)) {
      gatehouse.counters().add(Count.TURNED_AWAY);
      var _ = channel.close();
      return;
    }
    channel.closeFuture().addListener(closed -> gatehouse.leave(address));
    gatehouse.grant(channel, address);
    channel
        .pipeline()
        .addLast(new WriteTimeout(channel, gatehouse.counters(), gatehouse.stuckAfter()));
    welcome.accept(channel);
  }

  /** Nobody is told of a peer that was gone when it was greeted; anything else is a defect. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
    if (cause instanceof IOException) {
      var _ = ctx.close();
    } else {
      super.exceptionCaught(ctx, cause);
    }
  }
}
