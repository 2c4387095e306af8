package prosa.desktop.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import prosa.client.ChatEvent;
import prosa.client.ConnectError;
import prosa.client.EndReason;
import prosa.client.JoinKind;
import prosa.client.MemberInfo;
import prosa.client.Message;
import prosa.client.RequestType;
import prosa.client.RoomSnapshot;
import prosa.client.ServerAddress;
import prosa.client.UnsentMessage;
import prosa.protocol.Reason;

final class ChatModelTest {
  private static final ServerAddress SERVER = ServerAddress.parse("localhost").orElseThrow();
  private static final MemberInfo BIA = new MemberInfo(2, "Bia", true, false);
  private static final MemberInfo CAIO = new MemberInfo(3, "Caio", true, false);

  private final RecordingListener watcher = new RecordingListener();
  private Instant now = Instant.parse("2026-01-01T12:00:00Z");
  private final ChatModel scene = new ChatModel(new Words(Locale.ENGLISH), () -> now, watcher);

  @AfterEach
  void whatIsDrawnIsWhatIsKnown() {
    assertThat(watcher.mirror).isEqualTo(scene.transcript().items());
  }

  // ---- the connection

  @Test
  void stateOfTheConnectionIsAlwaysASentence() {
    assertThat(scene.status())
        .isEqualTo(new ConnectionStatus(ConnectionStatus.Kind.OUT, "Not connected"));
    scene.apply(new ChatEvent.Connecting(SERVER));
    assertThat(scene.status().kind()).isEqualTo(ConnectionStatus.Kind.CONNECTING);
    scene.apply(new ChatEvent.Unreachable(SERVER, ConnectError.NOBODY_LISTENS));
    assertThat(scene.status().sentence()).contains("No server is open at localhost:5555");
    sit(BIA);
    assertThat(scene.status().sentence()).isEqualTo("Connected, at Chat0");
    scene.apply(new ChatEvent.Lost());
    assertThat(scene.status().kind()).isEqualTo(ConnectionStatus.Kind.LOST);
    scene.apply(new ChatEvent.Ended(new EndReason.ResumedElsewhere()));
    assertThat(scene.cards()).hasOnlyElementsOfType(Prompt.Over.class).hasSize(1);
  }

  @Test
  void whoGetsNoSeatIsToldAtTheForm() {
    scene.apply(new ChatEvent.Connecting(SERVER));
    scene.apply(
        new ChatEvent.Ended(new EndReason.Refused(Reason.UNKNOWN_INVITE, "No such table.")));

    assertThat(watcher.entered).isZero();
    assertThat(watcher.turnedAway).startsWith("This invitation leads to no open table");
  }

  @Test
  void entryIsToldOnceAndComingBackIsANotice() {
    sit(BIA);
    scene.apply(new ChatEvent.Lost());
    scene.apply(new ChatEvent.Seated(table(BIA), JoinKind.RESUMED));

    assertThat(watcher.entered).isOne();
    assertThat(lastNotice()).isEqualTo("You are back at your seat.");
  }

  // ---- the talk

  @Test
  void ownTextWaitsAtTheEndUntilTheTableHasHeardIt() {
    sit(BIA);
    scene.wrote("a", "oi", false);
    scene.apply(said(1, BIA, "opa"));

    assertThat(texts()).containsExactly("opa", "oi");
    assertThat(bubble(1).delivery()).isEqualTo(DeliveryStatus.WAITING);

    scene.apply(mine(2, "a", "oi"));
    assertThat(texts()).containsExactly("opa", "oi");
    assertThat(bubble(1).delivery()).isEqualTo(DeliveryStatus.SAID);
  }

  @Test
  void textsAcknowledgedOutOfOrderStandInTheOrderOfTheTable() {
    sit(BIA);
    scene.wrote("a", "one", false);
    scene.wrote("b", "two", false);
    scene.apply(mine(1, "b", "two"));

    assertThat(texts()).containsExactly("two", "one");
    assertThat(bubble(1).delivery()).isEqualTo(DeliveryStatus.WAITING);
  }

  @Test
  void textThatCameBackIsKeptWithItsReasonAndCanBeTakenOut() {
    sit(BIA);
    scene.wrote("a", "oi", false);
    scene.apply(new ChatEvent.Returned(List.of(new UnsentMessage("a", "oi", false, false))));

    assertThat(bubble(0).delivery()).isEqualTo(DeliveryStatus.UNSAID);
    assertThat(bubble(0).why()).contains("the seat it was meant for is gone");
    assertThat(scene.transcript().holdsUnsaid()).isTrue();
    assertThat(scene.transcript().takeUnsaid("a").orElseThrow().text()).isEqualTo("oi");
    assertThat(scene.transcript().takeUnsaid("a")).isEmpty();
  }

  @Test
  void refusedTextIsKeptAndSaysWhy() {
    sit(BIA);
    scene.wrote("a", "very long", false);
    scene.apply(
        new ChatEvent.Refused(
            RequestType.SAY,
            Reason.TOO_LARGE,
            "Too large.",
            Optional.of(new UnsentMessage("a", "very long", false, false))));

    assertThat(bubble(0).why()).isEqualTo("Not said: the text is too long.");
  }

  @Test
  void whatWaitsWhenTheVisitEndsIsUnsaidNotLost() {
    sit(BIA);
    scene.wrote("a", "oi", false);
    scene.apply(new ChatEvent.Ended(new EndReason.ResumedElsewhere()));

    assertThat(bubble(0).delivery()).isEqualTo(DeliveryStatus.UNSAID);
    assertThat(bubble(0).text()).isEqualTo("oi");
  }

  @Test
  void namesAndTextsThatControlSomethingAreShownEscaped() {
    sit(BIA);
    scene.apply(said(1, new MemberInfo(4, "A\u202eb", true, true), "x\u001b[31m\u2066y\nz"));

    assertThat(bubble(0).shownName()).isEqualTo("A\\u202eb");
    assertThat(bubble(0).shown()).isEqualTo("x\\u001b[31m\\u2066y\nz");
  }

  @Test
  void nextTextOfTheSameMemberFollowsUnlessMuchLater() {
    sit(BIA);
    scene.apply(said(1, BIA, "one"));
    scene.apply(said(2, BIA, "two"));
    now = now.plus(Duration.ofMinutes(6));
    scene.apply(said(3, BIA, "three"));

    assertThat(bubble(1).follows(bubble(0))).isTrue();
    assertThat(bubble(2).follows(bubble(1))).isFalse();
  }

  @Test
  void missedMessagesAreToldByTheirNumber() {
    sit(BIA);
    scene.apply(new ChatEvent.Missed(40, 42));
    assertThat(lastNotice()).isEqualTo("3 messages did not reach you");
  }

  // ---- attention

  @Test
  void unreadAreCountedInTheTitleWhileTheWindowIsNotInFront() {
    sit(BIA);
    scene.apply(said(1, BIA, "seen"));
    scene.front(false);
    scene.apply(said(2, BIA, "one"));
    scene.apply(said(3, BIA, "two"));

    assertThat(scene.attention().title("ChatApp")).isEqualTo("(2) ChatApp");
    scene.front(true);
    assertThat(scene.attention().title("ChatApp")).isEqualTo("ChatApp");
  }

  @Test
  void aFloodOfMessagesMakesOneNoiseEveryThreeSeconds() {
    sit(BIA);
    scene.front(false);
    for (int i = 0; i < 20; i++) {
      scene.apply(said(i + 1, BIA, "x"));
    }
    assertThat(watcher.alerts).containsExactly(Alert.MESSAGE);
    now = now.plusSeconds(3);
    scene.apply(said(21, BIA, "x"));
    assertThat(watcher.alerts).hasSize(2);
  }

  @Test
  void ownTextsMakeNoNoise() {
    sit(BIA);
    scene.front(false);
    scene.wrote("a", "oi", false);
    scene.apply(mine(1, "a", "oi"));

    assertThat(watcher.alerts).isEmpty();
    assertThat(scene.attention().unread()).isZero();
  }

  @Test
  void whatIsSaidIsAnnouncedForWhoDoesNotSeeIt() {
    sit(BIA);
    scene.apply(said(1, BIA, "oi"));
    assertThat(watcher.announced).last().isEqualTo("Bia: oi");
  }

  // ---- the company

  @Test
  void mutedMemberIsNotHeardNotCountedAndMakesNoNoise() {
    sit(BIA, CAIO);
    scene.mute(2, true);
    scene.front(false);
    scene.apply(said(1, BIA, "spam"));
    scene.apply(said(2, CAIO, "oi"));

    assertThat(texts()).containsExactly("oi");
    assertThat(scene.attention().unread()).isOne();
  }

  @Test
  void muteIsByPlaceSoThatAnImitatorIsHeardAndARenamedOneIsNot() {
    sit(BIA, CAIO);
    scene.mute(2, true);
    scene.apply(new ChatEvent.Renamed(new MemberInfo(2, "Zé", true, false), "Bia", false));
    scene.apply(said(1, new MemberInfo(2, "Zé", true, false), "still muted"));
    scene.apply(said(2, new MemberInfo(3, "Bia", true, false), "imitator"));

    assertThat(texts()).containsExactly("imitator");
  }

  @Test
  void muteEndsWithTheMemberAndWithTheTable() {
    sit(BIA);
    scene.mute(2, true);
    scene.apply(new ChatEvent.Left(BIA));
    scene.apply(new ChatEvent.Joined(BIA));
    assertThat(scene.company().muted(2)).isFalse();

    scene.mute(2, true);
    scene.apply(new ChatEvent.Lost());
    scene.apply(new ChatEvent.Seated(table(BIA), JoinKind.RESUMED));
    assertThat(scene.company().muted(2)).isTrue();
    scene.apply(new ChatEvent.Seated(table(BIA), JoinKind.MOVED));
    assertThat(scene.company().muted(2)).isFalse();
  }

  @Test
  void writingIsShownForFiveSecondsOrUntilItIsSaid() {
    sit(BIA, CAIO);
    scene.apply(new ChatEvent.Typing(BIA));
    assertThat(scene.writing()).isEqualTo("Bia is writing…");
    scene.apply(new ChatEvent.Typing(CAIO));
    assertThat(scene.writing()).isEqualTo("Bia and Caio are writing…");
    scene.apply(said(1, BIA, "oi"));
    assertThat(scene.writing()).isEqualTo("Caio is writing…");
    now = now.plusSeconds(5);
    scene.tick();
    assertThat(scene.writing()).isEmpty();
  }

  @Test
  void awayMemberIsDimmedAndBackAgainIsNot() {
    sit(BIA);
    scene.apply(new ChatEvent.WentAway(new MemberInfo(2, "Bia", false, false)));
    assertThat(chair(2).occupied()).isEqualTo(SeatInfo.Occupied.AWAY);
    scene.apply(new ChatEvent.CameBack(BIA));
    assertThat(chair(2).occupied()).isEqualTo(SeatInfo.Occupied.HERE);
    scene.apply(new ChatEvent.Left(BIA));
    assertThat(chair(2).free()).isTrue();
  }

  @Test
  void ownNewNameIsShownAtTheTable() {
    sit(BIA);
    scene.apply(new ChatEvent.Renamed(new MemberInfo(1, "Aninha", true, false), "Ana", true));
    assertThat(chair(1).name()).isEqualTo("Aninha");
    assertThat(chair(1).mine()).isTrue();
  }

  // ---- being alone

  @Test
  void beingAloneIsSaidKindlyAndEndsWithCompany() {
    sit();
    assertThat(scene.cards()).containsExactly(new Prompt.Alone(false));
    scene.apply(new ChatEvent.Joined(BIA));
    assertThat(scene.cards()).isEmpty();
    assertThat(watcher.alerts).isEmpty();
  }

  @Test
  void whoWantsToBeCalledIsCalledOnceEvenInFront() {
    sit();
    scene.call(true);
    assertThat(scene.cards()).containsExactly(new Prompt.Alone(true));
    scene.apply(new ChatEvent.Joined(BIA));
    scene.apply(new ChatEvent.Joined(CAIO));

    assertThat(watcher.alerts).containsExactly(Alert.CALL);
  }

  @Test
  void offerIsAQuestionUntilItIsAnsweredOrCompanyComes() {
    sit();
    scene.apply(new ChatEvent.Offered("Chat7"));
    assertThat(scene.cards()).containsExactly(new Prompt.Offer("Chat7"));
    scene.dropOffer();
    assertThat(scene.cards()).containsExactly(new Prompt.Alone(false));
    scene.apply(new ChatEvent.Offered("Chat7"));
    scene.apply(new ChatEvent.Joined(BIA));
    assertThat(scene.cards()).isEmpty();
  }

  @Test
  void invitationStaysUntilItIsClosedOrTheTableIsAnother() {
    sit(BIA);
    scene.apply(new ChatEvent.Invited("abc", "http://h:1/r/abc"));
    assertThat(scene.cards()).containsExactly(new Prompt.Invitation("abc", "http://h:1/r/abc"));
    scene.apply(new ChatEvent.Seated(table(BIA), JoinKind.RESUMED));
    assertThat(scene.cards()).hasSize(1);
    scene.apply(new ChatEvent.Seated(table(BIA), JoinKind.MOVED));
    assertThat(scene.cards()).isEmpty();
  }

  @Test
  void originalServerTellsNobodyAndIsNotCalledLonely() {
    scene.apply(
        new ChatEvent.Seated(
            new RoomSnapshot(Optional.empty(), "Ana", 0, 10, List.of()), JoinKind.NEW));

    assertThat(scene.cards()).isEmpty();
    assertThat(scene.company().original()).isTrue();
    assertThat(scene.company().chairs().getFirst().mine()).isTrue();
  }

  @Test
  void nothingOfAVisitIsLeftInTheNext() {
    sit(BIA);
    scene.wrote("a", "oi", false);
    scene.begin();

    assertThat(scene.transcript().items()).isEmpty();
    assertThat(scene.company().seated()).isFalse();
    scene.wrote("b", "again", false);
    scene.apply(mine(1, "b", "again"));
    assertThat(texts()).containsExactly("again");
  }

  @Test
  void talkIsForgottenFromItsBeginningButNotWhatWasNotSaid() {
    sit(BIA);
    scene.wrote("a", "unsaid", false);
    scene.apply(new ChatEvent.Returned(List.of(new UnsentMessage("a", "unsaid", false, false))));
    for (int i = 1; i <= Transcript.MOST + 10; i++) {
      scene.apply(said(i, BIA, "m" + i));
    }
    assertThat(scene.transcript().items()).hasSize(Transcript.MOST);
    assertThat(bubble(0).text()).isEqualTo("unsaid");
    assertThat(bubble(1).text()).isEqualTo("m12");
  }

  // ---- how it is said here

  private void sit(MemberInfo... others) {
    scene.apply(new ChatEvent.Seated(table(others), JoinKind.NEW));
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
    return scene.transcript().items().stream()
        .filter(TranscriptItem.Bubble.class::isInstance)
        .map(TranscriptItem.Bubble.class::cast)
        .toList();
  }

  private TranscriptItem.Bubble bubble(int index) {
    return bubbles().get(index);
  }

  private String lastNotice() {
    return scene.transcript().items().getLast() instanceof TranscriptItem.Notice notice
        ? notice.sentence()
        : "";
  }

  private SeatInfo chair(int place) {
    return scene.company().chairs().get(place - 1);
  }
}
