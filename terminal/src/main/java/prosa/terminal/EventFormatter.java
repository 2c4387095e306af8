package prosa.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import prosa.client.ChatEvent;
import prosa.client.ConnectError;
import prosa.client.EndReason;
import prosa.client.JoinKind;
import prosa.client.MemberInfo;
import prosa.client.RequestType;
import prosa.client.RoomSnapshot;
import prosa.client.ServerAddress;
import prosa.client.UnsentMessage;
import prosa.client.Visible;

/** Tells events in sentences: all but what is said, and that somebody is writing. */
final class EventFormatter {
  private final Words words;
  private final ServerAddress server;

  EventFormatter(Words words, ServerAddress server) {
    this.words = words;
    this.server = server;
  }

  /** One sentence a line; none for what is better shown than told. */
  List<String> tell(ChatEvent event) {
    return switch (event) {
      case ChatEvent.Connecting(ServerAddress to) -> List.of(words.say(Phrase.CONNECTING, to));
      case ChatEvent.Unreachable(ServerAddress at, var why) -> List.of(unreachable(at, why));
      case ChatEvent.Seated(RoomSnapshot table, JoinKind how) -> seated(table, how);
      case ChatEvent.Lost _ -> List.of(words.say(Phrase.LOST));
      case ChatEvent.Ended(EndReason why) -> List.of(ended(why));
      case ChatEvent.Said _, ChatEvent.Typing _ -> List.of();
      case ChatEvent.Joined(MemberInfo who) -> List.of(words.say(Phrase.JOINED, name(who)));
      case ChatEvent.Left(MemberInfo who) -> List.of(words.say(Phrase.LEFT, name(who)));
      case ChatEvent.WentAway(MemberInfo who) -> List.of(words.say(Phrase.AWAY, name(who)));
      case ChatEvent.CameBack(MemberInfo who) -> List.of(words.say(Phrase.BACK, name(who)));
      case ChatEvent.Passed(long count) ->
          List.of(count == 1 ? words.say(Phrase.PASSED_ONE) : words.say(Phrase.PASSED_MANY, count));
      case ChatEvent.Renamed(MemberInfo who, String before, boolean mine) ->
          List.of(
              mine
                  ? words.say(Phrase.RENAMED_YOU, name(who))
                  : words.say(Phrase.RENAMED, Visible.line(before), name(who)));
      case ChatEvent.Missed missed ->
          List.of(
              missed.count() == 1
                  ? words.say(Phrase.MISSED_ONE)
                  : words.say(Phrase.MISSED_MANY, missed.count()));
      case ChatEvent.Offered _ -> List.of(words.say(Phrase.OFFERED));
      case ChatEvent.Invited(String code, String link) ->
          List.of(words.say(Phrase.INVITED, Visible.line(link)));
      case ChatEvent.Draining _ -> List.of(words.say(Phrase.DRAINING));
      case ChatEvent.Refused(RequestType request, var reason, String sentence, var text) ->
          List.of(
              words.say(
                  request == RequestType.SAY ? Phrase.NOT_SAID : Phrase.NOT_DONE,
                  Visible.line(words.why(reason, sentence))));
      case ChatEvent.Returned(List<UnsentMessage> texts) ->
          texts.stream().map(this::returned).toList();
    };
  }

  private List<String> seated(RoomSnapshot table, JoinKind how) {
    List<String> sentences = new ArrayList<>();
    switch (how) {
      case NEW -> {}
      case RESUMED -> {
        return List.of(words.say(Phrase.RESUMED));
      }
      case AFRESH -> sentences.add(words.say(Phrase.AFRESH));
      case MOVED -> sentences.add(words.say(Phrase.MOVED));
      case RENEWED -> sentences.add(words.say(Phrase.RENEWED));
    }
    String me = Visible.line(table.name());
    sentences.add(
        table
            .room()
            .map(room -> words.say(Phrase.SEATED, me, Visible.line(room)))
            .orElseGet(() -> words.say(Phrase.SEATED_ORIGINAL, me)));
    if (!table.members().isEmpty()) {
      sentences.add(
          words.say(
              Phrase.COMPANY,
              table.members().stream()
                  .map(EventFormatter::name)
                  .collect(Collectors.joining(", "))));
    }
    return List.of(String.join(" ", sentences));
  }

  /** That a server cannot be reached, and why. */
  String unreachable(ServerAddress at, ConnectError why) {
    return words.say(Phrase.UNREACHABLE, at, words.why(why));
  }

  /** Why the session is over. */
  String ended(EndReason why) {
    return switch (why) {
      case EndReason.Left _ -> words.say(Phrase.ENDED_LEFT);
      case EndReason.Refused(var reason, String sentence) ->
          words.say(Phrase.ENDED_REFUSED, server.door(), Visible.line(words.why(reason, sentence)));
      case EndReason.ResumedElsewhere _ -> words.say(Phrase.ENDED_ELSEWHERE);
    };
  }

  private String returned(UnsentMessage text) {
    return words.say(
        text.perhapsSaid() ? Phrase.RETURNED_PERHAPS : Phrase.RETURNED, Visible.line(text.text()));
  }

  /** A duration as people write it: {@code 10 s}, {@code 1.5 s}, {@code 20 ms}. */
  static String seconds(java.time.Duration time) {
    if (time.toMillis() < 100) {
      return time.toMillis() + " ms";
    }
    double seconds = time.toMillis() / 1000.0;
    return seconds == Math.rint(seconds)
        ? (long) seconds + " s"
        : String.format(Locale.ROOT, "%.1f s", seconds);
  }

  static String name(MemberInfo member) {
    return Visible.line(member.name());
  }
}
