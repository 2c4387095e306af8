package prosa.server.placement;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The open rooms: numbered, found by number or code, chosen by the rules, closed when nobody has
 * been there for a while; and counted for the address that had them opened.
 *
 * <p>An empty private room waits long only if somebody has its code, for nobody else could come
 * back to it. A room is idle while nobody is seated there or on the way, and idle rooms are the
 * first to go.
 */
final class Rooms {

  private final CurrentConfig current;
  private final TokenGenerator tokens;
  private final TimerQueue deadlines;
  private final PlacementListener deferredEvents;
  private final RoomSelector roomSelector;
  private final RoomSelector withPorts;
  private final AddressQuota codes;
  private final Map<String, Integer> byAccount = new HashMap<>();
  private final EvictionOrder<RoomSeats> idle = new EvictionOrder<>();
  private final EvictionOrder<RoomSeats> idlePrivate = new EvictionOrder<>();
  private final Map<RoomId, RoomSeats> open = new LinkedHashMap<>();
  private final Map<String, RoomSeats> byCode = new HashMap<>();
  private int nextNumber;
  private int privateRooms;
  private int lentRooms;
  private int lentPrivateRooms;

  Rooms(
      CurrentConfig current,
      TokenGenerator tokens,
      TimerQueue deadlines,
      PlacementListener deferredEvents,
      Comparator<RoomSeats> byOccupancy) {
    this.current = current;
    this.tokens = tokens;
    this.deadlines = deadlines;
    this.deferredEvents = deferredEvents;
    this.roomSelector = new RoomSelector(room -> true, byOccupancy);
    this.withPorts = new RoomSelector(room -> room.hasPorts, byOccupancy);
    this.codes = new AddressQuota(() -> current.limits().codesPerAddress());
  }

  @Nullable RoomSeats find(RoomId id) {
    return open.get(id);
  }

  @Nullable RoomSeats findByCode(String code) {
    return byCode.get(code);
  }

  /**
   * By the three rules, without the room to avoid; null: a new one is needed.
   *
   * @param allowed the rooms that may be chosen
   * @param preferences which rooms with members come before all others, the most wanted first
   */
  @Nullable RoomSeats choose(
      @Nullable RoomId avoid,
      Predicate<RoomSeats> allowed,
      List<Predicate<RoomSeats>> preferences) {
    return roomSelector.choose(room -> !room.id().equals(avoid) && allowed.test(room), preferences);
  }

  /** The same, and at last one whose reservations are all doubtful; null if there is none. */
  @Nullable RoomSeats chooseAny(
      @Nullable RoomId avoid,
      Predicate<RoomSeats> allowed,
      List<Predicate<RoomSeats>> preferences) {
    return roomSelector.chooseAny(
        room -> !room.id().equals(avoid) && allowed.test(room), preferences);
  }

  /**
   * The same among the rooms whose classic ports are open, and at last one whose reservations are
   * all doubtful; null if there is none.
   *
   * @param allowed the rooms that may be chosen
   */
  @Nullable RoomSeats chooseWithPorts(
      Predicate<RoomSeats> allowed, List<Predicate<RoomSeats>> preferences) {
    return withPorts.chooseAny(allowed, preferences);
  }

  /** The same among rooms with members; null if none has a free seat. */
  @Nullable RoomSeats withMembers(
      Predicate<RoomSeats> allowed, List<Predicate<RoomSeats>> preferences) {
    return roomSelector.withMembers(allowed, preferences);
  }

  /**
   * By the rules among rooms with members, preferably not where it came from; null if there is
   * none.
   *
   * @param allowed the rooms that may be chosen
   * @param preferences which rooms with members come before all others, the most wanted first
   */
  @Nullable RoomSeats elsewhere(
      RoomSeats current,
      @Nullable RoomId cameFrom,
      Predicate<RoomSeats> allowed,
      List<Predicate<RoomSeats>> preferences) {
    Predicate<RoomSeats> other = room -> room != current && allowed.test(room);
    RoomSeats fresh =
        roomSelector.withMembers(other.and(room -> !room.id().equals(cameFrom)), preferences);
    return fresh != null ? fresh : roomSelector.withMembers(other, preferences);
  }

  /** All open rooms. */
  Iterable<RoomSeats> all() {
    return open.values();
  }

  /** All open rooms, in the order in which they were opened. */
  List<RoomOverview> overview() {
    return open.values().stream().filter(room -> !room.lent).map(RoomSeats::overview).toList();
  }

  /** How many open rooms are counted to this account. */
  int of(String account) {
    return byAccount.getOrDefault(account, 0);
  }

  /** The room of this account that has been idle for longest; null if none is. */
  @Nullable RoomSeats idleOf(String account) {
    return idle.oldestOf(account);
  }

  /** The longest idle room of the account with the most of them; null if there is none. */
  @Nullable RoomSeats idle() {
    return idle.oldestOfMost();
  }

  /** The same among private rooms. */
  @Nullable RoomSeats idlePrivate() {
    return idlePrivate.oldestOfMost();
  }

  /** A new room; somebody must be given a seat there in the same call. */
  RoomSeats open(boolean isPrivate, String account) {
    RoomId id = new RoomId(nextNumber++, current.config().node());
    return add(
        new RoomSeats(id, isPrivate, account, current.config().capacity(), new RoomBans(tokens)));
  }

  /** Makes the salt of a new room, in which nothing is said that could be read here. */
  void encrypt(RoomSeats room) {
    room.salt = tokens.salt();
  }

  /** The places that another node lends at its room, for classic members who come in here. */
  RoomSeats openLent(RoomId id) {
    RoomSeats room =
        new RoomSeats(
            id, false, "node " + id.node(), current.config().capacity(), new RoomBans(tokens));
    room.lent = true;
    countLent(room, 1);
    return add(room);
  }

  /** The room is another node's, which counts it and who sits there; here are only lent places. */
  void lend(RoomSeats room) {
    change(room, () -> room.lent = true);
    countLent(room, 1);
  }

  private void countLent(RoomSeats room, int change) {
    lentRooms += change;
    lentPrivateRooms += room.isPrivate() ? change : 0;
  }

  private RoomSeats add(RoomSeats room) {
    boolean isPrivate = room.isPrivate();
    String account = room.account();
    open.put(room.id(), room);
    byAccount.merge(account, 1, Integer::sum);
    privateRooms += isPrivate ? 1 : 0;
    if (!room.lent) {
      deferredEvents.opened(room.id(), isPrivate);
    }
    return room;
  }

  /** Nobody sits there yet, who is expected: it closes if nobody comes, or if a room is needed. */
  void linger(RoomSeats room, long now) {
    deadlines.set(room, now, current.config().linger());
    nowIdle(room);
  }

  /** Something that the choice of a room depends on changes. */
  void change(RoomSeats room, Runnable what) {
    roomSelector.takeOut(room);
    withPorts.takeOut(room);
    what.run();
    roomSelector.putBack(room);
    withPorts.putBack(room);
  }

  /** A place that another node lent is free. */
  void givenBack(Seat seat) {
    deferredEvents.givenBack(seat.room().id(), seat.place());
  }

  /** The code that a room had at another node, where it was before. */
  void keepCode(RoomSeats room, String code) {
    if (room.code == null) {
      room.code = code;
      byCode.put(code, room);
    }
  }

  /** The classic ports of a room are open, and stay so as long as it is. */
  void portsOpened(RoomSeats room) {
    withPorts.takeOut(room);
    room.hasPorts = true;
    withPorts.putBack(room);
  }

  void close(RoomSeats room) {
    roomSelector.takeOut(room);
    withPorts.takeOut(room);
    deadlines.clear(room);
    noLongerIdle(room);
    open.remove(room.id());
    byAccount.computeIfPresent(room.account(), (account, n) -> n == 1 ? null : n - 1);
    privateRooms -= room.isPrivate() ? 1 : 0;
    if (room.lent) {
      countLent(room, -1);
    }
    if (room.code != null) {
      byCode.remove(room.code);
    }
    if (room.codeFor != null) {
      codes.giveBack(room.codeFor);
    }
    deferredEvents.closed(room.id());
  }

  /** The code for this room, made when asked for first; null if this address has too many. */
  @Nullable String codeOf(RoomSeats room, ClientAddress client) {
    String code = room.code;
    if (code == null && codes.allows(client)) {
      codes.take(client);
      code = tokens.invite(room.id());
      room.code = code;
      room.codeFor = client;
      byCode.put(code, room);
    }
    return code;
  }

  /** Records a seat's new state in its room and updates the room's timers and sets. */
  void change(Seat seat, SeatState to, long now) {
    RoomSeats room = seat.room();
    boolean wasEmpty = room.isEmpty();
    boolean wasIdle = wasEmpty || room.occupancy() == 0;
    roomSelector.takeOut(room);
    withPorts.takeOut(room);
    room.change(seat, to);
    roomSelector.putBack(room);
    withPorts.putBack(room);
    if (wasEmpty) {
      deadlines.clear(room);
    } else if (room.isEmpty()) {
      boolean waits = room.isPrivate() && room.code != null;
      deadlines.set(
          room, now, waits ? current.config().privateLinger() : current.config().linger());
    }
    boolean isIdle = room.occupancy() == 0;
    if (wasIdle && !isIdle) {
      noLongerIdle(room);
    } else if (isIdle && !wasIdle) {
      nowIdle(room);
    }
  }

  /**
   * A reserved seat does not count as a member any more.
   *
   * @param isLate whether somebody new may have its place where somebody sits
   */
  void doubt(Seat seat, boolean isLate) {
    change(seat.room(), () -> seat.room().doubt(seat, isLate));
  }

  /** Nobody gets the place of a late reservation any more. */
  void keep(Seat seat) {
    change(seat.room(), () -> seat.room().keep(seat));
  }

  int size() {
    return open.size();
  }

  /** Open rooms that are this node's own. */
  int own() {
    return open.size() - lentRooms;
  }

  /** The private ones among {@link #own}. */
  int ownPrivateRooms() {
    return privateRooms - lentPrivateRooms;
  }

  private void nowIdle(RoomSeats room) {
    idle.add(room.account(), room);
    if (room.isPrivate()) {
      idlePrivate.add(room.account(), room);
    }
  }

  private void noLongerIdle(RoomSeats room) {
    idle.remove(room.account(), room);
    idlePrivate.remove(room.account(), room);
  }
}
