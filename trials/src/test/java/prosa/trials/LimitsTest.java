package prosa.trials;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import prosa.trials.PythonClients.Client;

/** How much of the house one address can have, and what happens when it is full to the roof. */
final class LimitsTest {
  private static final String GREEDY = "127.0.0.2";
  private static final String MODEST = "127.0.0.3";
  private static final Duration SOON = Duration.ofSeconds(10);

  @Test
  void oneAddressHasSoManyConnectionsOnly() throws Exception {
    try (Prosa prosa = Prosa.serve("--trusted", "10.0.0.0/8", "--connections-per-address", "5");
        RawClient other = RawClient.join(RawClient.ask(prosa.port(), MODEST), MODEST)) {
      ClassicClient.Ports ports = RawClient.ask(prosa.port(), GREEDY);
      List<RawPeer> inside = new ArrayList<>();
      for (int port :
          List.of(prosa.port(), ports.intake(), ports.broadcast(), prosa.port(), prosa.port())) {
        inside.add(RawPeer.connect(port, GREEDY).greet());
      }

      for (int port : List.of(prosa.port(), ports.intake(), ports.broadcast())) {
        try (RawPeer sixth = RawPeer.connect(port, GREEDY)) {
          assertThat(sixth.endsWithin(SOON)).isTrue();
        }
      }
      other.say("{\"user\": \"other\", \"message\": \"not my business\"}");
      assertThat(other.hear()).contains("not my business");
      RawPeer.connect(prosa.port(), MODEST).greet().close();

      inside.getFirst().close();
      Patience.until("a place for one more", () -> isLetIn(prosa.port()));
      for (RawPeer peer : inside) {
        peer.close();
      }
      assertThat(prosa.err()).contains("too many connections").doesNotContain(GREEDY);
    }
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
            "--reservation", "3s")) {
      long begun = System.nanoTime();
      for (int i = 0; i < 3; i++) {
        assertThat(RawClient.answerOf(prosa.port(), GREEDY)).containsKey("to_server");
      }
      Map<String, String> fourth = RawClient.answerOf(prosa.port(), GREEDY);

      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
      assertThat(fourth).containsEntry("error", "too-many-reservations").containsKey("message");
      assertThat(RawClient.answerOf(prosa.port(), MODEST)).containsKey("to_server");
      Patience.until(
          "a reservation to lapse",
          () -> {
            try {
              return RawClient.answerOf(prosa.port(), GREEDY).containsKey("to_server");
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
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
      Patience.until(
          "the operator to be told", () -> prosa.err().contains("nobody more is let in"));
      RawPeer last = crowd.getLast();
      last.send(RawPeer.greeting());
      assertThat(last.quietFor(Duration.ofMillis(300))).as("the last one waits outside").isTrue();
      assertThat(Vitals.openFiles(prosa)).isLessThan(limit);
      Vitals.isAtRest(prosa);
      Talk.everybodyHearsEverybodyOnce("it is crowded here", table);

      for (RawPeer peer : crowd.subList(0, limit)) {
        peer.close();
      }
      assertThat(last.quietFor(SOON)).as("the last one still waits").isFalse();
      Client late = python.join("late");
      late.settle();
      Talk.everybodyHearsEverybodyOnce("air!", List.of(table.get(0), table.get(1), late));
      assertThat(prosa.err()).contains("descriptors are free again");
      for (RawPeer peer : crowd) {
        peer.close();
      }
    }
  }
}
