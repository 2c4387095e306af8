package prosa.integration;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What members of a cluster went through, as events in the order of the system's monotonic clock,
 * which all processes of a machine share. Any thread may add.
 *
 * <p>A room is named by its name and by how often its node was started before, {@code Chat0@b#2}: a
 * node that was started anew begins to count its rooms anew.
 */
final class ClusterHistory {
  /** One event of one member. */
  sealed interface Event {
    long nanos();

    String who();
  }

  /**
   * It has a seat.
   *
   * @param n the room's last number; empty if its library does not tell
   * @param others who else sits there, by place
   */
  record Seated(
      long nanos,
      String who,
      String room,
      int place,
      OptionalLong n,
      int capacity,
      Map<Integer, String> others)
      implements Event {
    Seated {
      others = Map.copyOf(others);
    }
  }

  /** It said a text that nobody else says, and that it says once. */
  record Say(long nanos, String who, String text) implements Event {}

  /** What it said came back: it was not said to anybody. */
  record Returned(long nanos, String who, String text) implements Event {}

  /**
   * It heard a text.
   *
   * @param mine whether it is its own: the acknowledgement
   */
  record Heard(long nanos, String who, long n, int place, String text, boolean mine)
      implements Event {}

  /** It was told that it missed messages. */
  record Missed(long nanos, String who, long from, long to) implements Event {}

  /** It lost its connection. */
  record Lost(long nanos, String who) implements Event {}

  /** It left for good, or its process was ended; what it said last is anybody's guess. */
  record Gone(long nanos, String who) implements Event {}

  private final List<Event> events = new ArrayList<>();
  private final Map<String, TreeMap<Long, Integer>> starts = new HashMap<>();

  synchronized void add(Event event) {
    events.add(event);
  }

  /** A node was started. */
  synchronized void started(String node, long nanos) {
    TreeMap<Long, Integer> before = starts.computeIfAbsent(node, _ -> new TreeMap<>());
    before.put(nanos, before.size() + 1);
  }

  /** What a room is called here that a member was told of at this time. */
  synchronized String room(String name, long nanos) {
    int at = name.indexOf('@');
    Map.Entry<Long, Integer> start =
        at < 0
            ? null
            : starts.getOrDefault(name.substring(at + 1), new TreeMap<>()).floorEntry(nanos);
    return name + "#" + (start == null ? 0 : start.getValue());
  }

  /** All events so far, by time. */
  synchronized List<Event> events() {
    List<Event> sorted = new ArrayList<>(events);
    sorted.sort(java.util.Comparator.comparingLong(Event::nanos)); // stable: a member's in order
    return sorted;
  }

  /** Where each member sits now that has a seat. */
  Map<String, Seated> seats() {
    Map<String, Seated> seats = new HashMap<>();
    for (Event event : events()) {
      switch (event) {
        case Seated seated -> seats.put(seated.who(), seated);
        case Lost lost -> seats.remove(lost.who());
        case Gone gone -> seats.remove(gone.who());
        case Say _, Returned _, Heard _, Missed _ -> {}
      }
    }
    return seats;
  }

  /** How many sit in each room now. */
  Map<String, Integer> rooms() {
    Map<String, Integer> rooms = new TreeMap<>();
    seats().values().forEach(seat -> rooms.merge(seat.room(), 1, Integer::sum));
    return rooms;
  }

  /**
   * When all of a company had heard each other again: for each two of them the first time that one
   * heard what the other said after {@code since}, and of these the last. Empty while some have
   * not.
   */
  OptionalLong together(List<String> company, long since) {
    Map<String, Say> said = new HashMap<>();
    Map<String, Long> first = new HashMap<>();
    for (Event event : events()) {
      if (event.nanos() < since) {
        continue;
      }
      if (event instanceof Say say) {
        said.put(say.text(), say);
      } else if (event instanceof Heard heard) {
        Optional.ofNullable(said.get(heard.text()))
            .ifPresent(say -> first.putIfAbsent(say.who() + " to " + heard.who(), heard.nanos()));
      }
    }
    long last = since;
    for (String one : company) {
      for (String other : company) {
        if (!one.equals(other)) {
          Long when = first.get(one + " to " + other);
          if (when == null) {
            return OptionalLong.empty();
          }
          last = Math.max(last, when);
        }
      }
    }
    return OptionalLong.of(last);
  }

  /** How many texts were said, heard (each by each) and missed. */
  String counts() {
    long said = 0;
    long heard = 0;
    long missed = 0;
    long returned = 0;
    for (Event event : events()) {
      switch (event) {
        case Say _ -> said++;
        case Heard _ -> heard++;
        case Missed gap -> missed += gap.to() - gap.from() + 1;
        case Returned _ -> returned++;
        case Seated _, Lost _, Gone _ -> {}
      }
    }
    return said + " said, " + heard + " heard, " + missed + " missed, " + returned + " returned";
  }
}
