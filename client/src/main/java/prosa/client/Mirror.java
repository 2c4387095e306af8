package prosa.client;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import prosa.protocol.ToMember;

/**
 * Who sits at the table, kept up by what the server tells. Changed on the event loop; {@link
 * #table} is for any thread.
 */
final class Mirror {
  private final TreeMap<Integer, Member> members = new TreeMap<>();
  private volatile @Nullable Table table;

  Optional<Table> table() {
    return Optional.ofNullable(table);
  }

  /** Whether this client sits there. */
  boolean isAt(ToMember.Seated seated) {
    Table now = table;
    return now != null
        && now.place() == seated.place()
        && now.room().equals(Optional.of(seated.room()));
  }

  boolean isMine(int place) {
    Table now = table;
    return now != null && now.place() == place;
  }

  /** Everything anew. */
  Table replace(ToMember.Seated seated) {
    members.clear();
    for (ToMember.MemberEntry entry : seated.members()) {
      boolean here = entry.state() == ToMember.Presence.HERE;
      members.put(entry.place(), new Member(entry.place(), entry.user(), here, entry.classic()));
    }
    return publish(
        new Table(
            Optional.of(seated.room()),
            seated.user(),
            seated.place(),
            seated.capacity(),
            List.of()));
  }

  /** An original server's table, of which only the own name is known. */
  Table original(String name, int capacity) {
    members.clear();
    return publish(new Table(Optional.empty(), name, 0, capacity, List.of()));
  }

  /** Somebody is there, with this name and in this state. */
  Member put(int place, String name, boolean here, boolean classic) {
    Member member = new Member(place, name, here, classic);
    members.put(place, member);
    refresh();
    return member;
  }

  /** Somebody is there no more. */
  Member remove(int place, String name, boolean classic) {
    members.remove(place);
    refresh();
    return new Member(place, name, false, classic);
  }

  /** Somebody, this client perhaps, is called otherwise. */
  Member rename(ToMember.Renamed renamed) {
    Table now = table;
    if (now != null && now.place() == renamed.place()) {
      publish(new Table(now.room(), renamed.to(), now.place(), now.capacity(), List.of()));
      return new Member(renamed.place(), renamed.to(), true, false);
    }
    Member before = members.get(renamed.place());
    return put(renamed.place(), renamed.to(), before == null || before.here(), renamed.classic());
  }

  /** Who sits there, by this name should that not be known. */
  Member at(int place, String name) {
    Member member = members.get(place);
    return member == null ? new Member(place, name, true, false) : member;
  }

  private void refresh() {
    Table now = table;
    if (now != null) {
      publish(now);
    }
  }

  private Table publish(Table next) {
    Table whole =
        new Table(
            next.room(), next.name(), next.place(), next.capacity(), List.copyOf(members.values()));
    table = whole;
    return whole;
  }
}
