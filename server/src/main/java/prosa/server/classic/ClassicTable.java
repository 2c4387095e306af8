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
import java.util.function.Consumer;
import prosa.protocol.ClassicReader;
import prosa.protocol.Reason;
import prosa.server.line.Gate;
import prosa.server.line.Gatehouse;
import prosa.server.line.Outlet;
import prosa.server.operations.Counters.Count;
import prosa.server.placement.Admission;
import prosa.server.placement.Half;
import prosa.server.placement.Refusal;
import prosa.server.refusal.Refusals;
import prosa.server.room.ClassicMember;
import prosa.server.room.Room;
import prosa.server.room.RoomTerms;
import prosa.zmtp.Closing;
import prosa.zmtp.SocketType;
import prosa.zmtp.ZmtpConnection;

/**
 * The classic side of one room: an intake port, where publishers connect, a broadcast port, where
 * subscribers do, and the pairs that placement makes of them. On the room's loop.
 *
 * <p>Which connections belong to one client cannot be known behind one address; placement pairs
 * them, and this table does as it is told.
 */
public final class ClassicTable {
  private final Room room;
  private final Gatehouse gatehouse;
  private final Map<Long, Publisher> publishers = new HashMap<>();
  private final Map<Long, Subscriber> subscribers = new HashMap<>();
  private final Map<Subscriber, Publisher> pairs = new HashMap<>();
  private final List<Channel> ports = new ArrayList<>();
  private final ClassicReader reader;
  private boolean closed;

  /** The classic side of {@code room}, with no port open. */
  public ClassicTable(Room room, Gatehouse gatehouse) {
    this.room = room;
    this.gatehouse = gatehouse;
    this.reader = new ClassicReader(room.loop().terms().reading());
  }

  /**
   * Binds a port of the pair, on the room's loop; who connects there has to come with the half's
   * type.
   */
  public ChannelFuture bind(InetAddress address, int port, Half half) {
    EventLoop loop = room.loop().loop();
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loop, loop)
            .childHandler(new Gate(gatehouse, channel -> welcome(channel, half)));
    gatehouse.configure(bootstrap);
    ChannelFuture bound = bootstrap.bind(new InetSocketAddress(address, port));
    bound.addListener(
        done -> {
          if (done.isSuccess() && closed) {
            var _ = bound.channel().close(); // the room closed meanwhile
          } else if (done.isSuccess()) {
            ports.add(bound.channel());
            gatehouse.listens(bound.channel());
          }
        });
    return bound;
  }

  private void welcome(Channel channel, Half half) {
    long id = gatehouse.nextId();
    ZmtpConnection connection =
        switch (half) {
          case PUBLISHER -> {
            Publisher publisher = new Publisher(this, id);
            publishers.put(id, publisher);
            yield gatehouse.classic(SocketType.SUB, publisher);
          }
          case SUBSCRIBER -> {
            Subscriber subscriber = new Subscriber(this, id);
            subscribers.put(id, subscriber);
            yield gatehouse.classic(SocketType.PUB, subscriber);
          }
        };
    channel.pipeline().addLast(connection);
  }

  Room room() {
    return room;
  }

  RoomTerms terms() {
    return room.loop().terms();
  }

  /** The way out to a subscriber. */
  Outlet outlet(Channel channel) {
    return gatehouse.outlet(channel, true);
  }

  byte[] scratch() {
    return room.loop().scratch();
  }

  // ---- what the halves report

  void admit(Half half, long id, ZmtpConnection c, Consumer<Admission> answer) {
    room.house().admit(room, half, id, gatehouse.clientAddress(c.channel()), answer);
  }

  void refuse(ZmtpConnection c, Refusal why) {
    room.counters().add(Count.REFUSED);
    Reason reason = Refusals.reason(why);
    c.refuse(reason.code());
  }

  void subscribed(long id) {
    room.house().subscribed(room, id);
  }

  void publisherClosed(Publisher publisher, long id, boolean admitted, Closing why) {
    publishers.remove(id);
    room.house().gone(room, id); // before anybody hears of it
    pairs.values().remove(publisher);
    ClassicMember member = publisher.member();
    if (member != null) {
      member.leave();
    }
    if (admitted) {
      room.userWent();
    }
    gatehouse.ended(room.id().name(), why);
  }

  void subscriberClosed(Subscriber subscriber, long id, Closing why) {
    subscribers.remove(id);
    deafen(subscriber);
    room.house().gone(room, id);
    gatehouse.ended(room.id().name(), why);
  }

  private void deafen(Subscriber subscriber) {
    Publisher publisher = pairs.remove(subscriber);
    if (publisher != null) {
      publisher.deafened();
    }
  }

  // ---- what placement decided

  /** A client is whole: its publisher is relayed, its subscriber hears. */
  public void paired(int place, long publisherId, long subscriberId) {
    Publisher publisher = publishers.get(publisherId);
    Subscriber subscriber = subscribers.get(subscriberId);
    if (publisher != null && subscriber != null) {
      pairs.put(subscriber, publisher);
      publisher.seated(place, subscriber);
    }
  }

  /**
   * A half lost its other half; it is told nothing, and said nothing to, until it is paired again.
   */
  public void parted(long survivor) {
    Subscriber subscriber = subscribers.get(survivor);
    if (subscriber != null) {
      deafen(subscriber);
    }
    Publisher publisher = publishers.get(survivor);
    if (publisher != null) {
      pairs.values().remove(publisher);
      publisher.deafened();
    }
  }

  /** A half has been alone for too long. */
  public void lapsed(long id) {
    Publisher publisher = publishers.get(id);
    if (publisher != null) {
      ClassicMember member = publisher.member();
      if (member != null) {
        member.leave();
      }
      publisher.close();
    }
    Subscriber subscriber = subscribers.get(id);
    if (subscriber != null) {
      subscriber.close();
    }
  }

  /** Closes the ports and every connection. */
  public void close() {
    closed = true;
    for (Channel port : ports) {
      var _ = port.close();
    }
    List.copyOf(publishers.values()).forEach(Publisher::close);
    List.copyOf(subscribers.values()).forEach(Subscriber::close);
  }

  // ---- what publishers say

  /** Whether this is a message that a classic member may be sent; otherwise it is counted. */
  boolean check(byte[] text, int length) {
    if (reader.read(text, 0, length) == ClassicReader.Verdict.REFUSED) {
      malformed();
      return false;
    }
    return true;
  }

  /** Relays a message, unless it is malformed; whether it did. */
  boolean relay(ClassicMember from, byte[] text, int length) {
    if (check(text, length)) {
      from.say(reader, text, length);
      return true;
    }
    return false;
  }

  void malformed() {
    room.counters().add(Count.MALFORMED);
    gatehouse.malformed(room.id().name());
  }
}
