package prosa.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class RoomStateTest {
  private static final MemberInfo BIA = new MemberInfo(1, "Bia", true, false);
  private static final MemberInfo EVIL = new MemberInfo(3, "B\u202eia\n", false, true);

  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5); // it may wrap around
  private final RoomState room = new RoomState(clock::get);

  private void seat(String name, JoinKind how, MemberInfo... others) {
    room.apply(
        new ChatEvent.Seated(
            new RoomSnapshot(Optional.of(name), "Ana", 2, 10, List.of(others)), how));
  }

  private static Message said(int place, boolean mine) {
    return new Message(1, place, "x", "oi", false, mine, Optional.empty());
  }

  private void say(MemberInfo who, String text) {
    room.apply(
        new ChatEvent.Said(
            new Message(1, who.place(), who.name(), text, false, false, Optional.empty())));
  }

  private static ChatEvent renamed(int place, String to, boolean mine) {
    return new ChatEvent.Renamed(new MemberInfo(place, to, true, false), "before", mine);
  }

  private void passes(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  private int placeToShow(int place) {
    return room.placeToShow(room.at(place).orElseThrow());
  }

  /** A classic member may take anybody's name, and one that only looks like it. */
  @Test
  void namesThatLookAlikeAreToldApartByTheirPlaces() {
    MemberInfo cyrillic = new MemberInfo(4, "\u0412\u0456\u0430", true, true);
    MemberInfo latin = new MemberInfo(1, "Bia", true, false);
    MemberInfo asReader = new MemberInfo(5, "\u0410n\u0430", true, true); // as Ana
    seat("Chat0", JoinKind.NEW, latin, cyrillic, asReader, new MemberInfo(6, "Rui", true, false));

    assertThat(placeToShow(1)).isEqualTo(1);
    assertThat(placeToShow(4)).isEqualTo(4);
    assertThat(placeToShow(5)).as("like the reader").isEqualTo(5);
    assertThat(placeToShow(6)).isZero();

    room.apply(new ChatEvent.Left(cyrillic));
    room.apply(renamed(2, "Lua", true));

    assertThat(placeToShow(1)).isZero();
    assertThat(placeToShow(5)).isZero();
  }

  @Test
  void rosterFollowsWhoComesGoesAndIsRenamed() {
    seat("Chat0", JoinKind.NEW, BIA);
    room.apply(new ChatEvent.Joined(new MemberInfo(4, "Rui", true, false)));
    room.apply(new ChatEvent.WentAway(new MemberInfo(4, "Rui", false, false), false));
    room.apply(renamed(4, "Ruy", false));
    room.apply(renamed(2, "Aninha", true));
    room.apply(new ChatEvent.Left(BIA));

    assertThat(room.snapshot())
        .contains(
            new RoomSnapshot(
                Optional.of("Chat0"),
                "Aninha",
                2,
                10,
                List.of(new MemberInfo(4, "Ruy", false, false))));
  }

  @Test
  void ownNewNameLeavesTheOthersWhereTheyAre() {
    seat("Chat0", JoinKind.NEW, BIA);
    room.apply(renamed(2, "Aninha", true));

    assertThat(room.snapshot().orElseThrow().members()).containsExactly(BIA);
    assertThat(room.snapshot().orElseThrow().name()).isEqualTo("Aninha");
  }

  @Test
  void rosterStaysWhileTheConnectionIsLostAndNotAfterTheEnd() {
    seat("Chat0", JoinKind.NEW, BIA);
    room.apply(new ChatEvent.Lost());
    assertThat(room.snapshot()).isPresent();
    room.apply(new ChatEvent.Ended(new EndReason.Left()));
    assertThat(room.snapshot()).isEmpty();
    assertThat(room.at(1)).isEmpty();
  }

  @Test
  void memberIsFoundByNameHoweverSpeltOrByPlace() {
    seat("Chat0", JoinKind.NEW, BIA, EVIL);
    assertThat(room.meant(" bia ")).containsExactly(BIA);
    assertThat(room.meant("3")).containsExactly(EVIL);
    assertThat(room.meant("Ana")).isEmpty();
  }

  @Test
  void muteFollowsTheMemberThroughARenameUntilItLeaves() {
    seat("Chat0", JoinKind.NEW, BIA);
    room.mute(BIA, true);
    room.apply(renamed(1, "Beatriz", false));
    assertThat(room.hides(said(1, false))).isTrue();
    assertThat(room.muted()).extracting(MemberInfo::name).containsExactly("Beatriz");
    room.apply(new ChatEvent.Left(new MemberInfo(1, "Beatriz", false, false)));
    room.apply(new ChatEvent.Joined(new MemberInfo(1, "Zé", true, false)));
    assertThat(room.hides(said(1, false))).isFalse();
  }

  @Test
  void muteOutlivesALostConnectionIfTheSameMemberIsStillThere() {
    seat("Chat0", JoinKind.NEW, BIA, EVIL);
    room.mute(BIA, true);
    room.mute(EVIL, true);
    room.apply(new ChatEvent.Lost());
    seat("Chat0", JoinKind.RESUMED, BIA, new MemberInfo(3, "Zé", true, false));
    assertThat(room.muted(1)).isTrue();
    assertThat(room.muted(3)).as("somebody else sits there now").isFalse();
    seat("Chat0", JoinKind.RENEWED, BIA);
    assertThat(room.muted(1)).isTrue();
    seat("Chat1", JoinKind.MOVED, BIA);
    assertThat(room.muted(1)).isFalse();
  }

  @Test
  void whoComesBackFromTheNextTableStillMutesWhoStayed() {
    MemberInfo zoe = new MemberInfo(1, "Zoe", true, false, 7);
    MemberInfo rui = new MemberInfo(3, "Rui", true, false, 8);
    seat("Chat0", JoinKind.NEW, zoe, rui);
    room.mute(zoe, true);
    room.mute(rui, true);
    seat("Chat1", JoinKind.MOVED, BIA);
    assertThat(room.muted()).isEmpty();
    room.mute(BIA, true);
    seat("Chat0", JoinKind.RETURNED, zoe, new MemberInfo(3, "Rui", true, false, 9));
    assertThat(room.muted()).as("another Rui sits there now").containsExactly(zoe);
    seat("Chat1", JoinKind.MOVED, zoe);
    seat("Chat2", JoinKind.MOVED, zoe);
    assertThat(room.muted()).isEmpty();
  }

  @Test
  void theWayBackEndsWithItsTimeOrAtAnotherTable() {
    AtomicLong clock = new AtomicLong();
    RoomState timed = new RoomState(clock::get);
    timed.apply(new ChatEvent.Held("Chat0", 10));
    assertThat(timed.wayBack()).contains("Chat0");
    clock.addAndGet(Duration.ofSeconds(10).toNanos());
    assertThat(timed.wayBack()).isEmpty();
    room.apply(new ChatEvent.Held("Chat0", 10));
    seat("Chat1", JoinKind.RESUMED, BIA);
    assertThat(room.wayBack()).as("the connection was lost meanwhile").contains("Chat0");
    seat("Chat0", JoinKind.RETURNED, BIA);
    assertThat(room.wayBack()).isEmpty();
  }

  /** Whoever answers or reacts to them repeats the words of somebody muted. */
  @Test
  void whatAMutedMemberSaidIsHiddenWhereverItIsRepeated() {
    MemberInfo rui = new MemberInfo(4, "Rui", true, false);
    seat("Chat0", JoinKind.NEW, BIA, rui);
    said(7, BIA);
    said(8, rui);
    assertThat(room.hides(line(7))).isFalse();
    room.mute(BIA, true);
    assertThat(room.hides(line(7))).isTrue();
    assertThat(room.hides(line(8))).isFalse();
    assertThat(room.hides(line(6))).as("before this client came").isFalse();
    room.apply(renamed(1, "Beatriz", false));
    seat("Chat0", JoinKind.RENEWED, new MemberInfo(1, "Beatriz", true, false), rui);
    assertThat(room.hides(line(7))).isTrue();
    room.mute(new MemberInfo(1, "Beatriz", true, false), false);
    assertThat(room.hides(line(7))).isFalse();
  }

  @Test
  void whatAMutedMemberSaidStaysHiddenWhenItHasLeftAndNothingOfWhoTakesItsPlace() {
    seat("Chat0", JoinKind.NEW, BIA, EVIL);
    said(7, BIA);
    said(8, EVIL);
    room.mute(BIA, true);
    room.apply(new ChatEvent.Left(BIA));
    MemberInfo rui = new MemberInfo(1, "Rui", true, false);
    room.apply(new ChatEvent.Joined(rui));
    said(9, rui);
    assertThat(room.hides(line(7))).isTrue();
    assertThat(room.hides(line(9))).isFalse();

    room.mute(EVIL, true); // and one that went while nobody told of it
    MemberInfo zoe = new MemberInfo(3, "Zoé", true, false);
    seat("Chat0", JoinKind.RESUMED, rui, zoe);
    said(10, zoe);
    assertThat(room.hides(line(8))).isTrue();
    assertThat(room.hides(line(10))).isFalse();
    room.mute(zoe, true);
    room.mute(zoe, false);
    assertThat(room.hides(line(8))).isTrue();

    seat("Chat1", JoinKind.MOVED, rui);
    assertThat(room.hides(line(7))).as("another message with this number").isFalse();
  }

  private static EarlierMessage line(long number) {
    return new EarlierMessage(number, "somebody", "somebody: words");
  }

  private void said(long number, MemberInfo by) {
    room.apply(
        new ChatEvent.Said(
            new Message(number, by.place(), by.name(), "words", false, false, Optional.empty())));
  }

  @Test
  void muteIsOfAStay() {
    MemberInfo zoe = new MemberInfo(1, "Zoë", true, false, 7);
    seat("Chat0", JoinKind.NEW, zoe);
    room.mute(zoe, true);
    room.apply(new ChatEvent.WentAway(new MemberInfo(1, "Zoë", false, false), false));
    room.apply(new ChatEvent.Lost());
    seat("Chat0", JoinKind.RESUMED, new MemberInfo(1, "Zoe", true, false, 7));
    assertThat(room.muted(1)).as("it was renamed meanwhile").isTrue();
    room.apply(new ChatEvent.Joined(new MemberInfo(1, "Zoe", true, false, 7)));
    assertThat(room.muted(1)).as("it was told again").isTrue();
    seat("Chat0", JoinKind.RESUMED, new MemberInfo(1, "Zoe", true, false, 8));
    assertThat(room.muted(1)).as("another has its place and name").isFalse();
    room.mute(zoe, true);
    assertThat(room.muted(1)).as("whoever was meant has left").isFalse();
  }

  @Test
  void muteGoesAlongWithATableThatGoesOnElsewhere() {
    MemberInfo zoe = new MemberInfo(1, "Zoë", true, false, 7);
    MemberInfo rui = new MemberInfo(2, "Rui", true, false, 8);
    MemberInfo eva = new MemberInfo(3, "Eva", true, false, 9);
    seat("Chat0@a", JoinKind.NEW, zoe, rui, eva);
    room.mute(zoe, true);
    room.mute(rui, true);
    room.mute(eva, true);
    seat(
        "Chat3@b",
        JoinKind.CONTINUED,
        new MemberInfo(1, "Zoë", false, false, 7),
        new MemberInfo(3, "Ivo", true, false, 20));
    assertThat(room.muted(1)).as("it is known by its id").isTrue();
    assertThat(room.muted(2)).as("it is not there yet").isFalse();
    assertThat(room.muted(3)).as("somebody else has its place").isFalse();
    room.apply(new ChatEvent.Joined(new MemberInfo(2, "Rui", true, false, 21)));
    assertThat(room.muted(2)).as("it came back with another id").isTrue();
    assertThat(room.muted()).extracting(MemberInfo::name).containsExactly("Zoë", "Rui");
  }

  @Test
  void muteOfSomebodyWhoDoesNotComeBackIsNotThatOfWhoTakesThePlace() {
    MemberInfo rui = new MemberInfo(2, "Rui", true, false, 8);
    seat("Chat0@a", JoinKind.NEW, rui);
    room.mute(rui, true);
    seat("Chat3@b", JoinKind.CONTINUED);
    room.apply(new ChatEvent.Joined(new MemberInfo(2, "Ivo", true, false, 21)));
    assertThat(room.muted(2)).isFalse();
    room.apply(new ChatEvent.Left(new MemberInfo(2, "Ivo", true, false, 21)));
    room.apply(new ChatEvent.Joined(new MemberInfo(2, "Rui", true, false, 22)));
    assertThat(room.muted(2)).as("it may be anybody by now").isFalse();
  }

  @Test
  void muteOfSomebodyWhoIsStillToComeOutlivesALostConnection() {
    MemberInfo rui = new MemberInfo(2, "Rui", true, false, 8);
    seat("Chat0@a", JoinKind.NEW, rui);
    room.mute(rui, true);
    seat("Chat3@b", JoinKind.CONTINUED);
    room.apply(new ChatEvent.Lost());
    seat("Chat3@b", JoinKind.RESUMED);
    seat("Chat3@b", JoinKind.RENEWED);
    room.apply(new ChatEvent.Joined(new MemberInfo(2, "Rui", true, false, 21)));
    assertThat(room.muted(2)).isTrue();
    room.mute(rui, false);

    room.mute(new MemberInfo(2, "Rui", true, false, 21), true);
    passes(Duration.ofSeconds(31));
    seat("Chat3@b", JoinKind.RESUMED);
    room.apply(new ChatEvent.Joined(new MemberInfo(2, "Rui", true, false, 30)));
    assertThat(room.muted(2)).as("whoever was meant has left").isFalse();
  }

  @Test
  void nobodyMutesWhoIsNotThereAndNobodyHidesTheOwnMessages() {
    seat("Chat0", JoinKind.NEW, BIA);
    room.mute(new MemberInfo(5, "Zé", true, false), true);
    room.mute(new MemberInfo(1, "Zé", true, false), true);
    assertThat(room.muted()).isEmpty();
    room.mute(BIA, true);
    assertThat(room.hides(said(1, true))).isFalse();
    room.mute(BIA, false);
    assertThat(room.hides(said(1, false))).isFalse();
  }

  @Test
  void whoTypesIsShownForFiveSecondsOrUntilItSpeaks() {
    seat("Chat0", JoinKind.NEW, BIA, EVIL);
    ChatEvent told = room.apply(new ChatEvent.Typing(new MemberInfo(3, "?", true, false)));
    assertThat(told).isEqualTo(new ChatEvent.Typing(EVIL));
    room.apply(new ChatEvent.Typing(BIA));
    assertThat(room.typing()).containsExactly(BIA, EVIL);
    room.mute(EVIL, true);
    assertThat(room.typing()).containsExactly(BIA);
    room.apply(new ChatEvent.Said(said(1, false)));
    assertThat(room.typing()).isEmpty();

    room.apply(new ChatEvent.Typing(BIA));
    assertThat(room.expireTyping()).isFalse();
    passes(RoomState.TYPING);
    assertThat(room.typing()).isEmpty();
    assertThat(room.expireTyping()).isTrue();
    assertThat(room.expireTyping()).isFalse();
  }

  @Test
  void whatOthersSayIsUnreadWhileNobodyLooksUnlessTheyAreMuted() {
    seat("Chat0", JoinKind.NEW, BIA, EVIL);
    room.apply(new ChatEvent.Said(said(1, false)));
    assertThat(room.unread()).isZero();
    room.watched(false);
    room.mute(EVIL, true);
    room.apply(new ChatEvent.Said(said(1, false)));
    room.apply(new ChatEvent.Said(said(2, true)));
    room.apply(new ChatEvent.Said(said(3, false)));
    assertThat(room.unread()).isEqualTo(1);
    assertThat(room.titled("Chat0")).isEqualTo("(1) Chat0");
    room.watched(true);
    assertThat(room.unread()).isZero();
    assertThat(room.titled("Chat0")).isEqualTo("Chat0");
  }

  @Test
  void titlesCountWhatIsUnreadAndMentionsThisMember() {
    seat("Chat0", JoinKind.NEW, BIA, EVIL);
    room.watched(false);
    room.mute(EVIL, true);
    say(BIA, "oi");
    say(BIA, "oi, @Ana");
    say(EVIL, "@Ana!");
    assertThat(room.titled("Chat0")).isEqualTo("(2 @1) Chat0");
    for (int i = 0; i < 97; i++) {
      say(BIA, "oi");
    }
    assertThat(room.titled("Chat0")).isEqualTo("(99 @1) Chat0");
    say(BIA, "oi");
    assertThat(room.titled("Chat0")).isEqualTo("(99+ @1) Chat0");
    room.watched(true);
    room.watched(false);
    say(BIA, "oi");
    assertThat(room.titled("Chat0")).isEqualTo("(1) Chat0");
  }
}
