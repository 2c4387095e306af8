package prosa.desktop.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import prosa.client.MemberInfo;
import prosa.client.Message;
import prosa.client.RoomSnapshot;
import prosa.client.RoomState;
import prosa.client.SafetyCode;
import prosa.protocol.Sanitizer;

/** What the window shows of a {@link RoomState}: sanitized names and the seats to draw. */
public final class RoomDisplay {
  /** The number of seats above which free ones are not drawn. */
  private static final int MOST_SEATS = 16;

  private final RoomState state;

  RoomDisplay(RoomState state) {
    this.state = state;
  }

  private Optional<RoomSnapshot> room() {
    return state.snapshot();
  }

  public boolean seated() {
    return room().isPresent();
  }

  /** Whether the user is alone in a room whose server lists its members. */
  public boolean alone() {
    return room().filter(RoomSnapshot::alone).isPresent();
  }

  /** Whether the server is an original one, which does not tell who is there. */
  public boolean original() {
    return room().filter(RoomSnapshot::original).isPresent();
  }

  /** The room's name; empty with an original server, and before the first seat. */
  public Optional<String> name() {
    return room().flatMap(RoomSnapshot::room).map(Sanitizer::line);
  }

  /** Whether no stranger is ever seated here. */
  public boolean isPrivate() {
    return room().filter(RoomSnapshot::isPrivate).isPresent();
  }

  /** Whether leaving for another room is asked first. */
  boolean leavesSomebody() {
    return room().filter(RoomSnapshot::leavesSomebody).isPresent();
  }

  boolean asksBeforeLeaving() {
    return room().filter(RoomSnapshot::asksBeforeLeaving).isPresent();
  }

  /** Whether only members can read what is said, and not the server. */
  public boolean encrypted() {
    return code().isPresent();
  }

  /** The code that the members of an encrypted room compare. */
  Optional<SafetyCode> code() {
    return room().flatMap(RoomSnapshot::code);
  }

  /** The user's name in this room. */
  public String ownName() {
    return room().map(now -> Sanitizer.line(now.name())).orElse("");
  }

  int ownPlace() {
    return room().map(RoomSnapshot::place).orElse(0);
  }

  /** The number of people known to be in the room, the user included. */
  public int people() {
    return room().map(RoomSnapshot::people).orElse(0);
  }

  public int capacity() {
    return room().map(RoomSnapshot::capacity).orElse(0);
  }

  /** The other member at {@code place}. */
  public Optional<MemberInfo> member(int place) {
    return state.at(place);
  }

  /** The same member as it is now; empty if it has left, even if somebody else has its place. */
  public Optional<MemberInfo> present(MemberInfo member) {
    return state.present(member);
  }

  /** The names of the others, as they are shown. */
  public List<String> otherNames() {
    return state.snapshot().map(RoomSnapshot::members).orElse(List.of()).stream()
        .map(MemberInfo::shownName)
        .toList();
  }

  public boolean muted(int place) {
    return state.muted(place);
  }

  /** Whether somebody else's message mentions the user. */
  boolean mentionsMe(Message message) {
    return state.isMentionedIn(message);
  }

  /** The names of members that are typing and not muted, by place. */
  public List<String> writers() {
    return state.typing().stream().map(MemberInfo::shownName).toList();
  }

  /** A title with what came since the window was last in front. */
  public String titled(String name) {
    return state.titled(name);
  }

  /** The seats of the room by place; free ones only as far as there is space to draw them. */
  public List<SeatInfo> seats() {
    return room().map(this::seats).orElse(List.of());
  }

  private List<SeatInfo> seats(RoomSnapshot now) {
    List<SeatInfo> seats = new ArrayList<>();
    List<Integer> typing = state.typing().stream().map(MemberInfo::place).toList();
    int own = Math.max(1, now.place());
    int last = Math.max(own, now.members().isEmpty() ? 0 : now.members().getLast().place());
    int free = Math.max(0, Math.min(now.capacity(), MOST_SEATS) - now.people());
    for (int place = 1; place <= last || (free > 0 && place <= now.capacity()); place++) {
      Optional<MemberInfo> member = now.at(place);
      if (place == own) {
        seats.add(
            new SeatInfo(place, ownName(), SeatInfo.Occupied.HERE, true, false, false, false));
      } else if (member.isPresent()) {
        seats.add(seat(member.get(), typing.contains(place)));
      } else if (free > 0) {
        free--;
        seats.add(SeatInfo.free(place));
      }
    }
    return seats;
  }

  private SeatInfo seat(MemberInfo member, boolean typing) {
    return new SeatInfo(
        member.place(),
        member.shownName(),
        member.here() ? SeatInfo.Occupied.HERE : SeatInfo.Occupied.AWAY,
        false,
        typing,
        state.muted(member.place()),
        member.classic());
  }
}
