package prosa.server.classic;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import prosa.net.SendQueue;
import prosa.protocol.ClassicReader;
import prosa.protocol.ErrorCode;
import prosa.server.connection.ConnectionLimiter;
import prosa.server.connection.ServerContext;
import prosa.server.limits.ConnectionBudgets;
import prosa.server.limits.Resource;
import prosa.server.operations.Counters.Count;
import prosa.server.operations.EmergencyLevel;
import prosa.server.operations.RateLimitedLogger.Event;
import prosa.server.operations.RefusalCounts.KeptBack;
import prosa.server.placement.Admission;
import prosa.server.placement.ClassicSide;
import prosa.server.placement.ClientAddress;
import prosa.server.refusal.Refusals;
import prosa.server.room.ClassicParticipant;
import prosa.server.room.HostedRoom;
import prosa.server.room.RoomConfig;
import prosa.zmtp.CloseReason;
import prosa.zmtp.SocketType;
import prosa.zmtp.ZmtpConnection;

/**
 * The classic ports of one room, one for publishers and one for subscribers, and the pairs that
 * placement makes of their connections. On the room's loop.
 *
 * <p>Which connections belong to one client is not visible when several share an address. Placement
 * pairs them, and this class follows its decisions.
 */
public final class ClassicEndpoint {
  private HostedRoom room;
  private final ServerContext context;
  private final Map<Long, PublisherConnection> publishers = new HashMap<>();
  private final Map<Long, SubscriberConnection> subscribers = new HashMap<>();
  private final Map<SubscriberConnection, PublisherConnection> pairs = new HashMap<>();
  private final List<Channel> ports = new ArrayList<>();
  private boolean closed;

  /** The classic endpoint of {@code room}, with no port open. */
  public ClassicEndpoint(HostedRoom room, ServerContext context) {
    this.room = room;
    this.context = context;
  }

  /**
   * Binds one of the two ports, on the room's loop; peers there must have the matching socket type.
   */
  public ChannelFuture bind(InetAddress address, int port, ClassicSide side) {
    EventLoop loop = room.loop().loop();
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loop, loop)
            .childHandler(new ConnectionLimiter(context, channel -> welcome(channel, side)));
    context.configure(bootstrap);
    ChannelFuture bound = bootstrap.bind(new InetSocketAddress(address, port));
    bound.addListener(
        done -> {
          if (done.isSuccess() && closed) {
            var _ = bound.channel().close(); // the room closed meanwhile
          } else if (done.isSuccess()) {
            ports.add(bound.channel());
            context.listens(bound.channel());
          }
        });
    return bound;
  }

  private void welcome(Channel channel, ClassicSide side) {
    long id = context.nextId();
    ZmtpConnection connection =
        switch (side) {
          case PUBLISHER -> {
            PublisherConnection publisher = new PublisherConnection(this, id);
            publishers.put(id, publisher);
            yield context.classic(SocketType.SUB, publisher);
          }
          case SUBSCRIBER -> {
            SubscriberConnection subscriber = new SubscriberConnection(this, id);
            subscribers.put(id, subscriber);
            yield context.classic(SocketType.PUB, subscriber);
          }
        };
    channel.pipeline().addLast(connection);
  }

  HostedRoom room() {
    return room;
  }

  RoomConfig config() {
    return room.loop().config();
  }

  /** Creates the send queue of a subscriber. */
  SendQueue sendQueue(ZmtpConnection connection) {
    return context.sendQueue(connection);
  }

  /** The client address of a connection. */
  ClientAddress clientAddress(ZmtpConnection connection) {
    return context.clientAddress(connection.channel());
  }

  byte[] scratch() {
    return room.loop().scratch();
  }

  // ---- events of the connections

  /**
   * Asks placement; the connection is refused, or {@code admitted} is run.
   *
   * <p>A client that takes a seat without a request at the door is charged here for the request.
   * That is not known yet, and placement must not give a seat that is not paid for: so it is paid
   * beforehand by whoever can, and given back if no new seat was taken. Of two connections of one
   * client that come together, the first one pays.
   */
  void admit(ClassicSide side, long id, ZmtpConnection c, Runnable admitted) {
    boolean paid = payJoin(c);
    room.seatService()
        .admit(
            room,
            side,
            id,
            context.clientAddress(c.channel()),
            paid,
            answer -> {
              if (paid && !(answer instanceof Admission.Admitted(int _, boolean isNew) && isNew)) {
                giveJoinBack(c);
              }
              answered(id, c, answer, admitted);
            });
  }

  private boolean payJoin(ZmtpConnection c) {
    ConnectionBudgets budgets = ConnectionBudgets.of(c.channel());
    if (budgets.take(Resource.JOINS) > 0) {
      return false;
    }
    if (context.emergency().joinWait() > 0) {
      budgets.giveBack(Resource.JOINS);
      return false;
    }
    return true;
  }

  private void giveJoinBack(ZmtpConnection c) {
    ConnectionBudgets.of(c.channel()).giveBack(Resource.JOINS);
    context.emergency().joinGivenBack();
  }

  private void answered(long id, ZmtpConnection c, Admission answer, Runnable admitted) {
    if (!c.channel().isActive()) {
      if (answer instanceof Admission.Admitted) {
        // It closed meanwhile, and placement may have been told before it admitted it.
        room.seatService().disconnected(room, id);
      }
      return;
    }
    switch (answer) {
      case Admission.Admitted _ -> admitted.run();
      case Admission.Refused(var why) -> refuse(c, Refusals.reason(why));
    }
  }

  private void refuse(ZmtpConnection c, ErrorCode reason) {
    room.counters().refused(reason);
    c.refuse(reason.code());
  }

  void subscribed(long id) {
    room.seatService().subscribed(room, id);
  }

  void publisherClosed(PublisherConnection publisher, long id, boolean admitted, CloseReason why) {
    publishers.remove(id);
    room.seatService().disconnected(room, id); // before anybody hears of it
    pairs.values().remove(publisher);
    ClassicParticipant member = publisher.member();
    if (member != null) {
      member.leave();
    }
    if (admitted) {
      room.userWent();
    }
    context.ended(room.id().name(), why);
  }

  void subscriberClosed(SubscriberConnection subscriber, long id, CloseReason why) {
    subscribers.remove(id);
    suspend(subscriber);
    room.seatService().disconnected(room, id);
    context.ended(room.id().name(), why);
  }

  private void suspend(SubscriberConnection subscriber) {
    PublisherConnection publisher = pairs.remove(subscriber);
    if (publisher != null) {
      publisher.subscriberClosed();
    }
  }

  // ---- what placement decided

  /** A client has both connections: its publisher is relayed, its subscriber receives. */
  public void paired(int place, long publisherId, long subscriberId) {
    PublisherConnection publisher = publishers.get(publisherId);
    SubscriberConnection subscriber = subscribers.get(subscriberId);
    if (publisher != null && subscriber != null) {
      pairs.put(subscriber, publisher);
      publisher.seated(place, subscriber);
    }
  }

  /**
   * A connection lost its partner: it is neither relayed nor sent anything until it is paired
   * again.
   */
  public void unpaired(long remaining) {
    SubscriberConnection subscriber = subscribers.get(remaining);
    if (subscriber != null) {
      suspend(subscriber);
    }
    PublisherConnection publisher = publishers.get(remaining);
    if (publisher != null) {
      pairs.values().remove(publisher);
      publisher.subscriberClosed();
    }
  }

  /** An unpaired connection timed out. */
  public void timedOut(long id) {
    PublisherConnection publisher = publishers.get(id);
    if (publisher != null) {
      ClassicParticipant member = publisher.member();
      if (member != null) {
        member.leave();
      }
      publisher.close();
    }
    SubscriberConnection subscriber = subscribers.get(id);
    if (subscriber != null) {
      subscriber.close();
    }
  }

  /** The number of connected clients, paired or not. */
  public int connected() {
    return Math.max(publishers.size(), subscribers.size());
  }

  /**
   * Closes both connections of up to {@code most} clients; the ports stay open.
   *
   * @return the number of clients
   */
  public int sendAway(int most) {
    int sent = 0;
    for (SubscriberConnection subscriber : List.copyOf(pairs.keySet())) {
      PublisherConnection publisher = pairs.get(subscriber);
      if (sent < most && publisher != null) {
        publisher.close();
        subscriber.close();
        sent++;
      }
    }
    if (pairs.isEmpty() && sent < most) { // unpaired connections
      for (PublisherConnection publisher : List.copyOf(publishers.values())) {
        publisher.close();
      }
      for (SubscriberConnection subscriber : List.copyOf(subscribers.values())) {
        subscriber.close();
      }
    }
    return sent;
  }

  /** Its clients sit in another room from now on, on the same loop. */
  public void moveTo(HostedRoom next) {
    room = next;
    for (Map.Entry<SubscriberConnection, PublisherConnection> pair : Map.copyOf(pairs).entrySet()) {
      pair.getValue().moveTo(next, pair.getKey());
    }
  }

  /** Closes the ports, which may be opened again. */
  public void closePorts() {
    close();
    ports.clear();
    closed = false;
  }

  /** Closes the ports and every connection. */
  public void close() {
    closed = true;
    for (Channel port : ports) {
      var _ = port.close();
    }
    List.copyOf(publishers.values()).forEach(PublisherConnection::close);
    List.copyOf(subscribers.values()).forEach(SubscriberConnection::close);
  }

  // ---- messages of publishers

  /** Whether this is a message that a classic member may be sent; otherwise it is counted. */
  boolean check(byte[] text, int length) {
    if (room.loop().classicReader().read(text, 0, length) == ClassicReader.Verdict.REFUSED) {
      malformed();
      return false;
    }
    return true;
  }

  /**
   * Relays a message, unless it is malformed.
   *
   * @return how many messages it counts as; 0 if it was not relayed
   */
  int relay(ClassicParticipant from, byte[] text, int length) {
    if (check(text, length) && (room.loop().emergency().isNormal() || maySayInEmergency(from))) {
      return 1 + from.say(room.loop().classicReader(), text, length);
    }
    return 0;
  }

  private boolean maySayInEmergency(ClassicParticipant from) {
    EmergencyLevel emergency = room.loop().emergency();
    if (!emergency.allows(room.loop().classicReader().message())) {
      keptBack(KeptBack.LINK);
      return false;
    }
    if (!from.maySpeak(emergency)) {
      keptBack(KeptBack.NEWCOMER);
      return false;
    }
    return true;
  }

  /** The classic protocol cannot notify its member, so the event is logged. */
  private void keptBack(KeptBack why) {
    room.counters().refusals().keptBack(why);
    context.log().log(Event.KEPT_BACK, room.id().name(), detail(why));
  }

  private static String detail(KeptBack why) {
    return switch (why) {
      case LINK -> "it has a link";
      case NEWCOMER -> "its member is new and speaks too soon again";
    };
  }

  void malformed() {
    room.counters().add(Count.MALFORMED);
    context.malformed(room.id().name());
  }
}
