package prosa.server.placement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import prosa.server.placement.ReferenceRoom.ReferenceConnection;
import prosa.server.placement.ReferenceRoom.ReferenceSeat;
import prosa.server.placement.ReferenceRoom.Waiting;

/**
 * The reference model of placement, as simple as possible: no counters and no order, everything is
 * found by a scan of all rooms and seats.
 */
final class ReferenceModel {

  final PlacementConfig rules;
  final SeatLimits limits;
  final TokenGenerator tokens;
  final List<ReferenceRoom> rooms = new ArrayList<>();
  final List<Event> events = new ArrayList<>();
  final Map<String, Integer> unused = new HashMap<>();
  final List<Long> late = new ArrayList<>();
  final List<Long> usedAt = new ArrayList<>();
  final List<Long> lateTrusted = new ArrayList<>();
  final List<Long> trustedTimeouts = new ArrayList<>();
  final List<Long> trustedUsedAt = new ArrayList<>();
  final Map<String, Long> cameAt = new HashMap<>();
  final Map<String, List<Long>> shortStays = new HashMap<>();
  boolean draining;
  private int roomsOpened;
  private long stamps;

  ReferenceModel(PlacementConfig rules, TokenGenerator tokens) {
    this.rules = rules;
    this.limits = rules.limits();
    this.tokens = tokens;
  }

  /** A room with a free seat, or why there is none. */
  record Choice(@Nullable ReferenceRoom room, @Nullable Refusal no) {}

  // --- the rules

  /**
   * While somebody comes and goes, among the rooms with somebody seated who does not first; while
   * many reservations are late, among those with somebody seated first.
   */
  private Optional<ReferenceRoom> byTheRules(
      List<ReferenceRoom> among, ClientAddress client, long now) {
    boolean unreliable =
        (client.trusted() || !isDoubtful(client, now)) && reservationsAreUnreliable(now);
    boolean quiet =
        shortStays.keySet().stream().noneMatch(visitor -> comesAndGoes(visitor, now))
            || comesAndGoes(client.trusted() ? everybodyOf(client) : client.key(), now);
    return Optional.of(among.stream().filter(room -> hasSettled(room, now)).toList())
        .filter(settled -> !quiet)
        .flatMap(ReferenceModel::byTheRules)
        .or(
            () ->
                Optional.of(among.stream().filter(ReferenceRoom::hasSeated).toList())
                    .filter(living -> unreliable)
                    .flatMap(ReferenceModel::byTheRules))
        .or(() -> byTheRules(among));
  }

  private boolean hasSettled(ReferenceRoom room, long now) {
    return room.seats.stream()
        .filter(seat -> seat.state == SeatState.SEATED)
        .anyMatch(seat -> !comesAndGoes(visitor(seat), now) && !isOneOfMany(seat, now));
  }

  /** Whether it has just come from a trusted network that comes and goes as a whole. */
  private boolean isOneOfMany(ReferenceSeat seat, long now) {
    return seat.client.trusted()
        && now - seat.seatedAt < 5_000_000_000L
        && comesAndGoes(everybodyOf(seat.client), now);
  }

  private static String everybodyOf(ClientAddress client) {
    return "all of " + client.key();
  }

  private static String visitor(ReferenceSeat seat) {
    if (!seat.client.trusted()) {
      return seat.client.key();
    }
    return seat.classic ? "" : "connection " + seat.member;
  }

  private boolean comesAndGoes(String visitor, long now) {
    List<Long> ended = shortStays.getOrDefault(visitor, List.of());
    int before = visitor.startsWith("all of ") ? 29 : 2;
    return IntStream.range(before, ended.size())
        .anyMatch(
            i ->
                ended.get(i) - ended.get(i - before) <= 30_000_000_000L
                    && now - ended.get(i) <= 30_000_000_000L);
  }

  /** Its member is seated no longer. */
  void stayEnds(ReferenceSeat seat, long now) {
    if (now - seat.seatedAt >= 5_000_000_000L) {
      return;
    }
    if (!visitor(seat).isEmpty()) {
      shortStays.computeIfAbsent(visitor(seat), _ -> new ArrayList<>()).add(now);
    }
    if (seat.client.trusted()) {
      shortStays.computeIfAbsent(everybodyOf(seat.client), _ -> new ArrayList<>()).add(now);
    }
  }

  boolean reservationsAreUnreliable(long now) {
    return areUnreliable(late, usedAt, now);
  }

  private boolean trustedAreUnreliable(long now) {
    return areUnreliable(lateTrusted, trustedUsedAt, now);
  }

  /** Never are so many outstanding here that this matters. */
  private boolean trustedTimeOut(long now) {
    return areUnreliable(trustedTimeouts, trustedUsedAt, now);
  }

  private static boolean areUnreliable(List<Long> late, List<Long> used, long now) {
    long notUsed = late.stream().filter(when -> now - when <= 30_000_000_000L).count();
    return notUsed >= 3
        && notUsed > used.stream().filter(when -> now - when <= 30_000_000_000L).count();
  }

  /** The three rules, word by word, among these rooms. */
  private static Optional<ReferenceRoom> byTheRules(List<ReferenceRoom> among) {
    List<ReferenceRoom> candidates = among.stream().filter(ReferenceRoom::takesNewcomers).toList();
    Optional<ReferenceRoom> alone = roomySooner(candidates, room -> room.activeSeats() == 1);
    return alone.isPresent() ? alone : fewest(candidates);
  }

  private static Optional<ReferenceRoom> roomySooner(
      List<ReferenceRoom> inOrder, Predicate<ReferenceRoom> wanted) {
    List<ReferenceRoom> all = inOrder.stream().filter(wanted).toList();
    return all.stream().filter(room -> !room.full()).findFirst().or(() -> all.stream().findFirst());
  }

  private static Optional<ReferenceRoom> fewest(List<ReferenceRoom> inOrder) {
    ReferenceRoom best = null;
    for (ReferenceRoom room : inOrder) {
      if (best == null
          || (best.full() && !room.full())
          || (best.full() == room.full() && room.activeSeats() < best.activeSeats())) {
        best = room;
      }
    }
    return Optional.ofNullable(best);
  }

  private List<ReferenceRoom> without(Optional<RoomId> avoid) {
    return rooms.stream().filter(room -> !avoid.equals(Optional.of(room.id))).toList();
  }

  /** Who has late reservations of its own takes no place of one that is late. */
  private List<ReferenceRoom> candidates(
      List<ReferenceRoom> among, ClientAddress client, long now) {
    boolean hasLateOnes =
        !(client.trusted() && trustedTimeOut(now))
            && seats().stream()
                .filter(seat -> seat.client.key().equals(client.key()))
                .anyMatch(seat -> seat.state == SeatState.RESERVED && seat.late);
    return hasLateOnes
        ? among.stream().filter(ReferenceRoom::hasSpaceBesideLateOnes).toList()
        : among;
  }

  Choice anywhere(Optional<RoomId> avoid, ClientAddress client, long now) {
    if (!canHaveSeat(client)) {
      return new Choice(null, Refusal.TOO_MANY_SEATS);
    }
    Optional<ReferenceRoom> room = byTheRules(candidates(without(avoid), client, now), client, now);
    if (room.isEmpty() && isDoubtful(client, now)) {
      room = doubtfulOnes(candidates(without(avoid), client, now));
    }
    if (room.isEmpty()) {
      int most = client.trusted() ? Integer.MAX_VALUE : limits.roomsPerAddress();
      Refusal no = makeRoomForRoom(false, client.key(), most, now);
      if (no == null) {
        return at(open(false, client.key()), client, now);
      }
      List<ReferenceRoom> others = candidates(rooms, client, now);
      room = byTheRules(others, client, now).or(() -> doubtfulOnes(others));
      if (room.isEmpty()) {
        return new Choice(null, no);
      }
    }
    return at(room.get(), client, now);
  }

  Choice withPorts(ClientAddress client, long now) {
    if (!canHaveSeat(client)) {
      return new Choice(null, Refusal.TOO_MANY_SEATS);
    }
    List<ReferenceRoom> open =
        candidates(rooms.stream().filter(room -> room.hasPorts).toList(), client, now);
    return byTheRules(open, client, now)
        .or(() -> doubtfulOnes(open))
        .map(room -> at(room, client, now))
        .orElse(new Choice(null, Refusal.NO_SEAT));
  }

  private static Optional<ReferenceRoom> doubtfulOnes(List<ReferenceRoom> among) {
    return among.stream().filter(ReferenceRoom::hasOnlyDoubtfulReservations).findFirst();
  }

  Choice privately(ClientAddress client, long connection, long now) {
    if (!canHaveSeat(client)) {
      return new Choice(null, Refusal.TOO_MANY_SEATS);
    }
    String account = client.trusted() ? "connection " + connection : client.key();
    Refusal no =
        makeRoomForRoom(
            true,
            account,
            client.trusted() ? limits.privateRoomsPerConnection() : limits.roomsPerAddress(),
            now);
    return no != null ? new Choice(null, no) : at(open(true, account), client, now);
  }

  Choice invited(String code, ClientAddress client, long now) {
    Optional<ReferenceRoom> room = withCode(code);
    if (room.isEmpty()) {
      return new Choice(null, Refusal.UNKNOWN_INVITE);
    }
    if (!room.get().hasSpace()) {
      return new Choice(null, Refusal.TABLE_FULL);
    }
    return canHaveSeat(client)
        ? at(room.get(), client, now)
        : new Choice(null, Refusal.TOO_MANY_SEATS);
  }

  Optional<ReferenceRoom> elsewhere(ReferenceSeat seat, long now) {
    List<ReferenceRoom> others =
        rooms.stream().filter(room -> room.activeSeats() > 0 && room != seat.room).toList();
    return byTheRules(
            others.stream().filter(room -> !room.id.equals(seat.cameFrom)).toList(),
            seat.client,
            now)
        .or(() -> byTheRules(others, seat.client, now));
  }

  // --- who makes room for whom

  boolean canHaveSeat(ClientAddress client) {
    return !tooManySeats(client)
        || heldSeats().stream().anyMatch(seat -> seat.client.equals(client));
  }

  boolean tooManySeats(ClientAddress client) {
    long has = seats().stream().filter(seat -> seat.client.equals(client)).count();
    return !client.trusted() && has >= limits.seatsPerAddress();
  }

  void makeRoomForSeat(ClientAddress client, long now) {
    if (tooManySeats(client)) {
      evict(oldest(heldSeats().stream().filter(seat -> seat.client.equals(client)).toList()), now);
    }
  }

  void makeRoomIn(ReferenceRoom room, long now) {
    if (room.full()) {
      Comparator<ReferenceSeat> byMost =
          Comparator.comparingLong(seat -> -heldOf(seat.client.key()));
      heldSeats().stream()
          .filter(seat -> seat.room == room)
          .min(byMost.thenComparingLong(seat -> seat.stamp))
          .ifPresentOrElse(held -> evict(held, now), () -> giveUpReservation(room, now));
    }
  }

  private void giveUpReservation(ReferenceRoom room, long now) {
    ReferenceSeat seat =
        room.seats.stream()
            .filter(room::mayTakePlaceOf)
            .min(
                Comparator.<ReferenceSeat, Boolean>comparing(one -> !one.revocable)
                    .thenComparing(one -> !one.untouched())
                    .thenComparingLong(one -> one.stamp))
            .orElseThrow();
    seat.waits = false;
    timeOut(seat, now);
  }

  void limitHeldSeats(long now) {
    while (heldSeats().size() > limits.held()) {
      Comparator<ReferenceSeat> byMost =
          Comparator.comparingLong(seat -> -heldOf(seat.client.key()));
      evict(
          heldSeats().stream().min(byMost.thenComparingLong(seat -> seat.stamp)).orElseThrow(),
          now);
    }
  }

  List<ReferenceSeat> heldSeats() {
    return seats().stream().filter(seat -> seat.state == SeatState.HELD).toList();
  }

  private long heldOf(String key) {
    return heldSeats().stream().filter(seat -> seat.client.key().equals(key)).count();
  }

  private static ReferenceSeat oldest(List<ReferenceSeat> seats) {
    return seats.stream().min(Comparator.comparingLong(seat -> seat.stamp)).orElseThrow();
  }

  private Choice at(ReferenceRoom room, ClientAddress client, long now) {
    makeRoomForSeat(client, now);
    makeRoomIn(room, now);
    return new Choice(room, null);
  }

  private void evict(ReferenceSeat seat, long now) {
    events.add(Event.evicted(seat.room.id, seat.place));
    free(seat, now);
  }

  private @Nullable Refusal makeRoomForRoom(boolean isPrivate, String account, int most, long now) {
    if (roomsOf(account) >= most
        && !closeIdle(rooms.stream().filter(room -> room.account.equals(account)), now)) {
      return Refusal.TOO_MANY_ROOMS;
    }
    long privateRooms = rooms.stream().filter(room -> room.isPrivate).count();
    if (isPrivate
        && privateRooms >= limits.privateRooms()
        && !closeIdle(rooms.stream().filter(room -> room.isPrivate), now)) {
      return Refusal.NO_SEAT;
    }
    return rooms.size() >= limits.rooms() && !closeIdle(rooms.stream(), now)
        ? Refusal.NO_SEAT
        : null;
  }

  long roomsOf(String account) {
    return rooms.stream().filter(room -> room.account.equals(account)).count();
  }

  /** Of these, the longest idle one of whoever has most idle ones among them. */
  private boolean closeIdle(Stream<ReferenceRoom> among, long now) {
    List<ReferenceRoom> idle = among.filter(room -> room.idleSince > 0).toList();
    Map<String, Long> most = new HashMap<>();
    idle.forEach(room -> most.merge(room.account, 1L, Long::sum));
    Optional<ReferenceRoom> found =
        idle.stream()
            .min(
                Comparator.<ReferenceRoom>comparingLong(
                        room -> -most.getOrDefault(room.account, 0L))
                    .thenComparingLong(room -> room.idleSince));
    found.ifPresent(
        room -> {
          room.seats.stream()
              .sorted(Comparator.comparingInt(seat -> seat.place))
              .toList()
              .forEach(seat -> evict(seat, now));
          close(room);
        });
    return found.isPresent();
  }

  void withdraw(RoomId id, int place, String secret, long now) {
    timeOut(now);
    for (ReferenceSeat seat : seats()) {
      if (seat.room.id.equals(id)
          && seat.place == place
          && seat.state == SeatState.RESERVED
          && seat.secret.equals(secret)
          && seat.untouched()) {
        free(seat, now);
      }
    }
  }

  // --- rooms and seats

  List<ReferenceSeat> seats() {
    List<ReferenceSeat> all = new ArrayList<>();
    rooms.forEach(room -> all.addAll(room.seats));
    return all;
  }

  List<ReferenceConnection> peers() {
    List<ReferenceConnection> all = new ArrayList<>();
    for (ReferenceRoom room : rooms) {
      all.addAll(room.orphans);
      for (ReferenceSeat seat : room.seats) {
        all.addAll(seat.peers());
      }
    }
    return all;
  }

  boolean knows(long connection) {
    for (ReferenceRoom room : rooms) {
      for (ReferenceSeat seat : room.seats) {
        if (seat.connections().contains(connection)) {
          return true;
        }
      }
    }
    return peers().stream().anyMatch(peer -> peer.connection == connection);
  }

  Optional<ReferenceRoom> find(RoomId id) {
    return rooms.stream().filter(room -> room.id.equals(id)).findFirst();
  }

  Optional<ReferenceRoom> withCode(String code) {
    return rooms.stream().filter(room -> code.equals(room.code)).findFirst();
  }

  ReferenceRoom open(boolean isPrivate, String account) {
    ReferenceRoom room =
        new ReferenceRoom(new RoomId(roomsOpened++), isPrivate, account, rules.capacity());
    rooms.add(room);
    events.add(Event.opened(room.id, isPrivate));
    return room;
  }

  /** Somebody sits down where nobody came in time, perhaps. */
  private void came(ReferenceSeat seat) {
    if (seat.lateSince != null) {
      late.remove(seat.lateSince);
      if (seat.client.trusted()) {
        lateTrusted.remove(seat.lateSince);
      }
      seat.lateSince = null;
    }
  }

  ReferenceSeat newSeat(ReferenceRoom room, boolean classic, ClientAddress client, long now) {
    ReferenceSeat seat =
        new ReferenceSeat(room, room.lowestFreePlace(), classic, client, tokens.next());
    seat.doubtful = isDoubtful(client, now);
    seat.revocable = client.trusted() ? trustedTimeOut(now) : timedOut(client) >= 3;
    room.seats.add(seat);
    room.closing.waits = false;
    room.idleSince = 0;
    believe(seat, now);
    await(seat, now + rules.reservation().toNanos());
    return seat;
  }

  private int timedOut(ClientAddress client) {
    return client.trusted() ? 0 : unused.getOrDefault(client.key(), 0);
  }

  /** Whether a new reservation of this client is no company. */
  private boolean isDoubtful(ClientAddress client, long now) {
    if (client.trusted()) {
      return trustedAreUnreliable(now)
          || seats().stream()
                  .filter(seat -> seat.state == SeatState.RESERVED && seat.client.trusted())
                  .count()
              >= 16;
    }
    return timedOut(client) + doubtfulOf(client) >= 3;
  }

  /** The outstanding reservations of this address that are no company. */
  private long doubtfulOf(ClientAddress client) {
    return rooms.stream()
        .flatMap(room -> room.seats.stream())
        .filter(seat -> seat.state == SeatState.RESERVED && seat.doubtful)
        .filter(seat -> !seat.client.trusted() && seat.client.key().equals(client.key()))
        .count();
  }

  /** For a second from now on a reserved seat is company. */
  void believe(ReferenceSeat seat, long now) {
    await(seat.doubt, now + Math.min(rules.reservation().toNanos(), 1_000_000_000));
  }

  void free(ReferenceSeat seat, long now) {
    ReferenceRoom room = seat.room;
    if (seat.state == SeatState.SEATED) {
      stayEnds(seat, now);
    }
    room.seats.remove(seat);
    if (room.seats.isEmpty()) {
      boolean hasCode = room.isPrivate && room.code != null;
      await(room.closing, now + (hasCode ? rules.privateLinger() : rules.linger()).toNanos());
    }
    mayBeIdle(room);
  }

  void mayBeIdle(ReferenceRoom room) {
    if (room.occupancy() == 0 && room.idleSince == 0) {
      room.idleSince = ++stamps;
    }
  }

  @Nullable Refusal tooMany(ClientAddress client) {
    long reserved =
        seats().stream()
            .filter(seat -> seat.state == SeatState.RESERVED && seat.client.equals(client))
            .count();
    int most = limits.reservationsPerAddress();
    int allowed = Math.max(Math.min(2, most), most - unused.getOrDefault(client.key(), 0));
    boolean tooMany = !client.trusted() && reserved >= allowed;
    return tooMany ? Refusal.TOO_MANY_RESERVATIONS : null;
  }

  private boolean comes(ClientAddress client, long now) {
    Long when = cameAt.get(client.key());
    if (client.trusted() && trustedTimeOut(now)) {
      return false;
    }
    return when != null && now - when <= 30_000_000_000L;
  }

  /** A reservation was used. */
  void used(ReferenceSeat used, long now) {
    ClientAddress client = used.client;
    came(used);
    unused.computeIfPresent(client.key(), (key, n) -> n == 1 ? null : n / 2);
    usedAt.add(now);
    cameAt.put(client.key(), now);
    if (client.trusted()) {
      trustedUsedAt.add(now);
      if (trustedTimeOut(now)) {
        return;
      }
    }
    seats().stream()
        .filter(seat -> seat.client.key().equals(client.key()))
        .forEach(seat -> seat.late = false);
  }

  boolean tooManyCodes(ClientAddress client) {
    return !client.trusted()
        && rooms.stream().filter(room -> client.equals(room.codeFor)).count()
            >= limits.codesPerAddress();
  }

  // --- time

  void await(Waiting what, long due) {
    what.waits = true;
    what.due = due;
    what.stamp = ++stamps;
  }

  OptionalLong nextDeadline(long now) {
    Waiting first = null;
    for (Waiting what : waiting()) {
      if (first == null || what.due - now < first.due - now) {
        first = what;
      }
    }
    return first == null ? OptionalLong.empty() : OptionalLong.of(first.due);
  }

  void timeOut(long now) {
    List<Waiting> due = waiting();
    due.removeIf(what -> what.due - now > 0);
    due.sort(
        Comparator.<Waiting>comparingLong(what -> what.due - now)
            .thenComparingLong(what -> what.stamp));
    for (Waiting what : due) {
      if (what.waits) {
        what.waits = false;
        timeOut(what, now);
      }
    }
  }

  private void timeOut(Waiting what, long now) {
    if (what instanceof ReferenceRoom.Doubt doubt) {
      doubt.seat.doubtful = true;
      late.add(now);
      if (doubt.seat.client.trusted()) {
        lateTrusted.add(now);
      }
      doubt.seat.lateSince = now;
      doubt.seat.late = reservationsAreUnreliable(now) && !comes(doubt.seat.client, now);
    } else if (what instanceof ReferenceSeat seat) {
      if (seat.state == SeatState.RESERVED && !seat.client.trusted()) {
        cameAt.remove(seat.client.key());
      } else if (seat.state == SeatState.RESERVED) {
        lateTrusted.add(now);
        trustedTimeouts.add(now);
      }
      if (seat.state == SeatState.RESERVED && !seat.client.trusted()) {
        int most = limits.reservationsPerAddress();
        unused.merge(seat.client.key(), 1, (n, one) -> Math.min(most, n + one));
      }
      free(seat, now);
      if (seat.state == SeatState.HELD) {
        events.add(Event.expired(seat.room.id, seat.place));
      }
      if (!seat.untouched()) {
        seat.room.timeouts.merge(seat.client.key(), 1, Integer::sum);
        seat.peers().forEach(peer -> events.add(Event.timedOut(seat.room.id, peer.connection)));
      }
    } else if (what instanceof ReferenceConnection peer) {
      peer.room.orphans.remove(peer);
      peer.room.timeouts.merge(peer.address, 1, Integer::sum);
      events.add(Event.timedOut(peer.room.id, peer.connection));
    } else {
      close(rooms.stream().filter(room -> room.closing.equals(what)).findFirst().orElseThrow());
    }
  }

  private void close(ReferenceRoom room) {
    for (ReferenceConnection peer : room.orphans) {
      peer.waits = false;
      events.add(Event.timedOut(room.id, peer.connection));
    }
    rooms.remove(room);
    events.add(Event.closed(room.id));
  }

  private List<Waiting> waiting() {
    List<Waiting> all = new ArrayList<>();
    for (ReferenceRoom room : rooms) {
      all.add(room.closing);
      all.addAll(room.orphans);
      all.addAll(room.seats);
      for (ReferenceSeat seat : room.seats) {
        if (seat.state == SeatState.RESERVED && (!seat.doubtful || seat.client.trusted())) {
          all.add(seat.doubt);
        }
      }
    }
    all.removeIf(what -> !what.waits);
    return all;
  }
}
