package prosa.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import prosa.net.ConnectionTimeouts;
import prosa.net.KeepAlive;
import prosa.net.MovableConnection;
import prosa.net.PausableDecoder;

/**
 * An established WebSocket, the last handler of its channel's pipeline (RFC 6455). Its events go to
 * a {@link WebSocketListener}.
 *
 * <p>Lifecycle: texts in both directions and a pong for each ping; then one close frame with a
 * code, from the side that closes first. A peer that violates the protocol gets the matching code
 * and loses this connection only. The peer is given time to read the close frame: closing at once
 * could reset the connection and destroy the frame in flight. The listener is notified of the end
 * once: when the peer ends or breaks it, at that moment. Everything happens on the channel's event
 * loop, which may change.
 *
 * <p>Limits are {@link WebSocketLimits}; beyond them the connection ends with 1009, 1008 or 1003.
 */
public final class WebSocketConnection extends MovableConnection {
  static final int CONTROL_PER_SECOND = 4;
  private static final long CONTROL_NANOS = TimeUnit.SECONDS.toNanos(1) / CONTROL_PER_SECOND;

  private static final int PING = 0x89;
  private static final int PONG = 0x8A;
  private static final int CLOSE = 0x88;
  private static final int NO_CODE = 1005;

  private final WebSocketListener listener;
  private final boolean encrypted;
  private final WebSocketFrameReader reader;
  private final WebSocketInput decoder = new WebSocketInput();
  private final KeepAlive keepAlive;
  private final long burstNanos;
  private long controlsFrom;
  private boolean told;

  /**
   * A WebSocket that is in no pipeline yet.
   *
   * @param encrypted whether it is inside TLS
   * @param listener is handed what arrives
   */
  public WebSocketConnection(
      boolean encrypted,
      WebSocketLimits limits,
      ConnectionTimeouts timeouts,
      WebSocketListener listener) {
    this.encrypted = encrypted;
    this.listener = listener;
    this.reader = new WebSocketFrameReader(limits);
    this.burstNanos = limits.controls() * CONTROL_NANOS;
    this.controlsFrom = System.nanoTime() - burstNanos;
    this.keepAlive = new KeepAlive(timeouts, decoder);
    keepAlive.start();
    keepAlive.answers(); // every WebSocket does (section 5.5.2)
    readOnlyWhileWritable();
  }

  /** Whether it is inside TLS. */
  public boolean encrypted() {
    return encrypted;
  }

  // ---- the way in

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object received) {
    if (!(received instanceof ByteBuf in) || isEnded()) {
      ReferenceCountUtil.release(received);
      return;
    }
    keepAlive.heard();
    decoder.read(in);
  }

  @Override
  protected PausableDecoder decoder() {
    return decoder;
  }

  private final class WebSocketInput extends PausableDecoder
      implements WebSocketFrameReader.WebSocketFrameSink, KeepAlive.PingedPeer {
    @Override
    protected boolean decode(ByteBuf in) throws WebSocketException {
      reader.read(in, channel().alloc(), this);
      return reader.betweenFrames();
    }

    @Override
    protected Channel channel() {
      return WebSocketConnection.this.channel();
    }

    @Override
    protected void failed(Throwable thrown) {
      if (thrown instanceof WebSocketException violation) {
        violated(violation.code());
      } else {
        WebSocketConnection.this.failed(thrown);
      }
    }

    @Override
    protected void overfull() {
      lost();
    }

    @Override
    protected boolean readRest() {
      return TlsRecordLimit.handOnRest(channel().pipeline());
    }

    @Override
    protected int unfinished() {
      return reader.kept();
    }

    @Override
    public void text(ByteBuf text) {
      listener.text(text);
    }

    @Override
    public void binary(ByteBuf message) {
      listener.binary(message);
    }

    @Override
    public void ping() {
      control(PING, Unpooled.EMPTY_BUFFER);
    }

    /** Unless the connection is over already and this not known here yet. */
    @Override
    public void dead() {
      if (channel().isOpen()) {
        listener.silent();
      }
      lost();
    }

    @Override
    public void ping(ByteBuf payload) throws WebSocketException {
      countControl();
      if (channel().isWritable()) { // one that has us queue pongs does not get them
        control(PONG, payload);
      }
    }

    @Override
    public void pong() throws WebSocketException {
      countControl();
    }

    @Override
    public void peerClosed(int code) {
      answerClose(code);
    }
  }

  private void countControl() throws WebSocketException {
    long now = System.nanoTime();
    controlsFrom = Math.max(controlsFrom, now - burstNanos) + CONTROL_NANOS;
    if (controlsFrom - now > 0) {
      throw new WebSocketException(WebSocketCloseCode.POLICY);
    }
  }

  // ---- what is sent beside texts

  private void control(int head, ByteBuf payload) {
    Channel channel = channel();
    ByteBuf frame = channel.alloc().buffer(2 + payload.readableBytes());
    frame.writeByte(head).writeByte(payload.readableBytes()).writeBytes(payload);
    var _ = channel.writeAndFlush(frame, channel.voidPromise());
  }

  @Override
  protected void arm(EventLoop loop) {
    keepAlive.arm(loop);
  }

  @Override
  protected void disarm() {
    keepAlive.disarm();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    super.channelWritabilityChanged(ctx);
    if (!told && channel().isWritable()) {
      listener.writable();
    }
  }

  // ---- the end

  /** Sends a close frame, then closes. */
  public void end(WebSocketCloseCode code) {
    finish(closeFrame(code.code()));
  }

  /** Answers the peer's close frame with its own code (section 5.5.1). */
  private void answerClose(int code) {
    if (code == NO_CODE) {
      finish(channel().alloc().buffer(2).writeByte(CLOSE).writeByte(0));
    } else {
      finish(closeFrame(code));
    }
    tell();
  }

  private ByteBuf closeFrame(int code) {
    return channel().alloc().buffer(4).writeByte(CLOSE).writeByte(2).writeShort(code);
  }

  /** The present text is not valid UTF-8: the peer violated the protocol. */
  public void notUtf8() {
    violated(WebSocketCloseCode.NOT_UTF8);
  }

  private void violated(WebSocketCloseCode code) {
    listener.violated(code);
    end(code);
    tell();
  }

  @Override
  protected void failed(Throwable thrown) {
    listener.broken(thrown);
    end(WebSocketCloseCode.INTERNAL_ERROR);
    tell();
  }

  /** Sends the close frame, unless that was done, and lets the peer read it. */
  private void finish(ByteBuf close) {
    // Input after the close frame is ignored.
    if (markEnded() && channel().isActive()) {
      closeGracefully(close, HttpInitializer::endOfData);
    } else {
      close.release();
    }
  }

  /** The peer is not there any more. */
  private void lost() {
    markEnded();
    closeNow();
  }

  @Override
  protected void ended() {
    markEnded();
    reader.release();
    tell();
  }

  private void tell() {
    if (!told) {
      told = true;
      listener.closed();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (isEnded() || cause instanceof IOException || cause.getCause() instanceof SSLException) {
      lost(); // an expected ending: the peer left, or broke TLS
    } else {
      failed(cause);
    }
  }
}
