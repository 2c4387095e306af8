package prosa.server.room;

import org.jspecify.annotations.Nullable;
import prosa.protocol.TakenNames;

/**
 * The places of a room, numbered from 1: the member in each of them, and the names in use. On the
 * room's loop.
 */
final class Roster {
  private final @Nullable RoomMember[] members;
  private final TakenNames names = new TakenNames();

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

  /** The requested name, or a similar one that no member has. */
  String nameFor(String canonical) {
    return nameFor(canonical, 0);
  }

  /** The requested name, or a similar one that no member except {@code own} has. */
  String nameFor(String canonical, RoomMember own) {
    return nameFor(canonical, own.place());
  }

  /** Places are numbered from 1, so that 0 is nobody's. */
  private String nameFor(String canonical, int own) {
    for (int place = 1; place < members.length; place++) {
      RoomMember member = members[place];
      if (member == null) {
        names.remove(place);
      } else {
        names.put(place, member.name());
      }
    }
    return names.distinct(own, canonical);
  }
}
