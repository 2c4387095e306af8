package prosa.server.door;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import prosa.protocol.DoorAnswer;
import prosa.protocol.DoorRequest;
import prosa.protocol.ErrorCode;
import prosa.protocol.ProtocolException;
import prosa.protocol.ProtocolReader;
import prosa.protocol.ProtocolWriter;
import prosa.protocol.ReadLimits;
import prosa.protocol.ServerMessage;
import prosa.server.connection.ServerContext;
import prosa.server.connection.ZmtpMemberConnection;
import prosa.server.limits.ConnectionBudgets;
import prosa.server.limits.Resource;
import prosa.server.operations.Counters.Count;
import prosa.server.operations.RefusalCounts.Late;
import prosa.server.refusal.Refusals;
import prosa.zmtp.CloseReason;
import prosa.zmtp.PeerInfo;
import prosa.zmtp.ZmtpConnection;
import prosa.zmtp.ZmtpError;
import prosa.zmtp.ZmtpSession;

/**
 * A ZeroMQ peer at the door. To REQ it answers questions, one after the other, in REQ's envelope
 * (RFC 28); a DEALER becomes a connection and continues at the {@link EnterHandler}. On the door's
 * loop.
 *
 * <p>Limits: one question is in hand at a time. The next one is not read before the answer is on
 * its way: before no more than {@link #UNREAD_BYTES} wait to be written. A peer that lets them wait
 * for {@link #UNREAD_SECONDS} is closed, and so is one that sends no complete question within the
 * server's time limit. Questions cost what joins cost; beyond that budget the answer is an error,
 * and beyond the budget of errors the peer is not read from for a while.
 */
final class ZmtpDoorHandler implements ZmtpSession {
  private static final int UNREAD_BYTES = 4_096;
  private static final int UNREAD_SECONDS = 10;

  /** One for all connections: to make one costs more than to read with it. */
  private static final ProtocolReader READER = new ProtocolReader(ReadLimits.defaults());

  private final ServerContext context;
  private final JoinService joinService;
  private final boolean encrypted;
  private final long id;
  private final @Nullable Future<?> handshakeTimeout;
  private @Nullable ScheduledFuture<?> deadline;
  private boolean asked;
  private boolean unread;

  /**
   * A session before READY.
   *
   * @param encrypted whether pages are served over https
   * @param handshakeTimeout closes the connection, unless the peer gets ready before
   */
  ZmtpDoorHandler(
      ServerContext context,
      JoinService joinService,
      boolean encrypted,
      @Nullable Future<?> handshakeTimeout) {
    this.context = context;
    this.joinService = joinService;
    this.encrypted = encrypted;
    this.id = context.nextId();
    this.handshakeTimeout = handshakeTimeout;
  }

  @Override
  public void peerReady(ZmtpConnection c, PeerInfo peer) {
    stopWaiting();
    switch (peer.socketType()) {
      case REQ -> {
        c.accept();
        context.counters().add(Count.ZMTP_READY);
        c.channel()
            .config()
            .setWriteBufferWaterMark(new WriteBufferWaterMark(UNREAD_BYTES / 2, UNREAD_BYTES));
        awaitQuestion(c, 0);
      }
      case DEALER -> c.accept(() -> welcome(c));
      case REP, ROUTER, PUB, SUB, XPUB, XSUB, PUSH, PULL, PAIR -> {
        context.counters().add(Count.VIOLATIONS);
        context.counters().refusals().protocol(ZmtpError.SOCKET_TYPE);
        c.refuse("the door serves REQ and DEALER sockets");
      }
    }
  }

  private void welcome(ZmtpConnection c) {
    context.counters().add(Count.ZMTP_READY);
    EnterHandler enterHandler =
        new EnterHandler(context, joinService, (parts, refused) -> asks(c, parts, refused));
    ZmtpMemberConnection connection =
        new ZmtpMemberConnection(context, id, c, encrypted, enterHandler);
    c.session(connection);
    enterHandler.welcome(connection);
  }

  /**
   * Not REQ's form: there has to be an envelope. An empty message is what a socket with
   * ZMQ_PROBE_ROUTER sends first.
   */
  @Override
  public void message(ZmtpConnection c, ByteBuf body) {
    if (body.isReadable()) {
      misbehaved(c);
    }
  }

  /**
   * Answers a DEALER that asks in the way of a REQ, with an empty delimiter and perhaps a request's
   * id before it, as a REP would; false if this is no question to the door. Its refusals are
   * limited as all others before it has a seat.
   */
  private boolean asks(ZmtpConnection c, List<ByteBuf> parts, Consumer<ErrorCode> refused) {
    int body = parts.size() - 1;
    if (body < 1 || parts.get(body - 1).isReadable()) {
      return false;
    }
    byte[] question = ByteBufUtil.getBytes(parts.get(body));
    if (!READER.asksDoor(question)) {
      return false;
    }
    List<ByteBuf> envelope = envelope(parts, body);
    answer(c, question, answer -> sendToDealer(c, envelope, answer, refused));
    return true;
  }

  private static boolean sendToDealer(
      ZmtpConnection c, List<ByteBuf> envelope, DoorAnswer answer, Consumer<ErrorCode> refused) {
    if (!c.channel().isOpen()) {
      return false;
    }
    EventLoop loop = c.channel().eventLoop();
    if (!loop.inEventLoop()) { // it took a seat meanwhile
      loop.execute(() -> sendToDealer(c, envelope, answer, refused));
      return true;
    }
    write(c, envelope, answer);
    if (answer instanceof DoorAnswer.DoorError error) {
      refused.accept(error.reason());
    }
    return true;
  }

  private static void write(ZmtpConnection c, List<ByteBuf> envelope, DoorAnswer answer) {
    List<ByteBuf> parts = new ArrayList<>(envelope);
    parts.add(Unpooled.wrappedBuffer(ProtocolWriter.write(answer)));
    c.send(parts);
  }

  private static List<ByteBuf> envelope(List<ByteBuf> parts, int length) {
    List<ByteBuf> envelope = new ArrayList<>(length);
    for (ByteBuf part : parts.subList(0, length)) {
      envelope.add(Unpooled.wrappedBuffer(ByteBufUtil.getBytes(part)));
    }
    return envelope;
  }

  @Override
  public void multipart(ZmtpConnection c, List<ByteBuf> parts) {
    asked = true;
    ask(c, parts);
    if (asked) {
      c.pause(); // until it is answered
      awaitNothing();
    }
  }

  private void ask(ZmtpConnection c, List<ByteBuf> parts) {
    int body = 0;
    while (body < parts.size() && parts.get(body).isReadable()) {
      body++;
    }
    body++;
    if (body >= parts.size()) {
      misbehaved(c);
      return;
    }
    List<ByteBuf> envelope = envelope(parts, body);
    if (body == parts.size() - 1) {
      byte[] question = ByteBufUtil.getBytes(parts.get(body));
      answer(c, question, answer -> send(c, envelope, answer));
    } else {
      context.counters().add(Count.MALFORMED);
      ServerMessage.Refused no = Refusals.notText();
      var _ = send(c, envelope, new DoorAnswer.DoorError(no.reason(), no.message()));
    }
  }

  private void answer(ZmtpConnection c, byte[] question, Predicate<DoorAnswer> reply) {
    try {
      DoorRequest request = READER.doorRequest(question);
      long wait = pay(ConnectionBudgets.of(c.channel()), request);
      if (wait > 0) {
        var _ = reply.test(Refusals.tooManyQuestions(wait));
        return;
      }
      Predicate<DoorAnswer> answered =
          answer -> {
            if (answer instanceof DoorAnswer.DoorError) {
              context.emergency().joinGivenBack();
            }
            return reply.test(answer);
          };
      switch (request) {
        case DoorRequest.Classic classic ->
            joinService.findClassic(context.clientAddress(c.channel()), answered);
        case DoorRequest.Find find ->
            joinService.find(
                find,
                id,
                context.clientAddress(c.channel()),
                ServerContext.addressOf(c.channel()),
                answered);
      }
    } catch (ProtocolException e) {
      context.counters().add(Count.MALFORMED);
      var _ = reply.test(new DoorAnswer.DoorError(e.reason(), e.sentence()));
    }
  }

  /** The milliseconds until the question may be answered, 0 if it was paid for. */
  private long pay(ConnectionBudgets budgets, DoorRequest request) {
    long wait = budgets.take(Resource.JOINS);
    if (wait == 0) {
      wait = context.emergency().joinWait();
    }
    if (wait > 0) {
      context.counters().add(Count.JOINS_REFUSED);
    } else if (request instanceof DoorRequest.Find find
        && find.isPrivate()
        && find.invite().isEmpty()) {
      wait = budgets.take(Resource.PRIVATE_ROOMS);
      if (wait > 0) {
        context.counters().add(Count.PRIVATE_ROOMS_REFUSED);
        context.emergency().joinGivenBack();
      }
    }
    return wait;
  }

  /** Sends the answer, and reads on; false if nobody is there any more. */
  private boolean send(ZmtpConnection c, List<ByteBuf> envelope, DoorAnswer answer) {
    if (!asked || !c.channel().isOpen()) {
      return false;
    }
    write(c, envelope, answer);
    long wait = 0;
    if (answer instanceof DoorAnswer.DoorError error) {
      context.counters().refused(error.reason());
      wait = ConnectionBudgets.of(c.channel()).charge(Resource.REFUSALS);
    }
    if (wait > 0) {
      context.counters().add(Count.REFUSALS_PAUSED);
      c.rest(TimeUnit.MILLISECONDS.toNanos(wait));
    }
    if (c.channel().isWritable()) {
      readOn(c, wait);
    } else {
      unread = true;
      expect(c, Count.ANSWER_UNREAD, Late.UNREAD, TimeUnit.SECONDS.toMillis(UNREAD_SECONDS));
    }
    return true;
  }

  @Override
  public void writabilityChanged(ZmtpConnection c) {
    if (unread && c.channel().isWritable()) {
      unread = false;
      readOn(c, 0);
    }
  }

  /** The answer is on its way: the next question may come, after {@code rest} milliseconds. */
  private void readOn(ZmtpConnection c, long rest) {
    if (asked) {
      asked = false;
      awaitQuestion(c, rest);
      c.resume();
    }
  }

  private void awaitQuestion(ZmtpConnection c, long rest) {
    expect(c, Count.QUESTION_LATE, Late.QUESTION, rest + context.questionWithin().toMillis());
  }

  private void expect(ZmtpConnection c, Count orElse, Late what, long millis) {
    awaitNothing();
    if (c.channel().isActive()) {
      deadline =
          c.channel()
              .eventLoop()
              .schedule(
                  () -> {
                    if (c.channel().isOpen()) {
                      context.counters().add(orElse);
                      context.counters().refusals().late(what);
                      var _ = c.channel().close(); // what waits to be written would not be read
                    }
                  },
                  millis,
                  TimeUnit.MILLISECONDS);
    }
  }

  private void awaitNothing() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  @Override
  public void oversized(ZmtpConnection c, long size) {
    misbehaved(c);
  }

  private void misbehaved(ZmtpConnection c) {
    context.counters().add(Count.VIOLATIONS);
    context.counters().refusals().protocol(ZmtpError.COMMAND);
    c.close();
  }

  @Override
  public void closed(ZmtpConnection c, CloseReason why) {
    asked = false;
    stopWaiting();
    awaitNothing();
    context.ended("Door", why);
  }

  private void stopWaiting() {
    if (handshakeTimeout != null) {
      handshakeTimeout.cancel(false);
    }
  }
}
