package prosa.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
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
import prosa.messages.Language;
import prosa.messages.Messages;
import prosa.protocol.ErrorCode;
import prosa.protocol.VoteReason;

/** The terminal's sentence for each kind of event, in each language. */
final class SentencesTest {
  private static final ServerAddress SERVER = ServerAddress.parse("host:1").orElseThrow();
  private static final RoomSnapshot TABLE =
      new RoomSnapshot(
          Optional.of("Chat0"), "Ana", 2, 10, List.of(new MemberInfo(1, "Bia", true, false)));

  private static EventFormatter formatter(Language language) {
    return new EventFormatter(Messages.in(language), SERVER, OutputKind.TERMINAL, RoomState::new);
  }

  /** It may be a newcomer's, or cut. */
  @Test
  void aLinkInTheBeginningOfAnEarlierMessageIsNothingThatATerminalOpens() {
    EarlierMessage about = new EarlierMessage(6, "Rui", "Rui: https://example.org/");
    Message answer =
        new Message(7, 1, "Bia", "oi", false, false, Optional.empty(), Optional.of(about));
    MemberInfo bia = new MemberInfo(1, "Bia", true, false);
    for (ChatEvent event :
        List.of(new ChatEvent.Said(answer), new ChatEvent.Reacted(bia, "👍", about, false))) {
      assertThat(formatter(Language.ENGLISH).tell(event).getFirst())
          .contains("Rui: https: //example.org/");
    }
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void everyRefusalAndEveryTroubleHasASentenceAndNoneIsLeftOver(Language language) {
    Messages messages = Messages.in(language);
    Set<String> needed =
        Arrays.stream(ErrorCode.values())
            .filter(reason -> reason != ErrorCode.OTHER)
            .map(reason -> "refused." + reason.code())
            .collect(Collectors.toCollection(TreeSet::new));
    for (ConnectError error : ConnectError.values()) {
      assertThat(messages.connectError(error, "host:1")).contains("host:1");
    }

    assertThat(messages.keys().stream().filter(key -> key.startsWith("refused.")))
        .containsExactlyInAnyOrderElementsOf(needed);
    assertThat(messages.keys().stream().filter(key -> key.startsWith("trouble.")))
        .hasSize((int) Arrays.stream(ConnectError.values()).filter(e -> !e.isRefusal()).count());
  }

  @ParameterizedTest
  @EnumSource(JoinKind.class)
  void everyWayToASeatIsTold(JoinKind how) {
    for (Language language : Language.values()) {
      List<String> told = formatter(language).tell(new ChatEvent.Seated(TABLE, how));
      assertThat(told).hasSize(1);
      if (how != JoinKind.RESUMED) {
        assertThat(told.getFirst()).contains("Chat0", "Ana", "Bia");
      }
    }
  }

  @Test
  void spanishIsSpoken() {
    EventFormatter es = formatter(Language.SPANISH);
    assertThat(es.tell(new ChatEvent.Seated(TABLE, JoinKind.NEW)))
        .containsExactly("Estás en la mesa Chat0 como Ana. En la mesa: Bia.");
    assertThat(es.tell(new ChatEvent.Unreachable(SERVER, ConnectError.NOBODY_LISTENS)))
        .containsExactly(
            "No hay ningún servidor abierto en host:1. Sigo intentando; con /quit desistes.");
    assertThat(es.tell(new ChatEvent.Passed(3))).containsExactly("3 personas vinieron y se fueron");
    assertThat(es.ended(new EndReason.Refused(ErrorCode.TABLE_FULL, "full")))
        .isEqualTo("host:1 no te da un lugar. La mesa a la que te invitaron está llena.");
    assertThat(es.ended(new EndReason.Removed(ErrorCode.ROOM_CLOSED, "closed")))
        .isEqualTo("Quien administra este servidor cerró esta mesa.");
  }

  @Test
  void whoGoesToAnotherTableForNowIsNotSaidToHaveLostItsConnection() {
    MemberInfo bia = new MemberInfo(1, "Bia", true, false);
    EventFormatter en = formatter(Language.ENGLISH);
    assertThat(en.tell(new ChatEvent.WentAway(bia, true)))
        .containsExactly("Bia went to another table and may come back in a moment");
    assertThat(en.tell(new ChatEvent.WentAway(bia, false)).getFirst())
        .contains("lost the connection");
  }

  @Test
  void whatTheHostSaysIsPlainTextOnLinesOfItsOwn() {
    EventFormatter en = formatter(Language.ENGLISH);
    assertThat(
            en.tell(
                new ChatEvent.About(
                    "Café\u001b[2J",
                    "Oi!\nhttps://example.org/",
                    "a\u202e@b",
                    "Be\u0007 kind.",
                    true)))
        .containsExactly(
            "Café\\u001b[2J",
            "Oi!",
            "https://example.org/",
            "Contact: a\\u202e@b",
            "Terms of use:",
            "Be\\u0007 kind.");
    assertThat(en.tell(new ChatEvent.About("", "", "", "", true)))
        .containsExactly("The host of this server says nothing about it.");
  }

  @Test
  void whoEntersSeesTheBeginningOfTheWelcomeAndHowToSeeTheRest() {
    EventFormatter es = formatter(Language.SPANISH);
    assertThat(es.tell(new ChatEvent.About("Café", "Hola.", "", "", false)))
        .containsExactly("Café", "Hola.");
    assertThat(es.tell(new ChatEvent.About("", "Hola.", "a@b", "", false)))
        .containsExactly("Hola.", "/about muestra todo lo que dice quien mantiene el servidor.");
    assertThat(es.tell(new ChatEvent.About("", "line\n".repeat(9) + "end", "", "", false)))
        .hasSize(9)
        .contains("line …", "/about muestra todo lo que dice quien mantiene el servidor.");
    assertThat(
            es.tell(new ChatEvent.About("", "\uD83D\uDE00".repeat(700), "", "", false)).getFirst())
        .isEqualTo("\uD83D\uDE00".repeat(600) + " …");
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void aServerThatDoesNotKnowAboutIsSaidToBeOlder(Language language) {
    for (ErrorCode code :
        List.of(ErrorCode.UNKNOWN_TYPE, ErrorCode.CLASSIC_SERVER, ErrorCode.OTHER)) {
      assertThat(
              formatter(language)
                  .tell(new ChatEvent.Refused(RequestType.ABOUT, code, "What?", Optional.empty())))
          .containsExactly(Messages.in(language).text("hostUnknown"));
    }
    assertThat(
            formatter(language)
                .tell(
                    new ChatEvent.Refused(
                        RequestType.ABOUT, ErrorCode.RATE, "Slower.", Optional.empty())))
        .containsExactly(Messages.in(language).text("refused.rate"));
  }

  @Test
  void refusalOfALaterVersionIsToldInTheServersWordsAndHarmless() {
    assertThat(
            formatter(Language.SPANISH)
                .tell(
                    new ChatEvent.Refused(
                        RequestType.NEXT, ErrorCode.OTHER, "not\u202e now", Optional.empty())))
        .containsExactly("not\\u202e now");
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void whoIsAskedForAVoteHearsWhatItLeadsTo(Language language) {
    Messages messages = Messages.in(language);
    MemberInfo ana = new MemberInfo(1, "Ana", true, false);
    MemberInfo bia = new MemberInfo(2, "Bia", true, false);
    List<String> leads =
        List.of(
            messages.voteLeads(false, false),
            messages.voteLeads(true, false),
            messages.voteLeads(false, true));
    assertThat(leads).doesNotHaveDuplicates();
    MemberInfo classic = new MemberInfo(3, "Ana", true, true);
    RoomState room = new RoomState();
    room.apply(
        new ChatEvent.Seated(
            new RoomSnapshot(Optional.of("Chat0"), "Rui", 4, 10, List.of(ana, bia, classic)),
            JoinKind.NEW));
    for (int i = 0; i < leads.size(); i++) {
      String asked =
          new EventFormatter(messages, SERVER, OutputKind.TERMINAL, () -> room)
              .tell(
                  new ChatEvent.VoteBegan(
                      1, i == 2 ? classic : ana, VoteReason.SPAM, bia, 30, false, true, i == 1))
              .getFirst();
      assertThat(asked)
          .contains(i == 2 ? messages.marked("Ana [3]", true) : "Ana [1]", "Bia ")
          .endsWith(" " + leads.get(i));
    }
    assertThat(
            formatter(language)
                .tell(new ChatEvent.VoteEnded(1, classic, VoteReason.SPAM, true, false))
                .getFirst())
        .contains(messages.marked("Ana", true))
        .doesNotContain("[3]");
  }

  /** Rui sits there, at place 4, with these. */
  private static RoomState tableOf(MemberInfo... others) {
    RoomState room = new RoomState();
    room.apply(
        new ChatEvent.Seated(
            new RoomSnapshot(Optional.of("Chat0"), "Rui", 4, 10, List.of(others)), JoinKind.NEW));
    return room;
  }

  @Test
  void whoIsQuotedHasTheMarkOfAClassicClient() {
    Messages messages = Messages.in(Language.ENGLISH);
    MemberInfo caio = new MemberInfo(2, "Caio", true, false);
    RoomState room = tableOf(caio, new MemberInfo(3, "Bia", true, true));
    room.apply(new ChatEvent.Said(new Message(7, 3, "Bia", "oi", false, false, Optional.empty())));
    EventFormatter formatter =
        new EventFormatter(messages, SERVER, OutputKind.TERMINAL, () -> room);
    assertThat(
            formatter.tell(
                new ChatEvent.Reacted(caio, "👍", new EarlierMessage(7, "Bia", "Bia: oi"), false)))
        .containsExactly("Caio reacts with 👍 to “Bia (classic client): oi”");
    assertThat(
            formatter.tell(
                new ChatEvent.Reacted(caio, "👍", new EarlierMessage(8, "Bia", "Bia: oi"), false)))
        .containsExactly("Caio reacts with 👍 to “Bia: oi”");
  }

  @Test
  void whoAnswersOrReactsIsToldFromANamesakeByThePlace() {
    MemberInfo ana = new MemberInfo(2, "Ana", true, false);
    RoomState room = tableOf(ana, new MemberInfo(3, "Ana", true, true));
    ChatEvent.Said classic =
        new ChatEvent.Said(new Message(7, 3, "Ana", "oi", false, false, Optional.empty()));
    room.apply(classic);
    EarlierMessage oi = new EarlierMessage(7, "Ana", "Ana: oi");
    Message answer =
        new Message(8, 2, "Ana", "olá", false, false, Optional.empty(), Optional.of(oi), false);
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    StderrReporter filter =
        new StderrReporter(
            Messages.in(Language.ENGLISH),
            SERVER,
            () -> room,
            new PrintStream(err, true, StandardCharsets.UTF_8),
            OutputKind.STREAM);
    filter.tell(new ChatEvent.Reacted(ana, "👍", oi, false), true);
    filter.tell(new ChatEvent.Reacted(ana, "👍", oi, true), true);
    filter.tell(new ChatEvent.Said(answer), true);
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "Ana [2] reacts with 👍 to “Ana (classic client): oi”",
            "Ana [2] takes back 👍 from “Ana (classic client): oi”",
            "Ana [2] answers “Ana (classic client): oi”");
  }

  @Test
  void whatIsWrongInAnEncryptedRoomIsSaidInEveryLanguage() {
    MemberInfo ana = new MemberInfo(1, "Ana", true, false);
    for (Language language : Language.offered()) {
      EventFormatter formatter =
          new EventFormatter(
              Messages.in(language),
              new ServerAddress("localhost", 5555, Optional.empty()),
              OutputKind.TERMINAL,
              RoomState::new);
      for (EncryptionFault fault : EncryptionFault.values()) {
        assertThat(formatter.tell(new ChatEvent.Unopened(ana, fault, 3)))
            .hasSize(1)
            .allMatch(sentence -> sentence.contains("Ana") && !sentence.contains("{"));
      }
      SafetyCode code = new SafetyCode(List.of(0, 1, 2, 3, 62, 63));
      RoomSnapshot encrypted =
          new RoomSnapshot(Optional.of("Chat0"), "Ana", 1, 10, true, List.of(), Optional.of(code));
      List<String> words = List.of(Messages.in(language).text("safetyWords").split(" "));
      assertThat(words).hasSize(SafetyCode.WORDS).doesNotHaveDuplicates();
      assertThat(formatter.readers(encrypted).getLast())
          .contains("🐶\u00a0" + words.getFirst(), "🐍\u00a0" + words.getLast());
      assertThat(formatter.ended(new EndReason.NotEncrypted())).isNotBlank();
    }
  }

  @Test
  void jsonTellsOfEncryptedRooms() {
    RoomState room = new RoomState();
    SafetyCode code = new SafetyCode(List.of(0, 1, 2, 3, 4, 5));
    RoomSnapshot encrypted =
        new RoomSnapshot(Optional.of("Chat0"), "Ana", 1, 10, true, List.of(), Optional.of(code));
    assertThat(JsonLine.of(new ChatEvent.Seated(encrypted, JoinKind.NEW), room, id -> id))
        .contains("\"encrypted\":true,\"code\":[\"\\ud83d\\udc36\",");
    MemberInfo bia = new MemberInfo(2, "Bia", true, false);
    assertThat(JsonLine.of(new ChatEvent.Unopened(bia, EncryptionFault.MISSING, 3), room, id -> id))
        .isEqualTo(
            "{\"type\":\"unopened\",\"place\":2,\"user\":\"Bia\",\"classic\":false,"
                + "\"reason\":\"missing\",\"count\":3}");
    assertThat(JsonLine.of(new ChatEvent.Ended(new EndReason.NotEncrypted()), room, id -> id))
        .isEqualTo("{\"type\":\"ended\",\"reason\":\"not-encrypted\"}");
  }
}
