package prosa.server.room;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import prosa.protocol.Names;

/**
 * The places of a room, numbered from 1: the member in each of them, and the names in use. On the
 * room's loop.
 */
final class Roster {
  private final @Nullable RoomMember[] members;

  /** As many free places as there are seats. */
  Roster(int capacity) {
    members = new RoomMember[capacity + 1];
  }

  /** The members by place, including free places. Not to be modified. */
  @Nullable RoomMember[] all() {
    return members;
  }

  /** The member at this place. */
  @Nullable RoomMember at(int place) {
    return members[place];
  }

  /** The direct or browser member at this place. */
  @Nullable DirectMember directAt(int place) {
    return members[place] instanceof DirectMember member ? member : null;
  }

  /** Whether this member still has its place. */
  boolean hold(RoomMember member) {
    RoomMember there = members[member.place()];
    return there != null && there.equals(member);
  }

  /** Adds a member at its place, which is free. */
  void take(RoomMember member) {
    members[member.place()] = member;
  }

  void free(int place) {
    members[place] = null;
  }

  /** The requested name, or a similar one that is free. */
  String nameFor(String canonical) {
    return nameFor(canonical, null);
  }

  /**
   * The requested name, or a similar one that no member except {@code own} has. The keys of all
   * names are collected first, so a name costs one pass over the table.
   */
  String nameFor(String canonical, @Nullable RoomMember own) {
    Set<String> taken = HashSet.newHashSet(2 * members.length);
    for (RoomMember member : members) {
      if (member != null && !member.equals(own)) {
        taken.addAll(member.nameKeys());
      }
    }
    return Names.distinct(canonical, taken::contains);
  }
}
