package prosa.server.placement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds members that sit alone, and offers each of them another such room.
 *
 * <p>While there are two lonely rooms or more, each of them with a direct member has exactly one
 * offer standing; it falls when either room is lonely no longer, and whoever is left alone then is
 * offered another. New offers lead to where the fewest lead already, so that no room has a crowd of
 * suitors who would all have to be told something else at once.
 *
 * <p>Rooms are marked when they change, and looked at when the whole call has done its work: what
 * is lonely only in between is not worth telling.
 */
final class SoloMatcher {

  private static final Comparator<Lonely> FEWEST_SUITORS =
      Comparator.<Lonely>comparingInt(lonely -> lonely.suitors.size())
          .thenComparing(lonely -> lonely.room.id());

  private final PlacementListener deferredEvents;
  private final Set<RoomSeats> touched = new LinkedHashSet<>();
  private final Map<RoomSeats, Lonely> lonely = new HashMap<>();
  private final TreeSet<Lonely> bySuitors = new TreeSet<>(FEWEST_SUITORS);

  SoloMatcher(PlacementListener deferredEvents) {
    this.deferredEvents = deferredEvents;
  }

  /** This room's seats changed. */
  void touch(RoomSeats room) {
    touched.add(room);
  }

  /** Brings the offers in line with the rooms that were touched. */
  void settle() {
    if (touched.isEmpty()) {
      return;
    }
    List<Lonely> leftAlone = new ArrayList<>();
    for (RoomSeats room : touched) {
      if (!room.isLonely()) {
        forget(room, leftAlone);
      }
    }
    for (Lonely suitor : leftAlone) {
      if (lonely.containsKey(suitor.room)) {
        offer(suitor);
      }
    }
    for (RoomSeats room : touched) {
      if (room.isLonely() && !lonely.containsKey(room)) {
        add(room);
      }
    }
    touched.clear();
  }

  /** The room that is offered to whoever sits alone in this one; null if none is. */
  @Nullable RoomSeats standing(RoomSeats room) {
    Lonely one = lonely.get(room);
    return one == null || one.offered == null ? null : one.offered.room;
  }

  int size() {
    return lonely.size() + bySuitors.size() + touched.size();
  }

  private void add(RoomSeats room) {
    Lonely only = lonely.size() == 1 ? bySuitors.first() : null;
    Lonely another = new Lonely(room);
    lonely.put(room, another);
    bySuitors.add(another);
    if (only != null) {
      offer(only);
    }
    offer(another);
  }

  private void forget(RoomSeats room, List<Lonely> leftAlone) {
    Lonely gone = lonely.remove(room);
    if (gone == null) {
      return;
    }
    bySuitors.remove(gone);
    if (gone.offered != null) {
      bySuitors.remove(gone.offered);
      gone.offered.suitors.remove(gone);
      bySuitors.add(gone.offered);
    }
    for (Lonely suitor : gone.suitors) {
      suitor.offered = null;
      leftAlone.add(suitor);
    }
  }

  private void offer(Lonely to) {
    Lonely other = firstOther(to);
    Seat seat = to.room.seats().filter(s -> s.state == SeatState.SEATED).findFirst().orElseThrow();
    if (other == null || seat instanceof ClassicSeat) {
      return;
    }
    bySuitors.remove(other);
    other.suitors.add(to);
    bySuitors.add(other);
    to.offered = other;
    deferredEvents.offered(to.room.id(), seat.place(), other.room.id());
  }

  private @Nullable Lonely firstOther(Lonely than) {
    for (Lonely other : bySuitors) {
      if (other != than) {
        return other;
      }
    }
    return null;
  }

  /** A lonely room, with the offer that its member has and those that lead to it. */
  private static final class Lonely {
    private final RoomSeats room;
    private final Set<Lonely> suitors = new LinkedHashSet<>();
    private @Nullable Lonely offered;

    Lonely(RoomSeats room) {
      this.room = room;
    }
  }
}
