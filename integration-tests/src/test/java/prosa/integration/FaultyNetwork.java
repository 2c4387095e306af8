package prosa.integration;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import prosa.net.LoopShutdown;

/**
 * A way to a server that can fail: it listens at another address of this machine on the same port
 * numbers, and hands on whatever comes, until a connection is cut, with a reset to both sides, or
 * frozen, when neither side hears anything, not even that the other is gone.
 */
final class FaultyNetwork implements AutoCloseable {
  /** Where it listens. */
  static final String HOST = "127.0.0.2";

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final List<Channel> listening = new ArrayList<>();
  private final String server;

  FaultyNetwork() {
    this(Prosa.HOST);
  }

  /** To a server at this address. */
  FaultyNetwork(String server) {
    this.server = server;
  }

  /** Listens on a port, and leads to the same one of the server. */
  void leadTo(int port) throws IOException {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childOption(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel client) {
                    connect(client, port);
                  }
                })
            .bind(HOST, port)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException("port " + port + " of " + HOST + " is taken", bound.cause());
    }
    listening.add(bound.channel());
  }

  private void connect(Channel client, int port) {
    Link link = new Link(client);
    client.pipeline().addLast(new Pump(link));
    ChannelFuture connecting =
        new Bootstrap()
            .group(client.eventLoop())
            .channel(NioSocketChannel.class)
            .option(ChannelOption.AUTO_READ, false)
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(new Pump(link))
            .connect(server, port);
    link.server = connecting.channel();
    links.add(link);
    connecting.addListener(
        done -> {
          if (done.isSuccess()) {
            link.read();
          } else {
            link.end(false);
          }
        });
  }

  /** One of the connections that are there and not frozen. */
  Optional<Link> any(Random chance) {
    List<Link> all = links.stream().filter(link -> !link.frozen).toList();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(chance.nextInt(all.size())));
  }

  /** Lets everything pass again. */
  void heal() {
    links.forEach(Link::thaw);
  }

  @Override
  public void close() {
    for (Channel port : listening) {
      var _ = port.close();
    }
    links.forEach(Link::cut);
    LoopShutdown.begin(loops, Duration.ofSeconds(2)).awaitUninterruptibly();
  }

  /** A connection of a client, with the one to the server that it leads to. */
  final class Link {
    private final Channel client;
    private volatile Channel server;
    private volatile boolean frozen;

    private Link(Channel client) {
      this.client = client;
      this.server = client;
    }

    void cut() {
      client.eventLoop().execute(() -> end(true));
    }

    void freeze() {
      client.eventLoop().execute(() -> frozen(true));
    }

    void thaw() {
      client.eventLoop().execute(() -> frozen(false));
    }

    private void frozen(boolean now) {
      frozen = now;
      read();
    }

    private Channel other(Channel one) {
      return one.equals(client) ? server : client;
    }

    private void read() {
      client.config().setAutoRead(!frozen && server.isWritable());
      server.config().setAutoRead(!frozen && client.isWritable());
    }

    private void end(boolean reset) {
      links.remove(this);
      for (Channel channel : List.of(client, server)) {
        if (reset && channel.isOpen()) {
          channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        var _ = channel.close();
      }
    }
  }

  /** Hands on what one side says. */
  private static final class Pump extends ChannelInboundHandlerAdapter {
    private final Link link;

    Pump(Link link) {
      this.link = link;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
      Channel other = link.other(ctx.channel());
      if (other.isActive()) {
        var _ = other.writeAndFlush(bytes);
      } else {
        ReferenceCountUtil.release(bytes);
      }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      link.read();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      link.end(false);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      link.end(true);
    }
  }
}
