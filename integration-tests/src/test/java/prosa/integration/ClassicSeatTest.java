package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import prosa.integration.ClassicClient.Ports;
import prosa.integration.PythonClients.Client;

/** How classic seats end, and what happens to clients that are late, refused or incomplete. */
final class ClassicSeatTest {
  private static final Duration WHILE = Duration.ofSeconds(2);
  private static final String STRANGER = "127.0.0.9";

  @Test
  void killedClientsSeatIsFreeAtOnce() throws Exception {
    try (Prosa prosa = Prosa.serve("--capacity", "2");
        PythonClients one = PythonClients.of(prosa.port());
        PythonClients two = PythonClients.of(prosa.port())) {
      Client stays = one.join("stays");
      Ports ports = stays.ports();
      prosa.awaitUsers("Chat0", 1);
      two.join("dies");
      prosa.awaitUsers("Chat0", 2);

      two.kill();

      assertThat(Await.within(WHILE, () -> prosa.users("Chat0") == 1)).isTrue();
      assertThat(one.join("next").ports()).isEqualTo(ports);
      prosa.awaitUsers("Chat0", 2);
      assertThat(prosa.out().lines())
          .containsExactly(
              "Main Server Started",
              "Chat0\t|\tStarted",
              "Chat0\t|\tUsers connected: 1",
              "Chat0\t|\tUsers connected: 2",
              "Chat0\t|\tUsers connected: 1",
              "Chat0\t|\tUsers connected: 2");
    }
  }

  @Test
  void refusedClientStaysAway() throws Exception {
    try (Prosa prosa = Prosa.serve("--capacity", "2");
        PythonClients python = PythonClients.of(prosa.port())) {
      Client ana = python.join("ana");
      Client bia = python.join("bia");
      prosa.awaitUsers("Chat0", 2);
      ana.settle();
      bia.settle();

      Client third = python.connect("third", ana.ports());

      for (String socket : List.of("to", "broadcast")) {
        Await.until("the refusal of " + socket, () -> third.seen(socket, "DISCONNECTED") > 0);
      }
      boolean connectsAgain =
          Await.within(
              WHILE,
              () -> third.seen("to", "CONNECTED") > 1 || third.seen("broadcast", "CONNECTED") > 1);
      assertThat(connectsAgain).isFalse();
      DeliveryAssertions.everybodyHearsEverybodyOnce("still two", List.of(ana, bia));
      assertThat(third.heard()).isEmpty();
      assertThat(prosa.users("Chat0")).isEqualTo(2);
    }
  }

  @Test
  void clientOfClosedChatNeverLandsInAnother() throws Exception {
    Duration rest = Duration.ofSeconds(20);
    try (Prosa prosa =
            Prosa.serve(
                "--capacity", "2",
                "--classic-ports", Prosa.somePorts(4),
                "--classic-rest", rest.toMillis() + "ms",
                "--reservation", "5s",
                "--room-linger", "200ms",
                "--heartbeat", "200ms",
                "--dead-after", "5s");
        PythonClients forgotten = PythonClients.of(prosa.port());
        PythonClients python = PythonClients.of(prosa.port())) {
      Client heldSeat = forgotten.join("ghost");
      Ports closed = heldSeat.ports();
      heldSeat.settle();
      forgotten.freeze();
      Await.until("the chat's ports to be closed", () -> isClosed(closed));
      final long restsFrom = System.nanoTime();
      forgotten.go();
      long connects = heldSeat.seen("to", "CONNECTED");
      Await.until(
          "the forgotten client to connect again",
          () -> heldSeat.seen("to", "CONNECT_RETRIED") > 1);

      List<Client> strangers = List.of(python.join("ana"), python.join("bia"));
      strangers.forEach(Client::settle);
      heldSeat.say("is anybody here?");
      DeliveryAssertions.everybodyHearsEverybodyOnce("only us", strangers);
      assertThat(strangers).extracting(Client::ports).doesNotContain(closed);

      Client early = python.ask("early");
      Await.until("an answer", () -> early.answered() || !early.refusals().isEmpty());
      assertThat(System.nanoTime() - restsFrom).as("asked in time").isLessThan(rest.toNanos());
      assertThat(early.refusals()).as("all other ports are taken").containsExactly("no-port");
      assertThat(heldSeat.seen("to", "CONNECTED")).isEqualTo(connects);
      assertThat(heldSeat.heard()).isEmpty();
    }
  }

  private static boolean isClosed(Ports ports) {
    try {
      RawPeer.connect(ports.publisherPort()).close();
      return false;
    } catch (ConnectException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Tag("long")
  @Test
  void restedPortsAreUsedAgain() throws Exception {
    try (Prosa prosa =
            Prosa.serve(
                "--classic-ports", Prosa.somePorts(2),
                "--classic-rest", "5s",
                "--reservation", "100ms",
                "--room-linger", "100ms");
        PythonClients python = PythonClients.of(prosa.port())) {
      Ports first = python.ask("first").ports();
      Await.until("the chat's ports to be closed", () -> isClosed(first));
      assertThat(python.ask("again"))
          .satisfies(
              again -> Await.until("a refusal", () -> again.refusals().equals(List.of("no-port"))));

      int[] tries = {0};
      Await.until(
          "the ports to have rested",
          () -> {
            Client later = python.ask("later" + tries[0]++);
            Await.until("an answer", () -> later.answered() || !later.refusals().isEmpty());
            return later.answered();
          });
    }
  }

  @Test
  void connectionsThatStayAloneTimeOutAndAreSentNothing() throws Exception {
    try (Prosa prosa = Prosa.serve("--reservation", "1s", "--message-rate", "off");
        PythonClients python = PythonClients.of(prosa.port())) {
      List<Client> table = List.of(python.join("ana"), python.join("bia"));
      table.forEach(Client::settle);
      Ports ports = table.getFirst().ports();
      try (RawPeer ear = RawPeer.join(ports.broadcast(), "SUB", STRANGER)) {
        ear.send(RawPeer.frame(0, new byte[] {1}));
        DeliveryAssertions.everybodyHearsEverybodyOnce("between us", table);
        assertThat(ear.quietFor(Duration.ofMillis(100))).as("nothing was sent to it").isTrue();
        assertThat(ear.endsWithin(Await.LONG)).as("it lapses").isTrue();
      }
      try (RawPeer mouth = RawPeer.join(ports.publisherPort(), "PUB", STRANGER)) {
        prosa.awaitUsers("Chat0", 3);
        mouth.send(RawPeer.message("{\"user\": \"x\", \"message\": \"I hear nothing\"}"));
        DeliveryAssertions.everybodyHearsEverybodyOnce("still between us", table);
        assertThat(mouth.endsWithin(Await.LONG)).as("it lapses").isTrue();
      }
      prosa.awaitUsers("Chat0", 2);
      DeliveryAssertions.everybodyHearsEverybodyOnce("and still", table);
    }
  }

  @Tag("long")
  @Test
  void whatAMemberSaysBeforeItCanHearIsHeardByItselfTooOnceItCan() throws Exception {
    String first = "{\"user\": \"x\", \"message\": \"my first word\"}";
    String second = "{\"user\": \"x\", \"message\": \"and my second\"}";
    try (Prosa prosa = Prosa.serve();
        PythonClients python = PythonClients.of(prosa.port())) {
      Client ana = python.join("ana");
      ana.settle();
      Ports ports = ana.ports();
      int before = ana.heard().size();
      try (RawPeer mouth = RawPeer.join(ports.publisherPort(), "PUB", STRANGER)) {
        mouth.send(RawPeer.message(first));
        mouth.send(RawPeer.message(second));
        try (RawPeer ear = RawPeer.join(ports.broadcast(), "SUB", STRANGER)) {
          ear.send(RawPeer.frame(0, new byte[] {1}));
          assertThat(ear.message()).isEqualTo(first);
          assertThat(ear.message()).isEqualTo(second);
          Await.until("ana to hear both", () -> ana.heard().size() >= before + 2);
        }
      }
    }
  }
}
