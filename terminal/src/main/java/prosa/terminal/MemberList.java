package prosa.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import prosa.client.ChatEvent;
import prosa.client.MemberInfo;
import prosa.client.RoomSnapshot;
import prosa.client.Visible;
import prosa.protocol.Names;

/**
 * Who is at the table, for the eyes of one person: found by name, and muted by place, for names can
 * be imitated. A muted place is forgotten when its member leaves. For one thread at a time.
 */
final class MemberList {
  private final Words words;
  private final Set<Integer> muted = new TreeSet<>();

  MemberList(Words words) {
    this.words = words;
  }

  /** Somebody by this name, as people write it; a number means a place. */
  Optional<MemberInfo> called(String name, Optional<RoomSnapshot> table) {
    List<MemberInfo> members = table.map(RoomSnapshot::members).orElse(List.of());
    String wished = Names.folded(name.strip());
    return members.stream()
        .filter(member -> Names.folded(Visible.line(member.name())).equals(wished))
        .findFirst()
        .or(
            () ->
                members.stream()
                    .filter(member -> Integer.toString(member.place()).equals(name.strip()))
                    .findFirst());
  }

  void mute(MemberInfo member) {
    muted.add(member.place());
  }

  boolean unmute(MemberInfo member) {
    return muted.remove(member.place());
  }

  boolean hidden(int place) {
    return muted.contains(place);
  }

  int mutedCount() {
    return muted.size();
  }

  /** Keeps up with who leaves and with other tables. */
  void follow(ChatEvent event) {
    if (event instanceof ChatEvent.Left(MemberInfo member)) {
      muted.remove(member.place());
    } else if (event instanceof ChatEvent.Seated(RoomSnapshot table, var how)) {
      switch (how) {
        case NEW, AFRESH, MOVED -> muted.clear();
        case RESUMED, RENEWED -> muted.removeIf(place -> table.at(place).isEmpty());
      }
    }
  }

  /** The answer to {@code /who}: one line for each, by place. */
  List<String> who(Optional<RoomSnapshot> seen) {
    if (seen.isEmpty()) {
      return List.of(words.say(Phrase.WHO_NOWHERE));
    }
    RoomSnapshot table = seen.get();
    if (table.original()) {
      return List.of(words.say(Phrase.WHO_UNKNOWN));
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        words.say(
            Phrase.WHO_SEATS,
            Visible.line(table.room().orElse("")),
            table.members().size() + 1,
            table.capacity()));
    for (int place = 1; place <= table.capacity(); place++) {
      if (place == table.place()) {
        lines.add(line(place, Visible.line(table.name()), List.of(words.say(Phrase.WHO_YOU))));
      } else {
        table
            .at(place)
            .map(member -> line(member.place(), EventFormatter.name(member), marks(member)))
            .ifPresent(lines::add);
      }
    }
    return lines;
  }

  private List<String> marks(MemberInfo member) {
    List<String> marks = new ArrayList<>();
    if (!member.here()) {
      marks.add(words.say(Phrase.WHO_AWAY));
    }
    if (member.classic()) {
      marks.add(words.say(Phrase.WHO_CLASSIC));
    }
    if (hidden(member.place())) {
      marks.add(words.say(Phrase.WHO_MUTED));
    }
    return marks;
  }

  private static String line(int place, String name, List<String> marks) {
    String tail = marks.isEmpty() ? "" : "  (" + String.join(", ", marks) + ")";
    return "%4d  %s%s".formatted(place, name, tail);
  }
}
