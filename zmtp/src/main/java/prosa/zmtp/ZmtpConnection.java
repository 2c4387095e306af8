package prosa.zmtp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import prosa.net.InputMeter;
import prosa.net.KeepAlive;
import prosa.net.MovableConnection;
import prosa.net.OutgoingFilter;
import prosa.net.PausableDecoder;

/**
 * One ZMTP connection, either side of it, as the last handler of its channel's pipeline.
 *
 * <p>Lifecycle: greetings; the peer's READY ({@link ZmtpSession#peerReady}); our READY when the
 * owner calls {@link #accept()}, or an ERROR in its place when it calls {@link #refuse}; messages
 * both ways; {@link ZmtpSession#closed}, exactly once. A side that dialled has to be first: it
 * accepts before the channel is active, and then READY follows the greetings. Mechanisms other than
 * NULL have more commands on the way; all of them end so.
 *
 * <p>Thread: everything happens on the channel's event loop, and is to be called there. It can be
 * moved to another loop ({@link #move}); timers move along and nothing that was read or written is
 * lost.
 *
 * <p>Limits are {@link ZmtpLimits}; what is beyond them, malformed or out of place ends this
 * connection with {@link CloseReason.Violation}. What the session throws ends it with {@link
 * CloseReason.Broken}. A peer that leaves, however rudely, is {@link CloseReason.Left}. After the
 * end, calls do nothing and buffers given are released.
 *
 * @see <a href="https://rfc.zeromq.org/spec/37/">RFC 37 (ZMTP 3.1)</a>
 * @see <a href="https://rfc.zeromq.org/spec/23/">RFC 23 (ZMTP 3.0)</a>
 */
public final class ZmtpConnection extends MovableConnection {
  /** When our greeting is sent. */
  public enum Greets {
    /** As soon as the channel is active. */
    AT_ONCE,
    /** On the peer's first byte, if that is a greeting's; it never waits for all of them. */
    WHEN_GREETED
  }

  /** Reading is halted until the owner accepts. */
  private static final int AWAITING_OWNER = 2;

  /**
   * Without a time to live: a peer that talks all the time is sent none, and would hold us to it.
   */
  private static final Command PING = new Command.Ping(0, Bytes.EMPTY);

  private final ZmtpLimits limits;
  private final FrameDecoder frames;
  private final ZmtpInput decoder = new ZmtpInput();

  /** Null once it is through: many connections stay for hours. */
  private @Nullable Handshake handshake;

  /** Who the peer is, once the handshake is through. */
  private @Nullable PeerInfo peer;

  private final MessageDispatcher dispatcher;

  /** Null while the peer is not known to speak ZMTP 3.1, which has PING. */
  private @Nullable KeepAlive keepAlive;

  private @Nullable Mechanism mechanism;
  private @Nullable EncodedFrames encoding;
  private FrameDecoder.FrameSink sink;
  private ZmtpSession session;
  private boolean answersUnflushed;

  /** Whether a greeting follows the handshake at once. */
  private boolean greeted;

  private @Nullable CloseReason reason;

  /** A connection that is in no pipeline yet; the mechanism is its own. */
  public ZmtpConnection(
      SocketType own, Greets when, Mechanism mechanism, ZmtpLimits limits, ZmtpSession session) {
    this(own, when, MechanismSelector.only(() -> mechanism), limits, session);
  }

  /** A connection that is in no pipeline yet, and the mechanisms that it may get. */
  public ZmtpConnection(
      SocketType own,
      Greets when,
      MechanismSelector mechanisms,
      ZmtpLimits limits,
      ZmtpSession session) {
    this.limits = limits;
    this.session = session;
    Mechanism fixed = mechanisms.fixed();
    if (fixed != null) {
      selected(fixed);
    }
    this.frames = new FrameDecoder(limits.handshakeFrame());
    this.handshake = new Handshake(this, own, when, mechanisms, fixed, limits);
    this.dispatcher = new MessageDispatcher(this, own, limits);
    this.sink = handshake;
  }

  // ---- what the owner calls

  /**
   * Does not read from a peer while more waits for it than the channel's high water mark, so that
   * one that asks on and does not read cannot make us keep any number of answers. For one side of a
   * connection at most: two that wait for each other would never go on.
   */
  public ZmtpConnection readsOnlyWhileWritable() {
    readOnlyWhileWritable();
    return this;
  }

  /** Agrees to the peer: sends READY, now or when the greetings are through. */
  public void accept() {
    Handshake pending = handshake;
    if (pending != null && !isEnded()) {
      pending.accept();
    }
  }

  /**
   * Agrees to the peer as {@link #accept()} does, and sends what {@code greeting} sends in one
   * packet with READY.
   */
  public void accept(Runnable greeting) {
    greeted = true;
    try {
      accept();
      greeting.run();
    } finally {
      greeted = false;
      context().flush();
    }
  }

  /**
   * Refuses the peer for good: sends an ERROR in READY's place and ends. A peer that is told so
   * does not come back; where it is too late or too early for an ERROR, the connection just ends.
   *
   * @param reason for people; up to 255 characters of visible ASCII are sent
   */
  public void refuse(String reason) {
    if (!isEnded()) {
      if (errorMayBeSent()) {
        command(new Command.Refusal(reason));
      }
      closeWhenWritten(new CloseReason.Ended());
    }
  }

  /** Hands everything from the next message on to {@code next}. */
  public void session(ZmtpSession next) {
    session = next;
  }

  /** Sends a message of one frame; takes the body over. */
  public void send(ByteBuf body) {
    send(List.of(body));
  }

  /** Sends a message of these parts, at least one; takes them over. */
  public void send(List<ByteBuf> parts) {
    try {
      if (!isEnded()) {
        ByteBuf framed = channel().alloc().directBuffer(FrameEncoder.sizeOf(parts));
        FrameEncoder.writeMessage(framed, parts);
        sendFramed(framed);
      }
    } finally {
      parts.forEach(ByteBuf::release);
    }
  }

  /**
   * Sends whole messages that have been written with {@link FrameEncoder}; takes the buffer over.
   */
  public void sendFramed(ByteBuf framed) {
    if (isEnded()) {
      framed.release();
    } else if (isEstablished()) {
      transmit(encoded(framed));
    } else {
      framed.release();
      throw new IllegalStateException("The connection has not been accepted by both sides");
    }
  }

  /**
   * What whole frames have to go through that are written to the channel past this connection; null
   * if they may be written as they are.
   */
  public @Nullable OutgoingFilter outgoingFilter() {
    return encoding;
  }

  /** Subscribes to {@code prefix}; for own types SUB and XSUB. */
  public void subscribe(Bytes prefix) {
    subscription(new Command.Subscribe(prefix), prefix, MessageDispatcher.SUBSCRIBE);
  }

  /** Takes one subscription to {@code prefix} back; for own types SUB and XSUB. */
  public void cancel(Bytes prefix) {
    subscription(new Command.Cancel(prefix), prefix, MessageDispatcher.CANCEL);
  }

  private void subscription(Command command, Bytes prefix, int kind) {
    if (peer().atLeast31()) {
      sendFramed(framed(command));
    } else {
      ByteBuf body = channel().alloc().directBuffer(1 + prefix.length()).writeByte(kind);
      prefix.writeTo(body);
      send(body);
    }
  }

  /**
   * Sends a PING that {@link ZmtpSession#ponged} answers: by then the peer's end of the connection
   * has read all that was sent before. Only to a peer of ZMTP 3.1.
   *
   * @param context at most 16 bytes, to know the answer by
   */
  public void ping(Bytes context) {
    command(new Command.Ping(0, context));
  }

  /** Ends the connection once all that was sent has been written, or a second has passed. */
  public void close() {
    closeWhenWritten(new CloseReason.Ended());
  }

  /** Who the peer is; known from {@link ZmtpSession#peerReady} on. */
  public PeerInfo peer() {
    Handshake pending = handshake;
    PeerInfo known = pending == null ? peer : pending.peer();
    if (known == null) {
      throw new IllegalStateException("The peer has not said who it is");
    }
    return known;
  }

  /** What the peer subscribed to, if our type publishes. */
  public Subscriptions subscriptions() {
    return dispatcher.subscriptions();
  }

  // ---- from the channel

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    super.handlerAdded(ctx);
    if (ctx.channel().isActive() && ctx.channel().isRegistered() && !isEnded()) {
      begin();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    if (!isEnded()) {
      begin();
      arm(ctx.channel().eventLoop());
    }
    ctx.fireChannelActive();
  }

  private void begin() {
    Handshake pending = handshake;
    if (pending != null) {
      pending.begin();
    }
  }

  private boolean isEstablished() {
    return handshake == null;
  }

  private boolean errorMayBeSent() {
    Handshake pending = handshake;
    return pending != null && pending.errorMayBeSent();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof ByteBuf in) {
      KeepAlive life = keepAlive;
      if (life != null) {
        life.heard();
      }
      Handshake pending = handshake;
      if (pending != null) {
        pending.heard(in);
      }
      decoder.read(in);
    } else {
      ctx.fireChannelRead(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    handedOut();
    ctx.fireChannelReadComplete();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    super.channelWritabilityChanged(ctx);
    if (isEstablished() && !isEnded()) {
      session.writabilityChanged(this);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      end(new CloseReason.Left());
    } else {
      failed(cause);
    }
  }

  @Override
  protected void arm(EventLoop loop) {
    Handshake pending = handshake;
    if (pending != null) {
      pending.arm(loop);
    }
    KeepAlive life = keepAlive;
    if (life != null) {
      life.arm(loop);
    }
  }

  @Override
  protected void disarm() {
    Handshake pending = handshake;
    if (pending != null) {
      pending.disarm();
    }
    KeepAlive life = keepAlive;
    if (life != null) {
      life.disarm();
    }
  }

  /** The way in: frames, handed to the handshake first and to the dispatcher after. */
  private final class ZmtpInput extends PausableDecoder implements KeepAlive.PingedPeer {
    @Override
    protected boolean decode(ByteBuf in) throws ZmtpException {
      frames.decode(in, sink);
      return frames.betweenFrames();
    }

    @Override
    protected Channel channel() {
      return ZmtpConnection.this.channel();
    }

    @Override
    protected void failed(Throwable thrown) {
      if (thrown instanceof ZmtpException violation) {
        violated(violation.fault());
      } else {
        ZmtpConnection.this.failed(thrown);
      }
    }

    @Override
    protected void overfull() {
      end(new CloseReason.Left());
    }

    @Override
    protected void drained() {
      handedOut();
    }

    @Override
    protected boolean isHeldUp() {
      Handshake pending = handshake;
      return pending != null && pending.isHeldUp();
    }

    @Override
    public void ping() {
      command(PING);
    }

    @Override
    public void dead() {
      late("heartbeat");
    }

    @Override
    protected int unfinished() {
      return frames.kept() + dispatcher.kept();
    }
  }

  @Override
  protected PausableDecoder decoder() {
    return decoder;
  }

  /** All that has been read was handed out. */
  private void handedOut() {
    flushAnswers();
    if (isEstablished() && !isEnded()) {
      try {
        session.readComplete(this);
      } catch (RuntimeException thrown) {
        failed(thrown);
      }
    }
  }

  // ---- for the handshake and the dispatcher

  /** The peer is known to answer pings. */
  void answersPings() {
    KeepAlive life = keepAlive;
    if (life != null) {
      life.answers();
    }
  }

  /** The peer wants to be given up after a silence of so many nanoseconds. */
  void allowance(long nanos) {
    KeepAlive life = keepAlive;
    if (life != null) {
      life.allowance(nanos);
    }
  }

  ZmtpSession session() {
    return session;
  }

  /** The mechanism is known. */
  final void selected(Mechanism chosen) {
    mechanism = chosen;
    encoding = chosen.passesThrough() ? null : new EncodedFrames(chosen);
  }

  /** Whether the channel's meter, if it has one, allows a handshake with agreements of keys. */
  boolean mayAgreeOnKeys() {
    InputMeter meter = channel().attr(InputMeter.KEY).get();
    return meter == null || meter.mayAgreeOnKeys();
  }

  /** The peer is not served for what it announced; it is told why. */
  void refused(ZmtpError fault, String sentence) {
    command(new Command.Refusal(sentence));
    closeWhenWritten(new CloseReason.Violation(fault));
  }

  /** The peer is ready, and the owner has not accepted it yet. */
  void awaitOwner() {
    decoder.halt(AWAITING_OWNER, channel().config());
  }

  /**
   * The handshake is through on both sides.
   *
   * @param answersPings whether the peer is known to answer a PING. There are libraries that
   *     announce ZMTP 3.1 and die of the first one; a peer is known by its greeting ({@link
   *     Greeting#countsIdentity()}), by any command of 3.1 that it sends and, to a side that
   *     dialled, as a server
   */
  void established(PeerInfo peer, boolean answersPings) {
    this.peer = peer;
    handshake = null;
    Mechanism chosen = mechanism;
    mechanism = null; // what frames go through has it, if any do
    if (chosen == null || encoding == null) {
      sink = dispatcher;
      frames.limit(limits.frame(), ZmtpLimits.COMMAND, limits.skippable());
    } else {
      sink = new DecodedFrames(chosen, limits.frame(), dispatcher);
      frames.limitOfAnyFrame(
          chosen.encodedLength(Math.max(limits.frame(), ZmtpLimits.COMMAND)),
          limits.skippable() == 0 ? 0 : chosen.encodedLength(limits.skippable()));
    }
    if (peer.atLeast31()) {
      KeepAlive life = new KeepAlive(limits.timeouts(), decoder);
      keepAlive = life;
      life.start();
      life.heard();
      if (answersPings) {
        life.answers();
      }
      if (!isEnded()) {
        life.arm(channel().eventLoop());
      }
    }
    decoder.proceed(AWAITING_OWNER, channel().config());
  }

  /** Sends a part of the handshake, which no mechanism encodes. */
  void transmitHandshake(ByteBuf bytes) {
    if (isEnded()) {
      bytes.release();
    } else if (greeted) {
      var _ = context().write(bytes, context().voidPromise());
    } else {
      transmit(bytes);
    }
  }

  private void flushAnswers() {
    if (answersUnflushed) {
      answersUnflushed = false;
      context().flush();
    }
  }

  private void command(Command command) {
    if (!isEnded()) {
      ByteBuf framed = framed(command);
      transmit(isEstablished() ? encoded(framed) : framed);
    }
  }

  /**
   * Writes an answer, to be flushed at the end of the round. One that a peer has us queue while it
   * does not read is left out: it could make us keep any number of them.
   */
  void answer(Command command) {
    ChannelHandlerContext ctx = context();
    if (!isEnded() && ctx.channel().isWritable()) {
      var _ = ctx.write(encoded(framed(command)), ctx.voidPromise());
      answersUnflushed = true;
    }
  }

  private ByteBuf framed(Command command) {
    ByteBuf out = channel().alloc().directBuffer(64);
    CommandCodec.write(out, command);
    return out;
  }

  /** What is sent in the place of whole frames; takes them over. */
  private ByteBuf encoded(ByteBuf framed) {
    EncodedFrames through = encoding;
    if (through == null) {
      return framed;
    }
    try {
      int from = framed.readerIndex();
      int to = framed.writerIndex();
      ByteBuf out = channel().alloc().directBuffer(through.sizeOf(framed, from, to));
      through.write(out, framed, from, to);
      return out;
    } finally {
      framed.release();
    }
  }

  // ---- the end

  private void violated(ZmtpError fault) {
    if (fault == ZmtpError.SOCKET_TYPE && errorMayBeSent()) {
      command(new Command.Refusal("Invalid socket type"));
      closeWhenWritten(new CloseReason.Violation(fault));
    } else {
      flushAnswers(); // to what came before, whether or not in the same bytes
      end(new CloseReason.Violation(fault));
    }
  }

  @Override
  protected void failed(Throwable thrown) {
    end(CloseReason.Broken.by(thrown));
  }

  /** Ends at once. */
  void end(CloseReason why) {
    if (markEnded()) {
      reason = why;
      closeNow();
    }
  }

  /**
   * A deadline passed. Another one may have closed the channel in the same round of the loop: then
   * this one found nobody late.
   */
  void late(String what) {
    if (channel().isOpen()) {
      end(new CloseReason.TimedOut(what));
    }
  }

  private void closeWhenWritten(CloseReason why) {
    if (markEnded()) {
      reason = why;
      closeGracefully();
    }
  }

  @Override
  protected void ended() {
    markEnded();
    frames.release();
    dispatcher.release();
    CloseReason why = reason == null ? new CloseReason.Left() : reason;
    Handshake pending = handshake;
    session.closed(
        this,
        why instanceof CloseReason.Left && pending != null && pending.silentAtWrongKey()
            ? new CloseReason.Violation(ZmtpError.KEY)
            : why);
  }
}
