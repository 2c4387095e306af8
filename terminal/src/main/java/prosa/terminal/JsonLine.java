package prosa.terminal;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import prosa.client.ChatEvent;
import prosa.client.ConnectError;
import prosa.client.EarlierMessage;
import prosa.client.EndReason;
import prosa.client.MemberInfo;
import prosa.client.Message;
import prosa.client.RoomSnapshot;
import prosa.client.RoomState;
import prosa.client.UnsentMessage;
import prosa.protocol.ErrorCode;

/**
 * An event as one line of JSON, as {@code prosa chat --json} writes it: an object with {@code type}
 * and the fields of that type, named as in the direct protocol. Only ASCII, so that no encoding can
 * spoil it, and nothing in it ends a line.
 */
final class JsonLine {
  private final StringBuilder json = new StringBuilder(128);

  private JsonLine(String type) {
    json.append("{\"type\":");
    quote(type);
  }

  /**
   * The line of an event, without its end.
   *
   * @param id the id of an own message, as the program that wrote it calls it
   */
  static String of(ChatEvent event, RoomState room, UnaryOperator<String> id) {
    return switch (event) {
      case ChatEvent.Connecting(var server) ->
          new JsonLine("connecting").text("server", server.toString()).end();
      case ChatEvent.Unreachable(var server, var why) ->
          new JsonLine("unreachable")
              .text("server", server.toString())
              .text("reason", code(why.name()))
              .end();
      case ChatEvent.Seated(RoomSnapshot now, var how) -> seated(now, code(how.name()));
      case ChatEvent.Lost _ -> new JsonLine("lost").end();
      case ChatEvent.Ended(EndReason why) -> ended(why);
      case ChatEvent.Said(Message message) -> said(message, room, id);
      case ChatEvent.Reacted(MemberInfo member, String reaction, var about, boolean off) ->
          new JsonLine("reacted")
              .member(member)
              .number("n", about.number())
              .text("reaction", reaction)
              .text("about", about.line())
              .earlier("about", about)
              .flag("off", off)
              .end();
      case ChatEvent.Held(String held, int seconds) ->
          new JsonLine("held").text("room", held).number("seconds", seconds).end();
      case ChatEvent.Joined(MemberInfo member) -> new JsonLine("joined").member(member).end();
      case ChatEvent.Left(MemberInfo member) -> new JsonLine("left").member(member).end();
      case ChatEvent.WentAway(MemberInfo member, boolean elsewhere) ->
          new JsonLine("away").member(member).flag("next", elsewhere).end();
      case ChatEvent.CameBack(MemberInfo member) -> new JsonLine("back").member(member).end();
      case ChatEvent.Renamed(MemberInfo member, String before, boolean mine) ->
          new JsonLine("renamed")
              .number("place", member.place())
              .text("user", before)
              .text("to", member.name())
              .flag("classic", member.classic())
              .flag("mine", mine)
              .end();
      case ChatEvent.Typing(MemberInfo member) -> new JsonLine("typing").member(member).end();
      case ChatEvent.Passed(long count) -> new JsonLine("passed").number("count", count).end();
      case ChatEvent.Missed(long from, long to, var _) ->
          new JsonLine("missed").number("from", from).number("to", to).end();
      case ChatEvent.Unopened(MemberInfo member, var fault, long count) ->
          new JsonLine("unopened")
              .member(member)
              .text("reason", code(fault.name()))
              .number("count", count)
              .end();
      case ChatEvent.Offered(String offered) -> new JsonLine("offer").text("room", offered).end();
      case ChatEvent.Invited(String code, String link) ->
          new JsonLine("invited").text("code", code).text("link", link).end();
      case ChatEvent.About(String name, String welcome, String contact, String terms, boolean _) ->
          new JsonLine("about")
              .text("name", name)
              .text("welcome", welcome)
              .text("contact", contact)
              .text("terms", terms)
              .end();
      case ChatEvent.KeyAsked(MemberInfo member, boolean mine, int seconds) ->
          new JsonLine("key-asked")
              .member(member)
              .flag("mine", mine)
              .number("seconds", seconds)
              .end();
      case ChatEvent.KeyChanged changed ->
          new JsonLine("key-changed")
              .texts("code", changed.code().emoji())
              .texts("with", names(changed.with()))
              .texts("without", names(changed.without()))
              .end();
      case ChatEvent.KeyStays(var why, MemberInfo member, boolean mine) ->
          new JsonLine("key-stays")
              .text("reason", code(why.name()))
              .member(member)
              .flag("mine", mine)
              .end();
      case ChatEvent.KeyMissed _ -> new JsonLine("key-missed").end();
      case ChatEvent.VoteBegan vote ->
          new JsonLine("vote")
              .number("vote", vote.vote())
              .member(vote.about())
              .text("reason", vote.reason().code())
              .number("by", vote.by().place())
              .number("seconds", vote.seconds())
              .flag("mine", vote.mine())
              .flag("ballot", vote.mayVote())
              .end();
      case ChatEvent.Balloted(long vote, boolean yes) ->
          new JsonLine("ballot").number("vote", vote).flag("yes", yes).end();
      case ChatEvent.VoteEnded vote ->
          new JsonLine("voted")
              .number("vote", vote.vote())
              .member(vote.about())
              .text("reason", vote.reason().code())
              .flag("moved", vote.moved())
              .flag("me", vote.me())
              .end();
      case ChatEvent.Draining(int seconds) ->
          new JsonLine("draining").number("seconds", seconds).end();
      case ChatEvent.StaysOpen _ -> new JsonLine("open").end();
      case ChatEvent.Refused(var request, var reason, String sentence, var text) ->
          new JsonLine("refused")
              .text("request", code(request.name()))
              .text("reason", reason.code())
              .text("message", sentence)
              .optional("id", text.map(UnsentMessage::id).map(id))
              .end();
      case ChatEvent.Returned(List<UnsentMessage> texts) -> returned(texts, id);
    };
  }

  /**
   * A line of the input that is no command.
   *
   * @param line its number, from 1 on
   * @param id the id in it, if it could be read
   */
  static String badInput(long line, ErrorCode reason, String sentence, Optional<String> id) {
    return new JsonLine("refused")
        .text("request", "input")
        .text("reason", reason.code())
        .text("message", sentence)
        .number("line", line)
        .optional("id", id)
        .end();
  }

  /**
   * There was no seat in time.
   *
   * @param why why the last attempt failed
   */
  static String endedWithoutSeat(ConnectError why) {
    return new JsonLine("ended").text("reason", "no-seat").text("error", code(why.name())).end();
  }

  private static String seated(RoomSnapshot room, String how) {
    JsonLine line =
        new JsonLine("seated")
            .optional("room", room.room())
            .text("user", room.name())
            .number("place", room.place())
            .number("n", room.number())
            .number("capacity", room.capacity())
            .flag("private", room.isPrivate())
            .text("how", how);
    line.key("members");
    line.json.append('[');
    for (MemberInfo member : room.members()) {
      if (line.json.charAt(line.json.length() - 1) != '[') {
        line.json.append(',');
      }
      line.json.append("{\"place\":").append(member.place()).append(",\"user\":");
      line.quote(member.name());
      line.text("state", member.here() ? "here" : "away").flag("classic", member.classic());
      line.json.append('}');
    }
    line.json.append(']');
    room.code().ifPresent(code -> line.flag("encrypted", true).texts("code", code.emoji()));
    return line.end();
  }

  private static String ended(EndReason why) {
    return switch (why) {
      case EndReason.Left _ -> new JsonLine("ended").text("reason", "left").end();
      case EndReason.Refused(var reason, String sentence) ->
          new JsonLine("ended").text("reason", reason.code()).text("message", sentence).end();
      case EndReason.Removed(var reason, String sentence) ->
          new JsonLine("ended").text("reason", reason.code()).text("message", sentence).end();
      case EndReason.NotEncrypted _ -> new JsonLine("ended").text("reason", "not-encrypted").end();
      case EndReason.ResumedElsewhere _ ->
          new JsonLine("ended").text("reason", "resumed-elsewhere").end();
    };
  }

  private static String said(Message message, RoomState room, UnaryOperator<String> id) {
    boolean classic =
        !message.mine()
            && room.at(message.place()).map(MemberInfo::classic).orElse(message.place() == 0);
    JsonLine line = new JsonLine("said");
    line.number("n", message.number())
        .number("place", message.place())
        .text("user", message.name())
        .text("message", message.text())
        .flag("action", message.action())
        .flag("mine", message.mine())
        .flag("classic", classic)
        .optional("id", message.id().map(id));
    message
        .answers()
        .ifPresent(
            answered ->
                line.number("re", answered.number())
                    .text("answers", answered.line())
                    .earlier("answers", answered));
    return line.set("newcomer", message.newcomer()).end();
  }

  private static String returned(List<UnsentMessage> texts, UnaryOperator<String> id) {
    return new JsonLine("returned")
        .texts("ids", texts.stream().map(UnsentMessage::id).map(id).toList())
        .end();
  }

  private static List<String> names(List<MemberInfo> members) {
    return members.stream().map(MemberInfo::name).toList();
  }

  private static String code(String constant) {
    return constant.toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  private JsonLine member(MemberInfo member) {
    return number("place", member.place())
        .text("user", member.name())
        .flag("classic", member.classic());
  }

  /** Who said an earlier message and how it begins, each on its own, if that is known. */
  private JsonLine earlier(String prefix, EarlierMessage message) {
    return message.name().isEmpty()
        ? this
        : text(prefix + "User", message.name()).text(prefix + "Message", message.text());
  }

  private JsonLine text(String key, String value) {
    key(key);
    quote(value);
    return this;
  }

  private JsonLine texts(String key, List<String> values) {
    key(key);
    json.append('[');
    for (String value : values) {
      if (json.charAt(json.length() - 1) != '[') {
        json.append(',');
      }
      quote(value);
    }
    json.append(']');
    return this;
  }

  private JsonLine optional(String key, Optional<String> value) {
    return value.map(present -> text(key, present)).orElse(this);
  }

  private JsonLine number(String key, long value) {
    key(key);
    json.append(value);
    return this;
  }

  private JsonLine flag(String key, boolean value) {
    key(key);
    json.append(value);
    return this;
  }

  /** A flag that is written only if it is set. */
  private JsonLine set(String key, boolean value) {
    return value ? flag(key, true) : this;
  }

  private void key(String key) {
    json.append(',');
    quote(key);
    json.append(':');
  }

  private void quote(String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        json.append("\\u%04x".formatted((int) c));
      } else {
        json.append(c);
      }
    }
    json.append('"');
  }

  private String end() {
    return json.append('}').toString();
  }
}
