package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The checker of histories: good ones pass, and each promise is broken once. */
final class HistoryCheckTest {
  private static final String ROOM = "Chat0@a#1";

  private final ClusterHistory history = new ClusterHistory();
  private long clock;

  private HistoryCheckTest seated(String who, String room, int place, long n, Integer... others) {
    Map<Integer, String> there = new java.util.HashMap<>();
    for (int other : others) {
      there.put(other, "x" + other);
    }
    history.add(
        new ClusterHistory.Seated(
            ++clock,
            who,
            room,
            place,
            n < 0 ? OptionalLong.empty() : OptionalLong.of(n),
            10,
            there));
    return this;
  }

  private HistoryCheckTest say(String who, String text) {
    history.add(new ClusterHistory.Say(++clock, who, text));
    return this;
  }

  private HistoryCheckTest heard(String who, long n, int place, String text) {
    history.add(new ClusterHistory.Heard(++clock, who, n, place, text, text.startsWith(who + " ")));
    return this;
  }

  private HistoryCheckTest missed(String who, long from, long to) {
    history.add(new ClusterHistory.Missed(++clock, who, from, to));
    return this;
  }

  private HistoryCheckTest lost(String who) {
    history.add(new ClusterHistory.Lost(++clock, who));
    return this;
  }

  private List<String> found() {
    return HistoryCheck.violations(history, true);
  }

  /** Ana and Bia sit together, and each has said a thing. */
  private HistoryCheckTest talk() {
    return seated("ana", ROOM, 1, 0)
        .seated("bia", ROOM, 2, 0, 1)
        .say("ana", "ana 1")
        .heard("ana", 1, 1, "ana 1")
        .heard("bia", 1, 1, "ana 1")
        .say("bia", "bia 1")
        .heard("bia", 2, 2, "bia 1")
        .heard("ana", 2, 2, "bia 1");
  }

  @Test
  void goodTalkHasNoViolations() {
    assertThat(talk().found()).isEmpty();
    assertThat(history.counts()).isEqualTo("2 said, 4 heard, 0 missed, 0 returned");
    assertThat(history.rooms()).containsExactly(Map.entry(ROOM, 2));
  }

  @Test
  void whoComesBackAndIsToldWhatItMissedLostNothing() {
    talk()
        .lost("bia")
        .say("ana", "ana 2")
        .heard("ana", 3, 1, "ana 2")
        .seated("bia", ROOM, 2, 3, 1)
        .missed("bia", 3, 3)
        .say("ana", "ana 3")
        .heard("ana", 4, 1, "ana 3")
        .heard("bia", 4, 1, "ana 3");
    assertThat(found()).isEmpty();
  }

  @Test
  void anotherRoomBeginsWithItsOwnNumbersAndATextMayComeBack() {
    talk().say("ana", "ana 2").lost("ana");
    history.add(new ClusterHistory.Returned(++clock, "ana", "ana 2"));
    seated("ana", "Chat5@b#1", 1, 0)
        .seated("bia", "Chat5@b#1", 2, 0, 1)
        .say("ana", "ana 3")
        .heard("bia", 1, 1, "ana 3")
        .heard("ana", 1, 1, "ana 3");
    assertThat(found()).isEmpty();
  }

  @Test
  void aRoomThatWasHandedOverGoesOnWithItsNumbers() {
    talk()
        .say("ana", "ana 2")
        .heard("ana", 3, 1, "ana 2")
        .seated("bia", "Chat5@b#1", 2, 3, 1)
        .missed("bia", 3, 3)
        .seated("ana", "Chat5@b#1", 1, 3, 2)
        .say("bia", "bia 2")
        .heard("bia", 4, 2, "bia 2")
        .heard("ana", 4, 2, "bia 2");
    assertThat(found()).isEmpty();
  }

  @Test
  void anAcknowledgementThatComesAgainIsNoSecondMessage() {
    assertThat(talk().lost("ana").seated("ana", ROOM, 1, 2, 2).heard("ana", 1, 1, "ana 1").found())
        .isEmpty();
  }

  /** All connections were lost when it was said, as those of a node that drains. */
  @Test
  void anAcknowledgementOfWhatAllHadMissedIsNoMessageOutOfTurn() {
    talk()
        .say("ana", "ana 2")
        .lost("ana")
        .lost("bia")
        .seated("ana", ROOM, 1, 3, 2)
        .missed("ana", 3, 3)
        .heard("ana", 3, 1, "ana 2")
        .seated("bia", ROOM, 2, 3, 1)
        .missed("bia", 3, 3)
        .say("bia", "bia 2")
        .heard("bia", 4, 2, "bia 2")
        .heard("ana", 4, 2, "bia 2");
    assertThat(found()).isEmpty();
    heard("ana", 1, 1, "ana 2");
    assertThat(found()).singleElement().asString().startsWith("number used twice");
  }

  @Test
  void aPlaceMayBeSomebodyElsesLater() {
    talk()
        .lost("bia")
        .seated("caio", ROOM, 2, 2, 1)
        .say("ana", "ana 2")
        .heard("caio", 3, 1, "ana 2")
        .heard("ana", 3, 1, "ana 2");
    assertThat(found()).isEmpty();
  }

  @Test
  void twinsAtOnePlaceAreFound() {
    talk()
        .seated("caio", ROOM, 2, 2, 1)
        .say("ana", "ana 2")
        .heard("ana", 3, 1, "ana 2")
        .heard("bia", 3, 1, "ana 2")
        .heard("caio", 3, 1, "ana 2");
    assertThat(found()).singleElement().asString().startsWith("twin seat: caio and bia at place 2");
  }

  @Test
  void twinsInTheListOfMembersAreFound() {
    assertThat(seated("ana", ROOM, 1, 0, 1, 2).found())
        .singleElement()
        .asString()
        .startsWith("twin seat, by the list of members");
  }

  @Test
  void aNumberThatIsUsedTwiceIsFound() {
    talk()
        .say("ana", "ana 2")
        .say("bia", "bia 2")
        .heard("ana", 3, 1, "ana 2")
        .heard("bia", 3, 2, "bia 2");
    assertThat(found()).singleElement().asString().startsWith("number used twice");
  }

  @Test
  void aNumberOfAnotherEpochIsNotTheSame() {
    talk().seated("rui", "Chat0@a#2", 1, 0).say("rui", "rui 1").heard("rui", 1, 1, "rui 1");
    assertThat(found()).isEmpty();
  }

  @Test
  void aMessageThatIsLostWithoutMissedIsFound() {
    talk().say("ana", "ana 2").say("ana", "ana 3");
    heard("ana", 3, 1, "ana 2").heard("ana", 4, 1, "ana 3").heard("bia", 4, 1, "ana 3");
    assertThat(found()).singleElement().asString().startsWith("lost without missed, after 2");
  }

  @Test
  void aLastMessageThatIsLostIsFoundAtTheEnd() {
    talk().say("ana", "ana 2").heard("ana", 3, 1, "ana 2");
    assertThat(HistoryCheck.violations(history, false)).isEmpty();
    assertThat(found())
        .singleElement()
        .asString()
        .startsWith("lost without missed at the end: bia was told up to 2 of 3");
  }

  @Test
  void aGapThatIsNotToldAfterComingBackIsFound() {
    talk().say("ana", "ana 2").heard("ana", 3, 1, "ana 2").lost("bia").seated("bia", ROOM, 2, 3, 1);
    say("ana", "ana 3").heard("ana", 4, 1, "ana 3").heard("bia", 4, 1, "ana 3");
    assertThat(found()).singleElement().asString().startsWith("lost without missed, after 2");
  }

  @Test
  void missedThatIsNotTheGapIsFound() {
    assertThat(talk().missed("bia", 5, 6).found())
        .first()
        .asString()
        .startsWith("another gap than after 2");
  }

  @Test
  void aTextThatIsHeardTwiceIsFound() {
    talk().heard("bia", 3, 1, "ana 1").heard("ana", 3, 1, "ana 1");
    assertThat(found()).anyMatch(one -> one.startsWith("heard twice"));
  }

  @Test
  void aTextOfUnknownFateIsFoundUnlessItsWriterIsGone() {
    talk().say("ana", "ana 2");
    assertThat(found()).containsExactly("neither said nor given back: ana 2");
    history.add(new ClusterHistory.Gone(++clock, "ana"));
    assertThat(found()).isEmpty();
  }

  @Test
  void aRoomAboveItsCapacityIsFound() {
    seated("ana", ROOM, 11, 0);
    assertThat(found()).singleElement().asString().startsWith("above capacity");
  }

  @Test
  void elevenAtATableForTenAreFound() {
    seated("ana", ROOM, 10, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11);
    assertThat(found()).singleElement().asString().startsWith("above capacity");
  }

  @Test
  void numbersThatGoBackAreFound() {
    assertThat(talk().seated("bia", ROOM, 2, 1, 1).found())
        .first()
        .asString()
        .startsWith("numbers go back from 2");
  }

  @Test
  void companyIsTogetherWhenEachHasHeardEach() {
    talk();
    assertThat(history.together(List.of("ana", "bia"), 0)).hasValue(8);
    assertThat(history.together(List.of("ana", "bia"), 4)).isEmpty();
    assertThat(history.together(List.of("ana"), 4)).hasValue(4);
    assertThat(HistoryCheck.violations(history, List.of("ana", "bia"), 0, 8)).isEmpty();
    assertThat(HistoryCheck.violations(history, List.of("ana", "bia"), 0, 7))
        .singleElement()
        .asString()
        .startsWith("together again only after");
    assertThat(HistoryCheck.violations(history, List.of("ana", "caio"), 0, 99))
        .containsExactly("not together again: [ana, caio]");
  }

  @Test
  void aRoomOfANodeThatWasStartedAnewIsAnother() {
    history.started("a", 10);
    history.started("a", 20);
    assertThat(history.room("Chat0@a", 15)).isEqualTo("Chat0@a#1");
    assertThat(history.room("Chat0@a", 25)).isEqualTo("Chat0@a#2");
    assertThat(history.room("Chat0", 25)).isEqualTo("Chat0#0");
  }

  @Test
  void aClientThatSaysATextTwiceIsAMistakeOfTheTrial() {
    say("ana", "x").say("ana", "x");
    assertThatThrownBy(this::found).isInstanceOf(IllegalArgumentException.class);
  }
}
