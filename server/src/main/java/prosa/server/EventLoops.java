package prosa.server;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import prosa.net.LoopShutdown;
import prosa.net.OutgoingMemory;
import prosa.net.Transport;
import prosa.server.cluster.ClusterDoors;
import prosa.server.operations.EmergencyLevel;
import prosa.server.operations.HostStatement;
import prosa.server.operations.RateLimitedLogger;
import prosa.server.placement.RoomId;
import prosa.server.room.RoomConfig;
import prosa.server.room.RoomLoop;

/**
 * The event loops of one server: the door's, and those that the rooms share. They run from the
 * start until {@link #stop}, which waits a few seconds at most.
 */
final class EventLoops {
  private static final Duration END = Duration.ofSeconds(1);

  private final EventLoopGroup doorGroup;
  private final EventLoopGroup roomGroup;
  private final EventLoop door;
  private final List<RoomLoop> rooms = new ArrayList<>();

  /**
   * Running loops.
   *
   * @param roomLoops how many there are for rooms
   * @param config what holds in all rooms
   * @param memory what waits for all members
   * @param host what the host says of the server
   */
  EventLoops(
      Transport transport,
      int roomLoops,
      RoomConfig config,
      OutgoingMemory memory,
      RateLimitedLogger log,
      EmergencyLevel emergency,
      HostStatement host) {
    doorGroup = group(transport, 1, "door");
    roomGroup = group(transport, roomLoops, "rooms");
    door = doorGroup.next();
    for (int i = 0; i < roomLoops; i++) {
      rooms.add(
          new RoomLoop(roomGroup.next(), config, memory, log, System::nanoTime, emergency, host));
    }
  }

  private static EventLoopGroup group(Transport transport, int threads, String name) {
    return new MultiThreadIoEventLoopGroup(
        threads, new DefaultThreadFactory(name, true), transport.ioHandlerFactory());
  }

  /** The door's loop, which placement lives on, too. */
  EventLoop door() {
    return door;
  }

  /** All of them, with the names of their threads. */
  Map<String, EventLoop> all() {
    Map<String, EventLoop> all = new LinkedHashMap<>();
    all.put("door", door);
    for (int i = 0; i < rooms.size(); i++) {
      all.put("rooms-" + (i + 1), rooms.get(i).loop());
    }
    return all;
  }

  /** The loop of a room; each gets one in turn. */
  RoomLoop of(RoomId room) {
    return rooms.get(Math.floorMod(room.number(), rooms.size()));
  }

  /** Frees what the loops' threads keep of buffers that they used. */
  void freeUnusedBuffers() {
    for (EventLoop loop : all().values()) {
      if (!loop.isShuttingDown()) {
        loop.execute(PooledByteBufAllocator.DEFAULT::trimCurrentThreadCache);
      }
    }
  }

  /** Sets the limits that rooms announce to members. */
  void config(RoomConfig next) {
    rooms.forEach(loop -> loop.execute(() -> loop.config(next)));
  }

  /** Sets the doors of nodes that rooms tell their members. */
  void doors(ClusterDoors now) {
    rooms.forEach(loop -> loop.execute(() -> loop.doors(now)));
  }

  /** The rooms' loops first: they report leaving members to the door until the end. */
  void stop() {
    LoopShutdown.begin(roomGroup, END).awaitUninterruptibly(2, TimeUnit.SECONDS);
    LoopShutdown.begin(doorGroup, END).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }
}
