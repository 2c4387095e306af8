package prosa.zmtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The handshake of a connection, from the first byte to the end of the mechanism's handshake on
 * both sides.
 *
 * <pre>
 * GREETING --their 64 bytes--> COMMANDS --their metadata--> OWNER --accept()--> DONE
 *                                  \--their metadata, accepted before--------/
 * </pre>
 *
 * <p>One deadline covers everything, the owner's decision included. A violation ends the
 * connection. A socket type that does not match is answered with an ERROR command, as long as our
 * READY was not sent.
 */
final class Handshake implements FrameDecoder.FrameSink, Runnable {
  private enum Stage {
    GREETING,
    COMMANDS,
    OWNER,
    DONE
  }

  private final ZmtpConnection connection;
  private final SocketType own;
  private final ZmtpConnection.Greets greets;
  private final MechanismSelector selector;

  private Stage stage = Stage.GREETING;
  private @Nullable Mechanism mechanism;
  private boolean greeted;
  private boolean accepted;
  private boolean agreed;
  private boolean answersPings;
  private @Nullable Greeting theirs;
  private @Nullable PeerInfo peer;

  private long timeLeft;
  private @Nullable ScheduledFuture<?> deadline;

  Handshake(
      ZmtpConnection connection,
      SocketType own,
      ZmtpConnection.Greets greets,
      MechanismSelector selector,
      @Nullable Mechanism fixed,
      ZmtpLimits limits) {
    this.connection = connection;
    this.own = own;
    this.greets = greets;
    this.selector = selector;
    this.mechanism = fixed;
    this.timeLeft = limits.handshake().toNanos();
  }

  @Nullable PeerInfo peer() {
    return peer;
  }

  /** Whether the peer's next command is to be computed when others have had their turn. */
  boolean isHeldUp() {
    return stage == Stage.COMMANDS
        && known().agreesOnKeys()
        && KeyAgreementLimit.of(connection.channel().eventLoop()).isOver();
  }

  boolean done() {
    return stage == Stage.DONE;
  }

  /** Whether our greeting was sent and our READY was not: then ERROR may be sent. */
  boolean errorMayBeSent() {
    return greeted && !agreed;
  }

  /** The channel is active. May be told more than once. */
  void begin() {
    if (greets == ZmtpConnection.Greets.AT_ONCE) {
      greet();
    }
  }

  /**
   * Before the peer's bytes are decoded: the first one, if it may begin a greeting, is answered.
   */
  void heard(ByteBuf in) {
    if (!greeted && in.isReadable() && in.getByte(in.readerIndex()) == (byte) Greeting.FIRST_BYTE) {
      greet();
    }
  }

  /** Runs the deadline on {@code loop}, unless it runs or is no longer needed. */
  void arm(EventLoop loop) {
    if (deadline == null && stage != Stage.DONE) {
      deadline = loop.schedule(this, timeLeft, TimeUnit.NANOSECONDS);
    }
  }

  /** Stops the deadline; what is left of it counts when it is armed again. */
  void disarm() {
    if (deadline != null) {
      timeLeft = Math.max(0, deadline.getDelay(TimeUnit.NANOSECONDS));
      deadline.cancel(false);
      deadline = null;
    }
  }

  @Override
  public void run() {
    connection.late("handshake");
  }

  void accept() {
    accepted = true;
    if (stage == Stage.COMMANDS || stage == Stage.OWNER) {
      goOn();
    }
  }

  @Override
  public void greeting(Greeting greeting) throws ZmtpException {
    if (mechanism == null) {
      MechanismSelector.Selected selected = selector.select(greeting.mechanism());
      if (selected.refusal() == null
          && selected.mechanism().agreesOnKeys()
          && !connection.mayAgreeOnKeys()) {
        connection.end(new CloseReason.Ended()); // an ERROR would keep it from coming back later
        return;
      }
      mechanism = selected.mechanism();
      connection.selected(selected.mechanism());
      greetOn(selected.mechanism());
      if (selected.refusal() != null) {
        connection.refused(ZmtpError.MECHANISM, selected.refusal());
        return;
      }
    }
    known().judge(greeting);
    theirs = greeting;
    stage = Stage.COMMANDS;
    goOn();
  }

  @Override
  public void command(ByteBuf body) throws ZmtpException {
    if (CommandCodec.isRefusal(body)) {
      String reason = ((Command.Refusal) CommandCodec.read(body)).reason();
      connection.end(new CloseReason.Refused(reason));
      return;
    }
    Mechanism mechanism = known();
    if (mechanism.agreesOnKeys()) {
      KeyAgreementLimit.of(connection.channel().eventLoop()).count();
    }
    mechanism.process(body);
    Bytes metadata = mechanism.metadata();
    if (metadata != null && peer == null) {
      peerReady(Metadata.read(Unpooled.wrappedBuffer(metadata.toArray())));
    } else {
      goOn();
    }
  }

  @Override
  public void message(ByteBuf body, boolean more) throws ZmtpException {
    throw new ZmtpException(ZmtpError.COMMAND);
  }

  @Override
  public void skipped(long size, boolean more) throws ZmtpException {
    throw new ZmtpException(ZmtpError.COMMAND);
  }

  private void peerReady(Metadata metadata) throws ZmtpException {
    if (theirs == null || !own.accepts(metadata.socketType())) {
      throw new ZmtpException(ZmtpError.SOCKET_TYPE);
    }
    PeerInfo info =
        new PeerInfo(metadata.socketType(), metadata.identity(), theirs.major(), theirs.minor());
    peer = info;
    answersPings = accepted || theirs.countsIdentity(); // accepted already: we dialled a server
    stage = Stage.OWNER;
    goOn();
    connection.session().peerReady(connection, info);
    if (stage == Stage.OWNER) {
      connection.awaitOwner();
    }
  }

  private void greet() {
    if (!greeted) {
      greeted = true;
      ByteBuf out = connection.channel().alloc().directBuffer(Greeting.LENGTH);
      if (mechanism == null) {
        Greeting.writeBeginning(out);
      } else {
        Greeting.ours(mechanism).write(out);
      }
      connection.transmitHandshake(out);
    }
  }

  /** The peer has chosen: sends the rest of our greeting. */
  private void greetOn(Mechanism chosen) {
    ByteBuf out = connection.channel().alloc().directBuffer(Greeting.LENGTH);
    Greeting.ours(chosen).writeRest(out);
    connection.transmitHandshake(out);
  }

  private Mechanism known() {
    Mechanism chosen = mechanism;
    if (chosen == null) {
      throw new IllegalStateException("The mechanism is not known before the greeting");
    }
    return chosen;
  }

  /** Whether a peer that leaves now may do so because its key is not the one that we know. */
  boolean silentAtWrongKey() {
    return stage == Stage.COMMANDS && known().silentAtWrongKey();
  }

  /** Sends the next commands of the handshake; completes it if both sides are done. */
  private void goOn() {
    Mechanism mechanism = known();
    ByteBuf body = Unpooled.buffer(64);
    try {
      while (mechanism.next(body, Metadata.of(own).toBytes(), accepted)) {
        agreed |= accepted;
        ByteBuf out = connection.channel().alloc().directBuffer(2 + body.readableBytes());
        FrameEncoder.writeHeader(out, FrameEncoder.COMMAND, body.readableBytes());
        connection.transmitHandshake(out.writeBytes(body));
        body.clear();
      }
    } finally {
      body.release();
    }
    if (stage == Stage.OWNER && accepted && mechanism.ready()) {
      finish();
    }
  }

  private void finish() {
    stage = Stage.DONE;
    theirs = null; // many connections stay for hours
    disarm();
    PeerInfo info = peer;
    if (info != null) {
      connection.established(info, answersPings);
    }
  }
}
