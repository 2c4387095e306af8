package prosa.server;

import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import prosa.protocol.DoorAnswer;
import prosa.server.classic.PortPool;
import prosa.server.operations.RateLimitedLogger;
import prosa.server.operations.RateLimitedLogger.Event;
import prosa.server.placement.ClassicSide;
import prosa.server.placement.ClientAddress;

/**
 * Opens the classic ports of rooms: numbers from the pool, bound on the room's loop, the next
 * number on a collision. On the door's loop.
 */
final class PortBinder {
  private static final int TRIES = 64;

  private final PortPool pool;
  private final InetAddress address;
  private final EventLoop door;
  private final RateLimitedLogger log;
  private final List<Runnable> waiting = new ArrayList<>();
  private int opening;

  PortBinder(PortPool pool, InetAddress address, EventLoop door, RateLimitedLogger log) {
    this.pool = pool;
    this.address = address;
    this.door = door;
    this.log = log;
  }

  /** Whether the two ports of a room may be opened for this address. */
  boolean mayOpen(ClientAddress client) {
    return pool.allows(client, 2, System.nanoTime());
  }

  /**
   * The ports of a room, as soon as both are bound; none if that cannot be done.
   *
   * @param client the address that they are counted to, if they are opened now
   */
  void open(RoomHandle room, ClientAddress client, Consumer<Optional<DoorAnswer.Ports>> answer) {
    if (room.ports().isPresent()) {
      answer.accept(room.ports());
    } else if (room.await(answer)) {
      opening++;
      bind(
          room,
          client,
          ClassicSide.PUBLISHER,
          TRIES,
          publisherPort ->
              bind(
                  room,
                  client,
                  ClassicSide.SUBSCRIBER,
                  TRIES,
                  broadcast ->
                      settle(room, Optional.of(new DoorAnswer.Ports(publisherPort, broadcast)))));
    }
  }

  /**
   * Runs a task once the ports of some room are bound, or cannot be.
   *
   * @return false, and the task is never run, if no room's ports are being bound now
   */
  boolean whenNextOpened(Runnable task) {
    return opening > 0 && waiting.add(task);
  }

  private void settle(RoomHandle room, Optional<DoorAnswer.Ports> result) {
    opening--;
    room.settle(result);
    List<Runnable> now = List.copyOf(waiting);
    waiting.clear();
    now.forEach(Runnable::run);
  }

  private void bind(
      RoomHandle room, ClientAddress client, ClassicSide side, int tries, Consumer<Integer> bound) {
    OptionalInt next = tries == 0 ? OptionalInt.empty() : pool.take(client, System.nanoTime());
    if (next.isEmpty()) {
      log.log(Event.NO_CLASSIC_PORT, room.room().id().name());
      settle(room, Optional.empty());
      return;
    }
    int port = next.getAsInt();
    room.onLoop(
        () -> {
          ChannelFuture future = room.classic().bind(address, port, side);
          future.addListener(
              done ->
                  door.execute(
                      () -> {
                        if (done.isSuccess() && room.closed()) {
                          pool.rest(port, System.nanoTime());
                          settle(room, Optional.empty());
                        } else if (done.isSuccess()) {
                          room.taken().add(port);
                          bound.accept(port);
                        } else {
                          pool.putBack(port, System.nanoTime());
                          bind(room, client, side, tries - 1, bound);
                        }
                      }));
        });
  }

  /** A room is closed: its ports rest, also one that is being bound at the moment. */
  void rest(RoomHandle room) {
    room.close();
    long now = System.nanoTime();
    room.taken().forEach(port -> pool.rest(port, now));
    room.taken().clear();
  }
}
