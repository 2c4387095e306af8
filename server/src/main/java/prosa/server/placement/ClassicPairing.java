package prosa.server.placement;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Pairs the connections of classic clients to members. The connections arrive separately and
 * without a name.
 *
 * <p>How it works: connections are matched per room and address. A new connection joins the seat
 * that began to wait for it most recently, because the two connections of a client come close
 * together and a remaining old one must not take another client's. Otherwise it takes the oldest
 * reservation of its address, otherwise a free seat. A member is complete when its publisher is
 * there and its subscriber has subscribed. The seat belongs to the publisher; a subscriber without
 * one stays unpaired until a publisher of its address is paired with it. Everything incomplete has
 * a timeout.
 */
final class ClassicPairing {

  private final TokenGenerator tokens;
  private final Rooms rooms;
  private final SeatStates seatStates;
  private final RoomAllocator allocator;
  private final TimerQueue deadlines;
  private final PlacementListener deferredEvents;
  private final Map<Long, ClassicConnection> peers = new HashMap<>();

  ClassicPairing(
      TokenGenerator tokens,
      Rooms rooms,
      SeatStates seatStates,
      RoomAllocator allocator,
      TimerQueue deadlines,
      PlacementListener deferredEvents) {
    this.tokens = tokens;
    this.rooms = rooms;
    this.seatStates = seatStates;
    this.allocator = allocator;
    this.deadlines = deadlines;
    this.deferredEvents = deferredEvents;
  }

  boolean knows(long connection) {
    return peers.containsKey(connection);
  }

  /**
   * Reserves a seat where the rules say.
   *
   * @param withPorts only where classic ports are open
   */
  Reservation reserve(ClientAddress client, boolean withPorts, long now) {
    if (!seatStates.mayReserve(client)) {
      return new Reservation.Refused(Refusal.TOO_MANY_RESERVATIONS);
    }
    RoomChoice choice =
        withPorts
            ? allocator.withPorts(Applicant.classic(client), now)
            : allocator.anywhere(null, Applicant.classic(client), now);
    return switch (choice) {
      case RoomChoice.None none -> new Reservation.Refused(none.why());
      case RoomChoice.At at -> {
        at.room().timeouts.reset(client.key());
        ClassicSeat seat = newSeat(at.room(), client, now);
        yield new Reservation.Reserved(at.room().id(), seat.place(), seat.token());
      }
    };
  }

  /** Reserves a place that another node lends; false if somebody has it here. */
  boolean lend(RoomSeats room, int place, ClientAddress client, long now) {
    if (room.seat(place) != null) {
      return false;
    }
    seatStates.reserve(new ClassicSeat(room, place, client, tokens.next()), now);
    return true;
  }

  /** Whether a connection that comes now has a seat without a new one. */
  boolean isExpected(RoomSeats room, ClassicSide side, ClientAddress client) {
    return room.newestWaitingFor(side, client.key()).isPresent()
        || room.oldestReservation(client.key()).isPresent();
  }

  void withdraw(ClassicSeat seat, String token, long now) {
    if (seat.isUntouched() && seat.token().equals(token)) {
      seatStates.free(seat, now);
    }
  }

  Admission admit(
      RoomId id,
      ClassicSide side,
      long connection,
      ClientAddress client,
      boolean mayTakeNewSeat,
      long now) {
    RoomSeats room = rooms.find(id);
    if (room == null) {
      return new Admission.Refused(Refusal.UNKNOWN_ROOM);
    }
    Applicant who = Applicant.classic(client);
    if (!who.mayJoin(room, now) && room.newestWaitingFor(side, client.key()).isEmpty()) {
      return new Admission.Refused(Refusal.VOTED_AWAY);
    }
    ClassicSeat seat =
        room.newestWaitingFor(side, client.key())
            .or(() -> room.oldestReservation(client.key()))
            .orElse(null);
    boolean isNew = seat == null;
    if (seat == null) {
      Optional<Refusal> refusal =
          refusal(room, client, mayTakeNewSeat, now)
              .or(() -> mayTakeNewSeat ? Optional.empty() : Optional.of(Refusal.JOINED_TOO_OFTEN));
      if (refusal.isPresent()) {
        return new Admission.Refused(refusal.get());
      }
      allocator.makeRoomForSeat(client, now);
      seat = newSeat(room, client, now);
    }
    ClassicConnection peer = new ClassicConnection(room, side, connection, client.key());
    peers.put(connection, peer);
    seat.put(peer);
    seatStates.restartTimeout(seat, now);
    settle(seat, now);
    return new Admission.Admitted(seat.place(), isNew);
  }

  void subscribed(RoomId room, long connection, long now) {
    ClassicConnection peer = subscriber(room, connection);
    if (peer == null || peer.subscribed) {
      return;
    }
    peer.subscribed = true;
    if (peer.seat != null) {
      settle(peer.seat, now);
    } else {
      takeIn(peer, now);
    }
  }

  void disconnected(RoomId room, long connection, long now) {
    ClassicConnection peer = peers.get(connection);
    if (peer == null || !peer.room().id().equals(room)) {
      return;
    }
    peers.remove(connection);
    ClassicSeat seat = peer.seat;
    if (seat == null) {
      removeUnpaired(peer);
      return;
    }
    switch (peer.side()) {
      case PUBLISHER -> publisherGone(seat, peer, now);
      case SUBSCRIBER -> subscriberGone(seat, peer, now);
    }
  }

  /** The timeout of an incomplete seat. */
  void timeOut(ClassicSeat seat, long now) {
    seatStates.timeOut(seat, now);
    if (!seat.isUntouched()) {
      seat.room().timeouts.add(seat.client().key());
    }
    for (ClassicConnection peer : seat.connections()) {
      cutOff(peer);
    }
  }

  /** The timeout of an unpaired subscriber. */
  void timeOut(ClassicConnection unpaired) {
    unpaired.room().timeouts.add(unpaired.address());
    removeUnpaired(unpaired);
    cutOff(unpaired);
  }

  /** The seat is taken from its member, and its connections are closed. */
  void cutOff(ClassicSeat seat, long now) {
    List<ClassicConnection> connections = seat.connections();
    connections.forEach(seat::takeAway);
    seatStates.free(seat, now);
    connections.forEach(this::cutOff);
  }

  /** The room closes: its unpaired connections are closed, too. */
  void abandon(RoomSeats room) {
    for (ClassicConnection unpaired : room.unpairedSubscribers.all()) {
      removeUnpaired(unpaired);
      cutOff(unpaired);
    }
  }

  private void publisherGone(ClassicSeat seat, ClassicConnection publisher, long now) {
    unpair(seat, ClassicSide.SUBSCRIBER, now);
    seat.takeAway(publisher);
    ClassicConnection unpaired = seat.connection(ClassicSide.SUBSCRIBER);
    seatStates.free(seat, now);
    if (unpaired != null) {
      seat.takeAway(unpaired);
      seat.room().unpairedSubscribers.add(unpaired);
      seatStates.restartTimeout(unpaired, now);
      takeIn(unpaired, now);
    }
  }

  private void subscriberGone(ClassicSeat seat, ClassicConnection subscriber, long now) {
    unpair(seat, ClassicSide.PUBLISHER, now);
    seat.takeAway(subscriber);
    if (seat.isUntouched()) {
      seatStates.free(seat, now);
    } else {
      settle(seat, now);
    }
  }

  /** Completes this seat's member, if that is possible now. */
  private void settle(ClassicSeat seat, long now) {
    if (seat.waitsFor(ClassicSide.SUBSCRIBER)) {
      ClassicConnection unpaired =
          seat.room().unpairedSubscribers.newestSubscribed(seat.client().key());
      if (unpaired != null) {
        removeUnpaired(unpaired);
        seat.put(unpaired);
      }
    }
    if (seat.isWhole() && seat.state == SeatState.RESERVED) {
      seatStates.seat(seat, now);
      seat.room().timeouts.reset(seat.client().key());
      deferredEvents.paired(
          seat.room().id(),
          seat.place(),
          end(seat, ClassicSide.PUBLISHER),
          end(seat, ClassicSide.SUBSCRIBER));
    }
  }

  /** The member is not complete any more, if it was. */
  private void unpair(ClassicSeat seat, ClassicSide remaining, long now) {
    if (seat.state == SeatState.SEATED) {
      seatStates.reserve(seat, now);
      deferredEvents.unpaired(seat.room().id(), seat.place(), end(seat, remaining));
    }
  }

  /** Pairs it with a lone publisher of its address, if there is one. */
  private void takeIn(ClassicConnection unpaired, long now) {
    unpaired
        .room()
        .newestWaitingFor(ClassicSide.SUBSCRIBER, unpaired.address())
        .ifPresent(seat -> settle(seat, now));
  }

  /** Why a connection without a waiting seat cannot have a free one; empty if it can. */
  private Optional<Refusal> refusal(
      RoomSeats room, ClientAddress client, boolean mayTakeNewSeat, long now) {
    if (room.bans.has(List.of(Applicant.returningClassic(client)), now)) {
      return Optional.of(Refusal.VOTED_AWAY);
    }
    if (room.timeouts.tooOften(client.key())) {
      return Optional.of(Refusal.LAPSED_TOO_OFTEN);
    }
    if (room.lent && !mayTakeNewSeat) {
      return Optional.of(Refusal.JOINED_TOO_OFTEN); // its owner was not asked for a seat
    }
    if (!room.hasFreeSeat() || room.lent) {
      return Optional.of(Refusal.NO_SEAT);
    }
    if (!seatStates.mayReserve(client)) {
      return Optional.of(Refusal.TOO_MANY_RESERVATIONS);
    }
    return allocator.canHaveSeat(client) ? Optional.empty() : Optional.of(Refusal.TOO_MANY_SEATS);
  }

  private ClassicSeat newSeat(RoomSeats room, ClientAddress client, long now) {
    ClassicSeat seat = new ClassicSeat(room, room.freePlace(), client, tokens.next());
    seatStates.reserve(seat, now);
    return seat;
  }

  private @Nullable ClassicConnection subscriber(RoomId room, long connection) {
    ClassicConnection peer = peers.get(connection);
    boolean fits =
        peer != null && peer.side() == ClassicSide.SUBSCRIBER && peer.room().id().equals(room);
    return fits ? peer : null;
  }

  private void removeUnpaired(ClassicConnection unpaired) {
    unpaired.room().unpairedSubscribers.remove(unpaired);
    deadlines.clear(unpaired);
  }

  private void cutOff(ClassicConnection peer) {
    peers.remove(peer.connection());
    deferredEvents.timedOut(peer.room().id(), peer.connection());
  }

  private static long end(ClassicSeat seat, ClassicSide side) {
    return Objects.requireNonNull(seat.connection(side)).connection();
  }
}
