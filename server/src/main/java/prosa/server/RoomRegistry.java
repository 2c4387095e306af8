package prosa.server;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import prosa.protocol.ErrorCode;
import prosa.server.operations.Counters;
import prosa.server.operations.Counters.Count;
import prosa.server.placement.PlacementListener;
import prosa.server.placement.Removal;
import prosa.server.placement.RoomId;
import prosa.server.room.RelayRoom;

/**
 * The open rooms. It opens and closes them as placement decides, and passes placement's decisions
 * about seats to their loops. On the door's loop.
 */
final class RoomRegistry implements PlacementListener {
  private final PortBinder ports;
  private final BiFunction<RoomId, Boolean, RoomHandle> maker;
  private final Counters counters;
  private final Function<RelayRoom, RoomHandle> relayMaker;
  private final Map<RoomId, RoomHandle> rooms = new HashMap<>();
  private BiConsumer<RoomId, Boolean> onOpened = (_, _) -> {};
  private Consumer<RoomId> onClosed = _ -> {};
  private BiConsumer<RoomId, Integer> onGivenBack = (_, _) -> {};

  /**
   * No room yet.
   *
   * @param maker makes a room; the flag says whether it is private
   */
  RoomRegistry(
      PortBinder ports,
      BiFunction<RoomId, Boolean, RoomHandle> maker,
      Function<RelayRoom, RoomHandle> relayMaker,
      Counters counters) {
    this.ports = ports;
    this.relayMaker = relayMaker;
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

  /** An open room, if there is one of this id. */
  Optional<RoomHandle> find(RoomId id) {
    return Optional.ofNullable(rooms.get(id));
  }

  /** What stands here for a room of another node. */
  void openRelay(RelayRoom room) {
    RoomHandle handle = relayMaker.apply(room);
    rooms.put(room.id(), handle);
    handle.onLoop(room::open);
  }

  /** Nobody needs it any more. */
  void closeRelay(RoomId id) {
    RoomHandle handle = rooms.get(id);
    if (handle != null && handle.room() instanceof RelayRoom) {
      rooms.remove(id);
      close(handle);
    }
  }

  /**
   * Is told which rooms are open and closed, and which lent places are not needed.
   *
   * @param opened gets whether the room is private, too
   */
  void cluster(
      BiConsumer<RoomId, Boolean> opened,
      Consumer<RoomId> closed,
      BiConsumer<RoomId, Integer> givenBack) {
    onOpened = opened;
    onClosed = closed;
    onGivenBack = givenBack;
  }

  @Override
  public void givenBack(RoomId id, int place) {
    onGivenBack.accept(id, place);
  }

  private void close(RoomHandle room) {
    room.onLoop(
        () -> {
          room.classic().close();
          room.room().close();
        });
    ports.rest(room);
  }

  /** All open rooms. */
  Collection<RoomHandle> all() {
    return List.copyOf(rooms.values());
  }

  @Override
  public void opened(RoomId id, boolean isPrivate) {
    onOpened.accept(id, isPrivate);
    RoomHandle room = maker.apply(id, isPrivate);
    rooms.put(id, room);
    room.onLoop(room.room()::open);
  }

  @Override
  public void closed(RoomId id) {
    onClosed.accept(id);
    RoomHandle room = rooms.get(id);
    if (room == null) {
      return;
    }
    if (room.room() instanceof RelayRoom) {
      ports.rest(room); // no classic member needs them; others may be on the relay
      room.reopen();
      room.onLoop(room.classic()::closePorts);
    } else {
      rooms.remove(id);
      close(room);
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
