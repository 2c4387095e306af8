package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.zeromq.ZContext;

/**
 * Minutes of ordinary life: members of all kinds talk, type, rename themselves, move on, leave and
 * come again, while their connections are cut and frozen now and then. Each message that a direct
 * member should hear has the next number or is in a {@code missed}; each of its own is acknowledged
 * once. At the end seats, lists and sockets agree, and when all have left, memory and descriptors
 * are what they were.
 *
 * <p>{@code -Dprosa.soak.minutes} says for how long, {@code -Dprosa.soak.seed} repeats a run's
 * choices, though not its races.
 */
@Tag("long")
final class SoakTest extends SoakMembers {
  private static final Duration TIME = Duration.ofMinutes(Long.getLong("prosa.soak.minutes", 3));
  private static final int PORTS = 200;
  private static final int JERO = 15;
  private static final int PYTHON = 45;
  private static final int BROWSERS = 30;
  private static final int CROWDS = 2;
  private static final int CROWD = 20;
  private static final int MEMBERS = JERO + PYTHON + BROWSERS + CROWDS * CROWD;

  private int cuts;
  private int freezes;

  SoakTest() {
    super(Long.getLong("prosa.soak.seed", System.nanoTime()));
  }

  @Test
  void everyMessageIsAccountedForAndNothingRemains() throws Exception {
    System.out.println("soak: seed " + seed + ", " + TIME.toMinutes() + " minutes");
    String ports = Prosa.somePorts(PORTS);
    int first = Integer.parseInt(ports.substring(0, ports.indexOf('-')));
    try (Prosa prosa =
            Prosa.serveMeasured(
                "--classic-ports", ports,
                "--message-rate", "off",
                "--heartbeat", "1s",
                "--dead-after", "4s",
                "--hold", "5s",
                "--reservation", "3s",
                "--room-linger", "2s",
                "--classic-rest", "1s");
        FaultyNetwork network = new FaultyNetwork()) {
      network.leadTo(prosa.port());
      for (int port = first; port < first + PORTS; port++) {
        network.leadTo(port);
      }
      live(prosa, network, Duration.ofSeconds(5), first); // what is loaded at first is no leak
      ResourceSnapshot before = ResourceSnapshot.of(prosa);
      live(prosa, network, TIME, first);
      before.areBack();
      System.out.printf(
          "soak: %d cuts, %d freezes; %d resumes, %d new seats, %d heard, %d missed, %d"
              + " acknowledged%n",
          cuts,
          freezes,
          counts.resumed.sum(),
          counts.newSeats.sum(),
          counts.heard.sum(),
          counts.missed.sum(),
          counts.acknowledged.sum());
      assertThat(prosa.err()).as("seed %d", seed).doesNotContain("ERROR");
    }
  }

  /** All come, live for a while among faults, are seen to agree, and leave. */
  private void live(Prosa prosa, FaultyNetwork network, Duration time, int first) throws Exception {
    try (ZContext jero = new ZContext();
        PythonDealers python = PythonDealers.start();
        HttpClient http = HttpClient.newHttpClient()) {
      try {
        gather(prosa.port(), jero, python, http);
        Await.until("everybody to sit", () -> prosa.users() == MEMBERS);
        disturb(network, time);
        settle(prosa, first);
      } finally {
        leave();
      }
    }
    Await.until("all seats to be free", () -> prosa.users() == 0);
  }

  private void gather(int door, ZContext jero, PythonDealers python, HttpClient http)
      throws IOException {
    for (int i = 0; i < JERO; i++) {
      sit(new JeroDealer(jero, "j" + i, FaultyNetwork.HOST, door));
    }
    for (int i = 0; i < PYTHON; i++) {
      sit(python.connect("p" + i, FaultyNetwork.HOST, door, 0));
    }
    for (int i = 0; i < BROWSERS; i++) {
      sit(WebSocketPeer.connect(http, "w" + i, FaultyNetwork.HOST, door));
    }
    for (int i = 0; i < CROWDS; i++) {
      crowds.add(
          PythonClassicMembers.gather(
              FaultyNetwork.HOST, door, i * CROWD, CROWD, chance.nextInt(1 << 20), faults));
    }
  }

  private void disturb(FaultyNetwork network, Duration time) {
    long end = System.nanoTime() + time.toNanos();
    Map<FaultyNetwork.Link, Long> frozen = new HashMap<>();
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(chance.nextInt(600_000_000)); // faults are independent of all else
      long now = System.nanoTime();
      frozen.entrySet().removeIf(one -> one.getValue() < now && thaw(one.getKey()));
      if (chance.nextInt(4) > 0) {
        network.any(chance).ifPresent(FaultyNetwork.Link::cut);
        cuts++;
      } else {
        long until = now + 200_000_000L + chance.nextLong(6_000_000_000L);
        network
            .any(chance)
            .ifPresent(
                link -> {
                  link.freeze();
                  frozen.put(link, until);
                });
        freezes++;
      }
    }
    network.heal();
  }

  private static boolean thaw(FaultyNetwork.Link link) {
    link.thaw();
    return true;
  }

  private void settle(Prosa prosa, int first) {
    Await.until("all to be settled", () -> !faults.isEmpty() || isCalm(prosa));
    sitters.forEach(sitter -> sitter.talk(false));
    List<PythonClassicMembers.State> classic = new ArrayList<>();
    crowds.forEach(crowd -> classic.addAll(crowd.states()));
    crowds.forEach(crowd -> crowd.talk(false));
    int expected = MEMBERS + CROWDS * CROWD; // a classic member has two connections
    boolean agreed =
        Await.within(
            Await.LONG, () -> disagreement(classic).isEmpty() && sockets(prosa, first) == expected);
    assertThat(faults).as("seed %d: broken promises", seed).isEmpty();
    assertThat(disagreement(classic)).as("seed %d", seed).isEmpty();
    assertThat(sockets(prosa, first)).as("seed %d: connections", seed).isEqualTo(expected);
    assertThat(prosa.users()).as("seed %d: seats", seed).isEqualTo(MEMBERS);
    assertThat(agreed).isTrue();
  }

  private boolean isCalm(Prosa prosa) {
    return prosa.users() == MEMBERS
        && sitters.stream().allMatch(sitter -> !sitter.view().room().isEmpty())
        && crowds.stream()
            .flatMap(crowd -> crowd.states().stream())
            .allMatch(PythonClassicMembers.State::hears);
  }

  private List<String> disagreement(List<PythonClassicMembers.State> classic) {
    return ConsistencyCheck.missing(sitters.stream().map(SoakClient::view).toList(), classic);
  }

  private static int sockets(Prosa prosa, int first) {
    int door = prosa.port();
    return ConsistencyCheck.sockets(
        prosa.pid(), port -> port == door || (port >= first && port < first + PORTS));
  }
}
