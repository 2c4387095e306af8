package prosa.websocket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import prosa.net.GracefulClose;
import prosa.net.SocketCipher;
import prosa.net.Transport;

/**
 * Fills the pipeline of an HTTP connection, in plain text or inside TLS. The answers come from a
 * {@link HttpRouter}. On the connection's event loop.
 */
public final class HttpInitializer implements AutoCloseable {
  private static final int FIRST_LINE = 2_048;
  private static final int HEADERS = 8_192;
  private static final int CHUNK = 4_096;

  /**
   * What is read inside TLS in one round of the loop. It is decrypted before anybody can say what
   * it costs, and the smallest records are of 22 bytes.
   */
  private static final int TLS_READ = 2_048;

  private final HttpEnvironment environment;
  private final HttpRouter router;
  private final Optional<TlsCertificate> certificate;
  private final HostNames hosts;
  private final Duration handshake;
  private final String basePath;
  private final HandshakeExecutor handshakes =
      new HandshakeExecutor(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));

  /**
   * An initializer for new connections.
   *
   * @param certificate for TLS; empty for none
   * @param hosts the names by which the server may be reached
   * @param handshake how long a TLS handshake may take
   */
  public HttpInitializer(
      HttpEnvironment environment,
      HttpRouter router,
      Optional<TlsCertificate> certificate,
      HostNames hosts,
      Duration handshake) {
    this(environment, router, certificate, hosts, handshake, "");
  }

  /**
   * HTTP for connections to come.
   *
   * @param certificate for TLS; empty for none
   * @param hosts the names by which the server may be reached
   * @param handshake how long a TLS handshake may take
   * @param basePath what all paths begin with, such as {@code /chat}; empty for nothing
   */
  public HttpInitializer(
      HttpEnvironment environment,
      HttpRouter router,
      Optional<TlsCertificate> certificate,
      HostNames hosts,
      Duration handshake,
      String basePath) {
    this.basePath = basePath;
    this.environment = environment;
    this.router = router;
    this.certificate = certificate;
    this.hosts = hosts;
    this.handshake = handshake;
  }

  /**
   * Serves a connection that began as HTTP does.
   *
   * @param headTimeout closes the connection, unless a request has come before
   */
  public void plain(ChannelPipeline pipeline, @Nullable ScheduledFuture<?> headTimeout) {
    speakHttp(pipeline, false, headTimeout);
  }

  /**
   * Serves a connection that began as TLS does; false, and nothing is done, if there is no
   * certificate or too many handshakes are unfinished.
   *
   * @param headTimeout closes the connection, unless a request has come before
   */
  public boolean encrypted(ChannelPipeline pipeline, @Nullable ScheduledFuture<?> headTimeout) {
    if (certificate.isEmpty()) {
      return false;
    }
    Channel channel = pipeline.channel();
    HandshakeExecutor.@Nullable Handshaking handshaking = begin(channel);
    if (handshaking == null) {
      return false;
    }
    TlsHandler tls =
        new TlsHandler(certificate.get().context().newEngine(channel.alloc()), handshaking);
    tls.handshakeFuture()
        .addListener(
            done -> {
              handshaking.complete();
              environment.handshake(done.isSuccess());
            });
    channel.closeFuture().addListener(_ -> handshaking.end());
    Transport.readAtMost(channel, TLS_READ);
    tls.setHandshakeTimeoutMillis(handshake.toMillis());
    tls.setCloseNotifyFlushTimeoutMillis(GracefulClose.LINGER_MILLIS);
    TlsRecordLimit.addLast(pipeline, tls, tls::kept, environment::broken);
    speakHttp(pipeline, true, headTimeout);
    return true;
  }

  /** What encrypts on this channel, or null in the clear; for who sends past its pipeline. */
  public static @Nullable SocketCipher cipher(Channel channel) {
    return channel.pipeline().get(TlsHandler.class);
  }

  /** Sends the close_notify of TLS; does nothing without TLS. */
  static Future<?> endOfData(Channel channel) {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    return tls == null ? channel.newSucceededFuture() : tls.closeOutbound();
  }

  private HandshakeExecutor.@Nullable Handshaking begin(Channel channel) {
    return environment
        .peer(channel)
        .map(peer -> handshakes.begin(peer.address(), peer.trusted(), () -> close(channel)))
        .orElse(null); // gone already, or too many
  }

  /** Its handshake makes way for another one: no alert, which would have to wait for its task. */
  private static void close(Channel channel) {
    ChannelHandlerContext tls = channel.pipeline().context(SslHandler.class);
    var _ = tls == null ? channel.close() : tls.close();
  }

  private void speakHttp(
      ChannelPipeline pipeline, boolean encrypted, @Nullable ScheduledFuture<?> headTimeout) {
    HttpDecoderConfig limits =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(FIRST_LINE)
            .setMaxHeaderSize(HEADERS)
            .setMaxChunkSize(CHUNK)
            .setHeadersFactory(RequestHeaders.FACTORY)
            .setTrailersFactory(RequestHeaders.FACTORY)
            .setInitialBufferSize(512);
    HttpServerCodec codec = new HttpServerCodec(limits);
    HttpConnection connection = new HttpConnection(this, codec, encrypted, headTimeout);
    pipeline.addLast(connection.meter(), codec, connection);
  }

  /** Ends the threads that compute handshakes. */
  @Override
  public void close() {
    handshakes.close();
  }

  HttpEnvironment environment() {
    return environment;
  }

  HttpRouter router() {
    return router;
  }

  /** Whether this is a name of this server. */
  boolean answersTo(String host) {
    return hosts.allows(host, certificate.map(TlsCertificate::names).orElse(Set.of()));
  }

  /** What all paths begin with; empty for nothing. */
  String basePath() {
    return basePath;
  }

  /** Whether there is a certificate. */
  public boolean encrypts() {
    return certificate.isPresent();
  }
}
