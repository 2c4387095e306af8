package prosa.server;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import prosa.server.operations.Counters;
import prosa.server.operations.Counters.Count;
import prosa.server.placement.PlacementListener;
import prosa.server.placement.RoomId;

/**
 * The open rooms: opened and closed as placement decides, and told on their own loops what
 * placement decided about their seats. On the door's loop.
 */
final class Tables implements PlacementListener {
  private final PortBinder ports;
  private final BiFunction<RoomId, Boolean, OpenRoom> maker;
  private final Counters counters;
  private final Map<RoomId, OpenRoom> rooms = new HashMap<>();

  /**
   * No room yet.
   *
   * @param maker makes a room; the flag says whether it is private
   */
  Tables(PortBinder ports, BiFunction<RoomId, Boolean, OpenRoom> maker, Counters counters) {
    this.ports = ports;
    this.maker = maker;
    this.counters = counters;
  }

  /** A room that placement has just named. */
  OpenRoom open(RoomId id) {
    OpenRoom room = rooms.get(id);
    if (room == null) {
      throw new IllegalStateException(id + " is not open");
    }
    return room;
  }

  /** All open rooms. */
  Collection<OpenRoom> all() {
    return List.copyOf(rooms.values());
  }

  @Override
  public void opened(RoomId id, boolean isPrivate) {
    OpenRoom room = maker.apply(id, isPrivate);
    rooms.put(id, room);
    room.onLoop(room.room()::open);
  }

  @Override
  public void closed(RoomId id) {
    OpenRoom room = rooms.remove(id);
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
    tell(id, room -> room.classic().paired(place, publisher, subscriber));
  }

  @Override
  public void parted(RoomId id, int place, long survivor) {
    tell(id, room -> room.classic().parted(survivor));
  }

  @Override
  public void lapsed(RoomId id, long connection) {
    tell(id, room -> room.classic().lapsed(connection));
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
  public void offered(RoomId id, int place, RoomId other) {
    tell(id, room -> room.room().offer(place, other));
  }

  /** Tells a room on its loop; a closed one has cut everybody off already. */
  private void tell(RoomId id, Consumer<OpenRoom> what) {
    OpenRoom room = rooms.get(id);
    if (room != null) {
      room.onLoop(() -> what.accept(room));
    }
  }
}
