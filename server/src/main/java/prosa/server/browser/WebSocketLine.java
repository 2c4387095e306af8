package prosa.server.browser;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import prosa.server.line.Framing;
import prosa.server.line.Gatehouse;
import prosa.server.line.Line;
import prosa.server.line.LineOwner;
import prosa.server.line.Outlet;
import prosa.zmtp.Closing;

/**
 * A browser member's line: a WebSocket that has been agreed to, as the last handler of its
 * channel's pipeline (RFC 6455).
 *
 * <p>Lifecycle: texts both ways; then one goodbye, a close frame with a code, from whichever side
 * is first. A peer that breaks the protocol is told which code and loses this connection only. A
 * goodbye is given {@link #LINGER_MILLIS} to be read: to close at once could reset the connection
 * and destroy it on its way. The owner is told of the end once: when the peer ends or breaks it, at
 * that moment.
 *
 * <p>Limits: one text is at most a frame's limit long; pings and pongs come at most {@link
 * #CONTROL_PER_SECOND} a second, after {@link #CONTROL_BURST} at once; beyond these the connection
 * ends with 1009 or 1008. Everything happens on the channel's event loop, which may change.
 */
public final class WebSocketLine extends ChannelInboundHandlerAdapter
    implements Line, FrameReader.Sink {
  static final long LINGER_MILLIS = 1_000;
  static final int CONTROL_BURST = 32;
  static final int CONTROL_PER_SECOND = 4;

  private static final int PING = 0x89;
  private static final int PONG = 0x8A;
  private static final int CLOSE = 0x88;
  private static final int MOST_KEPT = 256 * 1024;
  private static final long CONTROL_NANOS = TimeUnit.SECONDS.toNanos(1) / CONTROL_PER_SECOND;

  private final long id;
  private final Gatehouse gatehouse;
  private final Channel channel;
  private final boolean secret;
  private final BooleanSupplier draining;
  private final Outlet outlet;
  private final FrameReader reader;
  private final Pulse pulse;
  private final Deque<ByteBuf> waiting = new ArrayDeque<>(2);
  private LineOwner owner;
  private long controlsFrom;
  private boolean paused;
  private boolean decoding;
  private boolean over;
  private boolean told;

  /**
   * A line over {@code channel}.
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
    this.id = gatehouse.nextId();
    this.gatehouse = gatehouse;
    this.channel = channel;
    this.secret = secret;
    this.draining = draining;
    this.owner = owner;
    this.outlet = new Outlet(channel, gatehouse.queueBytes(), !secret);
    this.reader = new FrameReader(gatehouse.frameBytes());
    this.pulse = new Pulse(gatehouse.heartbeat(), gatehouse.dead(), this::ping, this::lost);
    this.controlsFrom = System.nanoTime() - CONTROL_BURST * CONTROL_NANOS;
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public Framing framing() {
    return Framing.WEBSOCKET;
  }

  @Override
  public String address() {
    return Gatehouse.addressOf(channel);
  }

  @Override
  public String page() {
    return (secret ? "https://" : "http://") + address() + "/";
  }

  @Override
  public Channel channel() {
    return channel;
  }

  @Override
  public Outlet outlet() {
    return outlet;
  }

  @Override
  public void owner(LineOwner next) {
    owner = next;
  }

  @Override
  public void pause() {
    paused = true;
    if (!over) {
      channel.config().setAutoRead(false);
    }
  }

  @Override
  public void resume() {
    paused = false;
    drain();
    if (!paused && !over) {
      channel.config().setAutoRead(true);
    }
  }

  @Override
  public void end() {
    goodbye(draining.getAsBoolean() ? CloseCode.GOING_AWAY : CloseCode.NORMAL);
  }

  // ---- what arrives

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object received) {
    if (!(received instanceof ByteBuf in) || over) {
      ReferenceCountUtil.release(received);
      return;
    }
    pulse.heard();
    if (paused || decoding || !waiting.isEmpty()) {
      keep(in);
    } else {
      decode(in);
      drain();
    }
  }

  private void drain() {
    ByteBuf in;
    while (!paused && !over && !decoding && (in = waiting.poll()) != null) {
      decode(in);
    }
  }

  /**
   * Nothing gets past this method: what the peer sent, or the owner threw, ends this line alone.
   */
  private void decode(ByteBuf in) {
    decoding = true;
    try {
      while (!paused && !over && in.isReadable()) {
        reader.read(in, channel.alloc(), this);
      }
    } catch (WebSocketViolation violation) {
      gatehouse.violated("Door", "WebSocket, " + violation.code());
      fail(violation.code());
    } catch (RuntimeException thrown) {
      broken(thrown);
    }
    decoding = false;
    if (!over && in.isReadable()) {
      waiting.addFirst(in);
    } else {
      in.release();
    }
  }

  /** A peer that half-closes while we are paused makes epoll read to the end regardless. */
  private void keep(ByteBuf in) {
    waiting.addLast(in);
    int kept = 0;
    for (ByteBuf buffer : waiting) {
      kept += buffer.readableBytes();
    }
    if (kept > MOST_KEPT) {
      lost();
    }
  }

  @Override
  public void text(ByteBuf text) {
    owner.text(this, text);
  }

  @Override
  public void ping(ByteBuf payload) throws WebSocketViolation {
    countControl();
    if (channel.isWritable()) { // one that has us queue pongs does not get them
      control(PONG, payload);
    }
  }

  @Override
  public void pong() throws WebSocketViolation {
    countControl();
  }

  private void countControl() throws WebSocketViolation {
    long now = System.nanoTime();
    controlsFrom = Math.max(controlsFrom, now - CONTROL_BURST * CONTROL_NANOS) + CONTROL_NANOS;
    if (controlsFrom - now > 0) {
      throw new WebSocketViolation(CloseCode.POLICY);
    }
  }

  /** The peer's goodbye is answered with its own code (section 5.5.1). */
  @Override
  public void goodbye(int code) {
    if (code == 1005) {
      finish(channel.alloc().buffer(2).writeByte(CLOSE).writeByte(0));
    } else {
      finish(channel.alloc().buffer(4).writeByte(CLOSE).writeByte(2).writeShort(code));
    }
    tell();
  }

  // ---- what is sent beside texts

  private void ping() {
    if (paused) {
      pulse.heard(); // while nobody reads, nobody can be heard
    } else {
      control(PING, Unpooled.EMPTY_BUFFER);
    }
  }

  private void control(int head, ByteBuf payload) {
    ByteBuf frame = channel.alloc().buffer(2 + payload.readableBytes());
    frame.writeByte(head).writeByte(payload.readableBytes()).writeBytes(payload);
    var _ = channel.writeAndFlush(frame, channel.voidPromise());
  }

  // ---- the end

  private void goodbye(CloseCode code) {
    finish(channel.alloc().buffer(4).writeByte(CLOSE).writeByte(2).writeShort(code.code()));
  }

  private void fail(CloseCode code) {
    goodbye(code);
    tell();
  }

  /** Sends the close frame, unless that was done, and lets the peer read it. */
  private void finish(ByteBuf close) {
    if (over || !channel.isActive()) {
      close.release();
      return;
    }
    over = true;
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
  private void lost() {
    over = true;
    stop();
    shut();
  }

  private void broken(Throwable thrown) {
    StackTraceElement[] trace = thrown.getStackTrace();
    String place = trace.length == 0 ? "an unknown place" : trace[0].toString();
    gatehouse.ended("Door", new Closing.Broken(thrown.getClass().getName() + " at " + place));
    fail(CloseCode.DEFECT);
  }

  private void stop() {
    pulse.disarm();
    ByteBuf in;
    while ((in = waiting.poll()) != null) {
      in.release();
    }
  }

  private void tell() {
    if (!told) {
      told = true;
      owner.closed(this);
    }
  }

  private void gone() {
    over = true;
    stop();
    reader.release();
    tell();
  }

  // ---- the channel

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    pulse.arm(channel.eventLoop());
    // A channel that is closed between two event loops never becomes inactive for its handlers.
    channel
        .closeFuture()
        .addListener(
            closed -> {
              if (!channel.isRegistered()) {
                gone();
              }
            });
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
    if (!told && channel.isWritable()) {
      owner.writable(this);
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    gone();
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (over || cause instanceof IOException) {
      lost(); // an expected ending
    } else {
      broken(cause);
    }
  }
}
