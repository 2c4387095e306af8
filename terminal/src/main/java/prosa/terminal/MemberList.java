package prosa.terminal;

import java.util.ArrayList;
import java.util.List;
import prosa.client.MemberInfo;
import prosa.client.RoomSnapshot;
import prosa.client.RoomState;
import prosa.messages.Messages;
import prosa.protocol.Sanitizer;

/** Formats the answer to {@code /who}: the members of the room, by place. */
final class MemberList {
  private final Messages messages;

  MemberList(Messages messages) {
    this.messages = messages;
  }

  /** One line for each member. */
  List<String> lines(RoomState room) {
    return room.snapshot()
        .map(
            now -> now.original() ? List.of(messages.text("classicTellsNobody")) : lines(now, room))
        .orElseGet(() -> List.of(messages.text("notSeatedYet")));
  }

  private List<String> lines(RoomSnapshot now, RoomState room) {
    List<String> lines = new ArrayList<>();
    lines.add(
        Sanitizer.line(now.room().orElse(""))
            + ", "
            + messages.text("count", now.people(), now.capacity())
            + ":");
    for (int place = 1; place <= now.capacity(); place++) {
      if (place == now.place()) {
        lines.add(line(place, OutputKind.TERMINAL.name(now.name()), List.of(messages.text("you"))));
      } else {
        now.at(place)
            .map(
                member ->
                    line(member.place(), OutputKind.TERMINAL.name(member), marks(member, room)))
            .ifPresent(lines::add);
      }
    }
    return lines;
  }

  private List<String> marks(MemberInfo member, RoomState room) {
    List<String> marks = new ArrayList<>();
    if (!member.here()) {
      marks.add(messages.text("away"));
    }
    if (member.classic()) {
      marks.add(messages.text("classic"));
    }
    if (room.muted(member.place())) {
      marks.add(messages.text("muted"));
    }
    return marks;
  }

  private static String line(int place, String name, List<String> marks) {
    String tail = marks.isEmpty() ? "" : "  (" + String.join(", ", marks) + ")";
    return "%4d  %s%s".formatted(place, name, tail);
  }
}
