package prosa.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import prosa.client.ChatEvent;
import prosa.client.ConnectError;
import prosa.client.EarlierMessage;
import prosa.client.EndReason;
import prosa.client.JoinKind;
import prosa.client.MemberInfo;
import prosa.client.Message;
import prosa.client.RequestType;
import prosa.client.RoomSnapshot;
import prosa.client.RoomState;
import prosa.client.SafetyCode;
import prosa.client.ServerAddress;
import prosa.client.UnsentMessage;
import prosa.messages.Messages;
import prosa.protocol.ErrorCode;
import prosa.protocol.Sanitizer;

/** Formats events as sentences: all except messages and typing. */
final class EventFormatter {
  private final Messages messages;
  private final ServerAddress server;
  private final OutputKind output;
  private final Supplier<RoomState> room;

  /**
   * For a server and a table.
   *
   * @param output where the sentences go
   * @param room who is at the table at present
   */
  EventFormatter(
      Messages messages, ServerAddress server, OutputKind output, Supplier<RoomState> room) {
    this.messages = messages;
    this.server = server;
    this.output = output;
    this.room = room;
  }

  private String about(EarlierMessage message) {
    String name = messages.marked(output.name(message.name()), room.get().isClassic(message));
    String text = output.unlinked(Sanitizer.line(message.afterName())); // it is cut, too
    return message.line().isEmpty() ? "…" : name + text;
  }

  /** This answers something that is not to be shown. */
  String answersHidden(Message said) {
    return messages.text("answered", author(said), messages.text("mutedMessage"));
  }

  private String author(Message said) {
    String name = output.name(said.name());
    return said.mine() ? name : room.get().at(said.place()).map(this::distinct).orElse(name);
  }

  /** So much of what did not arrive others said. */
  String missed(long count) {
    return messages.text("missed", count);
  }

  /** One sentence a line; none for events that are shown in another way. */
  List<String> tell(ChatEvent event) {
    return switch (event) {
      case ChatEvent.Connecting(ServerAddress to) -> List.of(messages.text("connectingTo", to));
      case ChatEvent.Unreachable(ServerAddress at, var why) -> List.of(unreachable(at, why));
      case ChatEvent.Seated(RoomSnapshot table, JoinKind how) -> seated(table, how);
      case ChatEvent.Lost _ -> List.of(messages.text("connectionLost"));
      case ChatEvent.Ended(EndReason why) -> List.of(ended(why));
      case ChatEvent.Said(Message said) ->
          said
              .answers()
              .map(about -> messages.text("answered", author(said), about(about)))
              .stream()
              .toList();
      case ChatEvent.Reacted(MemberInfo who, String reaction, EarlierMessage about, boolean off) ->
          List.of(
              messages.text(
                  off ? "reactedOff" : "reacted",
                  distinct(who),
                  output.name(reaction),
                  about(about)));
      case ChatEvent.Typing _ -> List.of();
      case ChatEvent.Held(String behind, int _) ->
          List.of(
              messages.text("youLeftRoom", Sanitizer.line(behind))
                  + " "
                  + messages.text("wayBackTerminal"));
      case ChatEvent.Joined(MemberInfo who) -> List.of(messages.text("satDown", marked(who)));
      case ChatEvent.Left(MemberInfo who) -> List.of(messages.text("rose", marked(who)));
      case ChatEvent.WentAway(MemberInfo who, boolean elsewhere) ->
          List.of(messages.text(elsewhere ? "wentElsewhere" : "wentAway", marked(who)));
      case ChatEvent.CameBack(MemberInfo who) -> List.of(messages.text("cameBack", marked(who)));
      case ChatEvent.Passed(long count) -> List.of(messages.text("passed", count));
      case ChatEvent.Renamed(MemberInfo who, String before, boolean mine) ->
          List.of(
              mine
                  ? messages.text("youAreCalled", output.name(who))
                  : messages.text("renamed", output.name(before), marked(who)));
      case ChatEvent.Unopened(MemberInfo who, var fault, long count) ->
          List.of(messages.unopened(fault, output.name(who), count));
      case ChatEvent.Missed _ -> List.of(); // `missed` tells how much others said
      case ChatEvent.Offered(String room) ->
          List.of(
              messages.text("offer", Sanitizer.line(room)) + " " + messages.text("offerAnswers"));
      case ChatEvent.Invited(String code, String link) ->
          ServerAddress.parse(link).flatMap(ServerAddress::secret).isPresent()
              ? List.of(
                  messages.text("inviteWith", Sanitizer.line(link)),
                  messages.text("inviteEncrypted"))
              : List.of(messages.text("inviteWith", Sanitizer.line(link)));
      case ChatEvent.About about -> about(about);
      case ChatEvent.KeyAsked(MemberInfo who, boolean mine, int seconds) ->
          List.of(messages.keyAsked(mine, output.name(who), seconds));
      case ChatEvent.KeyChanged(SafetyCode code, var with, var without) ->
          messages.keyChanged(names(with), names(without), shown(code));
      case ChatEvent.KeyStays(var why, MemberInfo who, boolean mine) ->
          List.of(messages.keyStays(why, mine, output.name(who)));
      case ChatEvent.KeyMissed _ -> List.of(messages.text("keyMissed"));
      case ChatEvent.VoteBegan began ->
          List.of(
              messages.voteAsked(
                  began.mine(),
                  distinct(began.by()),
                  distinct(began.about()),
                  began.reason().code(),
                  messages.voteLeads(began.encrypted(), began.about().classic())));
      case ChatEvent.Balloted _ -> List.of(messages.text("voteCounted"));
      case ChatEvent.VoteEnded ended ->
          List.of(
              messages.voteEnded(
                  ended.moved(), ended.me(), distinct(ended.about()), ended.reason().code()));
      case ChatEvent.Draining(int seconds) -> List.of(messages.text("draining", seconds));
      case ChatEvent.StaysOpen _ -> List.of(messages.text("staysOpen"));
      case ChatEvent.Refused(RequestType request, var reason, String sentence, var text) ->
          List.of(
              switch (request) {
                case SAY -> messages.text("notSaidBecause", refusal(reason, sentence));
                case ABOUT -> messages.aboutRefusal(reason.code(), Sanitizer.line(sentence));
                case RETURN -> messages.returnRefusal(reason.code(), Sanitizer.line(sentence));
                case RENAME, NEXT, INVITE, VOTE, BALLOT, NEW_KEY, PRIVATE_ROOM, JOIN ->
                    refusal(reason, sentence);
              });
      case ChatEvent.Returned(List<UnsentMessage> texts) ->
          texts.stream().map(this::returned).toList();
    };
  }

  private List<String> names(List<MemberInfo> members) {
    return members.stream().map(output::name).toList();
  }

  private String shown(SafetyCode code) {
    return code.shown(messages.text("safetyWords"));
  }

  /** Who can read at this table, and the code to compare. */
  List<String> readers(RoomSnapshot table) {
    return messages.readers(table.code().map(this::shown));
  }

  /** What the host says, a line each; the beginning alone for who has just entered. */
  private List<String> about(ChatEvent.About about) {
    return (about.asked()
            ? messages.about(
                safe(about.name()),
                safe(about.welcome()),
                safe(about.contact()),
                safe(about.terms()))
            : messages.welcome(
                safe(about.name()),
                safe(about.welcome()),
                !about.contact().isEmpty() || !about.terms().isEmpty()))
        .stream().flatMap(String::lines).toList();
  }

  private static String safe(String text) {
    return Sanitizer.lines(text);
  }

  private List<String> seated(RoomSnapshot table, JoinKind how) {
    if (how == JoinKind.RESUMED) {
      return List.of(messages.text("backAtSeat"));
    }
    List<String> sentences = new ArrayList<>();
    if (how == JoinKind.RENEWED) {
      sentences.add(messages.text("unnoticed"));
    }
    sentences.add(seat(table, how));
    if (!table.members().isEmpty()) {
      sentences.add(
          messages.text(
              "company",
              table.members().stream().map(this::marked).collect(Collectors.joining(", "))));
    }
    return List.of(String.join(" ", sentences));
  }

  /** That a server cannot be reached, and why. */
  String unreachable(ServerAddress at, ConnectError why) {
    return messages.connectError(why, at.toString())
        + (why.isTriedAgain() ? " " + messages.text("stillTryingQuit") : "");
  }

  private String seat(RoomSnapshot table, JoinKind how) {
    String me = output.name(table.name());
    if (table.original()) {
      return messages.text("youSitClassic", me) + " " + messages.text("classicTellsNobody");
    }
    String room = Sanitizer.line(table.room().orElse(""));
    return switch (how) {
      case NEW, RENEWED, RESUMED -> messages.text("youSit", room, me);
      case AFRESH -> messages.text("seatGone", room, me);
      case MOVED -> messages.text("youMoved", room, me);
      case RETURNED -> messages.text("backAtRoom", room, me);
      case CONTINUED -> messages.text("roomGoesOn", room, me);
    };
  }

  private String refusal(ErrorCode reason, String sentence) {
    return messages.refusal(reason.code(), Sanitizer.line(sentence));
  }

  /** Why the session is over. */
  String ended(EndReason why) {
    return switch (why) {
      case EndReason.Left _ -> messages.text("youLeft");
      case EndReason.Refused(var reason, String sentence) ->
          messages.text("noSeatAt", server.door()) + " " + refusal(reason, sentence);
      case EndReason.Removed(var reason, String sentence) -> refusal(reason, sentence);
      case EndReason.NotEncrypted _ -> messages.text("endedNotEncrypted");
      case EndReason.ResumedElsewhere _ ->
          messages.text("refused." + ErrorCode.RESUMED_ELSEWHERE.code());
    };
  }

  /** A text that is not said because the session is over. */
  String notSaid(UnsentMessage text) {
    return messages.text(
        text.perhapsSaid() ? "perhapsNotSaid" : "notSaid", Sanitizer.line(text.text()));
  }

  private String returned(UnsentMessage text) {
    return messages.text(
        text.perhapsSaid() ? "perhapsNotSaid" : "notSaidSeatGone", Sanitizer.line(text.text()));
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

  private String marked(MemberInfo member) {
    return messages.marked(output.name(member), member.classic());
  }

  /** The same, with its place if somebody else at the table is called so. */
  String distinct(MemberInfo member) {
    return messages.marked(output.name(member), member.classic(), room.get().placeToShow(member));
  }
}
