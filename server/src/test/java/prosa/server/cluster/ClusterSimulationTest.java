package prosa.server.cluster;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of a cluster, in a simulation with the real placement and cluster logic. */
final class ClusterSimulationTest {

  private static ClusterSimulation run(long seed, int nodes, int users, long steps) {
    return run(seed, new ClusterSimulation(seed, nodes, users), steps);
  }

  private static ClusterSimulation run(long seed, ClusterSimulation simulation, long steps) {
    try {
      simulation.run(steps);
    } catch (RuntimeException e) {
      java.util.regex.Matcher ids =
          java.util.regex.Pattern.compile("users? (\\d+)").matcher(String.valueOf(e.getMessage()));
      StringBuilder logs = new StringBuilder();
      while (ids.find()) {
        logs.append(simulation.logs(Integer.parseInt(ids.group(1))));
      }
      logs.append(String.join("\n", simulation.trace));
      throw new AssertionError(
          "seed "
              + seed
              + " after "
              + simulation.totals.steps
              + " steps: "
              + e.getMessage()
              + "\n"
              + logs,
          e);
    }
    return simulation;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void theRulesHold(long seed) {
    ClusterSimulation simulation = run(seed, 3, 18, 20_000);
    assertThat(simulation.totals.disturbances).isGreaterThan(2);
    assertThat(simulation.totals.checkedTables).isGreaterThan(4);
    assertThat(simulation.totals.remoteSeats).isPositive();
    assertThat(simulation.totals.missed).isPositive();
  }

  /** Announcements are 50 ms old at best: at each node the first of a crowd gets a new room. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 7, 13, 20, 45})
  void nobodyOfACrowdThatComesAtOnceStaysAlone(int people) {
    for (int seed = 0; seed < 60; seed++) {
      ClusterSimulation simulation = new ClusterSimulation(seed, 3, people);
      simulation.advance(SECONDS.toNanos(3));
      simulation.crowd(people, MILLISECONDS.toNanos(1 + 10 * (seed % 40)));
      simulation.advance(SECONDS.toNanos(3));
      assertThat(simulation.aloneForNothing()).as("alone, with seed " + seed).isEmpty();
    }
  }

  /** What is said while rooms go to other nodes is heard there by all, or comes back. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void nobodyMissesAnythingWhileRoomsGoToOtherNodes(long seed) {
    ClusterSimulation simulation = new ClusterSimulation(seed, 3, 18);
    simulation.advance(SECONDS.toNanos(3));
    simulation.crowd(18, SECONDS.toNanos(1));
    simulation.advance(SECONDS.toNanos(4));
    long said = simulation.totals.said;
    for (SimulatedNode node : simulation.nodes) {
      node.drain();
      assertThat(simulation.missedWhileTalking(SECONDS.toNanos(2))).isZero();
      assertThat(node.placement.overview()).isEmpty();
      node.undrain();
    }
    assertThat(simulation.totals.said - said).isGreaterThan(1_000);
  }

  /**
   * A node hears nothing while the others hear it, or the reverse: within ten seconds each side
   * goes on without the other, and ten seconds after the end of it all are together again.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void theRulesHoldWithANodeThatHearsNothingOrIsNotHeard(long seed) {
    ClusterSimulation simulation = new ClusterSimulation(seed, 3, 18);
    simulation.disturbOneWay();
    run(seed, simulation, 20_000);
    assertThat(simulation.totals.disturbances).isGreaterThan(2);
    assertThat(simulation.totals.checkedTables).isGreaterThan(4);
    assertThat(simulation.totals.remoteSeats).isPositive();
  }

  /** A refusal is lost (1038); somebody is left alone in an adopted room (2049). */
  @ParameterizedTest
  @ValueSource(longs = {1038, 2049})
  void theRulesHoldWhereTheyWereBrokenOnce(long seed) {
    run(seed, 3 + (int) (seed % 3), 12 + (int) (seed % 20), 17_000);
  }

  @Test
  @Tag("long")
  void theRulesHoldForAMillionSteps() {
    for (long seed = 1000; seed < 1020; seed++) {
      run(seed, 3 + (int) (seed % 3), 12 + (int) (seed % 20), 50_000);
    }
  }
}
