package prosa.server;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import prosa.protocol.ErrorCode;
import prosa.server.operations.Counters;
import prosa.server.operations.Counters.Count;
import prosa.server.placement.PlacementListener;
import prosa.server.placement.Removal;
import prosa.server.placement.RoomId;

/**
 * The open rooms. It opens and closes them as placement decides, and passes placement's decisions
 * about seats to their loops. On the door's loop.
 */
final class RoomRegistry implements PlacementListener {
  private final PortBinder ports;
  private final BiFunction<RoomId, Boolean, RoomHandle> maker;
  private final Counters counters;
  private final Map<RoomId, RoomHandle> rooms = new HashMap<>();

  /**
   * No room yet.
   *
   * @param maker makes a room; the flag says whether it is private
   */
  RoomRegistry(PortBinder ports, BiFunction<RoomId, Boolean, RoomHandle> maker, Counters counters) {
    this.ports = ports;
    this.maker = maker;
    this.counters = counters;
  }

  /** A room that placement has just named. */
  RoomHandle open(RoomId id) {
    RoomHandle room = rooms.get(id);
    if (room == null) {
      throw new IllegalStateException(id + " is not open");
    }
    return room;
  }

  /** All open rooms. */
  Collection<RoomHandle> all() {
    return List.copyOf(rooms.values());
  }

  @Override
  public void opened(RoomId id, boolean isPrivate) {
    RoomHandle room = maker.apply(id, isPrivate);
    rooms.put(id, room);
    room.onLoop(room.room()::open);
  }

  @Override
  public void closed(RoomId id) {
    RoomHandle room = rooms.remove(id);
    if (room != null) {
      room.onLoop(
          () -> {
            room.classic().close();
            room.room().close();
          });
      ports.rest(room);
    }
  }

  @Override
  public void paired(RoomId id, int place, long publisher, long subscriber) {
    counters.joined(Counters.Join.CLASSIC);
    tell(id, room -> room.classic().paired(place, publisher, subscriber));
  }

  @Override
  public void unpaired(RoomId id, int place, long remaining) {
    tell(id, room -> room.classic().unpaired(remaining));
  }

  @Override
  public void timedOut(RoomId id, long connection) {
    tell(id, room -> room.classic().timedOut(connection));
  }

  @Override
  public void expired(RoomId id, int place) {
    tell(id, room -> room.room().expire(place));
  }

  @Override
  public void evicted(RoomId id, int place) {
    counters.add(Count.EVICTED);
    expired(id, place);
  }

  @Override
  public void removed(RoomId id, int place, Removal what) {
    counters.add(Count.EVICTED);
    ErrorCode why =
        switch (what) {
          case SEAT -> ErrorCode.REMOVED;
          case ROOM -> ErrorCode.ROOM_CLOSED;
        };
    tell(id, room -> room.room().remove(place, why));
  }

  @Override
  public void offered(RoomId id, int place, RoomId other) {
    tell(id, room -> room.room().offer(place, other));
  }

  /** Runs a task for a room on its loop; a closed room has ended its connections already. */
  private void tell(RoomId id, Consumer<RoomHandle> what) {
    RoomHandle room = rooms.get(id);
    if (room != null) {
      room.onLoop(() -> what.accept(room));
    }
  }
}
