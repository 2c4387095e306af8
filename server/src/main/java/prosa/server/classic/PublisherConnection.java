package prosa.server.classic;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import prosa.server.limits.ConnectionBudgets;
import prosa.server.limits.Resource;
import prosa.server.operations.Counters.Count;
import prosa.server.placement.ClassicSide;
import prosa.server.placement.ClientAddress;
import prosa.server.room.ClassicParticipant;
import prosa.server.room.HostedRoom;
import prosa.zmtp.Bytes;
import prosa.zmtp.CloseReason;
import prosa.zmtp.PeerInfo;
import prosa.zmtp.ZmtpConnection;
import prosa.zmtp.ZmtpSession;

/**
 * The PUB connection of a classic client to its room.
 *
 * <p>Our READY is sent when placement has admitted the connection. Messages that arrive before its
 * subscriber is paired are held, up to {@link #HELD_BYTES}; then it is not read. So a client
 * receives all of its own messages. Beyond its rate it is not read either, and TCP pushes back. On
 * the room's loop.
 */
final class PublisherConnection implements ZmtpSession {
  /** How much an unpaired publisher may send ahead. */
  static final int HELD_BYTES = 16 * 1024;

  private final ClassicEndpoint endpoint;
  private final long id;
  private final ArrayDeque<byte[]> held = new ArrayDeque<>();
  private @Nullable ClassicParticipant member;
  private int place;
  private @Nullable ZmtpConnection connection;
  private ClientAddress client = new ClientAddress("nowhere", false);
  private int heldBytes;
  private boolean admitted;
  private boolean whole;
  private boolean tooFast;

  PublisherConnection(ClassicEndpoint endpoint, long id) {
    this.endpoint = endpoint;
    this.id = id;
  }

  @Override
  public void peerReady(ZmtpConnection c, PeerInfo peer) {
    connection = c;
    client = endpoint.clientAddress(c);
    endpoint.admit(ClassicSide.PUBLISHER, id, c, () -> admitted(c));
  }

  private void admitted(ZmtpConnection c) {
    admitted = true;
    endpoint.room().userCame();
    c.accept();
    endpoint.room().counters().add(Count.ZMTP_READY);
    c.subscribe(Bytes.EMPTY);
  }

  /** Both connections are there: its messages are relayed, the held ones first. */
  void seated(int at, SubscriberConnection subscriber) {
    place = at;
    ClassicParticipant known = member;
    if (known != null) {
      known.resume(subscriber.sendQueue(), subscriber.subscriptions());
    } else {
      known =
          endpoint
              .room()
              .seatClassic(place, id, client, subscriber.sendQueue(), subscriber.subscriptions());
      member = known;
    }
    whole = true;
    for (byte[] text = held.poll(); text != null; text = held.poll()) {
      var _ = endpoint.relay(known, text, text.length);
    }
    heldBytes = 0;
    readOrRest();
  }

  /** Its seat is in another room from now on, at the same place. */
  void moveTo(HostedRoom next, SubscriberConnection subscriber) {
    member =
        next.seatClassic(place, id, client, subscriber.sendQueue(), subscriber.subscriptions());
  }

  /** The subscriber is gone: messages are held until it is back. */
  void subscriberClosed() {
    whole = false;
    if (member != null) {
      member.suspend();
    }
  }

  @Nullable ClassicParticipant member() {
    return member;
  }

  @Override
  public void message(ZmtpConnection c, ByteBuf body) {
    int length = body.readableBytes();
    byte[] text = endpoint.scratch();
    body.getBytes(body.readerIndex(), text, 0, length);
    ClassicParticipant as = member;
    int cost = 1;
    if (as != null && whole) {
      int relayed = endpoint.relay(as, text, length);
      if (relayed > 0) {
        ConnectionBudgets.of(c.channel()).messageTaken();
        cost = relayed;
      }
    } else if (endpoint.check(text, length)) {
      ConnectionBudgets.of(c.channel()).messageTaken();
      held.add(java.util.Arrays.copyOf(text, length));
      heldBytes += length;
      readOrRest();
    }
    pace(c, cost);
  }

  private void pace(ZmtpConnection c, int cost) {
    if (endpoint.config().rate().off()) {
      return;
    }
    ConnectionBudgets budgets = ConnectionBudgets.of(c.channel());
    var _ = budgets.charge(Resource.MESSAGES, cost);
    long wait = budgets.until(Resource.MESSAGES);
    if (wait > 0) {
      tooFast = true;
      var _ = c.channel().eventLoop().schedule(this::readAgain, wait, TimeUnit.MILLISECONDS);
      readOrRest();
    }
  }

  private void readAgain() {
    tooFast = false;
    readOrRest();
  }

  private void readOrRest() {
    ZmtpConnection c = connection;
    if (c == null) {
      return;
    }
    if (tooFast || heldBytes >= HELD_BYTES) {
      c.pause();
    } else {
      c.resume();
    }
  }

  @Override
  public void multipart(ZmtpConnection c, List<ByteBuf> parts) {
    endpoint.malformed();
    pace(c, 1);
  }

  @Override
  public void closed(ZmtpConnection c, CloseReason why) {
    connection = null;
    held.clear();
    endpoint.publisherClosed(this, id, admitted, why);
  }

  /** Closes the connection. */
  void close() {
    if (connection != null) {
      connection.close();
    }
  }
}
