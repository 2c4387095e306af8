package prosa.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import prosa.protocol.ServerMessage.Limits;
import prosa.protocol.ServerMessage.MemberEntry;
import prosa.protocol.ServerMessage.Presence;

/** Each message of the protocol beside the bytes that it must have on the wire. */
final class Golden {
  private static final Optional<String> NONE = Optional.empty();

  record ServerRow(ClientMessage message, String json) {}

  record MemberRow(ServerMessage message, String json) {}

  record RequestRow(DoorRequest message, String json) {}

  record AnswerRow(DoorAnswer message, String json) {}

  private Golden() {}

  static List<ServerRow> toServer() {
    return List.of(
        new ServerRow(new ClientMessage.Enter("Ana"), "{'type': 'enter', 'user': 'Ana'}"),
        new ServerRow(
            new ClientMessage.Enter(
                "Ana",
                Optional.of("s3cret"),
                OptionalLong.of(41),
                Optional.of("c0de"),
                true,
                Optional.of("Chat3")),
            "{'type': 'enter', 'user': 'Ana', 'seat': 's3cret', 'heard': 41, 'invite': 'c0de',"
                + " 'private': true, 'avoid': 'Chat3'}"),
        new ServerRow(
            new ClientMessage.Enter("Ana", NONE, OptionalLong.of(1L << 53), NONE, false, NONE),
            "{'type': 'enter', 'user': 'Ana', 'heard': 9007199254740992}"),
        new ServerRow(new ClientMessage.Say("oi"), "{'type': 'say', 'message': 'oi'}"),
        new ServerRow(
            new ClientMessage.Say(
                "Não é \uD83D\uDE00 \u2028 \"\\/\n\t\b\f\r\u0001\u001F\u007F", true, NONE),
            "{'type': 'say', 'message': 'Não é \uD83D\uDE00 \u2028 \\\"\\\\/\\n\\t\\b\\f\\r\\u0001"
                + "\\u001f\u007F', 'action': true}"),
        new ServerRow(
            new ClientMessage.Say("oi", false, Optional.of("a1")),
            "{'type': 'say', 'message': 'oi', 'id': 'a1'}"),
        new ServerRow(
            new ClientMessage.Say("", true, Optional.of("ç".repeat(32))),
            "{'type': 'say', 'message': '', 'action': true, 'id': '" + "ç".repeat(32) + "'}"),
        new ServerRow(
            new ClientMessage.Say("sim", false, Optional.of("a2"), 41),
            "{'type': 'say', 'message': 'sim', 'id': 'a2', 're': 41}"),
        new ServerRow(
            new ClientMessage.React(41, "\uD83D\uDC4D\uD83C\uDFFD", false),
            "{'type': 'react', 'n': 41, 'reaction': '\uD83D\uDC4D\uD83C\uDFFD'}"),
        new ServerRow(
            new ClientMessage.React(41, "+1", true),
            "{'type': 'react', 'n': 41, 'reaction': '+1', 'off': true}"),
        new ServerRow(new ClientMessage.Hold(300), "{'type': 'hold', 'seconds': 300}"),
        new ServerRow(new ClientMessage.Next(true), "{'type': 'next', 'keep': true}"),
        new ServerRow(new ClientMessage.Return(), "{'type': 'return'}"),
        new ServerRow(
            new ClientMessage.Vote(3, 1764212096002L, VoteReason.INSULTS),
            "{'type': 'vote', 'place': 3, 'member': 1764212096002, 'reason': 'insults'}"),
        new ServerRow(
            new ClientMessage.Vote(3, 0, VoteReason.OTHER),
            "{'type': 'vote', 'place': 3, 'reason': 'other'}"),
        new ServerRow(
            new ClientMessage.Ballot(1, true), "{'type': 'ballot', 'vote': 1, 'yes': true}"),
        new ServerRow(new ClientMessage.Ballot(1, false), "{'type': 'ballot', 'vote': 1}"),
        new ServerRow(new ClientMessage.Typing(), "{'type': 'typing'}"),
        new ServerRow(new ClientMessage.Rename("Aninha"), "{'type': 'rename', 'user': 'Aninha'}"),
        new ServerRow(new ClientMessage.Leave(), "{'type': 'leave'}"),
        new ServerRow(new ClientMessage.Next(), "{'type': 'next'}"),
        new ServerRow(new ClientMessage.Invite(), "{'type': 'invite'}"),
        new ServerRow(new ClientMessage.About(NONE), "{'type': 'about'}"),
        new ServerRow(
            new ClientMessage.About(Optional.of("pt-BR")),
            "{'type': 'about', 'language': 'pt-BR'}"),
        new ServerRow(
            new ClientMessage.Enter(
                "Guest", NONE, OptionalLong.empty(), Optional.of("c0de"), true, NONE, true),
            "{'type': 'enter', 'user': 'Guest', 'invite': 'c0de', 'private': true, 'encrypted':"
                + " true}"),
        new ServerRow(
            new ClientMessage.Tell("e1.AAAA", true),
            "{'type': 'tell', 'sealed': 'e1.AAAA', 'keep': true}"),
        new ServerRow(
            new ClientMessage.Tell("e1.AAAA", false), "{'type': 'tell', 'sealed': 'e1.AAAA'}"));
  }

  static List<MemberRow> toMember() {
    return List.of(
        new MemberRow(
            new ServerMessage.Hello("Prosa", "1.0.0"),
            "{'type': 'hello', 'server': 'Prosa', 'version': '1.0.0'}"),
        new MemberRow(
            new ServerMessage.Hello("Prosa", "1.0.0", true),
            "{'type': 'hello', 'server': 'Prosa', 'version': '1.0.0', 'about': true}"),
        new MemberRow(new ServerMessage.About("", "", "", ""), "{'type': 'about'}"),
        new MemberRow(
            new ServerMessage.About(
                "Café", "Oi!\nhttps://example.org/", "a@example.org", "Be kind."),
            "{'type': 'about', 'name': 'Café', 'welcome': 'Oi!\\nhttps://example.org/', 'contact':"
                + " 'a@example.org', 'terms': 'Be kind.'}"),
        new MemberRow(
            new ServerMessage.About("", "", "a@example.org", ""),
            "{'type': 'about', 'contact': 'a@example.org'}"),
        new MemberRow(
            new ServerMessage.Seated(
                "Chat0",
                "Ana 2",
                2,
                "s3cret",
                41,
                10,
                List.of(
                    new MemberEntry(1, "Ana", Presence.HERE, false),
                    new MemberEntry(3, "Rui", Presence.AWAY, false),
                    new MemberEntry(4, "Bia", Presence.HERE, true)),
                new Limits(16384, 8192, Optional.of(new Rate(10, 4)))),
            "{'type': 'seated', 'room': 'Chat0', 'user': 'Ana 2', 'place': 2, 'seat': 's3cret',"
                + " 'n': 41, 'capacity': 10, 'members': [{'place': 1, 'user': 'Ana', 'state':"
                + " 'here'}, {'place': 3, 'user': 'Rui', 'state': 'away'}, {'place': 4, 'user':"
                + " 'Bia', 'state': 'here', 'classic': true}], 'limits': {'message': 16384,"
                + " 'text': 8192, 'burst': 10, 'perSecond': 4}}"),
        new MemberRow(
            new ServerMessage.Seated(
                "Chat7", "Ana", 1, "s", 0, 1, List.of(), new Limits(1, 2, Optional.empty())),
            "{'type': 'seated', 'room': 'Chat7', 'user': 'Ana', 'place': 1, 'seat': 's', 'n': 0,"
                + " 'capacity': 1, 'members': [], 'limits': {'message': 1, 'text': 2}}"),
        new MemberRow(
            new ServerMessage.Seated(
                "Chat7",
                "Ana",
                1,
                1764212096001L,
                "s",
                0,
                10,
                true,
                List.of(new MemberEntry(2, "Rui", Presence.HERE, true, 1764212096000L)),
                new Limits(1, 2, Optional.empty(), 30, 300)),
            "{'type': 'seated', 'room': 'Chat7', 'user': 'Ana', 'place': 1, 'member':"
                + " 1764212096001, 'seat': 's', 'n': 0, 'capacity': 10, 'private': true,"
                + " 'members': [{'place': 2, 'user': 'Rui', 'state': 'here', 'classic': true,"
                + " 'member': 1764212096000}], 'limits': {'message': 1, 'text': 2, 'hold': 30,"
                + " 'longestHold': 300}}"),
        new MemberRow(
            new ServerMessage.Seated(
                "Chat7@b",
                "Ana",
                1,
                3,
                "s",
                0,
                10,
                false,
                List.of(),
                new Limits(1, 2, Optional.empty()),
                List.of("192.0.2.7:5555", "[2001:db8::7]:5555")),
            "{'type': 'seated', 'room': 'Chat7@b', 'user': 'Ana', 'place': 1, 'member': 3,"
                + " 'seat': 's', 'n': 0, 'capacity': 10, 'members': [], 'limits': {'message': 1,"
                + " 'text': 2}, 'doors': ['192.0.2.7:5555', '[2001:db8::7]:5555']}"),
        new MemberRow(
            new ServerMessage.Seated(
                "Chat9@a",
                "Ana",
                1,
                3,
                "s",
                0,
                10,
                false,
                List.of(),
                new Limits(1, 2, Optional.empty()),
                List.of(),
                Optional.empty(),
                List.of("Chat3@c", "Chat7@b")),
            "{'type': 'seated', 'room': 'Chat9@a', 'user': 'Ana', 'place': 1, 'member': 3,"
                + " 'seat': 's', 'n': 0, 'capacity': 10, 'members': [], 'limits': {'message': 1,"
                + " 'text': 2}, 'formerly': ['Chat3@c', 'Chat7@b']}"),
        new MemberRow(
            new ServerMessage.Seated(
                "Chat7",
                "Guest",
                1,
                1764212096001L,
                "s",
                0,
                10,
                true,
                List.of(
                    new MemberEntry(
                        2,
                        "Guest 2",
                        Presence.HERE,
                        false,
                        1764212096000L,
                        Optional.of("e1.AAAA"))),
                new Limits(1, 2, Optional.empty()),
                List.of(),
                Optional.of("bm9uY2Ugb2YgYSByb29tIQ"),
                List.of()),
            "{'type': 'seated', 'room': 'Chat7', 'user': 'Guest', 'place': 1, 'member':"
                + " 1764212096001, 'seat': 's', 'n': 0, 'capacity': 10, 'private': true,"
                + " 'members': [{'place': 2, 'user': 'Guest 2', 'state': 'here', 'member':"
                + " 1764212096000, 'sealed': 'e1.AAAA'}], 'limits': {'message': 1, 'text': 2},"
                + " 'salt': 'bm9uY2Ugb2YgYSByb29tIQ'}"),
        new MemberRow(
            new ServerMessage.Told(2, "Guest 2", "e1.AAAA", true),
            "{'type': 'told', 'place': 2, 'user': 'Guest 2', 'sealed': 'e1.AAAA', 'keep': true}"),
        new MemberRow(
            new ServerMessage.Told(2, "Guest 2", "e1.AAAA", false),
            "{'type': 'told', 'place': 2, 'user': 'Guest 2', 'sealed': 'e1.AAAA'}"),
        new MemberRow(
            new ServerMessage.Said(43, 2, "Rui", "sim", false, Optional.of("a2"), 41),
            "{'type': 'said', 'n': 43, 'place': 2, 'user': 'Rui', 'message': 'sim', 'id': 'a2',"
                + " 're': 41}"),
        new MemberRow(
            new ServerMessage.Said(
                44, 2, "Rui", "www.example.org", false, Optional.of("a3"), 0, true),
            "{'type': 'said', 'n': 44, 'place': 2, 'user': 'Rui', 'message': 'www.example.org',"
                + " 'id': 'a3', 'newcomer': true}"),
        new MemberRow(
            new ServerMessage.Vote(1, 3, "Rui", VoteReason.SPAM, 2, 30, true),
            "{'type': 'vote', 'vote': 1, 'place': 3, 'user': 'Rui', 'reason': 'spam', 'by': 2,"
                + " 'seconds': 30, 'ballot': true}"),
        new MemberRow(
            new ServerMessage.Vote(1, 3, "Rui", VoteReason.SEXUAL, 2, 30, false),
            "{'type': 'vote', 'vote': 1, 'place': 3, 'user': 'Rui', 'reason': 'sexual', 'by': 2,"
                + " 'seconds': 30}"),
        new MemberRow(
            new ServerMessage.Ballot(1, true), "{'type': 'ballot', 'vote': 1, 'yes': true}"),
        new MemberRow(new ServerMessage.Ballot(1, false), "{'type': 'ballot', 'vote': 1}"),
        new MemberRow(
            new ServerMessage.Voted(1, 3, "Rui", VoteReason.IMPERSONATION, true),
            "{'type': 'voted', 'vote': 1, 'place': 3, 'user': 'Rui', 'reason': 'impersonation',"
                + " 'moved': true}"),
        new MemberRow(
            new ServerMessage.Voted(1, 3, "Rui", VoteReason.OTHER, false),
            "{'type': 'voted', 'vote': 1, 'place': 3, 'user': 'Rui', 'reason': 'other'}"),
        new MemberRow(
            new ServerMessage.Reacted(41, 2, "Rui", "\u2764\uFE0F", false),
            "{'type': 'reacted', 'n': 41, 'place': 2, 'user': 'Rui', 'reaction': '\u2764\uFE0F'}"),
        new MemberRow(
            new ServerMessage.Reacted(41, 2, "Rui", "+1", true),
            "{'type': 'reacted', 'n': 41, 'place': 2, 'user': 'Rui', 'reaction': '+1', 'off':"
                + " true}"),
        new MemberRow(
            new ServerMessage.Joined(3, "Bia", false, 1764212096002L),
            "{'type': 'joined', 'place': 3, 'user': 'Bia', 'member': 1764212096002}"),
        new MemberRow(
            new ServerMessage.Held("Chat0", 10),
            "{'type': 'held', 'room': 'Chat0', 'seconds': 10}"),
        new MemberRow(
            new ServerMessage.Said(42, 1, "Ana", "oi", false, NONE),
            "{'type': 'said', 'n': 42, 'place': 1, 'user': 'Ana', 'message': 'oi'}"),
        new MemberRow(
            new ServerMessage.Said(1L << 53, 10, "Zé", "acena", true, Optional.of("a1")),
            "{'type': 'said', 'n': 9007199254740992, 'place': 10, 'user': 'Zé', 'message':"
                + " 'acena', 'action': true, 'id': 'a1'}"),
        new MemberRow(
            new ServerMessage.Joined(3, "Bia", false),
            "{'type': 'joined', 'place': 3, 'user': 'Bia'}"),
        new MemberRow(
            new ServerMessage.Joined(3, "Bia", true),
            "{'type': 'joined', 'place': 3, 'user': 'Bia', 'classic': true}"),
        new MemberRow(
            new ServerMessage.Left(3, "Bia", false), "{'type': 'left', 'place': 3, 'user': 'Bia'}"),
        new MemberRow(
            new ServerMessage.Left(3, "Bia", true),
            "{'type': 'left', 'place': 3, 'user': 'Bia', 'classic': true}"),
        new MemberRow(
            new ServerMessage.Away(3, "Bia", false), "{'type': 'away', 'place': 3, 'user': 'Bia'}"),
        new MemberRow(
            new ServerMessage.Away(3, "Bia", true),
            "{'type': 'away', 'place': 3, 'user': 'Bia', 'classic': true}"),
        new MemberRow(
            new ServerMessage.Away(3, "Bia", false, true),
            "{'type': 'away', 'place': 3, 'user': 'Bia', 'next': true}"),
        new MemberRow(
            new ServerMessage.Back(3, "Bia", false), "{'type': 'back', 'place': 3, 'user': 'Bia'}"),
        new MemberRow(
            new ServerMessage.Back(3, "Bia", true),
            "{'type': 'back', 'place': 3, 'user': 'Bia', 'classic': true}"),
        new MemberRow(
            new ServerMessage.Renamed(1, "Ana", "Aninha", false),
            "{'type': 'renamed', 'place': 1, 'user': 'Ana', 'to': 'Aninha'}"),
        new MemberRow(
            new ServerMessage.Renamed(4, "?", "Rui", true),
            "{'type': 'renamed', 'place': 4, 'user': '?', 'to': 'Rui', 'classic': true}"),
        new MemberRow(new ServerMessage.Passed(5), "{'type': 'passed', 'count': 5}"),
        new MemberRow(
            new ServerMessage.TypingNow(3, "Bia"), "{'type': 'typing', 'place': 3, 'user': 'Bia'}"),
        new MemberRow(
            new ServerMessage.Invited("c0de", "http://192.0.2.7:5555/r/c0de"),
            "{'type': 'invited', 'code': 'c0de', 'link': 'http://192.0.2.7:5555/r/c0de'}"),
        new MemberRow(new ServerMessage.Offer("Chat4"), "{'type': 'offer', 'room': 'Chat4'}"),
        new MemberRow(new ServerMessage.Missed(40, 42), "{'type': 'missed', 'from': 40, 'to': 42}"),
        new MemberRow(
            new ServerMessage.Refused(ErrorCode.TOO_LARGE, "a sentence", 0),
            "{'type': 'refused', 'reason': 'too-large', 'message': 'a sentence', 'retryMillis':"
                + " 0}"),
        new MemberRow(
            new ServerMessage.Refused(ErrorCode.RATE, "a sentence", 250, Optional.of("a2")),
            "{'type': 'refused', 'reason': 'rate', 'message': 'a sentence', 'retryMillis': 250,"
                + " 'id': 'a2'}"),
        new MemberRow(new ServerMessage.Draining(), "{'type': 'draining'}"),
        new MemberRow(new ServerMessage.Draining(30), "{'type': 'draining', 'seconds': 30}"),
        new MemberRow(new ServerMessage.Open(), "{'type': 'open'}"),
        new MemberRow(
            new ServerMessage.Moved("Chat9", "192.0.2.8:5555", NONE),
            "{'type': 'moved', 'room': 'Chat9', 'address': '192.0.2.8:5555'}"),
        new MemberRow(
            new ServerMessage.Moved("Chat9", "[::1]:5555", Optional.of("s3cret")),
            "{'type': 'moved', 'room': 'Chat9', 'address': '[::1]:5555', 'seat': 's3cret'}"));
  }

  static List<RequestRow> requests() {
    return List.of(
        new RequestRow(new DoorRequest.Classic(), "FindChat"),
        new RequestRow(new DoorRequest.Find("Ana"), "{'request': 'FindChat', 'user': 'Ana'}"),
        new RequestRow(
            new DoorRequest.Find("Ana", Optional.of("c0de"), true, Optional.of("Chat3")),
            "{'request': 'FindChat', 'user': 'Ana', 'invite': 'c0de', 'private': true, 'avoid':"
                + " 'Chat3'}"),
        new RequestRow(
            new DoorRequest.Find("Guest", Optional.of("c0de"), false, NONE, true),
            "{'request': 'FindChat', 'user': 'Guest', 'invite': 'c0de', 'encrypted': true}"));
  }

  static List<AnswerRow> answers() {
    return List.of(
        new AnswerRow(
            new DoorAnswer.Ports(20000, 20001), "{'to_server': 20000, 'from_server': 20001}"),
        new AnswerRow(
            new DoorAnswer.SeatReserved("Chat0", "s3cret", "host:5555"),
            "{'room': 'Chat0', 'seat': 's3cret', 'address': 'host:5555'}"),
        new AnswerRow(
            new DoorAnswer.DoorError(ErrorCode.DRAINING, "a sentence"),
            "{'error': 'draining', 'message': 'a sentence'}"),
        new AnswerRow(
            new DoorAnswer.DoorError(ErrorCode.RATE, "a sentence", 1500),
            "{'error': 'rate', 'message': 'a sentence', 'retryMillis': 1500}"));
  }

  /** The records of a sealed interface, also those of sealed interfaces in it. */
  static List<Class<?>> recordsOf(Class<?> sealed) {
    List<Class<?>> records = new ArrayList<>();
    for (Class<?> permitted : sealed.getPermittedSubclasses()) {
      records.addAll(permitted.isSealed() ? recordsOf(permitted) : List.of(permitted));
    }
    return records;
  }

  /** The JSON that is written here with single quotation marks. */
  static String json(String row) {
    return row.replace('\'', '"');
  }
}
