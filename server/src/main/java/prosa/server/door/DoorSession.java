package prosa.server.door;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import prosa.protocol.DoorAnswer;
import prosa.protocol.DoorRequest;
import prosa.protocol.ProtocolException;
import prosa.protocol.ProtocolReader;
import prosa.protocol.ProtocolWriter;
import prosa.protocol.ReadLimits;
import prosa.protocol.ToMember;
import prosa.server.line.Gatehouse;
import prosa.server.line.ZmtpLine;
import prosa.server.operations.Counters.Count;
import prosa.server.refusal.Refusals;
import prosa.zmtp.Closing;
import prosa.zmtp.PeerInfo;
import prosa.zmtp.ZmtpConnection;
import prosa.zmtp.ZmtpSession;

/**
 * A ZeroMQ peer at the door. To REQ it answers questions, one after the other, in REQ's envelope
 * (RFC 28); a DEALER becomes a line and goes on to the {@link Entrance}. On the door's loop.
 */
final class DoorSession implements ZmtpSession {
  private final Gatehouse gatehouse;
  private final Reception reception;
  private final boolean encrypted;
  private final long id;
  private final @Nullable Future<?> patience;
  private final ProtocolReader reader = new ProtocolReader(ReadLimits.defaults());

  /**
   * A session that has not begun.
   *
   * @param encrypted whether pages are served over https
   * @param patience closes the connection, unless the peer gets ready before
   */
  DoorSession(
      Gatehouse gatehouse, Reception reception, boolean encrypted, @Nullable Future<?> patience) {
    this.gatehouse = gatehouse;
    this.reception = reception;
    this.encrypted = encrypted;
    this.id = gatehouse.nextId();
    this.patience = patience;
  }

  @Override
  public void peerReady(ZmtpConnection c, PeerInfo peer) {
    stopWaiting();
    switch (peer.socketType()) {
      case REQ -> c.accept();
      case DEALER -> {
        c.accept();
        Entrance entrance =
            new Entrance(
                gatehouse,
                reception,
                gatehouse.clientAddress(c.channel()),
                parts -> asks(c, parts));
        ZmtpLine line =
            new ZmtpLine(id, c, gatehouse.outlet(c.channel(), true), encrypted, entrance);
        c.session(line);
        entrance.welcome(line);
      }
      case REP, ROUTER, PUB, SUB, XPUB, XSUB, PUSH, PULL, PAIR ->
          c.refuse("the door serves REQ and DEALER sockets");
    }
  }

  /**
   * Not REQ's form: there has to be an envelope. An empty message is what a socket with
   * ZMQ_PROBE_ROUTER says first.
   */
  @Override
  public void message(ZmtpConnection c, ByteBuf body) {
    if (body.isReadable()) {
      misbehaved(c);
    }
  }

  /**
   * Answers a DEALER that asks in the way of a REQ, with an empty delimiter and perhaps a request's
   * id before it, as a REP would; false if this is no question to the door.
   */
  private boolean asks(ZmtpConnection c, List<ByteBuf> parts) {
    int body = parts.size() - 1;
    if (body < 1 || parts.get(body - 1).isReadable()) {
      return false;
    }
    byte[] question = ByteBufUtil.getBytes(parts.get(body));
    if (!reader.asksDoor(question)) {
      return false;
    }
    answer(c, question, envelope(parts, body));
    return true;
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
      answer(c, ByteBufUtil.getBytes(parts.get(body)), envelope);
    } else {
      gatehouse.counters().add(Count.MALFORMED);
      ToMember.Refused no = Refusals.notText();
      send(c, envelope, new DoorAnswer.DoorError(no.reason(), no.message()));
    }
  }

  private void answer(ZmtpConnection c, byte[] question, List<ByteBuf> envelope) {
    try {
      switch (reader.doorRequest(question)) {
        case DoorRequest.Classic classic ->
            reception.findClassic(
                gatehouse.clientAddress(c.channel()), answer -> send(c, envelope, answer));
        case DoorRequest.Find find ->
            send(
                c,
                envelope,
                reception.find(
                    find,
                    id,
                    gatehouse.clientAddress(c.channel()),
                    Gatehouse.addressOf(c.channel())));
      }
    } catch (ProtocolException e) {
      gatehouse.counters().add(Count.MALFORMED);
      send(c, envelope, new DoorAnswer.DoorError(e.reason(), e.sentence()));
    }
  }

  private void send(ZmtpConnection c, List<ByteBuf> envelope, DoorAnswer answer) {
    if (answer instanceof DoorAnswer.DoorError) {
      gatehouse.counters().add(Count.REFUSED);
    }
    List<ByteBuf> parts = new ArrayList<>(envelope);
    parts.add(Unpooled.wrappedBuffer(ProtocolWriter.write(answer)));
    c.send(parts);
  }

  @Override
  public void oversized(ZmtpConnection c, long size) {
    misbehaved(c);
  }

  private void misbehaved(ZmtpConnection c) {
    gatehouse.counters().add(Count.VIOLATIONS);
    c.close();
  }

  @Override
  public void closed(ZmtpConnection c, Closing why) {
    stopWaiting();
    gatehouse.ended("Door", why);
  }

  private void stopWaiting() {
    if (patience != null) {
      patience.cancel(false);
    }
  }
}
