package prosa.server.placement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One room in the books: its places, how many are in which state, who is connected without one. */
final class RoomSeats extends Timed {

  /** The order in which the rules look at rooms that are not empty. */
  static final Comparator<RoomSeats> BY_OCCUPANCY =
      (a, b) ->
          a.occupancy() == b.occupancy()
              ? a.id.compareTo(b.id)
              : Integer.compare(a.occupancy(), b.occupancy());

  private static final Comparator<Timed> ARMED_FIRST =
      Comparator.comparingLong((Timed timed) -> timed.armed);

  private final RoomId id;
  private final boolean isPrivate;
  private final ClientAddress opener;
  private final @Nullable Seat[] places;
  private int reserved;
  private int seated;
  private int held;

  /** The invite code, once somebody asked for one. */
  @Nullable String code;

  /** Whether it counts as an empty private table that its opener lets wait. */
  boolean waits;

  final Orphans orphans = new Orphans();
  final Lapses lapses = new Lapses();

  RoomSeats(RoomId id, boolean isPrivate, ClientAddress opener, int capacity) {
    this.id = id;
    this.isPrivate = isPrivate;
    this.opener = opener;
    this.places = new Seat[capacity];
  }

  RoomId id() {
    return id;
  }

  boolean isPrivate() {
    return isPrivate;
  }

  ClientAddress opener() {
    return opener;
  }

  /** What the rules count: ghosts are no company. */
  int occupancy() {
    return reserved + seated;
  }

  boolean hasFreeSeat() {
    return reserved + seated + held < places.length;
  }

  boolean isEmpty() {
    return reserved + seated + held == 0;
  }

  /** A public room in which one member sits, nobody is on the way, and one more could. */
  boolean isLonely() {
    return !isPrivate && seated == 1 && reserved == 0 && hasFreeSeat();
  }

  /** The lowest free place; there must be one. */
  int freePlace() {
    int index = 0;
    while (places[index] != null) {
      index++;
    }
    return index + 1;
  }

  /** The seat at this place; null if it is free, or beyond the table. */
  @Nullable Seat seat(int place) {
    return place < 1 || place > places.length ? null : places[place - 1];
  }

  Stream<Seat> seats() {
    return Arrays.stream(places).filter(Objects::nonNull);
  }

  /** The classic seat of this address that came to wait for this half last. */
  Optional<ClassicSeat> newestWaitingFor(Half missing, String address) {
    return classicSeats(address).filter(seat -> seat.waitsFor(missing)).max(ARMED_FIRST);
  }

  /** The first reservation by {@code FindChat} from this address that nobody came for so far. */
  Optional<ClassicSeat> oldestReservation(String address) {
    return classicSeats(address).filter(ClassicSeat::isUntouched).min(ARMED_FIRST);
  }

  /** Enters a seat's new state; called by the {@link Ledger} alone. */
  void change(Seat seat, SeatState to) {
    count(seat.state, -1);
    count(to, 1);
    seat.state = to;
    places[seat.place() - 1] = to == SeatState.FREE ? null : seat;
  }

  RoomView view() {
    List<SeatView> taken = new ArrayList<>();
    for (@Nullable Seat seat : places) {
      if (seat != null) {
        taken.add(seat.view());
      }
    }
    return new RoomView(id, isPrivate, List.copyOf(taken), orphans.connections());
  }

  private Stream<ClassicSeat> classicSeats(String address) {
    return seats()
        .filter(ClassicSeat.class::isInstance)
        .map(ClassicSeat.class::cast)
        .filter(seat -> seat.client().key().equals(address));
  }

  private void count(SeatState state, int change) {
    switch (state) {
      case FREE -> {}
      case RESERVED -> reserved += change;
      case SEATED -> seated += change;
      case HELD -> held += change;
    }
  }
}
