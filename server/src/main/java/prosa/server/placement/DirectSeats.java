package prosa.server.placement;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The seats of direct and browser members and their secrets.
 *
 * <p>A seat has one secret that the member was told last. When it comes back with that, it is given
 * a new one, but the previous one stays valid until something is received on the new connection: if
 * that dies before, nobody knows whether the new secret arrived. The same holds for a seat given by
 * {@code next}: the secret of the previous seat leads to the new one.
 */
final class DirectSeats {

  /** The rooms that a member is known to have been moved away from. */
  static final int MOST_EXPULSIONS = 64;

  private static final Duration WAY_BACK = Duration.ofSeconds(Placement.WAY_BACK_SECONDS);

  private final CurrentConfig current;
  private final TokenGenerator tokens;
  private final Rooms rooms;
  private final SeatStates seatStates;
  private final RoomAllocator allocator;
  private final SoloMatcher offers;
  private final PlacementListener deferredEvents;
  private final Map<String, DirectSeat> bySecret = new HashMap<>();
  private final Map<Long, DirectSeat> byConnection = new HashMap<>();

  DirectSeats(
      CurrentConfig current,
      TokenGenerator tokens,
      Rooms rooms,
      SeatStates seatStates,
      RoomAllocator allocator,
      SoloMatcher offers,
      PlacementListener deferredEvents) {
    this.current = current;
    this.tokens = tokens;
    this.rooms = rooms;
    this.seatStates = seatStates;
    this.allocator = allocator;
    this.offers = offers;
    this.deferredEvents = deferredEvents;
  }

  boolean knows(long connection) {
    return byConnection.containsKey(connection);
  }

  Reservation reserve(JoinRequest request, long connection, ClientAddress client, long now) {
    if (!seatStates.mayReserve(client)) {
      return new Reservation.Refused(Refusal.TOO_MANY_RESERVATIONS);
    }
    return switch (room(request, connection, client, now)) {
      case RoomChoice.None none -> new Reservation.Refused(none.why());
      case RoomChoice.At at -> {
        DirectSeat seat = newSeat(at.room(), client, null);
        seat.names = request.names();
        seatStates.reserve(seat, now);
        yield new Reservation.Reserved(at.room().id(), seat.place(), seat.secret);
      }
    };
  }

  void withdraw(DirectSeat seat, String secret, long now) {
    if (seat.state == SeatState.RESERVED && seat.secret.equals(secret)) {
      free(seat, now);
    }
  }

  /** Nobody comes back for a held seat. */
  void giveUp(DirectSeat seat, String secret, long now) {
    if (seat.state == SeatState.HELD && seat.secret.equals(secret)) {
      timeOut(seat, now);
    }
  }

  JoinResult enter(JoinRequest request, long connection, ClientAddress client, long now) {
    if (request.seat().isPresent()) {
      DirectSeat seat = bySecret.get(request.seat().get());
      return seat == null
          ? new JoinResult.Refused(Refusal.STALE_SEAT)
          : sitDownAgain(seat, applicant(request, connection, client), request, now);
    }
    return switch (room(request, connection, client, now)) {
      case RoomChoice.None none -> new JoinResult.Refused(none.why());
      case RoomChoice.At at -> {
        DirectSeat seat = newSeat(at.room(), client, null);
        seat.names = request.names();
        yield sitDown(seat, connection, now);
      }
    };
  }

  /** Reserves a seat in this room for somebody who comes in at another node. */
  Reservation reserveAt(RoomSeats room, ClientAddress client, Set<String> names, long now) {
    if (!seatStates.mayReserve(client)) {
      return new Reservation.Refused(Refusal.TOO_MANY_RESERVATIONS);
    }
    return switch (allocator.at(room, client, now, false)) {
      case RoomChoice.None none -> new Reservation.Refused(none.why());
      case RoomChoice.At at -> {
        DirectSeat seat = newSeat(at.room(), client, null);
        seat.names = names;
        seatStates.reserve(seat, now);
        yield new Reservation.Reserved(at.room().id(), seat.place(), seat.secret);
      }
    };
  }

  /** A seat in this room for somebody who sat with its members before. */
  JoinResult rejoin(
      RoomSeats room,
      int place,
      JoinRequest request,
      long connection,
      ClientAddress client,
      long now) {
    if (!applicant(request, connection, client).mayJoin(room, now)) {
      return new JoinResult.Refused(Refusal.VOTED_AWAY);
    }
    return switch (allocator.at(room, client, now, true)) {
      case RoomChoice.None none -> new JoinResult.Refused(none.why());
      case RoomChoice.At at -> {
        DirectSeat seat = newSeat(at.room(), at.room().freePlace(place), client, null);
        seat.names = request.names();
        remember(seat, new KnownSecret(request.seat().orElseThrow(), null));
        sitDown(seat, connection, now);
        yield taken(seat, true);
      }
    };
  }

  /**
   * Holds a place for somebody who had it at another node.
   *
   * @param hold how long it asked the seat to be held for
   * @return false if somebody has it here, or if it was given up because too many are held
   */
  boolean keep(
      RoomSeats room,
      int place,
      ClientAddress client,
      List<String> secrets,
      Duration hold,
      long now) {
    if (place < 1 || place > room.capacity() || room.seat(place) != null) {
      return false;
    }
    if (secrets.stream().anyMatch(bySecret::containsKey)) {
      return false;
    }
    DirectSeat seat = new DirectSeat(room, place, client, secrets.getFirst(), null);
    bySecret.put(seat.secret, seat);
    if (secrets.size() > 1) {
      remember(seat, new KnownSecret(secrets.get(1), room.id()));
    }
    seat.hold = longerThanUsual(hold);
    hold(seat, now);
    return seat.state == SeatState.HELD;
  }

  /** What a seat can be taken again with, the latest first. */
  List<String> secrets(DirectSeat seat) {
    return seat.previous == null ? List.of(seat.secret) : List.of(seat.secret, seat.previous);
  }

  /** Whether this secret opens a seat. */
  boolean opens(String secret) {
    return bySecret.containsKey(secret);
  }

  /** The latest secret of the seat that this one opens, if that is not in this room. */
  Optional<String> secretElsewhere(RoomId room, String secret) {
    return Optional.ofNullable(bySecret.get(secret))
        .filter(seat -> !seat.room().id().equals(room))
        .map(seat -> seat.secret);
  }

  /** The seat goes on at another node; its member is told there. */
  void handedOver(DirectSeat seat, long now) {
    free(seat, now);
  }

  private static Applicant applicant(JoinRequest request, long connection, ClientAddress client) {
    return new Applicant(client, request.names(), connection, Set.of());
  }

  private static Applicant applicant(DirectSeat seat) {
    return new Applicant(seat.client(), seat.names, seat.lastConnection, seat.expelledFrom);
  }

  void heard(RoomId room, int place, long connection) {
    DirectSeat seat = seatOf(room, place, connection);
    if (seat != null) {
      forgetPrevious(seat);
    }
  }

  void lost(RoomId room, int place, long connection, long now) {
    DirectSeat seat = seatOf(room, place, connection);
    if (seat != null) {
      detach(seat);
      hold(seat, now);
    }
  }

  /** Holds a seat for as long as its member asked for, or as usual. */
  private void hold(DirectSeat seat, long now) {
    seatStates.hold(seat, seat.hold == null ? current.config().hold() : seat.hold, now);
    allocator.limitHeldSeats(now);
  }

  void hold(RoomId room, int place, long connection, Duration requested) {
    DirectSeat seat = seatOf(room, place, connection);
    if (seat != null) {
      seat.hold = longerThanUsual(requested);
    }
  }

  private @Nullable Duration longerThanUsual(Duration requested) {
    return requested.compareTo(current.config().hold()) <= 0
        ? null
        : shorter(requested, current.config().longestHold());
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  void leave(RoomId room, int place, long connection, long now) {
    DirectSeat seat = seatOf(room, place, connection);
    if (seat != null) {
      free(seat, now);
    }
  }

  JoinResult next(RoomId room, int place, long connection, boolean keep, long now) {
    DirectSeat seat = seatOf(room, place, connection);
    if (seat == null) {
      return new JoinResult.Refused(Refusal.STALE_SEAT);
    }
    Applicant who = applicant(seat);
    RoomSeats offered = offers.currentOffer(seat.room());
    RoomSeats other =
        offered != null && who.mayJoin(offered, now) ? offered : elsewhere(seat, who, now);
    if (other == null) {
      return new JoinResult.Refused(Refusal.NOWHERE_ELSE);
    }
    allocator.makeRoomIn(other, now);
    boolean kept = keep && seatStates.maySit(seat.client());
    DirectSeat newSeat = newSeat(other, seat.client(), seat.room().id());
    goOn(seat, newSeat);
    KnownSecret known = known(seat);
    if (kept) {
      stepOut(seat, now);
      newSeat.left = seat;
    } else {
      free(seat, now);
    }
    remember(newSeat, known);
    var _ = sitDown(newSeat, connection, now);
    allocator.limitHeldSeats(now);
    return new JoinResult.Taken(
        newSeat.room().id(),
        newSeat.place(),
        newSeat.secret,
        false,
        kept && seat.state == SeatState.HELD,
        false);
  }

  private @Nullable RoomSeats elsewhere(DirectSeat seat, Applicant who, long now) {
    return rooms.elsewhere(
        seat.room(),
        seat.cameFrom,
        other -> who.mayJoin(other, now),
        seatStates.preferences(seat.client(), now));
  }

  /** What is known of the member goes with it to another seat. */
  private static void goOn(DirectSeat seat, DirectSeat newSeat) {
    newSeat.hold = seat.hold;
    newSeat.names = seat.names;
    newSeat.expelledFrom = seat.expelledFrom;
  }

  /**
   * The others moved the member away from its seat, which is free at once; in another room, by the
   * rules, there is another one for it. A member that is away loses its seat only.
   */
  JoinResult moveAway(DirectSeat seat, boolean reseated, long now) {
    RoomSeats room = seat.room();
    if (seat.state != SeatState.SEATED || !reseated) {
      if (seat.state == SeatState.HELD) {
        deferredEvents.expired(room.id(), seat.place());
      }
      free(seat, now);
      return new JoinResult.Refused(Refusal.STALE_SEAT);
    }
    Set<RoomId> expelledFrom = new LinkedHashSet<>(seat.expelledFrom);
    expelledFrom.add(room.id());
    while (expelledFrom.size() > MOST_EXPULSIONS) {
      expelledFrom.remove(expelledFrom.iterator().next());
    }
    seat.expelledFrom = expelledFrom;
    long connection = seat.lastConnection;
    KnownSecret known = known(seat);
    Applicant who = applicant(seat);
    free(seat, now);
    RoomSeats other = allocator.canHaveSeat(seat.client()) ? elsewhere(seat, who, now) : null;
    if (other == null) {
      switch (allocator.anywhere(room.id(), who, now)) {
        case RoomChoice.None(Refusal why) -> {
          return new JoinResult.Refused(why);
        }
        case RoomChoice.At at -> other = at.room();
      }
    } else {
      allocator.makeRoomForSeat(seat.client(), now);
      allocator.makeRoomIn(other, now);
    }
    DirectSeat newSeat = newSeat(other, seat.client(), room.id());
    goOn(seat, newSeat);
    remember(newSeat, known);
    return sitDown(newSeat, connection, now);
  }

  JoinResult goBack(RoomId room, int place, long connection, long now) {
    DirectSeat seat = seatOf(room, place, connection);
    DirectSeat left = seat == null ? null : seat.left;
    if (seat == null || left == null || left.state != SeatState.HELD) {
      return new JoinResult.Refused(Refusal.NOWHERE_ELSE);
    }
    KnownSecret known = known(seat);
    free(seat, now);
    remember(left, known);
    sitDown(left, connection, now);
    return taken(left, true);
  }

  /**
   * The seat of a member who goes to another node waits for it for a moment.
   *
   * @return its secret, which the member may still come back with; empty, and nothing has changed,
   *     if its address may not have so many seats
   */
  Optional<String> stepOut(RoomId room, int place, long connection, long now) {
    DirectSeat seat = seatOf(room, place, connection);
    if (seat == null || !seatStates.maySit(seat.client())) {
      return Optional.empty();
    }
    detach(seat);
    seatStates.hold(seat, WAY_BACK, now);
    allocator.limitHeldSeats(now);
    return Optional.of(seat.secret);
  }

  /** The seat waits for a moment, for the connection that has another; nobody knows its secret. */
  private void stepOut(DirectSeat seat, long now) {
    detach(seat);
    forgetPrevious(seat);
    bySecret.remove(seat.secret);
    seat.secret = tokens.seat(seat.room().id(), seat.room().isPrivate(), seat.place());
    bySecret.put(seat.secret, seat);
    seatStates.hold(seat, WAY_BACK, now);
  }

  InviteResult invite(RoomId room, int place, long connection) {
    DirectSeat seat = seatOf(room, place, connection);
    if (seat == null) {
      return new InviteResult.Refused(Refusal.STALE_SEAT);
    }
    String code = rooms.codeOf(seat.room(), seat.client());
    return code == null
        ? new InviteResult.Refused(Refusal.TOO_MANY_INVITES)
        : new InviteResult.Invited(code);
  }

  /** The timeout of a reserved or held seat. */
  void timeOut(DirectSeat seat, long now) {
    forget(seat);
    if (seat.state == SeatState.HELD) {
      deferredEvents.expired(seat.room().id(), seat.place());
      seatStates.free(seat, now);
    } else {
      seatStates.timeOut(seat, now);
    }
  }

  /** A held seat is given up, because its room or its place is needed. */
  void evict(DirectSeat seat, long now) {
    deferredEvents.evicted(seat.room().id(), seat.place());
    free(seat, now);
  }

  /** The operator takes the seat from its member. */
  void remove(DirectSeat seat, Removal what, long now) {
    deferredEvents.removed(seat.room().id(), seat.place(), what);
    free(seat, now);
  }

  private JoinResult sitDown(DirectSeat seat, long connection, long now) {
    seat.connected = true;
    seat.lastConnection = connection;
    byConnection.put(connection, seat);
    seatStates.seat(seat, now);
    return taken(seat, false);
  }

  private JoinResult sitDownAgain(DirectSeat seat, Applicant who, JoinRequest request, long now) {
    long connection = who.connection();
    if (seat.state == SeatState.RESERVED) {
      if (!who.mayJoin(seat.room(), now)) {
        free(seat, now);
        return new JoinResult.Refused(Refusal.VOTED_AWAY);
      }
      return sitDown(seat, connection, now);
    }
    detach(seat);
    String used = request.seat().orElseThrow();
    RoomId of = used.equals(seat.previous) ? seat.previousRoom : seat.room().id();
    rotate(seat, new KnownSecret(used, of));
    sitDown(seat, connection, now);
    boolean fromElsewhere = !seat.room().id().equals(of);
    return new JoinResult.Taken(
        seat.room().id(), seat.place(), seat.secret, true, false, fromElsewhere);
  }

  private void detach(DirectSeat seat) {
    if (seat.connected) {
      byConnection.remove(seat.lastConnection);
      seat.connected = false;
    }
  }

  private void free(DirectSeat seat, long now) {
    forget(seat);
    seatStates.free(seat, now);
  }

  private void forget(DirectSeat seat) {
    detach(seat);
    seat.left = null;
    forgetPrevious(seat);
    bySecret.remove(seat.secret);
  }

  /**
   * A secret that its member surely has.
   *
   * @param room whose seat it was for; null if that was another node's
   */
  private record KnownSecret(String secret, @Nullable RoomId room) {}

  private static KnownSecret known(DirectSeat seat) {
    return seat.previous == null
        ? new KnownSecret(seat.secret, seat.room().id())
        : new KnownSecret(seat.previous, seat.previousRoom);
  }

  private void rotate(DirectSeat seat, KnownSecret used) {
    forgetPrevious(seat);
    bySecret.remove(seat.secret);
    seat.secret = tokens.seat(seat.room().id(), seat.room().isPrivate(), seat.place());
    bySecret.put(seat.secret, seat);
    remember(seat, used);
  }

  private void remember(DirectSeat seat, KnownSecret earlier) {
    seat.previous = earlier.secret();
    seat.previousRoom = earlier.room();
    bySecret.put(earlier.secret(), seat);
  }

  private void forgetPrevious(DirectSeat seat) {
    if (seat.previous != null) {
      bySecret.remove(seat.previous);
      seat.previous = null;
      seat.previousRoom = null;
    }
  }

  private DirectSeat newSeat(RoomSeats room, ClientAddress client, @Nullable RoomId cameFrom) {
    return newSeat(room, room.freePlace(), client, cameFrom);
  }

  private DirectSeat newSeat(
      RoomSeats room, int place, ClientAddress client, @Nullable RoomId cameFrom) {
    String secret = tokens.seat(room.id(), room.isPrivate(), place);
    DirectSeat seat = new DirectSeat(room, place, client, secret, cameFrom);
    bySecret.put(seat.secret, seat);
    return seat;
  }

  private @Nullable DirectSeat seatOf(RoomId room, int place, long connection) {
    DirectSeat seat = byConnection.get(connection);
    boolean fits = seat != null && seat.place() == place && seat.room().id().equals(room);
    return fits ? seat : null;
  }

  private static JoinResult taken(DirectSeat seat, boolean resumed) {
    return new JoinResult.Taken(seat.room().id(), seat.place(), seat.secret, resumed);
  }

  private RoomChoice room(JoinRequest request, long connection, ClientAddress client, long now) {
    Applicant who = applicant(request, connection, client);
    if (request.invite().isPresent()) {
      return allocator.invited(request.invite().get(), request.encrypted(), who, now);
    }
    return request.isPrivate()
        ? allocator.privately(client, connection, request.encrypted(), now)
        : allocator.anywhere(request.avoid().orElse(null), who, now);
  }
}
