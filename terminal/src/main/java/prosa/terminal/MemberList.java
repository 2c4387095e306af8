package prosa.terminal;

import java.util.ArrayList;
import java.util.List;
import prosa.client.MemberInfo;
import prosa.client.RoomSnapshot;
import prosa.client.RoomState;
import prosa.client.Visible;

/** Formats the answer to {@code /who}: the members of the room, by place. */
final class MemberList {
  private final Words words;

  MemberList(Words words) {
    this.words = words;
  }

  /** One line for each member. */
  List<String> lines(RoomState room) {
    return room.snapshot()
        .map(now -> now.original() ? List.of(words.say(Phrase.WHO_UNKNOWN)) : lines(now, room))
        .orElseGet(() -> List.of(words.say(Phrase.WHO_NOWHERE)));
  }

  private List<String> lines(RoomSnapshot now, RoomState room) {
    List<String> lines = new ArrayList<>();
    lines.add(
        words.say(
            Phrase.WHO_SEATS, Visible.line(now.room().orElse("")), now.people(), now.capacity()));
    for (int place = 1; place <= now.capacity(); place++) {
      if (place == now.place()) {
        lines.add(line(place, Visible.line(now.name()), List.of(words.say(Phrase.WHO_YOU))));
      } else {
        now.at(place)
            .map(member -> line(member.place(), EventFormatter.name(member), marks(member, room)))
            .ifPresent(lines::add);
      }
    }
    return lines;
  }

  private List<String> marks(MemberInfo member, RoomState room) {
    List<String> marks = new ArrayList<>();
    if (!member.here()) {
      marks.add(words.say(Phrase.WHO_AWAY));
    }
    if (member.classic()) {
      marks.add(words.say(Phrase.WHO_CLASSIC));
    }
    if (room.muted(member.place())) {
      marks.add(words.say(Phrase.WHO_MUTED));
    }
    return marks;
  }

  private static String line(int place, String name, List<String> marks) {
    String tail = marks.isEmpty() ? "" : "  (" + String.join(", ", marks) + ")";
    return "%4d  %s%s".formatted(place, name, tail);
  }
}
