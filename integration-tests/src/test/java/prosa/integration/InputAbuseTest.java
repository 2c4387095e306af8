package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static prosa.integration.Flooder.json;
import static prosa.integration.Flooder.times;

import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import prosa.integration.Flooder.Flood;
import prosa.integration.HonestMembers.Figures;

/**
 * Peers that exceed the rates with valid input: leaving or coming back resets no budget, a room
 * receives few lines about it, and the others are served as before.
 */
final class InputAbuseTest {
  private static final String ABUSER = "127.0.9.1";
  private static final String PROXY = "127.0.2.76";
  private static final Duration WHILE = Duration.ofSeconds(3);

  /** How often in the tests that take long; the others do it once. */
  private static final int ROUNDS = 2;

  private static final Duration QUIET = Duration.ofSeconds(2);
  private static final long ANSWERS_OF_ALL = 24 << 20;

  /** What a connection may send by default. */
  private static final long FRAMES_AT_ONCE = 256;

  private static final long FRAMES_A_SECOND = 64;

  /** What is read in one turn is paid for afterwards. */
  private static final long FRAMES_OF_A_TURN = 64;

  private static final Duration SERVED_WITHIN = Duration.ofSeconds(1);

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

  /** A flood from a process of its own, and how honest members are served meanwhile. */
  private static void under(
      int rounds, Prosa prosa, Prosa other, HonestMembers members, Flood what, int connections)
      throws Exception {
    List<String> done = new ArrayList<>();
    int seconds = (int) WHILE.toSeconds();
    members.assertServedAsWellAsBeside(
        rounds,
        QUIET,
        () -> done.add(Flooder.run(other.port(), what, ABUSER, connections, seconds)),
        () -> done.add(Flooder.run(prosa.port(), what, ABUSER, connections, seconds)));
    System.out.println("flood: " + done);
    assertThat(done).as("what the server took").allMatch(told -> !told.contains(": 0 bytes"));
  }

  private static Prosa served() throws IOException {
    return Prosa.serveMeasured("--trusted", HonestMembers.NO_NETWORK);
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
        Await.until(
            "some of it to be done",
            () -> count(heard, "said") >= 10 && count(heard, "seated") >= 5);
        long said = count(heard, "said");
        long seated = count(heard, "seated");
        long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds() + 1;
        assertThat(said).isLessThanOrEqualTo(10 + 4 * seconds);
        assertThat(seated).isLessThanOrEqualTo(20 + seconds);
      }
    }
  }

  /** Who says something at each visit is slowed down by it: its message waits for its turn. */
  @Tag("long")
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"30 |", "30 | {'type': 'typing'}", "2 | {'type': 'say', 'message': 'oi'}"})
  void manyVisitsLeaveFewLinesAndARosterThatIsRight(int friends, @Nullable String alsoSent)
      throws Exception {
    try (Prosa prosa = Prosa.serve("--capacity", "10");
        RawPeer ana = dealer(prosa, Prosa.HOST)) {
      ana.send(json("{'type': 'enter', 'user': 'Ana'}"));
      List<String> heard = listen(ana);
      Await.until("Ana to sit", () -> count(heard, "seated") == 1);
      long begun = System.nanoTime();
      AtomicInteger visits = new AtomicInteger();
      List<RawPeer> peers = new ArrayList<>();
      for (int i = 0; i < friends; i++) {
        RawPeer friend = dealer(prosa, "127.0.9." + (i + 1));
        peers.add(friend);
        List<String> told = listen(friend);
        for (int visit = 1; visit <= 10; visit++) {
          int so = visit;
          friend.send(json("{'type': 'enter', 'user': 'friend'}"));
          Await.until("a seat", () -> count(told, "seated") == so);
          if (alsoSent != null) {
            friend.send(json(alsoSent));
          }
          friend.send(json("{'type': 'leave'}"));
          visits.incrementAndGet();
        }
      }
      Await.until("all to be told", () -> toldOf(heard) == visits.get());
      long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds() + 1;
      long lines = count(heard, "joined") + count(heard, "left") + count(heard, "passed");
      assertThat(lines).isLessThanOrEqualTo(16 + 2 * seconds + 4);
      assertThat(count(heard, "typing")).isLessThanOrEqualTo(count(heard, "joined"));
      if (alsoSent != null && alsoSent.contains("say")) {
        Await.until("all that was said", () -> count(heard, "said") == visits.get());
      }
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

  private static void floodOfWhatIsNoMessage(int rounds, int connections) throws Exception {
    try (Prosa prosa = served();
        Prosa other = served();
        HonestMembers members = HonestMembers.gather(prosa.port())) {
      under(rounds, prosa, other, members, Flood.NO_MESSAGES, connections);
    }
  }

  @Tag("alone")
  @Test
  void aFloodOfWhatIsNoMessageLeavesTheTalkAsItIs() throws Exception {
    floodOfWhatIsNoMessage(1, 40);
  }

  @Tag("long")
  @ParameterizedTest(name = "{0} connections")
  @ValueSource(ints = {1, 10, 40})
  void floodsOfWhatIsNoMessageLeaveTheTalkAsItIs(int connections) throws Exception {
    floodOfWhatIsNoMessage(ROUNDS, connections);
  }

  @Tag("alone")
  @Test
  void goingFromTableToTableRenewsNoBudgetAndCostsTheOthersNothing() throws Exception {
    try (Prosa prosa = served();
        Prosa other = served();
        HonestMembers members = HonestMembers.gather(prosa.port());
        RawPeer ana = dealer(prosa, Prosa.HOST);
        RawPeer rui = dealer(prosa, "127.0.0.2")) {
      String elsewhere = "{'type': 'enter', 'user': 'x', 'avoid': '" + members.room() + "'}";
      ana.send(json(elsewhere));
      List<String> heard = listen(ana);
      Await.until("Ana to sit", () -> count(heard, "seated") == 1);
      rui.send(json(elsewhere));
      List<String> toRui = listen(rui);
      Await.until("Rui to sit", () -> count(toRui, "seated") == 1);
      long begun = System.nanoTime();
      under(1, prosa, other, members, Flood.NEXT, 1);
      long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds() + 1;
      assertThat(count(heard, "said")).as("messages").isLessThanOrEqualTo(10 + 4 * seconds);
      assertThat(count(heard, "missed")).as("missed").isZero();
      assertThat(count(heard, "joined") + count(heard, "left") + count(heard, "passed"))
          .as("lines about who comes and goes")
          .isLessThanOrEqualTo(16 + 3 * seconds);
    }
  }

  @Tag("long")
  @ParameterizedTest(name = "{0} connections")
  @ValueSource(ints = {1, 10})
  void togglingSubscriptionsLeavesTheTalkAsItIs(int connections) throws Exception {
    try (Prosa prosa = served();
        Prosa other = served();
        HonestMembers members = HonestMembers.gather(prosa.port())) {
      under(ROUNDS, prosa, other, members, Flood.SUBSCRIPTIONS, connections);
    }
  }

  /** Each refusal could be a line of the log. */
  @Tag("long")
  @Test
  void askingForSeatsThatThereAreNotLeavesTheTalkAndTheLogAsTheyAre() throws Exception {
    String crowd =
        IntStream.rangeClosed(1, 40).mapToObj(i -> "127.0.9." + i).collect(Collectors.joining(","));
    try (Prosa prosa =
            Prosa.serveMeasured(
                "--trusted", HonestMembers.NO_NETWORK, "--classic-ports", Prosa.somePorts(20));
        HonestMembers members = HonestMembers.gather(prosa.port(), 0)) {
      Figures quiet = members.measure(QUIET.plus(WHILE));
      int seconds = (int) WHILE.toSeconds();
      List<String> done = new ArrayList<>();
      Figures attacked =
          members.during(
              () -> done.add(Flooder.run(prosa.port(), Flood.SEATS, crowd, 40, seconds)));
      System.out.printf("quiet: %s%nattacked: %s%nflood: %s%n", quiet, attacked, done);
      attacked.assertTalkedAsWellAs(quiet);
      assertThat(prosa.err().lines().filter(line -> line.contains("WARN")).toList())
          .as("lines of the log")
          .hasSizeBetween(1, 20);
    }
  }

  @Tag("alone")
  @Test
  void questionsWithoutEndLeaveASmallHeapAsItIs() throws Exception {
    String small =
        "export _JAVA_OPTIONS='-Xms64m -Xmx64m -Dio.netty.leakDetection.level=simple"
            + " -XX:+ExitOnOutOfMemoryError'";
    try (Prosa prosa = Prosa.serveAfter(small, "--trusted", HonestMembers.NO_NETWORK);
        Prosa other = Prosa.serveAfter(small, "--trusted", HonestMembers.NO_NETWORK);
        HonestMembers members = HonestMembers.gather(prosa.port())) {
      long before = ResourceSnapshot.resident(prosa);
      under(1, prosa, other, members, Flood.QUESTIONS, 20);
      assertThat(ResourceSnapshot.resident(prosa) - before)
          .as("answers that wait for who does not read")
          .isLessThan(ANSWERS_OF_ALL);
    }
  }

  @Test
  void whoAsksAndReadsNothingIsClosed() throws Exception {
    try (Prosa prosa = Prosa.serve("--stuck-after", "2s");
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
      assertThat(flood.join(Await.LONG)).as("it is closed while it writes").isTrue();
    }
  }

  /** The second stage: what an address's connections send together is read no faster than so. */
  @Test
  void anAddressIsReadMoreSlowlyAsAWholeAndAnotherIsNot() throws Exception {
    int factor = 2;
    int connections = 12;
    byte[] ping = RawPeer.command("PING", new byte[] {0, 0});
    try (Prosa prosa =
        Prosa.serve(
            "--trusted", HonestMembers.NO_NETWORK, "--address-factor", Integer.toString(factor))) {
      List<RawPeer> crowd = new ArrayList<>();
      LongAdder answered = new LongAdder();
      for (int i = 0; i < connections; i++) {
        RawPeer peer = dealer(prosa, ABUSER);
        crowd.add(peer);
      }
      RawPeer other = dealer(prosa, Prosa.HOST);
      long begun = System.nanoTime();
      for (RawPeer peer : crowd) {
        Thread.ofVirtual().start(() -> countPongs(peer, answered));
        Thread.ofVirtual().start(() -> peer.flood(times(ping, 100), 1_000_000));
      }
      List<Long> waited = new ArrayList<>();
      while (System.nanoTime() - begun < WHILE.toNanos()) {
        long asked = System.nanoTime();
        other.send(ping);
        assertThat(other.command()).isEqualTo("PONG");
        waited.add(System.nanoTime() - asked);
        Await.within(Duration.ofMillis(50), () -> false);
      }
      Await.until("the crowd to do what is free", () -> answered.sum() >= FRAMES_AT_ONCE);
      long done = answered.sum();
      double seconds = (System.nanoTime() - begun) / 1e9;
      long most = Math.round(factor * (FRAMES_AT_ONCE + seconds * FRAMES_A_SECOND));
      assertThat(done)
          .as("of the crowd, which may do %d together", most)
          .isLessThanOrEqualTo(most + connections * FRAMES_OF_A_TURN);
      waited.sort(null); // the slowest of all says more about a busy machine
      assertThat(Duration.ofNanos(waited.get(waited.size() / 2)))
          .as("the other address")
          .isLessThan(SERVED_WITHIN);
      for (RawPeer peer : crowd) {
        peer.abort();
      }
      other.close();
    }
  }

  private static void countPongs(RawPeer peer, LongAdder answered) {
    try {
      while (peer.command().equals("PONG")) {
        answered.increment();
      }
    } catch (IOException e) {
      // it is closed
    }
  }

  @Test
  void whoConnectsWithoutEndIsClosedAtAcceptAndNobodyElseIs() throws Exception {
    try (Prosa prosa = Prosa.serve("--trusted", HonestMembers.NO_NETWORK)) {
      AtomicInteger begun = new AtomicInteger();
      AtomicInteger servedInTheEnd = new AtomicInteger();
      AtomicInteger firstReset = new AtomicInteger(900);
      try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int thread = 0; thread < 16; thread++) { // one alone is too slow on a busy machine
          many.execute(
              () -> {
                for (int i = begun.getAndIncrement(); i < 900; i = begun.getAndIncrement()) {
                  try (RawPeer peer = RawPeer.connect(prosa.port(), ABUSER)) {
                    if (i >= 800 && serves(peer)) {
                      servedInTheEnd.incrementAndGet();
                    }
                  } catch (IOException e) {
                    firstReset.accumulateAndGet(i, Math::min);
                  }
                }
              });
        }
      }
      assertThat(firstReset).as("the first that was reset").hasValueGreaterThanOrEqualTo(496);
      assertThat(servedInTheEnd).as("of the last hundred").hasValueLessThan(100);
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
  void aClassicMemberIsReadNoFasterThanItsRateAndNothingOfItIsLost() throws Exception {
    int texts = 22;
    try (Prosa prosa = Prosa.serve();
        RawPeer ana = dealer(prosa, Prosa.HOST);
        RawClient classic = RawClient.join(RawClient.ask(prosa.port(), ABUSER), ABUSER)) {
      ana.send(json("{'type': 'enter', 'user': 'Ana'}"));
      List<String> heard = listen(ana);
      Await.until("Ana to sit", () -> count(heard, "seated") == 1);
      long begun = System.nanoTime();
      for (int i = 0; i < texts; i++) {
        classic.say("{\"user\": \"rui\", \"message\": \"text " + i + "\"}");
      }
      Await.until("all to be heard", () -> count(heard, "said") == texts);
      assertThat(Duration.ofNanos(System.nanoTime() - begun))
          .isGreaterThan(Duration.ofMillis((texts - 11) * 250L));
      synchronized (heard) {
        List<String> said = heard.stream().filter(line -> line.contains("\"said\"")).toList();
        for (int i = 0; i < texts; i++) {
          assertThat(said.get(i)).contains("\"text " + i + "\"");
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {ABUSER, PROXY + " for 2001:db8::9"})
  void togglingASubscriptionIsNotToldFasterThanPeopleNotice(String abuser) throws Exception {
    try (Prosa prosa = Prosa.serve("--proxy", PROXY);
        RawPeer ana = dealer(prosa, Prosa.HOST);
        RawClient classic = RawClient.join(RawClient.ask(prosa.port(), abuser), abuser)) {
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
