package prosa.integration;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a service tells its manager, on a socket like that of systemd ({@code sd_notify(3)}). */
record ServiceNotices(EventLoopGroup loop, BlockingQueue<String> heard) implements AutoCloseable {
  static ServiceNotices at(Path socket) {
    ServiceNotices notices =
        new ServiceNotices(
            new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()),
            new LinkedBlockingQueue<>());
    new Bootstrap()
        .group(notices.loop)
        .channel(EpollDomainDatagramChannel.class)
        .handler(
            new SimpleChannelInboundHandler<DomainDatagramPacket>() {
              @Override
              protected void channelRead0(ChannelHandlerContext context, DomainDatagramPacket in) {
                notices.heard.add(in.content().toString(StandardCharsets.UTF_8));
              }
            })
        .bind(new DomainSocketAddress(socket.toString()))
        .syncUninterruptibly();
    return notices;
  }

  /** The next one; waits for it. */
  String next() throws InterruptedException {
    String notice = heard.poll(Await.LONG.toMillis(), TimeUnit.MILLISECONDS);
    return notice == null ? "nothing" : notice;
  }

  @Override
  public void close() {
    var _ = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
