package prosa.server.browser;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import prosa.server.line.Gatehouse;
import prosa.zmtp.Closing;
import prosa.zmtp.Intake;
import prosa.zmtp.MovableConnection;

/**
 * A WebSocket that has been agreed to, as the last handler of its channel's pipeline (RFC 6455).
 * {@link WebSocketLine} is its face.
 *
 * <p>Lifecycle: texts both ways; then one goodbye, a close frame with a code, from whichever side
 * is first. A peer that breaks the protocol is told which code and loses this connection only. A
 * goodbye is given {@link #LINGER_MILLIS} to be read: to close at once could reset the connection
 * and destroy it on its way. The line is told of the end once: when the peer ends or breaks it, at
 * that moment. Everything happens on the channel's event loop, which may change.
 */
final class WebSocket extends MovableConnection {
  static final long LINGER_MILLIS = 1_000;

  private static final int PING = 0x89;
  private static final int PONG = 0x8A;
  private static final int CLOSE = 0x88;
  private static final int NO_CODE = 1005;

  private final Gatehouse gatehouse;
  private final Channel channel;
  private final WebSocketLine line;
  private final WebSocketIntake intake;
  private final Pulse pulse;
  private final boolean secret;
  private boolean over;
  private boolean told;

  /**
   * A WebSocket over {@code channel}.
   *
   * @param secret whether it is inside TLS
   * @param line is handed what arrives
   */
  WebSocket(Gatehouse gatehouse, Channel channel, boolean secret, WebSocketLine line) {
    this.gatehouse = gatehouse;
    this.channel = channel;
    this.secret = secret;
    this.line = line;
    this.intake = new WebSocketIntake(this, gatehouse.frameBytes());
    this.pulse = new Pulse(this, gatehouse.heartbeat(), gatehouse.dead());
  }

  Channel channel() {
    return channel;
  }

  WebSocketLine line() {
    return line;
  }

  boolean secret() {
    return secret;
  }

  void pause() {
    intake.halt(Intake.PAUSED, channel.config());
  }

  void resume() {
    intake.proceed(Intake.PAUSED, channel.config());
  }

  // ---- what is sent beside texts

  void ping() {
    if (intake.halted()) {
      pulse.heard(); // while nobody reads, nobody can be heard
    } else {
      control(PING, Unpooled.EMPTY_BUFFER);
    }
  }

  void pong(ByteBuf payload) {
    control(PONG, payload);
  }

  private void control(int head, ByteBuf payload) {
    ByteBuf frame = channel.alloc().buffer(2 + payload.readableBytes());
    frame.writeByte(head).writeByte(payload.readableBytes()).writeBytes(payload);
    var _ = channel.writeAndFlush(frame, channel.voidPromise());
  }

  // ---- the end

  /** Says goodbye, then closes. */
  void end(CloseCode code) {
    finish(closeFrame(code.code()));
  }

  /** The peer's goodbye is answered with its own code (section 5.5.1). */
  void answerGoodbye(int code) {
    if (code == NO_CODE) {
      finish(channel.alloc().buffer(2).writeByte(CLOSE).writeByte(0));
    } else {
      finish(closeFrame(code));
    }
    tell();
  }

  private ByteBuf closeFrame(int code) {
    return channel.alloc().buffer(4).writeByte(CLOSE).writeByte(2).writeShort(code);
  }

  /** The peer broke the protocol. */
  void violated(CloseCode code) {
    gatehouse.violated("Door", "WebSocket, " + code);
    fail(code);
  }

  /** Something of ours went wrong. */
  void broken(Throwable thrown) {
    gatehouse.ended("Door", Closing.Broken.by(thrown));
    fail(CloseCode.DEFECT);
  }

  private void fail(CloseCode code) {
    end(code);
    tell();
  }

  /** Sends the close frame, unless that was done, and lets the peer read it. */
  private void finish(ByteBuf close) {
    if (over || !channel.isActive()) {
      close.release();
      return;
    }
    stop();
    channel.config().setAutoRead(true); // to see the peer's end; what it says is dropped
    ChannelFuture written = channel.writeAndFlush(close);
    written.addListener(
        done -> {
          if (done.isSuccess() && !secret && channel instanceof DuplexChannel duplex) {
            var _ = duplex.shutdownOutput();
          }
        });
    var _ = channel.eventLoop().schedule(this::shut, LINGER_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void shut() {
    var _ = channel.close();
  }

  /** The peer is not there any more. */
  void lost() {
    stop();
    shut();
  }

  private void stop() {
    over = true;
    pulse.disarm();
    intake.discard();
  }

  private void tell() {
    if (!told) {
      told = true;
      line.closed();
    }
  }

  @Override
  protected void ended() {
    intake.finish();
    stop();
    intake.release();
    tell();
  }

  @Override
  protected void failed(Throwable thrown) {
    broken(thrown);
  }

  /** Moves it, paused, to another loop, where it either arrives or is told to have ended. */
  void move(EventLoop loop, Runnable arrived) {
    pause();
    moveTo(loop, arrived);
  }

  // ---- the channel

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object received) {
    if (!(received instanceof ByteBuf in) || over) {
      ReferenceCountUtil.release(received);
      return;
    }
    pulse.heard();
    intake.read(in);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    super.handlerAdded(ctx);
    pulse.arm(channel.eventLoop());
  }

  @Override
  public void channelRegistered(ChannelHandlerContext ctx) {
    if (!over) {
      pulse.arm(channel.eventLoop());
      // With epoll, a write that was under way when the channel left its loop lost its wake-up.
      ctx.flush();
    }
    ctx.fireChannelRegistered();
  }

  @Override
  public void channelUnregistered(ChannelHandlerContext ctx) {
    pulse.disarm();
    ctx.fireChannelUnregistered();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    readWhileWritable(intake);
    if (!told && channel.isWritable()) {
      line.writable();
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (over || cause instanceof IOException || cause.getCause() instanceof SSLException) {
      lost(); // an expected ending: the peer left, or broke TLS
    } else {
      broken(cause);
    }
  }
}
