package prosa.server.placement;

import java.util.ArrayList;
import java.util.List;

/** A listener that records its events; offers separately. */
final class PlacementRecorder implements PlacementListener {

  /** "Whoever sits at that place alone was told of the other room." */
  record Offer(RoomId room, int place, RoomId other) {}

  final List<Event> events = new ArrayList<>();
  final List<Offer> offers = new ArrayList<>();

  void forget() {
    events.clear();
    offers.clear();
  }

  @Override
  public void opened(RoomId room, boolean isPrivate) {
    events.add(Event.opened(room, isPrivate));
  }

  @Override
  public void closed(RoomId room) {
    events.add(Event.closed(room));
  }

  @Override
  public void paired(RoomId room, int place, long publisher, long subscriber) {
    events.add(Event.paired(room, place, publisher, subscriber));
  }

  @Override
  public void unpaired(RoomId room, int place, long remaining) {
    events.add(Event.unpaired(room, place, remaining));
  }

  @Override
  public void timedOut(RoomId room, long connection) {
    events.add(Event.timedOut(room, connection));
  }

  @Override
  public void expired(RoomId room, int place) {
    events.add(Event.expired(room, place));
  }

  @Override
  public void evicted(RoomId room, int place) {
    events.add(Event.evicted(room, place));
  }

  @Override
  public void removed(RoomId room, int place, Removal what) {
    events.add(Event.removed(room, place, what));
  }

  @Override
  public void offered(RoomId room, int place, RoomId other) {
    offers.add(new Offer(room, place, other));
  }
}
