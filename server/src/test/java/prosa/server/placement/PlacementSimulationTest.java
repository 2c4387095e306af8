package prosa.server.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * 300,000 steps of seeded crowds, 30,000 with a seed of their own for each capacity from 1 to 10;
 * three million steps of other crowds in the long tests. {@code -Dprosa.simulation.seed=…} and
 * {@code -Dprosa.simulation.steps=…} change the seed and the number of steps.
 */
class PlacementSimulationTest {

  private static final long SEED = Long.getLong("prosa.simulation.seed", 20_261_124);
  private static final int STEPS = Integer.getInteger("prosa.simulation.steps", 150_000);
  private static final int CAPACITIES = 10;
  private static final int STEPS_TO_A_QUIET = 10_000;
  private static final int STEPS_WHILE_DRAINING = 200;

  private static final List<String> EVERYTHING =
      List.of(
          "Reserved",
          "Admitted",
          "Taken",
          "Invited",
          "resumed",
          "opened",
          "opened privately",
          "closed",
          "paired",
          "parted",
          "lapsed",
          "expired",
          "offered",
          "evicted",
          "reservation TOO_MANY_RESERVATIONS",
          "reservation TOO_MANY_SEATS",
          "reservation TOO_MANY_ROOMS",
          "reservation NO_SEAT",
          "reservation DRAINING",
          "reservation UNKNOWN_INVITE",
          "reservation TABLE_FULL",
          "admission NO_SEAT",
          "admission TOO_MANY_RESERVATIONS",
          "admission DRAINING",
          "admission UNKNOWN_ROOM",
          "admission LAPSED_TOO_OFTEN",
          "admission JOINED_TOO_OFTEN",
          "admission ALREADY_SEATED",
          "admission TOO_MANY_SEATS",
          "seating TOO_MANY_SEATS",
          "seating TOO_MANY_ROOMS",
          "seating NO_SEAT",
          "seating DRAINING",
          "seating STALE_SEAT",
          "seating UNKNOWN_INVITE",
          "seating TABLE_FULL",
          "seating NOWHERE_ELSE",
          "seating ALREADY_SEATED",
          "invitation TOO_MANY_INVITES",
          "invitation STALE_SEAT");

  @Test
  void holdsWhateverTheCrowdDoes() {
    play(SEED, STEPS);
  }

  @Tag("long")
  @Test
  void holdsWhateverManyCrowdsDo() {
    for (int crowd = 1; crowd <= 3; crowd++) {
      play(SEED + 1_000L * crowd, 1_000_000);
    }
  }

  private static void play(long seed, int steps) {
    Map<String, Integer> reached = new TreeMap<>();
    for (int capacity = 1; capacity <= CAPACITIES; capacity++) {
      Simulation simulation = new Simulation(seed + capacity, rules(capacity));
      play(simulation, new SimulatedUsers(seed + capacity, simulation), steps / CAPACITIES);
      simulation.reached().forEach((what, times) -> reached.merge(what, times, Integer::sum));
    }
    assertThat(reached)
        .as("a crowd that does everything")
        .containsKeys(EVERYTHING.toArray(new String[0]));
  }

  /** Now and then all go away; at the end the server drains while they still try. */
  private static void play(Simulation simulation, SimulatedUsers crowd, int steps) {
    while (simulation.steps() < steps) {
      long quiet = Math.min(steps, simulation.steps() + STEPS_TO_A_QUIET);
      while (simulation.steps() < quiet) {
        crowd.act();
      }
      crowd.disperse();
      simulation.nothingIsLeft();
    }
    for (int i = 0; i < STEPS_WHILE_DRAINING; i++) {
      if (i == STEPS_WHILE_DRAINING / 2) {
        simulation.drain();
      }
      crowd.act();
    }
    crowd.disperse();
    simulation.nothingIsLeft();
  }

  private static PlacementConfig rules(int capacity) {
    return new PlacementConfig(
        capacity,
        Duration.ofSeconds(15),
        Duration.ofSeconds(30),
        Duration.ofSeconds(10),
        Duration.ofMinutes(10),
        capacity % 2 == 0
            ? new SeatLimits(4, 3 + capacity / 2, 4, 2, 2, 100, 100, 100, 100)
            : new SeatLimits(4, 100, 8, 100, 3, 7, 4, 3 + capacity, 100));
  }
}
