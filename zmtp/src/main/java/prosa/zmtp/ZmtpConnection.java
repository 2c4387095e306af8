package prosa.zmtp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.List;
import prosa.net.PausableDecoder;

/**
 * One ZMTP connection, either side of it, as the last handler of its channel's pipeline.
 *
 * <p>Lifecycle: greetings; the peer's READY ({@link ZmtpSession#peerReady}); our READY when the
 * owner calls {@link #accept()}, or an ERROR in its place when it calls {@link #refuse}; messages
 * both ways; {@link ZmtpSession#closed}, exactly once. A side that dialled has to be first: it
 * accepts before the channel is active, and then READY follows the greetings.
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
public final class ZmtpConnection extends Lifecycle {
  /** When our greeting is sent. */
  public enum Greets {
    /** As soon as the channel is active. */
    AT_ONCE,
    /** On the peer's first byte, if that is a greeting's; it never waits for all of them. */
    WHEN_GREETED
  }

  public ZmtpConnection(
      SocketType own, Greets when, Mechanism mechanism, ZmtpLimits limits, ZmtpSession session) {
    super(own, when, mechanism, limits, session);
  }

  /**
   * Does not read from a peer while more waits for it than the channel's high water mark, so that
   * one that asks on and does not read cannot make us keep any number of answers. For one side of a
   * connection at most: two that wait for each other would never go on.
   */
  public ZmtpConnection readsOnlyWhileWritable() {
    bound();
    return this;
  }

  /** Agrees to the peer: sends READY, now or when the greetings are through. */
  public void accept() {
    if (!over()) {
      handshake.accept();
    }
  }

  /**
   * Refuses the peer for good: sends an ERROR in READY's place and ends. A peer that is told so
   * does not come back; where it is too late or too early for an ERROR, the connection just ends.
   *
   * @param reason for people; up to 255 characters of visible ASCII are sent
   */
  public void refuse(String reason) {
    if (!over()) {
      if (handshake.errorMayBeSent()) {
        command(new Command.Refusal(reason));
      }
      endGently(new CloseReason.Ended());
    }
  }

  /** Hands everything from the next message on to {@code next}. */
  public void session(ZmtpSession next) {
    owner(next);
  }

  /**
   * Stops reading and handing out, right after the message in hand. What has been read waits. The
   * peer's end is still noticed (with epoll), and what it had sent by then is gone.
   */
  public void pause() {
    intake.halt(PausableDecoder.PAUSED, channel().config());
  }

  /** Stops reading and handing out for so many nanoseconds, whatever else stops it meanwhile. */
  public void rest(long nanos) {
    intake.rest(nanos);
  }

  /**
   * Moves the connection, which is paused and stays so, to another event loop. There, either {@code
   * arrived} runs or, if the connection ended on the way, {@link ZmtpSession#closed}.
   */
  public void move(EventLoop loop, Runnable arrived) {
    pause();
    moveTo(loop, arrived);
  }

  /** Hands out what waits, before it returns unless called by the session, and reads on. */
  public void resume() {
    intake.proceed(PausableDecoder.PAUSED, channel().config());
  }

  /** Sends a message of one frame; takes the body over. */
  public void send(ByteBuf body) {
    send(List.of(body));
  }

  /** Sends a message of these parts, at least one; takes them over. */
  public void send(List<ByteBuf> parts) {
    try {
      if (!over()) {
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
    if (!over() && !handshake.done()) {
      framed.release();
      throw new IllegalStateException("The connection has not been accepted by both sides");
    }
    transmit(framed);
  }

  /** Subscribes to {@code prefix}; for own types SUB and XSUB. */
  public void subscribe(Bytes prefix) {
    subscription(new Command.Subscribe(prefix), prefix, MessageDispatcher.SUBSCRIBE);
  }

  /** Takes one subscription to {@code prefix} back; for own types SUB and XSUB. */
  public void cancel(Bytes prefix) {
    subscription(new Command.Cancel(prefix), prefix, MessageDispatcher.CANCEL);
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
    endGently(new CloseReason.Ended());
  }

  /** The channel; there is one once this handler is in a pipeline. */
  public Channel channel() {
    return outlet.channel();
  }

  /** Who the peer is; known from {@link ZmtpSession#peerReady} on. */
  public PeerInfo peer() {
    PeerInfo peer = handshake.peer();
    if (peer == null) {
      throw new IllegalStateException("The peer has not said who it is");
    }
    return peer;
  }

  /** What the peer subscribed to, if our type publishes. */
  public Subscriptions subscriptions() {
    return traffic.subscriptions();
  }

  private void subscription(Command command, Bytes prefix, int kind) {
    if (peer().atLeast31()) {
      sendFramed(outlet.frame(command));
    } else {
      ByteBuf body = channel().alloc().directBuffer(1 + prefix.length()).writeByte(kind);
      prefix.writeTo(body);
      send(body);
    }
  }
}
