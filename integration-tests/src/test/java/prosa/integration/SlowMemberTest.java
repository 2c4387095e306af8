package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import prosa.integration.PythonDealers.Dealer;
import prosa.protocol.ServerMessage;
import prosa.protocol.ServerMessage.Away;
import prosa.protocol.ServerMessage.Joined;
import prosa.protocol.ServerMessage.Left;
import prosa.protocol.ServerMessage.Missed;
import prosa.protocol.ServerMessage.Said;
import prosa.protocol.ServerMessage.Seated;
import prosa.server.operations.Counters.Count;

/** Members that do not read, or not fast enough, or are not there any more. */
final class SlowMemberTest {
  private static final int LITTLE = 4096;
  private static final Duration NEVER = Duration.ofMinutes(5);

  @Test
  void slowMemberIsToldWhatItMissedAndOthersAreNotSlowed() throws Exception {
    String text = "x".repeat(8000);
    try (DirectTestServer here =
            DirectTestServer.meet(TestServerConfig.defaults().queue(64 * 1024, NEVER));
        PythonDealers readers = PythonDealers.start()) {
      DirectPeer ana = here.dealer("Ana");
      ana.enters();
      Dealer slow = readers.connect("slow", Prosa.HOST, here.server().port(), LITTLE);
      assertThat(slow.enters().place()).isEqualTo(2);
      DirectPeer bia = here.dealer("Bia");
      bia.enters();
      ana.next(Joined.class);
      ana.next(Joined.class);
      slow.next(Joined.class);

      slow.deafen();
      long n = 0;
      while (here.server().count(Count.DROPPED) < 100) {
        assertThat(n).as("a queue is bounded").isLessThan(5000);
        ana.says(text);
        assertThat(ana.next(Said.class).n()).isEqualTo(++n);
        assertThat(bia.next(Said.class).n()).isEqualTo(n);
      }
      // Until not even a word fits.
      for (long dropped = 0; dropped < 5; ) {
        long before = here.server().count(Count.DROPPED);
        ana.says("oi");
        assertThat(ana.next(Said.class).n()).isEqualTo(++n);
        dropped = here.server().count(Count.DROPPED) > before ? dropped + 1 : 0;
      }
      // Who sits there changes while it cannot be told.
      bia.send("{\"type\": \"leave\"}");
      ana.next(Left.class);
      DirectPeer rui = here.dealer("Rui");
      assertThat(rui.enters().place()).isEqualTo(3);
      ana.next(Joined.class);
      slow.listen();

      long last = 0;
      boolean missed = false;
      Map<Integer, String> table = new TreeMap<>(Map.of(1, "Ana", 3, "Bia"));
      while (last < n || !table.equals(Map.of(1, "Ana", 3, "Rui"))) {
        switch (slow.next()) {
          case Said said -> {
            assertThat(said.n()).isEqualTo(last + 1);
            last = said.n();
          }
          case Missed gap -> {
            assertThat(gap.from()).isEqualTo(last + 1);
            assertThat(gap.to()).isGreaterThanOrEqualTo(gap.from());
            last = gap.to();
            missed = true;
          }
          case Seated seated -> {
            assertThat(seated.n()).isEqualTo(last);
            assertThat(seated.place()).isEqualTo(2);
            table.clear();
            seated.members().forEach(member -> table.put(member.place(), member.user()));
          }
          case Left left -> table.remove(left.place(), left.user());
          case Joined joined -> table.put(joined.place(), joined.user());
          default -> throw new AssertionError("something that nobody said");
        }
      }
      assertThat(missed).isTrue();
      assertThat(last).isEqualTo(n);
      ana.says("are you with us again?");
      assertThat(slow.next(Said.class).n()).isEqualTo(n + 1);
      slow.hearsNothingElse();
    }
  }

  @Test
  void memberWhoseQueueStandsStillIsCutOffAndItsSeatHeld() throws Exception {
    String text = "x".repeat(8000);
    Duration stuck = Duration.ofSeconds(1);
    try (DirectTestServer here =
            DirectTestServer.meet(TestServerConfig.defaults().queue(64 * 1024, stuck));
        PythonDealers readers = PythonDealers.start()) {
      DirectPeer ana = here.dealer("Ana");
      ana.enters();
      Dealer frozen = readers.connect("frozen", Prosa.HOST, here.server().port(), LITTLE);
      Seated seat = frozen.enters();
      ana.next(Joined.class);
      readers.freeze();
      long n = 0;
      ServerMessage event = null;
      while (event == null) {
        if (here.server().count(Count.DROPPED) < 10) {
          ana.says(text);
          assertThat(ana.next(Said.class).n()).isEqualTo(++n);
        } else {
          event = ana.next();
        }
      }
      assertThat(event).isEqualTo(new Away(2, "frozen", false));
      assertThat(here.server().count(Count.STUCK)).isEqualTo(1);
      assertThat(here.server().tally().held()).isEqualTo(1);
      readers.go();

      long last = 0;
      ServerMessage next = frozen.next();
      for (; next instanceof Said said; next = frozen.next()) {
        assertThat(said.n()).as("in order until the cut").isEqualTo(++last);
      }
      assertThat(next).isInstanceOf(ServerMessage.Hello.class);
      frozen.send(
          "{\"type\": \"enter\", \"user\": \"frozen\", \"seat\": \"%s\", \"heard\": %d}"
              .formatted(seat.seat(), last));
      assertThat(frozen.next(Seated.class).n()).isEqualTo(n);
      frozen.hears(new Missed(last + 1, n));
    }
  }

  private static TestServerConfig pulsing() {
    return TestServerConfig.defaults().pulse(Duration.ofMillis(200), Duration.ofSeconds(1));
  }

  @Test
  void halfOpenConnectionOfADirectMemberIsFoundByHeartbeats() throws Exception {
    try (DirectTestServer here = DirectTestServer.meet(pulsing());
        PythonDealers others = PythonDealers.start()) {
      DirectPeer ana = here.dealer("Ana");
      ana.enters();
      Dealer bia = others.connect("Bia", here.server().port());
      Seated seated = bia.enters();
      ana.next(Joined.class);
      assertThat(ana.within(Duration.ofSeconds(2))).as("its library answers PINGs").isNull();
      others.freeze();
      ana.hears(new Away(2, "Bia", false));
      assertThat(here.server().tally().held()).isEqualTo(1);
      others.go();
      assertThat(bia.comesBack(seated.seat(), 0).place()).isEqualTo(2);
      ana.hears(new ServerMessage.Back(2, "Bia", false));
    }
  }

  @Test
  void halfOpenConnectionOfAClassicMemberIsFoundByHeartbeats() throws Exception {
    try (DirectTestServer here = DirectTestServer.meet(pulsing());
        PythonClients others = PythonClients.of(here.server().port())) {
      DirectPeer ana = here.dealer("Ana");
      ana.enters();
      others.join("Rui").settle();
      ana.hears(new Joined(2, "?", true));
      while (ana.within(Duration.ofMillis(1500)) != null) {
        // what it said to hear itself
      }
      others.freeze();
      try {
        assertThat(ana.skipsTo(Left.class)).isEqualTo(new Left(2, "Rui", true));
        assertThat(here.server().tally().seated()).isEqualTo(1);
      } finally {
        others.go();
      }
    }
  }

  @Test
  void peerThatOnlyKnowsZmtp30IsSentNoPing() throws Exception {
    try (DirectTestServer here = DirectTestServer.meet(pulsing())) {
      byte[] greeting = RawPeer.greeting();
      greeting[11] = 0;
      try (RawPeer old = RawPeer.connect(here.server().port()).greet(greeting)) {
        old.sendReady("DEALER");
        assertThat(old.command()).isEqualTo("READY");
        assertThat(old.message()).contains("hello");
        old.send(RawPeer.message("{\"type\": \"enter\", \"user\": \"old\"}"));
        assertThat(old.message()).contains("seated");
        assertThat(old.quietFor(Duration.ofSeconds(2))).isTrue();
        old.send(RawPeer.message("{\"type\": \"say\", \"message\": \"still here\"}"));
        assertThat(old.message()).contains("still here");
      }
    }
  }
}
