package prosa.server.placement;

import java.util.List;
import java.util.Optional;

/**
 * A snapshot of a room.
 *
 * @param id the room
 * @param isPrivate whether only a code leads there
 * @param seats those that are not free, by place
 * @param orphans classic subscribers whose publisher went: connected, without a seat, deaf; in
 *     ascending order
 */
record RoomView(RoomId id, boolean isPrivate, List<SeatView> seats, List<Long> orphans) {

  /** All open rooms, in the order of their numbers. */
  static List<RoomView> of(Placement placement) {
    return PlacementInspector.openRooms(placement).stream().map(RoomView::of).toList();
  }

  /** One room; empty if it is not open. */
  static Optional<RoomView> of(Placement placement, RoomId id) {
    return Optional.ofNullable(PlacementInspector.rooms(placement).find(id)).map(RoomView::of);
  }

  private static RoomView of(RoomSeats room) {
    return new RoomView(
        room.id(),
        room.isPrivate(),
        room.seats().map(SeatView::of).toList(),
        room.unpairedSubscribers.all().stream()
            .map(ClassicConnection::connection)
            .sorted()
            .toList());
  }
}
