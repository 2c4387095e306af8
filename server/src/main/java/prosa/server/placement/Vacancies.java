package prosa.server.placement;

import java.util.Comparator;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The public rooms with a free seat, kept in the order in which the rules prefer them.
 *
 * <p>The rules are: a room with one member (reserved or seated), else the one with the fewest, else
 * none of them; the lowest number on a tie. So the order is by occupancy and number, but for the
 * rooms without anybody, which come after those with one and before all others. They are kept
 * apart. Whatever is left out, one look at each left out room and one more is enough.
 */
final class Vacancies {

  private final NavigableSet<RoomSeats> occupied;
  private final NavigableSet<RoomSeats> empty;

  /** The order is {@link RoomSeats#BY_OCCUPANCY}, or that with something that counts around it. */
  Vacancies(Comparator<RoomSeats> byOccupancy) {
    this.occupied = new TreeSet<>(byOccupancy);
    this.empty = new TreeSet<>(byOccupancy);
  }

  /** Must be called before a room's seats change. */
  void takeOut(RoomSeats room) {
    if (belongs(room)) {
      shelf(room).remove(room);
    }
  }

  /** Must be called when they have changed. */
  void putBack(RoomSeats room) {
    if (belongs(room)) {
      shelf(room).add(room);
    }
  }

  /** What the rules choose among the wanted ones; null: a new room is needed. */
  @Nullable RoomSeats choose(Predicate<RoomSeats> wanted) {
    RoomSeats fewest = withCompany(wanted);
    if (fewest != null && fewest.occupancy() == 1) {
      return fewest;
    }
    RoomSeats nobody = first(empty, wanted);
    return nobody != null ? nobody : fewest;
  }

  /** What the rules choose among the wanted ones that somebody is at; null: none. */
  @Nullable RoomSeats withCompany(Predicate<RoomSeats> wanted) {
    return first(occupied, wanted);
  }

  int size() {
    return occupied.size() + empty.size();
  }

  private static @Nullable RoomSeats first(
      NavigableSet<RoomSeats> rooms, Predicate<RoomSeats> wanted) {
    for (RoomSeats room : rooms) {
      if (wanted.test(room)) {
        return room;
      }
    }
    return null;
  }

  private static boolean belongs(RoomSeats room) {
    return !room.isPrivate() && room.hasFreeSeat();
  }

  private NavigableSet<RoomSeats> shelf(RoomSeats room) {
    return room.occupancy() == 0 ? empty : occupied;
  }
}
