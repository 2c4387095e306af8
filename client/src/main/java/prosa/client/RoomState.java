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
final class RoomState {
  private final TreeMap<Integer, MemberInfo> members = new TreeMap<>();
  private volatile @Nullable RoomSnapshot table;

  Optional<RoomSnapshot> table() {
    return Optional.ofNullable(table);
  }

  /** Whether this client sits there. */
  boolean isAt(ToMember.Seated seated) {
    RoomSnapshot now = table;
    return now != null
        && now.place() == seated.place()
        && now.room().equals(Optional.of(seated.room()));
  }

  boolean isMine(int place) {
    RoomSnapshot now = table;
    return now != null && now.place() == place;
  }

  /** Everything anew. */
  RoomSnapshot replace(ToMember.Seated seated) {
    members.clear();
    for (ToMember.MemberEntry entry : seated.members()) {
      boolean here = entry.state() == ToMember.Presence.HERE;
      members.put(
          entry.place(), new MemberInfo(entry.place(), entry.user(), here, entry.classic()));
    }
    return publish(
        new RoomSnapshot(
            Optional.of(seated.room()),
            seated.user(),
            seated.place(),
            seated.capacity(),
            List.of()));
  }

  /** An original server's table, of which only the own name is known. */
  RoomSnapshot original(String name, int capacity) {
    members.clear();
    return publish(new RoomSnapshot(Optional.empty(), name, 0, capacity, List.of()));
  }

  /** Somebody is there, with this name and in this state. */
  MemberInfo put(int place, String name, boolean here, boolean classic) {
    MemberInfo member = new MemberInfo(place, name, here, classic);
    members.put(place, member);
    refresh();
    return member;
  }

  /** Somebody is there no more. */
  MemberInfo remove(int place, String name, boolean classic) {
    members.remove(place);
    refresh();
    return new MemberInfo(place, name, false, classic);
  }

  /** Somebody, this client perhaps, is called otherwise. */
  MemberInfo rename(ToMember.Renamed renamed) {
    RoomSnapshot now = table;
    if (now != null && now.place() == renamed.place()) {
      publish(new RoomSnapshot(now.room(), renamed.to(), now.place(), now.capacity(), List.of()));
      return new MemberInfo(renamed.place(), renamed.to(), true, false);
    }
    MemberInfo before = members.get(renamed.place());
    return put(renamed.place(), renamed.to(), before == null || before.here(), renamed.classic());
  }

  /** Who sits there, by this name should that not be known. */
  MemberInfo at(int place, String name) {
    MemberInfo member = members.get(place);
    return member == null ? new MemberInfo(place, name, true, false) : member;
  }

  private void refresh() {
    RoomSnapshot now = table;
    if (now != null) {
      publish(now);
    }
  }

  private RoomSnapshot publish(RoomSnapshot next) {
    RoomSnapshot whole =
        new RoomSnapshot(
            next.room(), next.name(), next.place(), next.capacity(), List.copyOf(members.values()));
    table = whole;
    return whole;
  }
}
