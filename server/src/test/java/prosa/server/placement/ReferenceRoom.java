package prosa.server.placement;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A room of the {@link ReferenceModel}: lists that are searched linearly, without counters. */
final class ReferenceRoom {

  /** Whatever waits for a time; the stamp tells what came to wait first. */
  static class Waiting {
    boolean waits;
    long due;
    long stamp;
  }

  /** One classic connection. */
  static final class ReferenceConnection extends Waiting {
    final ReferenceRoom room;
    final ClassicSide side;
    final long connection;
    final String address;
    boolean subscribed;

    ReferenceConnection(ReferenceRoom room, ClassicSide side, long connection, String address) {
      this.room = room;
      this.side = side;
      this.connection = connection;
      this.address = address;
    }
  }

  /** A reserved seat is believed no longer. */
  static final class Doubt extends Waiting {
    final ReferenceSeat seat;

    Doubt(ReferenceSeat seat) {
      this.seat = seat;
    }
  }

  /** One seat that somebody has; direct if there is no token. */
  static final class ReferenceSeat extends Waiting {
    final ReferenceRoom room;
    final int place;
    final boolean classic;
    final ClientAddress client;
    SeatState state = SeatState.RESERVED;
    long seatedAt;
    boolean doubtful;
    boolean revocable;
    boolean late;
    @Nullable Long lateSince;
    final Doubt doubt = new Doubt(this);
    String secret;
    @Nullable String previous;
    @Nullable RoomId previousRoom;
    @Nullable Long member;
    @Nullable RoomId cameFrom;
    @Nullable ReferenceConnection publisher;
    @Nullable ReferenceConnection subscriber;

    ReferenceSeat(
        ReferenceRoom room, int place, boolean classic, ClientAddress client, String secret) {
      this.room = room;
      this.place = place;
      this.classic = classic;
      this.client = client;
      this.secret = secret;
    }

    @Nullable ReferenceConnection peer(ClassicSide side) {
      return side == ClassicSide.PUBLISHER ? publisher : subscriber;
    }

    /** Seated, or reserved by who can be believed to come. */
    boolean isCompany() {
      return state == SeatState.SEATED || (state == SeatState.RESERVED && !doubtful);
    }

    boolean untouched() {
      return publisher == null && subscriber == null;
    }

    List<ReferenceConnection> peers() {
      List<ReferenceConnection> there = new ArrayList<>();
      for (ClassicSide side : ClassicSide.values()) {
        ReferenceConnection peer = peer(side);
        if (peer != null) {
          there.add(peer);
        }
      }
      return there;
    }

    /** Exactly these connections, in this order. */
    boolean has(List<Long> connections) {
      int seen = 0;
      for (@Nullable Long own :
          new @Nullable Long[] {member, number(publisher), number(subscriber)}) {
        if (own != null && (seen == connections.size() || !own.equals(connections.get(seen++)))) {
          return false;
        }
      }
      return seen == connections.size();
    }

    private static @Nullable Long number(@Nullable ReferenceConnection peer) {
      return peer == null ? null : peer.connection;
    }

    List<Long> connections() {
      if (member != null) {
        return List.of(member);
      }
      return peers().stream().map(peer -> peer.connection).toList();
    }
  }

  final RoomId id;
  final boolean isPrivate;
  final String account;
  final int capacity;
  final List<ReferenceSeat> seats = new ArrayList<>();
  final List<ReferenceConnection> orphans = new ArrayList<>();
  final Map<String, Integer> timeouts = new HashMap<>();
  final Waiting closing = new Waiting();
  @Nullable String code;
  @Nullable ClientAddress codeFor;
  boolean hasPorts;

  /** Since when nobody is seated or on the way; 0 while somebody is. */
  long idleSince;

  ReferenceRoom(RoomId id, boolean isPrivate, String account, int capacity) {
    this.id = id;
    this.isPrivate = isPrivate;
    this.account = account;
    this.capacity = capacity;
  }

  boolean hasSeated() {
    return seats.stream().anyMatch(seat -> seat.state == SeatState.SEATED);
  }

  boolean full() {
    return seats.size() == capacity;
  }

  /** Whether a newcomer may be seated here by the rules: never beside held seats only. */
  boolean takesNewcomers() {
    return !isPrivate && hasSpace() && (activeSeats() > 0 || seats.isEmpty());
  }

  /** Whether a newcomer who can have no new room may be seated here, if there is nothing better. */
  boolean hasOnlyDoubtfulReservations() {
    return !isPrivate && hasSpace() && activeSeats() == 0 && occupancy() > 0;
  }

  /** Whether a newcomer who finds no other place here may have this one. */
  boolean mayTakePlaceOf(ReferenceSeat seat) {
    boolean lateOnesYield = hasSeated() || activeSeats() == 0;
    return seat.state == SeatState.RESERVED
        && seat.doubtful
        && (seat.revocable || (seat.late && lateOnesYield));
  }

  /** Whether one more could sit here, if need be in the place of whoever is not here. */
  boolean hasSpace() {
    return seats.stream().anyMatch(seat -> seat.state == SeatState.HELD || mayTakePlaceOf(seat))
        || seats.size() < capacity;
  }

  boolean hasSpaceBesideLateOnes() {
    return seats.stream()
            .anyMatch(
                seat ->
                    seat.state == SeatState.HELD
                        || (seat.revocable && seat.doubtful && seat.state == SeatState.RESERVED))
        || seats.size() < capacity;
  }

  int in(SeatState state) {
    int count = 0;
    for (ReferenceSeat seat : seats) {
      count += seat.state == state ? 1 : 0;
    }
    return count;
  }

  /** What the rules count. */
  int activeSeats() {
    int count = 0;
    for (ReferenceSeat seat : seats) {
      count += seat.isCompany() ? 1 : 0;
    }
    return count;
  }

  int occupancy() {
    return in(SeatState.RESERVED) + in(SeatState.SEATED);
  }

  int lowestFreePlace() {
    int place = 1;
    while (at(place) != null) {
      place++;
    }
    return place;
  }

  @Nullable ReferenceSeat at(int place) {
    for (ReferenceSeat seat : seats) {
      if (seat.place == place) {
        return seat;
      }
    }
    return null;
  }

  /** Whether somebody who looks in would see this. */
  boolean looksLike(RoomView view) {
    int seen = 0;
    for (SeatView seat : view.seats()) {
      ReferenceSeat mine = at(seat.place());
      boolean same =
          mine != null
              && mine.state == seat.state()
              && mine.classic == seat.classic()
              && mine.has(seat.connections());
      if (!same) {
        return false;
      }
      seen++;
    }
    return seen == seats.size()
        && view.id().equals(id)
        && view.isPrivate() == isPrivate
        && view.orphans().size() == orphans.size()
        && (orphans.isEmpty()
            || orphans.stream().allMatch(peer -> view.orphans().contains(peer.connection)));
  }

  @Override
  public String toString() {
    List<SeatView> views =
        seats.stream()
            .map(seat -> new SeatView(seat.place, seat.state, seat.classic, seat.connections()))
            .toList();
    return id + "" + views + orphans.stream().map(peer -> peer.connection).toList();
  }
}
