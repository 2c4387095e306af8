package prosa.server.placement;

import org.jspecify.annotations.Nullable;

/**
 * One of the two connections of a classic client. Its timer is used only while it is a subscriber
 * without a seat, because its publisher is gone.
 */
final class ClassicConnection extends TimerEntry {

  private final RoomSeats room;
  private final ClassicSide side;
  private final long connection;
  private final String address;

  /** Whether a subscriber has subscribed to anything. */
  boolean subscribed;

  /** Null while it is an unpaired subscriber. */
  @Nullable ClassicSeat seat;

  ClassicConnection(RoomSeats room, ClassicSide side, long connection, String address) {
    this.room = room;
    this.side = side;
    this.connection = connection;
    this.address = address;
  }

  RoomSeats room() {
    return room;
  }

  ClassicSide side() {
    return side;
  }

  long connection() {
    return connection;
  }

  String address() {
    return address;
  }
}
