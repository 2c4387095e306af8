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
  private final Queue<Consumer<PlacementListener>> pending = new ArrayDeque<>();

  DeferredEvents(PlacementListener listener) {
    this.listener = listener;
  }

  void tell() {
    for (var event = pending.poll(); event != null; event = pending.poll()) {
      event.accept(listener);
    }
  }

  @Override
  public void opened(RoomId room, boolean isPrivate) {
    pending.add(to -> to.opened(room, isPrivate));
  }

  @Override
  public void closed(RoomId room) {
    pending.add(to -> to.closed(room));
  }

  @Override
  public void paired(RoomId room, int place, long publisher, long subscriber) {
    pending.add(to -> to.paired(room, place, publisher, subscriber));
  }

  @Override
  public void unpaired(RoomId room, int place, long remaining) {
    pending.add(to -> to.unpaired(room, place, remaining));
  }

  @Override
  public void timedOut(RoomId room, long connection) {
    pending.add(to -> to.timedOut(room, connection));
  }

  @Override
  public void expired(RoomId room, int place) {
    pending.add(to -> to.expired(room, place));
  }

  @Override
  public void evicted(RoomId room, int place) {
    pending.add(to -> to.evicted(room, place));
  }

  @Override
  public void removed(RoomId room, int place, Removal what) {
    pending.add(to -> to.removed(room, place, what));
  }

  @Override
  public void givenBack(RoomId room, int place) {
    pending.add(to -> to.givenBack(room, place));
  }

  @Override
  public void offered(RoomId room, int place, RoomId other) {
    pending.add(to -> to.offered(room, place, other));
  }
}
