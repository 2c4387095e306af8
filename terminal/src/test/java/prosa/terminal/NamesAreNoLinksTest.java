package prosa.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import prosa.client.ChatEvent;
import prosa.client.EarlierMessage;
import prosa.client.EncryptionFault;
import prosa.client.JoinKind;
import prosa.client.MemberInfo;
import prosa.client.Message;
import prosa.client.RoomSnapshot;
import prosa.client.RoomState;
import prosa.client.SafetyCode;
import prosa.client.ServerAddress;
import prosa.messages.Language;
import prosa.messages.Messages;
import prosa.protocol.LinkDetector;
import prosa.protocol.VoteReason;

/**
 * A name may look like a link, and a terminal opens what looks like one, wherever it stands: so no
 * name does there. A file or a program gets it as it is.
 */
final class NamesAreNoLinksTest {
  private static final ServerAddress SERVER = ServerAddress.parse("host:1").orElseThrow();
  private static final String NAME = "www.buy.example";
  private static final String OTHER = "see http://a.example";
  private static final MemberInfo EVIL = new MemberInfo(1, NAME, true, false);
  private static final MemberInfo LIKE = new MemberInfo(3, NAME, true, true);
  private static final MemberInfo BIA = new MemberInfo(4, "Bia", true, false);
  private static final EarlierMessage EARLIER =
      new EarlierMessage(1, NAME, NAME + ": https://b.example");

  private final RoomState room = new RoomState();

  @BeforeEach
  void sit() {
    room.apply(
        new ChatEvent.Seated(
            new RoomSnapshot(Optional.of("Chat0"), OTHER, 2, 10, List.of(EVIL, LIKE, BIA)),
            JoinKind.NEW));
  }

  private static Message said(boolean action, boolean newcomer) {
    return new Message(
        7,
        1,
        NAME,
        "at https://c.example",
        action,
        false,
        Optional.empty(),
        Optional.of(EARLIER),
        newcomer);
  }

  /** Every event with somebody's name in it. */
  private List<ChatEvent> events() {
    List<ChatEvent> events = new ArrayList<>();
    for (MemberInfo evil : List.of(EVIL, LIKE)) {
      events.add(new ChatEvent.Joined(evil));
      events.add(new ChatEvent.Left(evil));
      events.add(new ChatEvent.WentAway(evil, false));
      events.add(new ChatEvent.WentAway(evil, true));
      events.add(new ChatEvent.CameBack(evil));
      events.add(new ChatEvent.Renamed(evil, OTHER, false));
      events.add(new ChatEvent.Renamed(BIA, OTHER, false));
      events.add(new ChatEvent.Renamed(evil, "Rui", true));
      events.add(new ChatEvent.Reacted(evil, "www.d.example", EARLIER, false));
      events.add(new ChatEvent.Reacted(BIA, "www.d.example", EARLIER, true));
      events.add(new ChatEvent.KeyAsked(evil, false, 30));
      events.add(
          new ChatEvent.KeyChanged(
              new SafetyCode(List.of(0, 1, 2, 3, 4, 5)), List.of(evil), List.of(evil)));
      for (ChatEvent.KeyStays.Why why : ChatEvent.KeyStays.Why.values()) {
        events.add(new ChatEvent.KeyStays(why, evil, false));
      }
      for (EncryptionFault fault : EncryptionFault.values()) {
        events.add(new ChatEvent.Unopened(evil, fault, 2));
      }
      events.add(vote(evil, BIA));
      events.add(vote(BIA, evil));
      events.add(new ChatEvent.VoteEnded(1, evil, VoteReason.SPAM, true, false));
      events.add(new ChatEvent.VoteEnded(1, evil, VoteReason.SPAM, false, false));
    }
    for (JoinKind how : JoinKind.values()) {
      events.add(new ChatEvent.Seated(room.snapshot().orElseThrow(), how));
    }
    events.add(new ChatEvent.Said(said(false, false)));
    return events;
  }

  private static ChatEvent vote(MemberInfo about, MemberInfo by) {
    return new ChatEvent.VoteBegan(1, about, VoteReason.SPAM, by, 30, false, true, false);
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void noSentenceAtATerminalMakesALinkOfAName(Language language) {
    EventFormatter terminal =
        new EventFormatter(Messages.in(language), SERVER, OutputKind.TERMINAL, () -> room);
    EventFormatter stream =
        new EventFormatter(Messages.in(language), SERVER, OutputKind.STREAM, () -> room);
    int named = 0;
    for (ChatEvent event : events()) {
      String shown = String.join("\n", terminal.tell(event));
      String exact = String.join("\n", stream.tell(event));
      assertThat(LinkDetector.hasLink(shown)).as("%s", shown).isFalse();
      assertThat(shown.replace(" ", "")).isEqualTo(exact.replace(" ", ""));
      named += LinkDetector.hasLink(exact) ? 1 : 0;
    }
    assertThat(named).isGreaterThan(40);
    assertThat(terminal.distinct(LIKE)).startsWith("www. buy.example [3] (");
    assertThat(terminal.answersHidden(said(false, true))).contains("www. buy.example");
  }

  @Test
  void neitherTheListOfMembersNorWhoIsTypingNorThePromptMakesALinkOfAName() {
    Messages messages = Messages.in(Language.ENGLISH);
    room.apply(new ChatEvent.Typing(EVIL));
    StatusLine status = new StatusLine(messages);
    List<String> shown = new ArrayList<>(new MemberList(messages).lines(room));
    shown.add(status.prompt(room));
    shown.add(status.right(room, 0));
    assertThat(shown).noneMatch(LinkDetector::hasLink);
    assertThat(shown)
        .contains("   1  www. buy.example", "   2  see http: //a.example  (you)")
        .anyMatch(line -> line.startsWith("www. buy.example is typing"));
  }

  @Test
  void anActionHasTheLinksOfItsTextAndNoneOfItsName() {
    MessageFormatter lines = new MessageFormatter(TerminalColors.NONE, Optional.empty());
    String name = OutputKind.TERMINAL.name(NAME);
    assertThat(lines.message(said(true, false), name, false, LocalTime.NOON))
        .hasToString("* www. buy.example at https://c.example");
    assertThat(lines.message(said(true, true), name, false, LocalTime.NOON))
        .hasToString("* www. buy.example at https: //c.example");
  }

  @Test
  void aFilterWhoseOutputIsATerminalMakesNoLinksOfNamesAndOfNewcomersTexts() {
    assertThat(line(OutputKind.TERMINAL, false))
        .isEqualTo("www. buy.example: at https://c.example");
    assertThat(line(OutputKind.TERMINAL, true))
        .isEqualTo("www. buy.example: at https: //c.example");
    assertThat(line(OutputKind.STREAM, true)).isEqualTo("www.buy.example: at https://c.example");
    String escaped =
        PlainLine.of(
            new Message(1, 2, OTHER, "oi", false, false, Optional.empty()),
            OutputKind.TERMINAL,
            room,
            Optional.empty());
    assertThat(escaped).isEqualTo("see http\\: //a.example: oi");
  }

  private String line(OutputKind output, boolean newcomer) {
    return PlainLine.of(said(false, newcomer), output, room, Optional.empty());
  }

  @ParameterizedTest
  @EnumSource(OutputKind.class)
  void aFilterTellsEventsAsItsStandardErrorIs(OutputKind kind) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream told = new PrintStream(err, true, StandardCharsets.UTF_8);
    Messages messages = Messages.in(Language.ENGLISH);
    StderrReporter reporter = new StderrReporter(messages, SERVER, () -> room, told, kind);
    reporter.tell(new ChatEvent.Joined(EVIL), true);
    reporter.newcomerLinks(kind);
    boolean terminal = kind == OutputKind.TERMINAL;
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            (terminal ? "www. buy.example" : NAME) + " sat down",
            messages.text(terminal ? "newcomerLinksTerminal" : "newcomerLinks"));
  }
}
