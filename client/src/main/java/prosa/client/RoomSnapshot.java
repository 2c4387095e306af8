package prosa.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import prosa.protocol.ServerMessage;

/**
 * A room as one member sees it at a moment.
 *
 * @param room the room's name; empty with an original server, which names none
 * @param name what this member is called here
 * @param place where this member sits, from 1; 0 with an original server
 * @param capacity how many seats there are; 10 with an original server, which means it as a hint
 * @param isPrivate whether no stranger is ever seated here: only who has the invitation comes
 * @param members the others, by place. An original server does not tell members: empty
 * @param code the code to compare aloud, if the room is encrypted: only who has the secret can read
 *     what is said, and not the server
 * @param number the number of the last message that was said before this client had this seat, as
 *     far as it is told; the next one has the next number
 */
public record RoomSnapshot(
    Optional<String> room,
    String name,
    int place,
    int capacity,
    boolean isPrivate,
    List<MemberInfo> members,
    Optional<SafetyCode> code,
    long number) {

  /** A room in which nothing was said. */
  public RoomSnapshot(
      Optional<String> room,
      String name,
      int place,
      int capacity,
      boolean isPrivate,
      List<MemberInfo> members,
      Optional<SafetyCode> code) {
    this(room, name, place, capacity, isPrivate, members, code, 0);
  }

  /** A public room, which is not encrypted. */
  public RoomSnapshot(
      Optional<String> room, String name, int place, int capacity, List<MemberInfo> members) {
    this(room, name, place, capacity, false, members, Optional.empty());
  }

  /** Keeps its own copy of the members. */
  public RoomSnapshot {
    members = List.copyOf(members);
  }

  static RoomSnapshot of(ServerMessage.Seated seated, Optional<SafetyCode> code) {
    List<MemberInfo> members = new ArrayList<>();
    for (ServerMessage.MemberEntry entry : seated.members()) {
      boolean here = entry.state() == ServerMessage.Presence.HERE;
      members.add(
          new MemberInfo(entry.place(), entry.user(), here, entry.classic(), entry.member()));
    }
    return new RoomSnapshot(
        Optional.of(seated.room()),
        seated.user(),
        seated.place(),
        seated.capacity(),
        seated.isPrivate(),
        members,
        code,
        seated.n());
  }

  RoomSnapshot withName(String now) {
    return new RoomSnapshot(room, now, place, capacity, isPrivate, members, code, number);
  }

  RoomSnapshot withMembers(List<MemberInfo> now) {
    return new RoomSnapshot(room, name, place, capacity, isPrivate, now, code, number);
  }

  RoomSnapshot withCode(SafetyCode now) {
    return new RoomSnapshot(
        room, name, place, capacity, isPrivate, members, Optional.of(now), number);
  }

  /** Whether the server is an original one: nobody knows members, and only talk is possible. */
  public boolean original() {
    return room.isEmpty();
  }

  /** Whether only who has the room's secret can read what is said, and not the server. */
  public boolean encrypted() {
    return code.isPresent();
  }

  /** Whether this member is alone in the room, as far as it is known. */
  public boolean alone() {
    return !original() && members.isEmpty();
  }

  /** Whether somebody stays behind who cannot be found again: the room is open, and not empty. */
  public boolean leavesSomebody() {
    return !isPrivate && !members.isEmpty();
  }

  /**
   * Whether a front end asks before its user leaves for another room, though it was told to: only
   * an invitation leads back. Before a new private room it asks also if the user {@link
   * #leavesSomebody}, before an encrypted one always: nobody is taken along.
   */
  public boolean asksBeforeLeaving() {
    return isPrivate;
  }

  /** How many members are known to be in the room, this one included. */
  public int people() {
    return members.size() + 1;
  }

  /** The member at {@code place}, if somebody else sits there. */
  public Optional<MemberInfo> at(int place) {
    return members.stream().filter(member -> member.place() == place).findFirst();
  }
}
