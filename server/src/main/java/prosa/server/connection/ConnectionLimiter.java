package prosa.server.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import prosa.net.WriteTimeout;
import prosa.server.limits.ConnectionBudgets;
import prosa.server.operations.Counters.Count;

/**
 * Counts a connection when it is accepted, and closes it if its address has too many or opened too
 * many lately. On the loop of the listening channel, or of the accepted one where these differ.
 */
public final class ConnectionLimiter extends ChannelInitializer<Channel> {
  private final ServerContext context;
  private final Consumer<Channel> welcome;
  private final Runnable onStuck;

  /**
   * A limiter.
   *
   * @param welcome fills the pipeline of a connection that was let in
   */
  public ConnectionLimiter(ServerContext context, Consumer<Channel> welcome) {
    this.context = context;
    this.welcome = welcome;
    this.onStuck = () -> context.counters().stuck();
  }

  @Override
  protected void initChannel(Channel channel) {
    if (!(channel.remoteAddress() instanceof InetSocketAddress remote)) {
      var _ = channel.close(); // gone before it was checked
      return;
    }
    context.counters().add(Count.ACCEPTED);
    context.accepted(channel);
    if (!context.become(channel, remote.getAddress())) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0); // the kernel keeps nothing of it
      var _ = channel.close();
      return;
    }
    if (context.proxies().isProxy(remote.getAddress())) {
      channel.pipeline().addLast(new ProxyProtocolHandler(context));
    }
    WriteTimeout timeout = new WriteTimeout(channel, context.stuckAfter(), onStuck);
    channel.pipeline().addLast(timeout);
    ConnectionBudgets.of(channel).onExcess(timeout::suspect);
    welcome.accept(channel);
  }

  /** A peer that was gone when it was greeted is ignored; other errors are defects. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
    if (cause instanceof IOException) {
      var _ = ctx.close();
    } else {
      super.exceptionCaught(ctx, cause);
    }
  }
}
