package prosa.server;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import prosa.server.classic.PortRange;
import prosa.server.connection.ConnectionConfig;
import prosa.server.connection.ProxyConfig;
import prosa.server.limits.BudgetConfig;
import prosa.server.operations.CidrBlock;
import prosa.server.placement.PlacementConfig;
import prosa.server.room.RoomConfig;
import prosa.zmtp.ZmtpLimits;

/**
 * All settings of a server, with the defaults of docs/operations.md.
 *
 * @param bind the address to listen on; empty for all of them
 * @param port the door's port, 0 to let the system choose
 * @param classicPorts where classic pairs are bound
 * @param classicRest how long a classic port rests after use
 * @param rules seats and their times
 * @param room what holds in rooms
 * @param wire limits of classic connections; the door's are the same but for {@code skippable}
 * @param skippable the longest frame of a direct member that is skipped and refused, in bytes
 * @param enterWithin how long a greeted connection may take to enter
 * @param connectionsPerAddress the most open connections of one address
 * @param trusted networks that are not limited by address
 * @param descriptorPercent the share of the process's descriptors above which no connection is
 *     accepted
 * @param roomLoops the threads that share the rooms
 * @param budgets how much a connection and an address may do
 * @param proxy the proxies in front of the server
 */
public record ServerConfig(
    Optional<InetAddress> bind,
    int port,
    PortRange classicPorts,
    Duration classicRest,
    PlacementConfig rules,
    RoomConfig room,
    ZmtpLimits wire,
    int skippable,
    Duration enterWithin,
    int connectionsPerAddress,
    List<CidrBlock> trusted,
    int descriptorPercent,
    int roomLoops,
    BudgetConfig budgets,
    ProxyConfig proxy) {

  public ServerConfig {
    require(port >= 0 && port <= 65_535, "a port is a number from 0 to 65535");
    require(!classicRest.isNegative(), "a time to rest is not negative");
    require(enterWithin.isPositive(), "the time to enter within must be longer than nothing");
    require(wire.subscriptions() > 0, "a classic client must be allowed 1 subscription or more");
    require(connectionsPerAddress > 0, "connections per address must be 1 or more");
    require(
        descriptorPercent >= 1 && descriptorPercent <= 100,
        "a share of descriptors is 1 to 100 percent");
    require(roomLoops > 0 && roomLoops <= 1024, "threads must be 1 to 1024");
    require(rules.capacity() == room.capacity(), "one capacity for placement and rooms");
    require(room.frameBytes() == wire.frame(), "one frame limit for the wire and rooms");
    require(
        room.frameBytes() >= room.reading().text(),
        "a frame must be at least as long as the text of a message may be");
    require(skippable >= room.frameBytes(), "what is skipped must not be shorter than a frame");
    trusted = List.copyOf(trusted);
  }

  /** With nothing in front of the server. */
  public ServerConfig(
      Optional<InetAddress> bind,
      int port,
      PortRange classicPorts,
      Duration classicRest,
      PlacementConfig rules,
      RoomConfig room,
      ZmtpLimits wire,
      int skippable,
      Duration enterWithin,
      int connectionsPerAddress,
      List<CidrBlock> trusted,
      int descriptorPercent,
      int roomLoops,
      BudgetConfig budgets) {
    this(
        bind,
        port,
        classicPorts,
        classicRest,
        rules,
        room,
        wire,
        skippable,
        enterWithin,
        connectionsPerAddress,
        trusted,
        descriptorPercent,
        roomLoops,
        budgets,
        ProxyConfig.NONE);
  }

  private static void require(boolean holds, String sentence) {
    if (!holds) {
      throw new IllegalArgumentException(sentence);
    }
  }

  /**
   * These settings as a server can take them over that runs with others: where it listens, its
   * threads, and how much is read of a message stay as they are there. A queue stays long enough
   * for the longest message.
   */
  ServerConfig keeping(ServerConfig running) {
    int queue = room.queueBytes();
    RoomConfig old = running.room();
    RoomConfig rooms =
        new RoomConfig(
                room.capacity(),
                old.frameBytes(),
                old.reading(),
                room.rate(),
                Math.max(queue, RoomConfig.leastQueue(old.frameBytes())),
                Math.max(room.outgoingBytes(), RoomConfig.leastQueue(old.frameBytes())),
                room.stuck())
            .moderating(room.moderation());
    ZmtpLimits was = running.wire();
    ZmtpLimits limits =
        new ZmtpLimits(
            was.handshake(),
            was.handshakeFrame(),
            was.frame(),
            was.skippable(),
            was.parts(),
            wire.subscriptions(),
            wire.prefix(),
            wire.heartbeat(),
            wire.dead());
    return new ServerConfig(
        running.bind(),
        running.port(),
        running.classicPorts(),
        classicRest,
        rules,
        rooms,
        limits,
        running.skippable(),
        enterWithin,
        connectionsPerAddress,
        trusted,
        descriptorPercent,
        running.roomLoops(),
        budgets,
        new ProxyConfig(proxy.networks(), running.proxy().basePath()));
  }

  /** The settings of rooms, with the announced times for holding seats. */
  RoomConfig rooms() {
    return room.holding(rules.hold(), rules.longestHold());
  }

  /**
   * What holds for connections.
   *
   * @param mostOpen how many descriptors connections and ports may take
   */
  ConnectionConfig connections(int mostOpen) {
    return new ConnectionConfig(
        wire,
        doorWire(),
        room.queueBytes(),
        room.stuck(),
        enterWithin,
        budgets.questionWithin(),
        mostOpen,
        proxy);
  }

  /** How many classic ports may be open, or rest, for one address. */
  int classicPortsPerAddress() {
    return Math.max(2, classicPorts.size() * rules.limits().portPercentPerAddress() / 100);
  }

  /** The limits of connections at the door. */
  private ZmtpLimits doorWire() {
    return wire.withSkippable(skippable);
  }
}
