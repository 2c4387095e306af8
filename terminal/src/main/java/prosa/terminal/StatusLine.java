package prosa.terminal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import prosa.client.ChatEvent;
import prosa.client.ConnectError;
import prosa.client.MemberInfo;
import prosa.client.RoomSnapshot;
import prosa.client.Visible;

/**
 * What stands around the line being typed: who one is and whether one is heard before it, who is
 * writing and where one sits at the right. For one thread at a time; {@code now} is a monotonic
 * time in nanoseconds.
 */
final class StatusLine {
  /** How long somebody is shown to be writing. */
  static final Duration TYPING = Duration.ofSeconds(5);

  private record Writing(String name, long until) {}

  private final Words words;
  private final Map<Integer, Writing> writing = new TreeMap<>();
  private Optional<Phrase> state = Optional.of(Phrase.STATE_CONNECTING);

  StatusLine(Words words) {
    this.words = words;
  }

  /** Whether there is a seat. */
  boolean connected() {
    return state.isEmpty();
  }

  void follow(ChatEvent event, long now) {
    switch (event) {
      case ChatEvent.Connecting _ -> state = Optional.of(Phrase.STATE_CONNECTING);
      case ChatEvent.Seated _ -> {
        state = Optional.empty();
        writing.clear();
      }
      case ChatEvent.Lost _ -> {
        state = Optional.of(Phrase.STATE_LOST);
        writing.clear();
      }
      case ChatEvent.Unreachable(var at, ConnectError why) ->
          state = Optional.of(Phrase.STATE_UNREACHABLE);
      case ChatEvent.Typing(MemberInfo who) ->
          writing.put(who.place(), new Writing(EventFormatter.name(who), now + TYPING.toNanos()));
      case ChatEvent.Said(var message) -> writing.remove(message.place());
      case ChatEvent.Left(MemberInfo who) -> writing.remove(who.place());
      case ChatEvent.WentAway(MemberInfo who) -> writing.remove(who.place());
      default -> {} // changes nothing here
    }
  }

  /** Before the line. */
  String prompt(Optional<RoomSnapshot> table) {
    String name = table.map(seen -> Visible.line(seen.name()) + " ").orElse("");
    return name + state.map(phrase -> "(" + words.say(phrase) + ") ").orElse("") + "› ";
  }

  /** At its right end. */
  String right(Optional<RoomSnapshot> table, int unsent, int muted, long now) {
    writing.values().removeIf(who -> who.until() - now <= 0);
    List<String> parts = new ArrayList<>();
    if (!writing.isEmpty()) {
      parts.add(
          words.say(
              Phrase.TYPING,
              writing.values().stream().map(Writing::name).collect(Collectors.joining(", "))));
    }
    if (unsent > 0 && !connected()) {
      parts.add(words.say(Phrase.STATE_UNSENT, unsent));
    }
    if (muted > 0) {
      parts.add(words.say(Phrase.STATE_MUTED, muted));
    }
    table.ifPresent(seen -> parts.add(place(seen)));
    return String.join(" · ", parts);
  }

  private String place(RoomSnapshot table) {
    if (table.original()) {
      return "";
    }
    String room = Visible.line(table.room().orElse(""));
    return table.alone()
        ? room + " · " + words.say(Phrase.STATE_ALONE)
        : room + " · " + (table.members().size() + 1);
  }
}
