package prosa.server.placement;

import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The public rooms that a newcomer can be seated in, kept in the order in which the rules prefer
 * them.
 *
 * <p>The rules are: a room with one member (seated or credibly reserved), else the one with the
 * fewest, else none of them; the lowest number wins a tie. So the order is by occupancy and number.
 * Empty rooms come after those with one member and before all others; they are kept in a set of
 * their own. So are the rooms whose last free seats are held: they are chosen for a member who is
 * alone there and before a new room is opened, because held seats are given up when seats are
 * needed. A room that has only held seats is in none of the sets; one that besides has only
 * doubtful reservations is chosen where there can be no new room, and for whoever reserves a seat
 * doubtfully itself. A search looks at one room more than those it leaves out.
 *
 * <p>While nobody comes for many reservations, as during a flood of {@code FindChat}, the rules are
 * applied to the rooms in which somebody is seated, and to all rooms only if there is none. Then a
 * search looks at the rooms with reservations alone, too. While somebody comes and goes, they are
 * applied first to the rooms in which somebody sits who does not; a search looks at each place of
 * the rooms then.
 */
final class RoomSelector {

  private final Predicate<RoomSeats> belongs;
  private final NavigableSet<RoomSeats> occupied;
  private final NavigableSet<RoomSeats> full;
  private final NavigableSet<RoomSeats> empty;
  private final NavigableSet<RoomSeats> uncertain;

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
    this.uncertain = new TreeSet<>(byOccupancy);
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

  /**
   * The choice among the wanted rooms; null if a new room is needed.
   *
   * @param preferences which rooms with members come before all others, the most wanted first
   */
  @Nullable RoomSeats choose(Predicate<RoomSeats> wanted, List<Predicate<RoomSeats>> preferences) {
    RoomSeats preferred = preferred(wanted, preferences);
    return preferred != null ? preferred : choose(wanted);
  }

  private @Nullable RoomSeats preferred(
      Predicate<RoomSeats> wanted, List<Predicate<RoomSeats>> preferences) {
    for (Predicate<RoomSeats> preference : preferences) {
      RoomSeats room = withMembers(wanted.and(preference));
      if (room != null) {
        return room;
      }
    }
    return null;
  }

  private @Nullable RoomSeats choose(Predicate<RoomSeats> wanted) {
    RoomSeats occupiedRoom = withMembers(wanted);
    if (occupiedRoom != null && occupiedRoom.activeSeats() == 1) {
      return occupiedRoom;
    }
    RoomSeats nobody = first(empty, wanted);
    return nobody != null ? nobody : occupiedRoom;
  }

  /**
   * The choice among all rooms where there is to be no new one: then a room in which nobody sits,
   * and whose reservations are doubtful, is better than none.
   */
  @Nullable RoomSeats chooseAny(
      Predicate<RoomSeats> wanted, List<Predicate<RoomSeats>> preferences) {
    RoomSeats chosen = choose(wanted, preferences);
    return chosen != null ? chosen : first(uncertain, wanted);
  }

  /** The same among the wanted rooms that have members; null if there is none. */
  @Nullable RoomSeats withMembers(
      Predicate<RoomSeats> wanted, List<Predicate<RoomSeats>> preferences) {
    RoomSeats preferred = preferred(wanted, preferences);
    return preferred != null ? preferred : withMembers(wanted);
  }

  private @Nullable RoomSeats withMembers(Predicate<RoomSeats> wanted) {
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
    return room.isOpen()
        && room.hasSpace()
        && (room.occupancy() > 0 || room.isEmpty())
        && belongs.test(room);
  }

  private NavigableSet<RoomSeats> setOf(RoomSeats room) {
    if (room.activeSeats() == 0) {
      return room.isEmpty() ? empty : uncertain;
    }
    return room.hasFreeSeat() ? occupied : full;
  }
}
