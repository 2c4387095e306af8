package prosa.trials;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import prosa.trials.HonestMembers.Figures;

/**
 * A randomised abuser ({@link Abuser}) at full speed, from few and many connections and addresses,
 * costs honest members next to nothing, and nothing of it remains.
 *
 * <p>{@code -Dprosa.abuse.seed} repeats a run's choices, {@code -Dprosa.abuse.seconds} says for how
 * long each setting of the long trial is.
 */
final class AbuseTest {
  private static final int SECONDS = 4;
  private static final int LONG_SECONDS = Integer.getInteger("prosa.abuse.seconds", 120);
  private static final Duration QUIET = Duration.ofSeconds(3);
  private static final Duration LULL = Duration.ofMillis(500);

  /** What the server may use more while it is abused: buffers, and what the heap is touched for. */
  private static final long MUCH_MEMORY = 64 << 20;

  private final long seed = Long.getLong("prosa.abuse.seed", System.nanoTime());

  @Tag("long")
  @ParameterizedTest(name = "{0} connections from {1} addresses")
  @CsvSource({"6, 1", "40, 40"})
  void honestMembersNoticeNothingAndNothingRemains(int connections, int addresses)
      throws Exception {
    abuse(connections, addresses, SECONDS, "3s");
  }

  @Tag("long")
  @ParameterizedTest(name = "{0} connections from {1} addresses")
  @CsvSource({"1, 1", "6, 1", "40, 1", "40, 40"})
  void forMinutes(int connections, int addresses) throws Exception {
    abuse(connections, addresses, LONG_SECONDS, "30s");
  }

  private void abuse(int connections, int addresses, int seconds, String hold) throws Exception {
    System.out.printf(
        "abuse: seed %d, %d connections from %d addresses, %d s%n",
        seed, connections, addresses, seconds);
    try (Prosa prosa =
        Prosa.serveMeasured(
            "--trusted", HonestMembers.NO_NETWORK,
            "--hold", hold,
            "--reservation", "3s",
            "--room-linger", "1s",
            "--private-linger", "2s")) {
      int descriptors;
      try (HonestMembers members = HonestMembers.gather(prosa.port())) {
        Figures before = members.measure(QUIET);
        Abuser.run(prosa.port(), seed, 1, connections, addresses); // loads the classes
        everythingIsGone(prosa, HonestMembers.COUNT);
        descriptors = ResourceSnapshot.openFiles(prosa);
        long memory = ResourceSnapshot.resident(prosa);
        List<String> deeds = new ArrayList<>();
        Figures abused =
            members.during(
                () -> deeds.add(Abuser.run(prosa.port(), seed, seconds, connections, addresses)));
        long grown = ResourceSnapshot.resident(prosa) - memory;
        everythingIsGone(prosa, HonestMembers.COUNT);
        Figures quiet = members.measure(QUIET).orWorse(before);
        System.out.printf(
            "abuse: %s%nabuse: quiet %s%nabuse: abused %s%nabuse: %d MB resident, then %+d MB%n",
            deeds, quiet, abused, memory >> 20, grown >> 20);
        assertThat(deeds.toString()).contains("DEALER messages");
        abused.assertServedAsWellAs(quiet);
        assertThat(grown).as("memory: seed %d", seed).isLessThan(MUCH_MEMORY);
        Await.until(
            "its descriptors to be back", () -> ResourceSnapshot.openFiles(prosa) <= descriptors);
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
