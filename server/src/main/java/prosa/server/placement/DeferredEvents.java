package prosa.server.placement;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Collects events for the listener until the call that caused them has finished, so that the
 * listener may call placement.
 */
final class DeferredEvents implements PlacementListener {

  private final PlacementListener listener;
  private final Queue<Consumer<PlacementListener>> untold = new ArrayDeque<>();

  DeferredEvents(PlacementListener listener) {
    this.listener = listener;
  }

  void tell() {
    for (var event = untold.poll(); event != null; event = untold.poll()) {
      event.accept(listener);
    }
  }

  @Override
  public void opened(RoomId room, boolean isPrivate) {
    untold.add(to -> to.opened(room, isPrivate));
  }

  @Override
  public void closed(RoomId room) {
    untold.add(to -> to.closed(room));
  }

  @Override
  public void paired(RoomId room, int place, long publisher, long subscriber) {
    untold.add(to -> to.paired(room, place, publisher, subscriber));
  }

  @Override
  public void parted(RoomId room, int place, long survivor) {
    untold.add(to -> to.parted(room, place, survivor));
  }

  @Override
  public void lapsed(RoomId room, long connection) {
    untold.add(to -> to.lapsed(room, connection));
  }

  @Override
  public void expired(RoomId room, int place) {
    untold.add(to -> to.expired(room, place));
  }

  @Override
  public void evicted(RoomId room, int place) {
    untold.add(to -> to.evicted(room, place));
  }

  @Override
  public void offered(RoomId room, int place, RoomId other) {
    untold.add(to -> to.offered(room, place, other));
  }
}
