package prosa.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import prosa.client.ChatEvent;
import prosa.client.MemberInfo;
import prosa.client.RoomSnapshot;
import prosa.client.RoomState;
import prosa.client.Visible;

/**
 * What stands around the line being typed: the own name and the state of the connection before it,
 * who is writing and where one sits at the right. For one thread at a time.
 */
final class StatusLine {
  private final Words words;
  private Optional<Phrase> trouble = Optional.of(Phrase.STATE_CONNECTING);

  StatusLine(Words words) {
    this.words = words;
  }

  /** Whether there is a seat. */
  boolean connected() {
    return trouble.isEmpty();
  }

  void follow(ChatEvent event) {
    switch (event) {
      case ChatEvent.Connecting _ -> trouble = Optional.of(Phrase.STATE_CONNECTING);
      case ChatEvent.Seated _ -> trouble = Optional.empty();
      case ChatEvent.Lost _ -> trouble = Optional.of(Phrase.STATE_LOST);
      case ChatEvent.Unreachable _ -> trouble = Optional.of(Phrase.STATE_UNREACHABLE);
      default -> {} // changes nothing here
    }
  }

  /** Before the line. */
  String prompt(RoomState room) {
    String name = room.snapshot().map(now -> Visible.line(now.name()) + " ").orElse("");
    return name + trouble.map(phrase -> "(" + words.say(phrase) + ") ").orElse("") + "› ";
  }

  /** At its right end. */
  String right(RoomState room, int unsent) {
    List<String> parts = new ArrayList<>();
    List<MemberInfo> typing = room.typing();
    if (!typing.isEmpty()) {
      parts.add(
          words.say(
              Phrase.TYPING,
              typing.stream().map(EventFormatter::name).collect(Collectors.joining(", "))));
    }
    if (unsent > 0 && !connected()) {
      parts.add(words.say(Phrase.STATE_UNSENT, unsent));
    }
    int muted = room.muted().size();
    if (muted > 0) {
      parts.add(words.say(Phrase.STATE_MUTED, muted));
    }
    room.snapshot().filter(now -> !now.original()).ifPresent(now -> parts.add(place(now)));
    return String.join(" · ", parts);
  }

  private String place(RoomSnapshot now) {
    String room = Visible.line(now.room().orElse(""));
    return now.alone() ? room + " · " + words.say(Phrase.STATE_ALONE) : room + " · " + now.people();
  }
}
