package prosa.server.placement;

import java.util.Comparator;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The public rooms that a newcomer can be seated in, kept in the order in which the rules prefer
 * them.
 *
 * <p>The rules are: a room with one member (seated, or reserved by who can be believed), else the
 * one with the fewest, else none of them; the lowest number on a tie. So the order is by occupancy
 * and number, but for the rooms without anybody, which come after those with one and before all
 * others. They are kept apart, and so are the rooms whose last free seats are held: they are chosen
 * for a member who is alone there, and before a new room is opened, for held seats make room for
 * the living. A room where seats are held, or reserved by who seldom comes, and nobody else is not
 * here: nobody is seated beside a ghost only. Whatever is left out, one look at each left out room
 * and one more is enough.
 */
final class RoomSelector {

  private final Predicate<RoomSeats> belongs;
  private final NavigableSet<RoomSeats> occupied;
  private final NavigableSet<RoomSeats> full;
  private final NavigableSet<RoomSeats> empty;

  /**
   * No room yet.
   *
   * @param belongs which rooms, besides being public and having a seat to give, are looked at
   * @param byOccupancy {@link RoomSeats#BY_OCCUPANCY}, or that with something that counts around it
   */
  RoomSelector(Predicate<RoomSeats> belongs, Comparator<RoomSeats> byOccupancy) {
    this.belongs = belongs;
    this.occupied = new TreeSet<>(byOccupancy);
    this.full = new TreeSet<>(byOccupancy);
    this.empty = new TreeSet<>(byOccupancy);
  }

  /** Must be called before a room's seats change. */
  void takeOut(RoomSeats room) {
    if (isIn(room)) {
      setOf(room).remove(room);
    }
  }

  /** Must be called when they have changed. */
  void putBack(RoomSeats room) {
    if (isIn(room)) {
      setOf(room).add(room);
    }
  }

  /** What the rules choose among the wanted ones; null: a new room is needed. */
  @Nullable RoomSeats choose(Predicate<RoomSeats> wanted) {
    RoomSeats occupiedRoom = withMembers(wanted);
    if (occupiedRoom != null && occupiedRoom.activeSeats() == 1) {
      return occupiedRoom;
    }
    RoomSeats nobody = first(empty, wanted);
    return nobody != null ? nobody : occupiedRoom;
  }

  /** What the rules choose among the wanted ones that somebody is at; null: none. */
  @Nullable RoomSeats withMembers(Predicate<RoomSeats> wanted) {
    RoomSeats fewest = first(occupied, wanted);
    if (fewest != null && fewest.activeSeats() == 1) {
      return fewest;
    }
    RoomSeats fullRoom = first(full, wanted);
    boolean better = fullRoom != null && (fewest == null || fullRoom.activeSeats() == 1);
    return better ? fullRoom : fewest;
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

  private boolean isIn(RoomSeats room) {
    return !room.isPrivate()
        && room.hasSpace()
        && (room.activeSeats() > 0 || room.isEmpty())
        && belongs.test(room);
  }

  private NavigableSet<RoomSeats> setOf(RoomSeats room) {
    if (room.activeSeats() == 0) {
      return empty;
    }
    return room.hasFreeSeat() ? occupied : full;
  }
}
