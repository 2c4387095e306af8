package prosa.server.http;

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
import prosa.server.connection.ServerContext;
import prosa.server.door.EnterHandler;
import prosa.server.door.HttpAcceptor;
import prosa.server.door.JoinService;
import prosa.server.operations.CidrBlock;

/**
 * Lets browsers in: fills the pipeline of a connection that speaks HTTP, and welcomes its WebSocket
 * as a line. On the door's loop.
 */
public final class HttpInitializer implements HttpAcceptor, AutoCloseable {
  private static final int FIRST_LINE = 2_048;
  private static final int HEADERS = 8_192;
  private static final int CHUNK = 4_096;

  private final ServerContext context;
  private final JoinService reception;
  private final StaticFiles site;
  private final Optional<TlsCertificate> certificate;
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
  public HttpInitializer(
      ServerContext context,
      JoinService reception,
      StaticFiles site,
      Optional<TlsCertificate> certificate,
      HostNames hosts,
      BooleanSupplier draining) {
    this.context = context;
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
    tls.setHandshakeTimeoutMillis(context.handshake().toMillis());
    tls.setCloseNotifyFlushTimeoutMillis(WebSocketConnection.LINGER_MILLIS);
    pipeline.addLast(tls);
    speakHttp(pipeline, true, patience);
    return true;
  }

  private HandshakeExecutor.@Nullable Handshaking begin(Channel channel) {
    if (!(channel.remoteAddress() instanceof InetSocketAddress remote)) {
      return null; // gone already
    }
    boolean trusted = context.clientAddress(channel).trusted();
    return handshakes.begin(CidrBlock.limitKey(remote.getAddress()), trusted);
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
    pipeline.addLast(codec, new HttpConnection(this, codec, secret, patience));
  }

  /** Ends the threads that compute handshakes. */
  @Override
  public void close() {
    handshakes.close();
  }

  ServerContext context() {
    return context;
  }

  StaticFiles site() {
    return site;
  }

  /** Whether this is a name of this server. */
  boolean answersTo(String host) {
    return hosts.allows(host, certificate.map(TlsCertificate::names).orElse(Set.of()));
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
  void welcome(
      ChannelPipeline pipeline, HttpServerCodec codec, HttpConnection http, String agreed) {
    EnterHandler entrance =
        new EnterHandler(context, reception, context.clientAddress(pipeline.channel()));
    WebSocketMemberConnection line =
        new WebSocketMemberConnection(
            context, pipeline.channel(), http.secret(), draining, entrance);
    line.pause(); // what came along with the request waits until the greeting is out
    pipeline.addLast(line.handler()).remove(http);
    pipeline.remove(codec);
    var _ = pipeline.channel().writeAndFlush(Unpooled.copiedBuffer(agreed, US_ASCII));
    entrance.welcome(line);
    line.resume();
  }
}
