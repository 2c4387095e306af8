package prosa.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import prosa.protocol.ServerMessage.EventType;
import prosa.protocol.ServerMessage.MemberEntry;
import prosa.protocol.ServerMessage.Presence;

/**
 * The JSON of a server's messages to members and of the door's answers: the part of {@link
 * ProtocolReader} that only clients need, and its counterpart.
 */
final class ServerMessageCodec {
  private static final int HIGHEST_PORT = 65_535;

  private ServerMessageCodec() {}

  static ServerMessage toMember(JsonFields f) throws ProtocolException {
    Optional<EventType> type = EventType.named(ProtocolReader.type(f));
    if (type.isEmpty()) {
      throw new ProtocolException(
          ErrorCode.UNKNOWN_TYPE, "The server said something that this version does not know.");
    }
    return switch (type.get()) {
      case HELLO -> new ServerMessage.Hello(f.text("server"), f.text("version"), f.flag("about"));
      case SEATED -> seated(f);
      case SAID ->
          new ServerMessage.Said(
              n(f, "n"),
              place(f),
              user(f),
              f.text("message"),
              f.flag("action"),
              f.optionalText("id"),
              optional(f, "re"),
              f.flag("newcomer"));
      case REACTED ->
          new ServerMessage.Reacted(
              n(f, "n"), place(f), user(f), f.text("reaction"), f.flag("off"));
      case JOINED -> new ServerMessage.Joined(place(f), user(f), classic(f), optional(f, "member"));
      case LEFT -> new ServerMessage.Left(place(f), user(f), classic(f));
      case AWAY -> new ServerMessage.Away(place(f), user(f), classic(f), f.flag("next"));
      case BACK -> new ServerMessage.Back(place(f), user(f), classic(f));
      case RENAMED -> new ServerMessage.Renamed(place(f), user(f), f.text("to"), classic(f));
      case PASSED -> new ServerMessage.Passed(n(f, "count"));
      case TYPING -> new ServerMessage.TypingNow(place(f), user(f));
      case INVITED -> new ServerMessage.Invited(f.text("code"), f.text("link"));
      case ABOUT ->
          new ServerMessage.About(
              said(f, "name"), said(f, "welcome"), said(f, "contact"), said(f, "terms"));
      case OFFER -> new ServerMessage.Offer(f.text("room"));
      case HELD -> new ServerMessage.Held(f.text("room"), f.number("seconds"));
      case MISSED -> new ServerMessage.Missed(n(f, "from"), n(f, "to"));
      case REFUSED ->
          new ServerMessage.Refused(
              reason(f.text("reason")),
              f.text("message"),
              n(f, "retryMillis"),
              f.optionalText("id"));
      case DRAINING ->
          new ServerMessage.Draining(
              (int) f.optionalNumber("seconds", Integer.MAX_VALUE).orElse(0));
      case OPEN -> new ServerMessage.Open();
      case MOVED ->
          new ServerMessage.Moved(f.text("room"), f.text("address"), f.optionalText("seat"));
      case VOTE ->
          new ServerMessage.Vote(
              n(f, "vote"),
              place(f),
              user(f),
              voteReason(f),
              f.number("by"),
              f.number("seconds"),
              f.flag("ballot"));
      case BALLOT -> new ServerMessage.Ballot(n(f, "vote"), f.flag("yes"));
      case VOTED ->
          new ServerMessage.Voted(n(f, "vote"), place(f), user(f), voteReason(f), f.flag("moved"));
      case TOLD -> new ServerMessage.Told(place(f), user(f), f.text("sealed"), f.flag("keep"));
    };
  }

  private static ServerMessage.Seated seated(JsonFields f) throws ProtocolException {
    List<MemberEntry> members = new ArrayList<>();
    for (JsonFields m : f.objects("members")) {
      Presence state = m.text("state").equals("away") ? Presence.AWAY : Presence.HERE;
      members.add(
          new MemberEntry(
              place(m),
              user(m),
              state,
              classic(m),
              optional(m, "member"),
              m.optionalText("sealed")));
    }
    JsonFields limits = f.object("limits");
    Optional<Rate> rate = rate(limits);
    return new ServerMessage.Seated(
        f.text("room"),
        user(f),
        place(f),
        optional(f, "member"),
        f.text("seat"),
        n(f, "n"),
        f.number("capacity"),
        f.flag("private"),
        members,
        new ServerMessage.Limits(
            limits.number("message"),
            limits.number("text"),
            rate,
            (int) limits.optionalNumber("hold", Integer.MAX_VALUE).orElse(0),
            (int) limits.optionalNumber("longestHold", Integer.MAX_VALUE).orElse(0)),
        f.optionalTexts("doors"),
        f.optionalText("salt"),
        f.optionalTexts("formerly"));
  }

  private static Optional<Rate> rate(JsonFields limits) throws ProtocolException {
    if (limits.optionalNumber("burst", Integer.MAX_VALUE).isEmpty()) {
      return Optional.empty();
    }
    int burst = limits.number("burst");
    int perSecond = limits.number("perSecond");
    if (burst < 1 || perSecond < 1) {
      throw new ProtocolException(
          ErrorCode.BAD_FIELD, "The fields `burst` and `perSecond` must be 1 or more.");
    }
    return Optional.of(new Rate(burst, perSecond));
  }

  static DoorAnswer doorAnswer(JsonFields f) throws ProtocolException {
    Optional<String> error = f.optionalText("error");
    if (error.isPresent()) {
      return new DoorAnswer.DoorError(
          reason(error.get()),
          f.text("message"),
          f.optionalNumber("retryMillis", ProtocolReader.HIGHEST_NUMBER).orElse(0));
    }
    if (f.optionalText("room").isPresent()) {
      return new DoorAnswer.SeatReserved(f.text("room"), f.text("seat"), f.text("address"));
    }
    return new DoorAnswer.Ports(
        (int) f.number("to_server", HIGHEST_PORT), (int) f.number("from_server", HIGHEST_PORT));
  }

  /** Writes a server's message to a member. */
  static void append(JsonBuffer sink, ServerMessage message) {
    JsonObjectWriter object = new JsonObjectWriter(sink).text("type", message.type().wireName());
    switch (message) {
      case ServerMessage.Hello(var server, var version, var about) ->
          object.text("server", server).text("version", version).flag("about", about);
      case ServerMessage.Seated seated -> seated(object, seated);
      case ServerMessage.Said(
              var n,
              var place,
              var user,
              var text,
              var action,
              var id,
              var re,
              var newcomer) ->
          optional(
                  member(object.number("n", n), place, user)
                      .text("message", text)
                      .flag("action", action)
                      .text("id", id),
                  "re",
                  re)
              .flag("newcomer", newcomer);
      case ServerMessage.Reacted(var n, var place, var user, var reaction, var off) ->
          member(object.number("n", n), place, user).text("reaction", reaction).flag("off", off);
      case ServerMessage.Joined(var place, var user, var classic, var id) ->
          optional(member(object, place, user).flag("classic", classic), "member", id);
      case ServerMessage.Left(var place, var user, var classic) ->
          member(object, place, user).flag("classic", classic);
      case ServerMessage.Away(var place, var user, var classic, var next) ->
          member(object, place, user).flag("classic", classic).flag("next", next);
      case ServerMessage.Back(var place, var user, var classic) ->
          member(object, place, user).flag("classic", classic);
      case ServerMessage.Renamed(var place, var user, var to, var classic) ->
          member(object, place, user).text("to", to).flag("classic", classic);
      case ServerMessage.Passed(var count) -> object.number("count", count);
      case ServerMessage.TypingNow(var place, var user) -> member(object, place, user);
      case ServerMessage.Invited(var code, var link) ->
          object.text("code", code).text("link", link);
      case ServerMessage.About(var name, var welcome, var contact, var terms) ->
          object
              .text("name", said(name))
              .text("welcome", said(welcome))
              .text("contact", said(contact))
              .text("terms", said(terms));
      case ServerMessage.Offer(var room) -> object.text("room", room);
      case ServerMessage.Held(var room, var seconds) ->
          object.text("room", room).number("seconds", seconds);
      case ServerMessage.Missed(var from, var to) -> object.number("from", from).number("to", to);
      case ServerMessage.Refused(var reason, var sentence, var retryMillis, var id) ->
          object
              .text("reason", reason.code())
              .text("message", sentence)
              .number("retryMillis", retryMillis)
              .text("id", id);
      case ServerMessage.Draining(int seconds) -> optional(object, "seconds", seconds);
      case ServerMessage.Open _ -> {}
      case ServerMessage.Moved(var room, var address, var seat) ->
          object.text("room", room).text("address", address).text("seat", seat);
      case ServerMessage.Vote(
              var vote,
              var place,
              var user,
              var reason,
              var by,
              var seconds,
              var ballot) ->
          member(object.number("vote", vote), place, user)
              .text("reason", reason.code())
              .number("by", by)
              .number("seconds", seconds)
              .flag("ballot", ballot);
      case ServerMessage.Ballot(var vote, var yes) -> object.number("vote", vote).flag("yes", yes);
      case ServerMessage.Voted(var vote, var place, var user, var reason, var moved) ->
          member(object.number("vote", vote), place, user)
              .text("reason", reason.code())
              .flag("moved", moved);
      case ServerMessage.Told(var place, var user, var sealed, var keep) ->
          member(object, place, user).text("sealed", sealed).flag("keep", keep);
    }
    object.end();
  }

  private static JsonObjectWriter member(JsonObjectWriter object, int place, String user) {
    return object.number("place", place).text("user", user);
  }

  /** A number that is left out when it is 0. */
  static JsonObjectWriter optional(JsonObjectWriter object, String key, long number) {
    return number == 0 ? object : object.number(key, number);
  }

  private static void seated(JsonObjectWriter object, ServerMessage.Seated seated) {
    object.text("room", seated.room()).text("user", seated.user()).number("place", seated.place());
    optional(object, "member", seated.member())
        .text("seat", seated.seat())
        .number("n", seated.n())
        .number("capacity", seated.capacity())
        .flag("private", seated.isPrivate())
        .array("members");
    if (seated.members() instanceof EncodedMembers.Others encoded) {
      object.elements(encoded);
    } else {
      for (ServerMessage.MemberEntry one : seated.members()) {
        entry(object.element(), one);
      }
    }
    object.endArray();
    JsonObjectWriter limits = object.object("limits");
    limits.number("message", seated.limits().message()).number("text", seated.limits().text());
    if (seated.limits().rate().isPresent()) {
      Rate rate = seated.limits().rate().get();
      limits.number("burst", rate.burst()).number("perSecond", rate.perSecond());
    }
    optional(limits, "hold", seated.limits().hold());
    optional(limits, "longestHold", seated.limits().longestHold());
    limits.end();
    object
        .texts("doors", seated.doors())
        .text("salt", seated.salt())
        .texts("formerly", seated.formerly());
  }

  /** Writes who sits at a place. */
  static void entry(JsonObjectWriter object, ServerMessage.MemberEntry entry) {
    member(object, entry.place(), entry.user());
    String state =
        switch (entry.state()) {
          case HERE -> "here";
          case AWAY -> "away";
        };
    object.text("state", state).flag("classic", entry.classic());
    optional(object, "member", entry.member()).text("sealed", entry.sealed()).end();
  }

  /** A text that is left out when it is empty. */
  private static Optional<String> said(String text) {
    return Optional.of(text).filter(some -> !some.isEmpty());
  }

  private static String said(JsonFields f, String key) throws ProtocolException {
    return f.optionalText(key).orElse("");
  }

  private static ErrorCode reason(String code) {
    return ErrorCode.of(code).orElse(ErrorCode.OTHER);
  }

  private static VoteReason voteReason(JsonFields f) throws ProtocolException {
    return VoteReason.of(f.text("reason")).orElse(VoteReason.OTHER);
  }

  private static int place(JsonFields f) throws ProtocolException {
    return f.number("place");
  }

  private static String user(JsonFields f) throws ProtocolException {
    return f.text("user");
  }

  private static boolean classic(JsonFields f) throws ProtocolException {
    return f.flag("classic");
  }

  private static long optional(JsonFields f, String key) throws ProtocolException {
    return f.optionalNumber(key, ProtocolReader.HIGHEST_NUMBER).orElse(0);
  }

  private static long n(JsonFields f, String key) throws ProtocolException {
    return f.number(key, ProtocolReader.HIGHEST_NUMBER);
  }
}
