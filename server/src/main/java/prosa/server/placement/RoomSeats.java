package prosa.server.placement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The seats of one room: its places, the number of seats in each state, and its connections without
 * a seat.
 */
final class RoomSeats extends TimerEntry {

  /** The order in which the rules look at rooms that are not empty. */
  static final Comparator<RoomSeats> BY_OCCUPANCY =
      (a, b) ->
          a.activeSeats() == b.activeSeats()
              ? a.id.compareTo(b.id)
              : Integer.compare(a.activeSeats(), b.activeSeats());

  static final Comparator<TimerEntry> ARMED_FIRST = (a, b) -> Long.compare(a.armed, b.armed);

  private final RoomId id;
  private final boolean isPrivate;
  private final String account;
  private final @Nullable Seat[] places;
  private final SeatCounts counts = new SeatCounts();
  private int doubtful;
  private int yielding;
  private int late;

  /** The invite code, once somebody asked for one. */
  @Nullable String code;

  /** What the keys of an encrypted room are made with, beside a secret that is not known here. */
  @Nullable String salt;

  /** Who asked for the code first. */
  @Nullable ClientAddress codeFor;

  /** Whether its classic ports are open. */
  boolean hasPorts;

  /** Whether another node has the room, and only places of classic members are counted here. */
  boolean lent;

  /** Whether its seats are kept for those who sat together at another node before. */
  boolean reunion;

  /** Whether two were seated here at the same time, ever. */
  private boolean hadCompany;

  final UnpairedSubscribers unpairedSubscribers = new UnpairedSubscribers();
  final TimeoutCounter timeouts = new TimeoutCounter();

  /** Whom the members voted to move away, and who may not come back. */
  final RoomBans bans;

  RoomSeats(RoomId id, boolean isPrivate, String account, int capacity, RoomBans bans) {
    this.bans = bans;
    this.id = id;
    this.isPrivate = isPrivate;
    this.account = account;
    this.places = new Seat[capacity];
  }

  RoomId id() {
    return id;
  }

  boolean isPrivate() {
    return isPrivate;
  }

  /** Whom it is counted to: the address it was opened for, or a trusted one's connection. */
  String account() {
    return account;
  }

  /** The seated members and the credible reservations: the number that the rules compare. */
  int activeSeats() {
    return counts.reserved() - doubtful + counts.seated();
  }

  /** The seated and reserved places. */
  int occupancy() {
    return counts.reserved() + counts.seated();
  }

  /** All seats, the taken ones among them. */
  int capacity() {
    return places.length;
  }

  boolean hasFreeSeat() {
    return counts.all() < places.length;
  }

  /**
   * Whether one more member can sit here, possibly on a seat that is held or reserved without use.
   */
  boolean hasSpace() {
    return occupancy() - yielding - (lateOnesYield() ? late : 0) < places.length;
  }

  /** The same, without the seats that are late. */
  boolean hasSpaceBesideLateOnes() {
    return occupancy() - yielding < places.length;
  }

  /**
   * Whether seats that are late make room for somebody new: only where somebody sits, who would be
   * kept alone by them, or where nobody else is expected.
   */
  private boolean lateOnesYield() {
    return hasSeatedMember() || activeSeats() == 0;
  }

  /** Whether two were seated here at the same time, ever. */
  boolean hadCompany() {
    return hadCompany;
  }

  boolean hasSeatedMember() {
    return counts.seated() > 0;
  }

  /** Whether somebody like this is seated. */
  boolean hasSeatedMember(Predicate<Seat> wanted) {
    return hasSeatedMember()
        && seats().anyMatch(seat -> seat.state == SeatState.SEATED && wanted.test(seat));
  }

  boolean hasHeldSeat() {
    return counts.held() > 0;
  }

  boolean isEmpty() {
    return counts.all() == 0;
  }

  /** Whether newcomers are seated here by the rules. */
  boolean isOpen() {
    return !isPrivate && !lent && !reunion;
  }

  /**
   * Whether this is an open room with a free seat and exactly one seated member, who is not about
   * to have company.
   *
   * @param awaitReservations whether a credible reservation means that somebody is coming
   */
  boolean hasSoloMember(boolean awaitReservations) {
    return isOpen()
        && counts.seated() == 1
        && (activeSeats() == 1 || !awaitReservations)
        && hasSpace();
  }

  /** The lowest free place; there must be one. */
  int freePlace() {
    int index = 0;
    while (places[index] != null) {
      index++;
    }
    return index + 1;
  }

  /** This place if there is such a one and it is free, else the lowest free one. */
  int freePlace(int wanted) {
    boolean isFree = wanted >= 1 && wanted <= places.length && places[wanted - 1] == null;
    return isFree ? wanted : freePlace();
  }

  /** The state of each place. */
  RoomOverview overview() {
    List<SeatState> states = new ArrayList<>(places.length);
    for (Seat seat : places) {
      states.add(seat == null ? SeatState.FREE : seat.state);
    }
    return new RoomOverview(id, isPrivate, states);
  }

  /** The seat at this place; null if it is free, or beyond the room. */
  @Nullable Seat seat(int place) {
    return place < 1 || place > places.length ? null : places[place - 1];
  }

  Stream<Seat> seats() {
    return Arrays.stream(places).filter(Objects::nonNull);
  }

  Stream<DirectSeat> heldSeats() {
    return seats()
        .filter(seat -> seat.state == SeatState.HELD)
        .filter(DirectSeat.class::isInstance)
        .map(DirectSeat.class::cast);
  }

  /**
   * The reservation that makes room for somebody new: one that does not count any more and was
   * never used; first those of addresses that let some time out, of these first those that nobody
   * came for, of these the oldest.
   */
  Optional<Seat> reservationToGiveUp() {
    return seats()
        .filter(seat -> yields(seat) || (isLate(seat) && lateOnesYield()))
        .filter(seat -> seat.state == SeatState.RESERVED)
        .min(
            Comparator.comparing(RoomSeats::isLate)
                .thenComparing(RoomSeats::isTouched)
                .thenComparing(ARMED_FIRST));
  }

  private static boolean isTouched(Seat seat) {
    return seat instanceof ClassicSeat classic && !classic.isUntouched();
  }

  /** Whether somebody new may have its place while it is reserved. */
  private static boolean yields(Seat seat) {
    return seat.doubtful && seat.revocable;
  }

  /** Whether somebody new may have its place, if late ones yield here. */
  private static boolean isLate(Seat seat) {
    return seat.doubtful && seat.late && !seat.revocable;
  }

  /** The classic seat of this address that began last to wait for this connection. */
  Optional<ClassicSeat> newestWaitingFor(ClassicSide missing, String address) {
    return classicSeats(address).filter(seat -> seat.waitsFor(missing)).max(ARMED_FIRST);
  }

  /** The first reservation by {@code FindChat} from this address that nobody came for so far. */
  Optional<ClassicSeat> oldestReservation(String address) {
    return classicSeats(address).filter(ClassicSeat::isUntouched).min(ARMED_FIRST);
  }

  /** Enters a seat's new state; called by the {@link SeatStates} alone. */
  void change(Seat seat, SeatState to) {
    counts.add(seat.state, -1);
    counts.add(to, 1);
    int reservations =
        (to == SeatState.RESERVED ? 1 : 0) - (seat.state == SeatState.RESERVED ? 1 : 0);
    doubtful += seat.doubtful ? reservations : 0;
    yielding += yields(seat) ? reservations : 0;
    late += isLate(seat) ? reservations : 0;
    seat.state = to;
    hadCompany |= counts.seated() > 1;
    places[seat.place() - 1] = to == SeatState.FREE ? null : seat;
  }

  /**
   * A reserved seat does not count as a member any more; called by the {@link SeatStates} alone.
   */
  void doubt(Seat seat, boolean isLate) {
    boolean counted = !seat.doubtful;
    seat.doubtful = true;
    seat.late = isLate;
    if (counted) {
      doubtful++;
      yielding += yields(seat) ? 1 : 0;
    }
    late += isLate(seat) ? 1 : 0;
  }

  /** Nobody gets its place any more, if it was late; called by the {@link SeatStates} alone. */
  void keep(Seat seat) {
    late -= isLate(seat) ? 1 : 0;
    seat.late = false;
  }

  private Stream<ClassicSeat> classicSeats(String address) {
    return seats()
        .filter(ClassicSeat.class::isInstance)
        .map(ClassicSeat.class::cast)
        .filter(seat -> seat.client().key().equals(address));
  }
}
