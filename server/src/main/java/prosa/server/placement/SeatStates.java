package prosa.server.placement;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Changes the states of seats. Each change is counted here, and each state's timeout is set here,
 * and nowhere else.
 */
final class SeatStates {

  private final CurrentConfig current;
  private final Rooms rooms;
  private final TimerQueue deadlines;
  private final SoloMatcher offers;
  private final AddressQuota reservations;
  private final AddressQuota seats;
  private final UnusedReservations unused;
  private final ShortStays shortStays = new ShortStays();
  private final EvictionOrder<DirectSeat> heldSeats = new EvictionOrder<>();
  private final SeatCounts counts = new SeatCounts();

  /** The late seats of each address, which are kept once somebody comes from there. */
  private final Map<String, Set<Seat>> late = new HashMap<>();

  SeatStates(CurrentConfig current, Rooms rooms, TimerQueue deadlines, SoloMatcher offers) {
    this.current = current;
    this.rooms = rooms;
    this.deadlines = deadlines;
    this.offers = offers;
    this.reservations = new AddressQuota(() -> current.limits().reservationsPerAddress());
    this.seats = new AddressQuota(() -> current.limits().seatsPerAddress());
    this.unused = new UnusedReservations(() -> current.limits().reservationsPerAddress());
  }

  /** Whether this address may reserve one more seat. */
  boolean mayReserve(ClientAddress client) {
    return client.trusted() || reservations.of(client.key()) < unused.allowed(client.key());
  }

  /** Whether this address may have one more seat, as things are. */
  boolean maySit(ClientAddress client) {
    return seats.allows(client);
  }

  /** The seat of this address that has been held for longest; null if none is. */
  @Nullable DirectSeat oldestHeldOf(ClientAddress client) {
    return heldSeats.oldestOf(client.key());
  }

  /** The held seat to go if there are too many in all; null if there are not. */
  @Nullable DirectSeat heldBeyondLimit() {
    return counts.held() > current.limits().held() ? heldSeats.oldestOfMost() : null;
  }

  /**
   * The held seat that makes room in this room: the oldest here of the address that holds most
   * anywhere.
   */
  DirectSeat heldSeatToEvict(RoomSeats room) {
    return room.heldSeats()
        .max(
            Comparator.<DirectSeat>comparingInt(heldSeat -> heldSeats.of(heldSeat.client().key()))
                .thenComparing(RoomSeats.ARMED_FIRST.reversed()))
        .orElseThrow();
  }

  /** Whether a new reservation of this address does not count as a member until it is used. */
  boolean doubtful(ClientAddress client, long now) {
    return unused.doubtful(client, now);
  }

  /**
   * Which rooms come before all others for this client, the most wanted first: while somebody comes
   * and goes, those in which somebody is seated who does not; while a reserved seat says little
   * about whether somebody comes, those in which somebody is seated. Not for those whose doing it
   * is.
   */
  List<Predicate<RoomSeats>> preferences(ClientAddress client, long now) {
    List<Predicate<RoomSeats>> preferences = new ArrayList<>(2);
    if (shortStays.anybody(now) && !shortStays.comesAndGoes(client, now)) {
      preferences.add(room -> room.hasSeatedMember(seat -> !shortStays.comesAndGoes(seat, now)));
    }
    if (unused.unreliable(now) && (client.trusted() || !doubtful(client, now))) {
      preferences.add(RoomSeats::hasSeatedMember);
    }
    return preferences;
  }

  /**
   * The rooms that this client may be seated in by the rules. Whoever has late reservations of its
   * own gets no place of one that is late: so people of one address who are all slow do not take
   * each other's.
   */
  Predicate<RoomSeats> candidates(Applicant who, long now) {
    ClientAddress client = who.client();
    boolean hasLateOnes =
        late.containsKey(client.key()) && !(client.trusted() && unused.revocable(client, now));
    return room -> who.mayJoin(room, now) && (!hasLateOnes || room.hasSpaceBesideLateOnes());
  }

  /** Whether nobody has come for many reservations of late. */
  boolean reservationsAreUnreliable(long now) {
    return unused.unreliable(now);
  }

  /** Forgets who came and went, as time has passed. */
  void forget(long now) {
    shortStays.forget(now);
  }

  void reserve(Seat seat, long now) {
    if (seat.state == SeatState.FREE) {
      seat.doubtful = doubtful(seat.client(), now);
      seat.revocable = unused.revocable(seat.client(), now);
    }
    change(seat, SeatState.RESERVED, now);
    restartTimeout(seat, now);
  }

  /** Restarts the full timeout of a reserved seat or an unpaired subscriber. */
  void restartTimeout(TimerEntry what, long now) {
    deadlines.set(what, now, current.config().reservation());
  }

  void seat(Seat seat, long now) {
    deadlines.clear(seat);
    change(seat, SeatState.SEATED, now);
    seat.revocable = false;
    seat.late = false;
  }

  void hold(Seat seat, Duration time, long now) {
    change(seat, SeatState.HELD, now);
    deadlines.set(seat, now, time);
  }

  void free(Seat seat, long now) {
    deadlines.clear(seat);
    if (seat.room().lent && seat instanceof ClassicSeat) {
      rooms.givenBack(seat);
    }
    change(seat, SeatState.FREE, now);
  }

  /**
   * Nobody came soon for a reserved seat: it does not count as a member any more and, if that
   * happens often and nobody has come from its address of late, gives way to somebody new where
   * somebody sits.
   */
  void doubt(Seat seat, long now) {
    unused.late(seat.client(), now);
    seat.lateSince = now;
    boolean isLate = unused.unreliable(now) && !unused.comes(seat.client(), now);
    if (!seat.doubtful) {
      unused.outstanding(seat.client(), 1);
    }
    rooms.doubt(seat, isLate);
    if (isLate) {
      late.computeIfAbsent(seat.client().key(), _ -> new HashSet<>()).add(seat);
    }
    offers.touch(seat.room());
  }

  /** The timeout of a reserved seat. */
  void timeOut(Seat seat, long now) {
    unused.expired(seat.client(), now);
    free(seat, now);
  }

  /** The room is another node's from now on, which counts those who sit there. */
  void lend(RoomSeats room) {
    room.seats().forEach(seat -> counts.add(seat.state, -1));
    rooms.lend(room);
  }

  /** What is this node's own: places that another node lends are counted there. */
  Totals totals() {
    return new Totals(
        rooms.own(), rooms.ownPrivateRooms(), counts.reserved(), counts.seated(), counts.held());
  }

  /** Somebody came from this address, so others may who are late as well. */
  private void keepLateOnes(ClientAddress client) {
    Set<Seat> kept = late.remove(client.key());
    if (kept != null) {
      for (Seat seat : kept) {
        rooms.keep(seat);
        offers.touch(seat.room());
      }
    }
  }

  private void change(Seat seat, SeatState to, long now) {
    SeatState from = seat.state;
    if (from == to) {
      return;
    }
    rooms.change(seat, to, now);
    if (to == SeatState.SEATED && from != SeatState.HELD) {
      seat.seatedAt = now;
    } else if (from == SeatState.SEATED) {
      shortStays.ended(seat, now);
    }
    if (!seat.room().lent) {
      counts.add(from, -1);
      counts.add(to, 1);
    }
    if (from == SeatState.FREE) {
      seats.take(seat.client());
    } else if (to == SeatState.FREE) {
      seats.giveBack(seat.client());
    }
    if (from == SeatState.RESERVED) {
      late.computeIfPresent(
          seat.client().key(),
          (key, seats) -> seats.remove(seat) && seats.isEmpty() ? null : seats);
      reservations.giveBack(seat.client());
      unused.reserved(seat.client(), -1);
      if (seat.doubt != null) {
        deadlines.clear(seat.doubt);
        seat.doubt = null;
      }
      if (seat.doubtful) {
        unused.outstanding(seat.client(), -1);
      }
    } else if (to == SeatState.RESERVED) {
      reservations.take(seat.client());
      unused.reserved(seat.client(), 1);
      if (seat.doubtful) {
        unused.outstanding(seat.client(), 1);
      }
      if (!seat.doubtful || seat.client().trusted()) {
        StaleReservationTimer doubt = new StaleReservationTimer(seat);
        seat.doubt = doubt;
        deadlines.set(doubt, now, current.config().arrivalGrace());
      }
    }
    if (from == SeatState.RESERVED) {
      if (to == SeatState.SEATED) {
        unused.used(seat.client(), now);
        if (seat.lateSince != null) {
          unused.cameLate(seat.client(), seat.lateSince);
        }
        if (unused.comes(seat.client(), now)) {
          keepLateOnes(seat.client());
        }
      }
      seat.lateSince = null;
    }
    if (seat instanceof DirectSeat direct) {
      if (from == SeatState.HELD) {
        heldSeats.remove(seat.client().key(), direct);
      } else if (to == SeatState.HELD) {
        heldSeats.add(seat.client().key(), direct);
      }
    }
    offers.touch(seat.room());
  }
}
