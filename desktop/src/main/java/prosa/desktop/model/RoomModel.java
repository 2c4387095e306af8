package prosa.desktop.model;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import prosa.client.MemberInfo;
import prosa.client.RoomSnapshot;
import prosa.client.Visible;

/**
 * Who sits at the table, who of them is writing, and whom the person does not want to hear.
 *
 * <p>Members are known by their places, for names can be imitated. To mute is a matter of this
 * window alone, and ends when that member leaves or the table is another.
 */
public final class RoomModel {
  /** How long somebody is shown to be writing after the last sign of it. */
  static final Duration WRITES = Duration.ofSeconds(5);

  /** Beyond so many chairs, free ones are not drawn. */
  private static final int MOST_CHAIRS = 16;

  private final TreeMap<Integer, MemberInfo> others = new TreeMap<>();
  private final Map<Integer, Instant> writing = new HashMap<>();
  private final Set<Integer> muted = new HashSet<>();
  private Optional<RoomSnapshot> table = Optional.empty();

  /** Sits down; at another table nobody is muted. */
  void sit(RoomSnapshot next, boolean sameTable) {
    table = Optional.of(next);
    others.clear();
    next.members().forEach(member -> others.put(member.place(), member));
    writing.clear();
    if (sameTable) {
      muted.retainAll(others.keySet());
    } else {
      muted.clear();
    }
  }

  void stand() {
    table = Optional.empty();
    others.clear();
    writing.clear();
    muted.clear();
  }

  /** Somebody is there: new, away, back or renamed. */
  void put(MemberInfo member) {
    others.put(member.place(), member);
  }

  void remove(MemberInfo member) {
    others.remove(member.place());
    writing.remove(member.place());
    muted.remove(member.place());
  }

  /** The person is called otherwise. */
  void rename(String name) {
    table = table.map(t -> new RoomSnapshot(t.room(), name, t.place(), t.capacity(), t.members()));
  }

  void writes(MemberInfo member, Instant now) {
    writing.put(member.place(), now.plus(WRITES));
  }

  void wrote(int place) {
    writing.remove(place);
  }

  /**
   * Forgets who stopped writing.
   *
   * @return whether that was somebody
   */
  boolean tick(Instant now) {
    return writing.values().removeIf(until -> !now.isBefore(until));
  }

  void mute(int place, boolean on) {
    if (on && others.containsKey(place)) {
      muted.add(place);
    } else {
      muted.remove(place);
    }
  }

  public boolean muted(int place) {
    return muted.contains(place);
  }

  /** The name of who sits at a place, fit to be shown. */
  public String name(int place) {
    MemberInfo member = others.get(place);
    return member == null ? "" : Visible.line(member.name());
  }

  /** Whether nobody else is at a table that would tell. */
  public boolean alone() {
    return table.isPresent() && !original() && others.isEmpty();
  }

  /** Whether an original server seats us, which does not tell who is there. */
  public boolean original() {
    return table.map(RoomSnapshot::original).orElse(false);
  }

  public boolean seated() {
    return table.isPresent();
  }

  /** The room's name; empty with an original server, and before the first seat. */
  public Optional<String> room() {
    return table.flatMap(RoomSnapshot::room).map(Visible::line);
  }

  /** What the person is called here. */
  public String ownName() {
    return table.map(t -> Visible.line(t.name())).orElse("");
  }

  int ownPlace() {
    return table.map(RoomSnapshot::place).orElse(0);
  }

  /** How many people are known to be at the table, the person included. */
  public int people() {
    return table.isPresent() ? others.size() + 1 : 0;
  }

  public int capacity() {
    return table.map(RoomSnapshot::capacity).orElse(0);
  }

  /** The names of who is writing and not muted, by place. */
  public List<String> writers() {
    return others.values().stream()
        .filter(m -> writing.containsKey(m.place()) && !muted.contains(m.place()))
        .map(m -> Visible.line(m.name()))
        .toList();
  }

  /** The chairs around the table by place; free ones only as far as there is room to draw them. */
  public List<SeatInfo> chairs() {
    List<SeatInfo> chairs = new ArrayList<>();
    int own = Math.max(1, ownPlace());
    int free = Math.max(0, Math.min(capacity(), MOST_CHAIRS) - people());
    int last = others.isEmpty() ? own : Math.max(own, others.lastKey());
    for (int place = 1; seated() && (place <= last || (free > 0 && place <= capacity())); place++) {
      MemberInfo member = others.get(place);
      if (place == own) {
        chairs.add(
            new SeatInfo(place, ownName(), SeatInfo.Occupied.HERE, true, false, false, false));
      } else if (member != null) {
        chairs.add(chair(member));
      } else if (free > 0) {
        free--;
        chairs.add(SeatInfo.free(place));
      }
    }
    return chairs;
  }

  private SeatInfo chair(MemberInfo member) {
    int place = member.place();
    return new SeatInfo(
        place,
        Visible.line(member.name()),
        member.here() ? SeatInfo.Occupied.HERE : SeatInfo.Occupied.AWAY,
        false,
        writing.containsKey(place) && !muted.contains(place),
        muted.contains(place),
        member.classic());
  }
}
