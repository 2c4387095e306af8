package prosa.server.placement;

import org.jspecify.annotations.Nullable;

/**
 * A seat from the moment somebody has its place until the place is free again; the next one who
 * gets the place gets a new seat.
 */
abstract sealed class Seat extends TimerEntry permits ClassicSeat, DirectSeat {

  private final RoomSeats room;
  private final int place;
  private final ClientAddress client;

  /** Changed by the {@link SeatStates} alone, which counts. */
  SeatState state = SeatState.FREE;

  /**
   * Whether it does not count as a member while reserved, because too many reservations of its
   * address timed out or because nobody came for it soon.
   */
  boolean doubtful;

  /**
   * Whether somebody new may have its place while it is reserved: nobody has sat here since it was
   * taken, and reservations of its address timed out before.
   */
  boolean revocable;

  /**
   * Whether somebody new may have its place in a room where somebody sits: nobody came for it soon
   * while that happened often, and nobody has come from its address of late. Whoever merely comes
   * late keeps it.
   */
  boolean late;

  /** When its member was seated, if it is; coming back to a held seat is no new stay. */
  long seatedAt;

  /** Since when nobody has come in time for its reservation; null while that is not so. */
  @Nullable Long lateSince;

  /** The timer after which it becomes doubtful; null unless it is reserved and was credible. */
  @Nullable StaleReservationTimer doubt;

  Seat(RoomSeats room, int place, ClientAddress client) {
    this.room = room;
    this.place = place;
    this.client = client;
  }

  RoomSeats room() {
    return room;
  }

  int place() {
    return place;
  }

  /** Who reserved or took it first. */
  ClientAddress client() {
    return client;
  }
}
