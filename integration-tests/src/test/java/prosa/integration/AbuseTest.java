package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import prosa.integration.HonestMembers.Comparison;
import prosa.integration.HonestMembers.Figures;

/**
 * A randomised abuser ({@link Abuser}) at full speed, from few and many connections and addresses,
 * costs honest members next to nothing, and nothing of it remains.
 *
 * <p>Attacks and quiet whiles take turns. {@code -Dprosa.abuse.seed} repeats a run's choices,
 * {@code -Dprosa.abuse.seconds} says for how long each setting of the long trial is under attack.
 */
final class AbuseTest {
  private static final int SECONDS = 10;
  private static final int LONG_SECONDS = Integer.getInteger("prosa.abuse.seconds", 120);
  private static final Duration LULL = Duration.ofMillis(500);

  /** Held seats keep their rooms, and these their ports, for half a minute. */
  private static final Duration LAST_HELD = Duration.ofSeconds(60);

  /** A fifth of what a server has; one address may use a tenth of them. */
  private static final int CLASSIC_PORTS = 2_000;

  /** What the server may use more while it is abused: buffers, and code that is compiled. */
  private static final long MUCH_MEMORY = 64 << 20;

  /**
   * What it may use more after all the rounds than after the first: nothing that grows with time.
   */
  private static final long LITTLE_MEMORY = 16 << 20;

  private final long seed = Long.getLong("prosa.abuse.seed", System.nanoTime());

  @ParameterizedTest(name = "{0} connections from {1} addresses")
  @CsvSource({"1, 1", "6, 1", "40, 1", "40, 40"})
  void honestMembersNoticeNothingAndNothingRemains(int connections, int addresses)
      throws Exception {
    abuse(connections, addresses, 2, SECONDS / 2, "3s", Figures.FLOOR_P99_OF_FEW);
  }

  @Tag("long")
  @ParameterizedTest(name = "{0} connections from {1} addresses")
  @CsvSource({"1, 1", "6, 1", "40, 1", "40, 40"})
  void forMinutes(int connections, int addresses) throws Exception {
    abuse(connections, addresses, 4, LONG_SECONDS / 4, "30s", Figures.FLOOR_P99);
  }

  private void abuse(
      int connections, int addresses, int rounds, int seconds, String hold, double floorP99)
      throws Exception {
    System.out.printf(
        "abuse: seed %d, %d connections from %d addresses, %d times %d s%n",
        seed, connections, addresses, rounds, seconds);
    try (Prosa prosa =
        Prosa.serveMeasured(
            "--trusted",
            HonestMembers.NO_NETWORK,
            "--hold",
            hold,
            "--reservation",
            "3s",
            "--room-linger",
            "1s",
            "--private-linger",
            "2s",
            "--classic-ports",
            Prosa.somePorts(CLASSIC_PORTS))) {
      int descriptors;
      try (HonestMembers members = HonestMembers.gather(prosa.port())) {
        Abuser.run(prosa.port(), seed, 1, connections, addresses); // loads the classes
        everythingIsGone(prosa, HonestMembers.COUNT);
        descriptors = ResourceSnapshot.openFiles(prosa);
        List<Long> memory = new ArrayList<>(List.of(ResourceSnapshot.resident(prosa)));
        List<String> done = new ArrayList<>();
        Comparison both =
            members.inTurn(
                rounds,
                Duration.ofSeconds(Math.max(2, seconds / 3)),
                () -> {
                  done.add(
                      Abuser.run(
                          prosa.port(), seed + done.size(), seconds, connections, addresses));
                  memory.add(ResourceSnapshot.resident(prosa));
                });
        everythingIsGone(prosa, HonestMembers.COUNT);
        System.out.printf(
            "abuse: %s%nabuse: quiet %s%nabuse: abused %s%nabuse: MB resident, before and after"
                + " each time: %s%n",
            done,
            both.quiet(),
            both.attacked(),
            memory.stream().map(bytes -> bytes >> 20).toList());
        assertThat(done.toString()).contains("DEALER messages");
        both.attacked().assertServedAsWellAs(both.quiet(), floorP99);
        long last = memory.getLast();
        assertThat(last - memory.getFirst()).as("memory: seed %d", seed).isLessThan(MUCH_MEMORY);
        assertThat(last - memory.get(1)).as("growth: seed %d", seed).isLessThan(LITTLE_MEMORY);
        assertThat(Await.within(LAST_HELD, () -> ResourceSnapshot.openFiles(prosa) <= descriptors))
            .as("its descriptors are back: seed %d", seed)
            .isTrue();
      }
      everythingIsGone(prosa, 0);
      assertThat(prosa.err()).as("what was logged: seed %d", seed).doesNotContain("ERROR");
    }
  }

  /**
   * Waits until the console counts just so many users, in all chats together, and stays at that.
   */
  private static void everythingIsGone(Prosa prosa, int butFor) {
    Await.until(
        butFor + " users, not " + prosa.users(),
        () -> prosa.users() == butFor && !Await.within(LULL, () -> prosa.users() != butFor));
  }
}
