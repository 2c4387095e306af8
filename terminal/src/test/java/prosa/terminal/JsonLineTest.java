package prosa.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import prosa.client.ChatEvent;
import prosa.client.ConnectError;
import prosa.client.EarlierMessage;
import prosa.client.EncryptionFault;
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
import prosa.protocol.ErrorCode;
import prosa.protocol.VoteReason;

/** Every kind of event as a line of JSON. */
final class JsonLineTest {
  private static final ServerAddress HERE = new ServerAddress("127.0.0.1", 5555, Optional.empty());
  private static final MemberInfo BIA = new MemberInfo(2, "Bia", true, false);
  private static final MemberInfo ZE = new MemberInfo(3, "Zé", false, true);
  private static final SafetyCode CODE = new SafetyCode(List.of(0, 1, 2, 3, 4, 5));
  private static final String CODE_JSON =
      """
      ["\\ud83d\\udc36","\\ud83d\\udc31","\\ud83d\\udc34","\\ud83d\\udc37","\\ud83d\\udc2e","\\ud83d\\udc18"]"""
          .strip();

  private final RoomState room = new RoomState();
  private final Map<ChatEvent, String> lines = new LinkedHashMap<>();

  @Test
  void eachKindOfEventIsOneLineWithItsFields() {
    room.apply(new ChatEvent.Seated(table(Optional.empty()), JoinKind.NEW));
    connection();
    talk();
    members();
    encrypted();
    answers();
    votes();
    lines.forEach(
        (event, line) ->
            assertThat(JsonLine.of(event, room, id -> id.equals("a") ? "given" : id))
                .as(event.toString())
                .isEqualTo(line.replace('\'', '"')));
    assertThat(lines.keySet().stream().map(Object::getClass))
        .as("the kinds that were tried")
        .containsAll(kinds());
  }

  private static List<Class<?>> kinds() {
    return Arrays.asList(ChatEvent.class.getPermittedSubclasses());
  }

  private static RoomSnapshot table(Optional<SafetyCode> code) {
    return new RoomSnapshot(Optional.of("Chat0"), "Ana", 1, 10, true, List.of(BIA, ZE), code, 41);
  }

  private void connection() {
    lines.put(new ChatEvent.Connecting(HERE), "{'type':'connecting','server':'127.0.0.1:5555'}");
    lines.put(
        new ChatEvent.Unreachable(HERE, ConnectError.NOBODY_LISTENS),
        "{'type':'unreachable','server':'127.0.0.1:5555','reason':'nobody-listens'}");
    String seated =
        "{'type':'seated','room':'Chat0','user':'Ana','place':1,'n':41,'capacity':10,'private':true,'how':'new',"
            + "'members':[{'place':2,'user':'Bia','state':'here','classic':false},"
            + "{'place':3,'user':'Z\\u00e9','state':'away','classic':true}]";
    lines.put(new ChatEvent.Seated(table(Optional.empty()), JoinKind.NEW), seated + "}");
    lines.put(
        new ChatEvent.Seated(table(Optional.of(CODE)), JoinKind.NEW),
        seated + ",'encrypted':true,'code':" + CODE_JSON + "}");
    lines.put(new ChatEvent.Lost(), "{'type':'lost'}");
    lines.put(new ChatEvent.Draining(30), "{'type':'draining','seconds':30}");
    lines.put(new ChatEvent.StaysOpen(), "{'type':'open'}");
    lines.put(new ChatEvent.Ended(new EndReason.Left()), "{'type':'ended','reason':'left'}");
    lines.put(
        new ChatEvent.Ended(new EndReason.Refused(ErrorCode.UNKNOWN_INVITE, "No.")),
        "{'type':'ended','reason':'unknown-invite','message':'No.'}");
    lines.put(
        new ChatEvent.Ended(new EndReason.Removed(ErrorCode.REMOVED, "Go.")),
        "{'type':'ended','reason':'removed','message':'Go.'}");
    lines.put(
        new ChatEvent.Ended(new EndReason.NotEncrypted()),
        "{'type':'ended','reason':'not-encrypted'}");
    lines.put(
        new ChatEvent.Ended(new EndReason.ResumedElsewhere()),
        "{'type':'ended','reason':'resumed-elsewhere'}");
  }

  private void talk() {
    lines.put(
        new ChatEvent.Said(new Message(7, 1, "Ana", "\"oi\"\n", false, true, Optional.of("a"))),
        "{'type':'said','n':7,'place':1,'user':'Ana','message':'\\'oi\\'\\u000a',"
            + "'action':false,'mine':true,'classic':false,'id':'given'}");
    lines.put(
        new ChatEvent.Said(
            new Message(
                8,
                3,
                "Zé",
                "waves",
                true,
                false,
                Optional.empty(),
                Optional.of(new EarlierMessage(7, "Bia: oi", "Bia: oi: tudo")),
                true)),
        "{'type':'said','n':8,'place':3,'user':'Z\\u00e9','message':'waves',"
            + "'action':true,'mine':false,'classic':true,'re':7,'answers':'Bia: oi: tudo',"
            + "'answersUser':'Bia: oi','answersMessage':'tudo','newcomer':true}");
    lines.put(
        new ChatEvent.Reacted(BIA, "👍", new EarlierMessage(6, "", ""), true),
        "{'type':'reacted','place':2,'user':'Bia','classic':false,'n':6,"
            + "'reaction':'\\ud83d\\udc4d','about':'','off':true}");
    lines.put(
        new ChatEvent.Reacted(BIA, "👍", new EarlierMessage(7, "Ana", "Ana: oi"), false),
        "{'type':'reacted','place':2,'user':'Bia','classic':false,'n':7,"
            + "'reaction':'\\ud83d\\udc4d','about':'Ana: oi','aboutUser':'Ana',"
            + "'aboutMessage':'oi','off':false}");
    lines.put(
        new ChatEvent.Typing(BIA), "{'type':'typing','place':2,'user':'Bia','classic':false}");
    lines.put(new ChatEvent.Missed(3, 5), "{'type':'missed','from':3,'to':5}");
    lines.put(
        new ChatEvent.Returned(
            List.of(
                new UnsentMessage("a", "oi", false, false),
                new UnsentMessage("b", "waves", true, true))),
        "{'type':'returned','ids':['given','b']}");
  }

  private void members() {
    lines.put(
        new ChatEvent.Joined(ZE), "{'type':'joined','place':3,'user':'Z\\u00e9','classic':true}");
    lines.put(new ChatEvent.Left(BIA), "{'type':'left','place':2,'user':'Bia','classic':false}");
    lines.put(
        new ChatEvent.WentAway(BIA, true),
        "{'type':'away','place':2,'user':'Bia','classic':false,'next':true}");
    lines.put(
        new ChatEvent.CameBack(BIA), "{'type':'back','place':2,'user':'Bia','classic':false}");
    lines.put(
        new ChatEvent.Renamed(BIA, "Beatriz", false),
        "{'type':'renamed','place':2,'user':'Beatriz','to':'Bia','classic':false,'mine':false}");
    lines.put(
        new ChatEvent.Renamed(ZE, "Ana", false),
        "{'type':'renamed','place':3,'user':'Ana','to':'Z\\u00e9','classic':true,'mine':false}");
    lines.put(new ChatEvent.Passed(40), "{'type':'passed','count':40}");
    lines.put(new ChatEvent.Held("Chat2", 10), "{'type':'held','room':'Chat2','seconds':10}");
    lines.put(new ChatEvent.Offered("Chat3"), "{'type':'offer','room':'Chat3'}");
  }

  private void encrypted() {
    lines.put(
        new ChatEvent.Unopened(BIA, EncryptionFault.OLD_KEY, 1),
        "{'type':'unopened','place':2,'user':'Bia','classic':false,"
            + "'reason':'old-key','count':1}");
    lines.put(
        new ChatEvent.KeyAsked(BIA, false, 20),
        "{'type':'key-asked','place':2,'user':'Bia','classic':false,'mine':false,'seconds':20}");
    lines.put(
        new ChatEvent.KeyChanged(CODE, List.of(BIA), List.of(ZE)),
        "{'type':'key-changed','code':" + CODE_JSON + ",'with':['Bia'],'without':['Z\\u00e9']}");
    lines.put(
        new ChatEvent.KeyStays(ChatEvent.KeyStays.Why.DECLINED, BIA, true),
        "{'type':'key-stays','reason':'declined','place':2,'user':'Bia','classic':false,"
            + "'mine':true}");
    lines.put(new ChatEvent.KeyMissed(), "{'type':'key-missed'}");
  }

  private void answers() {
    lines.put(
        new ChatEvent.Invited("abc", "http://127.0.0.1:5555/r/abc"),
        "{'type':'invited','code':'abc','link':'http://127.0.0.1:5555/r/abc'}");
    lines.put(
        new ChatEvent.About("Prosa", "Hi", "us", "be kind", true),
        "{'type':'about','name':'Prosa','welcome':'Hi','contact':'us','terms':'be kind'}");
    lines.put(
        new ChatEvent.Refused(
            RequestType.SAY,
            ErrorCode.TOO_LARGE,
            "Too long.",
            Optional.of(new UnsentMessage("a", "oi", false, false))),
        "{'type':'refused','request':'say','reason':'too-large','message':'Too long.',"
            + "'id':'given'}");
    lines.put(
        new ChatEvent.Refused(
            RequestType.NEW_KEY, ErrorCode.NOT_ENCRYPTED, "No key.", Optional.empty()),
        "{'type':'refused','request':'new-key','reason':'not-encrypted','message':'No key.'}");
  }

  private void votes() {
    lines.put(
        new ChatEvent.VoteBegan(9, ZE, VoteReason.SPAM, BIA, 30, false, true, false),
        "{'type':'vote','vote':9,'place':3,'user':'Z\\u00e9','classic':true,'reason':'spam',"
            + "'by':2,'seconds':30,'mine':false,'ballot':true}");
    lines.put(new ChatEvent.Balloted(9, true), "{'type':'ballot','vote':9,'yes':true}");
    lines.put(
        new ChatEvent.VoteEnded(9, ZE, VoteReason.SPAM, true, false),
        "{'type':'voted','vote':9,'place':3,'user':'Z\\u00e9','classic':true,'reason':'spam',"
            + "'moved':true,'me':false}");
  }
}
