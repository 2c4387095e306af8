package prosa.server.admin;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import prosa.server.cluster.OperatorRequests.ActionOutcome;
import prosa.server.operations.AddressBlocks;
import prosa.server.operations.CidrBlock;
import prosa.server.operations.Counters;
import prosa.server.operations.EmergencyLevel;
import prosa.server.placement.RoomId;
import prosa.server.placement.RoomOverview;
import prosa.server.placement.Totals;

/**
 * The operator's view of a server, and the operator's actions. Any thread; nothing here blocks.
 * Each action is logged with its source.
 */
public interface OperatedServer {
  /** In what is said of settings that were read again, before those that the next start changes. */
  String NEXT_START = "; the next start: ";

  /** A snapshot of placement. */
  record Seats(Totals totals, int capacity, List<RoomOverview> rooms) {
    public Seats {
      rooms = List.copyOf(rooms);
    }
  }

  /** Reads the settings of the process. */
  @FunctionalInterface
  interface SettingsReader {
    /**
     * Reads all of them, and applies what can change while the server runs: all of it, or nothing.
     * One call at a time.
     *
     * @param source who wants it, for the log
     * @return the names of those that have changed and hold from the next start only
     * @throws Exception if they cannot be used; the message is a sentence for the operator
     */
    List<String> readAgain(String source) throws Exception;
  }

  // ---- what it is

  /** Rooms and seats; computed on placement's thread. */
  CompletableFuture<Seats> seats();

  /** The counters since the start. */
  Counters counters();

  /** The number of open connections. */
  int connections();

  /** The number of descriptors that connections and ports may use. */
  int connectionLimit();

  /** The bytes queued for all members. */
  long queuedBytes();

  /** The bytes given to all members' connections since the start. */
  long sentBytes();

  /** The monitor of the event loops. */
  LoopMonitor loops();

  /** Why no seat is available at the moment; empty if one is. */
  Optional<String> notReady();

  /** Whether it is being taken out of service. */
  boolean draining();

  /** The blocked networks. */
  AddressBlocks blocks();

  /** The emergency level. */
  EmergencyLevel emergency();

  /** Its place in its cluster; empty if it is alone. */
  Optional<ClusterStatus> cluster();

  // ---- what can be done

  /**
   * Has an action carried out at a node of the cluster, as it is called at this port; it is not
   * done if there is no such node, or it could not be done there.
   *
   * @param arguments as the action takes them
   */
  CompletableFuture<ActionOutcome> actAt(
      String node, String action, List<String> arguments, String source);

  /**
   * A report of another node of the cluster, as its own port would give it; none if there is no
   * such node, or it does not answer.
   */
  CompletableFuture<Optional<byte[]>> reportOf(String node, NodeReport report);

  /** Drains the server, then ends its process. */
  void drain(String source);

  /** Cancels a drain, unless it has finished. */
  void undrain(String source);

  /** Reads the settings again, as {@link SettingsReader#readAgain} does; fails as that does. */
  CompletableFuture<List<String>> reload(String source);

  /**
   * What is said of settings that were read again.
   *
   * @param later those that only the next start changes
   */
  static String readAgain(Collection<String> later) {
    return "read again" + (later.isEmpty() ? "" : NEXT_START + String.join(", ", later));
  }

  /** Closes a room and all connections there; false if there is none. */
  CompletableFuture<Boolean> closeRoom(RoomId room, String source);

  /** Removes the member of a seat and closes its connection; false if the seat is free. */
  CompletableFuture<Boolean> removeSeat(RoomId room, int place, String source);

  /** Blocks a network for this long, and closes its connections. */
  void block(CidrBlock network, Duration time, String source);

  /** Unblocks the network; false if it was not blocked. */
  boolean unblock(CidrBlock network, String source);

  /** Sets the emergency level. */
  void emergency(EmergencyLevel.Level level, String source);
}
