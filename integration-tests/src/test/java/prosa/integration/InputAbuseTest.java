package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import prosa.integration.HonestMembers.Comparison;

/**
 * Peers that do too much of what is allowed: nothing of it is renewed by leaving or coming back, it
 * leaves few lines at a table, and the others are served as before.
 */
final class InputAbuseTest {
  private static final String ABUSER = "127.0.9.1";
  private static final Duration WHILE = Duration.ofSeconds(3);
  private static final int ROUNDS = 3;

  private static byte[] json(String text) {
    return RawPeer.message(text.replace('\'', '"'));
  }

  private static byte[] times(byte[] bytes, int n) {
    byte[][] all = new byte[n][];
    Arrays.fill(all, bytes);
    return RawPeer.concat(all);
  }

  private static RawPeer dealer(Prosa prosa, String from) throws IOException {
    RawPeer peer = RawPeer.join(prosa.port(), "DEALER", from);
    assertThat(peer.message()).contains("\"hello\"");
    return peer;
  }

  /** Reads what comes, on a thread of its own, until the connection ends. */
  private static List<String> listen(RawPeer peer) {
    List<String> heard = new ArrayList<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                while (true) {
                  String line = peer.message();
                  synchronized (heard) {
                    heard.add(line);
                  }
                }
              } catch (IOException e) {
                // it is closed
              }
            });
    return heard;
  }

  private static long count(List<String> heard, String type) {
    synchronized (heard) {
      return heard.stream().filter(line -> line.startsWith("{\"type\": \"" + type + "\"")).count();
    }
  }

  /** Sends for a while from this many connections, each on a thread of its own. */
  private static void flood(Prosa prosa, int connections, byte[] first, byte[] again)
      throws Exception {
    List<RawPeer> peers = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    long end = System.nanoTime() + WHILE.toNanos();
    for (int i = 0; i < connections; i++) {
      RawPeer peer = dealer(prosa, ABUSER);
      peers.add(peer);
      listen(peer);
      peer.send(first);
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    while (System.nanoTime() < end && floods(peer, again)) {}
                  }));
    }
    Await.within(WHILE, () -> false);
    for (RawPeer peer : peers) {
      peer.close(); // a write that waits for the server ends with this
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static boolean floods(RawPeer peer, byte[] bytes) {
    try {
      peer.send(bytes);
      return true;
    } catch (IOException e) {
      return false; // it was closed, by either side
    }
  }

  @Test
  void leavingAndEnteringAgainRenewsNoBudget() throws Exception {
    try (Prosa prosa = Prosa.serve()) {
      long begun = System.nanoTime();
      try (RawPeer hopper = dealer(prosa, ABUSER)) {
        List<String> heard = listen(hopper);
        byte[] visit =
            RawPeer.concat(
                json("{'type': 'enter', 'user': 'hopper'}"),
                times(json("{'type': 'say', 'message': 'again'}"), 20),
                json("{'type': 'leave'}"));
        while (System.nanoTime() - begun < WHILE.toNanos() && floods(hopper, visit)) {
          Await.within(Duration.ofMillis(20), () -> false);
        }
        long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds() + 1;
        assertThat(count(heard, "said")).isBetween(10L, 10 + 4 * seconds);
        assertThat(count(heard, "seated")).isBetween(5L, 20 + seconds);
      }
    }
  }

  @Test
  void threeHundredVisitsLeaveFewLinesAndARosterThatIsRight() throws Exception {
    try (Prosa prosa = Prosa.serve("--capacity", "10");
        RawPeer ana = dealer(prosa, Prosa.HOST)) {
      ana.send(json("{'type': 'enter', 'user': 'Ana'}"));
      List<String> heard = listen(ana);
      Await.until("Ana to sit", () -> count(heard, "seated") == 1);
      long begun = System.nanoTime();
      AtomicInteger visits = new AtomicInteger();
      List<RawPeer> peers = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        RawPeer guest = dealer(prosa, "127.0.9." + (i + 1));
        peers.add(guest);
        List<String> told = listen(guest);
        for (int visit = 1; visit <= 10; visit++) {
          int so = visit;
          guest.send(json("{'type': 'enter', 'user': 'guest'}"));
          Await.until("a seat", () -> count(told, "seated") == so);
          guest.send(json("{'type': 'leave'}"));
          visits.incrementAndGet();
        }
      }
      Await.until("all to be told", () -> toldOf(heard) == visits.get());
      long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds() + 1;
      long lines = count(heard, "joined") + count(heard, "left") + count(heard, "passed");
      assertThat(lines).isLessThanOrEqualTo(16 + 2 * seconds + 4);
      Await.until(
          "who was announced to be gone", () -> count(heard, "joined") == count(heard, "left"));
      for (RawPeer peer : peers) {
        peer.close();
      }
    }
  }

  private static long toldOf(List<String> heard) {
    synchronized (heard) {
      long passed =
          heard.stream()
              .filter(line -> line.contains("\"passed\""))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .sum();
      return passed + heard.stream().filter(line -> line.contains("\"joined\"")).count();
    }
  }

  @Test
  void questionsOfOneWhoNeverReadsAreNotAnsweredWithoutEnd() throws Exception {
    try (Prosa prosa = Prosa.serve();
        RawPeer asker = RawPeer.connect(prosa.port(), ABUSER, 4_096)) {
      asker.greet().sendReady("REQ");
      assertThat(asker.command()).isEqualTo("READY");
      byte[] question =
          times(
              RawPeer.concat(
                  RawPeer.frame(1, new byte[0]),
                  RawPeer.frame(0, "What?".getBytes(StandardCharsets.UTF_8))),
              500);
      Thread flood = Thread.ofVirtual().start(() -> asker.flood(question, 1_000_000));
      Await.within(WHILE, () -> false);
      assertThat(flood.isAlive()).as("TCP pushes back").isTrue();
      ResourceSnapshot.isAtRest(prosa);
      try (RawPeer newcomer = dealer(prosa, Prosa.HOST)) {
        newcomer.send(json("{'type': 'enter', 'user': 'Ana'}"));
        assertThat(newcomer.message()).contains("\"seated\"");
      }
      asker.abort();
      flood.join();
    }
  }

  @Test
  void whoAsksNothingAtTheDoorIsClosed() throws Exception {
    try (Prosa prosa = Prosa.serve("--question-within", "1s")) {
      try (RawPeer idle = RawPeer.join(prosa.port(), "REQ", ABUSER);
          RawPeer drips = RawPeer.join(prosa.port(), "REQ", ABUSER)) {
        Thread.ofVirtual()
            .start(
                () -> {
                  byte[] long1 = RawPeer.longHeader(0, 1_000);
                  drips.flood(long1, 1);
                  for (int i = 0; i < 200 && floods(drips, new byte[1]); i++) {
                    Await.within(Duration.ofMillis(50), () -> false);
                  }
                });
        assertThat(idle.endsWithin(Await.LONG)).isTrue();
        assertThat(drips.endsWithin(Await.LONG)).isTrue();
      } catch (SocketException e) {
        // reset while it was written to: closed, too
      }
    }
  }

  @Tag("long")
  @ParameterizedTest(name = "{0} connections")
  @ValueSource(ints = {1, 10, 40})
  void floodsOfWhatIsNoMessageLeaveTheTalkAsItIs(int connections) throws Exception {
    byte[] enter = json("{'type': 'enter', 'user': 'flood'}");
    byte[] rubbish =
        RawPeer.concat(
            times(json("{'type': 'typing'}"), 50),
            times(RawPeer.command("PING", new byte[] {0, 0}), 50),
            times(json("{'type': 'nonsense'}"), 50),
            times(RawPeer.command("X-NOTHING", new byte[0]), 50));
    try (Prosa prosa = Prosa.serve("--trusted", HonestMembers.NO_NETWORK);
        HonestMembers members = HonestMembers.gather(prosa.port())) {
      Comparison both =
          members.inTurn(ROUNDS, WHILE, () -> flood(prosa, connections, enter, rubbish));
      both.attacked().assertServedAsWellAs(both.quiet());
    }
  }

  @Test
  void whoConnectsWithoutEndIsClosedAtAcceptAndNobodyElseIs() throws Exception {
    try (Prosa prosa = Prosa.serve("--trusted", HonestMembers.NO_NETWORK)) {
      int servedInTheEnd = 0;
      for (int i = 0; i < 900; i++) {
        try (RawPeer peer = RawPeer.connect(prosa.port(), ABUSER)) {
          if (i >= 800) {
            servedInTheEnd += serves(peer) ? 1 : 0;
          }
        } catch (SocketException e) {
          assertThat(i).as("connections before the first was reset").isGreaterThanOrEqualTo(512);
        }
      }
      assertThat(servedInTheEnd).as("of the last hundred").isLessThan(100);
      try (RawPeer newcomer = dealer(prosa, Prosa.HOST)) {
        newcomer.send(json("{'type': 'enter', 'user': 'Ana'}"));
        assertThat(newcomer.message()).contains("\"seated\"");
      }
    }
  }

  private static boolean serves(RawPeer peer) {
    try {
      peer.greet().sendReady("DEALER");
      return peer.command().equals("READY");
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void togglingASubscriptionIsNotToldFasterThanPeopleNotice() throws Exception {
    try (Prosa prosa = Prosa.serve();
        RawPeer ana = dealer(prosa, Prosa.HOST);
        RawClient classic = RawClient.join(RawClient.ask(prosa.port(), ABUSER), ABUSER)) {
      ana.send(json("{'type': 'enter', 'user': 'Ana'}"));
      List<String> heard = listen(ana);
      Await.until("Ana to sit", () -> count(heard, "seated") == 1);
      classic.say("{\"user\": \"rui\", \"message\": \"here\"}");
      Await.until("Rui to be heard", () -> count(heard, "said") == 1);
      byte[] toggle =
          times(
              RawPeer.concat(
                  RawPeer.command("CANCEL", new byte[0]),
                  RawPeer.command("SUBSCRIBE", new byte[0])),
              20);
      long end = System.nanoTime() + WHILE.toNanos();
      while (System.nanoTime() < end && floods(classic.sub(), toggle)) {
        Await.within(Duration.ofMillis(10), () -> false);
      }
      assertThat(count(heard, "away") + count(heard, "back")).isLessThanOrEqualTo(4);
    }
  }
}
