package prosa.integration;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A direct member on the WebSocket of the JDK. As a DEALER does, it reconnects whenever it loses
 * its connection, until it is closed; messages sent meanwhile are lost.
 */
final class WebSocketPeer extends DirectPeer {
  private static final long AGAIN_MILLIS = 100;

  private final HttpClient http;
  private final URI address;
  private final AtomicReference<@Nullable WebSocket> open = new AtomicReference<>();
  private volatile boolean closed;

  private WebSocketPeer(String name, HttpClient http, URI address) {
    super(name);
    this.http = http;
    this.address = address;
  }

  /** A member that is connecting to a door. */
  static WebSocketPeer connect(HttpClient http, String name, String host, int port) {
    return connect(http, "ws", name, host, port);
  }

  /** The same, inside TLS. */
  static WebSocketPeer connectEncrypted(HttpClient http, String name, String host, int port) {
    return connect(http, "wss", name, host, port);
  }

  private static WebSocketPeer connect(
      HttpClient http, String scheme, String name, String host, int port) {
    WebSocketPeer peer =
        new WebSocketPeer(name, http, URI.create(scheme + "://" + host + ":" + port + "/talk"));
    peer.connect();
    return peer;
  }

  private void connect() {
    if (!closed) {
      var _ =
          http.newWebSocketBuilder()
              .buildAsync(address, new Ear())
              .whenComplete(
                  (made, failure) -> {
                    if (failure != null) {
                      again();
                    }
                  });
    }
  }

  private void again() {
    CompletableFuture.delayedExecutor(AGAIN_MILLIS, TimeUnit.MILLISECONDS).execute(this::connect);
  }

  @Override
  synchronized void send(List<byte[]> parts) {
    WebSocket socket = open.get();
    if (socket != null) {
      try {
        socket.sendText(new String(parts.getFirst(), StandardCharsets.UTF_8), true).join();
      } catch (RuntimeException e) {
        // its connection is lost: so is this
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    WebSocket socket = open.getAndSet(null);
    if (socket != null) {
      socket.abort();
    }
  }

  /** What one connection hears. */
  private final class Ear implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public void onOpen(WebSocket socket) {
      open.set(socket);
      if (closed) {
        close();
      } else {
        socket.request(1);
      }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        received(List.of(text.toString().getBytes(StandardCharsets.UTF_8)));
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      lost(socket);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      lost(socket);
    }

    private void lost(WebSocket socket) {
      if (open.compareAndSet(socket, null)) {
        again();
      }
    }
  }
}
