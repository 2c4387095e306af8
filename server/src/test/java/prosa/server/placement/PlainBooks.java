package prosa.server.placement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import prosa.server.placement.PlainRoom.PlainHalf;
import prosa.server.placement.PlainRoom.PlainSeat;
import prosa.server.placement.PlainRoom.Waiting;

/**
 * The books written down a second time, as plainly as can be: nothing is counted or kept in order,
 * everything is looked for by going through all rooms and all seats.
 */
final class PlainBooks {

  final Rules rules;
  final Secrets secrets;
  final List<PlainRoom> rooms = new ArrayList<>();
  final List<Event> events = new ArrayList<>();
  boolean draining;
  private int roomsOpened;
  private long stamps;

  PlainBooks(Rules rules, Secrets secrets) {
    this.rules = rules;
    this.secrets = secrets;
  }

  /** The three rules, word by word. */
  PlainRoom byTheRules(Optional<RoomId> avoid, ClientAddress client) {
    List<PlainRoom> candidates =
        rooms.stream()
            .filter(room -> !room.isPrivate && !room.full() && !avoid.equals(Optional.of(room.id)))
            .toList();
    for (PlainRoom room : candidates) {
      if (room.company() == 1) {
        return room;
      }
    }
    return fewest(candidates).orElseGet(() -> open(false, client));
  }

  private static Optional<PlainRoom> fewest(List<PlainRoom> inOrder) {
    PlainRoom best = null;
    for (PlainRoom room : inOrder) {
      if (best == null || room.company() < best.company()) {
        best = room;
      }
    }
    return Optional.ofNullable(best);
  }

  Optional<PlainRoom> elsewhere(PlainSeat seat) {
    List<PlainRoom> others =
        rooms.stream()
            .filter(room -> !room.isPrivate && !room.full() && room.company() > 0)
            .filter(room -> room != seat.room)
            .toList();
    List<PlainRoom> fresh = others.stream().filter(room -> !room.id.equals(seat.cameFrom)).toList();
    return fewest(fresh.isEmpty() ? others : fresh);
  }

  void withdraw(RoomId id, int place, String secret, long now) {
    lapse(now);
    for (PlainSeat seat : seats()) {
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

  List<PlainSeat> seats() {
    List<PlainSeat> all = new ArrayList<>();
    rooms.forEach(room -> all.addAll(room.seats));
    return all;
  }

  List<PlainHalf> halves() {
    List<PlainHalf> all = new ArrayList<>();
    for (PlainRoom room : rooms) {
      all.addAll(room.orphans);
      for (PlainSeat seat : room.seats) {
        all.addAll(seat.halves());
      }
    }
    return all;
  }

  boolean knows(long connection) {
    for (PlainRoom room : rooms) {
      for (PlainSeat seat : room.seats) {
        if (seat.connections().contains(connection)) {
          return true;
        }
      }
    }
    return halves().stream().anyMatch(half -> half.connection == connection);
  }

  Optional<PlainRoom> find(RoomId id) {
    return rooms.stream().filter(room -> room.id.equals(id)).findFirst();
  }

  Optional<PlainRoom> withCode(String code) {
    return rooms.stream().filter(room -> code.equals(room.code)).findFirst();
  }

  PlainRoom open(boolean isPrivate, ClientAddress client) {
    PlainRoom room = new PlainRoom(new RoomId(roomsOpened++), isPrivate, client, rules.capacity());
    rooms.add(room);
    events.add(Event.opened(room.id, isPrivate));
    return room;
  }

  PlainSeat newSeat(PlainRoom room, boolean classic, ClientAddress client, long now) {
    PlainSeat seat = new PlainSeat(room, room.lowestFreePlace(), classic, client, secrets.next());
    room.seats.add(seat);
    room.closing.waits = false;
    await(seat, now + rules.reservation().toNanos());
    return seat;
  }

  void free(PlainSeat seat, long now) {
    PlainRoom room = seat.room;
    room.seats.remove(seat);
    if (room.seats.isEmpty()) {
      boolean hasCode = room.isPrivate && room.code != null;
      await(room.closing, now + (hasCode ? rules.privateLinger() : rules.linger()).toNanos());
    }
  }

  @Nullable Refusal tooMany(ClientAddress client) {
    long reserved =
        seats().stream()
            .filter(seat -> seat.state == SeatState.RESERVED && seat.client.equals(client))
            .count();
    boolean tooMany = !client.trusted() && reserved >= rules.reservationsPerAddress();
    return tooMany ? Refusal.TOO_MANY_RESERVATIONS : null;
  }

  boolean tooManyEmptyTables(ClientAddress client) {
    long empty =
        rooms.stream()
            .filter(room -> room.isPrivate && room.code != null && room.seats.isEmpty())
            .filter(room -> room.opener.equals(client))
            .count();
    return !client.trusted() && empty >= rules.reservationsPerAddress();
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

  void lapse(long now) {
    List<Waiting> due = waiting();
    due.removeIf(what -> what.due - now > 0);
    due.sort(
        Comparator.<Waiting>comparingLong(what -> what.due - now)
            .thenComparingLong(what -> what.stamp));
    for (Waiting what : due) {
      if (what.waits) {
        what.waits = false;
        lapse(what, now);
      }
    }
  }

  private void lapse(Waiting what, long now) {
    if (what instanceof PlainSeat seat) {
      free(seat, now);
      if (seat.state == SeatState.HELD) {
        events.add(Event.expired(seat.room.id, seat.place));
      }
      if (!seat.untouched()) {
        seat.room.lapses.merge(seat.client.key(), 1, Integer::sum);
        seat.halves().forEach(half -> events.add(Event.lapsed(seat.room.id, half.connection)));
      }
    } else if (what instanceof PlainHalf half) {
      half.room.orphans.remove(half);
      half.room.lapses.merge(half.address, 1, Integer::sum);
      events.add(Event.lapsed(half.room.id, half.connection));
    } else {
      close(rooms.stream().filter(room -> room.closing.equals(what)).findFirst().orElseThrow());
    }
  }

  private void close(PlainRoom room) {
    for (PlainHalf half : room.orphans) {
      half.waits = false;
      events.add(Event.lapsed(room.id, half.connection));
    }
    rooms.remove(room);
    events.add(Event.closed(room.id));
  }

  private List<Waiting> waiting() {
    List<Waiting> all = new ArrayList<>();
    for (PlainRoom room : rooms) {
      all.add(room.closing);
      all.addAll(room.orphans);
      all.addAll(room.seats);
    }
    all.removeIf(what -> !what.waits);
    return all;
  }
}
