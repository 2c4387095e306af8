import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code floor.c} does, in Java: the least that a relay of ZMTP rooms can cost on a JVM. One
 * thread and the JDK's selector; what a room received in one round goes to each member in one
 * write. No checks, no limits, nobody who is slow. {@code java JavaFloor.java PORT}
 */
public final class JavaFloor {
  private static final int SEATS = 10;
  private static final byte[] GREETING = new byte[64];
  private static final ByteBuffer IN = ByteBuffer.allocateDirect(1 << 18);
  private static final List<Room> ROOMS = new ArrayList<>();
  private static final List<Room> SAID = new ArrayList<>();
  private static Selector selector;

  static {
    GREETING[0] = (byte) 0xff;
    GREETING[8] = 1;
    GREETING[9] = 0x7f;
    GREETING[10] = 3;
    System.arraycopy("NULL".getBytes(StandardCharsets.US_ASCII), 0, GREETING, 12, 4);
  }

  private enum Kind {
    DOOR("REP"),
    HEARS("SUB"),
    TELLS("PUB");

    final String socketType;

    Kind(String socketType) {
      this.socketType = socketType;
    }
  }

  private static final class Room {
    int toServer;
    int fromServer;
    int users;
    final List<Connection> subscribers = new ArrayList<>();
    ByteBuffer said = ByteBuffer.allocateDirect(4096);
  }

  private record Port(Kind kind, Room room) {}

  private static final class Connection {
    final SocketChannel channel;
    final Kind kind;
    final Room room;
    int state; // 0: no greeting yet, 1: no READY yet, 2: open
    byte[] rest = new byte[0];

    Connection(SocketChannel channel, Kind kind, Room room) {
      this.channel = channel;
      this.kind = kind;
      this.room = room;
    }
  }

  private JavaFloor() {}

  public static void main(String[] arguments) throws IOException {
    selector = Selector.open();
    listen(Integer.parseInt(arguments[0]), Kind.DOOR, null);
    while (true) {
      selector.select(JavaFloor::turn);
      for (int i = 0; i < SAID.size(); i++) {
        tell(SAID.get(i));
      }
      SAID.clear();
    }
  }

  private static int listen(int port, Kind kind, Room room) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    channel.bind(new InetSocketAddress("127.0.0.1", port), 64);
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_ACCEPT, new Port(kind, room));
    return channel.socket().getLocalPort();
  }

  private static void turn(SelectionKey key) {
    try {
      if (key.attachment() instanceof Port port) {
        accept((ServerSocketChannel) key.channel(), port);
      } else {
        read((Connection) key.attachment());
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void accept(ServerSocketChannel from, Port port) throws IOException {
    SocketChannel channel = from.accept();
    if (channel != null) {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.write(ByteBuffer.wrap(GREETING));
      channel.register(
          selector, SelectionKey.OP_READ, new Connection(channel, port.kind, port.room));
    }
  }

  private static void tell(Room room) {
    ByteBuffer said = room.said;
    said.flip();
    for (int i = 0; i < room.subscribers.size(); i++) {
      try {
        room.subscribers.get(i).channel.write(said);
      } catch (IOException e) {
        // its end is read
      }
      said.rewind();
    }
    said.clear();
  }

  private static void read(Connection connection) throws IOException {
    IN.clear();
    if (connection.rest.length > 0) {
      IN.put(connection.rest);
    }
    int count;
    try {
      count = connection.channel.read(IN);
    } catch (IOException e) {
      count = -1;
    }
    if (count <= 0) {
      close(connection);
      return;
    }
    int end = IN.position();
    int from = -1;
    int at = 0;
    while (true) {
      if (connection.state == 0) {
        if (end - at < 64) {
          break;
        }
        at += 64;
        connection.state = 1;
        ready(connection);
        continue;
      }
      if (end - at < 2) {
        break;
      }
      int flags = IN.get(at);
      boolean isLong = (flags & 2) != 0;
      if (isLong && end - at < 9) {
        break;
      }
      long size = isLong ? IN.getLong(at + 1) : IN.get(at + 1) & 0xff;
      int header = isLong ? 9 : 2;
      if (end - at < header + size) {
        break;
      }
      if ((flags & 4) != 0) {
        opened(connection);
      } else if (connection.kind == Kind.TELLS) {
        if (size >= 1
            && IN.get(at + header) == 1
            && !connection.room.subscribers.contains(connection)) {
          connection.room.subscribers.add(connection);
        }
      } else if (connection.kind == Kind.DOOR) {
        if ((flags & 1) == 0) {
          seat(connection);
        }
      } else if (from < 0) {
        from = at;
      }
      at += header + (int) size;
    }
    if (from >= 0) {
      said(connection.room, from, at);
    }
    if (end > at) {
      byte[] rest = new byte[end - at];
      IN.get(at, rest);
      connection.rest = rest;
    } else if (connection.rest.length > 0) {
      connection.rest = new byte[0];
    }
  }

  private static void said(Room room, int from, int to) {
    if (room.said.remaining() < to - from) {
      ByteBuffer more = ByteBuffer.allocateDirect((room.said.position() + to - from) * 2);
      room.said.flip();
      room.said = more.put(room.said);
    }
    if (room.said.position() == 0) {
      SAID.add(room);
    }
    room.said.put(room.said.position(), IN, from, to - from);
    room.said.position(room.said.position() + to - from);
  }

  private static void ready(Connection connection) throws IOException {
    String type = connection.kind.socketType;
    ByteBuffer ready = ByteBuffer.allocate(64);
    ready
        .put((byte) 4)
        .put((byte) 0)
        .put((byte) 5)
        .put("READY".getBytes(StandardCharsets.US_ASCII));
    ready.put((byte) 11).put("Socket-Type".getBytes(StandardCharsets.US_ASCII));
    ready.putInt(type.length()).put(type.getBytes(StandardCharsets.US_ASCII));
    ready.put(1, (byte) (ready.position() - 2));
    connection.channel.write(ready.flip());
  }

  private static void opened(Connection connection) throws IOException {
    if (connection.state == 1) {
      connection.state = 2;
      if (connection.kind == Kind.HEARS) {
        connection.room.users++;
        connection.channel.write(ByteBuffer.wrap(new byte[] {0, 1, 1}));
      }
    }
  }

  private static void seat(Connection connection) throws IOException {
    Room best = null;
    int users = SEATS;
    for (Room room : ROOMS) {
      if (room.users == 1) {
        best = room;
        break;
      }
      if (room.users < users) {
        users = room.users;
        best = room;
      }
    }
    if (best == null) {
      best = new Room();
      best.toServer = listen(0, Kind.HEARS, best);
      best.fromServer = listen(0, Kind.TELLS, best);
      ROOMS.add(best);
    }
    byte[] answer =
        ("{\"to_server\": " + best.toServer + ", \"from_server\": " + best.fromServer + "}")
            .getBytes(StandardCharsets.US_ASCII);
    ByteBuffer reply = ByteBuffer.allocate(answer.length + 4);
    reply.put((byte) 1).put((byte) 0).put((byte) 0).put((byte) answer.length).put(answer);
    connection.channel.write(reply.flip());
  }

  private static void close(Connection connection) throws IOException {
    connection.channel.close();
    if (connection.kind == Kind.HEARS && connection.state == 2) {
      connection.room.users--;
    } else if (connection.kind == Kind.TELLS) {
      connection.room.subscribers.remove(connection);
    }
  }
}
