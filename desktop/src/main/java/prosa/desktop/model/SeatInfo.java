package prosa.desktop.model;

/**
 * A place at the table as it is drawn.
 *
 * @param name fit to be shown; empty for a free chair
 */
public record SeatInfo(
    int place,
    String name,
    Occupied occupied,
    boolean mine,
    boolean writing,
    boolean muted,
    boolean classic) {

  /** Whether, and how, somebody sits there. */
  public enum Occupied {
    FREE,
    HERE,
    /** The connection is lost; the seat is held for a while. */
    AWAY
  }

  /** One that nobody sits on. */
  static SeatInfo free(int place) {
    return new SeatInfo(place, "", Occupied.FREE, false, false, false, false);
  }

  public boolean free() {
    return occupied == Occupied.FREE;
  }
}
