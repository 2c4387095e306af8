package prosa.server.placement;

import java.util.List;

/**
 * The occupancy of one room without names: the state of each place, from the first.
 *
 * @param id the room's
 * @param isPrivate whether strangers are never seated there
 */
public record RoomOverview(RoomId id, boolean isPrivate, List<SeatState> places) {
  public RoomOverview {
    places = List.copyOf(places);
  }

  /** Whether somebody is seated here, and nobody else. */
  public boolean isAlone() {
    return count(SeatState.SEATED) == 1;
  }

  /** How many places are in this state. */
  public int count(SeatState state) {
    int count = 0;
    for (SeatState place : places) {
      count += place == state ? 1 : 0;
    }
    return count;
  }
}
