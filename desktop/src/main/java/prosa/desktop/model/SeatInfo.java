package prosa.desktop.model;

/**
 * A seat as it is drawn.
 *
 * @param name sanitized; empty for a free seat
 */
public record SeatInfo(
    int place,
    String name,
    Occupied occupied,
    boolean mine,
    boolean writing,
    boolean muted,
    boolean classic) {

  /** Whether the seat is taken, and by whom. */
  public enum Occupied {
    FREE,
    HERE,
    /** The connection is lost; the seat is held for a while. */
    AWAY
  }

  /** A free seat. */
  static SeatInfo free(int place) {
    return new SeatInfo(place, "", Occupied.FREE, false, false, false, false);
  }

  public boolean free() {
    return occupied == Occupied.FREE;
  }
}
