package prosa.websocket;

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
import prosa.net.ConnectionTimeouts;
import prosa.net.MovableConnection;
import prosa.net.PausableDecoder;

/**
 * A WebSocket that has been agreed to, as the last handler of its channel's pipeline (RFC 6455). A
 * {@link WebSocketListener} has it.
 *
 * <p>Lifecycle: texts both ways; then one goodbye, a close frame with a code, from whichever side
 * is first. A peer that breaks the protocol is told which code and loses this connection only. A
 * goodbye is given {@link #LINGER_MILLIS} to be read: to close at once could reset the connection
 * and destroy it on its way. The listener is told of the end once: when the peer ends or breaks it,
 * at that moment. Everything happens on the channel's event loop, which may change.
 */
public final class WebSocketConnection extends MovableConnection {
  static final long LINGER_MILLIS = 1_000;

  private static final int PING = 0x89;
  private static final int PONG = 0x8A;
  private static final int CLOSE = 0x88;
  private static final int NO_CODE = 1005;

  private final Channel channel;
  private final WebSocketListener listener;
  private final WebSocketDecoder decoder;
  private final WebSocketKeepAlive pulse;
  private final boolean secret;
  private boolean over;
  private boolean told;

  /**
   * A WebSocket over {@code channel}.
   *
   * @param secret whether it is inside TLS
   * @param longest the longest text, in bytes
   * @param listener is handed what arrives
   */
  public WebSocketConnection(
      Channel channel,
      boolean secret,
      int longest,
      ConnectionTimeouts timeouts,
      WebSocketListener listener) {
    this.channel = channel;
    this.secret = secret;
    this.listener = listener;
    this.decoder = new WebSocketDecoder(this, longest);
    this.pulse = new WebSocketKeepAlive(this, timeouts.heartbeat(), timeouts.dead());
  }

  /** The channel below. */
  public Channel channel() {
    return channel;
  }

  WebSocketListener listener() {
    return listener;
  }

  /** Whether it is inside TLS. */
  public boolean secret() {
    return secret;
  }

  /** Stops reading and handing out. */
  public void pause() {
    decoder.halt(PausableDecoder.PAUSED, channel.config());
  }

  /** Reads on. */
  public void resume() {
    decoder.proceed(PausableDecoder.PAUSED, channel.config());
  }

  /** Stops reading and handing out for so many nanoseconds, whatever else stops it meanwhile. */
  public void rest(long nanos) {
    decoder.rest(nanos);
  }

  // ---- what is sent beside texts

  void ping() {
    if (decoder.halted()) {
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
  public void end(WebSocketCloseCode code) {
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
  void violated(WebSocketCloseCode code) {
    listener.violated(code);
    fail(code);
  }

  /** Something of ours went wrong. */
  void broken(Throwable thrown) {
    listener.broken(thrown);
    fail(WebSocketCloseCode.DEFECT);
  }

  private void fail(WebSocketCloseCode code) {
    end(code);
    tell();
  }

  /** Sends the close frame, unless that was done, and lets the peer read it. */
  private void finish(ByteBuf close) {
    boolean late = over || !channel.isActive();
    stop(); // what came behind the peer's last word is not looked at, even if nobody can be told
    if (late) {
      close.release();
      return;
    }
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
    decoder.discard();
  }

  private void tell() {
    if (!told) {
      told = true;
      listener.closed();
    }
  }

  @Override
  protected void ended() {
    decoder.finish();
    stop();
    decoder.release();
    tell();
  }

  @Override
  protected void failed(Throwable thrown) {
    broken(thrown);
  }

  /** Moves it, paused, to another loop, where it either arrives or is told to have ended. */
  public void move(EventLoop loop, Runnable arrived) {
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
    decoder.read(in);
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
    readWhileWritable(decoder);
    if (!told && channel.isWritable()) {
      listener.writable();
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
