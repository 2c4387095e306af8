package prosa.server.room;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import prosa.net.OutgoingMemory;
import prosa.net.SendQueue;
import prosa.protocol.ClassicReader;
import prosa.protocol.JsonBuffer;
import prosa.protocol.ProtocolReader;
import prosa.server.cluster.ClusterDoors;
import prosa.server.operations.EmergencyLevel;
import prosa.server.operations.HostStatement;
import prosa.server.operations.RateLimitedLogger;
import prosa.server.placement.RoomId;

/**
 * The event loop that some rooms share, with what they share on it: the list of rooms in which
 * something was said in this round, flushed together at its end, and a sweep twice a second, in
 * slices, for members who do not acknowledge what they were sent. It looks at the rooms in which
 * somebody was sent something lately: one in which nobody says anything costs nothing, however many
 * of them are open.
 *
 * <p>The end of a round is a task queued on the loop when the first room turns dirty: the loop runs
 * its tasks after it has read from every socket that was ready.
 */
public final class RoomLoop {
  private final EventLoop loop;
  private RoomConfig config;
  private final EmergencyLevel emergency;
  private final HostStatement host;
  private final OutgoingMemory memory;
  private final RateLimitedLogger log;
  private final LongSupplier nanos;
  private final Set<Room> rooms = new LinkedHashSet<>();

  /** The rooms with members who have not acknowledged all, as far as is known. */
  private final Set<Room> watched = new LinkedHashSet<>();

  private final Set<RelayRoom> relays = new LinkedHashSet<>();
  private final RoomSweep<Room> sweep = new RoomSweep<>(watched, this::look, this::nextRound);
  private final RoomSweep<RelayRoom> relaySweep =
      new RoomSweep<>(relays, this::look, this::nextRound);
  private final Runnable endOfRound = this::flush;
  private final byte[] scratch;
  private final JsonBuffer sink = new JsonBuffer();
  private final ProtocolReader reader;
  private final ClassicReader classicReader;
  private ClusterDoors doors = ClusterDoors.NONE;
  private List<Room> dirty = new ArrayList<>();
  private List<Room> flushing = new ArrayList<>();

  /**
   * Shares {@code loop}; to be started on any thread, once.
   *
   * @param nanos a monotonic clock
   */
  public RoomLoop(
      EventLoop loop,
      RoomConfig config,
      OutgoingMemory memory,
      RateLimitedLogger log,
      LongSupplier nanos) {
    this(loop, config, memory, log, nanos, new EmergencyLevel(), new HostStatement());
  }

  /**
   * Shares {@code loop}; to be started on any thread, once.
   *
   * @param nanos a monotonic clock
   * @param emergency the present emergency level
   * @param host what the host says of the server
   */
  public RoomLoop(
      EventLoop loop,
      RoomConfig config,
      OutgoingMemory memory,
      RateLimitedLogger log,
      LongSupplier nanos,
      EmergencyLevel emergency,
      HostStatement host) {
    this.emergency = emergency;
    this.host = host;
    this.nanos = nanos;
    this.loop = loop;
    this.config = config;
    this.memory = memory;
    this.log = log;
    this.scratch = new byte[config.frameBytes()];
    this.reader = new ProtocolReader(config.reading());
    this.classicReader = new ClassicReader(config.reading());
    memory.onFull(() -> execute(this::closeSlowest));
    var _ =
        loop.scheduleWithFixedDelay(
            this::sweep, SendQueue.LOOK_NANOS, SendQueue.LOOK_NANOS, TimeUnit.NANOSECONDS);
  }

  /** The event loop. */
  public EventLoop loop() {
    return loop;
  }

  /** Does something on the loop; nothing once it is going down, since nobody sits there then. */
  public void execute(Runnable task) {
    if (!loop.isShuttingDown()) {
      loop.execute(task);
    }
  }

  /** The clock of its rooms: monotonic nanoseconds. */
  LongSupplier nanos() {
    return nanos;
  }

  /** What holds in its rooms. */
  public RoomConfig config() {
    return config;
  }

  /**
   * What holds in its rooms from now on; on the loop.
   *
   * @param next with the same limits of what is read
   */
  public void config(RoomConfig next) {
    config = next;
  }

  /** Doors of a cluster's nodes that clients may come back through; on the loop. */
  ClusterDoors doors() {
    return doors;
  }

  /** They are these from now on; on the loop. */
  public void doors(ClusterDoors now) {
    doors = now;
  }

  /** A place to copy one message to, as large as a frame may be. */
  public byte[] scratch() {
    return scratch;
  }

  /** A place to write one message in. */
  JsonBuffer sink() {
    return sink;
  }

  /** Reads what members of its rooms say. */
  ProtocolReader reader() {
    return reader;
  }

  /**
   * Judges what classic members of its rooms say, one message at a time: one for all rooms, since
   * its parser takes 3.7 kB.
   */
  public ClassicReader classicReader() {
    return classicReader;
  }

  /** The present emergency level. */
  public EmergencyLevel emergency() {
    return emergency;
  }

  /** What the host says of the server. */
  HostStatement host() {
    return host;
  }

  /** The server's log. */
  RateLimitedLogger log() {
    return log;
  }

  /** What waits for all members of the server. */
  OutgoingMemory memory() {
    return memory;
  }

  void add(Room room) {
    rooms.add(room);
  }

  void remove(Room room) {
    rooms.remove(room);
    watched.remove(room);
  }

  /** The sweep looks at this room, if it is open, until its members are settled. */
  void watch(Room room) {
    if (rooms.contains(room)) {
      watched.add(room);
    }
  }

  void addRelay(RelayRoom room) {
    relays.add(room);
  }

  void removeRelay(RelayRoom room) {
    relays.remove(room);
  }

  void dirty(Room room) {
    if (!loop.inEventLoop()) {
      throw new IllegalStateException(room.id() + " is used by a thread that is not its own");
    }
    if (dirty.isEmpty()) {
      loop.execute(endOfRound);
    }
    dirty.add(room);
  }

  private void flush() {
    List<Room> now = dirty;
    dirty = flushing;
    flushing = now;
    for (Room room : now) {
      safely(room, room::endRound);
    }
    now.clear();
  }

  /**
   * A member of a room, or of another node's that comes in here.
   *
   * @param waiting the bytes that wait for it
   * @param close closes its connection
   */
  record SlowMember(long waiting, Runnable close) {}

  private void sweep() {
    sweep.begin();
    relaySweep.begin();
  }

  private void look(Room room) {
    safely(
        room,
        () -> {
          room.closeStuck(nanos.getAsLong(), config.stuck().toNanos());
          if (room.isSettled()) {
            watched.remove(room);
            room.settled();
          }
        });
  }

  private void look(RelayRoom room) {
    safely(room, () -> room.sweep(nanos.getAsLong(), config.stuck().toNanos()));
  }

  /** A task that is due at once still runs after the loop's sockets that are ready. */
  private void nextRound(Runnable task) {
    var _ = loop.schedule(task, 1, TimeUnit.NANOSECONDS);
  }

  /** Closes those of this loop's members for whom most waits, until there is memory again. */
  private void closeSlowest() {
    List<SlowMember> slow = new ArrayList<>();
    rooms.forEach(room -> room.addWaiting(slow));
    relays.forEach(room -> room.addWaiting(slow));
    slow.sort(Comparator.comparingLong(SlowMember::waiting).reversed());
    for (SlowMember member : slow) {
      if (memory.isRelieved()) {
        break;
      }
      member.close().run();
    }
    memory.relieved();
  }

  /**
   * A defect of one connection costs that one alone: what happened is logged, and the connection is
   * closed when the round is over.
   *
   * @param close closes it
   */
  void closeAlone(RoomId room, RuntimeException defect, Runnable close) {
    log.internalError(room.name(), defect);
    loop.execute(close);
  }

  /** A defect in one room must neither stop the others nor end the sweep. */
  private void safely(HostedRoom room, Runnable turn) {
    try {
      turn.run();
    } catch (OutOfMemoryError e) {
      memory.ranOut();
    } catch (RuntimeException e) {
      log.internalError(room.id().name(), e);
    }
  }
}
