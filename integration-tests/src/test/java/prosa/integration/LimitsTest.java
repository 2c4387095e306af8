package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import prosa.integration.PythonClients.Client;

/** The limits per address, and a server that has reached its limits. */
final class LimitsTest {
  private static final String GREEDY = "127.0.0.2";
  private static final String MODEST = "127.0.0.3";
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration RESERVATION = Duration.ofSeconds(4);

  @Test
  void oneAddressHasSoManyConnectionsOnly() throws Exception {
    try (Prosa prosa =
            Prosa.serve(
                "--trusted", "10.0.0.0/8", "--connections-per-address", "5", "--handshake", "2m");
        RawClient other = RawClient.join(RawClient.ask(prosa.port(), MODEST), MODEST)) {
      ClassicClient.Ports ports = RawClient.ask(prosa.port(), GREEDY);
      List<RawPeer> inside = new ArrayList<>();
      for (int port :
          List.of(
              prosa.port(), ports.publisherPort(), ports.broadcast(), prosa.port(), prosa.port())) {
        inside.add(letIn(port));
      }

      for (int port : List.of(prosa.port(), ports.publisherPort(), ports.broadcast())) {
        assertThat(RawPeer.isClosedAtAccept(port, GREEDY)).as("the sixth").isTrue();
      }
      other.say("{\"user\": \"other\", \"message\": \"not my business\"}");
      assertThat(other.hear()).contains("not my business");
      RawPeer.connect(prosa.port(), MODEST).greet().close();

      inside.getFirst().close();
      Await.until("a place for one more", () -> isLetIn(prosa.port()));
      for (RawPeer peer : inside) {
        peer.close();
      }
      assertThat(prosa.errWith("too many connections")).doesNotContain(GREEDY);
    }
  }

  /**
   * A connection that was let in; the one that asked the door may still be counted for a moment.
   */
  private static RawPeer letIn(int port) {
    AtomicReference<RawPeer> inside = new AtomicReference<>();
    Await.until(
        "a connection to be let in",
        () -> {
          try {
            RawPeer peer = RawPeer.connect(port, GREEDY);
            inside.set(peer);
            peer.greet();
            return true;
          } catch (IOException e) {
            return false;
          }
        });
    return inside.get();
  }

  private static boolean isLetIn(int port) {
    try (RawPeer peer = RawPeer.connect(port, GREEDY)) {
      peer.greet();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void oneAddressHasSoManyReservationsOnly() throws Exception {
    try (Prosa prosa =
        Prosa.serve(
            "--trusted", "10.0.0.0/8",
            "--reservations-per-address", "3",
            "--reservation", RESERVATION.toMillis() + "ms")) {
      String greedy = reservesFourTimes(prosa.port());
      assertThat(RawClient.answerOf(prosa.port(), MODEST)).containsKey("to_server");
      Await.until(
          "a reservation to lapse",
          () -> {
            try {
              return RawClient.answerOf(prosa.port(), greedy).containsKey("to_server");
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
    }
  }

  /**
   * Asks three times for a seat and gets it, and a fourth time in vain; the address that it did
   * that from. If the machine was so busy that the first seat was free again by then, another
   * address tries.
   */
  private static String reservesFourTimes(int door) throws IOException {
    for (int tries = 0; tries < 10; tries++) {
      String greedy = "127.0.0.1" + tries;
      long begun = System.nanoTime();
      for (int i = 0; i < 3; i++) {
        assertThat(RawClient.answerOf(door, greedy)).containsKey("to_server");
      }
      Map<String, String> fourth = RawClient.answerOf(door, greedy);
      if (System.nanoTime() - begun < RESERVATION.toNanos()) {
        assertThat(fourth).containsEntry("error", "too-many-reservations").containsKey("message");
        return greedy;
      }
    }
    throw new AssertionError("four answers never came within " + RESERVATION);
  }

  @Test
  void oneAddressDoesNotUseUpAFewDescriptors() throws Exception {
    int limit = 200;
    try (Prosa prosa =
        Prosa.serveAfter("ulimit -n " + limit, "--trusted", "10.0.0.0/8", "--handshake", "5m")) {
      List<RawPeer> crowd = new ArrayList<>();
      try {
        for (int i = 0; i < limit; i++) {
          crowd.add(RawPeer.connect(prosa.port(), GREEDY));
        }
        assertThat(prosa.errWith("too many connections")).doesNotContain(GREEDY);
        RawPeer.connect(prosa.port(), MODEST).greet().close();
        assertThat(prosa.err()).doesNotContain("nobody more is let in");
      } finally {
        for (RawPeer peer : crowd) {
          peer.close();
        }
      }
    }
  }

  @Test
  void acceptingPausesWhileDescriptorsAreScarce() throws Exception {
    int limit = 200;
    try (Prosa prosa = Prosa.serveAfter("ulimit -n " + limit, "--handshake", "5m");
        PythonClients python = PythonClients.of(prosa.port())) {
      List<Client> table = List.of(python.join("ana"), python.join("bia"));
      table.forEach(Client::settle);

      List<RawPeer> crowd = new ArrayList<>();
      for (int i = 0; i < limit + 50; i++) {
        crowd.add(RawPeer.connect(prosa.port(), GREEDY));
      }
      Await.until("the operator to be told", () -> prosa.err().contains("nobody more is let in"));
      RawPeer last = crowd.getLast();
      last.send(RawPeer.greeting());
      assertThat(last.quietFor(Duration.ofMillis(300))).as("the last one waits outside").isTrue();
      assertThat(ResourceSnapshot.openFiles(prosa)).isLessThan(limit);
      ResourceSnapshot.isAtRest(prosa);
      DeliveryAssertions.everybodyHearsEverybodyOnce("it is crowded here", table);

      for (RawPeer peer : crowd.subList(0, limit)) {
        peer.close();
      }
      assertThat(last.quietFor(SOON)).as("the last one still waits").isFalse();
      Client late = python.join("late");
      late.settle();
      DeliveryAssertions.everybodyHearsEverybodyOnce(
          "air!", List.of(table.get(0), table.get(1), late));
      prosa.errWith("descriptors are free again");
      for (RawPeer peer : crowd) {
        peer.close();
      }
    }
  }
}
