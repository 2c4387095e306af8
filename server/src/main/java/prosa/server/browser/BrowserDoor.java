package prosa.server.browser;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import prosa.server.door.Entrance;
import prosa.server.door.FrontDoor;
import prosa.server.door.Reception;
import prosa.server.line.Gatehouse;
import prosa.server.operations.Network;

/**
 * Lets browsers in: fills the pipeline of a connection that speaks HTTP, and welcomes its WebSocket
 * as a line. On the door's loop.
 */
public final class BrowserDoor implements FrontDoor, AutoCloseable {
  private static final int FIRST_LINE = 2_048;
  private static final int HEADERS = 8_192;
  private static final int CHUNK = 4_096;

  private final Gatehouse gatehouse;
  private final Reception reception;
  private final Site site;
  private final Optional<Certificate> certificate;
  private final HostNames hosts;
  private final BooleanSupplier draining;
  private final HandshakeExecutor handshakes =
      new HandshakeExecutor(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));

  /**
   * A door for browsers.
   *
   * @param certificate for TLS; empty for none
   * @param hosts the names by which pages and the talk may be reached
   * @param draining whether the server is going away
   */
  public BrowserDoor(
      Gatehouse gatehouse,
      Reception reception,
      Site site,
      Optional<Certificate> certificate,
      HostNames hosts,
      BooleanSupplier draining) {
    this.gatehouse = gatehouse;
    this.reception = reception;
    this.site = site;
    this.certificate = certificate;
    this.hosts = hosts;
    this.draining = draining;
  }

  @Override
  public void plain(ChannelPipeline pipeline, @Nullable ScheduledFuture<?> patience) {
    speakHttp(pipeline, false, patience);
  }

  @Override
  public boolean secret(ChannelPipeline pipeline, @Nullable ScheduledFuture<?> patience) {
    if (certificate.isEmpty()) {
      return false;
    }
    Channel channel = pipeline.channel();
    HandshakeExecutor.@Nullable Handshaking handshaking = begin(channel);
    if (handshaking == null) {
      return false;
    }
    SslHandler tls = certificate.get().context().newHandler(channel.alloc(), handshaking);
    tls.handshakeFuture().addListener(_ -> handshaking.end());
    channel.closeFuture().addListener(_ -> handshaking.end());
    tls.setHandshakeTimeoutMillis(gatehouse.handshake().toMillis());
    tls.setCloseNotifyFlushTimeoutMillis(WebSocket.LINGER_MILLIS);
    pipeline.addLast(tls);
    speakHttp(pipeline, true, patience);
    return true;
  }

  private HandshakeExecutor.@Nullable Handshaking begin(Channel channel) {
    if (!(channel.remoteAddress() instanceof InetSocketAddress remote)) {
      return null; // gone already
    }
    boolean limited = !gatehouse.clientAddress(channel).trusted();
    return handshakes.begin(Network.limitKey(remote.getAddress()), limited);
  }

  private void speakHttp(
      ChannelPipeline pipeline, boolean secret, @Nullable ScheduledFuture<?> patience) {
    HttpDecoderConfig limits =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(FIRST_LINE)
            .setMaxHeaderSize(HEADERS)
            .setMaxChunkSize(CHUNK)
            .setInitialBufferSize(512);
    HttpServerCodec codec = new HttpServerCodec(limits);
    pipeline.addLast(codec, new HttpSession(this, codec, secret, patience));
  }

  /** Ends the threads that compute handshakes. */
  @Override
  public void close() {
    handshakes.close();
  }

  Gatehouse gatehouse() {
    return gatehouse;
  }

  Site site() {
    return site;
  }

  /** Whether this is a name of this server. */
  boolean answersTo(String host) {
    return hosts.allows(host, certificate.map(Certificate::names).orElse(Set.of()));
  }

  boolean draining() {
    return draining.getAsBoolean();
  }

  /** Then they are not served in the clear. */
  @Override
  public boolean encrypts() {
    return certificate.isPresent();
  }

  /** Puts a line in the place of {@code http}, which has just agreed to a WebSocket. */
  void welcome(ChannelPipeline pipeline, HttpServerCodec codec, HttpSession http, String agreed) {
    Entrance entrance =
        new Entrance(gatehouse, reception, gatehouse.clientAddress(pipeline.channel()));
    WebSocketLine line =
        new WebSocketLine(gatehouse, pipeline.channel(), http.secret(), draining, entrance);
    line.pause(); // what came along with the request waits until the greeting is out
    pipeline.addLast(line.handler()).remove(http);
    pipeline.remove(codec);
    var _ = pipeline.channel().writeAndFlush(Unpooled.copiedBuffer(agreed, US_ASCII));
    entrance.welcome(line);
    line.resume();
  }
}
