package prosa.zmtp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import prosa.net.MovableConnection;

/**
 * The life of a connection: what Netty tells it goes to the part that it concerns, and whatever
 * ends it ends it here, once. {@link ZmtpConnection} is its face.
 */
abstract sealed class Lifecycle extends MovableConnection permits ZmtpConnection {
  final ZmtpDecoder intake;
  final Handshake handshake;
  final MessageDispatcher traffic;
  final Outlet outlet = new Outlet();
  private final ZmtpLimits limits;
  private final FrameDecoder decoder;
  private final Heartbeat heartbeat;
  private ZmtpSession session;
  private boolean readsOnlyWhileWritable;
  private @Nullable CloseReason ending;

  Lifecycle(
      SocketType own,
      ZmtpConnection.Greets when,
      Mechanism mechanism,
      ZmtpLimits limits,
      ZmtpSession session) {
    this.limits = limits;
    this.session = session;
    this.decoder = new FrameDecoder(limits.handshakeFrame());
    this.handshake = new Handshake(self(), own, when, mechanism, limits);
    this.heartbeat = new Heartbeat(self(), limits);
    this.traffic = new MessageDispatcher(self(), own, limits, heartbeat);
    this.intake = new ZmtpDecoder(self(), decoder, handshake);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    Channel channel = ctx.channel();
    outlet.open(ctx);
    super.handlerAdded(ctx);
    if (channel.isActive() && channel.isRegistered()) {
      start(channel);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    start(ctx.channel());
    ctx.fireChannelActive();
  }

  @Override
  public void channelRegistered(ChannelHandlerContext ctx) {
    if (ctx.channel().isActive() && ending == null) {
      handshake.arm(ctx.channel().eventLoop());
      heartbeat.arm(ctx.channel().eventLoop());
      // With epoll, a write that was under way when the channel left its loop has lost its wake-up.
      ctx.flush();
    }
    ctx.fireChannelRegistered();
  }

  @Override
  public void channelUnregistered(ChannelHandlerContext ctx) {
    handshake.disarm();
    heartbeat.disarm();
    ctx.fireChannelUnregistered();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof ByteBuf in) {
      heartbeat.heard();
      handshake.heard(in);
      intake.read(in);
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
    if (readsOnlyWhileWritable) {
      readWhileWritable(intake);
    }
    if (handshake.done() && ending == null) {
      session.writabilityChanged(self());
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      end(new CloseReason.Left());
    } else {
      broken(cause);
    }
  }

  ZmtpSession session() {
    return session;
  }

  final void owner(ZmtpSession next) {
    session = next;
  }

  final boolean over() {
    return ending != null;
  }

  boolean halted() {
    return intake.halted();
  }

  /** The handshake is through on both sides. */
  void established(PeerInfo peer, boolean answersPings) {
    intake.sink(traffic);
    decoder.limit(limits.frame(), ZmtpLimits.COMMAND, limits.skippable());
    if (peer.atLeast31()) {
      heartbeat.start(outlet.channel().eventLoop(), answersPings);
    }
    intake.proceed(ZmtpDecoder.AWAITING_OWNER, outlet.channel().config());
  }

  void awaitOwner() {
    intake.halt(ZmtpDecoder.AWAITING_OWNER, outlet.channel().config());
  }

  final void bound() {
    readsOnlyWhileWritable = true;
  }

  /** All that has been read was handed out. */
  void handedOut() {
    outlet.flushAnswers();
    if (handshake.done() && ending == null) {
      try {
        session.readComplete(self());
      } catch (RuntimeException thrown) {
        broken(thrown);
      }
    }
  }

  void command(Command command) {
    transmit(outlet.frame(command));
  }

  void answer(Command command) {
    if (ending == null) {
      outlet.answer(command);
    }
  }

  void transmit(ByteBuf framed) {
    if (ending == null) {
      outlet.transmit(framed);
    } else {
      framed.release();
    }
  }

  void violated(ProtocolError fault) {
    if (fault == ProtocolError.SOCKET_TYPE && handshake.errorMayBeSent()) {
      command(new Command.Refusal("Invalid socket type"));
      endGently(new CloseReason.Violation(fault));
    } else {
      end(new CloseReason.Violation(fault));
    }
  }

  void broken(Throwable thrown) {
    end(CloseReason.Broken.by(thrown));
  }

  void end(CloseReason why) {
    if (conclude(why)) {
      var _ = outlet.channel().close();
    }
  }

  final void endGently(CloseReason why) {
    if (conclude(why)) {
      outlet.close();
    }
  }

  private boolean conclude(CloseReason why) {
    if (ending != null) {
      return false;
    }
    ending = why;
    intake.discard();
    handshake.disarm();
    heartbeat.stop();
    return true;
  }

  @Override
  protected final void ended() {
    intake.finish();
    conclude(new CloseReason.Left());
    outlet.closed();
    decoder.release();
    traffic.release();
    session.closed(self(), ending == null ? new CloseReason.Left() : ending);
  }

  @Override
  protected final void failed(Throwable thrown) {
    broken(thrown);
  }

  private void start(Channel channel) {
    if (ending == null) {
      handshake.begin();
      handshake.arm(channel.eventLoop());
    }
  }

  private ZmtpConnection self() {
    return (ZmtpConnection) this;
  }
}
