package prosa.integration;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.handler.codec.http.HttpRequest;
import java.net.InetAddress;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import prosa.net.ConnectionTimeouts;
import prosa.net.Transport;
import prosa.server.connection.Framing;
import prosa.websocket.HostNames;
import prosa.websocket.HttpEnvironment;
import prosa.websocket.HttpExchange;
import prosa.websocket.HttpInitializer;
import prosa.websocket.HttpRoute;
import prosa.websocket.HttpRouter;
import prosa.websocket.WebSocketCloseCode;
import prosa.websocket.WebSocketConnection;
import prosa.websocket.WebSocketHandshake;
import prosa.websocket.WebSocketLimits;
import prosa.websocket.WebSocketListener;

/**
 * The server that the Autobahn|Testsuite is run against ({@code ./check --autobahn}): it sends each
 * message back as it came. It reads with the product's HTTP and WebSocket, and writes with its
 * framing; only the limits are lifted, binary messages among them.
 */
public final class WebSocketEcho {
  private static final int LONGEST = 64 << 20;
  private static final int BINARY = 0x82;
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final ConnectionTimeouts TIMEOUTS =
      new ConnectionTimeouts(Duration.ofSeconds(30), LONG, LONG.plus(LONG));

  private WebSocketEcho() {}

  /**
   * Serves until the process ends.
   *
   * @param arguments the port, as the last one
   */
  public static void main(String[] arguments) throws InterruptedException {
    int port = Integer.parseInt(arguments[arguments.length - 1]);
    Transport transport = Transport.best();
    HttpRoute echo = HttpRoute.get(HttpRoute.HostCheck.ANY, WebSocketEcho::open);
    HttpInitializer http =
        new HttpInitializer(
            new Everybody(),
            new HttpRouter(Map.of(), echo),
            Optional.empty(),
            HostNames.any(),
            Duration.ofSeconds(30));
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(new MultiThreadIoEventLoopGroup(1, transport.ioHandlerFactory()))
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    http.plain(channel.pipeline(), null);
                  }
                });
    transport.configure(bootstrap, TIMEOUTS);
    Channel listener = bootstrap.bind(InetAddress.getLoopbackAddress(), port).sync().channel();
    listener.closeFuture().sync();
  }

  private static void open(HttpExchange exchange) {
    switch (WebSocketHandshake.judge(exchange.request(), exchange.host())) {
      case WebSocketHandshake.Refused(var why) -> exchange.send(why);
      case WebSocketHandshake.Agreed(String answer) -> {
        WebSocketLimits limits = new WebSocketLimits(LONGEST, LONGEST, LONGEST, true);
        Echo echo = new Echo(limits);
        exchange.upgrade(answer, echo.connection);
        echo.connection.resume();
      }
    }
  }

  private static final class Echo implements WebSocketListener {
    private final WebSocketConnection connection;

    private Echo(WebSocketLimits limits) {
      connection = new WebSocketConnection(false, limits, TIMEOUTS, this);
    }

    @Override
    public void text(ByteBuf text) {
      try {
        StandardCharsets.UTF_8.newDecoder().decode(text.nioBuffer());
        send(text, false);
      } catch (CharacterCodingException e) {
        connection.notUtf8();
      }
    }

    @Override
    public void binary(ByteBuf message) {
      send(message, true);
    }

    private void send(ByteBuf message, boolean binary) {
      Channel channel = connection.channel();
      ByteBuf out = channel.alloc().buffer(Framing.HEADER + message.readableBytes());
      Framing.WEBSOCKET.begin(out, message.readableBytes());
      if (binary) {
        out.setByte(0, BINARY);
      }
      var _ = channel.writeAndFlush(out.writeBytes(message), channel.voidPromise());
    }

    @Override
    public void writable() {}

    @Override
    public void violated(WebSocketCloseCode code) {}

    @Override
    public void silent() {}

    @Override
    public void broken(Throwable thrown) {
      thrown.printStackTrace();
    }

    @Override
    public void closed() {}
  }

  /** An environment without limits. */
  private static final class Everybody implements HttpEnvironment {
    @Override
    public Arrival arrived(Channel channel, HttpRequest request) {
      return Forwarding.NONE;
    }

    @Override
    public Optional<Peer> peer(Channel channel) {
      return Optional.of(new Peer("loopback", true));
    }

    @Override
    public String addressOf(Channel channel) {
      return "127.0.0.1";
    }

    @Override
    public boolean draining() {
      return false;
    }

    @Override
    public long charge(Channel channel) {
      return 0;
    }

    @Override
    public void handshake(boolean done) {}

    @Override
    public void paused() {}

    @Override
    public void refused(int status) {}

    @Override
    public void broken() {}

    @Override
    public String unknownName(String name) {
      return name;
    }
  }
}
