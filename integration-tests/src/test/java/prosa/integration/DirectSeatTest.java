package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import prosa.integration.DirectTestServer.Library;
import prosa.protocol.ErrorCode;
import prosa.protocol.ServerMessage.Away;
import prosa.protocol.ServerMessage.Back;
import prosa.protocol.ServerMessage.Hello;
import prosa.protocol.ServerMessage.Joined;
import prosa.protocol.ServerMessage.Left;
import prosa.protocol.ServerMessage.MemberEntry;
import prosa.protocol.ServerMessage.Missed;
import prosa.protocol.ServerMessage.Presence;
import prosa.protocol.ServerMessage.Said;
import prosa.protocol.ServerMessage.Seated;

/** The life of a seat: held, resumed, taken over, released. */
final class DirectSeatTest {
  private static final Duration BRIEF = Duration.ofMillis(700);

  private static String enter(String user, String secret) {
    return "{\"type\": \"enter\", \"user\": \"" + user + "\", \"seat\": \"" + secret + "\"}";
  }

  @ParameterizedTest
  @EnumSource
  void whoComesBackHasItsSeatAndIsToldExactlyWhatItMissed(Library library) throws Exception {
    try (DirectTestServer here = DirectTestServer.meet()) {
      DirectPeer ana = here.dealer(library, "Ana");
      Seated seated = ana.enters();
      DirectPeer bia = here.dealer("Bia");
      bia.enters();
      ana.next(Joined.class);
      for (int i = 1; i <= 3; i++) {
        bia.says("before " + i);
        bia.next(Said.class);
        ana.next(Said.class);
      }
      ana.close();
      bia.hears(new Away(1, "Ana", false));
      bia.says("while you are away");
      bia.says("and again");
      bia.next(Said.class);
      bia.next(Said.class);

      DirectPeer again = here.dealer(library, "Anders");
      Seated back = again.comesBack(seated.seat(), 2);
      assertThat(back.room()).isEqualTo(seated.room());
      assertThat(back.place()).isEqualTo(1);
      assertThat(back.user()).as("the seat keeps its name").isEqualTo("Ana");
      assertThat(back.n()).isEqualTo(5);
      assertThat(back.seat()).isNotEqualTo(seated.seat());
      assertThat(back.members()).containsExactly(new MemberEntry(2, "Bia", Presence.HERE, false));
      again.hears(new Missed(3, 5));
      bia.hears(new Back(1, "Ana", false));
      bia.says("welcome");
      assertThat(again.next(Said.class).n()).isEqualTo(6);
      again.hearsNothingElse();
    }
  }

  @Test
  void whoHeardEverythingIsToldOfNothingMissed() throws Exception {
    try (DirectTestServer here = DirectTestServer.meet()) {
      DirectPeer ana = here.dealer("Ana");
      Seated seated = ana.enters();
      ana.says("one");
      ana.next(Said.class);
      ana.close();
      Await.until("a held seat", () -> here.server().tally().held() == 1);
      DirectPeer again = here.dealer("Ana");
      Seated back = again.comesBack(seated.seat(), 1);
      again.hearsNothingElse();
      again.close();
      Await.until("a held seat", () -> here.server().tally().held() == 1);
      DirectPeer boastful = here.dealer("Ana");
      boastful.comesBack(back.seat(), 1_000_000);
      boastful.hearsNothingElse();
    }
  }

  @Test
  void withoutHeardOnlyWhatWasSaidMeanwhileIsMissed() throws Exception {
    try (DirectTestServer here = DirectTestServer.meet()) {
      DirectPeer ana = here.dealer("Ana");
      Seated seated = ana.enters();
      DirectPeer bia = here.dealer("Bia");
      bia.enters();
      bia.says("one");
      ana.skipsTo(Said.class);
      ana.close();
      bia.skipsTo(Away.class);
      bia.says("two");
      bia.next(Said.class);
      DirectPeer again = here.dealer("Ana");
      assertThat(again.enters(enter("Ana", seated.seat())).n()).isEqualTo(2);
      again.hears(new Missed(2, 2));
      again.hearsNothingElse();
    }
  }

  @Test
  void heldSeatIsGivenUpAfterAWhileAndOthersHearLeft() throws Exception {
    try (DirectTestServer here =
        DirectTestServer.meet(TestServerConfig.defaults().holding(BRIEF))) {
      DirectPeer ana = here.dealer("Ana");
      ana.enters();
      DirectPeer bia = here.dealer("Bia");
      Seated seated = bia.enters();
      ana.next(Joined.class);
      long lost = System.nanoTime();
      bia.close();
      ana.hears(new Away(2, "Bia", false));
      ana.hears(new Left(2, "Bia", false));
      assertThat(System.nanoTime() - lost).isGreaterThanOrEqualTo(BRIEF.toNanos());
      assertThat(here.server().tally().held()).isZero();
      DirectPeer late = here.dealer("Bia");
      late.next(Hello.class);
      late.send(enter("Bia", seated.seat()));
      assertThat(late.refused(ErrorCode.STALE_SEAT).retryMillis()).isZero();
      assertThat(late.entersAgain("{\"type\": \"enter\", \"user\": \"Bia\"}").n()).isZero();
      ana.next(Joined.class);
    }
  }

  @Test
  void earlierSecretIsGoodUntilSomethingArrivesOnTheNewConnection() throws Exception {
    try (DirectTestServer here = DirectTestServer.meet()) {
      Seated first = here.dealer("Ana").enters();
      DirectPeer second = here.dealer("Ana");
      Seated resumed = second.comesBack(first.seat(), 0);
      // Its `seated` may never have arrived: the one it knows is still good.
      DirectPeer third = here.dealer("Ana");
      Seated again = third.comesBack(first.seat(), 0);
      second.refused(ErrorCode.RESUMED_ELSEWHERE);
      third.hearsNothingElse(); // and something has arrived
      DirectPeer thief = here.dealer("thief");
      thief.next(Hello.class);
      for (String stale : List.of(first.seat(), resumed.seat(), "AAAAAAAAAAAAAAAAAAAAAA", "x")) {
        thief.send(enter("thief", stale));
        thief.refused(ErrorCode.STALE_SEAT);
      }
      third.hearsNothingElse();
      assertThat(here.dealer("Ana").comesBack(again.seat(), 0).place()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void heldSeatIsTakenByItsOwnReturnAndOthersNoticeNothing(Library library) throws Exception {
    try (DirectTestServer here = DirectTestServer.meet()) {
      DirectPeer heldSeat = here.dealer(library, "Ana");
      Seated seated = heldSeat.enters();
      DirectPeer bia = here.dealer("Bia");
      bia.enters();
      heldSeat.next(Joined.class);
      DirectPeer ana = here.dealer(library, "Ana");
      assertThat(ana.comesBack(seated.seat(), 0).place()).isEqualTo(seated.place());
      assertThat(heldSeat.refused(ErrorCode.RESUMED_ELSEWHERE).retryMillis()).isZero();
      if (library == Library.PYZMQ) { // the other one may forget what it connects again
        heldSeat.next(Hello.class); // its connection was closed, and its library made another
        heldSeat.send("{\"type\": \"say\", \"message\": \"boo\"}");
        heldSeat.refused(ErrorCode.NOT_SEATED);
      }
      ana.says("it is me");
      assertThat(bia.next(Said.class).place()).isEqualTo(1);
      assertThat(ana.next(Said.class).place()).isEqualTo(1);
      assertThat(here.server().tally().seated()).isEqualTo(2);
      assertThat(here.server().tally().held()).isZero();
    }
  }

  @Test
  void idsAreRememberedWhileTheSeatIsHeld() throws Exception {
    try (DirectTestServer here = DirectTestServer.meet()) {
      DirectPeer ana = here.dealer("Ana");
      Seated seated = ana.enters();
      DirectPeer bia = here.dealer("Bia");
      bia.enters();
      ana.next(Joined.class);
      ana.says("did you get this?", "a1");
      Said said = bia.next(Said.class);
      ana.close();
      bia.hears(new Away(1, "Ana", false));
      DirectPeer again = here.dealer("Ana");
      again.comesBack(seated.seat(), 0);
      again.hears(new Missed(1, 1));
      again.says("did you get this?", "a1");
      again.hears(said);
      again.says("something new", "a2");
      assertThat(again.next(Said.class).n()).isEqualTo(2);
      bia.hears(new Back(1, "Ana", false));
      assertThat(bia.next(Said.class).id()).contains("a2");
    }
  }

  @Test
  void aHeldSeatMakesRoomSoThatNobodySitsAlone() throws Exception {
    try (DirectTestServer here = DirectTestServer.meet(TestServerConfig.defaults().seats(2))) {
      DirectPeer ana = here.dealer("Ana");
      Seated seated = ana.enters();
      DirectPeer bia = here.dealer("Bia");
      bia.enters();
      ana.close();
      bia.skipsTo(Away.class);
      assertThat(here.dealer("Rui").enters().room())
          .as("beside the one who is here")
          .isEqualTo("Chat0");
      DirectPeer late = here.dealer("Ana");
      late.next(Hello.class);
      late.send("{\"type\": \"enter\", \"user\": \"Ana\", \"seat\": \"" + seated.seat() + "\"}");
      assertThat(late.refused(ErrorCode.STALE_SEAT).retryMillis()).isZero();
    }
  }

  @Test
  void whoDoesNotEnterInTimeIsSentAway() throws Exception {
    try (DirectTestServer here =
        DirectTestServer.meet(TestServerConfig.defaults().entering(BRIEF))) {
      DirectPeer slow = here.dealer("slow");
      slow.next(Hello.class);
      slow.refused(ErrorCode.TOO_LATE);
      slow.next(Hello.class); // closed, and connected again by its library
      slow.entersAgain("{\"type\": \"enter\", \"user\": \"slow\"}");
      assertThat(slow.within(BRIEF.multipliedBy(2))).as("whoever sits may stay").isNull();
      slow.send("{\"type\": \"leave\"}");
      slow.refused(ErrorCode.TOO_LATE);
    }
  }
}
