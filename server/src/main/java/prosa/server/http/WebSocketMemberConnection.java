package prosa.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import java.util.function.BooleanSupplier;
import prosa.server.connection.ConnectionHandler;
import prosa.server.connection.Framing;
import prosa.server.connection.MemberConnection;
import prosa.server.connection.ServerContext;

/** The line of a browser, whose WebSocket has been agreed to. */
public final class WebSocketMemberConnection extends MemberConnection {
  private final WebSocketConnection socket;
  private final BooleanSupplier draining;

  /**
   * A line over {@code channel}, once {@link #handler} is in the pipeline.
   *
   * @param secret whether the pipeline encrypts, so that nothing may be written past it
   * @param draining whether the server is going away
   */
  WebSocketMemberConnection(
      ServerContext context,
      Channel channel,
      boolean secret,
      BooleanSupplier draining,
      ConnectionHandler owner) {
    super(context.nextId(), context.sendQueue(channel, !secret), owner);
    this.draining = draining;
    this.socket = new WebSocketConnection(context, channel, secret, this);
  }

  /** What has to be the last handler of the channel's pipeline. */
  ChannelHandler handler() {
    return socket;
  }

  @Override
  public Framing framing() {
    return Framing.WEBSOCKET;
  }

  @Override
  public String page() {
    return (socket.secret() ? "https://" : "http://") + address() + "/";
  }

  @Override
  public Channel channel() {
    return socket.channel();
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
  public void moveTo(EventLoop loop, Runnable arrived) {
    socket.move(loop, arrived);
  }

  @Override
  public void end() {
    socket.end(draining.getAsBoolean() ? WebSocketCloseCode.GOING_AWAY : WebSocketCloseCode.NORMAL);
  }

  // ---- what its WebSocket tells

  void text(ByteBuf text) {
    owner().text(this, text);
  }

  void writable() {
    owner().writable(this);
  }

  void closed() {
    tellEnd();
  }
}
