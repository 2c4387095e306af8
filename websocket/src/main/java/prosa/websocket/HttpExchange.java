package prosa.websocket;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Optional;
import prosa.net.MovableConnection;

/**
 * One request and the way to answer it. Its handler makes exactly one of the calls {@link #send},
 * {@link #refuse} and {@link #upgrade}, on the connection's event loop; further ones do nothing.
 * Until then no further request of the connection is handled.
 */
public final class HttpExchange {
  private final HttpConnection connection;
  private final HttpRequest request;
  private final RequestTarget target;
  private final HttpEnvironment.Forwarding forwarding;
  private boolean answered;

  HttpExchange(
      HttpConnection connection,
      HttpRequest request,
      RequestTarget target,
      HttpEnvironment.Forwarding forwarding) {
    this.forwarding = forwarding;
    this.connection = connection;
    this.request = request;
    this.target = target;
  }

  /** The request's head; it has no body. */
  public HttpRequest request() {
    return request;
  }

  /** What it is for. */
  public RequestTarget target() {
    return target;
  }

  /** The connection below. */
  public Channel channel() {
    return connection.channel();
  }

  /** Whose limits it counts to; empty if the peer is gone. */
  public Optional<HttpEnvironment.Peer> peer() {
    return connection.peer();
  }

  /** Whether the connection is inside TLS. */
  public boolean encrypted() {
    return connection.encrypted();
  }

  /** Whether the client uses TLS, to this server or to a proxy. */
  public boolean secure() {
    return forwarding.encrypted().orElse(connection.encrypted());
  }

  /**
   * Where the page is for whoever asks, with a slash at the end; empty if no proxy is between, so
   * that this server's own address leads there.
   */
  public Optional<String> pageThroughProxy() {
    return forwarding.proxied()
        ? Optional.of((secure() ? "https://" : "http://") + host() + connection.basePath() + "/")
        : Optional.empty();
  }

  /** Whether the same could be had inside TLS. */
  public boolean encrypts() {
    return connection.encrypts();
  }

  /** {@code host:port} of this server as the request says it or, if it does not, as it came. */
  public String host() {
    return target.host().isEmpty() ? connection.localAddress() : target.host();
  }

  /** Answers; takes the answer over. */
  public void send(FullHttpResponse answer) {
    if (answered) {
      answer.release();
      return;
    }
    answered = true;
    connection.answer(this, answer);
  }

  /** Refuses a request and closes the connection after the answer. */
  public void refuse(HttpResponseStatus status) {
    if (!answered) {
      answered = true;
      connection.refuse(this, status);
    }
  }

  /**
   * Ends HTTP on the connection: {@code next} gets all that comes from here on. It is paused, so
   * that what came along with the request waits until it is resumed.
   *
   * @param answer what the peer is told before anything else, as it goes on the wire
   */
  public void upgrade(String answer, MovableConnection next) {
    if (!answered) {
      answered = true;
      connection.upgrade(answer, next);
    }
  }
}
