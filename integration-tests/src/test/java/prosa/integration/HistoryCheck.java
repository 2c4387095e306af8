package prosa.integration;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import prosa.integration.ClusterHistory.Gone;
import prosa.integration.ClusterHistory.Heard;
import prosa.integration.ClusterHistory.Lost;
import prosa.integration.ClusterHistory.Missed;
import prosa.integration.ClusterHistory.Returned;
import prosa.integration.ClusterHistory.Say;
import prosa.integration.ClusterHistory.Seated;

/**
 * Looks in a history for what must never happen: two members at one place, a number that is used
 * twice, a message that is lost without {@code missed}, heard twice or of unknown fate, a room
 * above its capacity.
 *
 * <p>Places are compared by the room's numbers, not by clocks: a member that was told the messages
 * 4 to 9 of a room sat there while they were said, and nobody else sat at its place then.
 */
final class HistoryCheck {
  /** One stay of a member at a place of a room, from after number {@code from} to {@code to}. */
  private static final class Stay {
    private final String who;
    private final String room;
    private final int place;
    private long from = -1; // not known yet
    private long to = -1;

    Stay(String who, String room, int place) {
      this.who = who;
      this.room = room;
      this.place = place;
    }

    boolean meets(Stay other) {
      return from >= 0 && other.from >= 0 && from < other.to && other.from < to;
    }
  }

  /** What is known of a member. */
  private static final class Member {
    private final Set<String> heard = new HashSet<>();
    private @Nullable Stay stay;
    private boolean seated;
    private boolean gone;

    /** The last number that it heard or missed; -1 while it is not known. */
    private long last = -1;

    /** The number up to which it has to be told of a gap; -1 for none. */
    private long due = -1;

    /** Up to here a new room may still tell of what was missed on the way. */
    private long mayMiss = -1;
  }

  private record Spoken(int place, String text) {}

  private final List<String> violations = new ArrayList<>();
  private final Map<String, Member> members = new HashMap<>();
  private final Map<String, Spoken> numbers = new HashMap<>();
  private final Map<String, Long> highest = new HashMap<>();
  private final Map<String, String> writers = new HashMap<>();
  private final Set<String> settled = new HashSet<>();
  private final List<Stay> stays = new ArrayList<>();

  private HistoryCheck() {}

  /**
   * The violations in a history, each as a sentence.
   *
   * @param over whether nothing more will be heard: then everything that was said must have ended
   *     somewhere, and everybody must be told as much as the others of its room
   */
  static List<String> violations(ClusterHistory history, boolean over) {
    HistoryCheck check = new HistoryCheck();
    history.events().forEach(check::follow);
    check.twins();
    if (over) {
      check.ends();
    }
    return check.violations;
  }

  private void wrong(String what, ClusterHistory.Event event) {
    violations.add(what + ": " + event);
  }

  private void follow(ClusterHistory.Event event) {
    Member member = members.computeIfAbsent(event.who(), _ -> new Member());
    switch (event) {
      case Seated seated -> seated(member, seated);
      case Say say -> {
        if (writers.put(say.text(), say.who()) != null) {
          throw new IllegalArgumentException("said twice by its client: " + say);
        }
      }
      case Returned returned -> settled.add(returned.text());
      case Heard heard -> heard(member, heard);
      case Missed missed -> missed(member, missed);
      case Lost _ -> member.seated = false;
      case Gone _ -> {
        member.seated = false;
        member.gone = true;
      }
    }
  }

  private void seated(Member member, Seated now) {
    Set<Integer> places = new HashSet<>(now.others().keySet());
    if (!places.add(now.place())) {
      wrong("twin seat, by the list of members", now);
    }
    if (places.size() > now.capacity()
        || places.stream().anyMatch(place -> place < 1 || place > now.capacity())) {
      wrong("above capacity", now);
    }
    Stay stay = member.stay;
    boolean same = stay != null && stay.room.equals(now.room());
    if (same && member.last >= 0 && now.n().isPresent()) {
      if (now.n().getAsLong() < member.last) {
        wrong("numbers go back from " + member.last, now);
      }
      member.due = now.n().getAsLong() > member.last ? now.n().getAsLong() : -1;
    } else if (!same) {
      member.last = now.n().orElse(-1);
      member.due = -1;
    }
    member.mayMiss = same ? -1 : now.n().orElse(Long.MAX_VALUE);
    if (stay == null || !same || stay.place != now.place()) {
      stay = new Stay(now.who(), now.room(), now.place());
      stay.from = member.last;
      stay.to = member.last;
      stays.add(stay);
      member.stay = stay;
    }
    member.seated = true;
  }

  private void heard(Member member, Heard heard) {
    Stay stay = member.stay;
    if (stay == null) {
      wrong("heard without a seat", heard);
      return;
    }
    String room = stay.room;
    Spoken spoken = new Spoken(heard.place(), heard.text());
    Spoken before = numbers.putIfAbsent(room + " " + heard.n(), spoken);
    if (before != null && !before.equals(spoken)) {
      wrong("number used twice, as " + before, heard);
    }
    if (heard.mine()) {
      settled.add(heard.text());
      if (heard.place() != stay.place) {
        wrong("acknowledged at a place that is not " + stay.place, heard);
      }
      boolean told = member.last >= 0 && heard.n() <= member.last;
      if (told && (before != null || member.heard.add(heard.text()))) {
        return; // it was said before, and is acknowledged again; perhaps all had missed it
      }
    }
    if (!writers.containsKey(heard.text())) {
      wrong("nobody said that", heard);
    }
    if (!member.heard.add(heard.text())) {
      wrong("heard twice", heard);
    }
    if (member.due >= 0 || (member.last >= 0 && heard.n() != member.last + 1)) {
      wrong("lost without missed, after " + member.last, heard);
    }
    told(member, stay, heard.n(), heard.n() - 1);
    highest.merge(room, heard.n(), Math::max);
  }

  private void missed(Member member, Missed gap) {
    Stay stay = member.stay;
    if (stay == null || gap.to() < gap.from()) {
      wrong("no gap", gap);
      return;
    }
    boolean onTheWay = gap.to() <= member.mayMiss;
    if (member.last >= 0
        && !onTheWay
        && (gap.from() != member.last + 1 || (member.due >= 0 && gap.to() != member.due))) {
      wrong("another gap than after " + member.last, gap);
    }
    told(member, stay, Math.max(gap.to(), onTheWay ? member.last : -1), gap.to());
  }

  private static void told(Member member, Stay stay, long last, long from) {
    member.last = last;
    member.due = -1;
    member.mayMiss = -1;
    if (stay.from < 0) {
      stay.from = from;
    }
    stay.to = Math.max(stay.to, last);
  }

  private void twins() {
    Map<String, List<Stay>> byPlace = new HashMap<>();
    for (Stay stay : stays) {
      List<Stay> others =
          byPlace.computeIfAbsent(stay.room + " " + stay.place, _ -> new ArrayList<>());
      for (Stay other : others) {
        if (!other.who.equals(stay.who) && stay.meets(other)) {
          violations.add(
              "twin seat: %s and %s at place %d of %s, %d to %d and %d to %d"
                  .formatted(
                      stay.who,
                      other.who,
                      stay.place,
                      stay.room,
                      stay.from,
                      stay.to,
                      other.from,
                      other.to));
        }
      }
      others.add(stay);
    }
  }

  private void ends() {
    writers.forEach(
        (text, writer) -> {
          Member member = members.computeIfAbsent(writer, _ -> new Member());
          if (!settled.contains(text) && !member.gone) {
            violations.add("neither said nor given back: " + text);
          }
        });
    members.forEach(
        (who, member) -> {
          Stay stay = member.stay;
          if (stay != null && member.seated && member.last >= 0) {
            long most = highest.getOrDefault(stay.room, 0L);
            if (member.last < most || member.due >= 0) {
              violations.add(
                  "lost without missed at the end: %s was told up to %d of %d in %s"
                      .formatted(who, member.last, most, stay.room));
            }
          }
        });
  }

  /** The same for a history that is over, with how long a company took to be together again. */
  static List<String> violations(
      ClusterHistory history, List<String> company, long since, long withinNanos) {
    List<String> all = new ArrayList<>(violations(history, true));
    OptionalLong together = history.together(company, since);
    if (together.isEmpty()) {
      all.add("not together again: " + company);
    } else if (together.getAsLong() - since > withinNanos) {
      all.add(
          "together again only after %.1f s: %s"
              .formatted((together.getAsLong() - since) / 1e9, company));
    }
    return all;
  }
}
