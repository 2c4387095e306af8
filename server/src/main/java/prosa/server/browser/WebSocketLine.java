package prosa.server.browser;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import java.util.function.BooleanSupplier;
import prosa.server.line.Framing;
import prosa.server.line.Gatehouse;
import prosa.server.line.Line;
import prosa.server.line.LineOwner;

/** The line of a browser, whose WebSocket has been agreed to. */
public final class WebSocketLine extends Line {
  private final WebSocket socket;
  private final BooleanSupplier draining;

  /**
   * A line over {@code channel}, once {@link #handler} is in the pipeline.
   *
   * @param secret whether the pipeline encrypts, so that nothing may be written past it
   * @param draining whether the server is going away
   */
  WebSocketLine(
      Gatehouse gatehouse,
      Channel channel,
      boolean secret,
      BooleanSupplier draining,
      LineOwner owner) {
    super(gatehouse.nextId(), gatehouse.outlet(channel, !secret), owner);
    this.draining = draining;
    this.socket = new WebSocket(gatehouse, channel, secret, this);
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
    socket.end(draining.getAsBoolean() ? CloseCode.GOING_AWAY : CloseCode.NORMAL);
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
