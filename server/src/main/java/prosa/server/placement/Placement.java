package prosa.server.placement;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Assigns the seats of all rooms of one server; the only place that counts seats.
 *
 * <p>A seat goes {@code free -> reserved -> seated -> held -> free}, and in each room {@code 0 <=
 * reserved + seated + held <= capacity} after each call. Newcomers get the room that three rules
 * choose among the public rooms with a free seat: one in which exactly one is seated or on the way,
 * so that nobody sits alone; else the one with the fewest of these; else a new one. The lowest
 * number wins a tie, and choosing takes logarithmic time. Held seats do not count as members,
 * nobody is seated in a room that has only held seats, and they are given up when seats are needed.
 * What an address, a connection and all together may have is limited by {@link SeatLimits}.
 *
 * <p>All calls are made on one thread. {@code now} is monotonic, in nanoseconds from any client;
 * every call that takes it first handles the timeouts that are due by then. {@code connection} is a
 * number that the caller gives to each connection and never gives again. Every change is
 * idempotent: a call that names a seat, a room or a connection that is no longer what the caller
 * believes changes nothing.
 */
public final class Placement {

  /** How long the seat that was left by {@code next} is held, in seconds, if that was asked for. */
  public static final int WAY_BACK_SECONDS = 10;

  private final Rooms rooms;
  private final CurrentConfig current;
  private final TimerQueue deadlines = new TimerQueue();
  private final DeferredEvents deferredEvents;
  private final SoloMatcher offers;
  private final SeatStates seatStates;
  private final RoomAllocator allocator;
  private final ClassicPairing classic;
  private final DirectSeats direct;
  private boolean draining;

  /** No rooms yet. */
  public Placement(PlacementConfig rules, TokenGenerator tokens, PlacementListener listener) {
    this(rules, tokens, listener, RoomSeats.BY_OCCUPANCY);
  }

  Placement(
      PlacementConfig rules,
      TokenGenerator tokens,
      PlacementListener listener,
      Comparator<RoomSeats> byOccupancy) {
    deferredEvents = new DeferredEvents(listener);
    offers = new SoloMatcher(deferredEvents);
    current = new CurrentConfig(rules);
    rooms = new Rooms(current, tokens, deadlines, deferredEvents, byOccupancy);
    seatStates = new SeatStates(current, rooms, deadlines, offers);
    allocator =
        new RoomAllocator(current, rooms, seatStates, this::evict, this::giveUp, this::close);
    classic = new ClassicPairing(tokens, rooms, seatStates, allocator, deadlines, deferredEvents);
    direct = new DirectSeats(current, tokens, rooms, seatStates, allocator, offers, deferredEvents);
  }

  /**
   * Answers {@code FindChat}: reserves a seat for both connections of a classic member, by the
   * rules.
   */
  public Reservation reserveClassic(ClientAddress client, long now) {
    expireDue(now);
    return afterEvents(
        draining ? new Reservation.Refused(Refusal.DRAINING) : classic.reserve(client, false, now));
  }

  /**
   * The same, but only in a room whose classic ports are open already: for an address that may have
   * no more of them opened, or when there are no more.
   */
  public Reservation reserveClassicAtOpenPorts(ClientAddress client, long now) {
    expireDue(now);
    return afterEvents(
        draining ? new Reservation.Refused(Refusal.DRAINING) : classic.reserve(client, true, now));
  }

  /** The classic ports of a room are open, and stay so until it closes. */
  public void portsOpened(RoomId id, long now) {
    expireDue(now);
    RoomSeats room = rooms.find(id);
    if (room != null) {
      rooms.portsOpened(room);
    }
    tell();
  }

  /** Answers a JSON request: a seat for a direct member; the request's own seat is ignored. */
  public Reservation reserveDirect(
      JoinRequest request, long connection, ClientAddress client, long now) {
    expireDue(now);
    return afterEvents(
        draining
            ? new Reservation.Refused(Refusal.DRAINING)
            : direct.reserve(request, connection, client, now));
  }

  /** Takes back a reservation that nobody has come for, because its answer cannot be given. */
  public void withdraw(RoomId room, int place, String seat, long now) {
    expireDue(now);
    switch (find(room, place)) {
      case ClassicSeat found -> classic.withdraw(found, seat, now);
      case DirectSeat found -> direct.withdraw(found, seat, now);
      case null -> {}
    }
    tell();
  }

  /** Nobody comes back for a held seat: whoever had it left at another node. */
  public void giveUp(RoomId room, int place, String seat, long now) {
    expireDue(now);
    if (find(room, place) instanceof DirectSeat found) {
      direct.giveUp(found, seat, now);
    }
    tell();
  }

  /**
   * A classic connection at the room's port waits for admission.
   *
   * @param mayTakeNewSeat whether it may have a free seat, if none waits for it
   */
  public Admission admit(
      RoomId room,
      ClassicSide side,
      long connection,
      ClientAddress client,
      boolean mayTakeNewSeat,
      long now) {
    expireDue(now);
    Admission answer;
    if (draining) {
      answer = new Admission.Refused(Refusal.DRAINING);
    } else if (knows(connection)) {
      answer = new Admission.Refused(Refusal.ALREADY_SEATED);
    } else {
      answer = classic.admit(room, side, connection, client, mayTakeNewSeat, now);
    }
    return afterEvents(answer);
  }

  /** An admitted subscriber has subscribed to something. */
  public void subscribed(RoomId room, long connection, long now) {
    expireDue(now);
    classic.subscribed(room, connection, now);
    tell();
  }

  /** A classic connection ended, whichever side closed it. */
  public void disconnected(RoomId room, long connection, long now) {
    expireDue(now);
    classic.disconnected(room, connection, now);
    tell();
  }

  /** A direct member requests a seat, or resumes one. */
  public JoinResult enter(JoinRequest request, long connection, ClientAddress client, long now) {
    expireDue(now);
    JoinResult answer;
    if (draining) {
      answer = new JoinResult.Refused(Refusal.DRAINING);
    } else if (knows(connection)) {
      answer = new JoinResult.Refused(Refusal.ALREADY_SEATED);
    } else {
      answer = direct.enter(request, connection, client, now);
    }
    return afterEvents(answer);
  }

  /**
   * Something arrived on this connection: its member knows the new secret, and the previous one
   * becomes invalid.
   */
  public void heard(RoomId room, int place, long connection, long now) {
    expireDue(now);
    direct.heard(room, place, connection);
    tell();
  }

  /** The connection was lost: the seat is held for the member's return. */
  public void lost(RoomId room, int place, long connection, long now) {
    expireDue(now);
    direct.lost(room, place, connection, now);
    tell();
  }

  /** The member left: the seat is free at once. */
  public void leave(RoomId room, int place, long connection, long now) {
    expireDue(now);
    direct.leave(room, place, connection, now);
    tell();
  }

  /**
   * The member wants to sit elsewhere: in the offered room, else by the rules in another room with
   * members, preferably not where it came from. Its seat is given up in the same call, and only if
   * there is another.
   */
  public JoinResult next(RoomId room, int place, long connection, long now) {
    return next(room, place, connection, false, now);
  }

  /**
   * The same.
   *
   * @param keep whether the seat that is left is to be held for a moment, if its address may have
   *     so many
   */
  public JoinResult next(RoomId room, int place, long connection, boolean keep, long now) {
    expireDue(now);
    return afterEvents(
        draining
            ? new JoinResult.Refused(Refusal.DRAINING)
            : direct.next(room, place, connection, keep, now));
  }

  /**
   * The members of a room voted to move one of them away, which may not come back for {@link
   * RoomBans#TIME}: by its name, unless another member has that, from its network, or by a secret
   * that was reserved; or it only has such a name, and may. Its seat is free at once. A direct
   * member has a seat elsewhere, by the rules, if it is to be reseated and one can be given, but
   * not one of an encrypted room, which would then be read by the server; the connections of a
   * classic one are closed. The ban holds, too, if the member has left meanwhile.
   */
  public JoinResult moveAway(RoomId id, Expulsion who, long now) {
    expireDue(now);
    return afterEvents(expel(id, who, now));
  }

  private JoinResult expel(RoomId id, Expulsion who, long now) {
    RoomSeats room = rooms.find(id);
    if (room == null) {
      return new JoinResult.Refused(Refusal.UNKNOWN_ROOM);
    }
    Seat seat = room.seat(who.place());
    boolean named = room.salt == null; // in an encrypted room everybody has the same name here
    if (who.banned()) {
      Set<String> names = named ? who.names() : Set.of();
      for (ClientAddress client : who.clients()) {
        room.bans.add(Applicant.traits(client, names, who.connection()), now);
      }
    }
    return switch (seat) {
      case DirectSeat mine when mine.lastConnection == who.connection() -> {
        if (who.banned()) {
          Set<String> asked = new HashSet<>(named ? mine.names : Set.of());
          asked.removeAll(who.spared());
          room.bans.add(Applicant.traits(mine.client(), asked, who.connection()), now);
        }
        yield direct.moveAway(mine, who.reseated() && named && !draining, now);
      }
      case ClassicSeat mine when mine.isOf(who.connection()) -> {
        room.bans.add(List.of(Applicant.returningClassic(mine.client())), now);
        classic.cutOff(mine, now);
        yield new JoinResult.Refused(Refusal.VOTED_AWAY);
      }
      case null, default -> new JoinResult.Refused(Refusal.STALE_SEAT);
    };
  }

  /** The member wants the seat back that it left by {@code next}, if that is held yet. */
  public JoinResult goBack(RoomId room, int place, long connection, long now) {
    expireDue(now);
    return afterEvents(direct.goBack(room, place, connection, now));
  }

  /** The member asks that its seat be held for this time if its connection is lost. */
  public void hold(RoomId room, int place, long connection, Duration requested, long now) {
    expireDue(now);
    direct.hold(room, place, connection, requested);
    tell();
  }

  /** The member wants to bring friends to its room. */
  public InviteResult invite(RoomId room, int place, long connection, long now) {
    expireDue(now);
    return afterEvents(direct.invite(room, place, connection));
  }

  /** Handles all timeouts that are due. */
  public void expire(long now) {
    expireDue(now);
    tell();
  }

  /** From now on no seat is assigned; seated members may stay. */
  public void drain() {
    draining = true;
  }

  /** Seats are given again. */
  public void undrain() {
    draining = false;
  }

  /** What holds at the moment. */
  public PlacementConfig config() {
    return current.config();
  }

  /**
   * From now on this holds: limits for what is asked for, times for what begins to wait, the
   * capacity for rooms that are opened. Whoever has more than it allows keeps it. The node that
   * this is stays the same.
   */
  public void config(PlacementConfig next) {
    current.change(next.on(current.config().node()));
  }

  /** Closes a room with all its members; false if there is none. */
  public boolean closeRoom(RoomId id, long now) {
    expireDue(now);
    RoomSeats room = rooms.find(id);
    if (room == null) {
      return false;
    }
    room.seats().toList().forEach(seat -> remove(seat, Removal.ROOM, now));
    if (rooms.find(id) != null) {
      close(room, now);
    }
    tell();
    return true;
  }

  /** Removes the member of a seat; false if it is free. */
  public boolean removeSeat(RoomId id, int place, long now) {
    expireDue(now);
    Seat seat = find(id, place);
    if (seat != null) {
      remove(seat, Removal.SEAT, now);
    }
    tell();
    return seat != null;
  }

  private void remove(Seat seat, Removal what, long now) {
    switch (seat) {
      case DirectSeat mine -> direct.remove(mine, what, now);
      case ClassicSeat mine -> classic.cutOff(mine, now);
    }
  }

  // ---- for other nodes of a cluster

  /**
   * How many members the room has in which a newcomer is seated here, by the rules, if nobody is
   * asked elsewhere; 0 if that is a new or an empty one.
   */
  public int homeChoice(@Nullable RoomId avoid, ClientAddress client, long now) {
    Applicant who = Applicant.classic(client);
    RoomSeats room =
        rooms.choose(avoid, seatStates.candidates(who, now), seatStates.preferences(client, now));
    return room == null ? 0 : room.activeSeats();
  }

  /** How many public rooms have exactly one member; how many of these never had two. */
  public SoloRooms soloRooms() {
    List<RoomId> fresh = new ArrayList<>();
    List<RoomId> left = new ArrayList<>();
    for (RoomSeats room : offers.rooms()) {
      (room.hadCompany() ? left : fresh).add(room.id());
    }
    fresh.sort(null);
    left.sort(null);
    return new SoloRooms(fresh, left);
  }

  /**
   * Public rooms in which a member sits alone.
   *
   * @param fresh those whose member has never had company there
   * @param left those that others have left
   */
  public record SoloRooms(List<RoomId> fresh, List<RoomId> left) {}

  /** The fewest members of a room with members and a free seat; 0 if there is none. */
  public int fewestInCompany() {
    RoomSeats room = rooms.withMembers(_ -> true, List.of());
    return room == null ? 0 : room.activeSeats();
  }

  /**
   * Reserves a seat for somebody who comes in at another node, in a room with members.
   *
   * @param avoid the room that it shall not be
   * @param most how many members it may have
   * @param names what the name is compared by, if it is known
   */
  public Reservation reserveForNode(
      @Nullable RoomId avoid, int most, ClientAddress client, Set<String> names, long now) {
    expireDue(now);
    Applicant who = new Applicant(client, names, -1, Set.of());
    RoomSeats room =
        draining
            ? null
            : rooms.withMembers(
                seatStates.candidates(who, now).and(one -> !one.id().equals(avoid)),
                seatStates.preferences(client, now));
    if (room == null || room.activeSeats() > most) {
      return afterEvents(
          new Reservation.Refused(draining ? Refusal.DRAINING : Refusal.NOWHERE_ELSE));
    }
    return afterEvents(direct.reserveAt(room, client, names, now));
  }

  /** Reserves a seat in this room for somebody who comes in at another node. */
  public Reservation reserveAt(RoomId id, ClientAddress client, long now) {
    expireDue(now);
    RoomSeats room = draining ? null : rooms.find(id);
    if (room != null && !Applicant.classic(client).mayJoin(room, now)) {
      return afterEvents(new Reservation.Refused(Refusal.VOTED_AWAY));
    }
    return afterEvents(
        room == null || room.lent
            ? new Reservation.Refused(draining ? Refusal.DRAINING : Refusal.UNKNOWN_ROOM)
            : direct.reserveAt(room, client, Set.of(), now));
  }

  /**
   * Opens a room for those who sat together at another node; strangers are kept out for now. It is
   * counted to the first of them whose address may have one more.
   *
   * @param expected the addresses of those who sat there
   * @param handedOver whether a living node gives the room, where the limits held: it is taken as
   *     it is
   * @return empty if none of their addresses may have one more, or there are too many in all
   */
  public Optional<RoomId> openReunion(
      boolean isPrivate,
      Optional<String> code,
      List<ClientAddress> expected,
      boolean handedOver,
      long now) {
    expireDue(now);
    RoomSeats room = allocator.reunion(isPrivate, expected, handedOver, now);
    if (room != null) {
      rooms.change(room, () -> room.reunion = true);
      code.ifPresent(known -> rooms.keepCode(room, known));
      rooms.linger(room, now);
    }
    return afterEvents(Optional.ofNullable(room).map(RoomSeats::id));
  }

  /**
   * Holds a place there for somebody who had it before.
   *
   * @param handedOver as in {@link #openReunion}
   * @param hold how long it asked the seat to be held for, if that is longer than usual
   * @return false if somebody has it, if its address may not have so many seats, or if it had to
   *     make room at once because too many are held
   */
  public boolean keepSeat(
      RoomId id,
      int place,
      ClientAddress client,
      List<String> secrets,
      boolean handedOver,
      Duration hold,
      long now) {
    expireDue(now);
    RoomSeats room = rooms.find(id);
    return afterEvents(
        room != null
            && (handedOver || seatStates.maySit(client))
            && direct.keep(room, place, client, secrets, hold, now));
  }

  /** Who may not come back to a room, for the node where it goes on. */
  public List<RoomBans.Passed> bansOf(RoomId id, long now) {
    RoomSeats room = rooms.find(id);
    return room == null ? List.of() : room.bans.passOn(now);
  }

  /** Those may not come back to a room that goes on here. */
  public void keepBans(RoomId id, List<RoomBans.Passed> bans, long now) {
    RoomSeats room = rooms.find(id);
    if (room != null) {
      room.bans.take(bans, now);
    }
  }

  /** The reunion is over: newcomers are seated there, too. */
  public void endReunion(RoomId id, long now) {
    expireDue(now);
    RoomSeats room = rooms.find(id);
    if (room != null && room.reunion) {
      rooms.change(room, () -> room.reunion = false);
      offers.touch(room);
    }
    tell();
  }

  /**
   * A seat for somebody who sat with the members of this room before, and lost the seat: at the
   * same place if it is free. Should the answer be lost, the same secret opens the same seat again.
   *
   * @param place the place that it had
   * @param request with the secret that it came back with, which opens no seat here
   */
  public JoinResult rejoin(
      RoomId id, int place, JoinRequest request, long connection, ClientAddress client, long now) {
    expireDue(now);
    RoomSeats room = rooms.find(id);
    return afterEvents(
        room == null || knows(connection)
            ? new JoinResult.Refused(Refusal.STALE_SEAT)
            : direct.rejoin(room, place, request, connection, client, now));
  }

  /** Whether a direct member has this seat on this connection. */
  public boolean sitsOn(RoomId id, int place, long connection) {
    return find(id, place) instanceof DirectSeat seat && seat.isOf(connection);
  }

  /** Whose seat it is: the address as limits count it. */
  public ClientAddress clientOf(RoomId id, int place) {
    Seat seat = find(id, place);
    return seat == null ? new ClientAddress("", true) : seat.client();
  }

  /** What the name of the direct member who has the seat is compared by; empty if unknown. */
  public Set<String> namesOf(RoomId id, int place) {
    return find(id, place) instanceof DirectSeat seat ? seat.names : Set.of();
  }

  /**
   * The member goes to another node; its seat is held for {@link #WAY_BACK_SECONDS}.
   *
   * @return what it can come back with; empty, and it still sits there, if its address may not have
   *     so many seats
   */
  public Optional<String> stepOut(RoomId id, int place, long connection, long now) {
    expireDue(now);
    return afterEvents(direct.stepOut(id, place, connection, now));
  }

  /** Whether this secret opens a seat here. */
  public boolean opens(String secret) {
    return direct.opens(secret);
  }

  /** What opens by now the seat that this secret opens in another room than this one. */
  public Optional<String> secretElsewhere(RoomId id, String secret) {
    return direct.secretElsewhere(id, secret);
  }

  /** Whether this room is open, and this node's own. */
  public boolean isOpen(RoomId id) {
    RoomSeats room = rooms.find(id);
    return room != null && !room.lent;
  }

  /** Whether this room is open and private. */
  public boolean isPrivate(RoomId id) {
    RoomSeats room = rooms.find(id);
    return room != null && room.isPrivate();
  }

  /** The salt of an open room, if it is encrypted. */
  public Optional<String> saltOf(RoomId id) {
    RoomSeats room = rooms.find(id);
    return room == null ? Optional.empty() : Optional.ofNullable(room.salt);
  }

  /** The invite code of a room, if it has one. */
  public Optional<String> codeOf(RoomId id) {
    RoomSeats room = rooms.find(id);
    return room == null ? Optional.empty() : Optional.ofNullable(room.code);
  }

  /** Whether a room has this invite code. */
  public boolean knowsCode(String code) {
    return rooms.findByCode(code) != null;
  }

  /**
   * The invite code of a room that goes on from another node's, which had one of its own.
   *
   * @param earlier what the room is known by from now on, if it has no code yet
   */
  public Optional<String> codeOfReunion(RoomId id, String earlier) {
    RoomSeats room = rooms.find(id);
    if (room == null) {
      return Optional.empty();
    }
    rooms.keepCode(room, earlier);
    return Optional.ofNullable(room.code);
  }

  /**
   * For how many seconds the seat of a direct member is held if its connection is lost, if it asked
   * for longer than usual; else 0.
   */
  public int holdSecondsOf(RoomId id, int place) {
    return find(id, place) instanceof DirectSeat seat && seat.hold != null
        ? (int) seat.hold.toSeconds()
        : 0;
  }

  /** The taken places of a room, and what each can be taken again with. */
  public List<KnownSeat> seatsOf(RoomId id) {
    RoomSeats room = rooms.find(id);
    return room == null
        ? List.of()
        : room.seats()
            .map(
                seat ->
                    switch (seat) {
                      case DirectSeat mine ->
                          new KnownSeat(
                              mine.place(), mine.client(), mine.state, direct.secrets(mine));
                      case ClassicSeat mine ->
                          new KnownSeat(mine.place(), mine.client(), mine.state, List.of());
                    })
            .toList();
  }

  /**
   * A taken place.
   *
   * @param secrets of a direct member, the latest first; none for a classic one
   */
  public record KnownSeat(int place, ClientAddress client, SeatState state, List<String> secrets) {}

  /**
   * Another node has this room from now on: the seats of direct members are free here, classic ones
   * are places that it lends.
   */
  public void becomeLent(RoomId id, long now) {
    expireDue(now);
    RoomSeats room = rooms.find(id);
    if (room != null && !room.lent) {
      seatStates.lend(room);
      offers.touch(room);
      for (Seat seat : room.seats().toList()) {
        if (seat instanceof DirectSeat mine) {
          direct.handedOver(mine, now);
        }
      }
      if (room.isEmpty()) {
        close(room, now);
      }
    }
    tell();
  }

  /** Reserves a place that another node lends, for a classic member; false if it is taken here. */
  public boolean lend(RoomId id, int place, ClientAddress client, long now) {
    expireDue(now);
    RoomSeats room = rooms.find(id);
    if (room == null) {
      room = rooms.openLent(id);
    }
    return afterEvents(room.lent && classic.lend(room, place, client, now));
  }

  /** Whether another node has this room and has to be asked before this connection is admitted. */
  public boolean mustAskOwner(RoomId id, ClassicSide side, ClientAddress client) {
    RoomSeats room = rooms.find(id);
    return room != null && room.lent && !classic.isExpected(room, side, client);
  }

  /** All open rooms and the states of their places, in the order in which they were opened. */
  public List<RoomOverview> overview() {
    return rooms.overview();
  }

  /** How many rooms and seats there are. */
  public Totals totals() {
    return seatStates.totals();
  }

  private boolean knows(long connection) {
    return classic.knows(connection) || direct.knows(connection);
  }

  private @Nullable Seat find(RoomId id, int place) {
    RoomSeats room = rooms.find(id);
    return room == null ? null : room.seat(place);
  }

  private void expireDue(long now) {
    for (TimerEntry due = deadlines.due(now); due != null; due = deadlines.due(now)) {
      switch (due) {
        case ClassicSeat seat -> classic.timeOut(seat, now);
        case DirectSeat seat -> direct.timeOut(seat, now);
        case StaleReservationTimer doubt -> seatStates.doubt(doubt.seat(), now);
        case ClassicConnection unpaired -> classic.timeOut(unpaired);
        case RoomSeats room -> close(room, now);
      }
    }
    seatStates.forget(now);
    offers.awaitReservations(!seatStates.reservationsAreUnreliable(now), rooms.all());
    offers.settle();
  }

  private void evict(DirectSeat heldSeat, long now) {
    direct.evict(heldSeat, now);
  }

  private void giveUp(Seat seat, long now) {
    switch (seat) {
      case ClassicSeat reserved -> classic.timeOut(reserved, now);
      case DirectSeat reserved -> direct.timeOut(reserved, now);
    }
  }

  private void close(RoomSeats room, long now) {
    classic.abandon(room);
    rooms.close(room);
  }

  private <T> T afterEvents(T answer) {
    tell();
    return answer;
  }

  private void tell() {
    offers.settle();
    deferredEvents.tell();
  }
}
