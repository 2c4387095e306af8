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
 * <p>While two or more rooms have a single member, each of them with a direct member has exactly
 * one current offer. The offer ends when one of the two rooms changes, and a member that is still
 * alone then gets another one. New offers lead to the room that the fewest lead to, so that one
 * change never affects a crowd of offers.
 *
 * <p>A member for whose room somebody has reserved a seat is not alone for the moment in which that
 * one should come. While nobody comes for many reservations, it is alone all the same.
 *
 * <p>Changed rooms are marked and checked at the end of the call, so that intermediate states cause
 * no offers.
 */
final class SoloMatcher {

  private static final Comparator<SoloRoom> FEWEST_OFFERS =
      (a, b) ->
          a.offeredTo.size() == b.offeredTo.size()
              ? a.room.id().compareTo(b.room.id())
              : Integer.compare(a.offeredTo.size(), b.offeredTo.size());

  private final PlacementListener deferredEvents;
  private final Set<RoomSeats> touched = new LinkedHashSet<>();
  private final Map<RoomSeats, SoloRoom> soloRooms = new HashMap<>();
  private final TreeSet<SoloRoom> byOffers = new TreeSet<>(FEWEST_OFFERS);
  private boolean awaitReservations = true;

  SoloMatcher(PlacementListener deferredEvents) {
    this.deferredEvents = deferredEvents;
  }

  /** This room's seats changed. */
  void touch(RoomSeats room) {
    touched.add(room);
  }

  /**
   * Whether somebody is expected for a credible reservation.
   *
   * @param all the rooms, which are touched if this has changed
   */
  void awaitReservations(boolean now, Iterable<RoomSeats> all) {
    if (now != awaitReservations) {
      awaitReservations = now;
      all.forEach(this::touch);
    }
  }

  /** Brings the offers in line with the rooms that were touched. */
  void settle() {
    if (touched.isEmpty()) {
      return;
    }
    List<SoloRoom> leftAlone = new ArrayList<>();
    for (RoomSeats room : touched) {
      if (!room.hasSoloMember(awaitReservations)) {
        forget(room, leftAlone);
      }
    }
    for (SoloRoom solo : leftAlone) {
      if (soloRooms.containsKey(solo.room)) {
        offer(solo);
      }
    }
    for (RoomSeats room : touched) {
      if (room.hasSoloMember(awaitReservations) && !soloRooms.containsKey(room)) {
        add(room);
      }
    }
    touched.clear();
  }

  /** The room that is offered to the single member of this one; null if there is none. */
  @Nullable RoomSeats currentOffer(RoomSeats room) {
    SoloRoom one = soloRooms.get(room);
    return one == null || one.offered == null ? null : one.offered.room;
  }

  /** The rooms with a single member. */
  Set<RoomSeats> rooms() {
    return soloRooms.keySet();
  }

  private void add(RoomSeats room) {
    SoloRoom only = soloRooms.size() == 1 ? byOffers.first() : null;
    SoloRoom another = new SoloRoom(room);
    soloRooms.put(room, another);
    byOffers.add(another);
    if (only != null) {
      offer(only);
    }
    offer(another);
  }

  private void forget(RoomSeats room, List<SoloRoom> leftAlone) {
    SoloRoom gone = soloRooms.remove(room);
    if (gone == null) {
      return;
    }
    byOffers.remove(gone);
    if (gone.offered != null) {
      byOffers.remove(gone.offered);
      gone.offered.offeredTo.remove(gone);
      byOffers.add(gone.offered);
    }
    for (SoloRoom solo : gone.offeredTo) {
      solo.offered = null;
      leftAlone.add(solo);
    }
  }

  private void offer(SoloRoom to) {
    SoloRoom other = firstOther(to);
    Seat seat = to.room.seats().filter(s -> s.state == SeatState.SEATED).findFirst().orElseThrow();
    if (other == null || seat instanceof ClassicSeat) {
      return;
    }
    byOffers.remove(other);
    other.offeredTo.add(to);
    byOffers.add(other);
    to.offered = other;
    deferredEvents.offered(to.room.id(), seat.place(), other.room.id());
  }

  private @Nullable SoloRoom firstOther(SoloRoom than) {
    for (SoloRoom other : byOffers) {
      if (other != than) {
        return other;
      }
    }
    return null;
  }

  /** A room with a single member, its offer and the offers that lead to it. */
  private static final class SoloRoom {
    private final RoomSeats room;
    private final Set<SoloRoom> offeredTo = new LinkedHashSet<>();
    private @Nullable SoloRoom offered;

    SoloRoom(RoomSeats room) {
      this.room = room;
    }
  }
}
