package prosa.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import prosa.protocol.DoorAnswer;
import prosa.server.classic.ClassicEndpoint;
import prosa.server.room.HostedRoom;

/**
 * The door thread's view of a room: the room and the state of its classic ports. The room and its
 * classic endpoint themselves belong to the room's loop.
 */
final class RoomHandle {
  private volatile HostedRoom room;
  private final ClassicEndpoint classic;
  private final List<Integer> taken = new ArrayList<>();
  private final List<Consumer<Optional<DoorAnswer.Ports>>> waiting = new ArrayList<>();
  private Optional<DoorAnswer.Ports> ports = Optional.empty();
  private boolean closed;

  RoomHandle(HostedRoom room, ClassicEndpoint classic) {
    this.room = room;
    this.classic = classic;
  }

  HostedRoom room() {
    return room;
  }

  /** Another one stands here from now on, on the same loop. */
  void becomes(HostedRoom next) {
    room = next;
  }

  ClassicEndpoint classic() {
    return classic;
  }

  /** The ports that it has from the pool, to be given back. */
  List<Integer> taken() {
    return taken;
  }

  /** The room is closed: a port that is bound from now on is not kept. */
  void close() {
    closed = true;
  }

  /** Its ports were closed, and may be opened again. */
  void reopen() {
    closed = false;
    ports = Optional.empty();
  }

  boolean closed() {
    return closed;
  }

  Optional<DoorAnswer.Ports> ports() {
    return ports;
  }

  /** Waits for the ports; true for the first caller, which has to bind them. */
  boolean await(Consumer<Optional<DoorAnswer.Ports>> answer) {
    waiting.add(answer);
    return waiting.size() == 1;
  }

  /** The ports are bound, or cannot be. */
  void settle(Optional<DoorAnswer.Ports> result) {
    ports = result;
    List<Consumer<Optional<DoorAnswer.Ports>>> now = List.copyOf(waiting);
    waiting.clear();
    now.forEach(answer -> answer.accept(result));
  }

  /** Does something to the room on its own loop. */
  void onLoop(Runnable task) {
    room.loop().execute(task);
  }
}
