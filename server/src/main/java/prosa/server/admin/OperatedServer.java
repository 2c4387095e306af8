package prosa.server.admin;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import prosa.server.operations.AddressBlocks;
import prosa.server.operations.CidrBlock;
import prosa.server.operations.Counters;
import prosa.server.operations.EmergencyLevel;
import prosa.server.placement.RoomId;
import prosa.server.placement.RoomOverview;
import prosa.server.placement.Totals;

/**
 * A server as its operator sees and handles it. Any thread; nothing here blocks. Each action is
 * logged with its source.
 */
public interface OperatedServer {
  /** What placement knows at one moment. */
  record Seats(Totals totals, int capacity, List<RoomOverview> rooms) {
    public Seats {
      rooms = List.copyOf(rooms);
    }
  }

  // ---- what it is

  /** Rooms and seats; asked of placement's thread. */
  CompletableFuture<Seats> seats();

  /** What was counted since the start. */
  Counters counters();

  /** How many connections are open. */
  int connections();

  /** How many descriptors connections and ports may take. */
  int connectionLimit();

  /** The bytes that wait for all members. */
  long queuedBytes();

  /** The bytes given to all members' connections since the start. */
  long sentBytes();

  /** Measures how late event loops are. */
  LoopMonitor loops();

  /** Why nobody can be seated at the moment; empty if somebody can. */
  Optional<String> notReady();

  /** Whether it is being taken out of service. */
  boolean draining();

  /** The blocked networks. */
  AddressBlocks blocks();

  /** How much is slowed down for everybody. */
  EmergencyLevel emergency();

  // ---- what can be done

  /** Drains it, then ends its process. */
  void drain(String source);

  /** Takes a drain back, unless it is done. */
  void undrain(String source);

  /** Closes a room and all connections there; false if there is none. */
  CompletableFuture<Boolean> closeRoom(RoomId room, String source);

  /** Takes a seat from whoever has it and closes the connection; false if it is free. */
  CompletableFuture<Boolean> removeSeat(RoomId room, int place, String source);

  /** Lets nobody of this network in for so long, and closes the connections that it has. */
  void block(CidrBlock network, Duration time, String source);

  /** Lets the network in again; false if it was not blocked. */
  boolean unblock(CidrBlock network, String source);

  /** Slows everybody down, or no longer. */
  void emergency(EmergencyLevel.Level level, String source);
}
