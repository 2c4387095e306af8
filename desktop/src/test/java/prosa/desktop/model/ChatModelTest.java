package prosa.desktop.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
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
import prosa.messages.Language;
import prosa.messages.Messages;
import prosa.protocol.ErrorCode;
import prosa.protocol.VoteReason;
import prosa.testing.TextExamples;

final class ChatModelTest {
  private static final ServerAddress SERVER = ServerAddress.parse("localhost").orElseThrow();
  private static final MemberInfo BIA = new MemberInfo(2, "Bia", true, false);
  private static final MemberInfo CAIO = new MemberInfo(3, "Caio", true, false);

  private final RecordingListener watcher = new RecordingListener();
  private Instant now = Instant.parse("2026-01-01T12:00:00Z");
  private final ChatModel model = new ChatModel(Messages.in(Language.ENGLISH), () -> now, watcher);
  private final RoomState room =
      new RoomState(() -> Duration.between(Instant.EPOCH, now).toNanos());

  @BeforeEach
  void sessionBegins() {
    model.begin(room);
  }

  private void tell(ChatEvent event) {
    model.apply(room.apply(event));
  }

  @AfterEach
  void whatIsDrawnIsWhatIsKnown() {
    assertThat(watcher.shownItems).isEqualTo(model.transcript().items());
  }

  // ---- the connection

  @Test
  void stateOfTheConnectionIsAlwaysASentence() {
    assertThat(model.status())
        .isEqualTo(new ConnectionStatus(ConnectionStatus.Kind.OUT, "Not connected"));
    tell(new ChatEvent.Connecting(SERVER));
    assertThat(model.status().kind()).isEqualTo(ConnectionStatus.Kind.CONNECTING);
    tell(new ChatEvent.Unreachable(SERVER, ConnectError.NOBODY_LISTENS));
    assertThat(model.status().sentence()).contains("No server is open at localhost:5555");
    sit(BIA);
    assertThat(model.status().sentence()).isEqualTo("Connected, at Chat0");
    tell(new ChatEvent.Lost());
    assertThat(model.status().kind()).isEqualTo(ConnectionStatus.Kind.LOST);
    tell(new ChatEvent.Ended(new EndReason.ResumedElsewhere()));
    assertThat(model.prompts()).hasOnlyElementsOfType(Prompt.Over.class).hasSize(1);
  }

  @Test
  void aServersKeyThatIsNotTheExpectedOneIsAWarning() {
    for (ConnectError why :
        List.of(ConnectError.WRONG_KEY, ConnectError.KEY_CHANGED, ConnectError.NOT_ENCRYPTED)) {
      tell(new ChatEvent.Connecting(SERVER));
      tell(new ChatEvent.Unreachable(SERVER, why));
      assertThat(model.status().kind()).isEqualTo(ConnectionStatus.Kind.UNREACHABLE);
      assertThat(model.status().sentence())
          .contains("localhost:5555")
          .contains("Somebody may be in between");
    }
    tell(new ChatEvent.Unreachable(SERVER, ConnectError.KEY_CHANGED));
    assertThat(model.status().sentence()).doesNotContain("Still trying");
  }

  @Test
  void whoIsRemovedByTheOperatorIsToldWhy() {
    sit(BIA);
    tell(new ChatEvent.Ended(new EndReason.Removed(ErrorCode.REMOVED, "Removed.")));
    assertThat(model.status())
        .isEqualTo(
            new ConnectionStatus(
                ConnectionStatus.Kind.OVER,
                "The operator of this server has taken your seat from you."));
  }

  @Test
  void whoGetsNoSeatIsToldAtTheForm() {
    tell(new ChatEvent.Connecting(SERVER));
    tell(new ChatEvent.Ended(new EndReason.Refused(ErrorCode.UNKNOWN_INVITE, "No such table.")));

    assertThat(watcher.entered).isZero();
    assertThat(watcher.turnedAway).startsWith("No open table has this invite");
  }

  @Test
  void entryIsToldOnceAndComingBackIsANotice() {
    sit(BIA);
    tell(new ChatEvent.Lost());
    tell(new ChatEvent.Seated(table(BIA), JoinKind.RESUMED));

    assertThat(watcher.entered).isOne();
    assertThat(lastNotice()).isEqualTo("You are back at your seat.");
  }

  // ---- the talk

  @Test
  void ownTextWaitsAtTheEndUntilTheTableHasHeardIt() {
    sit(BIA);
    model.wrote("a", "oi", false);
    tell(said(1, BIA, "opa"));

    assertThat(texts()).containsExactly("opa", "oi");
    assertThat(bubble(1).delivery()).isEqualTo(DeliveryStatus.WAITING);

    tell(mine(2, "a", "oi"));
    assertThat(texts()).containsExactly("opa", "oi");
    assertThat(bubble(1).delivery()).isEqualTo(DeliveryStatus.SAID);
  }

  @Test
  void textsAcknowledgedOutOfOrderStandInTheOrderOfTheTable() {
    sit(BIA);
    model.wrote("a", "one", false);
    model.wrote("b", "two", false);
    tell(mine(1, "b", "two"));

    assertThat(texts()).containsExactly("two", "one");
    assertThat(bubble(1).delivery()).isEqualTo(DeliveryStatus.WAITING);
  }

  @Test
  void textThatCameBackIsKeptWithItsReasonAndCanBeTakenOut() {
    sit(BIA);
    model.wrote("a", "oi", false);
    tell(new ChatEvent.Returned(List.of(new UnsentMessage("a", "oi", false, false))));

    assertThat(bubble(0).delivery()).isEqualTo(DeliveryStatus.UNSENT);
    assertThat(bubble(0).why()).contains("the seat it was meant for is gone");
    assertThat(model.transcript().holdsUnsent()).isTrue();
    assertThat(model.transcript().takeUnsent("a").orElseThrow().text()).isEqualTo("oi");
    assertThat(model.transcript().takeUnsent("a")).isEmpty();
  }

  @Test
  void refusedTextIsKeptAndSaysWhy() {
    sit(BIA);
    model.wrote("a", "very long", false);
    tell(
        new ChatEvent.Refused(
            RequestType.SAY,
            ErrorCode.TOO_LARGE,
            "Too large.",
            Optional.of(new UnsentMessage("a", "very long", false, false))));

    assertThat(bubble(0).why()).isEqualTo("That is too long for one message.");
  }

  @Test
  void whatWaitsWhenTheVisitEndsIsUnsaidNotLost() {
    sit(BIA);
    model.wrote("a", "oi", false);
    tell(new ChatEvent.Ended(new EndReason.ResumedElsewhere()));

    assertThat(bubble(0).delivery()).isEqualTo(DeliveryStatus.UNSENT);
    assertThat(bubble(0).text()).isEqualTo("oi");
  }

  @Test
  void namesAndTextsThatControlSomethingAreShownEscaped() {
    sit(BIA);
    tell(said(1, new MemberInfo(4, "A\u202eb", true, true), "x\u001b[31m\u2066y\nz"));

    assertThat(bubble(0).shownName()).isEqualTo("A\\u202eb");
    assertThat(bubble(0).shown()).isEqualTo("x\\u001b[31m\\u2066y\nz");
  }

  @Test
  void aNewDayIsDivided() {
    sit(BIA);
    tell(said(1, BIA, "late"));
    int before = model.transcript().items().size();
    now = now.plus(Duration.ofDays(1));
    tell(said(2, BIA, "early"));
    tell(said(3, BIA, "and awake"));
    assertThat(model.transcript().items().subList(before, before + 3))
        .extracting(
            item ->
                switch (item) {
                  case TranscriptItem.Notice notice -> notice.sentence();
                  case TranscriptItem.Bubble bubble -> bubble.text();
                })
        .containsExactly("Friday, January 2, 2026", "early", "and awake");
  }

  @Test
  void nextTextOfTheSameMemberFollowsUnlessMuchLater() {
    sit(BIA);
    tell(said(1, BIA, "one"));
    tell(said(2, BIA, "two"));
    now = now.plus(Duration.ofMinutes(6));
    tell(said(3, BIA, "three"));

    assertThat(bubble(1).follows(bubble(0))).isTrue();
    assertThat(bubble(2).follows(bubble(1))).isFalse();
  }

  @Test
  void missedMessagesAreToldByTheirNumber() {
    sit(BIA);
    tell(new ChatEvent.Missed(40, 42));
    assertThat(lastNotice()).isEqualTo("3 messages went by that you did not get.");
    tell(new ChatEvent.Missed(43, 44, Set.of("mine")));
    assertThat(lastNotice()).startsWith("3 messages");
    tell(
        new ChatEvent.Said(
            new Message(44, 1, "Ana", "oi", false, true, Optional.of("mine"), Optional.empty())));
    assertThat(model.transcript().items())
        .extracting(Object::toString)
        .anyMatch(item -> item.contains("One message went by that you did not get."));
  }

  // ---- attention

  @Test
  void unreadAreCountedInTheTitleWhileTheWindowIsNotInFront() {
    sit(BIA);
    tell(said(1, BIA, "seen"));
    model.front(false);
    tell(said(2, BIA, "one"));
    tell(said(3, BIA, "two"));

    assertThat(model.title("Prosa")).isEqualTo("(2) Prosa");
    tell(said(4, BIA, "@Ana?"));
    assertThat(model.title("Prosa")).isEqualTo("(3 @1) Prosa");
    model.front(true);
    assertThat(model.title("Prosa")).isEqualTo("Prosa");
  }

  @Test
  void aFloodOfMessagesMakesOneNoiseEveryThreeSeconds() {
    sit(BIA);
    model.front(false);
    for (int i = 0; i < 20; i++) {
      tell(said(i + 1, BIA, "x"));
    }
    assertThat(watcher.alerts).containsExactly(Alert.MESSAGE);
    now = now.plusSeconds(3);
    tell(said(21, BIA, "x"));
    assertThat(watcher.alerts).hasSize(2);
  }

  @Test
  void ownTextsMakeNoNoise() {
    sit(BIA);
    model.front(false);
    model.wrote("a", "oi", false);
    tell(mine(1, "a", "oi"));

    assertThat(watcher.alerts).isEmpty();
    assertThat(model.title("Prosa")).isEqualTo("Prosa");
  }

  @Test
  void whatIsSaidIsAnnouncedForWhoDoesNotSeeIt() {
    sit(BIA);
    tell(said(1, BIA, "oi"));
    assertThat(watcher.announced).last().isEqualTo("Bia: oi");
  }

  // ---- the company

  @Test
  void mutedMemberIsNotHeardNotCountedAndMakesNoNoise() {
    sit(BIA, CAIO);
    model.mute(BIA, true);
    model.front(false);
    tell(said(1, BIA, "spam"));
    tell(said(2, CAIO, "oi"));

    assertThat(texts()).containsExactly("oi");
    assertThat(model.title("Prosa")).isEqualTo("(1) Prosa");
  }

  @Test
  void muteIsByPlaceSoThatAnImitatorIsHeardAndARenamedOneIsNot() {
    sit(BIA, CAIO);
    model.mute(BIA, true);
    tell(new ChatEvent.Renamed(new MemberInfo(2, "Zé", true, false), "Bia", false));
    tell(said(1, new MemberInfo(2, "Zé", true, false), "still muted"));
    tell(said(2, new MemberInfo(3, "Bia", true, false), "imitator"));

    assertThat(texts()).containsExactly("imitator");
  }

  /** A classic member's name is whatever its messages say. */
  @Test
  void newNameOfAMutedMemberIsNotTold() {
    sit(BIA, CAIO);
    model.mute(BIA, true);
    tell(new ChatEvent.Renamed(new MemberInfo(2, "Listen to me", true, true), "Bia", false));
    tell(new ChatEvent.Renamed(new MemberInfo(3, "Carlos", true, true), "Caio", false));

    assertThat(notices()).contains("Caio is called Carlos (classic client) now");
    assertThat(notices()).noneMatch(sentence -> sentence.contains("Listen"));
    assertThat(model.room().muted(2)).isTrue();
  }

  @Test
  void whoIsHereIsToldWithMarksAndNamesakesWithTheirPlaces() {
    MemberInfo impostor = new MemberInfo(5, "bia", true, true);
    sit(BIA, CAIO, new MemberInfo(4, "Rui", true, true), impostor);

    assertThat(model.company())
        .contains("Ana, Bia [2], Caio, Rui (classic client), bia [5] (classic client)");
    assertThat(model.distinct(impostor)).isEqualTo("bia [5] (classic client)");
  }

  @Test
  void muteEndsWithTheMemberAndWithTheTable() {
    sit(BIA);
    model.mute(BIA, true);
    tell(new ChatEvent.Left(BIA));
    tell(new ChatEvent.Joined(BIA));
    assertThat(model.room().muted(2)).isFalse();

    model.mute(BIA, true);
    tell(new ChatEvent.Lost());
    tell(new ChatEvent.Seated(table(BIA), JoinKind.RESUMED));
    assertThat(model.room().muted(2)).isTrue();
    tell(
        new ChatEvent.Seated(
            new RoomSnapshot(Optional.of("Chat1"), "Ana", 1, 10, List.of(BIA)), JoinKind.MOVED));
    assertThat(model.room().muted(2)).isFalse();
  }

  @Test
  void writingIsShownForFiveSecondsOrUntilItIsSaid() {
    sit(BIA, CAIO);
    tell(new ChatEvent.Typing(BIA));
    assertThat(model.writing()).isEqualTo("Bia is typing");
    tell(new ChatEvent.Typing(CAIO));
    assertThat(model.writing()).isEqualTo("Bia and Caio are typing");
    tell(said(1, BIA, "oi"));
    assertThat(model.writing()).isEqualTo("Caio is typing");
    now = now.plusSeconds(5);
    model.tick();
    assertThat(model.writing()).isEmpty();
  }

  @Test
  void awayMemberIsDimmedAndBackAgainIsNot() {
    sit(BIA);
    tell(new ChatEvent.WentAway(new MemberInfo(2, "Bia", false, false), false));
    assertThat(info(2).occupied()).isEqualTo(SeatInfo.Occupied.AWAY);
    tell(new ChatEvent.CameBack(BIA));
    assertThat(info(2).occupied()).isEqualTo(SeatInfo.Occupied.HERE);
    tell(new ChatEvent.Left(BIA));
    assertThat(info(2).free()).isTrue();
  }

  @Test
  void whoGoesToAnotherTableForNowIsNotSaidToHaveLostItsConnection() {
    sit(BIA);
    tell(new ChatEvent.WentAway(BIA, true));
    assertThat(lastNotice()).isEqualTo("Bia went to another table and may come back in a moment");
    tell(new ChatEvent.CameBack(BIA));
    assertThat(lastNotice()).isEqualTo("Bia is back");
  }

  @Test
  void ownNewNameIsShownAtTheTable() {
    sit(BIA);
    tell(new ChatEvent.Renamed(new MemberInfo(1, "Aninha", true, false), "Ana", true));
    assertThat(info(1).name()).isEqualTo("Aninha");
    assertThat(info(1).mine()).isTrue();
  }

  // ---- when it is over

  @Test
  void deadInvitationIsNotOfferedAgainAndWhatWasSaidStaysInTheNextSession() {
    sit(BIA);
    tell(said(1, BIA, "oi"));
    model.wrote("a", "unsaid", false);
    tell(new ChatEvent.Ended(new EndReason.Refused(ErrorCode.UNKNOWN_INVITE, "No such table.")));

    assertThat(choices()).isEqualTo(new EntryChoices(false, true, false));
    assertThat(model.room().seats()).isEmpty();
    model.beginAgain(room, false, false);
    sit(CAIO);
    assertThat(texts()).containsExactly("oi", "unsaid");
    assertThat(bubble(1).delivery()).isEqualTo(DeliveryStatus.UNSENT);
    assertThat(watcher.entered).isOne();
    assertThat(watcher.turnedAway).isEmpty();
  }

  private EntryChoices choices() {
    assertThat(model.prompts()).singleElement().isInstanceOf(Prompt.Over.class);
    return ((Prompt.Over) model.prompts().getFirst()).choices();
  }

  @Test
  void whereTheSameMayHelpItIsOffered() {
    sit(BIA);
    tell(new ChatEvent.Ended(new EndReason.ResumedElsewhere()));
    assertThat(choices()).isEqualTo(new EntryChoices(true, false, false));
  }

  private static EndReason ending(ErrorCode reason) {
    return switch (reason) {
      case REMOVED, ROOM_CLOSED, BLOCKED -> new EndReason.Removed(reason, "");
      default -> new EndReason.Refused(reason, "");
    };
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void whoWasInvitedIsOfferedOtherTablesWhateverTheReason(ErrorCode reason) {
    model.begin(room, true, false);
    sit(BIA);
    tell(new ChatEvent.Ended(ending(reason)));
    assertThat(choices().other()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "UNKNOWN_INVITE",
        "UNKNOWN_ROOM",
        "VOTED_AWAY",
        "ROOM_CLOSED",
        "BLOCKED",
        "ENCRYPTED_ROOM",
        "NO_ENCRYPTION",
        "BAD_NAME"
      })
  void whatTheSameInvitationWouldMeetAgainIsNotTriedAgain(ErrorCode reason) {
    model.begin(room, true, false);
    sit(BIA);
    tell(new ChatEvent.Ended(ending(reason)));
    assertThat(choices()).isEqualTo(new EntryChoices(false, true, false));
  }

  @ParameterizedTest
  @EnumSource(names = {"REMOVED", "TABLE_FULL", "DRAINING", "NO_SEAT"})
  void anInvitationThatMayStillHelpIsOffered(ErrorCode reason) {
    model.begin(room, true, false);
    sit(BIA);
    tell(new ChatEvent.Ended(ending(reason)));
    assertThat(choices()).isEqualTo(new EntryChoices(true, true, false));
  }

  @ParameterizedTest
  @EnumSource(names = {"VOTED_AWAY", "ROOM_CLOSED", "BLOCKED", "REMOVED", "DRAINING"})
  void whoWasNotInvitedEntersAgainAtAnyTable(ErrorCode reason) {
    sit(BIA);
    tell(new ChatEvent.Ended(ending(reason)));
    assertThat(choices()).isEqualTo(new EntryChoices(true, false, false));
  }

  @Test
  void aTableThatCannotBeEncryptedIsNotAskedForAgain() {
    sit(BIA);
    tell(new ChatEvent.Ended(new EndReason.NotEncrypted()));
    assertThat(choices()).isEqualTo(new EntryChoices(false, true, false));
  }

  @Test
  void wordsOfAMutedMemberAreShownNeitherByAnswersNorByReactions() {
    sit(BIA, CAIO);
    tell(said(1, BIA, "rude words"));
    model.mute(BIA, true);
    int before = model.transcript().items().size();
    EarlierMessage rude = new EarlierMessage(1, "Bia", "Bia: rude words");
    tell(new ChatEvent.Reacted(CAIO, "👍", rude, false));
    assertThat(model.transcript().items()).hasSize(before);
    tell(
        new ChatEvent.Said(
            new Message(
                2, 3, "Caio", "no", false, false, Optional.empty(), Optional.of(rude), false)));
    assertThat(watcher.announced).last().asString().contains("Caio", "no");
    assertThat(model.transcript().items()).last().isInstanceOf(TranscriptItem.Bubble.class);
    assertThat(((TranscriptItem.Notice) model.transcript().items().get(before)).sentence())
        .isEqualTo("Caio answers “a message of somebody you muted”");
  }

  /** Also when that member has left, or somebody else sits at its place. */
  @Test
  void whoIsQuotedHasTheMarkOfAClassicClient() {
    MemberInfo impostor = new MemberInfo(4, "Bia", true, true);
    sit(BIA, CAIO, impostor);
    tell(said(1, impostor, "send me money"));
    tell(said(2, BIA, "oi"));
    tell(new ChatEvent.Left(impostor));
    tell(new ChatEvent.Reacted(CAIO, "👍", new EarlierMessage(1, "Bia", "Bia: send me"), false));
    tell(new ChatEvent.Reacted(CAIO, "👍", new EarlierMessage(2, "Bia", "Bia: oi"), false));

    assertThat(notices()).anyMatch(it -> it.contains("“Bia (classic client): send me”"));
    assertThat(notices()).anyMatch(it -> it.contains("“Bia: oi”"));
  }

  /** Where entering as before would lead to another kind of table, it is not offered. */
  @ParameterizedTest
  @EnumSource(names = {"UNKNOWN_INVITE", "VOTED_AWAY", "ROOM_CLOSED", "REMOVED", "DRAINING"})
  void whoWasAtAnEncryptedTableIsOfferedANewOneAndNoneAmongStrangersUnnamed(ErrorCode reason) {
    SafetyCode code = new SafetyCode(List.of(0, 1, 2, 3, 4, 5));
    sit(BIA);
    tell(new ChatEvent.Seated(privately(Optional.of(code)), JoinKind.MOVED));
    tell(new ChatEvent.Ended(ending(reason)));
    assertThat(choices()).isEqualTo(new EntryChoices(false, true, true));

    model.beginAgain(room, false, true);
    tell(new ChatEvent.Ended(new EndReason.NotEncrypted()));
    assertThat(choices()).isEqualTo(new EntryChoices(false, true, true));

    model.beginAgain(room, false, true);
    tell(new ChatEvent.Seated(privately(Optional.of(code)), JoinKind.NEW));
    tell(new ChatEvent.Ended(new EndReason.ResumedElsewhere()));
    assertThat(choices()).isEqualTo(new EntryChoices(true, false, true));

    model.beginAgain(room, false, true);
    tell(new ChatEvent.Seated(privately(Optional.of(code)), JoinKind.NEW));
    sit(BIA); // among strangers, as was asked
    tell(new ChatEvent.Ended(ending(reason)));
    assertThat(choices().encrypted()).isFalse();
  }

  @Test
  void theNextWayInCountsAndNotTheFirst() {
    model.begin(room, true, false);
    sit(BIA);
    tell(new ChatEvent.Ended(ending(ErrorCode.ROOM_CLOSED)));
    model.beginAgain(room, false, false);
    sit(CAIO);
    tell(new ChatEvent.Ended(ending(ErrorCode.ROOM_CLOSED)));
    assertThat(choices()).isEqualTo(new EntryChoices(true, false, false));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoIsAskedForAVoteReadsWhatItLeadsTo(boolean encrypted) {
    Messages messages = Messages.in(Language.ENGLISH);
    sit(BIA, CAIO);
    tell(new ChatEvent.VoteBegan(1, CAIO, VoteReason.SPAM, BIA, 30, false, true, encrypted));
    assertThat(model.prompts())
        .containsExactly(
            new Prompt.Ballot(
                1,
                "Caio",
                "Bia asks to move Caio away from this table: advertising or flooding. "
                    + messages.voteLeads(encrypted, false)));
  }

  /** A classic client may take anybody's name: it is told from the other by its mark and place. */
  @Test
  void whoseNameStandsTwiceIsToldApartInAVote() {
    MemberInfo caio = new MemberInfo(CAIO.place(), "Bia", true, true);
    sit(BIA, caio);
    tell(new ChatEvent.VoteBegan(1, caio, VoteReason.SPAM, BIA, 30, false, true, false));
    assertThat(model.prompts())
        .containsExactly(
            new Prompt.Ballot(
                1,
                "Bia [%d] (classic client)".formatted(caio.place()),
                "Bia [%d] asks to move Bia [%d] (classic client) away from this table: "
                        .formatted(BIA.place(), caio.place())
                    + "advertising or flooding. Whoever is moved away with a classic client gets no"
                    + " other seat, and cannot come back to this table for an hour."));
  }

  @Test
  void aVoteThatHasRunOutLeavesTheQuestionWhyOfAnother() {
    sit(BIA, CAIO);
    tell(new ChatEvent.VoteBegan(1, CAIO, VoteReason.SPAM, BIA, 30, false, true, false));
    model.whyVote(BIA);
    now = now.plusSeconds(30);
    model.tick();
    assertThat(model.prompts()).containsExactly(new Prompt.WhyVote(BIA, "Bia"));
  }

  static List<TextExamples.Example> newcomers() {
    return TextExamples.of("newcomer");
  }

  @ParameterizedTest
  @MethodSource("newcomers")
  void whyLinksOfNewcomersStayTextIsSaidWhenTheTableOfAllFrontEndsSaysIt(
      TextExamples.Example example) {
    sit(BIA, CAIO);
    List<String> told = new ArrayList<>();
    int number = 0;
    for (String step : example.input().split(" ", -1)) {
      number++;
      int before = explanations();
      switch (step) {
        case "resumed" -> tell(new ChatEvent.Seated(table(BIA, CAIO), JoinKind.RESUMED));
        case "moved" -> tell(new ChatEvent.Seated(table(BIA, CAIO), JoinKind.MOVED));
        default -> tell(link(step.substring(4), step.startsWith("new:")));
      }
      if (explanations() > before) {
        told.add(String.valueOf(number));
      }
    }
    assertThat(String.join(" ", told)).isEqualTo(example.expected());
  }

  private int explanations() {
    String why = Messages.in(Language.ENGLISH).text("newcomerLinks");
    return (int) notices().stream().filter(why::equals).count();
  }

  @Test
  void whereNothingWouldBeSeenThatIsSaid() {
    sit(BIA);
    tell(said(1, BIA, ""));
    tell(said(2, BIA, " \n\u200b "));
    assertThat(
            model.transcript().items().stream()
                .filter(TranscriptItem.Bubble.class::isInstance)
                .map(item -> ((TranscriptItem.Bubble) item).shown()))
        .containsExactly("(an empty message)", "(an empty message)");
  }

  @Test
  void linksOfNewcomersAreTextToTheOthersAndOfWhomIsMutedNothingIsSaid() {
    sit(BIA, CAIO);
    model.mute(BIA, true);
    tell(link("Bia", true));
    assertThat(explanations()).isZero();
    tell(link("Caio", true));
    assertThat(explanations()).isOne();
    tell(link("Ana", true));
    assertThat(
            model.transcript().items().stream()
                .filter(TranscriptItem.Bubble.class::isInstance)
                .map(item -> ((TranscriptItem.Bubble) item).newcomer()))
        .as("one's own are links to oneself")
        .containsExactly(true, false);
  }

  /** Neither a name is, nor the beginning of an earlier message, which may be a newcomer's. */
  @Test
  void onlyWhatIsSaidAndWhatTheHostSaysIsALink() {
    MemberInfo evil = new MemberInfo(4, "https://buy.example/", true, false);
    EarlierMessage earlier = new EarlierMessage(1, "Bia", "Bia: https://b.example/");
    sit(BIA, evil);
    tell(new ChatEvent.Joined(evil));
    tell(new ChatEvent.Reacted(evil, "👍", earlier, false));
    tell(
        new ChatEvent.Said(
            new Message(
                2,
                4,
                evil.name(),
                "waves at https://c.example/",
                true,
                false,
                Optional.empty(),
                Optional.of(earlier))));
    tell(new ChatEvent.Left(evil));
    tell(new ChatEvent.About("Ours", "See https://d.example/", "", "", false));
    List<String> opened = new ArrayList<>();
    for (TranscriptItem item : model.transcript().items()) {
      String shown =
          switch (item) {
            case TranscriptItem.Bubble bubble -> bubble.bubbleText();
            case TranscriptItem.Notice notice -> notice.sentence();
          };
      item.links().forEach(link -> opened.add(shown.substring(link.start(), link.end())));
    }
    assertThat(opened).containsExactly("https://c.example/", "https://d.example/");
    assertThat(notices()).anyMatch(sentence -> sentence.contains("https://buy.example/"));
  }

  private static ChatEvent link(String name, boolean newcomer) {
    boolean mine = name.equals("Ana");
    return new ChatEvent.Said(
        new Message(
            1,
            name.charAt(0) - 'A' + 1,
            name,
            "https://example.org/",
            false,
            mine,
            mine ? Optional.of("a") : Optional.empty(),
            Optional.empty(),
            newcomer));
  }

  // ---- being alone

  @Test
  void beingAloneIsSaidKindlyAndEndsWithCompany() {
    sit();
    assertThat(model.prompts()).containsExactly(new Prompt.Alone(false, false));
    tell(new ChatEvent.Joined(BIA));
    assertThat(model.prompts()).isEmpty();
    assertThat(watcher.alerts).isEmpty();
  }

  @Test
  void atAPrivateTableNobodyIsSaidToComeByChance() {
    tell(new ChatEvent.Seated(privately(Optional.empty()), JoinKind.NEW));
    assertThat(model.prompts()).containsExactly(new Prompt.Alone(false, true));
    assertThat(model.status().sentence()).endsWith(" · private");
    tell(new ChatEvent.Seated(table(), JoinKind.MOVED));
    assertThat(model.prompts()).containsExactly(new Prompt.Alone(false, false));
    assertThat(model.status().sentence()).endsWith("Chat0");
    SafetyCode code = new SafetyCode(List.of(0, 1, 2, 3, 4, 5));
    tell(new ChatEvent.Seated(privately(Optional.of(code)), JoinKind.MOVED));
    assertThat(model.prompts()).containsExactly(new Prompt.Alone(false, true));
    assertThat(model.status().sentence()).endsWith(" · encrypted");
  }

  private static RoomSnapshot privately(Optional<SafetyCode> code) {
    return new RoomSnapshot(Optional.of("Chat1"), "Ana", 1, 10, true, List.of(), code);
  }

  @Test
  void whoWantsToBeCalledIsCalledOnceEvenInFront() {
    sit();
    model.call(true);
    assertThat(model.prompts()).containsExactly(new Prompt.Alone(true, false));
    tell(new ChatEvent.Joined(BIA));
    tell(new ChatEvent.Joined(CAIO));

    assertThat(watcher.alerts).containsExactly(Alert.CALL);
  }

  @Test
  void offerIsAQuestionUntilItIsAnsweredOrCompanyComes() {
    sit();
    tell(new ChatEvent.Offered("Chat7"));
    assertThat(model.prompts()).containsExactly(new Prompt.Offer("Chat7"));
    model.dropOffer();
    assertThat(model.prompts()).containsExactly(new Prompt.Alone(false, false));
    tell(new ChatEvent.Offered("Chat7"));
    tell(new ChatEvent.Joined(BIA));
    assertThat(model.prompts()).isEmpty();
  }

  @Test
  void wayBackIsOfferedWhileTheSeatIsHeld() {
    Prompt.WayBack offered =
        new Prompt.WayBack("You left Chat0. Your seat there is kept for ten seconds.");
    sit(BIA);
    tell(new ChatEvent.Seated(table(BIA), JoinKind.MOVED));
    tell(new ChatEvent.Held("Chat0", 10));
    assertThat(model.prompts()).containsExactly(offered);
    assertThat(watcher.announced).contains(offered.sentence());
    now = now.plusSeconds(9);
    model.tick();
    tell(new ChatEvent.Seated(table(BIA), JoinKind.RESUMED));
    assertThat(model.prompts()).containsExactly(offered);
    now = now.plusSeconds(1);
    model.tick();
    assertThat(model.prompts()).isEmpty();

    tell(new ChatEvent.Held("Chat0", 10));
    tell(new ChatEvent.Seated(table(BIA), JoinKind.RETURNED));
    assertThat(model.prompts()).isEmpty();
    assertThat(notices()).last().isEqualTo("You are back at Chat0, as Ana.");
    tell(
        new ChatEvent.Refused(
            RequestType.RETURN, ErrorCode.NOWHERE_ELSE, "None.", Optional.empty()));
    assertThat(notices()).last().isEqualTo("There is no table to go back to now.");
  }

  @Test
  void invitationStaysUntilItIsClosedOrTheTableIsAnother() {
    sit(BIA);
    tell(new ChatEvent.Invited("abc", "http://h:1/r/abc"));
    assertThat(model.prompts()).containsExactly(new Prompt.Invitation("abc", "http://h:1/r/abc"));
    tell(new ChatEvent.Seated(table(BIA), JoinKind.RESUMED));
    assertThat(model.prompts()).hasSize(1);
    tell(new ChatEvent.Seated(table(BIA), JoinKind.MOVED));
    assertThat(model.prompts()).isEmpty();
  }

  private List<String> notices() {
    return model.transcript().items().stream()
        .filter(TranscriptItem.Notice.class::isInstance)
        .map(item -> ((TranscriptItem.Notice) item).sentence())
        .toList();
  }

  @Test
  void whatTheHostSaysIsANoticeForEachPartAndControlsNothing() {
    sit(BIA);
    tell(new ChatEvent.About("Café", "Oi!\nhttps://example.org/", "a\u202eb", "Be kind.", true));
    assertThat(notices())
        .containsExactly(
            "Café", "Oi!\nhttps://example.org/", "Contact: a\\u202eb", "Terms of use:\nBe kind.");
  }

  @Test
  void whoEntersSeesTheWelcomeOnly() {
    sit(BIA);
    tell(new ChatEvent.About("", "Oi!", "", "Be kind.", false));
    assertThat(notices()).containsExactly("Oi!", "/about shows all that the host says.");
  }

  @Test
  void aHostThatSaysNothingAndAServerThatDoesNotKnowAboutAreASentenceEach() {
    sit(BIA);
    tell(new ChatEvent.About("", "", "", "", true));
    tell(
        new ChatEvent.Refused(
            RequestType.ABOUT, ErrorCode.UNKNOWN_TYPE, "What?", Optional.empty()));
    assertThat(notices())
        .containsExactly(
            "The host of this server says nothing about it.",
            "This server is an older one, and does not know /about.");
  }

  @Test
  void aReportNamesNoHostOfAnEarlierServer() {
    ChatEvent about = new ChatEvent.About("", "", "ana@example.org", "", false);
    sit(BIA);
    tell(about);
    tell(said(1, BIA, "oi"));
    assertThat(model.report("localhost")).contains("ana@example.org");

    model.begin(room);
    tell(said(1, BIA, "oi"));
    assertThat(model.report("elsewhere")).contains("oi").doesNotContain("ana@example.org");
    tell(about);
    model.beginAgain(room, false, false);
    tell(said(2, BIA, "olá"));
    assertThat(model.report("elsewhere")).contains("olá").doesNotContain("ana@example.org");
  }

  @Test
  void aReportAtTheEndNamesTheTableAndTheUserAsBefore() {
    sit(BIA);
    tell(said(1, BIA, "oi"));
    tell(new ChatEvent.Renamed(new MemberInfo(1, "Zoé", true, false), "Ana", true));
    String before = model.report("localhost");
    assertThat(before).contains("Chat0").contains("Zoé");

    tell(new ChatEvent.Ended(new EndReason.Removed(ErrorCode.REMOVED, "Removed.")));
    assertThat(model.report("localhost")).isEqualTo(before);
  }

  @Test
  void originalServerTellsNobodyAndIsNotCalledLonely() {
    tell(
        new ChatEvent.Seated(
            new RoomSnapshot(Optional.empty(), "Ana", 0, 10, List.of()), JoinKind.NEW));

    assertThat(model.prompts()).isEmpty();
    assertThat(model.room().original()).isTrue();
    assertThat(model.room().seats().getFirst().mine()).isTrue();
  }

  @Test
  void nothingOfAVisitIsLeftInTheNext() {
    sit(BIA);
    model.wrote("a", "oi", false);
    model.begin(new RoomState());

    assertThat(model.transcript().items()).isEmpty();
    assertThat(model.room().seated()).isFalse();
    model.wrote("b", "again", false);
    tell(mine(1, "b", "again"));
    assertThat(texts()).containsExactly("again");
  }

  @Test
  void talkIsForgottenFromItsBeginningButNotWhatWasNotSaid() {
    sit(BIA);
    model.wrote("a", "unsaid", false);
    tell(new ChatEvent.Returned(List.of(new UnsentMessage("a", "unsaid", false, false))));
    for (int i = 1; i <= Transcript.MOST + 10; i++) {
      tell(said(i, BIA, "m" + i));
    }
    assertThat(model.transcript().items()).hasSize(Transcript.MOST);
    assertThat(bubble(0).text()).isEqualTo("unsaid");
    assertThat(bubble(1).text()).isEqualTo("m12");
  }

  // ---- how it is said here

  private void sit(MemberInfo... others) {
    tell(new ChatEvent.Seated(table(others), JoinKind.NEW));
  }

  private static RoomSnapshot table(MemberInfo... others) {
    return new RoomSnapshot(Optional.of("Chat0"), "Ana", 1, 10, List.of(others));
  }

  private static ChatEvent said(long number, MemberInfo by, String text) {
    return new ChatEvent.Said(
        new Message(number, by.place(), by.name(), text, false, false, Optional.empty()));
  }

  private static ChatEvent mine(long number, String id, String text) {
    return new ChatEvent.Said(new Message(number, 1, "Ana", text, false, true, Optional.of(id)));
  }

  private List<String> texts() {
    return bubbles().stream().map(TranscriptItem.Bubble::text).toList();
  }

  private List<TranscriptItem.Bubble> bubbles() {
    return model.transcript().items().stream()
        .filter(TranscriptItem.Bubble.class::isInstance)
        .map(TranscriptItem.Bubble.class::cast)
        .toList();
  }

  private TranscriptItem.Bubble bubble(int index) {
    return bubbles().get(index);
  }

  private String lastNotice() {
    return model.transcript().items().getLast() instanceof TranscriptItem.Notice notice
        ? notice.sentence()
        : "";
  }

  private SeatInfo info(int place) {
    return model.room().seats().get(place - 1);
  }
}
