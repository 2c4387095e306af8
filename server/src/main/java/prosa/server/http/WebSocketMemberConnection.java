package prosa.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import prosa.server.connection.ConnectionHandler;
import prosa.server.connection.Framing;
import prosa.server.connection.MemberConnection;
import prosa.server.connection.ServerContext;
import prosa.server.operations.RefusalCounts.Late;
import prosa.server.placement.ClientAddress;
import prosa.websocket.HttpInitializer;
import prosa.websocket.WebSocketCloseCode;
import prosa.websocket.WebSocketConnection;
import prosa.websocket.WebSocketLimits;
import prosa.websocket.WebSocketListener;
import prosa.zmtp.CloseReason;

/** A member's connection over an established WebSocket. */
public final class WebSocketMemberConnection extends MemberConnection implements WebSocketListener {
  private final ServerContext context;
  private final Channel channel;
  private final WebSocketConnection socket;
  private final Optional<String> page;
  private final BooleanSupplier draining;

  /**
   * A connection over {@code channel}, once {@link #socket} is in the pipeline.
   *
   * @param encrypted whether the pipeline encrypts
   * @param page where the page is, if a proxy is between; empty for this server's own address
   * @param draining whether the server is draining
   */
  WebSocketMemberConnection(
      ServerContext context,
      Channel channel,
      boolean encrypted,
      Optional<String> page,
      BooleanSupplier draining,
      ConnectionHandler owner) {
    super(context.nextId(), context.sendQueue(channel, HttpInitializer.cipher(channel)), owner);
    this.context = context;
    this.channel = channel;
    this.page = page;
    this.draining = draining;
    this.socket =
        new WebSocketConnection(
            encrypted, WebSocketLimits.texts(context.frameBytes()), context.timeouts(), this);
  }

  /** What has to be the last handler of the channel's pipeline. */
  WebSocketConnection socket() {
    return socket;
  }

  @Override
  public ClientAddress client() {
    return shared(context.clientAddress(channel));
  }

  @Override
  public Framing framing() {
    return Framing.WEBSOCKET;
  }

  @Override
  public String page() {
    return page.orElseGet(() -> (socket.encrypted() ? "https://" : "http://") + address() + "/");
  }

  /** The server's public key, if it has one: a page ignores it, other clients need it. */
  @Override
  public String fragment() {
    return context.fragment();
  }

  @Override
  public Channel channel() {
    return channel;
  }

  @Override
  public void pause() {
    socket.pause();
  }

  @Override
  public void resume() {
    socket.resume();
  }

  @Override
  public void rest(long millis) {
    socket.rest(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  @Override
  public void moveTo(EventLoop loop, Runnable arrived) {
    socket.move(loop, arrived);
  }

  @Override
  public boolean endsForBadUtf8() {
    socket.notUtf8();
    return true;
  }

  @Override
  public void end() {
    socket.end(draining.getAsBoolean() ? WebSocketCloseCode.GOING_AWAY : WebSocketCloseCode.NORMAL);
  }

  // ---- what its WebSocket tells

  @Override
  public void text(ByteBuf text) {
    owner().text(this, text);
  }

  @Override
  public void writable() {
    owner().writable(this);
  }

  @Override
  public void violated(WebSocketCloseCode code) {
    context.webSocketViolated(code);
  }

  @Override
  public void silent() {
    context.counters().timedOut(Late.HEARTBEAT);
  }

  @Override
  public void broken(Throwable thrown) {
    context.ended("Door", CloseReason.Broken.by(thrown));
  }

  @Override
  public void closed() {
    tellEnd();
  }
}
