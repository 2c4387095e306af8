package prosa.server.placement;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The open rooms: numbered, found by number or code, chosen by the rules, closed when nobody has
 * been there for a while.
 *
 * <p>An empty private table waits long only if somebody has its code, for nobody else could come
 * back to it; and how many empty ones wait is counted against the address that opened them.
 */
final class Rooms {

  private final Rules rules;
  private final Secrets secrets;
  private final Deadlines deadlines;
  private final PlacementListener news;
  private final Vacancies vacancies;
  private final Allowance waiting;
  private final Map<RoomId, RoomSeats> open = new LinkedHashMap<>();
  private final Map<String, RoomSeats> byCode = new HashMap<>();
  private int nextNumber;
  private int privateRooms;

  Rooms(
      Rules rules,
      Secrets secrets,
      Deadlines deadlines,
      PlacementListener news,
      Comparator<RoomSeats> byOccupancy) {
    this.rules = rules;
    this.secrets = secrets;
    this.deadlines = deadlines;
    this.news = news;
    this.vacancies = new Vacancies(byOccupancy);
    this.waiting = new Allowance(rules.reservationsPerAddress());
  }

  @Nullable RoomSeats find(RoomId id) {
    return open.get(id);
  }

  @Nullable RoomSeats findByCode(String code) {
    return byCode.get(code);
  }

  /** By the three rules, without the room to avoid; opened if need be. */
  RoomSeats choose(@Nullable RoomId avoid, ClientAddress client) {
    RoomSeats chosen = vacancies.choose(room -> !room.id().equals(avoid));
    return chosen != null ? chosen : open(false, client);
  }

  /** By the rules among rooms with company, rather not where it came from; null if none is. */
  @Nullable RoomSeats elsewhere(RoomSeats current, @Nullable RoomId cameFrom) {
    RoomSeats fresh = vacancies.withCompany(room -> room != current && !room.id().equals(cameFrom));
    return fresh != null ? fresh : vacancies.withCompany(room -> room != current);
  }

  /** Whether this address may open one more private table. */
  boolean mayOpenPrivate(ClientAddress client) {
    return waiting.allows(client);
  }

  /** A new room; somebody must be given a seat there in the same call. */
  RoomSeats open(boolean isPrivate, ClientAddress client) {
    RoomSeats room = new RoomSeats(new RoomId(nextNumber++), isPrivate, client, rules.capacity());
    open.put(room.id(), room);
    privateRooms += isPrivate ? 1 : 0;
    news.opened(room.id(), isPrivate);
    return room;
  }

  void close(RoomSeats room) {
    vacancies.takeOut(room);
    comeBack(room);
    open.remove(room.id());
    privateRooms -= room.isPrivate() ? 1 : 0;
    if (room.code != null) {
      byCode.remove(room.code);
    }
    news.closed(room.id());
  }

  /** The code for this table, made when asked for first. */
  String codeOf(RoomSeats room) {
    String code = room.code;
    if (code == null) {
      code = secrets.next();
      room.code = code;
      byCode.put(code, room);
    }
    return code;
  }

  /** Enters a seat's new state into its room, and what follows for the room from it. */
  void change(Seat seat, SeatState to, long now) {
    RoomSeats room = seat.room();
    boolean wasEmpty = room.isEmpty();
    vacancies.takeOut(room);
    room.change(seat, to);
    vacancies.putBack(room);
    if (wasEmpty) {
      comeBack(room);
    } else if (room.isEmpty()) {
      linger(room, now);
    }
  }

  List<RoomSeats> all() {
    return List.copyOf(open.values());
  }

  int size() {
    return open.size();
  }

  int privateRooms() {
    return privateRooms;
  }

  /** Everything that is kept here, in one number; 0 when no room is open. */
  int leftovers() {
    return open.size() + byCode.size() + vacancies.size() + waiting.addresses() + privateRooms;
  }

  private void linger(RoomSeats room, long now) {
    room.waits = room.isPrivate() && room.code != null;
    if (room.waits) {
      waiting.take(room.opener());
    }
    deadlines.set(room, now, room.waits ? rules.privateLinger() : rules.linger());
  }

  private void comeBack(RoomSeats room) {
    deadlines.clear(room);
    if (room.waits) {
      room.waits = false;
      waiting.giveBack(room.opener());
    }
  }
}
